package power

import (
	"math"
	"math/bits"
)

// maxN is the largest number of states: four for each group of cells, three
// capacitors, current, speed and angle, two integrated charges.
const maxN = 4*maxGroups + 3 + 3 + 2

// maxLevel bounds one step to 2^47 ns, a day and a half.
const maxLevel = 47

// ladder holds the propagators of one mode over 1, 2, 4, ... nanoseconds.
//
// With D = e^(A·h) − 1 and F = ∫ e^(A·s) ds, a step is x + F·(A·x + B). The
// doubling D(2h) = 2·D + D², F(2h) = 2·F + D·F loses nothing of the slow modes,
// which e^(A·h) itself would round away against 1. Only A matters here, so
// loads and thresholds may change without a new ladder.
type ladder struct {
	n, nd int       // states; of these the first nd are felt by others
	a     []float64 // n×nd, by columns
	hash  uint64
	used  uint64 // for eviction
	first int    // level of the first step after a switch
	d     []float64
	f     [][]float64 // by level, n×nd by columns
	work  []float64
}

// newLadder starts a ladder for a matrix.
func newLadder(a []float64, n, nd int, hash uint64) *ladder {
	l := &ladder{n: n, nd: nd, a: append([]float64(nil), a...), hash: hash}
	fastest, norm := 0.0, 0.0
	for j := 0; j < nd; j++ {
		sum := 0.0
		for i := 0; i < n; i++ {
			sum += math.Abs(a[j*n+i])
		}
		norm = max(norm, sum)
		fastest = max(fastest, math.Abs(a[j*n+j]))
	}
	if fastest > 0 {
		l.first = floorLog2(0.5e9 / fastest)
	} else {
		l.first = maxLevel
	}
	halvings := 0
	h := 1e-9
	for norm*h > 0.05 && halvings < 60 {
		h /= 2
		halvings++
	}
	d, f := series(l.a, n, nd, h)
	l.work = make([]float64, 2*n*nd)
	for ; halvings > 0; halvings-- {
		d, f = l.doubled(d, f)
	}
	l.d = d
	l.f = append(make([][]float64, 0, 24), f)
	return l
}

// floorLog2 is the largest k with 2^k <= v, within the ladder.
func floorLog2(v float64) int {
	if !(v >= 2) {
		return 0
	}
	if v >= 1<<maxLevel {
		return maxLevel
	}
	return bits.Len64(uint64(v)) - 1
}

// series sums D and F over a short h: F = h·Σ (A·h)^m/(m+1)!, D = A·F.
func series(a []float64, n, nd int, h float64) (d, f []float64) {
	f = make([]float64, n*nd)
	term := make([]float64, n*nd)
	next := make([]float64, n*nd)
	for j := 0; j < nd; j++ {
		term[j*n+j] = h
		f[j*n+j] = h
	}
	for m := 2; m <= 12; m++ {
		multiply(next, a, term, n, nd)
		scale := h / float64(m)
		for i := range next {
			next[i] = float64(next[i] * scale)
			f[i] += next[i]
		}
		term, next = next, term
	}
	d = make([]float64, n*nd)
	multiply(d, a, f, n, nd)
	return d, f
}

// multiply sets out = p·q for matrices whose last n−nd columns are not stored:
// nothing is felt from those states.
func multiply(out, p, q []float64, n, nd int) {
	for j := 0; j < nd; j++ {
		col := out[j*n : j*n+n]
		clear(col)
		for k := 0; k < nd; k++ {
			v := q[j*n+k]
			if v == 0 {
				continue
			}
			pk := p[k*n : k*n+n]
			for i, c := range pk {
				col[i] += float64(c * v)
			}
		}
	}
}

// doubled gives D and F over twice the time.
func (l *ladder) doubled(d, f []float64) (d2, f2 []float64) {
	size := l.n * l.nd
	f2 = make([]float64, size)
	multiply(f2, d, f, l.n, l.nd)
	for i := range f2 {
		f2[i] += float64(2 * f[i])
	}
	d2 = l.work[:size]
	multiply(d2, d, d, l.n, l.nd)
	for i := range d2 {
		d2[i] += float64(2 * d[i])
	}
	copy(d, d2)
	return d, f2
}

// level gives F over 2^k ns, building what is missing.
func (l *ladder) level(k int) []float64 {
	for len(l.f) <= k {
		d, f := l.doubled(l.d, l.f[len(l.f)-1])
		l.d = d
		l.f = append(l.f, f)
	}
	return l.f[k]
}

// cacheSize bounds the number of modes kept.
const cacheSize = 192

// cache keeps the ladders of the modes met so far, and scratch memory. It may
// be shared by supplies of one goroutine: results never depend on what is in
// it.
type cache struct {
	byHash         map[uint64]*ladder
	clock          uint64
	scratch        [maxLevel + 4]point
	found, walk    point
	turn           [2]point
	half           [bendHalves]point
	a              [maxN * maxN]float64
	open, feed, ib form
}

func newCache() *cache { return &cache{byHash: make(map[uint64]*ladder)} }

// get finds or starts the ladder of a matrix.
func (c *cache) get(a []float64, n, nd int) *ladder {
	hash := uint64(n)<<32 | uint64(nd)
	for _, v := range a {
		hash = (hash ^ math.Float64bits(v)) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	c.clock++
	if l := c.byHash[hash]; l != nil && l.n == n && l.nd == nd && same(l.a, a) {
		l.used = c.clock
		return l
	}
	if len(c.byHash) >= cacheSize {
		c.evict()
	}
	l := newLadder(a, n, nd, hash)
	l.used = c.clock
	c.byHash[hash] = l
	return l
}

// evict drops the ladder that was not used for the longest time.
func (c *cache) evict() {
	var oldest *ladder
	// Any order: no two ladders were last used at the same count.
	for _, l := range c.byHash {
		if oldest == nil || l.used < oldest.used {
			oldest = l
		}
	}
	delete(c.byHash, oldest.hash)
}

func same(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
