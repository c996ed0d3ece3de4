package firmware

import (
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// listKind says which list a connection is being sent.
type listKind uint8

const (
	listNone listKind = iota
	listUsers
	listLogEntries
	listTimes
	listCodes
)

// listState is a list on its way: entries follow one by one as the connection
// has room for them. What is added or removed meanwhile is seen as far as the
// list has not passed its place.
type listState struct {
	Kind       listKind
	Descending bool
	Auth       keyturner.AuthID // who asked
	Left       uint16           // entries still wanted
	Skip       uint16           // entries to leave out first
	Place      int16            // where the next look is
	Looks      int16            // log: slots not looked at yet
	Index      uint32           // log: the last one sent, or the start of the request
}

// entryRoom is what one entry of a list takes at most.
const entryRoom = 75 + keyturner.Overhead

// beginList answers a request for a list with its count, and starts to send it.
func (a *App) beginList(c gatt.ConnID, k *Command) {
	l := a.State.link(c)
	if l == nil {
		return
	}
	out, auth := a.work.payload[:0], k.Auth
	l.List = listState{Auth: auth, Left: k.Count}
	switch k.Op {
	case OpRequestAuthorizations:
		l.List.Kind, l.List.Skip, l.List.Place = listUsers, uint16(k.Offset), -1
		a.sealed(c, auth, keyturner.CmdAuthorizationCount, keyturner.AppendCount(out, uint16(a.authCount())))
	case OpRequestLog:
		l.List.Kind, l.List.Descending, l.List.Index = listLogEntries, k.Descending, k.Offset
		l.List.Place, l.List.Looks = int16(a.State.Log.Next), int16(a.logSlots())
		if k.Descending {
			l.List.Place = int16((int(a.State.Log.Next) + a.logSlots() - 1) % a.logSlots())
		}
		if k.CountLog {
			n := a.logAvailable(k.Offset, k.Descending)
			a.sealed(c, auth, keyturner.CmdLogCount, keyturner.LogCount{
				Logging: !a.State.Log.Off, Count: word(int32(n)), DoorSensor: true, DoorLogging: true,
			}.Append(out))
		}
	case OpRequestTimeControls:
		l.List.Kind = listTimes
		a.sealed(c, auth, keyturner.CmdTimeControlCount, keyturner.AppendTimeControlCount(out, uint8(a.loadTimeTable().count())))
	case OpRequestKeypadCodes:
		l.List.Kind, l.List.Skip = listCodes, uint16(k.Offset)
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

// nextEntry is the next entry of a list, nil at its end.
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
		t := a.loadTimeTable()
		for ; int(l.Place) < len(t.Entries); l.Place++ {
			if e := &t.Entries[l.Place]; e.ID != 0 {
				l.Place++
				return keyturner.CmdTimeControlEntry, e.published().Append(out)
			}
		}
	case listCodes:
		var x KeypadCode
		for slot := a.nextCode(int(l.Place), &x); slot >= 0; slot = a.nextCode(slot+1, &x) {
			l.Place = int16(slot) + 1
			if l.Skip > 0 {
				l.Skip--
				continue
			}
			e := x.published()
			return keyturner.CmdKeypadCode, e.Append(out)
		}
	}
	return 0, nil
}

// nextUser finds the next user of a list, who asked for it first and then the
// others by their slots.
func (a *App) nextUser(l *listState, x *Authorization) bool {
	own := a.authSlot(l.Auth)
	for ; l.Place < MaxAuthorizations; l.Place++ {
		slot := int(l.Place)
		if slot < 0 {
			slot = own
		} else if slot == own {
			continue
		}
		if slot < 0 || a.State.Auths[slot].Flags == 0 {
			continue
		}
		if l.Skip > 0 {
			l.Skip--
			continue
		}
		a.readUser(slot, x)
		l.Place++
		return true
	}
	return false
}

// nextLogEntry finds the next entry of the log. One that was written while the
// list is on its way is out of order and left out.
func (a *App) nextLogEntry(l *listState, x *LogEntry) bool {
	b := a.buf()[:logSlotBytes]
	slots := a.logSlots()
	for l.Looks > 0 {
		slot := int(l.Place)
		l.Looks--
		if l.Descending {
			l.Place = int16((slot + slots - 1) % slots)
		} else {
			l.Place = int16((slot + 1) % slots)
		}
		index, _ := a.logIndexAt(slot, b)
		if logWanted(index, l.Index, l.Descending) {
			*x = decodeLog(b)
			l.Index = index
			return true
		}
	}
	return false
}
