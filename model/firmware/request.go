package firmware

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// boxTime is how long the CPU is busy with one secretbox of about a hundred bytes
// beside what a command takes anyway (assumption: a small Cortex-M4 at 64 MHz).
const boxTime = 400 * time.Microsecond

// challenge is the one that an authorization may use next, on the connection
// that asked for it. It is gone when it was tried, when another was asked for,
// and when the connection ends.
type challenge struct {
	Conn  gatt.ConnID // 0: none
	Nonce [32]byte
}

// userMessage takes an encrypted request. The order of the checks is that of the
// published protocol as far as it tells: whoever has no valid key learns nothing
// but that.
func (a *App) userMessage(c gatt.ConnID, value []byte) {
	a.hal.Work(commandTime)
	e, err := keyturner.ParseEnvelope(value)
	if err != nil {
		a.report(c, a.services.general, keyturner.ErrBadLength, 0)
		return
	}
	w := a.work
	slot := a.authSlot(e.ID)
	if slot < 0 || !a.useKey(e.ID) {
		a.report(c, a.services.general, keyturner.ErrNotAuthorized, 0)
		return
	}
	cmd, payload, err := e.Open(w.plain[:0], &w.key)
	switch {
	case errors.Is(err, keyturner.ErrCRC):
		a.refuse(c, e.ID, keyturner.ErrBadCRC, cmd)
		return
	case err != nil:
		a.report(c, a.services.general, keyturner.ErrNotAuthorized, 0)
		return
	}
	if a.hal.Tracing() {
		a.hal.NoteWith("request", fmt.Sprintf("Authorization %d asks for %v.", e.ID, cmd), a.asked(c, e.ID, cmd, payload))
	}
	if code := a.request(c, slot, cmd, payload); code != keyturner.NoError {
		a.refuse(c, e.ID, code, cmd)
	}
}

// request checks an authentic request and carries it out.
func (a *App) request(c gatt.ConnID, slot int, cmd keyturner.Command, payload []byte) keyturner.ErrorCode {
	auth := a.State.Auths[slot].ID
	want := keyturner.Command(0)
	if cmd == keyturner.CmdRequestData {
		if r, err := keyturner.ParseRequestData(payload); err == nil {
			want = r.Want
		}
	}
	always := want == keyturner.CmdChallenge || want == keyturner.CmdStates
	if code := a.mayAct(slot, always); code != keyturner.NoError {
		return code
	}
	if !cmd.IsRequest() || cmd.Pairing() {
		return keyturner.ErrUnknown
	}
	body, tail, err := keyturner.SplitTail(cmd, payload)
	if err != nil {
		return keyturner.ErrBadLength
	}
	if cmd == keyturner.CmdRequestData {
		a.requestData(c, slot, want)
		return keyturner.NoError
	}
	if cmd.NeedsChallenge() {
		have := a.State.Challenges[slot]
		a.State.Challenges[slot] = challenge{}
		if have.Conn != c || !keyturner.Equal(&have.Nonce, &tail.Nonce) {
			return keyturner.ErrBadNonce
		}
	}
	if cmd.NeedsPIN() {
		if code := a.checkPIN(tail.PIN); code != keyturner.NoError {
			return code
		}
	}
	k := Command{Auth: auth, Tag: uint32(auth), PIN: tail.PIN}
	if code := a.parseRequest(cmd, body, &k); code != keyturner.NoError {
		return code
	}
	a.dispatch(phoneOf(c), &k)
	return keyturner.NoError
}

// requestData answers what needs neither challenge nor PIN. What the lock cannot
// tell is refused by the id that was asked for.
func (a *App) requestData(c gatt.ConnID, slot int, want keyturner.Command) {
	auth := a.State.Auths[slot].ID
	k := Command{Auth: auth, Tag: uint32(auth)}
	switch want {
	case keyturner.CmdChallenge:
		n := a.freshNonce()
		a.State.Challenges[slot] = challenge{Conn: c, Nonce: n}
		a.sealed(c, auth, keyturner.CmdChallenge, n[:])
		return
	case keyturner.CmdStates:
		k.Op = OpKeyturnerStates
	case keyturner.CmdBatteryReport:
		k.Op = OpBatteryReport
	default:
		a.refuse(c, auth, keyturner.ErrUnknown, want)
		return
	}
	a.dispatch(phoneOf(c), &k)
}

// useKey reads the key of an authorization into the working memory; false when
// flash does not give it.
func (a *App) useKey(auth keyturner.AuthID) bool {
	w := a.work
	if w.keyOf == auth {
		return true
	}
	w.keyOf = 0
	var r authRecord
	slot := a.authSlot(auth)
	if slot < 0 || !a.readAuth(slot, &r) {
		return false
	}
	w.keyOf, w.key = auth, r.Key
	return true
}

// sealed sends an encrypted message and says whether it did. To a client that has
// not asked for it, or whose authorization is gone, it is not sent.
func (a *App) sealed(c gatt.ConnID, auth keyturner.AuthID, cmd keyturner.Command, payload []byte) bool {
	s, w := &a.State, a.work
	if !s.Server.Subscribed(a.services.table, c, a.services.user) || !a.useKey(auth) {
		return false
	}
	a.hal.Work(boxTime)
	var nonce [24]byte
	a.random(nonce[:])
	m := keyturner.Seal(w.message[:0], &w.key, &nonce, auth, cmd, payload)
	if err := s.Server.Indicate(a.services.table, air{a}, c, a.services.user, m); err != nil {
		a.notef("unsent", "A message to connection %d is dropped: %v.", c, err)
		return false
	}
	return true
}

// refuse sends an encrypted error report.
func (a *App) refuse(c gatt.ConnID, auth keyturner.AuthID, code keyturner.ErrorCode, cmd keyturner.Command) {
	a.notef("refused", "Authorization %d is refused: %s.", auth, code.Meaning())
	e := keyturner.ErrorReport{Code: code, Command: cmd}
	a.sealed(c, auth, keyturner.CmdErrorReport, e.Append(a.work.report[:0]))
}

// status sends a status message.
func (a *App) status(c gatt.ConnID, auth keyturner.AuthID, st keyturner.Status) {
	a.sealed(c, auth, keyturner.CmdStatus, st.Append(a.work.report[:0]))
}
