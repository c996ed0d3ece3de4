package telemetry

import "time"

// Instants that can be written: the years 0 to 9999.
const (
	firstStamp UnixMilli = -62167219200000
	lastStamp  UnixMilli = 253402300799999
)

// A zoned text says how far its clock is from UTC. Without that an instant could
// be hours away, and nobody would notice.
const stampWanted = "a time such as 2025-02-13T18:46:45+01:00"

// parseStamp reads RFC 3339, and what programs make of it: an offset without
// colon, a space instead of the T, any number of digits behind the second. What is finer
// than a millisecond is cut off. A leap second is the second after it. Without an
// offset ok is false, unless utc says that the clock is known to show UTC.
func parseStamp(s string, utc bool) (at UnixMilli, ok bool) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != 't' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	year, a := digits(s[0:4])
	month, b := digits(s[5:7])
	day, c := digits(s[8:10])
	hour, d := digits(s[11:13])
	minute, e := digits(s[14:16])
	second, f := digits(s[17:19])
	if !(a && b && c && d && e && f) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	rest := s[19:]
	ms := 0
	if len(rest) > 0 && rest[0] == '.' {
		i := 1
		for scale := 100; i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
			ms += int(rest[i]-'0') * scale
			scale /= 10
		}
		if i == 1 {
			return 0, false
		}
		rest = rest[i:]
	}
	offset, ok := parseOffset(rest)
	if !ok && !(utc && rest == "") {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	at = UnixMilli(t.Unix()*1000 + int64(ms) - int64(offset)*60_000)
	return at, at >= firstStamp && at <= lastStamp
}

// parseOffset reads Z, +01:00 or +0100, in minutes.
func parseOffset(s string) (minutes int, ok bool) {
	switch {
	case s == "Z" || s == "z":
		return 0, true
	case len(s) == 6 && s[3] == ':':
		s = s[:3] + s[4:]
	case len(s) != 5:
		return 0, false
	}
	h, a := digits(s[1:3])
	m, b := digits(s[3:5])
	if !a || !b || h > 23 || m > 59 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	if minutes = h*60 + m; s[0] == '-' {
		minutes = -minutes
	}
	return minutes, true
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// appendStamp writes an instant in UTC, with milliseconds if there are any. What
// lies outside the years 0 to 9999 is written as the nearest that does not.
func appendStamp(b []byte, at UnixMilli) []byte {
	t := time.UnixMilli(int64(min(max(at, firstStamp), lastStamp))).UTC()
	if at%1000 == 0 {
		return t.AppendFormat(b, "2006-01-02T15:04:05Z")
	}
	return t.AppendFormat(b, "2006-01-02T15:04:05.000Z")
}
