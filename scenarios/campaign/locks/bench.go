package locks

import (
	"slices"

	"locktwin/model/mcu"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// bench is a scenario in which faults can be tried at any instant of the window,
// without a reference run. As nobody knows what boots read there, ends are not shared.
func (e *Engine) bench(f scenarios.File, opens int) (*track, error) {
	t := &track{file: f, loud: e.counts(), to: 1 << 62}
	c, err := scenarios.Begin(f, scenarios.Options{})
	if err != nil {
		return nil, err
	}
	if err := c.PlayToStep(opens); err != nil {
		return nil, err
	}
	c.GiveUpAfter(mostResets)
	t.origin = c.Now()
	t.work = c.Fork()
	t.before = t.work.Lock().Machine().Stats()
	t.marks = []*scenarios.Mark{t.work.Mark(nil)}
	t.record = newRecorder(t)
	return t, nil
}

// trial is how an experiment ended.
type trial struct {
	operation string
	verdict   campaign.Verdict
	bits      int
}

// fails tells whether it ended as a failure says.
func (x *trial) fails(want campaign.Failure) bool {
	if x.operation != want.Operation || x.verdict.Decision != want.Decision {
		return false
	}
	if want.Part == campaign.InvariantPart {
		return slices.Contains(x.verdict.Broken, want.Class)
	}
	return x.verdict.Class(want.Part) == want.Class
}

// trial plays the faults of a path and what comes after them, or with want until it is
// clear that it does not fail like that.
func (e *Engine) trial(t *track, path []campaign.Fault, want *campaign.Failure) (trial, error) {
	var x trial
	last := path[len(path)-1]
	if err := t.goTo(path[0].At); err != nil {
		return x, err
	}
	var struck mcu.Stats
	for _, f := range path {
		if err := t.work.PlayTo(t.origin.Add(f.At)); err != nil && !storyEnds(err) {
			return x, err
		}
		struck = t.work.Lock().Machine().Stats()
		if err := t.strike(f); err != nil {
			return x, err
		}
	}
	if err := t.heed(last); err != nil {
		return x, err
	}
	p := t.look(last, struck)
	if p.sig.hurt > 0 {
		kind := "program"
		if p.sig.wounds[0].kind != 0 {
			kind = "erase"
		}
		x.operation = kind + " of " + t.record.area(p.sig.wounds[0].addr)
	}
	if want == nil {
		x.bits = t.marginalBits(nil)
	} else if x.operation != want.Operation {
		return x, nil
	}
	err := t.boot()
	if x.verdict.Decision = t.first.name(); err != nil || want != nil && x.verdict.Decision != want.Decision {
		return x, err
	}
	x.verdict, _, err = e.verdict(t)
	return x, err
}
