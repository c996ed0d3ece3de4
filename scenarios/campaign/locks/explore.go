package locks

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// Explore is part of campaign.Engine.
func (e *Engine) Explore(v campaign.Variant, path []campaign.Fault, from, to int) ([]campaign.Finding, error) {
	t, err := e.surveyed(v, path)
	if err != nil {
		return nil, err
	}
	if from < 0 || to > len(t.survey.Classes) || from > to {
		return nil, fmt.Errorf("%w: classes %d to %d of %d", campaign.ErrSpec, from, to, len(t.survey.Classes))
	}
	out := make([]campaign.Finding, 0, to-from)
	for i := from; i < to; i++ {
		f, err := e.experiment(t, i)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// experiment runs one class.
func (e *Engine) experiment(t *track, class int) (campaign.Finding, error) {
	c := &t.survey.Classes[class]
	out := campaign.Finding{Path: append(slices.Clone(t.path), c.Fault), Class: class}
	if err := t.outage(c.Fault); err != nil {
		return out, err
	}
	heard := t.first
	heard.names = slices.Clip(heard.names)
	out.State = t.state(t.near[class] > 0)
	out.MarginalBits = t.near[class]
	samples := 1
	if c.Marginal && e.spec.Samples > 1 {
		samples = e.spec.Samples
		t.here = t.work.Mark(t.here)
	}
	for n := range samples {
		if n == (samples+1)/2 && len(out.Verdicts) == 1 {
			break // half of them agree
		}
		if n > 0 {
			t.sample(n, heard)
		}
		v, fate, err := e.verdict(t)
		if err != nil {
			return out, err
		}
		kind := proof{fate, v.Decision, c.Operation, c.Marginal}
		if !e.proven[kind] {
			if samples > 1 {
				t.sample(n, heard)
			} else if err = t.outage(c.Fault); err != nil {
				return out, err
			}
			if err = e.prove(t, kind); err != nil {
				return out, err
			}
		}
		out.Verdicts = tally(out.Verdicts, v)
	}
	slices.SortStableFunc(out.Verdicts, func(a, b campaign.Verdict) int {
		return cmp.Or(cmp.Compare(b.Samples, a.Samples), cmp.Compare(harm(a), harm(b)), cmp.Compare(a.Decision, b.Decision))
	})
	return out, nil
}

// outage plays a fault until the outage is over, and hears what the first boot after
// it decides.
func (t *track) outage(f campaign.Fault) error {
	if err := t.goTo(f.At); err != nil {
		return err
	}
	if err := t.strike(f); err != nil {
		return err
	}
	return t.heed(f)
}

// heed plays the working copy, on which the fault has just begun, until the outage is
// over. What is worth hearing comes after the first reset.
func (t *track) heed(f campaign.Fault) error {
	t.first = decider{}
	m := t.work.Lock().Machine()
	resets := m.Stats().Resets
	if err := t.tear(f); err != nil {
		return err
	}
	if t.first.reset = m.Stats().Resets > resets; t.first.reset {
		t.work.Hear(&t.first)
	}
	return t.suffer(f)
}

// marginalBits counts the bits near the reference where the working copy stands.
func (t *track) marginalBits(in []flashsim.Range) int {
	return t.work.Lock().Machine().Flash().MarginalBits(in, t.conditions(), 0)
}

// conditions are those of a read at the instant that the working copy shows.
func (t *track) conditions() flashsim.Conditions {
	m := t.work.Lock().Machine()
	return flashsim.Conditions{
		Now: time.Duration(t.work.Now()), Volts: float64(m.Sample().VDD), Celsius: float64(m.Supply().Ambient()),
	}
}

// sample goes back to the end of the outage, with another sample of the read noise.
func (t *track) sample(n int, heard decider) {
	t.work.Restore(t.here)
	t.work.Lock().Machine().Flash().ResampleNoise(uint64(n))
	t.first = heard
	t.work.Hear(&t.first)
}

// prove confirms the verdict on the working copy, which stands at the end of the
// outage, by real attempts over the protocol.
func (e *Engine) prove(t *track, kind proof) error {
	t.work.Quiet()
	if err := t.work.Finish(); err != nil && !storyEnds(err) {
		return err
	}
	if err := t.work.Confirm(kind.fate); err != nil {
		return err
	}
	e.proven[kind] = true
	return nil
}

// harm orders verdicts, the worst first.
func harm(v campaign.Verdict) int {
	at := func(c string) int { return slices.Index(scenarios.Classes, scenarios.Class(c)) }
	return (at(v.PIN)*16+at(v.Settings))*16 + at(v.Authorizations)
}

// tally counts a verdict.
func tally(all []campaign.Verdict, v campaign.Verdict) []campaign.Verdict {
	for i := range all {
		w := &all[i]
		if w.PIN == v.PIN && w.Settings == v.Settings && w.Authorizations == v.Authorizations && w.Decision == v.Decision &&
			slices.Equal(w.Broken, v.Broken) {
			w.Samples++
			return all
		}
	}
	v.Samples = 1
	return append(all, v)
}

// verdict plays the working copy from the end of the outage to the end of the story.
func (e *Engine) verdict(t *track) (campaign.Verdict, scenarios.Fate, error) {
	var v campaign.Verdict
	if err := t.boot(); err != nil {
		return v, scenarios.Fate{}, err
	}
	v.Decision = t.first.name()
	key, known, shares := t.settled()
	if known != nil {
		v.PIN, v.Settings, v.Authorizations = string(known.fate.PIN), string(known.fate.Settings), string(known.fate.Authorizations)
		v.Broken = known.broken
		return v, known.fate, nil
	}
	if shares {
		known = t.remember(key)
	}
	t.hush()
	if err := t.work.Finish(); err != nil && !storyEnds(err) {
		return v, scenarios.Fate{}, err
	}
	if len(e.claims) > 0 {
		holds, err := t.work.Holds(e.claims)
		if err != nil {
			return v, scenarios.Fate{}, err
		}
		for i := range e.claims {
			if !holds[i] {
				v.Broken = append(v.Broken, e.spec.Invariants[i])
			}
		}
	}
	fate := t.work.Fate()
	if known != nil {
		known.fate, known.broken = fate, v.Broken
	}
	v.PIN, v.Settings, v.Authorizations = string(fate.PIN), string(fate.Settings), string(fate.Authorizations)
	return v, fate, nil
}

// boot plays the first boot after an outage, if there is one that has not run yet.
func (t *track) boot() error {
	d := &t.first
	if !d.reset {
		return nil
	}
	err := t.work.PlayUntil(t.work.Now().Add(bootLimit), func() bool {
		return t.work.Lock().Machine().CPU() == mcu.Asleep && t.work.Lock().App().State.Booted
	})
	if err != nil && !storyEnds(err) {
		return err
	}
	return nil
}

// bootLimit is how long the boot code of a profile works at most.
const bootLimit = 30 * time.Second

// state digests what the next boot finds. Where no bit that boots read lies near the
// reference that is what they read, however the cells came to it.
func (t *track) state(undecided bool) string {
	m := t.work.Lock().Machine()
	h := sha256.New()
	if undecided {
		sum := m.Flash().Hash()
		h.Write(sum[:])
	} else {
		c := t.conditions()
		for _, r := range t.readRanges() {
			t.bytes = slices.Grow(t.bytes[:0], int(r.Size))[:r.Size]
			if m.Flash().Peek(r.Addr, t.bytes, c) == nil {
				h.Write(t.bytes)
			}
		}
	}
	var b [64]byte
	le := binary.LittleEndian
	le.PutUint64(b[32:], firmware.NoInitKept(m.NoInit()))
	le.PutUint64(b[40:], t.work.Told())
	b[48], b[49] = byte(m.Cause()), byte(m.CPU())
	le.PutUint32(b[52:], uint32(t.work.Begun()))
	h.Write(b[:])
	return hex.EncodeToString(h.Sum(nil)[:16])
}
