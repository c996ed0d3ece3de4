package campaign

import (
	"fmt"

	"locktwin/scenarios"
)

// Options are what somebody says beside a scenario file.
type Options struct {
	Version string          // of the program
	Set     []string        // changes of the file, as '--set' takes them
	Sweep   scenarios.Sweep // in place of what the section 'sweep' says
}

// New makes the Spec of a scenario file. name is what errors call the text.
// Errors of the file, of a change, or of what a flag says wrap
// scenarios.ErrScenario and show their place; others wrap ErrSpec.
func New(name string, text []byte, o Options) (Spec, error) {
	f, err := scenarios.Parse(name, text, o.Set...)
	if err != nil {
		return Spec{}, err
	}
	f.Sweep = f.Sweep.With(o.Sweep)
	p, err := f.Plan()
	if err != nil {
		return Spec{}, err
	}
	s := Spec{
		Version: o.Version,
		Name:    f.Scenario,
		Lock:    &LockSubject{File: name, Text: string(p.Text), Step: p.Step, Window: p.Window, LeaveOut: p.LeaveOut},
		Fault: FaultPlan{
			Kind: FaultKind(p.Fault.Kind), For: p.Fault.For, Microvolts: p.Fault.Microvolts,
			Times: p.Fault.Times, At: p.Fault.At,
		},
		Axes:       []Axis{},
		OneByOne:   p.OneByOne,
		Depth:      p.Depth,
		Samples:    p.Samples,
		Thin:       p.Thin,
		Invariants: p.Invariants,
		Hand:       handOf(p.Hand),
	}
	for _, a := range p.Axes {
		s.Axes = append(s.Axes, Axis{Name: a.Name, Key: a.Key, Values: a.Values})
	}
	if err := s.Validate(); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

func handOf(h scenarios.SweepHand) Hand {
	out := Hand{Shape: HandShape(h.Shape), From: h.From, To: h.To, Source: h.Source}
	if h.Shape == scenarios.HandAny {
		out.Shape = AnyInstant
	}
	return out
}
