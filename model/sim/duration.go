package sim

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// ErrDuration is wrapped by every error of ParseDuration.
var ErrDuration = errors.New("not a duration")

var units = [...]struct {
	name string
	ns   uint64
}{
	{"w", 7 * 24 * 3600 * 1e9},
	{"d", 24 * 3600 * 1e9},
	{"h", 3600 * 1e9},
	{"m", 60 * 1e9},
	{"s", 1e9},
	{"ms", 1e6},
	{"us", 1e3},
	{"ns", 1},
}

// ParseDuration reads a duration such as "28d", "2h30m", "40ms", "1.5s" or
// "5us" (also "5µs"). Units are w, d, h, m, s, ms, us and ns, the larger before
// the smaller, each once. A day has 24 hours, a week 7 days. Digits finer than
// a nanosecond are cut off. The error tells what is wrong in the writer's
// terms and wraps ErrDuration.
func ParseDuration(s string) (time.Duration, error) {
	fail := func(format string, a ...any) (time.Duration, error) {
		return 0, fmt.Errorf("%w: %q: %s", ErrDuration, s, fmt.Sprintf(format, a...))
	}
	rest, negative := strings.CutPrefix(s, "-")
	if rest == "" {
		return fail("empty; write a number with a unit, such as 28d, 2h30m or 40ms")
	}
	var total uint64
	last := -1
	for rest != "" {
		whole, n := leadingDigits(rest)
		number := rest[:n]
		rest = rest[n:]
		var frac string
		if strings.HasPrefix(rest, ".") {
			_, m := leadingDigits(rest[1:])
			frac = rest[1 : 1+m]
			number += rest[:1+m]
			rest = rest[1+m:]
			if m == 0 {
				return fail("digits are missing after the point")
			}
		}
		if n == 0 {
			return fail("a number was expected before %q", rest)
		}
		end := 0
		for end < len(rest) && rest[end] != '.' && (rest[end] < '0' || rest[end] > '9') {
			end++
		}
		if end == 0 {
			return fail("the unit of %s is missing: w, d, h, m, s, ms, us or ns", number)
		}
		name := rest[:end]
		rest = rest[end:]
		if name == "µs" || name == "μs" {
			name = "us"
		}
		u := -1
		for i := range units {
			if units[i].name == name {
				u = i
			}
		}
		switch {
		case u < 0:
			return fail("%q is not a unit; units are w, d, h, m, s, ms, us, ns", name)
		case u == last:
			return fail("%s is given twice", name)
		case u < last:
			return fail("%s must come before %s", name, units[last].name)
		}
		last = u
		hi, lo := bits.Mul64(whole, units[u].ns)
		sum, carry := bits.Add64(total, lo, 0)
		total = sum + fraction(frac, units[u].ns)
		if whole == tooMany || hi != 0 || carry != 0 || total < sum || total > 1<<63 {
			return fail("longer than 292 years")
		}
	}
	if negative {
		return time.Duration(-total), nil
	}
	if total == 1<<63 {
		return fail("longer than 292 years")
	}
	return time.Duration(total), nil
}

const tooMany = 1<<64 - 1

// leadingDigits reads the decimal number s begins with, and its length.
func leadingDigits(s string) (v uint64, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		if v > (tooMany-9)/10 {
			v = tooMany
		} else {
			v = v*10 + uint64(s[n]-'0')
		}
		n++
	}
	return v, n
}

// fraction returns 0.digits * unit, cut off to whole nanoseconds.
func fraction(digits string, unit uint64) uint64 {
	if len(digits) > 18 {
		digits = digits[:18]
	}
	v, _ := leadingDigits(digits)
	scale := uint64(1)
	for range digits {
		scale *= 10
	}
	hi, lo := bits.Mul64(v, unit)
	q, _ := bits.Div64(hi, lo, scale)
	return q
}

// FormatDuration writes d so that ParseDuration reads the same duration back:
// "28d", "2h30m", "1m0.5s", "40ms", "5us"; "0s" for zero. Weeks are not used.
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	b := make([]byte, 0, 32)
	u := uint64(d)
	if d < 0 {
		b = append(b, '-')
		u = -u
	}
	if u < 1e9 {
		for _, unit := range units[5:] {
			if u >= unit.ns {
				return string(appendUnit(b, u, unit.ns, unit.name))
			}
		}
	}
	for _, unit := range units[1:4] {
		if n := u / unit.ns; n > 0 {
			b = appendPadded(b, n, 1)
			b = append(b, unit.name...)
			u %= unit.ns
		}
	}
	if u > 0 {
		b = appendUnit(b, u, 1e9, "s")
	}
	return string(b)
}

// appendUnit appends v nanoseconds in the unit, with the decimals it needs.
func appendUnit(b []byte, v, unit uint64, name string) []byte {
	b = appendPadded(b, v/unit, 1)
	if frac := v % unit; frac > 0 {
		b = append(b, '.')
		width := len(appendPadded(nil, unit, 1)) - 1
		b = appendPadded(b, frac, width)
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return append(b, name...)
}
