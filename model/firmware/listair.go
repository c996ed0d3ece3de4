package firmware

import (
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// entryRoom is what one entry of a list takes at most.
const entryRoom = 75 + keyturner.Overhead

// beginList answers a request for a list with its count, and starts to send it.
func (a *App) beginList(c gatt.ConnID, k *Command) {
	l := a.State.link(c)
	if l == nil {
		return
	}
	out, auth := a.work.payload[:0], k.Auth
	l.List = a.walk(k)
	switch l.List.Kind {
	case listUsers:
		a.sealed(c, auth, keyturner.CmdAuthorizationCount, keyturner.AppendCount(out, uint16(a.authCount())))
	case listLogEntries:
		if k.CountLog {
			n := a.logAvailable(k.Offset, k.Descending)
			a.sealed(c, auth, keyturner.CmdLogCount, keyturner.LogCount{
				Logging: !a.State.Log.Off, Count: word(int32(n)), DoorSensor: true, DoorLogging: true,
			}.Append(out))
		}
	case listTimes:
		a.sealed(c, auth, keyturner.CmdTimeControlCount, keyturner.AppendTimeControlCount(out, uint8(a.loadTimeTable().count())))
	case listCodes:
		a.sealed(c, auth, keyturner.CmdKeypadCodeCount, keyturner.AppendCount(out, uint16(a.walkCodes(0, 0).total)))
	}
	a.pumpList(l)
}

// pumpList sends as much of a list as there is room for.
func (a *App) pumpList(l *linkState) {
	s := &a.State
	for l.List.Kind != listNone {
		if !s.Server.Subscribed(a.services.table, l.Conn, a.services.user) || a.authSlot(l.List.Auth) < 0 {
			l.List = listState{} // nobody listens any more
			return
		}
		if s.Server.Room(l.Conn) < entryRoom {
			return
		}
		auth := l.List.Auth
		cmd, entry := keyturner.Command(0), []byte(nil)
		if l.List.Left > 0 {
			cmd, entry = a.nextEntry(&l.List)
		}
		if entry == nil {
			l.List = listState{}
			a.status(l.Conn, auth, keyturner.StatusComplete)
			return
		}
		l.List.Left--
		a.sealed(l.Conn, auth, cmd, entry)
	}
}

// nextEntry is the next entry of a list as it is sent, nil at its end.
func (a *App) nextEntry(l *listState) (keyturner.Command, []byte) {
	out := a.work.payload[:0]
	switch l.Kind {
	case listUsers:
		var x Authorization
		if a.nextUser(l, &x) {
			e := x.published()
			return keyturner.CmdAuthorizationEntry, e.Append(out)
		}
	case listLogEntries:
		var x LogEntry
		if a.nextLogEntry(l, &x) {
			e := x.published()
			return keyturner.CmdLogEntry, e.Append(out)
		}
	case listTimes:
		var x keyturner.TimeControlEntry
		if a.nextTimeControl(l, &x) {
			return keyturner.CmdTimeControlEntry, x.Append(out)
		}
	case listCodes:
		var x KeypadCode
		if a.nextListedCode(l, &x) {
			e := x.published()
			return keyturner.CmdKeypadCode, e.Append(out)
		}
	}
	return 0, nil
}
