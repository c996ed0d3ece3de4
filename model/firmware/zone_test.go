package firmware

import (
	"testing"
	"time"
)

func at(text string) UnixSeconds {
	t, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		panic(err)
	}
	return UnixSeconds(t.Unix())
}

func TestTheWallClockFollowsTheRulesOfItsZone(t *testing.T) {
	const none = 0xFFFF
	for _, c := range []struct {
		zone, dst uint16
		offset    int16
		utc       string
		minutes   int
	}{
		{none, 0, 0, "2026-07-01 12:00:00", 0},
		{none, 0, 60, "2026-07-01 12:00:00", 60},
		{none, 1, 60, "2026-07-01 12:00:00", 120},
		{none, 1, 60, "2026-01-01 12:00:00", 60},
		{37, 0, 0, "2026-03-29 00:59:59", 60}, // Berlin
		{37, 0, 0, "2026-03-29 01:00:00", 120},
		{37, 0, 0, "2026-10-25 00:59:59", 120},
		{37, 0, 0, "2026-10-25 01:00:00", 60},
		{40, 0, 0, "2026-07-01 12:00:00", 60},    // London
		{12, 0, 0, "2026-03-08 06:59:59", -300},  // New York
		{12, 0, 0, "2026-03-08 07:00:00", -240},  //
		{12, 0, 0, "2026-11-01 05:59:59", -240},  //
		{12, 0, 0, "2026-11-01 06:00:00", -300},  //
		{17, 0, 0, "2026-07-01 12:00:00", -150},  // St. John's
		{36, 0, 0, "2026-01-01 12:00:00", 660},   // Sydney
		{36, 0, 0, "2026-04-04 15:59:59", 660},   //
		{36, 0, 0, "2026-04-04 16:00:00", 600},   //
		{36, 0, 0, "2026-10-03 16:00:00", 660},   //
		{42, 0, 0, "2026-09-26 13:59:59", 720},   // Auckland
		{42, 0, 0, "2026-09-26 14:00:00", 780},   //
		{21, 0, 0, "2026-03-27 00:00:00", 180},   // Jerusalem: Friday before the last Sunday
		{21, 0, 0, "2026-03-26 23:59:59", 120},   //
		{15, 0, 0, "2026-04-05 03:00:00", -240},  // Santiago
		{15, 0, 0, "2026-04-05 02:59:59", -180},  //
		{23, 1, 120, "2026-07-01 12:00:00", 345}, // Kathmandu; offset and mode are not asked
		{24, 0, 0, "2026-07-01 12:00:00", 330},   // Kolkata
	} {
		config := Config{TimeZone: c.zone, DSTMode: uint8(c.dst), OffsetMinutes: c.offset}
		if got := config.offsetMinutes(at(c.utc)); got != c.minutes {
			t.Errorf("zone %d at %s: %d minutes, want %d", c.zone, c.utc, got, c.minutes)
		}
	}
}

func TestALocalTimeIsFoundAgain(t *testing.T) {
	for _, zone := range []uint16{12, 37, 36, 21, 24, 0xFFFF} {
		c := Config{TimeZone: zone}
		for u := at("2026-01-01 00:00:00"); u < at("2027-01-01 00:00:00"); u += 1801 {
			back := c.utc(c.local(u))
			// An hour that the clock shows twice has two answers.
			if back != u && (back-u > 3600 || u-back > 3600 || c.local(back) != c.local(u)) {
				t.Fatalf("zone %d: %d comes back as %d", zone, u, back)
			}
		}
	}
}
