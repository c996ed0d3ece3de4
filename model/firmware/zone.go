package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// switching is one change between standard and summer time: the first such
// weekday of the month that is not before the day, so many minutes after
// midnight.
type switching struct {
	month   time.Month
	day     int
	weekday time.Weekday
	minute  int
}

// summer says when a zone's clocks are an hour ahead. Minutes count from
// midnight UTC or of the zone's standard time.
type summer struct {
	begin, end switching
	utc        bool
}

// The rules of the zones that the maker's document of 2020 prints with two
// offsets, as the IANA database reports them for that year.
var (
	europeanSummer = summer{switching{time.March, 25, time.Sunday, 60}, switching{time.October, 25, time.Sunday, 60}, true}
	americanSummer = summer{switching{time.March, 8, time.Sunday, 120}, switching{time.November, 1, time.Sunday, 60}, false}
	mexicanSummer  = summer{switching{time.April, 1, time.Sunday, 120}, switching{time.October, 25, time.Sunday, 60}, false}
	chileanSummer  = summer{switching{time.September, 2, time.Sunday, 240}, switching{time.April, 2, time.Sunday, 180}, true}
	israeliSummer  = summer{switching{time.March, 23, time.Friday, 120}, switching{time.October, 25, time.Sunday, 60}, false}
	southernSummer = summer{switching{time.October, 1, time.Sunday, 120}, switching{time.April, 1, time.Sunday, 120}, false}
	zealandSummer  = summer{switching{time.September, 24, time.Sunday, 120}, switching{time.April, 1, time.Sunday, 120}, false}
)

// zoneSummer is the rule of one of the protocol's zones, nil for those that keep
// their standard time.
func zoneSummer(zone uint16) *summer {
	switch zone {
	case 4, 6, 7, 8, 9, 12, 17: // Anchorage, Chicago, Denver, Halifax, Los Angeles, New York, St. John's
		return &americanSummer
	case 11: // Mexico City
		return &mexicanSummer
	case 15: // Santiago
		return &chileanSummer
	case 21: // Jerusalem
		return &israeliSummer
	case 31, 34, 36: // Adelaide, Hobart, Sydney
		return &southernSummer
	case 37, 38, 40: // Berlin, Helsinki, London
		return &europeanSummer
	case 42: // Auckland
		return &zealandSummer
	}
	return nil
}

// in is the instant of the switching in a year, in the clock that its minutes
// are of.
func (s switching) in(year int) UnixSeconds {
	day := time.Date(year, s.month, s.day, 0, 0, 0, 0, time.UTC)
	ahead := (int(s.weekday) - int(day.Weekday()) + 7) % 7
	return UnixSeconds(day.Unix()) + UnixSeconds(ahead*24*3600+s.minute*60)
}

// holds says whether summer time is in force at t, UTC, in a zone with that
// standard offset.
func (s *summer) holds(t UnixSeconds, standardMinutes int) bool {
	if !s.utc {
		t += UnixSeconds(standardMinutes * 60)
	}
	year := time.Unix(int64(t), 0).UTC().Year()
	begin, end := s.begin.in(year), s.end.in(year)
	if begin < end {
		return t >= begin && t < end
	}
	return t >= begin || t < end
}

// offsetMinutes is what the wall clock is ahead of UTC at t: by the time zone
// that is set, or else by the offset and the mode of summer time.
func (c *Config) offsetMinutes(t UnixSeconds) int {
	minutes, rule := int(c.OffsetMinutes), (*summer)(nil)
	if z, ok := keyturner.Zone(c.TimeZone); ok {
		minutes, rule = int(z.StandardOffsetMinutes), zoneSummer(c.TimeZone)
	} else if c.DSTMode == 1 {
		rule = &europeanSummer
	}
	if rule != nil && rule.holds(t, minutes) {
		minutes += 60
	}
	return minutes
}

// local is what a wall clock shows at t, as seconds since it showed the
// beginning of 1970.
func (c *Config) local(t UnixSeconds) UnixSeconds {
	return t + UnixSeconds(c.offsetMinutes(t)*60)
}

// utc is the instant at which the wall clock shows local. A time that the
// clock skips is taken for the instant of the skip's length later.
func (c *Config) utc(local UnixSeconds) UnixSeconds {
	t := local - UnixSeconds(c.offsetMinutes(local)*60)
	return local - UnixSeconds(c.offsetMinutes(t)*60)
}
