package sim

import (
	"math"
	"testing"
	"time"
)

func TestTimeIsWrittenInDaysAndNanoseconds(t *testing.T) {
	for _, tt := range []struct {
		t    Time
		want string
	}{
		{0, "0d 00:00:00.000000000"},
		{1, "0d 00:00:00.000000001"},
		{Time(12*24*time.Hour + 4*time.Hour + 10*time.Second + 43218*time.Microsecond), "12d 04:00:10.043218000"},
		{-Time(time.Minute), "-0d 00:01:00.000000000"},
		{Never, "never"},
		{math.MinInt64, "-106751d 23:47:16.854775808"},
	} {
		if got := tt.t.String(); got != tt.want {
			t.Errorf("%d is written %q, want %q", int64(tt.t), got, tt.want)
		}
	}
}

func TestTimeArithmeticHoldsAtTheEnds(t *testing.T) {
	for _, tt := range []struct {
		t    Time
		d    time.Duration
		want Time
	}{
		{5, 7, 12},
		{5, -7, -2},
		{Never - 1, 10, Never},
		{Never, -10, Never},
		{math.MinInt64 + 1, -10, math.MinInt64},
	} {
		if got := tt.t.Add(tt.d); got != tt.want {
			t.Errorf("%d + %d = %d, want %d", tt.t, tt.d, got, tt.want)
		}
	}
	for _, tt := range []struct {
		t, u Time
		want time.Duration
	}{
		{12, 5, 7},
		{5, 12, -7},
		{5, 5, 0},
		{math.MaxInt64, -1, math.MaxInt64},
		{math.MinInt64, 1, math.MinInt64},
	} {
		if got := tt.t.Sub(tt.u); got != tt.want {
			t.Errorf("%d - %d = %d, want %d", tt.t, tt.u, got, tt.want)
		}
	}
}
