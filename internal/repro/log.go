package repro

import "math"

// Log returns the natural logarithm with an error below 1 ulp, the same bits
// on every machine. Special cases are those of math.Log: Log(+Inf) = +Inf,
// Log(±0) = -Inf, Log(x < 0) = NaN, Log(NaN) = NaN.
//
// x is 2**k (1+f) with 1+f between sqrt(1/2) and sqrt(2); log(1+f) is the
// series 2 atanh(s), s = f/(2+f), arranged so that f itself, which is exact,
// carries the leading digits.
func Log(x float64) float64 {
	b := math.Float64bits(x)
	if b-minNormal >= infBits-minNormal {
		return logFar(x)
	}
	k, f := split(b)
	s := f / (2 + f)
	half := float64(0.5 * float64(f*f))
	t := float64(s * (half + atanhTail(s)))
	return float64(k*ln2Hi) - ((half - (t + float64(k*ln2Lo))) - f)
}

const (
	minNormal = 0x0010000000000000
	infBits   = 0x7ff0000000000000
	// sqrtHalf is the bit pattern of sqrt(1/2), rounded; adding its distance to 1.0 to
	// a float's bits moves the exponent's carry from 1 to sqrt(2).
	sqrtHalf = 0x3fe6a09e667f3bcd
)

// split writes the positive normal number with the bits b as 2**k (1+f),
// sqrt(1/2) <= 1+f < sqrt(2). f is exact.
func split(b uint64) (k, f float64) {
	d := b - sqrtHalf
	n := int64(d) >> 52
	return float64(n), math.Float64frombits(b-uint64(n)<<52) - 1
}

// atanhTail returns 2 (s**2/3 + s**4/5 + ... + s**22/23), |s| <= 0.172; the
// first omitted term is below 2**-65.
func atanhTail(s float64) float64 {
	const (
		c1  = 2.0 / 3
		c2  = 2.0 / 5
		c3  = 2.0 / 7
		c4  = 2.0 / 9
		c5  = 2.0 / 11
		c6  = 2.0 / 13
		c7  = 2.0 / 15
		c8  = 2.0 / 17
		c9  = 2.0 / 19
		c10 = 2.0 / 21
		c11 = 2.0 / 23
	)
	z := float64(s * s)
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	q0 := c1 + float64(c2*z)
	q1 := c3 + float64(c4*z)
	q2 := c5 + float64(c6*z)
	q3 := c7 + float64(c8*z)
	q4 := c9 + float64(c10*z)
	q0 += float64(q1 * z2)
	q2 += float64(q3 * z2)
	q4 += float64(c11 * z2)
	q2 += float64(q4 * z4)
	q0 += float64(q2 * z4)
	return float64(z * q0)
}

// logFar covers zero, negative numbers, subnormals, infinity and NaN.
func logFar(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	k, f := split(math.Float64bits(x * 0x1p+54))
	return logSum(k-54, f, 0)
}

// logSum returns k ln 2 + log(1+f) + c for a c below the last place of f.
func logSum(k, f, c float64) float64 {
	s := f / (2 + f)
	half := float64(0.5 * float64(f*f))
	t := float64(s * (half + atanhTail(s)))
	return float64(k*ln2Hi) - ((half - (t + (float64(k*ln2Lo) + c))) - f)
}

// Log1p returns log(1+x), accurate to 2 ulp also near zero, the same bits on
// every machine. Special cases are those of math.Log1p.
func Log1p(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64 || x == 0:
		return x
	case x == -1:
		return math.Inf(-1)
	case x < -1:
		return math.NaN()
	case x > -0.29 && x < 0.41:
		return logSum(0, x, 0)
	}
	u := 1 + x
	// What the addition rounded away, put back to first order.
	var c float64
	if x >= 1 {
		c = 1 - (u - x)
	} else {
		c = x - (u - 1)
	}
	k, f := split(math.Float64bits(u))
	return logSum(k, f, c/u)
}

// Log10 returns the decimal logarithm with an error below 2 ulp, the same bits
// on every machine. Special cases are those of math.Log10.
func Log10(x float64) float64 {
	b := math.Float64bits(x)
	var k0 float64
	if b-minNormal >= infBits-minNormal {
		if !(x > 0 && x < 1) {
			return logFar(x)
		}
		b = math.Float64bits(x * 0x1p+54)
		k0 = -54
	}
	k, f := split(b)
	k += k0
	// 1/ln 10 and log10(2) in two parts each; the high part of log(1+f) has its
	// low half cleared, so that its product with the high part is exact.
	const (
		invLn10Hi = 0x1.bcb7b15p-02
		invLn10Lo = 0x1.37287195355bbp-33
		log10of2H = 0x1.34413509f7800p-02
		log10of2L = 0x1.fef311f12b358p-46
	)
	s := f / (2 + f)
	half := float64(0.5 * float64(f*f))
	hi := math.Float64frombits(math.Float64bits(f-half) &^ (1<<32 - 1))
	lo := ((f - hi) - half) + float64(s*(half+atanhTail(s)))
	val := float64(hi * invLn10Hi)
	low := float64(k*log10of2L) + (float64((lo+hi)*invLn10Lo) + float64(lo*invLn10Hi))
	top := float64(k * log10of2H)
	w := top + val
	low += (top - w) + val
	return low + w
}
