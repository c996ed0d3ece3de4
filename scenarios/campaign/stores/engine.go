package stores

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// Engine puts a store to the test. It is a campaign.Engine.
type Engine struct {
	spec     campaign.Spec
	own      Design
	variants []*variant // the ones in use, latest last
	trials   []trial    // of searches, latest last
}

var _ campaign.Engine = (*Engine)(nil)

const (
	keptVariants = 64        // whose plans an engine keeps
	keptClasses  = 1_000_000 // of them all; the oldest recoveries go first
)

// variant is one variant at work.
type variant struct {
	index int
	x     *subject
	rig   *rig
	plans []*keptPlan // latest last
}

// keptPlan is what an engine remembers of a path: the whole plan where the next
// fault may fall into its run, and what came of its classes.
type keptPlan struct {
	path  []campaign.Fault
	plan  *plan // nil: the run is over with the last fault of the campaign
	brief []brief
}

// brief is what came of one class, in few bytes.
type brief struct {
	fault    campaign.Fault
	state    [16]byte
	bits     int
	verdicts []campaign.Verdict
}

// New makes an engine for a campaign whose subject is a store. Errors wrap
// campaign.ErrSpec, and say what is wrong and what would be right; that every combination
// of the axes can be made is looked at first.
func New(spec campaign.Spec) (*Engine, error) { return newEngine(spec, nil) }

// NewOwn is New for a store of somebody's own: the design and variant of the
// subject are not looked at.
func NewOwn(spec campaign.Spec, design Design) (*Engine, error) { return newEngine(spec, design) }

func newEngine(spec campaign.Spec, own Design) (*Engine, error) {
	switch {
	case spec.Store == nil || spec.Lock != nil:
		return nil, fmt.Errorf("%w: the subject is not a store; set \"store\" and leave out \"lock\"", campaign.ErrSpec)
	case spec.Fault.Kind != campaign.Cut:
		return nil, fmt.Errorf("%w: fault %q; a bare store has no rail, so there is only %q", campaign.ErrSpec, spec.Fault.Kind, campaign.Cut)
	case len(spec.Fault.For) > 0 || len(spec.Fault.Microvolts) > 0 || len(spec.Fault.Times) > 0:
		return nil, fmt.Errorf("%w: a fault with lengths, voltages or counts; a cut of a bare store has none: \"hours\" of the store is how long it lasts", campaign.ErrSpec)
	case len(spec.Invariants) > 0:
		return nil, fmt.Errorf("%w: invariants are about a whole lock; a bare store has none", campaign.ErrSpec)
	case spec.Depth < 1 || spec.Depth > campaign.MaxDepth:
		return nil, fmt.Errorf("%w: depth %d; 1 to %d are possible", campaign.ErrSpec, spec.Depth, campaign.MaxDepth)
	case spec.Samples < 1 || spec.Samples > campaign.MaxSamples:
		return nil, fmt.Errorf("%w: %d samples; 1 to %d are possible", campaign.ErrSpec, spec.Samples, campaign.MaxSamples)
	}
	for _, a := range spec.Axes {
		for _, v := range a.Values {
			s := *spec.Store
			if err := set(&s, a.Key, v); err != nil {
				return nil, err
			}
		}
	}
	return &Engine{spec: spec, own: own}, nil
}

// variant gives a variant, made ready.
func (e *Engine) variant(v campaign.Variant) (*variant, error) {
	for _, have := range e.variants {
		if have.index == v.Index {
			return have, nil
		}
	}
	s, err := apply(*e.spec.Store, e.spec.Axes, v)
	if err != nil {
		return nil, err
	}
	if s, err = filled(s, e.own); err != nil {
		return nil, err
	}
	x, err := newSubject(s, e.own)
	if err != nil {
		return nil, err
	}
	made := &variant{index: v.Index, x: x, rig: newRig(x)}
	if len(e.variants) == keptVariants {
		e.variants = slices.Delete(e.variants, 0, 1)
	}
	e.variants = append(e.variants, made)
	return made, nil
}

// plan gives the plan of a path.
func (e *Engine) plan(v *variant, path []campaign.Fault) (*plan, error) {
	if have := v.find(path); have != nil && have.plan != nil {
		return have.plan, nil
	}
	var f *reference
	var err error
	if len(path) == 0 {
		f, err = v.rig.window()
	} else {
		f, err = e.recovery(v, path)
	}
	if err != nil {
		return nil, err
	}
	at := slices.DeleteFunc(slices.Clone(e.spec.Fault.At), func(t time.Duration) bool {
		return slices.ContainsFunc(path, func(f campaign.Fault) bool { return f.At == t })
	})
	p, err := v.rig.plan(f, effort{samples: e.spec.Samples, at: at})
	if err != nil {
		return nil, err
	}
	kept := &keptPlan{path: slices.Clone(path), brief: make([]brief, len(p.classes))}
	for i := range p.classes {
		c := &p.classes[i]
		kept.brief[i] = brief{c.Fault, [16]byte(c.outcome.state[:16]), c.outcome.bits, c.outcome.verdicts}
	}
	if len(path) == 0 || len(path) < e.spec.Depth-1 {
		kept.plan = p
	}
	e.keep(v, kept)
	return p, nil
}

// find gives what is remembered of a path, or nil.
func (v *variant) find(path []campaign.Fault) *keptPlan {
	for _, have := range v.plans {
		if slices.Equal(have.path, path) {
			return have
		}
	}
	return nil
}

// keep remembers a plan, and forgets old recoveries when there are too many classes.
func (e *Engine) keep(v *variant, k *keptPlan) {
	v.plans = slices.DeleteFunc(v.plans, func(have *keptPlan) bool { return slices.Equal(have.path, k.path) })
	v.plans = append(v.plans, k)
	classes := 0
	for _, w := range e.variants {
		for _, p := range w.plans {
			classes += len(p.brief)
		}
	}
	for _, w := range e.variants {
		w.plans = slices.DeleteFunc(w.plans, func(p *keptPlan) bool {
			old := classes > keptClasses && p != k && len(p.path) > 0
			if old {
				classes -= len(p.brief)
			}
			return old
		})
	}
}

// recovery records the recovery from the faults of a path.
func (e *Engine) recovery(v *variant, path []campaign.Fault) (*reference, error) {
	last := path[len(path)-1]
	if last.Kind != campaign.Cut {
		return nil, fmt.Errorf("%w: fault %q in a path; there is only %q", campaign.ErrSpec, last.Kind, campaign.Cut)
	}
	before, err := e.reference(v, path[:len(path)-1])
	if err != nil {
		return nil, err
	}
	b, err := before.blow(last.At)
	if err != nil {
		return nil, err
	}
	v.rig.strike(before, b)
	return v.rig.record(last.At, v.rig.recover), nil
}

// reference gives the run that the next fault of a path falls into.
func (e *Engine) reference(v *variant, path []campaign.Fault) (*reference, error) {
	if have := v.find(path); have != nil && have.plan != nil {
		return have.plan.ref, nil
	}
	if len(path) == 0 {
		return v.rig.window()
	}
	return e.recovery(v, path)
}

// Survey plays the workload, or the recovery from the faults of path, and lists
// the classes of the next cut.
func (e *Engine) Survey(v campaign.Variant, path []campaign.Fault) (*campaign.Survey, error) {
	at, err := e.variant(v)
	if err != nil {
		return nil, err
	}
	p, err := e.plan(at, path)
	if err != nil {
		return nil, err
	}
	return p.survey(at.x, path), nil
}

// Explore gives what came of the classes from (inclusive) to (exclusive).
func (e *Engine) Explore(v campaign.Variant, path []campaign.Fault, from, to int) ([]campaign.Finding, error) {
	at, err := e.variant(v)
	if err != nil {
		return nil, err
	}
	kept := at.find(path)
	if kept == nil {
		if _, err := e.plan(at, path); err != nil {
			return nil, err
		}
		kept = at.find(path)
	}
	if from < 0 || to < from || to > len(kept.brief) {
		return nil, fmt.Errorf("%w: classes %d to %d; there are %d", campaign.ErrSpec, from, to, len(kept.brief))
	}
	out := make([]campaign.Finding, 0, to-from)
	for i := from; i < to; i++ {
		b := &kept.brief[i]
		out = append(out, campaign.Finding{Path: append(slices.Clone(path), b.fault), Class: i,
			State: hex.EncodeToString(b.state[:]), Verdicts: b.verdicts, MarginalBits: b.bits})
	}
	return out, nil
}

// keyName is what a key stands for.
func keyName(k store.Key) string {
	switch k {
	case keyPIN:
		return "the PIN"
	case keySettings:
		return "the settings"
	}
	return fmt.Sprintf("authorization %d", k)
}
