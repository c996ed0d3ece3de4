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
	views   []view // latest last
}

// view is what one reader has to do with the edges of an operation. Most
// experiments of an operation read the same bytes.
type view struct {
	read []flashsim.Range
	list []edge // those that concern him
	bits []int  // near the reference before each of the list, and after the last
	torn bool   // cells were marginal before the operation
}

// keptViews bounds the views of an operation.
const keptViews = 16

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
	g.views = g.views[:0]
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

// view gives what a reader of the ranges has to do with the edges of operation k.
func (g *edges) view(r *rig, f *reference, k int, read []flashsim.Range) *view {
	for i := range g.views {
		if v := &g.views[i]; slices.Equal(v.read, read) {
			return v
		}
	}
	before := f.log.Before(k)
	c := before.Conditions()
	c.Now += r.x.off
	n := before.Device().MarginalBits(read, c, 0)
	v := view{read: slices.Clone(read), bits: []int{n}, torn: len(before.Device().Marginal()) > 0}
	for i := range g.list {
		e := &g.list[i]
		if !r.concerns(e, read) {
			continue
		}
		switch {
		case e.level&(flashsim.BandLow|flashsim.BandHigh) == 0:
		case (e.level == flashsim.BandLow) == e.up:
			n++
		default:
			n--
		}
		v.list, v.bits = append(v.list, *e), append(v.bits, n)
	}
	if len(g.views) == keptViews {
		g.views = slices.Delete(g.views, 0, 1)
	}
	g.views = append(g.views, v)
	return &g.views[len(g.views)-1]
}

// later is the index of the first edge after an instant.
func (v *view) later(at time.Duration) int {
	return sort.Search(len(v.list), func(i int) bool { return v.list[i].at > at })
}

// within lists the edges between two instants and at neither, each instant once.
func (v *view) within(from, to time.Duration) (out []time.Duration) {
	for _, e := range v.list[v.later(from):] {
		if e.at >= to {
			break
		}
		if len(out) == 0 || out[len(out)-1] != e.at {
			out = append(out, e.at)
		}
	}
	return out
}

// around gives the stretch about an instant in which no bit that was read has an
// edge, within from (inclusive) and to (exclusive).
func (v *view) around(at, from, to time.Duration) (first, end time.Duration) {
	i := v.later(at)
	if i > 0 {
		from = max(from, v.list[i-1].at)
	}
	if i < len(v.list) {
		to = min(to, v.list[i].at)
	}
	return from, to
}

// marginal counts the bits that a cut of operation k leaves near the reference: those
// that have come into the band and not left it. Cells that were marginal before relax
// from the cut on anew, which is no edge; then the memory is asked.
func (v *view) marginal(r *rig, f *reference, k int, at time.Duration) int {
	if v.torn {
		return r.near(f, blow{cut: cuts.Cut{Operation: k, At: at}}, v.read)
	}
	return v.bits[v.later(at)]
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
