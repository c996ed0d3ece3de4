package mcu

import (
	"crypto/sha256"
	"fmt"
	"hash"
)

// Hash digests everything that decides what happens next. It is for tests and
// for telling equal states apart from unequal ones; it is not cheap.
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
	// back as the same number.
	fmt.Fprintf(h, "%+v\n%x\n%d\n", w.state, w.flash.Hash(), core)
	fmt.Fprintf(h, "%d %+v\n%+v\n%+v\n", now, w.supply.At(now), w.supply.Pack(), w.supply.Meter())
	events := w.events.Clone()
	for at, e, ok := events.Pop(); ok; at, e, ok = events.Pop() {
		fmt.Fprintf(h, "%d %+v\n", at, e)
	}
	inputs := w.inputs.Clone()
	for at, in, ok := inputs.Pop(); ok; at, in, ok = inputs.Pop() {
		fmt.Fprintf(h, "%d %d %v\n", at, in.Kind, in.Name)
	}
	for _, irq := range w.irqs {
		fmt.Fprintf(h, "%d %d %d\n", irq.Kind, irq.Source, irq.Value)
	}
}
