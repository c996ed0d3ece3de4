package locks

import (
	"slices"
	"time"
)

// scale carries instants of an operation's clock over to instants of the fault: a
// line through probes, which grows.
type scale struct {
	w     *walker
	wound int
	knots []probe
}

// straight and steep are how far a probe may lie off the line between its
// neighbours, in nanoseconds of the fault's instant: less where a nanosecond takes
// the operation far, as borders lie close there.
const (
	straight = 2
	steep    = 0.5
	far      = 10 // nanoseconds of the operation's clock for one of the fault's instant
)

func (s *scale) clock(p *probe) time.Duration { return p.clock[s.wound] }

// refine adds probes between two of them until the line through all of them is
// straight wherever a border lies.
func (s *scale) refine(a, b probe, borders []time.Duration) error {
	lo, _ := slices.BinarySearch(borders, s.clock(&a)+1)
	hi, _ := slices.BinarySearch(borders, s.clock(&b)+1)
	if lo >= hi || b.at-a.at < 2 || s.w.probes >= mostProbes {
		s.knots = append(s.knots, b)
		return nil
	}
	m, err := s.w.depth(a.at+(b.at-a.at)/2, &s.knots[0])
	if err != nil {
		return err
	}
	slope := float64(s.clock(&b)-s.clock(&a)) / float64(b.at-a.at)
	off := float64(s.clock(&m)-s.clock(&a)) - float64(slope*float64(m.at-a.at))
	may := float64(straight * slope)
	if slope > far {
		may = float64(steep * slope)
	}
	if max(off, -off) <= max(may, 1) {
		s.knots = append(s.knots, m, b)
		return nil
	}
	if err := s.refine(a, m, borders[lo:hi]); err != nil {
		return err
	}
	return s.refine(m, b, borders[lo:hi])
}

// first is the first instant whose fault comes as far as the border.
func (s *scale) first(border time.Duration) time.Duration {
	lo, hi := 0, len(s.knots)-1 // the last is beyond it
	for lo < hi {
		if mid := (lo + hi) / 2; s.clock(&s.knots[mid]) >= border {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	if lo == 0 {
		return s.knots[0].at
	}
	a, b := &s.knots[lo-1], &s.knots[lo]
	x := float64(border-s.clock(a)) / float64(s.clock(b)-s.clock(a))
	at := a.at + time.Duration(float64(x*float64(b.at-a.at))+0.999)
	return min(max(at, a.at+1), b.at)
}
