package locks

import (
	"slices"
	"time"

	"locktwin/flashsim"
)

// interval is a run of instants within a stretch that leave every bit that is read
// on the same side of every level.
type interval struct {
	from, to time.Duration // exclusive
	raw      int           // intervals between borders, those too that no instant falls into
	near     int           // bits inside the noise band, at most
}

// crossing is a border carried over to the instant of the fault.
type crossing struct {
	at   time.Duration
	near int  // bits that enter the noise band there, less those that leave it
	edge bool // nothing but the edge of the band is crossed
}

// intervals divides a stretch. Where nothing is hurt it is one.
func (w *walker) intervals(s *stretch) ([]interval, error) {
	whole := []interval{{from: s.from, to: s.to, raw: w.t.changesWithin(s.from, s.to) + 1}}
	if s.probes[0].sig.hurt == 0 {
		return whole, nil
	}
	whole[0].raw = 1
	if last := s.probes[len(s.probes)-1]; last.at < s.to-1 {
		p, err := w.probe(s.to - 1)
		if err != nil {
			return nil, err
		}
		s.probes = append(s.probes, p)
	}
	var all []crossing
	for i := range min(s.probes[0].sig.hurt, mostWounds) {
		more, near, err := w.crossings(s, i)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
		whole[0].near += near
	}
	slices.SortStableFunc(all, func(a, b crossing) int { return order(a.at, b.at) })
	// At the edge of the band a bit is as good as certain: it begins to need samples
	// there, and nothing else changes.
	out, near := whole, whole[0].near
	for _, c := range all {
		last := &out[len(out)-1]
		if !c.edge && c.at > last.from && c.at < s.to {
			last.to = c.at
			out = append(out, interval{from: c.at, to: s.to, near: max(near+c.near, 0)})
			last = &out[len(out)-1]
		}
		last.raw++
		near += c.near
		last.near = max(last.near, near)
	}
	return out, nil
}

// changesWithin counts what happens in the reference run between two instants.
func (t *track) changesWithin(from, to time.Duration) int {
	i, _ := slices.BinarySearchFunc(t.changes, from+1, order)
	j, _ := slices.BinarySearchFunc(t.changes, to, order)
	return max(j-i, 0)
}

// crossings are those of one wound within a stretch, each instant once, and how many
// bits lie inside the noise band at its beginning.
func (w *walker) crossings(s *stretch, i int) (out []crossing, near int, err error) {
	first, last := s.probes[0], s.probes[len(s.probes)-1]
	borders, near, err := w.borders(s, i)
	if err != nil || len(borders) == 0 {
		return nil, near, err
	}
	var within []flashsim.Border
	var instants []time.Duration // of borders that count
	for _, b := range borders {
		switch {
		case b.At <= first.clock[i]:
			near += enters(b)
		case b.At <= last.clock[i]:
			within = append(within, b)
			if n := len(instants); !edge(b) && (n == 0 || instants[n-1] != b.At) {
				instants = append(instants, b.At)
			}
		}
	}
	c := &scale{w: w, wound: i, knots: []probe{first}}
	for k := 1; k < len(s.probes); k++ {
		if err := c.refine(s.probes[k-1], s.probes[k], instants); err != nil {
			return nil, 0, err
		}
	}
	for k, b := range within {
		// Several borders at one instant are one.
		if n := len(out); k > 0 && within[k-1].At == b.At {
			out[n-1].near += enters(b)
			out[n-1].edge = out[n-1].edge && edge(b)
			continue
		}
		out = append(out, crossing{c.first(b.At), enters(b), edge(b)})
	}
	return out, near, nil
}

// edge tells whether a border is one of the noise band.
func edge(b flashsim.Border) bool { return b.Level&(flashsim.BandLow|flashsim.BandHigh) != 0 }

// enters is 1 for a border that takes a bit into the noise band and -1 for one that
// takes it out.
func enters(b flashsim.Border) int {
	switch {
	case b.Level == flashsim.BandHigh && !b.Up, b.Level == flashsim.BandLow && b.Up:
		return 1
	case b.Level == flashsim.BandHigh && b.Up, b.Level == flashsim.BandLow && !b.Up:
		return -1
	}
	return 0
}
