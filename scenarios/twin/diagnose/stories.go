package diagnose

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
)

// Some faults are more than a change of cells: they are played as scenarios that a
// program writes.

// laterPIN is what the PIN is changed to in a story that changes it.
const laterPIN = 2580

// told are the steps in which a lock is told what it is to keep.
func told() []scenarios.Action {
	return []scenarios.Action{
		scenarios.Pair{As: "phone 1"}, scenarios.Pair{As: "phone 2"}, scenarios.SetPIN{To: change.DefaultPIN},
		scenarios.Set{Values: change.DefaultSettings()}, scenarios.Wait{For: time.Minute},
	}
}

// story is a scenario of these actions.
func (p *player) story(name, profile string, kind power.CellKind, seed int64, actions []scenarios.Action) scenarios.File {
	f := scenarios.File{
		Scenario: name, Seed: scenarios.Some(seed),
		Lock: scenarios.LockSpec{Profile: scenarios.Profile(profile), Board: p.board,
			Cells: scenarios.CellsSpec{Kind: scenarios.CellKind(kind), Charge: scenarios.Some(scenarios.Millipercent(40_000))}},
	}
	for _, a := range actions {
		f.Steps = append(f.Steps, scenarios.Step{Action: a})
	}
	return f
}

// tell plays a story and says how it ended. expected resets come after step n. What the
// last boot found of the settings is looked at before the weather first changes, and at
// the end; the worse of the two counts.
func tell(f scenarios.File, n, expected int) (row, error) {
	c, err := scenarios.Begin(f, scenarios.Options{})
	if err != nil {
		return row{}, err
	}
	if err := c.PlayToStep(n); err != nil {
		return row{}, err
	}
	before := c.Lock().Machine().Stats().Resets
	page := "all-valid"
	weather := n + slices.IndexFunc(f.Steps[n:], func(s scenarios.Step) bool { _, is := s.Action.(scenarios.Ambient); return is })
	for _, step := range [...]int{weather, len(f.Steps)} {
		if step < n {
			continue // there is no such step
		}
		if err := c.PlayToStep(step + 1); err != nil {
			return row{}, err
		}
		// To look at the fate restarts the lock, so it comes after this.
		found, err := c.Holds([]scenarios.Expectation{lastFound("blank"), lastFound("corrupt")})
		if err != nil {
			return row{}, err
		}
		switch {
		case found[1]:
			page = "settings-corrupt"
		case found[0] && page == "all-valid":
			page = "settings-blank"
		}
	}
	resets := c.Lock().Machine().Stats().Resets - before
	o := change.Outcome{Resets: max(resets, 1), Fate: c.Fate(), BootFound: page}
	o.DefaultAccepted = c.Lock().Settle().Accepts(0)
	o.Phones = 2
	if o.Fate.Authorizations == scenarios.Intact {
		o.Paired = 2
	}
	return rowOf(&o, expected), nil
}

// lastFound claims that the last boot found the settings page so.
func lastFound(how scenarios.Finding) scenarios.Expectation {
	return scenarios.Expectation{Claim: scenarios.BootFound{Which: scenarios.LastBoot, Area: "settings page", Finding: how}}
}

// update plays the change of cells that follows an update to the profile from
// rewrite-at-boot, whose layout it knows how to read.
func (p *player) update(hand change.Hand, kind power.CellKind, k repro.Key) (row, error) {
	m := hand.Habit().Draw(k.Child("hand"))
	in := scenarios.CellsIn{
		Manner: scenarios.InsertFirm, Bounces: scenarios.Some(m.Bounces), Gap: m.LongGap,
		Cells: scenarios.CellsSpec{Kind: scenarios.CellKind(kind), Charge: scenarios.Some(scenarios.Millipercent(95_000))},
	}
	if m.LongGap > 0 {
		in.Manner = scenarios.InsertHesitant
	}
	actions := append(told(),
		scenarios.Update{Profile: scenarios.Profile(p.h.profile)}, scenarios.Wait{For: time.Minute},
		scenarios.CellsOut{}, scenarios.Wait{For: max(m.Gap, time.Second)}, in, scenarios.Wait{For: time.Minute})
	return tell(p.story("update-then-change", "rewrite-at-boot", kind, seedOf(k), actions), len(told())+3, 1)
}

func seedOf(k repro.Key) int64 { return int64(k.Hash(1, 0, 0, 0) >> 12) }

// The save on the last charge; assumptions. The PIN is changed while the lock lives on
// its capacitors, so long before they would no longer carry it that finding the phone,
// the answer and the first words of the save fit in, and the last of them barely. Cold
// starts follow in the weeks after.
const (
	lateFrom   = 780 * time.Millisecond
	lateTo     = 980 * time.Millisecond
	coldStarts = 3
	coldAt     = -10_000 // in thousandths of a degree Celsius
	warmAt     = 21_000
)

// carried is how long the capacitors carry an idle lock without its cells.
func (p *player) carried() (time.Duration, error) {
	c, err := scenarios.Begin(p.story("carried", p.h.profile, power.Eneloop, 1, append(told(), scenarios.CellsOut{Manner: scenarios.RemoveAbrupt})), scenarios.Options{})
	if err != nil {
		return 0, err
	}
	if err := c.Finish(); err != nil {
		return 0, err
	}
	out, _ := c.Began(len(told()) + 1)
	m := c.Lock().Machine()
	err = c.Lock().AdvanceWhile(out.Add(time.Minute), func() bool { return m.CPU() == mcu.Asleep || m.CPU() == mcu.Running })
	return c.Now().Sub(out), err
}

// late plays a change of the PIN that the capacitors barely carry.
func (p *player) late(kind power.CellKind, k repro.Key) (row, error) {
	before := lateFrom + time.Duration(float64(k.Uniform(2, 0, 0, 0)*float64(lateTo-lateFrom)))
	actions := append(told(), scenarios.CellsOut{Manner: scenarios.RemoveAbrupt}, scenarios.SetPIN{To: laterPIN}, scenarios.Wait{For: time.Minute},
		scenarios.CellsIn{Manner: scenarios.InsertClean}, scenarios.Wait{For: time.Minute})
	for range coldStarts {
		actions = append(actions, scenarios.Ambient{To: coldAt}, scenarios.CellsOut{}, scenarios.Wait{For: 2 * time.Minute},
			scenarios.CellsIn{Manner: scenarios.InsertClean}, scenarios.Wait{For: time.Minute}, scenarios.Ambient{To: warmAt}, scenarios.Wait{For: 7 * 24 * time.Hour})
	}
	f := p.story("late-save", p.h.profile, kind, seedOf(k), actions)
	change := len(told()) + 1
	f.Steps[change].After = scenarios.After{Set: true, Delay: max(p.dies-before, 0)}
	return tell(f, change, 1+coldStarts)
}
