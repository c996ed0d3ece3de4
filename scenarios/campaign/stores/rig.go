package stores

import (
	"encoding/binary"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/model/store"
)

const (
	// pause is what passes before each save and after the last one, so that the
	// time between operations shows in a window. An assumption: people set one
	// thing after the other.
	pause = 100 * time.Millisecond
	// blink is how long the supply is away before a boot that no cut led to.
	blink = 100 * time.Millisecond

	bootsAfterCut  = 3
	bootsAfterSave = 2
	readsPerBoot   = 2
)

// rig is a store on a bench, with the RAM of its firmware. It belongs to one
// engine and is used over and over.
type rig struct {
	x   *subject
	b   *cuts.Bench
	m   medium
	ram store.RAM
	ledger
	witness
	found    found
	fresh    bool // no boot has happened since the last fault
	away     time.Duration
	buf      [store.MaxValue]byte
	rec      *recorder
	watch    watch // what is read after a fault
	known    map[state]*outcome
	wordings wordings
	room     []flashsim.Border
	shift    time.Duration // of the last border that a falling supply moved
}

func newRig(x *subject) *rig {
	r := &rig{x: x, b: cuts.Over(x.device(), x.supply)}
	r.m = medium{b: r.b, region: x.region, watch: &r.watch}
	r.ledger = newLedger()
	r.witness.reset()
	return r
}

// clock is the time that the memory had its supply, since the rig was made.
func (r *rig) clock() time.Duration { return r.b.Now() - r.away }

// put saves one value and keeps the books. A Put that fails is no save; it says
// that the store takes no value for this key any more.
func (r *rig) put(i int) {
	s := &r.x.workload.saves[i]
	r.ledger.begin(s.slot, i)
	if err := r.x.store.Put(&r.m, &r.ram, r.x.workload.keys[s.slot], s.value); err != nil {
		r.ledger.maybe[s.slot] = none
		r.witness.mark(s.slot, denied)
		r.witness.saved(s.slot)
		return
	}
	r.ledger.done(s.slot, i)
	r.witness.saved(s.slot)
}

// boot is what firmware does after a time without supply: it mounts the store
// and reads every key, more than once.
func (r *rig) boot(off time.Duration) (up bool) {
	before := r.b.Now()
	r.b.Reboot(off)
	r.away += r.b.Now() - before
	r.ram = store.RAM{}
	report, err := r.x.store.Mount(&r.m, &r.ram)
	if r.fresh {
		r.fresh = false
		r.found = found{report, err != nil}
	}
	if r.m.trace != nil {
		r.m.trace.note(noteBoot, uint32(report.Found), []byte(report.Why))
	}
	if err != nil {
		for slot := range r.x.workload.keys {
			r.witness.note(&r.ledger, slot, seenDown)
		}
		return false
	}
	for range readsPerBoot {
		for slot, k := range r.x.workload.keys {
			s := r.read(slot, k)
			if r.m.trace != nil {
				r.m.trace.note(noteSeen, uint32(slot), binary.LittleEndian.AppendUint64(nil, uint64(s)))
			}
			r.witness.note(&r.ledger, slot, s)
		}
	}
	return true
}

func (r *rig) read(slot int, k store.Key) seen {
	n, status, err := r.x.store.Get(&r.m, &r.ram, k, r.buf[:])
	switch {
	case err != nil || status == store.CorruptData || n > len(r.buf):
		return seenCorrupt
	case status == store.Missing:
		return seenMissing
	}
	return r.x.workload.identify(&r.ledger, slot, r.buf[:n])
}

// recover is what happens after a cut: several boots with a look at everything
// each, the saves that come after, and boots again.
func (r *rig) recover() {
	r.fresh = true
	off := r.x.off
	up := false
	for range bootsAfterCut {
		r.step(none)
		up = r.boot(off)
		off = blink
		r.b.Wait(pause)
	}
	if up {
		for i := r.x.workload.window; i < len(r.x.workload.saves); i++ {
			r.step(i)
			r.put(i)
			r.b.Wait(pause)
		}
	}
	for range bootsAfterSave {
		r.step(none)
		r.boot(blink)
		r.b.Wait(pause)
	}
}

// step tells a recorder that something new begins: a save, or a boot.
func (r *rig) step(save int) {
	if r.rec != nil {
		r.rec.step(r, save)
	}
}
