package stores

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
)

// edge is an instant of an operation's clock at which a cut begins to leave a cell
// on another side of a level that a read can tell.
type edge struct {
	at    time.Duration // of the cut
	addr  uint32
	level flashsim.Levels
	up    bool // the threshold rises over the level
}

// edges are those of one operation, worked out for bytes as somebody reads them.
type edges struct {
	list    []edge // in order of time
	covered cuts.Reads
}

// whoever is what no reader has to look at to be concerned.
const whoever = flashsim.Touched | flashsim.Whole

// cover works out the edges of bytes that are new.
func (g *edges) cover(r *rig, f *reference, k int, read []flashsim.Range) {
	var fresh []flashsim.Range
	for _, x := range r.columns(f.ops[k].Addr, f.ops[k].Size, read) {
		for at := x.Addr; at < x.Addr+x.Size; at++ {
			if !g.covered.Add(at, 1) {
				continue
			}
			if n := len(fresh) - 1; n >= 0 && fresh[n].Addr+fresh[n].Size == at {
				fresh[n].Size++
				continue
			}
			fresh = append(fresh, flashsim.Range{Addr: at, Size: 1})
		}
	}
	if len(fresh) == 0 && len(g.list) > 0 {
		return
	}
	for _, b := range r.borders(f, k, fresh) {
		if b.Level&whoever != 0 && len(g.list) > 0 && slices.ContainsFunc(g.list, func(e edge) bool { return e.level == b.Level }) {
			continue
		}
		g.list = append(g.list, edge{r.instant(f, k, b.At), b.Addr, b.Level, b.Up})
	}
	slices.SortStableFunc(g.list, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
}

// columns limits ranges to an operation's unit. Where over-erased cells pull their
// column, the same place of every word line counts.
func (r *rig) columns(from, size uint32, read []flashsim.Range) []flashsim.Range {
	to := from + size
	var out cuts.Reads
	for _, x := range read {
		a, b := max(x.Addr, from), min(x.Addr+x.Size, to)
		if a < b {
			out.Add(a, b-a)
		}
		if !r.x.options.Leakage {
			continue
		}
		for line := from - from%wordLine; line < to; line += wordLine {
			a := max(line+x.Addr%wordLine, from)
			b := min(line+x.Addr%wordLine+min(x.Size, wordLine), to)
			if a < b {
				out.Add(a, b-a)
			}
		}
	}
	return out.Ranges()
}

// wordLine is how many bytes lie beside each other on one line of cells.
const wordLine = 256

// borders asks the memory for the borders of an operation as the bytes are read at
// the first boot after the cut.
func (r *rig) borders(f *reference, k int, in []flashsim.Range) []flashsim.Border {
	r.b.CopyFrom(f.log.Before(k))
	op := &f.log.Operations()[k]
	d, c := r.b.Device(), r.b.Conditions()
	var err error
	if op.Kind == flashsim.Program {
		_, err = d.BeginProgram(op.Addr, op.Src, c)
	} else {
		_, err = d.BeginErase(op.Addr, c)
	}
	if err != nil {
		return nil // it was accepted at this very state
	}
	look := flashsim.Reading{Volts: r.x.supply.Volts, Celsius: r.x.supply.Celsius, After: r.x.off, Levels: flashsim.ReadLevels}
	if !r.x.options.Leakage {
		look.Levels &^= flashsim.Depletion // an over-erased cell reads erased like any other
	}
	if in == nil {
		in = []flashsim.Range{}
	}
	r.room = d.Borders(r.room[:0], in, look)
	return r.room
}

// instant is the first cut with which operation k comes as far as an instant of its
// clock. A supply that goes at once ends the operation there. One that falls lets
// it go on, with less and less effect: how far it comes grows with the instant of
// the cut, so that one is searched for, outward from where the cut of the border
// before would have it and then by halving.
func (r *rig) instant(f *reference, k int, border time.Duration) time.Duration {
	if r.x.supply.Fall == 0 {
		return border
	}
	duration := f.ops[k].To - f.ops[k].From
	comes := func(at time.Duration) bool { return at >= duration || at >= 0 && r.reached(f, k, at) >= border }
	guess := min(max(border-r.shift, 0), duration)
	lo, hi := guess, guess // lo does not come as far, hi does
	if step := time.Duration(1); comes(guess) {
		for lo = guess - 1; comes(lo); step *= 2 {
			lo, hi = lo-step, lo
		}
	} else {
		for hi = guess + 1; !comes(hi); step *= 2 {
			lo, hi = hi, hi+step
		}
		hi = min(hi, duration)
	}
	at := lo + 1 + time.Duration(sort.Search(int(hi-lo-1), func(n int) bool { return comes(lo + 1 + time.Duration(n)) }))
	r.shift = border - at
	return at
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

// within lists the edges of bytes that were read, between two instants and at
// neither, each instant once.
func (g *edges) within(r *rig, read []flashsim.Range, from, to time.Duration) []time.Duration {
	var out []time.Duration
	first := sort.Search(len(g.list), func(i int) bool { return g.list[i].at > from })
	for _, e := range g.list[first:] {
		if e.at >= to {
			break
		}
		if (len(out) == 0 || out[len(out)-1] != e.at) && r.concerns(&e, read) {
			out = append(out, e.at)
		}
	}
	return out
}

// marginal counts the bits of the ranges that a cut of operation k at an instant
// leaves near the reference: those that were there before, and those that have
// come into the band since and not left it.
func (g *edges) marginal(r *rig, f *reference, k int, read []flashsim.Range, at time.Duration) int {
	before := f.log.Before(k)
	c := before.Conditions()
	c.Now += r.x.off
	n := before.Device().MarginalBits(read, c, 0)
	for i := range g.list {
		e := &g.list[i]
		if e.at > at {
			break
		}
		if e.level&(flashsim.BandLow|flashsim.BandHigh) == 0 || !r.concerns(e, read) {
			continue
		}
		if (e.level == flashsim.BandLow) == e.up {
			n++
		} else {
			n--
		}
	}
	return n
}

// concerns tells whether an edge can show in a read of the ranges.
func (r *rig) concerns(e *edge, read []flashsim.Range) bool {
	if e.level&whoever != 0 {
		return true
	}
	granule := max(r.x.part.ECCGranuleBytes.Value, 1)
	from := e.addr - e.addr%granule
	return slices.ContainsFunc(read, func(x flashsim.Range) bool {
		if e.level == flashsim.Depletion {
			return x.Size >= wordLine || (e.addr-x.Addr)%wordLine < x.Size
		}
		return from < x.Addr+x.Size && x.Addr < from+granule
	})
}

// raw counts the intervals between neighbouring edges, whoever reads them, from an
// instant to another.
func (g *edges) raw(from, to time.Duration) int {
	n, last := 1, from
	for _, e := range g.list[sort.Search(len(g.list), func(i int) bool { return g.list[i].at > from }):] {
		if e.at >= to {
			break
		}
		if e.at > last {
			n, last = n+1, e.at
		}
	}
	return n
}
