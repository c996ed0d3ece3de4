package locks

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// kept is how many reference runs an engine holds on to.
const kept = 4

// mostResets is how many resets an experiment may have before its story counts as
// ended: a lock that reboots this often is in a loop.
const mostResets = 500

// Engine answers for one Spec about a lock.
type Engine struct {
	spec   campaign.Spec
	claims []scenarios.Expectation
	tracks []*track // used last first
	proven map[proof]bool
	// lessons are surveys of other engines.
	lessons []*lesson
}

// proof is a kind of end that real attempts have confirmed.
type proof struct {
	fate      scenarios.Fate
	decision  string
	operation int
	marginal  bool
}

var _ campaign.Engine = (*Engine)(nil)

// New makes an engine. Errors wrap campaign.ErrSpec, or scenarios.ErrScenario when
// the Spec's file or one of its invariants cannot be read.
func New(s campaign.Spec) (*Engine, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s.Lock == nil {
		return nil, fmt.Errorf("%w: it is not about a lock", campaign.ErrSpec)
	}
	e := &Engine{spec: s, proven: map[proof]bool{}}
	for _, sentence := range s.Invariants {
		claim, err := understand(sentence)
		if err != nil {
			return nil, err
		}
		e.claims = append(e.claims, claim)
	}
	if _, err := e.file(campaign.Variants(s)[0]); err != nil {
		return nil, err
	}
	return e, nil
}

// counts tells whether some invariant is about what happens on the way.
func (e *Engine) counts() bool {
	return slices.ContainsFunc(e.claims, func(x scenarios.Expectation) bool { return !scenarios.OfTheEnd(x.Claim) })
}

// understand reads one sentence of the expectation language.
func understand(sentence string) (scenarios.Expectation, error) {
	text := "scenario: invariant\nlock: {profile: ab-slots}\nsteps: [wait: 1s]\nexpect: [" + strconv.Quote(sentence) + "]\n"
	f, err := scenarios.Parse("invariants", []byte(text))
	if err != nil {
		return scenarios.Expectation{}, err
	}
	return f.Expect[0], nil
}

// file is the scenario of a variant, all its steps in place.
func (e *Engine) file(v campaign.Variant) (scenarios.File, error) {
	if len(v.Values) != len(e.spec.Axes) {
		return scenarios.File{}, fmt.Errorf("%w: a variant of %d values for %d axes", campaign.ErrSpec, len(v.Values), len(e.spec.Axes))
	}
	set := make([]string, len(v.Values))
	for i, a := range e.spec.Axes {
		set[i] = a.Key + "=" + v.Values[i]
	}
	return scenarios.Parse(e.spec.Lock.File, []byte(e.spec.Lock.Text), set...)
}

// staged is the file without the steps that are left out, and the place in it of
// the step that opens the window, counted from 1.
func (e *Engine) staged(f scenarios.File) (scenarios.File, int) {
	var steps []scenarios.Step
	opens := 0
	for i, s := range f.Steps {
		if slices.Contains(e.spec.Lock.LeaveOut, i+1) {
			continue
		}
		steps = append(steps, s)
		if opens == 0 && i+1 >= e.spec.Lock.Step {
			opens = len(steps)
		}
	}
	f.Steps = steps
	return f, max(opens, 1)
}

// same tells whether two paths are one.
func same(a, b []campaign.Fault) bool { return slices.Equal(a, b) }

// on finds the reference run of a variant after the faults of a path, or plays it.
func (e *Engine) on(v campaign.Variant, path []campaign.Fault) (*track, error) {
	for i, t := range e.tracks {
		if t.variant == v.Index && same(t.path, path) {
			copy(e.tracks[1:i+1], e.tracks[:i])
			e.tracks[0] = t
			return t, nil
		}
	}
	t, err := e.play(v, path)
	if err != nil {
		return nil, err
	}
	e.tracks = slices.Insert(e.tracks, 0, t)
	e.tracks = e.tracks[:min(len(e.tracks), kept)]
	return t, nil
}

// storyEnds tells whether an error of a story means that it goes no further, as
// nothing comes any more that a step waits for, or nobody can do it.
func storyEnds(err error) bool {
	return errors.Is(err, scenarios.ErrMoment) || errors.Is(err, scenarios.ErrImpossible) || errors.Is(err, scenarios.ErrEndless)
}
