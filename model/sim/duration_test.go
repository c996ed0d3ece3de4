package sim

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestDurationsAreReadAsTheyAreWritten(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		s    string
		want time.Duration
	}{
		{"28d", 28 * day},
		{"2w", 14 * day},
		{"2h30m", 150 * time.Minute},
		{"1w2d3h4m5s6ms7us8ns", 9*day + 3*time.Hour + 4*time.Minute + 5*time.Second + 6*time.Millisecond + 7*time.Microsecond + 8},
		{"40ms", 40 * time.Millisecond},
		{"5us", 5 * time.Microsecond},
		{"5µs", 5 * time.Microsecond}, // micro sign
		{"5μs", 5 * time.Microsecond}, // Greek mu
		{"1.5s", 1500 * time.Millisecond},
		{"0.25d", 6 * time.Hour},
		{"-3m", -3 * time.Minute},
		{"0s", 0},
		{"1.9999999999ns", 1},
		{"0.333333333333333333333333h", 1199999999999},
		{"9223372036854775807ns", math.MaxInt64},
		{"-9223372036854775808ns", math.MinInt64},
	} {
		got, err := ParseDuration(tt.s)
		if err != nil || got != tt.want {
			t.Errorf("%q is read as %d (%v), want %d", tt.s, got, err, tt.want)
		}
	}
}

func TestErrorsNameWhatIsMissing(t *testing.T) {
	for _, tt := range []struct{ s, says string }{
		{"", "number with a unit"},
		{"-", "number with a unit"},
		{"28", "the unit of 28 is missing"},
		{"2h30", "the unit of 30 is missing"},
		{"1.5", "the unit of 1.5 is missing"},
		{"0", "the unit of 0 is missing"},
		{"h", "a number was expected"},
		{"five days", "a number was expected"},
		{"3 days", `" days" is not a unit`},
		{"3M", `"M" is not a unit`},
		{"1.s", "digits are missing after the point"},
		{".5s", "a number was expected"},
		{"3m2h", "h must come before m"},
		{"3m3m", "m is given twice"},
		{"--3m", "a number was expected"},
		{"15251w", "longer than 292 years"},
		{"99999999999999999999999d", "longer than 292 years"},
		{"9223372036854775808ns", "longer than 292 years"},
		{"106751d1000h", "longer than 292 years"},
		{"0.5w106751d", "longer than 292 years"},
		{"1e3s", `"e" is not a unit`},
		{"1\x00s", "is not a unit"},
	} {
		d, err := ParseDuration(tt.s)
		if !errors.Is(err, ErrDuration) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: %v, %v; the error should say %q", tt.s, d, err, tt.says)
		}
	}
}

func TestDurationsAreWrittenShort(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0s"},
		{1, "1ns"},
		{5 * time.Microsecond, "5us"},
		{1500, "1.5us"},
		{40 * time.Millisecond, "40ms"},
		{time.Second, "1s"},
		{90500 * time.Millisecond, "1m30.5s"},
		{28 * 24 * time.Hour, "28d"},
		{150 * time.Minute, "2h30m"},
		{24*time.Hour + 1, "1d0.000000001s"},
		{-time.Minute, "-1m"},
		{math.MinInt64, "-106751d23h47m16.854775808s"},
	} {
		if got := FormatDuration(tt.d); got != tt.want {
			t.Errorf("%d is written %q, want %q", tt.d, got, tt.want)
		}
	}
}

// FuzzFormatIsReadBackUnchanged holds for every duration there is.
func FuzzFormatIsReadBackUnchanged(f *testing.F) {
	for _, d := range []int64{0, 1, -1, 999, 1000, 1e6, 1e9, 60e9, 86400e9, 90061001001001, math.MaxInt64, math.MinInt64} {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		d := time.Duration(n)
		s := FormatDuration(d)
		got, err := ParseDuration(s)
		if err != nil || got != d {
			t.Errorf("%d is written %q and read back as %d (%v)", d, s, got, err)
		}
	})
}

// FuzzParseDuration holds that no text makes ParseDuration panic, that its
// errors can be told, and that what it reads survives being written.
func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"28d", "2h30m", "5µs", "1.5s", "-3m", "28", "3m2h", "15250w", "0.9999999999999999999w", "1.5.5s", "µ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDuration(s)
		if err != nil {
			if !errors.Is(err, ErrDuration) {
				t.Errorf("%q: %v does not wrap ErrDuration", s, err)
			}
			return
		}
		if got, err := ParseDuration(FormatDuration(d)); err != nil || got != d {
			t.Errorf("%q is %d, which is read back as %d (%v)", s, d, got, err)
		}
		// Where the standard library knows the text too, it must agree.
		if std, err := time.ParseDuration(s); err == nil {
			if diff := std - d; diff < -8 || diff > 8 { // it rounds fractions in floating point
				t.Errorf("%q is %d; the standard library reads %d", s, d, std)
			}
		}
	})
}

func BenchmarkParseDuration(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		if _, err := ParseDuration("2h30m1.5s"); err != nil {
			b.Fatal(err)
		}
	}
}
