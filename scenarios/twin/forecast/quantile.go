package forecast

import (
	"math"
	"slices"
)

// quantile of sorted values, between two neighbours by a line.
func quantile(sorted []float64, p float64) float64 {
	at := float64(p * float64(len(sorted)-1))
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	lo, hi := sorted[i], sorted[i+1]
	if lo == hi || at == float64(i) {
		return lo
	}
	if math.IsInf(hi, 1) {
		return hi
	}
	return lo + float64((hi-lo)*(at-float64(i)))
}

// bandOf is the median with 5 and 95 %. It sorts what it is given.
func bandOf(v []float64) Band {
	slices.Sort(v)
	return Band{Value: quantile(v, 0.5), Low: quantile(v, 0.05), High: quantile(v, 0.95)}
}

// untilOf sums up days of all futures; negative is over, endless never comes. It
// sorts what it is given.
func untilOf(v []float64) Until {
	slices.Sort(v)
	there := 0
	for _, d := range v {
		if !math.IsInf(d, 1) {
			there++
		}
	}
	day := func(p float64) (float64, bool) {
		d := quantile(v, p)
		if math.IsInf(d, 1) {
			return HorizonDays, true
		}
		return max(0, d), false
	}
	var u Until
	u.Chance = float64(there) / float64(len(v))
	u.Days, u.Never = day(0.5)
	u.Low, _ = day(0.05)
	u.High, u.HighOpen = day(0.95)
	u.Reached = !u.Never && quantile(v, 0.5) <= 0
	return u
}

// shareOf is the mean with 5 and 95 %. It sorts what it is given.
func shareOf(c Consumer, basis string, v []float64) Share {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	b := bandOf(v)
	return Share{Consumer: c, Basis: basis, MAhPerDay: sum / float64(len(v)), Low: b.Low, High: b.High}
}
