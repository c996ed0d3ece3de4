package keyturner

import "time"

// Date is a point in time of the protocol, in UTC. All zero is no date.
type Date struct {
	Year                             uint16
	Month, Day, Hour, Minute, Second uint8
}

const dateBytes = 7

// DateOf is the date of a Unix time in seconds: no date for 0, and for years
// that the protocol cannot express. A field that must hold a real date at all
// times is never given the time 0.
func DateOf(unix int64) Date {
	if unix == 0 {
		return Date{}
	}
	t := time.Unix(unix, 0).UTC()
	if t.Year() < 1 || t.Year() > 0xFFFF {
		return Date{}
	}
	return Date{uint16(t.Year()), uint8(t.Month()), uint8(t.Day()), uint8(t.Hour()), uint8(t.Minute()), uint8(t.Second())}
}

// Unix is the date in seconds since 1970, 0 for no date.
func (d Date) Unix() int64 {
	if d == (Date{}) {
		return 0
	}
	return d.time().Unix()
}

func (d Date) time() time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), int(d.Hour), int(d.Minute), int(d.Second), 0, time.UTC)
}

// Valid says whether the calendar has the date, or it is no date.
func (d Date) Valid() bool {
	if d == (Date{}) {
		return true
	}
	t := d.time()
	return int(d.Year) == t.Year() && d.Year > 0 && time.Month(d.Month) == t.Month() && int(d.Day) == t.Day() &&
		int(d.Hour) == t.Hour() && int(d.Minute) == t.Minute() && int(d.Second) == t.Second()
}

// String is the date as "2026-06-16 12:30:05", or "never".
func (d Date) String() string {
	if d == (Date{}) {
		return "never"
	}
	return d.time().Format(time.DateTime)
}

// Append appends the seven bytes of the date.
func (d Date) Append(dst []byte) []byte {
	dst = append16(dst, d.Year)
	return append(dst, d.Month, d.Day, d.Hour, d.Minute, d.Second)
}

// ParseDate reads the body of an update-time request. It returns ErrLength, or
// ErrValue for no date and for one that the calendar does not have.
func ParseDate(b []byte) (Date, error) {
	if err := wantLength("date", b, dateBytes); err != nil {
		return Date{}, err
	}
	f := fields{b: b}
	d := f.date("date")
	if d == (Date{}) {
		f.reject("date of year", 0)
	}
	return d, f.err()
}

func (f *fields) rawDate() Date {
	return Date{f.u16(), f.u8(), f.u8(), f.u8(), f.u8(), f.u8()}
}

func (f *fields) date(field string) Date {
	d := f.rawDate()
	if !d.Valid() {
		f.reject(field+" of year", uint64(d.Year))
	}
	return d
}

// ClockTime is a time of day.
type ClockTime struct {
	Hour, Minute uint8
}

// ClockOf is the time of day so many minutes after midnight.
func ClockOf(minutes uint16) ClockTime {
	minutes %= 24 * 60
	return ClockTime{uint8(minutes / 60), uint8(minutes % 60)}
}

// Minutes is the time of day in minutes since midnight.
func (t ClockTime) Minutes() uint16 { return uint16(t.Hour)*60 + uint16(t.Minute) }

// Valid says whether a clock shows the time.
func (t ClockTime) Valid() bool { return t.Hour < 24 && t.Minute < 60 }

// Append appends the two bytes of the time.
func (t ClockTime) Append(dst []byte) []byte { return append(dst, t.Hour, t.Minute) }

func (f *fields) rawClock() ClockTime { return ClockTime{f.u8(), f.u8()} }

func (f *fields) clock(field string) ClockTime {
	t := f.rawClock()
	if !t.Valid() {
		f.reject(field+" at hour", uint64(t.Hour))
	}
	return t
}

// Weekdays is a set of days; the empty set means every day. Bit 7 has no
// meaning and is carried along.
type Weekdays uint8

// Days of the week.
const (
	Sunday Weekdays = 1 << iota
	Saturday
	Friday
	Thursday
	Wednesday
	Tuesday
	Monday
)

// TimeLimits restricts when an authorization or a keypad code may be used.
// Without Limited the rest has no meaning.
type TimeLimits struct {
	Limited             bool
	From, Until         Date // no date: no limit on this side
	Weekdays            Weekdays
	FromTime, UntilTime ClockTime
}

// limitBytes is the length of the limits without their flag.
const limitBytes = 19

// appendLimits appends the flag and the limits.
func (l *TimeLimits) appendLimits(dst []byte) []byte {
	dst = appendFlag(dst, l.Limited)
	dst = l.From.Append(dst)
	dst = l.Until.Append(dst)
	dst = append(dst, uint8(l.Weekdays))
	dst = l.FromTime.Append(dst)
	return l.UntilTime.Append(dst)
}

// appendIfLimited appends the flag, and the limits only if there are any.
func (l *TimeLimits) appendIfLimited(dst []byte) []byte {
	if !l.Limited {
		return append(dst, 0)
	}
	return l.appendLimits(dst)
}

// limits reads what appendLimits writes. Limits that do not hold may be
// anything, because apps leave there what was in their memory.
func (f *fields) limits() TimeLimits {
	if !f.flag("time limited") {
		l := TimeLimits{From: f.rawDate(), Until: f.rawDate(), Weekdays: Weekdays(f.u8())}
		l.FromTime, l.UntilTime = f.rawClock(), f.rawClock()
		return l
	}
	l := TimeLimits{Limited: true, From: f.date("allowed from date"), Until: f.date("allowed until date"), Weekdays: Weekdays(f.u8())}
	l.FromTime, l.UntilTime = f.clock("allowed from time"), f.clock("allowed until time")
	return l
}
