package fleet

import (
	"math"
	"time"

	"locktwin/model/sim"
)

// timeline maps wall time to simulated time: a straight line through one point.
// With factor 0 simulated time stands still.
type timeline struct {
	wall   time.Time
	sim    sim.Time
	factor float64
}

// at is the simulated instant of a wall time.
func (t *timeline) at(wall time.Time) sim.Time {
	d := max(wall.Sub(t.wall), 0)
	switch {
	case t.factor == 0:
		return t.sim
	case t.factor == 1:
		return t.sim.Add(d)
	}
	ns := float64(d) * t.factor
	if ns >= math.MaxInt64/2 {
		return sim.Never - 1
	}
	return t.sim.Add(time.Duration(ns))
}

// wallOf is the first wall time at which at gives s or later; false when it
// never does.
func (t *timeline) wallOf(s sim.Time) (time.Time, bool) {
	if s <= t.sim {
		return t.wall, true
	}
	if s == sim.Never || t.factor == 0 {
		return time.Time{}, false
	}
	d := s.Sub(t.sim)
	if t.factor == 1 {
		return t.wall.Add(d), true
	}
	ns := math.Ceil(float64(d) / t.factor)
	if ns >= math.MaxInt64/2 {
		return time.Time{}, false
	}
	w := t.wall.Add(time.Duration(ns))
	for step := time.Nanosecond; t.at(w) < s; step *= 2 {
		w = w.Add(step) // rounding
	}
	return w, true
}
