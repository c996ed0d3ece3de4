package flashsim

import (
	"cmp"
	"slices"
	"time"
)

// pullChange is an instant at which a cell begins or ends to pull its column.
type pullChange struct {
	array  uint32
	column uint32
	at     time.Duration
	by     int
}

// gatherPulls turns the depletion borders found so far into changes of the pull.
func (t *tracer) gatherPulls(from int) {
	t.pulls = []pullChange{}
	for _, b := range t.found[from:] {
		if b.Level != Depletion {
			continue
		}
		i := columnOf(uint64(b.Addr), uint64(b.Bit)) + uint32(b.Bit%64)
		by := 1
		if b.Up {
			by = -1
		}
		t.pulls = append(t.pulls, pullChange{b.Addr / leakArrayBytes, i, b.At, by})
	}
	slices.SortFunc(t.pulls, comparePulls)
	t.level &^= Depletion
}

func comparePulls(a, b pullChange) int {
	return cmp.Or(cmp.Compare(a.array, b.array), cmp.Compare(a.column, b.column), cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by))
}

// pullsOn are the changes on the column of a cell, with the sum so far in by.
func (t *tracer) pullsOn(addr, column uint32) []pullChange {
	array := addr / leakArrayBytes
	from, _ := slices.BinarySearchFunc(t.pulls, pullChange{array: array, column: column, at: -1}, comparePulls)
	to := from
	for to < len(t.pulls) && t.pulls[to].array == array && t.pulls[to].column == column {
		to++
	}
	n := 0
	c := Conditions{Now: t.f.began + t.r.After, Volts: t.r.Volts, Celsius: t.r.Celsius}
	if p := t.d.pullOn(addr>>chunkShift, &c); p != nil {
		n = int(p.count[column])
	}
	sums := append(make([]pullChange, 0, to-from+1), pullChange{at: -1, by: n})
	for _, c := range t.pulls[from:to] {
		n += c.by
		c.by = n
		sums = append(sums, c)
	}
	return sums
}

// pullAt is the pull on the cell at an instant.
func (p *path) pullAt(at time.Duration) float64 {
	n := 0
	for k := range p.pulls {
		if p.pulls[k].at > at {
			break
		}
		n = p.pulls[k].by
	}
	return float64(leakVolts * float64(n))
}

// pullUntil sets the pull from an instant on and gives the last instant up to end
// that has it.
func (p *path) pullUntil(first, end time.Duration) time.Duration {
	if p.pulls == nil {
		return end
	}
	p.pull = p.pullAt(first)
	for k := range p.pulls {
		if p.pulls[k].at > first {
			return min(end, p.pulls[k].at-1)
		}
	}
	return end
}
