package stores

import (
	"slices"
	"time"

	"locktwin/flashsim/cuts"
	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// warnings is the reference run of a subject that saves on warning. Nothing is
// written while the supply is good, so all instants between two changes are one
// stretch: the supply begins to fall, and what has changed since the last save is
// saved with the energy that is left.
type warnings struct {
	bench  *cuts.Bench // before the first change
	ram    store.RAM
	ledger ledger
	first  int // the first save of the window
	n      int // changes
}

func (r *rig) warnings() *warnings {
	return &warnings{bench: r.b.Fork(), ram: r.ram, ledger: r.ledger, first: r.x.workload.before,
		n: r.x.workload.window - r.x.workload.before}
}

// stretch is the number of changes that were made before an instant.
func (w *warnings) stretch(at time.Duration) int { return min(int(at/pause), w.n) }

// pending lists what a warning saves after so many changes: the latest value of
// each key, in the order of the changes.
func (w *warnings) pending(x *workload, changes int) []int {
	var out []int
	for i := w.first + changes - 1; i >= w.first; i-- {
		if !slices.ContainsFunc(out, func(j int) bool { return x.saves[j].slot == x.saves[i].slot }) {
			out = append(out, i)
		}
	}
	slices.Reverse(out)
	return out
}

// warn strikes after so many changes. A change counts as acknowledged at once:
// that is what its user was told. The log, if there is one, gets the operations.
func (r *rig) warn(w *warnings, changes int, log *cuts.Log) {
	r.b.CopyFrom(w.bench)
	r.ram, r.ledger = w.ram, w.ledger
	r.witness.reset()
	for i := w.first; i < w.first+changes; i++ {
		r.ledger.done(r.x.workload.saves[i].slot, i)
	}
	if log != nil {
		r.b.Record(log)
	}
	pending := w.pending(&r.x.workload, changes)
	r.b.Arm(cuts.Cut{Operation: 0, At: 0})
	whole := r.b.Run(func() {
		for _, i := range pending {
			s := &r.x.workload.saves[i]
			if r.x.store.Put(&r.m, &r.ram, r.x.workload.keys[s.slot], s.value) != nil {
				break
			}
		}
	})
	if log != nil {
		r.b.Record(nil)
	}
	if whole {
		r.b.Run(r.b.PullPower)
	}
}

// classes lists the stretches, and adds the operations that a warning begins in
// each.
func (w *warnings) classes(r *rig, f *reference) []class {
	var out []class
	for i := range w.n + 1 {
		from := time.Duration(i) * pause
		c := class{Class: campaign.Class{Fault: campaign.Fault{Kind: campaign.Cut, At: from}, From: from, To: from + pause, Raw: 1, Operation: -1},
			blow: blow{changes: i}}
		log := new(cuts.Log)
		r.warn(w, i, log)
		var zero time.Duration
		for k, op := range log.Operations() {
			if k == 0 {
				zero = op.Begin
			}
			begin := from + op.Begin - zero
			f.ops = append(f.ops, r.operation(&op, begin))
			c.Operation = len(f.ops) - 1
		}
		out = append(out, c)
	}
	return out
}
