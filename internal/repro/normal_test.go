package repro

import (
	"math"
	"testing"
)

// cdf is the standard normal distribution by the error function of the
// standard library, from the side where it does not cancel.
func cdf(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

func TestNormalQuantileInvertsTheErrorFunction(t *testing.T) {
	s := Root(2).Stream()
	check := func(p float64) {
		x := NormalQuantile(p)
		// A step dx of the result moves p by density*dx; what the last places of x
		// and of p can do bounds the difference.
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		limit := 1e-15*p + 4e-16*math.Max(math.Abs(x), 1)*density*4 + 4e-16*p*math.Max(1, x*x)
		if d := math.Abs(cdf(x) - p); d > limit {
			t.Fatalf("NormalQuantile(%g) = %v; the error function gives back a probability off by %g, limit %g", p, x, d, limit)
		}
	}
	for range 80000 {
		check(s.Float64())
		check(s.LogUniform(1e-300, 0.5))
	}
	for i := 1; i < 1000; i++ {
		check(float64(i) / 1000)
	}
}

func TestNormalQuantileIsOddAboutOneHalf(t *testing.T) {
	if got := NormalQuantile(0.5); got != 0 {
		t.Errorf("NormalQuantile(0.5) = %v", got)
	}
	s := Root(3).Stream()
	for range 100000 {
		p := s.Float64()
		if a, b := NormalQuantile(p), NormalQuantile(1-p); a != -b {
			t.Fatalf("quantiles of %v and its complement: %v, %v", p, a, b)
		}
	}
}

func TestNormalQuantileIsContinuousWhereItsFormulasMeet(t *testing.T) {
	for _, p := range []float64{0.075, 0.925, math.Exp(-25)} {
		lo, hi := NormalQuantile(p*(1-1e-14)), NormalQuantile(p*(1+1e-14))
		if !(lo < hi) || hi-lo > 2e-12 {
			t.Errorf("around %g the quantile goes from %v to %v", p, lo, hi)
		}
	}
}

func TestNormalQuantileAtAndOutsideTheEnds(t *testing.T) {
	for _, tt := range []struct{ p, want float64 }{
		{0, math.Inf(-1)}, {1, math.Inf(1)}, {-0.1, math.NaN()}, {1.1, math.NaN()}, {math.NaN(), math.NaN()},
	} {
		got := NormalQuantile(tt.p)
		if got != tt.want && !(got != got && tt.want != tt.want) {
			t.Errorf("NormalQuantile(%v) = %v, want %v", tt.p, got, tt.want)
		}
	}
}
