package scope

import "slices"

// ring is a queue of bounded length whose memory grows with what is in it.
type ring[T any] struct {
	buf   []T
	start int // of the oldest
	n     int
	limit int
}

func newRing[T any](limit int) ring[T] { return ring[T]{limit: limit} }

// at gives an element, 0 the oldest.
func (r *ring[T]) at(i int) *T {
	if i += r.start; i >= len(r.buf) {
		i -= len(r.buf)
	}
	return &r.buf[i]
}

// last gives the newest element; there must be one.
func (r *ring[T]) last() *T { return r.at(r.n - 1) }

func (r *ring[T]) full() bool { return r.n == r.limit }

// push adds an element. A full ring drops its oldest one; who wants that looks
// before.
func (r *ring[T]) push(v T) *T {
	if r.full() {
		r.drop(1)
	}
	if r.n == len(r.buf) {
		r.grow()
	}
	r.n++
	p := r.last()
	*p = v
	return p
}

// least is the first size of a ring.
const least = 64

func (r *ring[T]) grow() {
	buf := make([]T, min(max(2*len(r.buf), least), r.limit))
	for i := range r.n {
		buf[i] = *r.at(i)
	}
	r.buf, r.start = buf, 0
}

// clone copies the ring.
func (r *ring[T]) clone() ring[T] {
	c := *r
	c.buf = slices.Clone(r.buf)
	return c
}

// drop takes the oldest k elements out.
func (r *ring[T]) drop(k int) {
	if r.n -= k; r.n == 0 {
		r.start = 0
		return
	}
	r.start = (r.start + k) % len(r.buf)
}

// pop takes the newest element out.
func (r *ring[T]) pop() { r.n-- }

// search gives the first index from lo on for which holds is true; it must be
// false before and true from there on.
func (r *ring[T]) search(holds func(*T) bool) int {
	lo, hi := 0, r.n
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); holds(r.at(mid)) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
