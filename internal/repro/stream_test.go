package repro

import (
	"math"
	"slices"
	"testing"
)

func TestACopiedStreamGoesOnFromTheSamePlace(t *testing.T) {
	a := Root(1).Stream()
	a.Uint64()
	b := a
	for range 10 {
		if x, y := a.Uint64(), b.Uint64(); x != y {
			t.Fatalf("copy drew %x, original %x", y, x)
		}
	}
}

func TestDrawsStayInsideTheOpenInterval(t *testing.T) {
	for _, u := range []uint64{0, 1, 1 << 11, 1 << 12, math.MaxUint64 - 1<<12, math.MaxUint64} {
		if x := unit(u); !(x > 0 && x < 1) {
			t.Errorf("unit(%x) = %v", u, x)
		}
	}
	if unit(0)+unit(math.MaxUint64) != 1 {
		t.Error("the ends are not symmetric about one half")
	}
}

func TestIntNPrefersNoValue(t *testing.T) {
	s := Root(21).Stream()
	for _, n := range []int{2, 3, 7, 10, 100, 1000} {
		counts := make([]int, n)
		for range 300 * n {
			v := s.IntN(n)
			if v < 0 || v >= n {
				t.Fatalf("IntN(%d) = %d", n, v)
			}
			counts[v]++
		}
		if x := chiSquare(counts); math.Abs(x) > sigmas {
			t.Errorf("IntN(%d): chi-square is %.1f standard deviations off", n, x)
		}
	}
	for _, n := range []int{1, 0, -1, math.MinInt} {
		if v := s.IntN(n); v != 0 {
			t.Errorf("IntN(%d) = %d", n, v)
		}
	}
	// Three quarters of 2^63: a draw without rejection would prefer values.
	const large = 3 << 61
	low := 0
	for range 1 << 16 {
		if s.IntN(large) < large/3 {
			low++
		}
	}
	if d := float64(low) - 65536/3.0; math.Abs(d) > sigmas*math.Sqrt(65536*2/9.0) {
		t.Errorf("a third of the range got %d of 65536 draws", low)
	}
}

// supremum returns the Kolmogorov-Smirnov statistic times sqrt(n); 2.7 has a
// probability below 1e-6 for the right distribution.
func supremum(draws []float64, cdf func(float64) float64) float64 {
	slices.Sort(draws)
	n := float64(len(draws))
	var d float64
	for i, x := range draws {
		p := cdf(x)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	return d * math.Sqrt(n)
}

func TestDrawsFollowTheirDistributions(t *testing.T) {
	k := Root(22)
	uniform := func(x float64) float64 { return x }
	n := uint64(0)
	for _, tt := range []struct {
		name string
		draw func(*Stream) float64
		cdf  func(float64) float64
	}{
		{"Float64", (*Stream).Float64, uniform},
		{"Normal", (*Stream).Normal, cdf},
		{"LogUniform", func(s *Stream) float64 { return s.LogUniform(0.2e-3, 20e-3) },
			func(x float64) float64 { return math.Log(x/0.2e-3) / math.Log(100) }},
		{"Exponential", func(s *Stream) float64 { return s.Exponential(40) },
			func(x float64) float64 { return -math.Expm1(-x / 40) }},
		{"Key.Uniform", func(*Stream) float64 { n++; return k.Uniform(n, 1, 2, 3) }, uniform},
		{"Key.Normal", func(*Stream) float64 { n++; return k.Normal(1, 2, n, 3) }, cdf},
	} {
		s := k.Child(tt.name).Stream()
		draws := make([]float64, 1<<17)
		for i := range draws {
			draws[i] = tt.draw(&s)
		}
		if d := supremum(draws, tt.cdf); d > 2.7 {
			t.Errorf("%s: Kolmogorov-Smirnov statistic %.2f", tt.name, d)
		}
	}
}

func TestLogUniformKeepsItsBounds(t *testing.T) {
	s := Root(23).Stream()
	for range 100000 {
		if x := s.LogUniform(3, 3.0000000001); x < 3 || x > 3.0000000001 {
			t.Fatalf("drew %v", x)
		}
	}
	for _, b := range [][2]float64{{5, 5}, {5, 1}, {0, 1}, {-1, 1}, {math.NaN(), 1}} {
		if x := s.LogUniform(b[0], b[1]); x != b[0] && x == x {
			t.Errorf("LogUniform(%v, %v) = %v", b[0], b[1], x)
		}
	}
	if x := s.LogUniform(math.SmallestNonzeroFloat64, math.MaxFloat64); math.IsInf(x, 0) || x == 0 {
		t.Errorf("the whole range gave %v", x)
	}
}

func TestDrawingDoesNotAllocate(t *testing.T) {
	k := Root(1)
	s := k.Stream()
	if n := testing.AllocsPerRun(100, func() {
		sinkFloat = s.Normal() + k.Normal(1, 2, 3, 4) + s.Exponential(3) + float64(k.Child("name").Index(3).Hash(1, 2, 3, 4))
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
