package repro

import "math"

// Pow returns x**y with an error below 2 ulp, the same bits on every machine.
// Special cases are those of math.Pow.
//
// The logarithm is carried in two float64 (about 65 bits), because an error in
// y log x is multiplied by up to 745 on its way into the result.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return math.NaN()
	}
	odd, whole := parity(y)
	if x == 0 {
		switch {
		case y < 0 && odd:
			return math.Copysign(math.Inf(1), x)
		case y < 0:
			return math.Inf(1)
		case odd:
			return x
		}
		return 0
	}
	ax := math.Abs(x)
	if math.IsInf(y, 0) {
		switch {
		case ax == 1:
			return 1
		case (ax < 1) == (y > 0):
			return 0
		}
		return math.Inf(1)
	}
	sign := 1.0
	if x < 0 {
		if math.IsInf(x, -1) {
			if odd {
				sign = -1
			}
		} else if !whole {
			return math.NaN()
		} else if odd {
			sign = -1
		}
	}
	if math.IsInf(x, 0) {
		if y < 0 {
			return math.Copysign(0, sign)
		}
		return math.Copysign(math.Inf(1), sign)
	}
	hi, lo := logParts(ax)
	// Outside this window the result is 0 or infinite whatever the digits; testing
	// first keeps the exact product below free of overflow.
	if p := float64(hi * y); p > 800 {
		return math.Copysign(math.Inf(1), sign)
	} else if p < -800 {
		return math.Copysign(0, sign)
	}
	if math.Abs(y) < 0x1p-70 {
		return math.Copysign(1, sign)
	}
	p, e := mulExact(hi, y)
	e += float64(lo * y)
	return math.Copysign(expParts(p, e), sign)
}

// parity tells whether y is a whole number, and an odd one.
func parity(y float64) (odd, whole bool) {
	a := math.Abs(y)
	if !(a < 0x1p+53) {
		return false, a <= math.MaxFloat64
	}
	n := int64(a)
	if float64(n) != a {
		return false, false
	}
	return n&1 == 1, true
}

// mulExact returns the product of a and b as a sum of two float64 without
// error (Dekker 1971), for products that neither overflow nor fall below 2**-960.
func mulExact(a, b float64) (p, e float64) {
	p = float64(a * b)
	a1, a2 := halves(a)
	b1, b2 := halves(b)
	e = float64(a1*b1) - p
	e += float64(a1 * b2)
	e += float64(a2 * b1)
	e += float64(a2 * b2)
	return p, e
}

// halves splits a into two parts of at most 26 significant bits by clearing
// the low 27 bits, exact for every finite a.
func halves(a float64) (hi, lo float64) {
	hi = math.Float64frombits(math.Float64bits(a) &^ (1<<27 - 1))
	return hi, a - hi
}

// addOrdered returns a+b with its rounding error, for |a| >= |b|.
func addOrdered(a, b float64) (s, e float64) {
	s = a + b
	return s, b - (s - a)
}

// logParts returns log(x), x > 0 and finite, as an unevaluated sum of two
// float64 with a relative error below 2**-62.
func logParts(x float64) (hi, lo float64) {
	var k0 float64
	if x < 0x1p-1022 {
		x *= 0x1p+54
		k0 = -54
	}
	k, f := split(math.Float64bits(x))
	k += k0
	// s = f/(2+f) to twice the working precision.
	dh, dl := addOrdered(2, f)
	sh := f / dh
	p, e := mulExact(sh, dh)
	sl := (((f - p) - e) - float64(sh*dl)) / dh
	// z = s**2, and s**2/3 likewise; the rest of the series is small enough for one float64.
	zh, zl := mulExact(sh, sh)
	zl += float64(2 * float64(sh*sl))
	const (
		thirdHi = 0x1.5555555555555p-02
		thirdLo = 0x1.5555555555555p-56
	)
	th, tl := mulExact(zh, thirdHi)
	tl += float64(zh*thirdLo) + float64(zl*thirdHi)
	rest := powTail(zh)
	th, e = addOrdered(th, rest)
	tl += e
	// log(1+f) = 2s + 2s (z/3 + rest)
	ah, al := 2*sh, 2*sl
	ph, pl := mulExact(ah, th)
	pl += float64(ah*tl) + float64(al*th)
	hi, lo = addOrdered(ah, ph)
	lo += al + pl
	if k != 0 {
		const (
			ln2Mid = ln2Lo
			ln2End = 0x1.cc01f97b57a08p-87 // what ln2Hi+ln2Lo leave of ln 2
		)
		kh := float64(k * ln2Hi)
		km, kl := mulExact(k, ln2Mid)
		kl += float64(k * ln2End)
		var e1, e2 float64
		s, e1 := addOrdered(kh, hi)
		hi, e2 = addOrdered(s, km)
		lo += kl + (e1 + e2)
	}
	return addOrdered(hi, lo)
}

// powTail returns z**2/5 + z**3/7 + ..., the part of atanh(s)/s - 1 behind z/3, z = s**2.
func powTail(z float64) float64 {
	t := 1.0 / 27
	for _, c := range [...]float64{1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5} {
		t = float64(t*z) + c
	}
	return float64(float64(t*z) * z)
}
