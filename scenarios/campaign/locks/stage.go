package locks

import (
	"fmt"
	"slices"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// Staged is a scenario with faults of a campaign as steps of its own.
type Staged struct {
	File scenarios.File
	// After is the step of the file's list after whose beginning the last fault comes,
	// counted from 1; Delay is how long after.
	After int
	Delay time.Duration
}

// Stage writes faults of a campaign into the scenario of a variant, at their instants.
// The scenario is played up to them to find the steps that they come after. The
// expectations are those of the verdict, if there is one; those of the file speak of a
// story without the fault. Errors wrap campaign.ErrSpec, or are those of
// scenarios.Play.
func Stage(s campaign.Spec, v campaign.Variant, path []campaign.Fault, end *campaign.Verdict) (Staged, error) {
	e, err := New(s)
	if err != nil {
		return Staged{}, err
	}
	if len(path) == 0 || len(path) > campaign.MaxDepth {
		return Staged{}, fmt.Errorf("%w: %d faults, must be 1 to %d", campaign.ErrSpec, len(path), campaign.MaxDepth)
	}
	for i := range path {
		if path[i].At < 0 || i > 0 && path[i].At < path[i-1].At {
			return Staged{}, fmt.Errorf("%w: fault %d at %v, must come after the one before it", campaign.ErrSpec, i+1, path[i].At)
		}
	}
	file, err := e.file(v)
	if err != nil {
		return Staged{}, err
	}
	file, opens := e.staged(file)
	file.Steps = slices.Clone(file.Steps)
	b, err := e.bench(file, opens)
	if err != nil {
		return Staged{}, err
	}
	x := &shrinker{e: e, file: file, opens: opens, bench: b, path: path}
	places, err := x.places()
	if err != nil {
		return Staged{}, err
	}
	n := len(path) - 1
	out := Staged{File: insert(file, path, places), After: places[n].after + n, Delay: places[n].delay}
	if n > 0 && places[n-1].after == places[n].after {
		out.Delay = path[n].At - path[n-1].At
	}
	name := slug(s.Name)
	if name == "" {
		name = file.Scenario
	}
	out.File.Scenario = fmt.Sprintf("%.60s-at-%dus", name, path[n].At.Microseconds())
	out.File.Story = x.told("A fault that a sweep of " + s.Name + " has tried.")
	out.File.Seed = scenarios.Some(out.File.Seed.Or(scenarios.DefaultSeed))
	out.File.Sweep = scenarios.Sweep{}
	out.File.Expect = nil
	if end != nil {
		out.File.Expect = expected(end)
	}
	return out, nil
}

// expected puts a verdict into sentences, as far as a campaign and a scenario mean the
// same by it: a campaign tells more ways in which settings and users are not as they
// were than a scenario has words for.
func expected(v *campaign.Verdict) []scenarios.Expectation {
	out := []scenarios.Expectation{scenarios.Say(scenarios.PINIs{Classes: scenarios.ClassesOf(scenarios.Class(v.PIN))})}
	if v.Settings == string(scenarios.Intact) {
		out = append(out, scenarios.Say(scenarios.SettingFate{}))
	}
	if v.Authorizations == string(scenarios.Default) {
		out = append(out, scenarios.Say(scenarios.PhonesPaired{None: true}))
	}
	return out
}
