package repro

import (
	"math"
	"math/big"
	"testing"
)

// worst runs f against its reference over inputs made from n draws and returns
// the largest error and where it was.
func worst(t *testing.T, f func(float64) float64, ref func(float64) *big.Float, n int, input func(*Stream) float64) (ulp, at float64) {
	t.Helper()
	s := Root(1).Child(t.Name()).Stream()
	for range n {
		x := input(&s)
		if e := ulps(f(x), ref(x)); e > ulp {
			ulp, at = e, x
		}
	}
	return ulp, at
}

func TestFunctionsAgreeWithThreeHundredBitReference(t *testing.T) {
	between := func(lo, hi float64) func(*Stream) float64 {
		return func(s *Stream) float64 { return lo + float64((hi-lo)*s.Float64()) }
	}
	decades := func(lo, hi float64) func(*Stream) float64 {
		return func(s *Stream) float64 { return s.LogUniform(lo, hi) }
	}
	signedDecades := func(lo, hi float64) func(*Stream) float64 {
		return func(s *Stream) float64 { return s.LogUniform(lo, hi) * float64(2*s.IntN(2)-1) }
	}
	tests := []struct {
		name  string
		f     func(float64) float64
		ref   func(float64) *big.Float
		input func(*Stream) float64
		limit float64
	}{
		{"exp over its range", Exp, refExp, between(-708, 709), 1},
		{"exp of ordinary numbers", Exp, refExp, between(-20, 20), 1},
		{"exp near zero", Exp, refExp, signedDecades(1e-20, 1), 1},
		{"exp with subnormal results", Exp, refExp, between(-745, -708), 1},
		{"exp close to overflow", Exp, refExp, between(709, 709.78), 1},
		{"expm1 over its range", Expm1, refExpm1, between(-45, 709), 2},
		{"expm1 of ordinary numbers", Expm1, refExpm1, between(-3, 3), 2},
		{"expm1 near zero", Expm1, refExpm1, signedDecades(1e-300, 1), 2},
		{"log over all magnitudes", Log, refLog, decades(math.SmallestNonzeroFloat64, math.MaxFloat64), 1},
		{"log of ordinary numbers", Log, refLog, decades(1e-3, 1e3), 1},
		{"log near one", Log, refLog, func(s *Stream) float64 { return 1 + s.LogUniform(1e-15, 0.5)*float64(2*s.IntN(2)-1) }, 1},
		{"log1p over all magnitudes", Log1p, refLog1p, decades(1e-300, 1e300), 2},
		{"log1p of ordinary numbers", Log1p, refLog1p, between(-0.9999, 5), 2},
		{"log1p near zero", Log1p, refLog1p, signedDecades(1e-18, 0.9), 2},
		{"log10 over all magnitudes", Log10, refLog10, decades(math.SmallestNonzeroFloat64, math.MaxFloat64), 2},
		{"log10 near one", Log10, refLog10, between(0.5, 2), 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, at := worst(t, tt.f, tt.ref, 2500, tt.input)
			t.Logf("largest error %.3f ulp, at %v", e, at)
			if e > tt.limit {
				t.Errorf("error %.3f ulp at %v (%x), limit %g", e, at, at, tt.limit)
			}
		})
	}
}

func TestPowAgreesWithThreeHundredBitReference(t *testing.T) {
	s := Root(1).Child(t.Name()).Stream()
	var e, ax, ay float64
	for range 4000 {
		x := s.LogUniform(1e-300, 1e300)
		// Spread the exponent so that results fill the range of float64.
		y := (2*s.Float64() - 1) * 700 / math.Max(math.Abs(Log(x)), 1e-6)
		if d := ulps(Pow(x, y), refPow(x, y)); d > e {
			e, ax, ay = d, x, y
		}
		x = 1 + s.LogUniform(1e-12, 0.4)*float64(2*s.IntN(2)-1)
		y = (2*s.Float64() - 1) * 700 / math.Abs(Log(x))
		if d := ulps(Pow(x, y), refPow(x, y)); d > e {
			e, ax, ay = d, x, y
		}
	}
	t.Logf("largest error %.3f ulp, at %v, %v", e, ax, ay)
	if e > 2 {
		t.Errorf("error %.3f ulp at Pow(%v, %v), limit 2", e, ax, ay)
	}
}

func TestLog10OfPowersOfTenIsExact(t *testing.T) {
	x := 1.0
	for n := 0; n <= 22; n++ {
		if got := Log10(x); got != float64(n) {
			t.Errorf("Log10(1e%d) = %v", n, got)
		}
		x *= 10
	}
}

func TestPowOfSmallWholeNumbersIsExact(t *testing.T) {
	for b := 2; b <= 12; b++ {
		want := 1.0
		for n := 0; want < 1<<53/12; n++ {
			if got := Pow(float64(b), float64(n)); got != want {
				t.Errorf("Pow(%d, %d) = %v, want %v", b, n, got, want)
			}
			want *= float64(b)
		}
	}
}

func TestExpAndLogAreMonotonicOverNeighbours(t *testing.T) {
	s := Root(1).Child(t.Name()).Stream()
	for range 200000 {
		x := s.Float64()*40 - 20
		if y := math.Nextafter(x, math.Inf(1)); Exp(y) < Exp(x) {
			t.Fatalf("Exp falls between %x and %x", x, y)
		}
		x = s.LogUniform(1e-6, 1e6)
		if y := math.Nextafter(x, math.Inf(1)); Log(y) < Log(x) {
			t.Fatalf("Log falls between %x and %x", x, y)
		}
	}
}
