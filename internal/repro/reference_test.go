package repro

import (
	"math"
	"math/big"
)

// The reference computes in 300 bits with nothing but additions,
// multiplications and divisions of math/big; its own error is far below the
// last place of a float64.
const refBits = 300

func refFloat(x float64) *big.Float { return new(big.Float).SetPrec(refBits).SetFloat64(x) }
func refInt(n int64) *big.Float     { return new(big.Float).SetPrec(refBits).SetInt64(n) }
func refNew() *big.Float            { return new(big.Float).SetPrec(refBits) }

// refAtanh sums x + x^3/3 + x^5/5 + ...
func refAtanh(x *big.Float) *big.Float {
	sum, power, square := refNew().Set(x), refNew().Set(x), refNew().Mul(x, x)
	for n := int64(3); ; n += 2 {
		power.Mul(power, square)
		term := refNew().Quo(power, refInt(n))
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-refBits {
			return sum
		}
		sum.Add(sum, term)
	}
}

var refLn2 = refNew().Mul(refInt(2), refAtanh(refNew().Quo(refInt(1), refInt(3))))

// refLogBig returns log(x) for x > 0: mantissa by atanh, exponent by ln 2.
func refLogBig(x *big.Float) *big.Float {
	m := refNew()
	k := x.MantExp(m)
	if m.Cmp(refFloat(0.75)) < 0 {
		m.Mul(m, refInt(2))
		k--
	}
	s := refNew().Quo(refNew().Sub(m, refInt(1)), refNew().Add(m, refInt(1)))
	log := refNew().Mul(refInt(2), refAtanh(s))
	return log.Add(log, refNew().Mul(refInt(int64(k)), refLn2))
}

func refLog(x float64) *big.Float { return refLogBig(refFloat(x)) }

func refLog1p(x float64) *big.Float {
	if math.Abs(x) < 0.25 {
		s := refNew().Quo(refFloat(x), refNew().Add(refInt(2), refFloat(x)))
		return refNew().Mul(refInt(2), refAtanh(s))
	}
	return refLogBig(refNew().Add(refInt(1), refFloat(x)))
}

func refLog10(x float64) *big.Float { return refNew().Quo(refLog(x), refLogBig(refInt(10))) }

// refExpm1Big returns e^x - 1 by halving x below 2^-20, the Taylor series, and
// (1+e)^2 - 1 = e (2 + e), which loses nothing near zero.
func refExpm1Big(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return refNew()
	}
	halvings := max(0, x.MantExp(nil)+20)
	r := refNew().SetMantExp(x, -halvings)
	sum, term := refNew(), refInt(1)
	for n := int64(1); ; n++ {
		term.Quo(term.Mul(term, r), refInt(n))
		if sum.Sign() != 0 && term.MantExp(nil) < sum.MantExp(nil)-refBits {
			break
		}
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, refNew().Add(sum, refInt(2)))
	}
	return sum
}

func refExpm1(x float64) *big.Float { return refExpm1Big(refFloat(x)) }

func refExp(x float64) *big.Float { return refExpBig(refFloat(x)) }

// refExpBig takes e^-x from e^x, since 1 + (e^-x - 1) would cancel.
func refExpBig(x *big.Float) *big.Float {
	if x.Sign() < 0 {
		return refNew().Quo(refInt(1), refExpBig(refNew().Neg(x)))
	}
	return refNew().Add(refInt(1), refExpm1Big(x))
}

func refPow(x, y float64) *big.Float {
	return refExpBig(refNew().Mul(refFloat(y), refLog(x)))
}

// ulps returns the distance of got from want in units of the last place of
// a float64 of want's size (of the smallest number, for subnormal results).
func ulps(got float64, want *big.Float) float64 {
	exp := want.MantExp(nil) - 53
	if math.IsInf(got, 0) && exp > 1024-53 {
		return 0
	}
	if want.Sign() == 0 || exp < -1074 {
		exp = -1074
	}
	diff := refNew().Sub(refFloat(got), want)
	diff.SetMantExp(diff, -exp)
	f, _ := diff.Float64()
	return math.Abs(f)
}
