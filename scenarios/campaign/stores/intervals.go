package stores

import (
	"sort"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
)

// interval is a stretch of an operation's clock in which a cut is one and the same
// experiment.
type interval struct {
	from, to time.Duration
	raw      int // intervals of all bits, read or not, that it covers
}

// intervals divides operation k at the instants at which a cut changes what a boot
// can read.
func (r *rig) intervals(f *reference, k int, look cuts.Plan) []interval {
	duration := f.ops[k].To - f.ops[k].From
	borders := r.starts(f, k, look)
	look.In = nil
	all := r.starts(f, k, look)
	var out []interval
	for i, from := range borders {
		to := duration
		if i+1 < len(borders) {
			to = borders[i+1]
		}
		n := sort.Search(len(all), func(j int) bool { return all[j] >= to }) - sort.Search(len(all), func(j int) bool { return all[j] >= from })
		if to > from {
			out = append(out, interval{from, to, n})
		}
	}
	return out
}

// starts lists the instants of a cut at which an interval of operation k begins, 0
// first. A supply that goes at once ends the operation at the instant of the cut.
// One that falls lets it go on, with less and less effect: how far it comes grows
// with the instant of the cut, so the instant at which it comes as far as a border
// is found by halving.
func (r *rig) starts(f *reference, k int, look cuts.Plan) []time.Duration {
	var out []time.Duration
	r.classes = f.log.ClassesOf(r.classes[:0], look, k)
	for _, c := range r.classes[1:] { // the first is the time before
		out = append(out, c.From)
	}
	if r.x.supply.Fall == 0 {
		return out
	}
	duration := f.ops[k].To - f.ops[k].From
	shifted := []time.Duration{0}
	for _, border := range append(out, duration) {
		last := shifted[len(shifted)-1]
		n := sort.Search(int(duration-last), func(d int) bool { return r.reached(f, k, last+time.Duration(d)) >= border })
		if at := last + time.Duration(n); at > last && at < duration {
			shifted = append(shifted, at)
		}
	}
	return shifted
}

// reached is how far operation k comes when the supply is cut at an instant of its
// clock, as the instant at which a supply that goes at once leaves the same.
func (r *rig) reached(f *reference, k int, at time.Duration) time.Duration {
	op := &f.ops[k]
	duration, fallen := op.To-op.From, at+r.x.supply.Fall
	if r.x.part.Technology == flashsim.Ferroelectric {
		return min(fallen, duration) // a byte is stored whole or not at all
	}
	f.log.Tear(r.b, cuts.Cut{Operation: k, At: at})
	torn, until, ok := r.b.Device().TornAt(op.Addr)
	switch {
	case ok && torn.Addr == op.Addr && torn.Kind.String() == op.Kind:
		return until
	case fallen < duration:
		return 0 // nothing was reached
	}
	return duration // nothing is torn: it came to its end
}
