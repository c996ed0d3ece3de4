package firmware

import (
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// reply is the one place that decides where an answer goes: to a scripted phone
// as it is, to a connection as messages of the protocol.
func (a *App) reply(r *Reply) {
	if r.Phone.onAir() {
		a.transmit(r)
		return
	}
	a.hal.Reply(*r)
}

// replyEnd is reply for the end of an action. A connection is not told too soon
// after it was told of the beginning, nor in the middle of a list.
func (a *App) replyEnd(r *Reply) {
	if !r.Phone.onAir() {
		a.hal.Reply(*r)
		return
	}
	l := a.State.link(r.Phone.conn())
	if l == nil {
		return
	}
	if l.Owed.Owed {
		a.settleOwed(l)
	}
	l.Owed = owedAnswer{Owed: true, Error: r.Error, Op: r.Op, Auth: keyturner.AuthID(r.Tag)}
	a.payOwed(l)
}

// owedAt is when a connection may be told the end of an action: so long after it
// has confirmed that it was told of the beginning.
func (a *App) owedAt(l *linkState) time.Duration {
	return l.Accepted + a.Profile.Protocol.CompleteAfter
}

// payOwed tells a connection the end of an action once it may hear it.
func (a *App) payOwed(l *linkState) {
	if a.State.owes(l) && a.hal.Uptime() >= a.owedAt(l) {
		a.settleOwed(l)
	}
}

// What a status or an error report takes, and the states in their longest form.
const (
	shortRoom  = 3 + keyturner.Overhead
	statesRoom = 27 + keyturner.Overhead
)

func (a *App) settleOwed(l *linkState) {
	o := l.Owed
	l.Owed = owedAnswer{}
	if o.Error != keyturner.NoError {
		a.refuse(l.Conn, o.Auth, o.Error, o.Op.command())
		return
	}
	a.status(l.Conn, o.Auth, keyturner.StatusComplete)
}

// progressDue is when a connection that waits for the end of an action is told the
// state once more; false when it is not.
func (a *App) progressDue(l *linkState) (at time.Duration, waits bool) {
	every, m := a.Profile.Protocol.ProgressEvery, &a.State.Motion
	waits = every != 0 && m.moving() && m.Phone == phoneOf(l.Conn) && !m.OnlyEnd &&
		l.List.Kind == listNone && a.State.Server.Room(l.Conn) >= statesRoom
	return l.Told + every, waits
}

// transmit turns an answer into messages.
func (a *App) transmit(r *Reply) {
	c, auth := r.Phone.conn(), keyturner.AuthID(r.Tag)
	l := a.State.link(c)
	if l == nil {
		return
	}
	switch r.Kind {
	case ReplyAccepted:
		if l.Owed.Owed {
			a.settleOwed(l) // of the action before, which has ended
		}
		l.Accepted = a.hal.Uptime()
		l.Told = l.Accepted
		a.status(c, auth, keyturner.StatusAccepted)
		l.Unheard = uint8(a.State.Server.Pending(c))
	case ReplyStateChanged:
		// Nothing that nobody asked for comes in the middle of a list.
		if l.List.Kind == listNone {
			l.Told = a.hal.Uptime()
			a.sendStates(c, auth, &r.States)
		}
	case ReplyFailed:
		a.refuse(c, auth, r.Error, r.Op.command())
	case ReplyComplete:
		a.transmitComplete(c, auth, r)
	}
}

func (a *App) sendStates(c gatt.ConnID, auth keyturner.AuthID, k *KeyturnerStates) bool {
	s := a.publishedStates(k)
	return a.sealed(c, auth, keyturner.CmdStates, a.Profile.Protocol.Wire.AppendStates(a.work.payload[:0], &s))
}

// transmitComplete sends what was asked for, or what was made, and a status where
// the protocol has one.
func (a *App) transmitComplete(c gatt.ConnID, auth keyturner.AuthID, r *Reply) {
	out, wire := a.work.payload[:0], &a.Profile.Protocol.Wire
	switch r.Op {
	case OpKeyturnerStates:
		told := a.sendStates(c, auth, &r.States)
		if slot := a.authSlot(auth); told && slot >= 0 && a.State.Auths[slot].Type == keyturner.IDBridge {
			a.noNews()
		}
		return
	case OpBatteryReport:
		b := r.Battery.published(wire)
		a.sealed(c, auth, keyturner.CmdBatteryReport, b.Append(out))
		return
	case OpRequestConfig:
		k := a.publishedConfig(&r.Config)
		a.sealed(c, auth, keyturner.CmdConfig, wire.AppendConfig(out, &k))
		return
	case OpRequestAdvancedConfig:
		k := r.Advanced.published()
		a.sealed(c, auth, keyturner.CmdAdvancedConfig, wire.AppendAdvancedConfig(out, &k))
		return
	case OpInviteAuthorization:
		a.sealed(c, auth, keyturner.CmdInviteID, keyturner.InviteID{ID: r.Auth, Created: dateOf(r.Created)}.Append(out))
	case OpAddTimeControl:
		a.sealed(c, auth, keyturner.CmdTimeControlID, keyturner.AppendTimeControlID(out, uint8(r.Entry)))
	case OpAddKeypadCode:
		a.sealed(c, auth, keyturner.CmdKeypadCodeID, keyturner.KeypadCodeID{ID: r.Entry, Created: dateOf(r.Created)}.Append(out))
	}
	a.status(c, auth, keyturner.StatusComplete)
}
