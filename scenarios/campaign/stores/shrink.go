package stores

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// maxTrials bounds how many workloads a search tries.
const maxTrials = 32

// search looks for the smallest case of a failure.
type search struct {
	e     *Engine
	want  campaign.Failure
	tried int
	left  int // trials
	best  hit
}

// hit is a subject and a path that fail as wanted.
type hit struct {
	subject campaign.StoreSubject
	path    []campaign.Fault
	bits    int
	samples int // so many show it
}

// Shrink looks for the smallest case that fails as the finding did. In this
// order: fewer saves; a supply that ends at once, room temperature, no hours, the
// part's own error correction, no leakage and no shared lines; the earliest
// operation that fails, in it the fewest marginal bits, then the earliest instant;
// fewest samples. After several faults the saves stay as they are.
//
// A bare store has no scenario file. The case's Scenario is a campaign.Spec in JSON
// with the faults as given instants: a sweep of that Spec ends in the failure
// again. Its Trace is that of Engine.Trace.
func (e *Engine) Shrink(v campaign.Variant, f campaign.Finding, want campaign.Failure) (campaign.Case, error) {
	s, err := apply(*e.spec.Store, e.spec.Axes, v)
	if err == nil {
		s, err = filled(s, e.own)
	}
	if err != nil {
		return campaign.Case{}, err
	}
	x := &search{e: e, want: want, left: maxTrials}
	at := instants(f.Path)
	if !x.repeat(s, at) {
		return campaign.Case{}, fmt.Errorf("campaign of a store: the finding at %v does not fail as %+v when it is run again", at, want)
	}
	if len(f.Path) == 1 {
		x.fewerSaves()
	}
	x.plainer()
	if len(x.best.path) == 1 {
		x.seek(x.best.subject)
	}
	return x.result()
}

func instants(path []campaign.Fault) []time.Duration {
	var out []time.Duration
	for _, f := range path {
		out = append(out, f.At)
	}
	return out
}

// alone is a Spec of one case: nothing varies, and the faults are given.
func (x *search) alone(s campaign.StoreSubject, at []time.Duration, samples int) campaign.Spec {
	return campaign.Spec{
		Version: x.e.spec.Version, Name: x.title(s), Store: &s,
		Fault: campaign.FaultPlan{Kind: campaign.Cut, For: []time.Duration{}, Microvolts: []int64{}, Times: []int{}, At: at},
		Axes:  []campaign.Axis{}, Depth: max(len(at), 1), Samples: samples,
	}
}

// repeat runs a path on a subject and takes it for the best when it fails as
// wanted.
func (x *search) repeat(s campaign.StoreSubject, at []time.Duration) bool {
	for samples := 1; ; samples = min(samples*2, x.e.spec.Samples) {
		x.tried += samples
		e, err := newEngine(x.alone(s, at, samples), x.e.own)
		if err != nil {
			return false
		}
		v, err := e.variant(campaign.Variant{})
		if err != nil {
			return false
		}
		path := make([]campaign.Fault, 0, len(at))
		for _, t := range at {
			path = append(path, campaign.Fault{Kind: campaign.Cut, At: t})
		}
		last := len(at) - 1
		p, err := e.plan(v, path[:last])
		if err != nil {
			return false
		}
		for i := range p.classes {
			if p.classes[i].Fault.At == at[last] && x.fails(p, i) {
				x.best = hit{s, path, p.classes[i].outcome.bits, samples}
				return true
			}
		}
		if samples == x.e.spec.Samples {
			return false
		}
	}
}

// fails tells whether a class has an end as wanted.
func (x *search) fails(p *plan, i int) bool {
	if p.torn(&p.classes[i]) != x.want.Operation {
		return false
	}
	return slices.ContainsFunc(p.classes[i].outcome.verdicts, func(v campaign.Verdict) bool {
		class := map[string]string{campaign.PINPart: v.PIN, campaign.SettingsPart: v.Settings, campaign.AuthorizationsPart: v.Authorizations}
		return v.Decision == x.want.Decision && class[x.want.Part] == x.want.Class
	})
}

// seek looks through the whole window of a subject for the best case: the earliest
// operation that fails, in it the fewest marginal bits, then the earliest instant.
func (x *search) seek(s campaign.StoreSubject) bool {
	p, err := x.e.sought(s, x.want.Operation)
	if err != nil {
		return false
	}
	found := -1
	for i := range p.classes {
		if p.classes[i].Marginal {
			x.tried += x.e.spec.Samples
		} else {
			x.tried++
		}
		if !x.fails(p, i) {
			continue
		}
		if found >= 0 && p.classes[i].Operation != p.classes[found].Operation {
			break
		}
		if found < 0 || p.classes[i].outcome.bits < p.classes[found].outcome.bits {
			found = i
		}
	}
	return found >= 0 && x.repeat(s, []time.Duration{p.classes[found].Fault.At})
}

// trial is a plan that a search made. Searches for failures in one operation try
// the same subjects one after the other.
type trial struct {
	key  string
	plan *plan
	err  error
}

// keptTrials is how many plans of searches an engine keeps.
const keptTrials = 64

// sought is the plan of a subject's window, as far as one operation goes.
func (e *Engine) sought(s campaign.StoreSubject, operation string) (*plan, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	key := operation + " " + string(text)
	for i := range e.trials {
		if e.trials[i].key == key {
			return e.trials[i].plan, e.trials[i].err
		}
	}
	p, err := e.seekIn(s, operation)
	if len(e.trials) == keptTrials {
		e.trials = slices.Delete(e.trials, 0, 1)
	}
	e.trials = append(e.trials, trial{key, p, err})
	return p, err
}

func (e *Engine) seekIn(s campaign.StoreSubject, operation string) (*plan, error) {
	x, err := newSubject(s, e.own)
	if err != nil {
		return nil, err
	}
	r := newRig(x)
	f, err := r.window()
	if err != nil {
		return nil, err
	}
	return r.plan(f, effort{samples: e.spec.Samples, only: operation, some: true})
}

// fewerSaves leaves out saves as long as the failure stays: those after the cut
// first, then halves, quarters and so on of what comes before, then those of the
// recovery.
func (x *search) fewerSaves() {
	x.justOne()
	for _, list := range []func(*campaign.Workload) *[]campaign.Save{
		func(w *campaign.Workload) *[]campaign.Save { return &w.Before },
		func(w *campaign.Workload) *[]campaign.Save { return &w.After },
	} {
		n := len(spread(*list(&x.best.subject.Workload)))
		for size := (n + 1) / 2; size > 0; size /= 2 {
			for from := 0; x.left > 0; {
				saves := spread(*list(&x.best.subject.Workload))
				if from >= len(saves) {
					break
				}
				s := x.best.subject
				*list(&s.Workload) = gather(slices.Delete(saves, from, min(from+size, len(saves))))
				x.left--
				if !x.seek(s) {
					from += size
				}
			}
		}
	}
}

// justOne makes the save that is cut the only one of the window.
func (x *search) justOne() {
	s := x.best.subject
	cut := spread(s.Workload.Cut)
	for i := range cut {
		if x.left == 0 {
			return
		}
		t := s
		t.Workload.Before = gather(append(spread(s.Workload.Before), cut[:i]...))
		t.Workload.Cut = cut[i : i+1]
		x.left--
		if x.seek(t) {
			return
		}
	}
}

// plainer takes away what the case does not need.
func (x *search) plainer() {
	for _, change := range []func(*campaign.StoreSubject){
		func(s *campaign.StoreSubject) { s.Hours = 0 },
		func(s *campaign.StoreSubject) { s.Celsius = nil },
		func(s *campaign.StoreSubject) { s.Leakage = false },
		func(s *campaign.StoreSubject) { s.Shared = false },
		func(s *campaign.StoreSubject) { s.ECCOff = false },
		func(s *campaign.StoreSubject) { s.Supply.Fall = 0 },
	} {
		s := x.best.subject
		change(&s)
		if s.Hours == x.best.subject.Hours && s.Celsius == x.best.subject.Celsius && s.Leakage == x.best.subject.Leakage &&
			s.Shared == x.best.subject.Shared && s.ECCOff == x.best.subject.ECCOff && s.Supply == x.best.subject.Supply {
			continue
		}
		if !x.repeat(s, instants(x.best.path)) && len(x.best.path) == 1 && x.left > 0 {
			x.left--
			x.seek(s)
		}
	}
}

// spread writes a list out, one save an entry.
func spread(list []campaign.Save) []campaign.Save {
	var out []campaign.Save
	for _, s := range list {
		for i := range max(s.Times, 1) {
			out = append(out, campaign.Save{Key: s.Key, Bytes: s.Bytes, Round: s.Round + i})
		}
	}
	return out
}

// gather joins saves that follow each other.
func gather(list []campaign.Save) []campaign.Save {
	out := []campaign.Save{}
	for _, s := range list {
		if n := len(out) - 1; n >= 0 && out[n].Key == s.Key && out[n].Bytes == s.Bytes && out[n].Round+max(out[n].Times, 1) == s.Round {
			out[n].Times = max(out[n].Times, 1) + 1
			continue
		}
		out = append(out, s)
	}
	return out
}

// title says in one sentence what a case shows.
func (x *search) title(s campaign.StoreSubject) string {
	what := x.want.Operation
	if what == "" {
		what = "a pause"
	}
	design := s.Design
	if s.Variant != "" {
		design += ", " + s.Variant
	}
	return fmt.Sprintf("%s on %s: a cut in the %s leaves the %s %s; boot decides %s", design, s.Part, what, x.want.Part, x.want.Class, x.want.Decision)
}

func (x *search) result() (campaign.Case, error) {
	h := &x.best
	spec := x.alone(h.subject, instants(h.path), h.samples)
	text, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return campaign.Case{}, err
	}
	e, err := newEngine(spec, x.e.own)
	if err != nil {
		return campaign.Case{}, err
	}
	trace, err := e.Trace(campaign.Variant{}, h.path)
	if err != nil {
		return campaign.Case{}, err
	}
	w := h.subject.Workload
	return campaign.Case{
		Name: caseName(h.subject, x.want), Scenario: string(text) + "\n", Trace: trace,
		Steps: len(spread(w.Before)) + len(spread(w.Cut)) + len(spread(w.After)), Bits: h.bits, Path: h.path, Tried: x.tried,
	}, nil
}

// longestName is how long the name of a case may be.
const longestName = 200

// caseName is a file name for a case.
func caseName(s campaign.StoreSubject, want campaign.Failure) string {
	name := kebab(strings.Join([]string{s.Design, s.Variant, s.Part, want.Operation, want.Part, want.Class, want.Decision}, " "))
	return strings.TrimRight(name[:min(len(name), longestName)], "-")
}
