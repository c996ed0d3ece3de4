package locks

import (
	"cmp"
	"slices"
	"time"

	"locktwin/flashsim"
)

// begun finds when the operation of a wound began, in the run of the stretch's first
// probe; ok is false when that was before the window.
func (w *walker) begun(s *stretch, i int) (at time.Duration, ok bool, err error) {
	t, p := w.t, &s.probes[0]
	if s.heard == nil {
		s.heard = &begins{}
		f := w.fault
		f.At = s.from
		if err := t.goTo(f.At); err != nil {
			return 0, false, err
		}
		t.work.Hear(s.heard)
		if err := t.strike(f); err != nil {
			return 0, false, err
		}
		if err := t.suffer(f); err != nil {
			return 0, false, err
		}
	}
	if at, ok := s.heard.last(p.sig.wounds[i], p.tear[i]); ok {
		return at.Sub(t.origin), true, nil
	}
	for k := len(t.record.operations) - 1; k >= 0; k-- {
		op := &t.record.operations[k]
		if op.From <= s.from && op.Addr == p.sig.wounds[i].addr && op.Size == p.sig.wounds[i].size {
			return op.From, true, nil
		}
	}
	return 0, false, nil
}

// borders are those of a wound's operation that boots can tell, and how many bits
// that they read lie inside the noise band before it. Levels that no reader can tell
// apart count for cells that the operation may move across them: an erased cell that
// is erased again stays below all.
func (w *walker) borders(s *stretch, i int) (out []flashsim.Border, near int, err error) {
	began, ok, err := w.begun(s, i)
	if err != nil || !ok {
		return nil, 0, err
	}
	t, p := w.t, &s.probes[0]
	place := birth{p.sig.wounds[i], began}
	if known, ok := w.known[place]; ok {
		return known.borders, known.near, nil
	}
	f := w.fault
	f.At = s.from
	if began <= s.from {
		err = t.goTo(began)
	} else if err = t.goTo(f.At); err == nil {
		if err = t.strike(f); err == nil {
			if err = t.work.PlayTo(t.origin.Add(began)); storyEnds(err) {
				err = nil
			}
		}
	}
	if err != nil {
		return nil, 0, err
	}
	m := t.work.Lock().Machine()
	d := m.Flash()
	r := flashsim.Reading{
		Volts: p.volts, Celsius: float64(m.Supply().Ambient()), After: p.end.Sub(p.tear[i]), Levels: flashsim.ReadLevels,
	}
	in := t.reads.within(p.sig.wounds[i].addr, p.sig.wounds[i].size)
	if len(in) == 0 {
		return nil, 0, nil
	}
	c := flashsim.Conditions{Now: time.Duration(t.work.Now()), Volts: r.Volts, Celsius: r.Celsius}
	near = d.MarginalBits(in, c, 0)
	if op, _, busy := d.InFlight(); busy && op.Kind != flashsim.Program {
		written := programmed(d, in, c)
		out = d.Borders(out, without(in, written), r)
		in = written
	}
	if len(in) > 0 {
		r.Levels = flashsim.AllLevels
		out = d.Borders(out, in, r)
	}
	sortBorders(out)
	if w.known == nil {
		w.known = map[birth]levels{}
	}
	w.known[place] = levels{out, near}
	return out, near, nil
}

// birth is an operation at an instant of the reference run, or of the run after a
// fault, which is the same up to the reset.
type birth struct {
	wound
	at time.Duration
}

// levels are the borders of an operation, and the bits inside the band before it.
type levels struct {
	borders []flashsim.Border
	near    int
}

// programmed are the bytes of the ranges that do not read erased.
func programmed(d *flashsim.Device, in []flashsim.Range, c flashsim.Conditions) []flashsim.Range {
	var out reads
	erased := d.Part().Erased.Value
	for _, r := range in {
		b := make([]byte, r.Size)
		if d.Peek(r.Addr, b, c) != nil {
			continue
		}
		for k, x := range b {
			if x != erased {
				out.add(r.Addr+uint32(k), 1)
			}
		}
	}
	var ranges []flashsim.Range
	for _, r := range in {
		ranges = append(ranges, out.within(r.Addr, r.Size)...)
	}
	return ranges
}

// without are the bytes of the ranges that lie in none of the others.
func without(in, others []flashsim.Range) []flashsim.Range {
	var out reads
	for _, r := range in {
		out.add(r.Addr, r.Size)
	}
	for _, r := range others {
		for a := r.Addr; a < r.Addr+r.Size; a++ {
			out.words[a/64] &^= 1 << (a % 64)
		}
	}
	var ranges []flashsim.Range
	for _, r := range in {
		ranges = append(ranges, out.within(r.Addr, r.Size)...)
	}
	return ranges
}

func sortBorders(b []flashsim.Border) {
	slices.SortFunc(b, func(a, b flashsim.Border) int {
		return cmp.Or(order(a.At, b.At), cmp.Compare(a.Addr, b.Addr), cmp.Compare(a.Bit, b.Bit), cmp.Compare(a.Level, b.Level))
	})
}
