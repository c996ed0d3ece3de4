package firmware

import (
	"encoding/binary"
	"time"

	"locktwin/model/keyturner"
)

// MaxTimeControls is how many actions by the clock the lock keeps, all in one
// record. The published documents give no number (assumption).
const MaxTimeControls = 16

const (
	timeControlBytes = 6 // one entry of the record
	timeTableBytes   = MaxTimeControls * timeControlBytes
)

// timeTable is the table in RAM, read from flash when it is first needed: by a
// command, or once the time of day is known.
type timeTable struct {
	Loaded  bool
	Due     UnixSeconds // of the armed timer, 0 none
	Entries [MaxTimeControls]timeEntry
}

// timeEntry is one action by the clock.
type timeEntry struct {
	ID       uint8 // 0: the place is free
	Enabled  bool
	Weekdays keyturner.Weekdays
	Action   keyturner.LockAction
	Minute   uint16 // of the local day
}

func (e *timeEntry) published() keyturner.TimeControlEntry {
	return keyturner.TimeControlEntry{ID: e.ID, Enabled: e.Enabled, TimeControl: keyturner.TimeControl{
		Weekdays: e.Weekdays, Time: keyturner.ClockOf(e.Minute), Action: e.Action,
	}}
}

// set takes what an owner asks for; false when it is impossible.
func (e *timeEntry) set(t keyturner.TimeControl) bool {
	if !t.Time.Valid() || !t.Action.Askable() {
		return false
	}
	e.Weekdays, e.Action, e.Minute = t.Weekdays, t.Action, t.Time.Minutes()
	return true
}

// loadTimeTable reads the table from flash, once a boot.
func (a *App) loadTimeTable() *timeTable {
	t := &a.State.Times
	if t.Loaded {
		return t
	}
	*t = timeTable{Loaded: true}
	if !a.openBook() {
		return t
	}
	b := a.buf()[:timeTableBytes]
	switch r := a.read(AreaBook, KeyTimeControl, b); r {
	case readOK:
		if bad := t.decode(b); bad > 0 {
			a.notef("time-control-bad", "%d actions by the clock could not be read.", bad)
		}
	case readMissing:
	default:
		a.notef("time-control-lost", "The actions by the clock are lost because %s.", r.why())
	}
	return t
}

func (t *timeTable) decode(b []byte) (bad int) {
	for i := range t.Entries {
		r := b[i*timeControlBytes:]
		if r[0] == 0 {
			continue
		}
		e := timeEntry{ID: r[0], Enabled: r[1] == 1, Weekdays: keyturner.Weekdays(r[2]), Action: keyturner.LockAction(r[3]),
			Minute: binary.LittleEndian.Uint16(r[4:])}
		if r[1] > 1 || e.Minute >= 24*60 || !e.Action.Askable() || t.place(e.ID) >= 0 {
			bad++
			continue
		}
		t.Entries[i] = e
	}
	return bad
}

func (t *timeTable) encode(b []byte) {
	clear(b)
	for i := range t.Entries {
		e, r := &t.Entries[i], b[i*timeControlBytes:]
		r[0], r[2], r[3] = e.ID, uint8(e.Weekdays), uint8(e.Action)
		if e.Enabled {
			r[1] = 1
		}
		binary.LittleEndian.PutUint16(r[4:], e.Minute)
	}
}

// place finds an entry, or a free place for the id 0; -1 when there is none.
func (t *timeTable) place(id uint8) int {
	for i := range t.Entries {
		if t.Entries[i].ID == id {
			return i
		}
	}
	return -1
}

func (t *timeTable) count() int {
	n := 0
	for i := range t.Entries {
		if t.Entries[i].ID != 0 {
			n++
		}
	}
	return n
}

// freeID is the lowest id that no entry has.
func (t *timeTable) freeID() uint8 {
	id := uint8(1)
	for t.place(id) >= 0 {
		id++
	}
	return id
}

// saveTimeTable puts a changed table into flash and in force.
func (a *App) saveTimeTable(next *timeTable) keyturner.ErrorCode {
	if code := a.mayWrite(); code != keyturner.NoError {
		return code
	}
	if err := a.needBook(); err != nil {
		return saveError(err)
	}
	b := a.buf()[:timeTableBytes]
	next.encode(b)
	if err := a.write(AreaBook, KeyTimeControl, b); err != nil {
		return saveError(err)
	}
	a.State.Times = *next
	a.armTimeControl()
	return keyturner.NoError
}

func (a *App) addTimeControl(phone PhoneID, c *Command) {
	next := *a.loadTimeTable()
	at := next.place(0)
	if at < 0 {
		a.fail(phone, c, keyturner.ErrTooManyEntries)
		return
	}
	e := timeEntry{ID: next.freeID(), Enabled: true}
	code := keyturner.ErrBadParameter
	if e.set(c.TimeControl.TimeControl) {
		next.Entries[at] = e
		code = a.saveTimeTable(&next)
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	a.complete(phone, c, &Reply{Entry: uint16(e.ID)})
}

func (a *App) updateTimeControl(c *Command) keyturner.ErrorCode {
	next := *a.loadTimeTable()
	at := next.place(c.TimeControl.ID)
	if c.TimeControl.ID == 0 || at < 0 || !next.Entries[at].set(c.TimeControl.TimeControl) {
		return keyturner.ErrBadParameter
	}
	next.Entries[at].Enabled = c.TimeControl.Enabled
	return a.saveTimeTable(&next)
}

func (a *App) removeTimeControl(c *Command) keyturner.ErrorCode {
	next := *a.loadTimeTable()
	at := next.place(c.TimeControl.ID)
	if c.TimeControl.ID == 0 || at < 0 {
		return keyturner.ErrBadParameter
	}
	next.Entries[at] = timeEntry{}
	return a.saveTimeTable(&next)
}

// armTimeControl sets the timer for the next action by the clock. There is none
// without a time of day.
func (a *App) armTimeControl() {
	t := &a.State.Times
	now := a.now()
	if now != 0 {
		t = a.loadTimeTable()
	}
	was := t.Due
	t.Due = 0
	if now != 0 {
		t.Due = t.next(&a.State.Config, now)
	}
	switch {
	case t.Due != 0:
		a.hal.SetTimer(TimerTimeControl, time.Duration(t.Due-now)*time.Second)
	case was != 0:
		a.hal.StopTimer(TimerTimeControl)
	}
}

// next is the first instant after now at which an entry is due, 0 for none.
func (t *timeTable) next(c *Config, now UnixSeconds) UnixSeconds {
	const day = 24 * 3600
	first := UnixSeconds(0)
	local := c.local(now)
	for i := range t.Entries {
		e := &t.Entries[i]
		if e.ID == 0 || !e.Enabled {
			continue
		}
		midnight := local / day * day
		for n := UnixSeconds(0); n <= 8; n++ {
			at := midnight + n*day + UnixSeconds(e.Minute)*60
			if !onWeekday(e.Weekdays, at) {
				continue
			}
			if due := c.utc(at); due > now {
				if first == 0 || due < first {
					first = due
				}
				break
			}
		}
	}
	return first
}

// timeControl acts on every entry that is due.
func (a *App) timeControl() {
	t := &a.State.Times
	due := t.Due
	if due == 0 {
		return
	}
	c := &a.State.Config
	var actions [MaxTimeControls]keyturner.LockAction
	n := 0
	for i := range t.Entries {
		one := timeTable{Entries: [MaxTimeControls]timeEntry{t.Entries[i]}}
		if one.next(c, due-1) == due {
			actions[n] = t.Entries[i].Action
			n++
		}
	}
	a.armTimeControl()
	for _, action := range actions[:n] {
		action, code := a.resolve(action)
		if code != keyturner.NoError {
			a.notef("automatic-skipped", "An automatic action was left out: %s.", code.Meaning())
			continue
		}
		a.automatic(action, keyturner.TriggerAutomatic)
	}
}

// onWeekday says whether a set of weekdays admits a local time.
func onWeekday(w keyturner.Weekdays, local UnixSeconds) bool {
	days := int64(local) / (24 * 3600)
	weekday := uint((days + 3) % 7) // 1970-01-01 was a Thursday; 0 is Monday
	return w&0x7F == 0 || w&(1<<(6-weekday)) != 0
}
