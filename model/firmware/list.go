package firmware

import "locktwin/model/keyturner"

// listKind says which list it is.
type listKind uint8

const (
	listNone listKind = iota
	listUsers
	listLogEntries
	listTimes
	listCodes
)

// listState is a walk through a list. What is added or removed meanwhile is seen
// as far as the walk has not passed its place.
type listState struct {
	Kind       listKind
	Descending bool
	Auth       keyturner.AuthID // who asked
	Left       uint16           // entries still wanted
	Skip       uint16           // entries to leave out first
	Place      int16            // where the next look is
	Looks      int16            // log: slots not looked at yet
	Index      uint32           // log: the last one found, or the start of the request
}

// walk begins a list as it was asked for.
func (a *App) walk(c *Command) listState {
	l := listState{Auth: c.Auth, Left: c.Count, Skip: uint16(c.Offset)}
	switch c.Op {
	case OpRequestAuthorizations:
		l.Kind, l.Place = listUsers, -1
	case OpRequestLog:
		l.Kind, l.Descending, l.Index, l.Skip = listLogEntries, c.Descending, c.Offset, 0
		l.Place, l.Looks = int16(a.State.Log.Next), int16(a.logSlots())
		if c.Descending {
			l.Place = int16((int(a.State.Log.Next) + a.logSlots() - 1) % a.logSlots())
		}
		if a.State.Log.Last == 0 {
			l.Looks = 0
		}
	case OpRequestTimeControls:
		l.Kind = listTimes
	case OpRequestKeypadCodes:
		l.Kind = listCodes
	}
	return l
}

// skipped says whether an entry is one of those to leave out first.
func (l *listState) skipped() bool {
	if l.Skip == 0 {
		return false
	}
	l.Skip--
	return true
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
		if l.skipped() {
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

// nextTimeControl finds the next action by the clock.
func (a *App) nextTimeControl(l *listState, x *keyturner.TimeControlEntry) bool {
	t := a.loadTimeTable()
	for int(l.Place) < len(t.Entries) {
		e := &t.Entries[l.Place]
		l.Place++
		if e.ID != 0 && !l.skipped() {
			*x = e.published()
			return true
		}
	}
	return false
}

// nextListedCode finds the next keypad code, in the order of the slots.
func (a *App) nextListedCode(l *listState, x *KeypadCode) bool {
	var k KeypadCode
	for slot := a.nextCode(int(l.Place), &k); slot >= 0; slot = a.nextCode(slot+1, &k) {
		l.Place = int16(slot) + 1
		if !l.skipped() {
			*x = k
			return true
		}
	}
	return false
}
