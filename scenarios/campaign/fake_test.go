package campaign

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/scenarios"
)

// fake is an engine whose lock is a hash: what a fault leaves follows from the
// variant, the state before and the class. Its states are few, so that many
// paths lead to each.
type fake struct {
	spec   Spec
	states uint64
	fails  string // the name of a class whose exploration is refused; "" is none
}

func (e *fake) key(v Variant, state uint64, what string) repro.Key {
	return repro.Root(7).Child(fmt.Sprint(v.Values)).Child(what).Index(state)
}

// survey is the reference run from a state; base is when it begins.
func (e *fake) survey(v Variant, state uint64, base time.Duration) Survey {
	k := e.key(v, state, "survey").Stream()
	s := Survey{}
	n := 1 + k.IntN(12)
	ends := []time.Duration{0}
	for range n {
		ends = append(ends, ends[len(ends)-1]+time.Duration(1+k.IntN(5000)))
	}
	for i := range 1 + k.IntN(3) {
		s.Operations = append(s.Operations, Operation{Kind: []string{"erase", "program"}[k.IntN(2)], Area: "settings", Addr: uint32(i)})
	}
	s.Window = ends[n]
	lengths := e.spec.Fault.For
	for _, d := range lengths {
		k := k // the same instants for each length
		for i := range n {
			x := Class{From: base + ends[i], To: base + ends[i+1], Raw: 1 + k.IntN(3), Operation: k.IntN(len(s.Operations)+1) - 1, Marginal: k.IntN(4) == 0}
			x.Fault = Fault{Kind: Cut, For: d, At: x.From + (x.To-x.From)/2}
			if len(e.spec.Fault.At) > 0 {
				x.From, x.To = x.Fault.At, x.Fault.At
			}
			s.Classes = append(s.Classes, x)
		}
	}
	return s
}

// at follows a path and gives the state it leads to and the instant.
func (e *fake) at(v Variant, path []Fault) (state uint64, base time.Duration) {
	for _, f := range path {
		s := e.survey(v, state, base)
		for i := range s.Classes {
			if s.Classes[i].Fault == f {
				state = e.leads(v, state, i)
				break
			}
		}
		base = f.At + f.For
	}
	return state, base
}

func (e *fake) leads(v Variant, state uint64, class int) uint64 {
	return 1 + e.key(v, state, "leads").Hash(uint64(class), 0, 0, 0)%e.states
}

func (e *fake) Survey(v Variant, path []Fault) (*Survey, error) {
	state, base := e.at(v, path)
	s := e.survey(v, state, base)
	s.Path = path
	return &s, nil
}

func (e *fake) Explore(v Variant, path []Fault, from, to int) ([]Finding, error) {
	state, base := e.at(v, path)
	s := e.survey(v, state, base)
	var out []Finding
	for i := from; i < to; i++ {
		if e.fails != "" {
			return nil, errors.New(e.fails)
		}
		leads := e.leads(v, state, i)
		f := Finding{Path: append(append([]Fault{}, path...), s.Classes[i].Fault), Class: i, State: fmt.Sprintf("s%d", leads), MarginalBits: int(leads % 5)}
		// The end follows from the state, as it has to.
		k := e.key(v, leads, "ends").Stream()
		left := 1
		if s.Classes[i].Marginal {
			left = e.spec.Samples
		}
		for left > 0 {
			d := Verdict{PIN: drawn(&k), Settings: drawn(&k), Authorizations: intact, Decision: "d" + fmt.Sprint(k.IntN(3)), Samples: 1 + k.IntN(left)}
			if len(e.spec.Invariants) > 0 && k.IntN(4) == 0 {
				d.Broken = e.spec.Invariants[:1]
			}
			left -= d.Samples
			known := false
			for j := range f.Verdicts {
				if sameEnd(f.Verdicts[j], d) {
					f.Verdicts[j].Samples += d.Samples
					known = true
				}
			}
			if !known {
				f.Verdicts = append(f.Verdicts, d)
			}
		}
		out = append(out, f)
	}
	return out, nil
}

func drawn(k *repro.Stream) string {
	if k.IntN(2) == 0 {
		return intact
	}
	return string(scenarios.Classes[k.IntN(len(scenarios.Classes))])
}

func (e *fake) Shrink(v Variant, f Finding, want Failure) (Case, error) {
	return Case{Name: "case-" + f.State, Scenario: fmt.Sprint(want), Path: f.Path[:1], Steps: 2, Tried: 3}, nil
}

// fakeSpec is a campaign for a fake.
func fakeSpec() Spec {
	return Spec{
		Version: "v1", Name: "fake",
		Store: &StoreSubject{Design: "ab-slots", Part: "nrf52832", Supply: Supply{Volts: 3, Brownout: 1.7}},
		Fault: FaultPlan{Kind: Cut, For: []time.Duration{time.Millisecond}},
		Axes:  []Axis{{Name: "part", Key: "part", Values: []string{"a", "b"}}, {Key: "seed", Values: []string{"1", "2", "3"}}},
		Depth: 2, Samples: 8, Invariants: []string{"phones stay paired", "the lock is usable"},
		Hand: Hand{Shape: LogUniform, From: 500, To: 20_000, Source: "a test"},
	}
}
