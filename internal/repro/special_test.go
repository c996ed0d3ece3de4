package repro

import (
	"math"
	"math/big"
	"testing"
)

var specials = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1.5, -1.5, 1e-320, -1e-320, 1e-20, -1e-20,
	math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, math.MaxFloat64, -math.MaxFloat64,
	0x1p-1022, -0x1p-1022, 1e10, -1e10, 1 << 53, -(1 << 53), 1<<53 - 1, -(1<<53 - 1), 1e300, -1e300,
	709.78, 709.79, -745.13, -745.14, -708.5, 710, -746, 40, -40, 40.5, -40.5,
	math.Inf(1), math.Inf(-1), math.NaN(),
}

// same tells whether got belongs to the special case the standard library gives:
// NaN, the same infinity, the same signed zero. Where both are ordinary numbers,
// or the standard library's assembly gives up early (its Exp overflows below the
// limit, its Log ignores what a subnormal has lost), the reference decides.
func same(got, std float64, ref func() *big.Float) bool {
	special := func(x float64) bool { return x != x || math.IsInf(x, 0) || x == 0 }
	switch {
	case got != got || std != std:
		return got != got && std != std
	case special(got) && special(std):
		return got == std && math.Signbit(got) == math.Signbit(std)
	case got == std:
		return true
	case math.Signbit(got) != math.Signbit(std):
		return false
	}
	return ulps(math.Abs(got), refNew().Abs(ref())) <= 2
}

func TestSpecialCasesAreThoseOfTheStandardLibrary(t *testing.T) {
	tests := []struct {
		name   string
		f, std func(float64) float64
		ref    func(float64) *big.Float
	}{
		{"Exp", Exp, math.Exp, refExp},
		{"Expm1", Expm1, math.Expm1, refExpm1},
		{"Log", Log, math.Log, refLog},
		{"Log1p", Log1p, math.Log1p, refLog1p},
		{"Log10", Log10, math.Log10, refLog10},
	}
	for _, tt := range tests {
		for _, x := range specials {
			if got, std := tt.f(x), tt.std(x); !same(got, std, func() *big.Float { return tt.ref(x) }) {
				t.Errorf("%s(%v) = %v, the standard library says %v", tt.name, x, got, std)
			}
		}
	}
}

func TestPowSpecialCasesAreThoseOfTheStandardLibrary(t *testing.T) {
	for _, x := range specials {
		for _, y := range specials {
			got, std := Pow(x, y), math.Pow(x, y)
			if !same(got, std, func() *big.Float { return refPow(math.Abs(x), y) }) {
				t.Errorf("Pow(%v, %v) = %v, the standard library says %v", x, y, got, std)
			}
		}
	}
}
