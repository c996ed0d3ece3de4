package mcu

import (
	"crypto/sha256"
	"fmt"
	"hash"

	"locktwin/model/power"
)

// Hash digests everything that decides what happens next, the same on every
// machine. It is for tests and for telling equal states apart from unequal
// ones; it is not cheap. A packet counts with what %+v prints of it, so packets
// that hold pointers have a String method.
func (m *Machine) Hash() [32]byte {
	h := sha256.New()
	m.world.digest(h, m.core.Hash())
	if m.viewing {
		// What a view goes on from is its base.
		m.base.digest(h, 0)
	}
	return [32]byte(h.Sum(nil))
}

func (w *world) digest(h hash.Hash, core uint64) {
	now := w.supply.Now()
	// Every value below is plain, and %v prints the shortest text that reads
	// back as the same number. Cells outside the bay know the record of their
	// kind by pointer; they are looked at in a supply instead.
	plain := w.state
	plain.taken = power.PackState{}
	fmt.Fprintf(h, "%+v\n%+v\n%+v\n%x\n%d\n", *w.cfg, w.noise, plain, w.flash.Hash(), core)
	fmt.Fprintf(h, "%d %+v\n%+v\n%+v\n", now, w.supply.At(now), w.supply.Pack(), w.supply.Meter())
	if w.taken.Present() {
		bench := w.supply.Clone()
		bench.InsertState(w.taken)
		fmt.Fprintf(h, "%+v\n", bench.Pack())
	}
	events := w.events.Clone()
	for at, e, ok := events.Pop(); ok; at, e, ok = events.Pop() {
		fmt.Fprintf(h, "%d %+v\n", at, e)
	}
	inputs := w.inputs.Clone()
	for at, in, ok := inputs.Pop(); ok; at, in, ok = inputs.Pop() {
		in.digest(h, int64(at))
	}
	for _, irq := range w.irqs {
		fmt.Fprintf(h, "%+v\n", irq)
	}
}

func (in Input) digest(h hash.Hash, at int64) {
	if in.Cells != nil {
		c := *in.Cells
		if w := c.Weak; w != nil {
			fmt.Fprintf(h, "weak %+v\n", *w)
		}
		if s := c.Spread; s != nil {
			fmt.Fprintf(h, "spread %+v\n", *s)
		}
		if t := c.Thevenin; t != nil {
			fmt.Fprintf(h, "thevenin %+v\n", *t)
		}
		c.Weak, c.Spread, c.Thevenin = nil, nil, nil
		fmt.Fprintf(h, "%+v\n", c)
	}
	if s := in.Supervisor; s != nil {
		fmt.Fprintf(h, "%+v\n", *s)
	}
	in.Cells, in.Supervisor = nil, nil
	fmt.Fprintf(h, "%d %+v\n", at, in)
}
