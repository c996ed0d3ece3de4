package locks

import (
	"time"

	"locktwin/scenarios/campaign"
)

// stretch is a run of instants at which a fault has one signature.
type stretch struct {
	from, to time.Duration // exclusive
	probes   []probe       // in order; the first is at from
	heard    *begins
}

// mostProbes is after how many probes of one survey halving stops where the
// signature still differs: it is reached only where a core without brown-out reset
// misexecutes.
const mostProbes = 30_000

// walker finds the stretches of a track for one fault.
type walker struct {
	t      *track
	fault  campaign.Fault
	probes int
	out    []stretch
	known  map[birth]levels
}

// stretches divides the window.
func (t *track) stretches(w *walker) ([]stretch, error) {
	prev, err := w.probe(t.from)
	if err != nil {
		return nil, err
	}
	w.begin(prev)
	for i := range t.changes {
		next := t.to
		if i+1 < len(t.changes) {
			next = t.changes[i+1]
		}
		for _, at := range [...]time.Duration{t.changes[i], t.changes[i] + (next-t.changes[i])/2, next - 1} {
			if at <= prev.at || at >= t.to {
				continue
			}
			p, err := w.probe(at)
			if err != nil {
				return nil, err
			}
			if err := w.halve(prev, p); err != nil {
				return nil, err
			}
			prev = p
		}
	}
	w.out[len(w.out)-1].to = t.to
	return w.out, nil
}

func (w *walker) probe(at time.Duration) (probe, error) {
	w.probes++
	f := w.fault
	f.At = at
	return w.t.try(f)
}

// depth is a probe of a stretch of which only the clocks count.
func (w *walker) depth(at time.Duration, like *probe) (probe, error) {
	if like.resets != 1 {
		return w.probe(at)
	}
	w.probes++
	f := w.fault
	f.At = at
	if err := w.t.goTo(at); err != nil {
		return probe{}, err
	}
	if err := w.t.strike(f); err != nil {
		return probe{}, err
	}
	if err := w.t.tear(f); err != nil {
		return probe{}, err
	}
	p := probe{at: at, resets: 1}
	p.wounded(w.t.work.Lock().Machine().Flash(), time.Duration(w.t.origin.Add(at)))
	return p, nil
}

func (w *walker) begin(p probe) {
	if n := len(w.out); n > 0 {
		w.out[n-1].to = p.at
	}
	w.out = append(w.out, stretch{from: p.at, probes: []probe{p}})
}

// halve takes in what lies between two probes, the later one included.
func (w *walker) halve(a, b probe) error {
	last := &w.out[len(w.out)-1]
	switch {
	case a.sig == b.sig:
		last.probes = append(last.probes, b)
		return nil
	case b.at-a.at == 1:
		w.begin(b)
		return nil
	case w.probes >= mostProbes:
		w.begin(b)
		return nil
	}
	m, err := w.probe(a.at + (b.at-a.at)/2)
	if err != nil {
		return err
	}
	if err := w.halve(a, m); err != nil {
		return err
	}
	return w.halve(m, b)
}
