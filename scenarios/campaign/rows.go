package campaign

import (
	"cmp"
	"slices"
	"time"
)

// rowKey is what a row is about.
type rowKey struct {
	faults      int
	part, class string
}

// rows adds up the figures by class.
type rows struct {
	sums map[rowKey]*rowSum
	seen []rowKey
}

type rowSum struct {
	row Row
	// The stretch that the last class with this end belongs to.
	node    *node
	class   int
	stretch time.Duration
}

func newRows() *rows { return &rows{sums: map[rowKey]*rowSum{}} }

// add counts a class. An end of a part that several samples lead to, with other
// differences, is one end here.
func (r *rows) add(f *figure) {
	x := &f.node.survey.Classes[f.class]
	lengths := portions(x.To-x.From, f.ending, f.samples)
	for _, part := range parts {
		for i := range f.ending {
			v := &f.ending[i]
			r.count(f, rowKey{f.faults, part, v.Class(part)}, lengths[i], v.Samples, x)
		}
	}
	for i := range f.ending {
		for _, sentence := range f.ending[i].Broken {
			r.count(f, rowKey{f.faults, InvariantPart, sentence}, lengths[i], f.ending[i].Samples, x)
		}
	}
}

func (r *rows) count(f *figure, k rowKey, length time.Duration, samples int, x *Class) {
	s, known := r.sums[k]
	if !known {
		s = &rowSum{row: Row{Faults: k.faults, Part: k.part, Class: k.class}}
		r.sums[k] = s
		r.seen = append(r.seen, k)
	}
	s.row.Length += length
	s.row.Probability += float64(f.probability * float64(samples) / float64(f.samples))
	if s.node == f.node && s.class == f.class && s.row.Windows > 0 {
		return
	}
	follows := s.node == f.node && s.class == f.class-1 && !f.node.first(f.class) && !x.given()
	if !follows {
		s.row.Windows++
		s.stretch = 0
	}
	s.node, s.class = f.node, f.class
	s.stretch += x.To - x.From
	s.row.Longest = max(s.row.Longest, int64(s.stretch))
}

// list gives the rows: by number of faults, by part, the classes in the order of
// scenarios.Classes, invariants in the order of the Spec.
func (r *rows) list(spec *Spec) []Row {
	out := make([]Row, 0, len(r.seen))
	for _, k := range r.seen {
		out = append(out, r.sums[k].row)
	}
	slices.SortFunc(out, func(a, b Row) int { return compareRows(spec, a, b) })
	return out
}

func compareRows(spec *Spec, a, b Row) int {
	return cmp.Or(cmp.Compare(a.Faults, b.Faults), compareClass(spec, a.Part, a.Class, b.Part, b.Class))
}

// compareClass orders the classes of parts.
func compareClass(spec *Spec, part, class, otherPart, otherClass string) int {
	place := func(part string) int { return slices.Index(append(slices.Clone(parts), InvariantPart), part) }
	within := func(part, class string) int {
		if part == InvariantPart {
			return slices.Index(spec.Invariants, class)
		}
		return rank(class)
	}
	return cmp.Or(cmp.Compare(place(part), place(otherPart)), cmp.Compare(within(part, class), within(otherPart, otherClass)))
}
