package repro

import (
	"math"
	"testing"
)

// These values are part of the format: a scenario's results rest on them. They
// were taken from an amd64 build without FMA; every other build must agree.

func TestKeysAndHashesKeepTheirValues(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  uint64
		want uint64
	}{
		{"zero key", Key{}.Hash(0, 0, 0, 0), goldenZeroKey},
		{"root 0", Root(0).Hash(0, 0, 0, 0), goldenRoot0},
		{"root 1", Root(1).Hash(1, 2, 3, 4), goldenRoot1},
		{"root of the largest seed", Root(math.MaxUint64).Hash(math.MaxUint64, 0, math.MaxUint64, 1), goldenRootMax},
		{"child without a name", Root(1).Child("").Hash(0, 0, 0, 0), goldenChildEmpty},
		{"child", Root(1).Child("flash").Hash(0, 0, 0, 0), goldenChild},
		{"child with a long name", Root(1).Child("the contact of the second cell").Hash(0, 0, 0, 0), goldenChildLong},
		{"index", Root(1).Index(7).Hash(0, 0, 0, 0), goldenIndex},
		{"child, index", Root(1).Child("cell").Index(3).Hash(5, 6, 7, 8), goldenChildIndex},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %#016x, want %#016x", tt.name, tt.got, tt.want)
		}
	}
}

func TestStreamsKeepTheirDraws(t *testing.T) {
	s := Root(1).Child("contact").Stream()
	for i, want := range goldenDraws {
		if got := s.Uint64(); got != want {
			t.Errorf("draw %d: %#016x, want %#016x", i, got, want)
		}
	}
	got := [...]float64{s.Float64(), s.Normal(), s.LogUniform(0.0002, 0.02), s.Exponential(40), float64(s.IntN(1000))}
	for i, want := range goldenDerived {
		if math.Float64bits(got[i]) != math.Float64bits(want) {
			t.Errorf("derived draw %d: %x, want %x", i, got[i], want)
		}
	}
}

func TestFunctionsKeepTheirBits(t *testing.T) {
	for _, tt := range goldenValues {
		if math.Float64bits(tt.got) != math.Float64bits(tt.want) {
			t.Errorf("%s = %x, want %x", tt.name, tt.got, tt.want)
		}
	}
}

// TestFunctionsKeepTheirBitsOverWideRanges folds the bits of many results into
// one word, so that a fused multiply-add anywhere in the package shows.
func TestFunctionsKeepTheirBitsOverWideRanges(t *testing.T) {
	digest := func(f func(x, y float64) float64) uint64 {
		s := Root(31).Stream()
		var sum uint64
		for i := range uint64(20000) {
			x, y := s.LogUniform(1e-9, 700), s.Float64()
			sum = Key{sum, i}.Hash(math.Float64bits(f(x, y)), math.Float64bits(f(y, x)), math.Float64bits(f(-y, y)), 0)
		}
		return sum
	}
	for _, tt := range []struct {
		name string
		f    func(x, y float64) float64
		want uint64
	}{
		{"Exp", func(x, _ float64) float64 { return Exp(x) }, goldenExp},
		{"Exp of negative numbers", func(x, _ float64) float64 { return Exp(-x) }, goldenExpNegative},
		{"Expm1", func(x, _ float64) float64 { return Expm1(x) }, goldenExpm1},
		{"Log", func(x, _ float64) float64 { return Log(math.Abs(x)) }, goldenLog},
		{"Log1p", func(x, _ float64) float64 { return Log1p(x) }, goldenLog1p},
		{"Log10", func(x, _ float64) float64 { return Log10(math.Abs(x)) }, goldenLog10},
		{"Pow", func(x, y float64) float64 { return Pow(math.Abs(x), y) }, goldenPow},
		{"NormalQuantile", func(x, _ float64) float64 { return NormalQuantile(math.Min(math.Abs(x)/700, 0.999999)) }, goldenQuantile},
	} {
		if got := digest(tt.f); got != tt.want {
			t.Errorf("%s: digest %#016x, want %#016x", tt.name, got, tt.want)
		}
	}
}
