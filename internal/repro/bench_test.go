package repro

import (
	"math"
	"testing"
)

var (
	sinkFloat  float64
	sinkUint64 uint64
	sinkKey    Key
)

// inputs spreads the arguments so that branch prediction and the dependence of
// one call on the other are those of a loop over cells.
func inputs(lo, hi float64) *[1024]float64 {
	var x [1024]float64
	s := Root(7).Stream()
	for i := range x {
		x[i] = lo + float64((hi-lo)*s.Float64())
	}
	return &x
}

func BenchmarkFunctions(b *testing.B) {
	for _, bb := range []struct {
		name   string
		f      func(float64) float64
		lo, hi float64
	}{
		{"Exp/repro", Exp, -20, 20},
		{"Exp/math", math.Exp, -20, 20},
		{"Expm1/repro", Expm1, -3, 3},
		{"Expm1/math", math.Expm1, -3, 3},
		{"Log/repro", Log, 1e-6, 10},
		{"Log/math", math.Log, 1e-6, 10},
		{"Log1p/repro", Log1p, -0.9, 10},
		{"Log1p/math", math.Log1p, -0.9, 10},
		{"Log10/repro", Log10, 1e-6, 10},
		{"Log10/math", math.Log10, 1e-6, 10},
		{"Pow/repro", func(x float64) float64 { return Pow(x, 0.37) }, 1e-6, 10},
		{"Pow/math", func(x float64) float64 { return math.Pow(x, 0.37) }, 1e-6, 10},
		{"NormalQuantile/repro", NormalQuantile, 1e-6, 1 - 1e-6},
		{"NormalQuantile/math", func(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }, 1e-6, 1 - 1e-6},
	} {
		x := inputs(bb.lo, bb.hi)
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			var sum float64
			for i := range b.N {
				sum += bb.f(x[i&1023])
			}
			sinkFloat = sum
		})
	}
}

func BenchmarkKeyHash(b *testing.B) {
	b.ReportAllocs()
	k := Root(1)
	var sum uint64
	for i := range b.N {
		sum += k.Hash(uint64(i), 1, 2, 3)
	}
	sinkUint64 = sum
}

func BenchmarkKeyNormal(b *testing.B) {
	b.ReportAllocs()
	k := Root(1)
	var sum float64
	for i := range b.N {
		sum += k.Normal(uint64(i), 1, 2, 3)
	}
	sinkFloat = sum
}

func BenchmarkKeyChild(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		sinkKey = Root(1).Child("flash/page")
	}
}

func BenchmarkStreamUint64(b *testing.B) {
	b.ReportAllocs()
	s := Root(1).Stream()
	for range b.N {
		sinkUint64 = s.Uint64()
	}
}

func BenchmarkStreamNormal(b *testing.B) {
	b.ReportAllocs()
	s := Root(1).Stream()
	for range b.N {
		sinkFloat = s.Normal()
	}
}
