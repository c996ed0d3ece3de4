package sim

import (
	"math"
	"time"
)

// Time is an instant: nanoseconds since the scenario began.
type Time int64

// Never is later than every instant of a run.
const Never Time = math.MaxInt64

// Add returns the instant d after t. The result stays between the extreme
// values of Time; Never plus anything is Never.
func (t Time) Add(d time.Duration) Time {
	if t == Never {
		return Never
	}
	s := t + Time(d)
	if d > 0 && s < t {
		return Never
	}
	if d < 0 && s > t {
		return math.MinInt64
	}
	return s
}

// Sub returns the duration from u to t, held at the extreme values of a Duration.
func (t Time) Sub(u Time) time.Duration {
	d := t - u
	if (t < u) != (d < 0) {
		if t < u {
			return math.MinInt64
		}
		return math.MaxInt64
	}
	return time.Duration(d)
}

// String writes days, hours, minutes, seconds and nanoseconds, for example
// "12d 04:00:10.043218000"; "never" for Never.
func (t Time) String() string {
	if t == Never {
		return "never"
	}
	return string(t.AppendTo(make([]byte, 0, 32)))
}

// AppendTo appends what String returns to b and returns the extended slice.
func (t Time) AppendTo(b []byte) []byte {
	if t == Never {
		return append(b, "never"...)
	}
	u := uint64(t)
	if t < 0 {
		b = append(b, '-')
		u = -u
	}
	ns := u % 1e9
	s := u / 1e9
	b = appendPadded(b, s/86400, 1)
	b = append(b, 'd', ' ')
	b = appendPadded(b, s/3600%24, 2)
	b = append(b, ':')
	b = appendPadded(b, s/60%60, 2)
	b = append(b, ':')
	b = appendPadded(b, s%60, 2)
	b = append(b, '.')
	return appendPadded(b, ns, 9)
}

// appendPadded appends v in decimal with at least width digits.
func appendPadded(b []byte, v uint64, width int) []byte {
	var tmp [20]byte
	i := len(tmp)
	for v > 0 || width > 0 {
		i--
		tmp[i] = byte('0' + v%10)
		v /= 10
		width--
	}
	return append(b, tmp[i:]...)
}
