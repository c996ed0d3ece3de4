package remains

import "math/bits"

// values is one more than the largest PIN; 0 stands for none.
const values = 10_000

// Assumptions about bytes that read steadily and cannot be the value that was
// stored. What a cut erase or program leaves errs to one side: an erase lifts zeros
// to ones, a program does not get all of its ones down. Parts that program before
// they erase leave the opposite as well.
const (
	shareRisen    = 0.93
	shareFallen   = 0.05
	shareAnything = 0.02
	unlikely      = 0.05
)

// spoiled is how likely each value left x, with the share of bits that turned
// unknown: a uniform share is integrated out.
func spoiled(x uint16, before bool) []float64 {
	risen, fallen := shareRisen, shareFallen
	if before {
		risen, fallen = 0.6, 0.38
	}
	like := make([]float64, values)
	for v := 1; v < values; v++ {
		u := uint16(v)
		p := shareAnything / 65536
		if u&^x == 0 {
			p += float64(risen * turned(16-bits.OnesCount16(u), bits.OnesCount16(x&^u)))
		}
		if x&^u == 0 {
			p += float64(fallen * turned(bits.OnesCount16(u), bits.OnesCount16(u&^x)))
		}
		like[v] = p
	}
	return like
}

// turned is the chance that just these k of n bits turned: k! (n-k)! / (n+1)!.
func turned(n, k int) float64 {
	p := 1 / float64(n+1)
	for i := 1; i <= k; i++ {
		p *= float64(i) / float64(n-k+i)
	}
	return p
}

// either mixes "x itself" with what spoiled it.
func either(x uint16, itself float64, other []float64) []float64 {
	sum := 0.0
	for _, p := range other[1:] {
		sum += p
	}
	for v := range other {
		other[v] *= (1 - itself) / sum
	}
	if x > 0 && x < values {
		other[x] += itself
	}
	return other
}

// check is a record's own check, which every PIN can be held against.
type check struct {
	name  string
	bits  int
	holds func(v uint16) bool
	sound float64 // probability that all of the record but the PIN is as it was
}

// hold weighs every PIN by the check. It gives how many hold.
func (c *check) hold(like []float64) int {
	n := 0
	chance := 1 / float64(uint64(1)<<c.bits)
	for v := 1; v < values; v++ {
		p := float64((1 - c.sound) * chance)
		if c.holds(uint16(v)) {
			n++
			p += c.sound
		}
		like[v] *= p
	}
	return n
}
