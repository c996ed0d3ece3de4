package locks

import (
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/scenarios/campaign"
)

// Survey is part of campaign.Engine.
func (e *Engine) Survey(v campaign.Variant, path []campaign.Fault) (*campaign.Survey, error) {
	t, err := e.surveyed(v, path)
	if err != nil {
		return nil, err
	}
	return t.survey, nil
}

func (e *Engine) surveyed(v campaign.Variant, path []campaign.Fault) (*track, error) {
	t, err := e.on(v, path)
	if err != nil || t.survey != nil {
		return t, err
	}
	for _, l := range e.lessons {
		if l.variant == v.Index && same(l.path, path) {
			t.survey, t.near, t.reads = l.survey, l.near, l.reads
			return t, nil
		}
	}
	s := &campaign.Survey{
		Path: append([]campaign.Fault{}, path...), Window: t.to,
		Operations: append([]campaign.Operation{}, t.record.operations...), Moments: append([]campaign.Moment{}, t.record.moments...),
		VBAT: t.record.vbat, VDD: t.record.vdd, Classes: []campaign.Class{},
	}
	if s.Levels, err = t.levels(); err != nil {
		return nil, err
	}
	for _, f := range e.faults() {
		if err := e.classes(t, s, f); err != nil {
			return nil, err
		}
	}
	if at := e.spec.Fault.At; len(path) == 0 && len(at) > 0 && len(s.Classes) == 0 {
		return nil, fmt.Errorf("%w: none of the instants %v lies in the window, which ends at %v", campaign.ErrSpec, at, t.to)
	}
	t.survey = s
	return t, nil
}

// levels are those of the supply at which the machine or its memory does something.
func (t *track) levels() ([]campaign.Level, error) {
	known, err := t.file.Thresholds()
	if err != nil {
		return nil, err
	}
	var out []campaign.Level
	for _, l := range known {
		out = append(out, campaign.Level{Name: l.Label, Rail: "VDD", Microvolts: l.Microvolts})
	}
	part := t.work.Lock().Machine().Flash().Part()
	least := func(of string, volts float64) {
		if volts > 0 {
			out = append(out, campaign.Level{Name: "least for " + of, Rail: "VDD", Microvolts: int64(float64(volts*1e6) + 0.5)})
		}
	}
	least("a program", part.Program.Widths[0].MinimumVolts.Value)
	if part.HasErase() {
		least("an erase", part.Erase.MinimumVolts.Value)
	}
	return out, nil
}

// faults are those of the plan without their instants.
func (e *Engine) faults() []campaign.Fault {
	p := &e.spec.Fault
	lengths := p.For
	if len(lengths) == 0 {
		lengths = []time.Duration{defaultLength}
	}
	var out []campaign.Fault
	for _, d := range lengths {
		switch p.Kind {
		case campaign.Sag:
			for _, v := range p.Microvolts {
				out = append(out, campaign.Fault{Kind: p.Kind, For: d, Microvolts: v})
			}
		case campaign.Knock:
			for _, n := range p.Times {
				out = append(out, campaign.Fault{Kind: p.Kind, For: d, Times: n})
			}
		default:
			out = append(out, campaign.Fault{Kind: campaign.Cut, For: d})
		}
	}
	return out
}

// defaultLength is how long a cut lasts when the plan does not say.
const defaultLength = 250 * time.Millisecond

// classes adds the classes of one fault.
func (e *Engine) classes(t *track, s *campaign.Survey, f campaign.Fault) error {
	w := &walker{t: t, fault: f}
	at := e.spec.Fault.At
	if f.Kind == campaign.Sag && len(at) == 0 {
		at = []time.Duration{longestErase(t)}
	}
	if len(at) > 0 {
		return w.given(s, at)
	}
	stretches, err := t.stretches(w)
	if err != nil {
		return err
	}
	if err := e.gatherReads(t, w, stretches); err != nil {
		return err
	}
	for i := range stretches {
		x := &stretches[i]
		op := t.operation(s, x.probes[0])
		parts, err := w.intervals(x)
		if err != nil {
			return err
		}
		for _, p := range parts {
			f.At = p.from + (p.to-p.from)/2
			s.Classes = append(s.Classes, campaign.Class{Fault: f, From: p.from, To: p.to, Raw: p.raw, Operation: op, Marginal: p.near > 0})
			t.near = append(t.near, p.near)
		}
	}
	return nil
}

// given are classes of instants that the plan names.
func (w *walker) given(s *campaign.Survey, at []time.Duration) error {
	for _, d := range at {
		if d < w.t.from || d >= w.t.to {
			continue
		}
		p, err := w.probe(d)
		if err != nil {
			return err
		}
		f := w.fault
		f.At = d
		near := 0
		if p.sig.hurt > 0 {
			near = w.t.marginalBits(nil)
		}
		s.Classes = append(s.Classes, campaign.Class{
			Fault: f, From: d, To: d, Raw: 1, Operation: w.t.operation(s, p), Marginal: near > 0,
		})
		w.t.near = append(w.t.near, near)
	}
	return nil
}

// longestErase is when the longest erase of the window begins; of none, the window.
func longestErase(t *track) time.Duration {
	at, longest := t.from, time.Duration(-1)
	for _, op := range t.record.operations {
		if d := op.To - op.From; op.Kind == "erase" && d > longest {
			at, longest = op.From, d
		}
	}
	return at
}

// operation is the index of what a probe has torn last. An operation that the
// reference run does not have is added to the survey.
func (t *track) operation(s *campaign.Survey, p probe) int {
	if p.sig.hurt == 0 {
		return -1
	}
	hit, tear := p.sig.wounds[0], p.tear[0].Sub(t.origin)
	fits := func(i int) bool {
		return i >= 0 && i < len(s.Operations) && s.Operations[i].Addr == hit.addr && s.Operations[i].Size == hit.size
	}
	if n := p.sig.programs + p.sig.erases - 1; fits(n) {
		return n
	}
	for i := len(s.Operations) - 1; i >= 0; i-- {
		if fits(i) && s.Operations[i].From <= tear {
			return i
		}
	}
	kind := "program"
	if hit.kind != flashsim.Program {
		kind = "erase"
	}
	s.Operations = append(s.Operations, campaign.Operation{
		Kind: kind, Area: t.record.area(hit.addr), Addr: hit.addr, Size: hit.size, From: tear, To: tear,
	})
	return len(s.Operations) - 1
}

// readRounds bounds the search for addresses that boots read.
const readRounds = 4

// gatherReads plays probes of every stretch in which something is torn to their end
// and notes what is read, until no further address appears.
func (e *Engine) gatherReads(t *track, w *walker, stretches []stretch) error {
	m := t.work.Lock().Machine()
	for round := range readRounds {
		size := t.reads.size
		for i := range stretches {
			x := &stretches[i]
			if x.probes[0].sig.hurt == 0 && round > 0 {
				continue
			}
			parts := time.Duration(1 + 2*round)
			for k := range parts {
				f := w.fault
				f.At = x.from + (x.to-x.from)*(2*k+1)/(2*parts)
				if err := t.goTo(f.At); err != nil {
					return err
				}
				m.OnRead(t.reads.add)
				err := t.strike(f)
				if err == nil {
					err = t.work.Finish()
				}
				t.work.Fate()
				m.OnRead(nil)
				if err != nil && !storyEnds(err) {
					return err
				}
			}
		}
		if round > 0 && t.reads.size == size {
			break
		}
	}
	return nil
}
