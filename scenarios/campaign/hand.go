package campaign

import (
	"time"

	"locktwin/internal/repro"
)

// Share is how likely a fault that strikes as the hand says does so between two
// instants of a window that is so long, 0 to 1. It is an exact integral up to
// the rounding of one logarithm. What a hand does beyond the window counts for
// no stretch of it, so the shares of all stretches may add up to less than 1.
func (h Hand) Share(from, to, window time.Duration) float64 {
	lo, hi := h.From, h.To
	if h.Shape == AnyInstant {
		lo, hi = 0, window
	}
	from, to = max(from, lo), min(to, hi)
	if to <= from {
		return 0
	}
	if h.Shape == LogUniform {
		return repro.Log(float64(to)/float64(from)) / repro.Log(float64(hi)/float64(lo))
	}
	return float64(to-from) / float64(hi-lo)
}
