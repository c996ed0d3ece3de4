package futures

import (
	"math"

	"locktwin/internal/repro"
)

// confidence is that of every interval of this package.
const confidence = 0.90

// normal90 is how many standard deviations it takes.
func normal90() float64 { return repro.NormalQuantile(0.5 + confidence/2) }

// NewChance is a share with the 90 % interval after Wilson, which stays within 0..1
// and does not collapse at none and at all. count below 1 gives the zero Chance.
func NewChance(hits, count int) Chance {
	if count < 1 {
		return Chance{}
	}
	n, z := float64(count), normal90()
	p := float64(hits) / n
	zz := float64(z * z)
	middle := (p + zz/(2*n)) / (1 + zz/n)
	half := float64(z*math.Sqrt(float64(p*(1-p))/n+zz/(4*float64(n*n)))) / (1 + zz/n)
	c := Chance{P: p, Low: max(0, middle-half), High: min(1, middle+half), Hits: hits, Count: count}
	if hits == 0 {
		c.Low = 0
	}
	if hits == count {
		c.High = 1
	}
	return c
}

// paired is the difference of two shares in the same futures, with and minus without,
// and its 90 % interval after Agresti and Min: half a future is added to each of the
// four cells.
func paired(saved, spoiled, count int) (d, low, high float64) {
	if count < 1 {
		return 0, 0, 0
	}
	d = float64(spoiled-saved) / float64(count)
	b, c, n := float64(saved)+0.5, float64(spoiled)+0.5, float64(count)+2
	e := c - b
	se := math.Sqrt(max(0, b+c-float64(e*e)/n)) / n
	middle, half := e/n, float64(normal90()*se)
	return d, max(-1, middle-half), min(1, middle+half)
}
