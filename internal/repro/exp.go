package repro

import "math"

// ln 2 in two parts. The high part ends in 21 zero bits, so k*ln2Hi is exact
// for every exponent k a float64 can have (|k| <= 1100 needs 11 bits).
const (
	ln2Hi  = 0x1.62e42feep-01
	ln2Lo  = 0x1.a39ef35793c76p-33
	log2e  = 0x1.71547652b82fep+00
	shift  = 0x1.8p+52 // adding and subtracting it rounds |x| < 2^51 to an integer
	expMax = 0x1.62e42fefa39efp+09
	expMin = -0x1.74910d52d3051p+09
)

// Exp returns e**x with an error below 1 ulp (2 ulp where the result is
// subnormal), the same bits on every machine. Special cases are those of
// math.Exp: Exp(+Inf) = +Inf, Exp(-Inf) = 0, Exp(NaN) = NaN; results that do
// not fit are +Inf or 0.
//
// x is written as k ln 2 + r with |r| <= ln 2 / 2, and e**r is a Taylor
// polynomial of degree 13, whose first omitted term is below 2**-57.
func Exp(x float64) float64 {
	if !(x > -708 && x < 709) {
		return expFar(x)
	}
	// The low bits of the shifted sum are k itself, in two's complement.
	sum := float64(x*log2e) + shift
	k := sum - shift
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	c := (hi - r) - lo
	y := 1 + (r + (c + expTail(r)))
	return math.Float64frombits(math.Float64bits(y) + math.Float64bits(sum)<<52)
}

// expTail returns e**r - 1 - r for |r| <= 0.35. The terms are summed in pairs
// (Estrin's scheme), which keeps the chain of dependent additions short.
func expTail(r float64) float64 {
	const (
		c3  = 1.0 / 6
		c4  = 1.0 / 24
		c5  = 1.0 / 120
		c6  = 1.0 / 720
		c7  = 1.0 / 5040
		c8  = 1.0 / 40320
		c9  = 1.0 / 362880
		c10 = 1.0 / 3628800
		c11 = 1.0 / 39916800
		c12 = 1.0 / 479001600
		c13 = 1.0 / 6227020800
	)
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	q0 := 0.5 + float64(c3*r)
	q1 := c4 + float64(c5*r)
	q2 := c6 + float64(c7*r)
	q3 := c8 + float64(c9*r)
	q4 := c10 + float64(c11*r)
	q5 := c12 + float64(c13*r)
	q0 += float64(q1 * r2)
	q2 += float64(q3 * r2)
	q4 += float64(q5 * r2)
	q2 += float64(q4 * r4)
	q0 += float64(q2 * r4)
	return float64(r2 * q0)
}

// expFar covers what Exp's short path does not: infinities, NaN, overflow and
// results near or below the smallest normal number.
func expFar(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	}
	return expParts(x, 0)
}

// expParts returns e**(x+c) for a c that is small against x, over the whole
// range of exponents. The scaling is done in two steps so that a subnormal
// result is rounded once.
func expParts(x, c float64) float64 {
	k := (float64(x*log2e) + shift) - shift
	hi := x - float64(k*ln2Hi)
	lo := float64(k*ln2Lo) - c
	r := hi - lo
	c = (hi - r) - lo
	y := 1 + (r + (c + expTail(r)))
	return math.Ldexp(y, int(k))
}

// Expm1 returns e**x - 1, accurate to 2 ulp also near zero, the same bits on
// every machine. Special cases are those of math.Expm1.
func Expm1(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64 || x == 0:
		return x
	case x > expMax:
		return math.Inf(1)
	case x < -40:
		return -1
	case x > 40:
		return expParts(x, 0)
	}
	k := (float64(x*log2e) + shift) - shift
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	c := (hi - r) - lo
	if k == 0 {
		return x + expTail(x)
	}
	// 2**k (1 + e) - 1 = 2**k ((1 - 2**-k) + e), e = e**(r+c) - 1. The sum of the
	// two is taken with its rounding error, because they may cancel.
	e := r + (expTail(r) + (c + float64(c*r)))
	one := 1 - math.Ldexp(1, -int(k))
	return math.Ldexp(one+e, int(k))
}
