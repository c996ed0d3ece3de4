package keyturner

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	_ "locktwin/internal/rapidseed"

	"pgregory.net/rapid"
)

func TestDatesAndUnixTimesAreTheSame(t *testing.T) {
	equal(t, "noon", noon.Unix(), time.Date(2026, 6, 16, 12, 30, 5, 0, time.UTC).Unix())
	equal(t, "no date", DateOf(0), Date{})
	equal(t, "no time", (Date{}).Unix(), 0)
	equal(t, "beyond the field", DateOf(1<<60), Date{})
	last := Date{65535, 12, 31, 23, 59, 59}
	equal(t, "last", DateOf(last.Unix()), last)
	first := Date{1, 1, 1, 0, 0, 0}
	equal(t, "first", DateOf(first.Unix()), first)
	rapid.Check(t, func(t *rapid.T) {
		unix := rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, "unix")
		d := DateOf(unix)
		if d.Unix() != unix || !d.Valid() {
			t.Fatalf("%d is %s, and that is %d", unix, d, d.Unix())
		}
	})
}

func TestDatesThatTheCalendarDoesNotHaveAreRefused(t *testing.T) {
	for _, d := range []Date{
		{2026, 2, 29, 0, 0, 0}, {2026, 13, 1, 0, 0, 0}, {2026, 0, 1, 0, 0, 0}, {2026, 4, 31, 0, 0, 0}, {2026, 1, 0, 0, 0, 0},
		{2026, 1, 1, 24, 0, 0}, {2026, 1, 1, 0, 60, 0}, {2026, 1, 1, 0, 0, 60}, {0, 1, 1, 0, 0, 0}, {},
	} {
		if _, err := ParseDate(d.Append(nil)); !errors.Is(err, ErrValue) || Refusal(err) != ErrBadParameter {
			t.Errorf("%+v: %v", d, err)
		}
	}
	leap := Date{2028, 2, 29, 23, 59, 59}
	equal(t, "a leap day", must(ParseDate(leap.Append(nil)))(t), leap)
	equal(t, "its text", leap.String(), "2028-02-29 23:59:59")
}

func TestClockTimes(t *testing.T) {
	for m := range uint16(24 * 60) {
		if c := ClockOf(m); c.Minutes() != m || !c.Valid() {
			t.Errorf("minute %d is %v", m, c)
		}
	}
	if (ClockTime{24, 0}).Valid() || (ClockTime{0, 60}).Valid() {
		t.Error("a clock shows 24:00 or 0:60")
	}
}

func TestWeekdaysAreTheProtocolsBits(t *testing.T) {
	equal(t, "Monday to Friday", Monday|Tuesday|Wednesday|Thursday|Friday, 0x7C)
	equal(t, "weekend", Saturday|Sunday, 3)
}

func TestLimitsThatDoNotHoldMayBeAnything(t *testing.T) {
	i := Invite{Name: NewName("guest"), Limits: TimeLimits{From: Date{9, 99, 99, 99, 99, 99}, FromTime: ClockTime{99, 99}}}
	if _, err := ParseInvite(i.Append(nil)); err != nil {
		t.Error(err)
	}
	i.Limits.Limited = true
	if _, err := ParseInvite(i.Append(nil)); !errors.Is(err, ErrValue) {
		t.Errorf("limits that hold: %v", err)
	}
}

func TestZonesHaveTheOffsetsOfTheTimeZoneDatabase(t *testing.T) {
	// The document prints the offsets of 2020.
	winter, summer := time.Date(2020, 1, 15, 0, 0, 0, 0, time.UTC), time.Date(2020, 7, 15, 0, 0, 0, 0, time.UTC)
	for id := range uint16(46) {
		z, ok := Zone(id)
		if !ok {
			t.Fatalf("no zone %d", id)
		}
		place, err := time.LoadLocation(z.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		_, a := winter.In(place).Zone()
		_, b := summer.In(place).Zone()
		equal(t, z.Name, int(z.StandardOffsetMinutes), min(a, b)/60)
		back, ok := ZoneID(z.Name)
		if !ok || back != id {
			t.Errorf("%s is %d, not %d", z.Name, back, id)
		}
	}
	if _, ok := Zone(46); ok {
		t.Error("there is a zone 46")
	}
	if _, ok := Zone(NoTimeZone); ok {
		t.Error("none is a zone")
	}
}
