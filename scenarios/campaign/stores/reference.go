package stores

import (
	"fmt"
	"time"

	"locktwin/flashsim/cuts"
	"locktwin/scenarios/campaign"
)

// recorder collects a reference run: what is known at the beginning of each step,
// and how the bench's clock goes with the window's.
type recorder struct {
	log   *cuts.Log
	steps []step
	zero  time.Duration // what the rig's clock shows when the window opens
}

// step is a save or a boot of a reference run.
type step struct {
	ledger ledger // at its beginning
	save   int    // index in the workload; none: a boot
	away   time.Duration
	at     time.Duration // when it began, of the window
}

func (c *recorder) step(r *rig, save int) {
	c.log.Mark(len(c.steps))
	c.steps = append(c.steps, step{r.ledger, save, r.away, r.clock() - c.zero})
}

// reference is a run without a fault, or the recovery from some. Its clock counts
// the time with supply only.
type reference struct {
	recorder
	from   time.Duration // the window's instant at which it begins
	end    time.Duration // and ends
	ops    []campaign.Operation
	begins []time.Duration // of each operation, in the window
	last   step            // what is known at the end
	warn   *warnings       // of a subject that saves on warning; else nil
}

// operation describes an operation that begins at an instant of the window.
func (r *rig) operation(op *cuts.Operation, begin time.Duration) campaign.Operation {
	addr := int(op.Addr - r.x.region.base)
	return campaign.Operation{Kind: op.Kind.String(), Area: r.x.layout.area(&r.x.region, addr, int(op.Size)),
		Addr: op.Addr, Size: op.Size, From: begin, To: begin + op.Duration}
}

// record plays something on the rig and writes its operations down.
func (r *rig) record(from time.Duration, play func()) *reference {
	zero := r.clock() - from
	f := &reference{recorder: recorder{log: new(cuts.Log), zero: zero}, from: from}
	r.rec = &f.recorder
	r.b.Record(f.log)
	play()
	r.b.Record(nil)
	r.rec = nil
	f.end = r.clock() - zero
	f.last = step{r.ledger, none, r.away, f.end}
	for _, op := range f.log.Operations() {
		begin := op.Begin - f.steps[op.Step].away - zero
		f.begins = append(f.begins, begin)
		f.ops = append(f.ops, r.operation(&op, begin))
	}
	return f
}

// window plays the workload up to its end and records the part that may be cut.
func (r *rig) window() (*reference, error) {
	x := r.x
	r.b.CopyFrom(cuts.Over(x.device(), x.supply))
	r.away, r.ledger = 0, newLedger()
	r.witness.reset()
	if err := x.store.Format(&r.m, &r.ram); err != nil {
		return nil, fmt.Errorf("%w: format: %w", campaign.ErrSpec, err)
	}
	for i := range x.workload.before {
		r.put(i)
	}
	if x.onWarning {
		f := &reference{warn: r.warnings()}
		f.end = time.Duration(f.warn.n+1) * pause
		return f, nil
	}
	return r.record(0, func() {
		for i := x.workload.before; i < x.workload.window; i++ {
			r.step(i)
			r.b.Wait(pause)
			r.put(i)
		}
		r.step(none)
		r.b.Wait(pause)
	}), nil
}

// blow is a cut of a reference run, as the bench takes it.
type blow struct {
	cut     cuts.Cut
	changes int // of a subject that saves on warning: made before the warning
}

// blow finds the cut at an instant of the window.
func (f *reference) blow(at time.Duration) (blow, error) {
	if at < f.from || at >= f.end {
		return blow{}, fmt.Errorf("%w: a fault at %v; the window goes from %v to %v", campaign.ErrSpec, at, f.from, f.end)
	}
	if f.warn != nil {
		return blow{changes: f.warn.stretch(at)}, nil
	}
	for k, op := range f.ops {
		if at < op.From {
			return blow{cut: cuts.Cut{Operation: k, At: cuts.Idle}}, nil
		}
		if at < op.To {
			return blow{cut: cuts.Cut{Operation: k, At: at - op.From}}, nil
		}
	}
	return blow{cut: cuts.Cut{Operation: len(f.ops), At: cuts.Idle}}, nil
}

// strike puts the rig where a cut leaves it: the memory torn, the RAM lost, the
// save that was called for neither old nor new.
func (r *rig) strike(f *reference, b blow) {
	if f.warn != nil {
		r.warn(f.warn, b.changes, nil)
		r.watch.begin()
		return
	}
	f.log.Tear(r.b, b.cut)
	r.watch.begin()
	ops := f.log.Operations()
	s := &f.last
	if b.cut.Operation < len(ops) {
		s = &f.steps[ops[b.cut.Operation].Step]
	}
	r.ledger, r.away = s.ledger, s.away
	r.witness.reset()
	if b.cut.At != cuts.Idle && s.save != none {
		r.ledger.begin(r.x.workload.saves[s.save].slot, s.save)
	}
}
