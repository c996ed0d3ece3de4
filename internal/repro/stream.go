package repro

import "math/bits"

// Stream is a sequence of draws. It is a plain value: a copy goes on from the
// same place, independently of the original.
type Stream struct {
	key Key
	n   uint64
}

// Stream returns the sequence of draws of the key, from its beginning.
func (k Key) Stream() Stream { return Stream{key: k.derive(tagStream, 0)} }

// Uint64 returns the next 64 random bits.
func (s *Stream) Uint64() uint64 {
	n := s.n
	s.n++
	return s.key.Hash(n, 0, 0, 0)
}

// Float64 returns the next number evenly spread in the open interval (0,1).
func (s *Stream) Float64() float64 { return unit(s.Uint64()) }

// Normal returns the next standard normal number.
func (s *Stream) Normal() float64 { return NormalQuantile(unit(s.Uint64())) }

// IntN returns the next number evenly spread over 0, 1, ... n-1; 0 when n <= 1.
// It draws once, in rare cases more often, so that no value is preferred.
func (s *Stream) IntN(n int) int {
	if n <= 1 {
		return 0
	}
	m := uint64(n)
	hi, lo := bits.Mul64(s.Uint64(), m)
	if lo < m {
		for least := -m % m; lo < least; {
			hi, lo = bits.Mul64(s.Uint64(), m)
		}
	}
	return int(hi)
}

// LogUniform returns the next number between lo and hi whose logarithm is
// evenly spread: every factor of two is equally likely. Both bounds must be
// positive; otherwise, or if hi <= lo, the result is lo. One draw is used.
func (s *Stream) LogUniform(lo, hi float64) float64 {
	u := s.Float64()
	if !(lo > 0 && hi > lo) {
		return lo
	}
	// Logarithms of both bounds rather than of their ratio, which may overflow.
	l := Log(lo)
	return min(max(Exp(l+float64(u*(Log(hi)-l))), lo), hi)
}

// Exponential returns the next waiting time of a process without memory, with
// the given mean and in its unit.
func (s *Stream) Exponential(mean float64) float64 { return float64(-mean * Log(s.Float64())) }
