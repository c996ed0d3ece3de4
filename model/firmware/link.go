package firmware

import (
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// airPhone marks those phones that are connections over the air, within the
// application. A scripted phone has this bit clear, or the one above it set.
const airPhone, airMask PhoneID = 1 << 30, 3 << 30

func phoneOf(c gatt.ConnID) PhoneID { return PhoneID(c) | airPhone }

// onAir says whether the phone is a connection, and conn which one.
func (p PhoneID) onAir() bool       { return p&airMask == airPhone }
func (p PhoneID) conn() gatt.ConnID { return gatt.ConnID(p &^ airMask) }

// heldBytes is the longest request of the protocol, an invitation. What is longer
// is taken only when it need not be held.
const heldBytes = 120 + keyturner.Overhead

// linkState is what the protocol keeps of one connection beside the attribute
// server's own state.
type linkState struct {
	Conn     gatt.ConnID   // 0: the place is free
	Heard    time.Duration // Uptime of the last PDU
	Accepted time.Duration // Uptime at which the last Status ACCEPTED was sent, or then confirmed
	Unheard  uint8         // indications to be confirmed until it is, 0 it is
	Told     time.Duration // Uptime at which it was last told of the action that it waits for
	List     listState     // being sent
	Owed     owedAnswer    // kept back
	// A value that came while the one before was still being answered.
	Held       [heldBytes]byte
	HeldBytes  uint16
	HeldHandle gatt.Handle // 0: none
}

// owedAnswer is the end of an action that a phone is told a little later.
type owedAnswer struct {
	Owed  bool
	Error keyturner.ErrorCode
	Op    Op
	Auth  keyturner.AuthID
}

// link finds a connection's state, nil when there is none.
func (s *State) link(c gatt.ConnID) *linkState {
	for i := range s.Links {
		if l := &s.Links[i]; c != 0 && l.Conn == c {
			return l
		}
	}
	return nil
}

// linkUp takes a new connection.
func (a *App) linkUp(c gatt.ConnID) {
	s := &a.State
	if s.Quiet {
		return
	}
	if s.RebootAt != 0 || !s.Server.Connect(c) {
		a.hal.Hangup(c, gatt.ReasonLowResources)
		return
	}
	for i := range s.Links {
		if l := &s.Links[i]; l.Conn == 0 {
			*l = linkState{Conn: c, Heard: a.hal.Uptime()}
			break
		}
	}
	a.notef("link-up", "Connection %d is open, %d in all.", c, s.Server.Count())
	a.setRadio()
}

// linkDown forgets a connection: what was being sent, the challenges and the
// pairing that belonged to it. An action that it started goes on, and nobody is
// told.
func (a *App) linkDown(c gatt.ConnID) {
	s := &a.State
	l := s.link(c)
	if l == nil {
		return
	}
	*l = linkState{}
	s.Server.Disconnect(c)
	a.notef("link-down", "Connection %d has ended, %d are left.", c, s.Server.Count())
	for i := range s.Challenges {
		if s.Challenges[i].Conn == c {
			s.Challenges[i] = challenge{}
		}
	}
	if s.Flow.Conn == c {
		a.endFlow()
	}
	if s.Motion.Phone == phoneOf(c) {
		s.Motion.Phone = 0
	}
	a.setRadio()
}

// dropLinks forgets every connection, as a radio that is switched off does.
func (a *App) dropLinks() {
	for i := range a.State.Links {
		a.linkDown(a.State.Links[i].Conn)
	}
}

// hangUp ends a connection in order.
func (a *App) hangUp(c gatt.ConnID, r gatt.Reason) {
	a.hal.Hangup(c, r)
	a.linkDown(c)
}

// hangUpAll ends every connection in order.
func (a *App) hangUpAll() {
	for i := range a.State.Links {
		if c := a.State.Links[i].Conn; c != 0 {
			a.hangUp(c, gatt.ReasonRemoteUser)
		}
	}
}

// hear takes a PDU.
func (a *App) hear(c gatt.ConnID, p gatt.PDU) {
	s := &a.State
	l := s.link(c)
	if l == nil || s.Quiet {
		return
	}
	l.Heard = a.hal.Uptime()
	s.Server.Receive(a.services.table, &a.services.policy, air{a}, c, p)
}

// air is the application as the attribute server sees it.
type air struct{ a *App }

var _ gatt.App = air{}

func (r air) Uptime() time.Duration { return r.a.hal.Uptime() }

func (r air) Send(c gatt.ConnID, p gatt.PDU) {
	if !r.a.State.Quiet {
		r.a.hal.Send(c, p)
	}
}

// Accept refuses a value as long as one is held already, and one that would have
// to be held and is too long for that.
func (r air) Accept(c gatt.ConnID, _ gatt.Handle, n int) gatt.Code {
	if l := r.a.State.link(c); l == nil || l.HeldHandle != 0 || n > heldBytes && r.a.occupied(l) {
		return gatt.CodeInsufficientResources
	}
	return gatt.OK
}

// Wrote answers a message, or holds it while the connection has no room for an
// answer or is in the middle of a list.
func (r air) Wrote(c gatt.ConnID, h gatt.Handle, value []byte) {
	l := r.a.State.link(c)
	if l == nil {
		return
	}
	if r.a.occupied(l) {
		l.HeldHandle, l.HeldBytes = h, uint16(copy(l.Held[:], value))
		return
	}
	r.a.message(c, h, value)
}

func (r air) ReadValue(_ gatt.ConnID, h gatt.Handle) ([]byte, gatt.Code) { return r.a.readValue(h) }

// Confirmed goes on with what waits for room.
func (r air) Confirmed(c gatt.ConnID) {
	if l := r.a.State.link(c); l != nil && l.Unheard > 0 {
		if l.Unheard--; l.Unheard == 0 || r.a.State.Server.Idle(c) {
			l.Accepted, l.Unheard = r.a.hal.Uptime(), 0
		}
	}
	r.a.goOn(c)
}

// answerRoom is what the answer to one request takes at most, lists aside: two
// messages, or the long form of the configuration.
const answerRoom = 256

// occupied says whether a connection has to wait with its next request.
func (a *App) occupied(l *linkState) bool {
	return l.List.Kind != listNone || a.State.Server.Room(l.Conn) < answerRoom
}

// goOn sends what a connection is still to be told, and then looks at the
// message that was held.
func (a *App) goOn(c gatt.ConnID) {
	s := &a.State
	l := s.link(c)
	if l == nil {
		return
	}
	a.pumpList(l)
	a.payOwed(l)
	if s.RebootAt != 0 && s.Server.Idle(c) {
		a.rebootOnAir()
		return
	}
	if l.HeldHandle == 0 || a.occupied(l) {
		return
	}
	w := a.work
	n, h := copy(w.held[:], l.Held[:l.HeldBytes]), l.HeldHandle
	l.HeldHandle, l.HeldBytes, l.Held = 0, 0, [heldBytes]byte{}
	a.message(c, h, w.held[:n])
}

// message is one whole message of a client.
func (a *App) message(c gatt.ConnID, h gatt.Handle, value []byte) {
	switch h {
	case a.services.pairing:
		a.pairingMessage(c, value)
	case a.services.general:
		a.generalMessage(c, value)
	case a.services.user:
		a.userMessage(c, value)
	}
}

// generalMessage refuses what comes on the unencrypted characteristic of the
// lock, which carries error reports and nothing else.
func (a *App) generalMessage(c gatt.ConnID, value []byte) {
	a.hal.Work(commandTime)
	cmd, _, err := keyturner.ParsePlain(value)
	code := keyturner.ErrUnknown
	if err != nil {
		code, cmd = plainRefusal(err, cmd, value)
	}
	a.report(c, a.services.general, code, cmd)
}
