package keyturner

// TimeControl is an action that the lock does by itself at a time of day.
type TimeControl struct {
	Weekdays Weekdays
	Time     ClockTime
	Action   LockAction
}

// Append appends the body of an add-time-control-entry request.
func (t TimeControl) Append(dst []byte) []byte {
	return append(t.Time.Append(append(dst, uint8(t.Weekdays))), uint8(t.Action))
}

// ParseTimeControl reads the body. It returns ErrLength or ErrValue.
func ParseTimeControl(b []byte) (TimeControl, error) {
	if err := wantLength("time control entry to add", b, 4); err != nil {
		return TimeControl{}, err
	}
	f := fields{b: b}
	t := f.timeControl()
	return t, f.err()
}

func (f *fields) timeControl() TimeControl {
	return TimeControl{Weekdays(f.u8()), f.clock("time"), f.action()}
}

// TimeControlEntry is an entry of the list, and the body of the request that
// changes one.
type TimeControlEntry struct {
	ID      uint8
	Enabled bool
	TimeControl
}

// Append appends the payload or body.
func (e TimeControlEntry) Append(dst []byte) []byte {
	return e.TimeControl.Append(appendFlag(append(dst, e.ID), e.Enabled))
}

// ParseTimeControlEntry reads the payload or body. It returns ErrLength or
// ErrValue.
func ParseTimeControlEntry(b []byte) (TimeControlEntry, error) {
	if err := wantLength("time control entry", b, 6); err != nil {
		return TimeControlEntry{}, err
	}
	f := fields{b: b}
	e := TimeControlEntry{f.u8(), f.flag("enabled"), f.timeControl()}
	return e, f.err()
}

// AppendTimeControlID appends an entry's id: the answer to an added entry, and
// the body of the request that removes one.
func AppendTimeControlID(dst []byte, id uint8) []byte { return append(dst, id) }

// ParseTimeControlID reads what AppendTimeControlID writes. It returns
// ErrLength.
func ParseTimeControlID(b []byte) (uint8, error) {
	if err := wantLength("time control entry id", b, 1); err != nil {
		return 0, err
	}
	return b[0], nil
}

// AppendTimeControlCount appends the number of entries.
func AppendTimeControlCount(dst []byte, n uint8) []byte { return append(dst, n) }

// ParseTimeControlCount reads what AppendTimeControlCount writes. It returns
// ErrLength.
func ParseTimeControlCount(b []byte) (uint8, error) {
	if err := wantLength("time control entry count", b, 1); err != nil {
		return 0, err
	}
	return b[0], nil
}
