package cause

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// walk goes through the failing run and asks at each of the moments.
func (s *search) walk() ([]point, error) {
	c, err := scenarios.Begin(s.File, scenarios.Options{})
	if err != nil {
		return nil, err
	}
	s.copy = c.Fork()
	struck := s.Fault == nil
	var points []point
	for _, m := range s.log.landmarks(s.Moments, s.symptom) {
		at := sim.Time(0).Add(m.At)
		if !struck && at >= s.struck {
			if err := s.strike(c, s.struck); err != nil {
				return nil, err
			}
			struck = true
		}
		if err := c.PlayTo(at); err != nil {
			return nil, err
		}
		p, err := s.ask(c.Mark(nil))
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	return points, nil
}

// ask counts how many of the futures from a mark lose.
func (s *search) ask(m *scenarios.Mark) (point, error) {
	p := point{mark: mark{m.At(), m}}
	for k := range s.Samples {
		lost, err := s.future(m, k)
		if err != nil {
			return p, err
		}
		if lost {
			p.lost++
		}
	}
	return p, nil
}

// future plays on from a mark with the k-th draw of what is still open.
func (s *search) future(m *scenarios.Mark, k int) (lost bool, err error) {
	c := s.copy
	c.Restore(m)
	drawn := !c.Lock().Machine().Executing()
	if drawn {
		c.Redraw(uint64(k) + 1)
	}
	if s.Fault != nil && m.At() < s.struck {
		if err := s.open(c); err != nil {
			return false, err
		}
		passed := max(m.At().Sub(s.window), 0)
		if at, comes := draw(s.Hand, passed, s.Window, k, s.Samples); comes {
			if err := s.strike(c, max(s.window.Add(at), c.Now())); err != nil {
				return false, err
			}
		}
	}
	if !drawn {
		// What an activation under way still does is decided; chance begins after it.
		if err := c.PlayUntil(sim.Never, func() bool { return !c.Lock().Machine().Executing() }); err != nil {
			return false, err
		}
		if !c.Lock().Machine().Executing() {
			c.Redraw(uint64(k) + 1)
		}
	}
	if err := c.Finish(); err != nil {
		return false, err
	}
	f := c.Fate()
	class := f.PIN
	switch s.part {
	case "settings":
		class = f.Settings
	case "authorizations":
		class = f.Authorizations
	}
	return class != scenarios.Intact, nil
}

// draw is the instant of the fault in the k-th of n equal parts of what the hand
// has left once some of the window has passed; false when nothing is left.
func draw(h campaign.Hand, passed, window time.Duration, k, n int) (time.Duration, bool) {
	lo, hi := h.From, h.To
	if h.Shape == campaign.AnyInstant {
		lo, hi = 0, window
	}
	lo = max(lo, passed)
	if lo >= hi {
		return 0, false
	}
	part := (float64(k) + 0.5) / float64(n)
	if h.Shape == campaign.LogUniform {
		return time.Duration(float64(lo) * repro.Exp(float64(part*repro.Log(float64(hi)/float64(lo))))), true
	}
	return lo + time.Duration(float64(part*float64(hi-lo))), true
}

// noReturn is the first of the points from which on all copies lose.
func (s *search) noReturn(points []point) (sim.Time, bool) {
	i := len(points)
	for i > 0 && points[i-1].lost == s.Samples {
		i--
	}
	if i == len(points) {
		return 0, false
	}
	return points[i].at, true
}

// narrow halves the stretch in which the loss became inevitable until it is
// shorter than Resolution.
func (s *search) narrow(points []point) ([]point, error) {
	i := len(points)
	for i > 0 && points[i-1].lost == s.Samples {
		i--
	}
	if i == 0 || i == len(points) {
		return points, nil
	}
	before, after := points[i-1], points[i]
	var found []point
	for after.at.Sub(before.at) > Resolution {
		middle := before.at.Add(after.at.Sub(before.at) / 2)
		c := s.copy.Fork()
		c.Restore(before.mark.mark)
		switch {
		case s.Fault != nil && before.at < s.struck && s.struck <= middle:
			if err := s.strike(c, s.struck); err != nil {
				return nil, err
			}
			fallthrough
		default:
			if err := c.PlayTo(middle); err != nil {
				return nil, err
			}
		}
		p, err := s.ask(c.Mark(nil))
		if err != nil {
			return nil, err
		}
		found = append(found, p)
		if p.lost == s.Samples {
			after = p
		} else {
			before = p
		}
	}
	points = append(points, found...)
	slices.SortStableFunc(points, func(a, b point) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	return points, nil
}
