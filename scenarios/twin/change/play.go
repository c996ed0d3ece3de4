package change

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/keyturner"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// Times of a play; assumptions.
const (
	acquainted = 20 * time.Second // that the old cells have lain in the lock when it begins
	afterwards = 15 * time.Second // after the last touch until the lock is looked at; boots and what they put off go on
	mostResets = 300              // a lock that was reset this often is in a loop, and nothing new comes of it
)

// Play plays a change from the lock as it was prepared. The outcome follows from the
// Change alone, whatever was played before. Errors wrap ErrChange, power.ErrConfig or
// power.ErrUnknownCell.
func (b *Bench) Play(c Change) (Outcome, error) {
	if err := c.Validate(); err != nil {
		return Outcome{}, err
	}
	b.work.Restore(b.mark)
	b.work.Redraw(c.Seed<<1 | 1)
	b.work.GiveUpAfter(mostResets)
	l := b.work.Lock()
	p := play{Bench: b, c: &c, lock: l, m: l.Machine(), key: b.key.Index(c.Seed), ohms: power.Ohms(b.contact)}
	if c.ContactOhms > 0 {
		p.ohms = power.Ohms(c.ContactOhms)
	}
	b.heard.begin(l.App().Extents(), p.m.MemoryBase())
	l.Listen(&b.heard)
	if err := p.lay(); err != nil {
		return Outcome{}, err
	}
	p.before = p.m.Stats()
	b.heard.begin(b.heard.areas, b.heard.base)
	if err := p.happens(); err != nil && !errors.Is(err, scenarios.ErrEndless) {
		return Outcome{}, err
	}
	return p.verdict(), nil
}

// play is one change on its way.
type play struct {
	*Bench
	c    *Change
	lock *model.Lock
	m    *mcu.Machine
	key  repro.Key
	ohms power.Ohms
	out  Outcome
	// before is what the machine had counted when the change began.
	before mcu.Stats
}

// lay puts the old cells into the lock from one instant to the next, so that it does
// not notice, at the temperature of the change.
func (p *play) lay() error {
	if err := possible("old", &p.c.Old); err != nil {
		return err
	}
	p.lock.SetAmbient(power.Celsius(p.c.Celsius))
	p.m.Inject(mcu.Input{Kind: mcu.InCells, Cells: &p.c.Old, CellsKey: p.key.Child("old")})
	p.m.Inject(mcu.Input{Kind: mcu.InContact, Ohms: p.ohms})
	return p.wait(acquainted)
}

// possible tells what is wrong with a set of cells.
func possible(which string, c *power.PackConfig) error {
	err := c.Validate()
	if err == nil && c.Thevenin == nil {
		_, err = power.LookupCell(c.Kind)
	}
	if err != nil {
		return fmt.Errorf("%w: %s cells: %w", ErrChange, which, err)
	}
	return nil
}

// wait lets time pass; see until.
func (p *play) wait(d time.Duration) error { return p.until(p.lock.Now().Add(d)) }

// until plays to an instant. A phone that still waits for its answer goes on waiting.
// A lock in a loop is given up with scenarios.ErrEndless when it has gone round often
// enough.
func (p *play) until(at sim.Time) error {
	if err := p.work.PlayTo(at); err != nil {
		return err
	}
	looping := false
	err := p.lock.AdvanceWhile(max(at, p.lock.Now()), func() bool {
		looping = p.m.Stats().Resets-p.before.Resets > mostResets
		return !looping
	})
	if err == nil && looping {
		err = scenarios.ErrEndless
	}
	return err
}

// happens plays the fault.
func (p *play) happens() error {
	c := p.c
	m := c.Hand.Habit().Draw(p.key.Child("hand"))
	if c.GapSeconds > 0 {
		m.Gap = time.Duration(float64(c.GapSeconds * 1e9))
	}
	switch c.Fault {
	case NoFault:
		return p.wait(time.Minute)
	case QuickSwap:
		if c.GapSeconds == 0 {
			m.Gap = between(MinQuickGap, MaxQuickGap, p.key.Uniform(6, 0, 0, 0))
		}
	case RunningEmpty:
		if err := p.run(runsEmpty, true); err != nil {
			return err
		}
	case ColdMotorStart:
		return p.run(runsCold, false)
	case CutDuringErase:
		if err := p.write(m.Over); err != nil {
			return err
		}
	case Charging:
		if c.GapSeconds == 0 {
			m.Gap = chargeHours * time.Hour
		}
		full := c.Old
		full.ChargePercent, full.RestedDays, full.Weak = 100, 0, nil
		full.Cycles = min(full.Cycles+1, 5000)
		return p.swap(m, &full)
	}
	return p.swap(m, &c.New)
}

// swap takes the old cells out and puts others in.
func (p *play) swap(m Movement, cells *power.PackConfig) error {
	if err := possible("new", cells); err != nil {
		return err
	}
	p.out.Gap, p.out.Bounces, p.out.LongGap = m.Gap.Seconds(), m.Bounces, m.LongGap.Seconds()
	st := p.key.Child("out").Stream()
	at := p.contacts(power.SlowRemoval(&st, power.Removal{Closed: p.ohms, Over: m.Over, Chatter: m.Chatter}))
	p.m.InjectAt(at, mcu.Input{Kind: mcu.InCellsOut})
	if err := p.until(at.Add(m.Gap)); err != nil {
		return err
	}
	p.m.Inject(mcu.Input{Kind: mcu.InCells, Cells: cells, CellsKey: p.key.Child("new")})
	st = p.key.Child("in").Stream()
	at = p.contacts(power.BouncyInsertion(&st, power.Insertion{Closed: p.ohms, Bounces: m.Bounces, LongGap: m.LongGap}))
	return p.until(at.Add(afterwards))
}

// contacts schedules the steps of a contact and returns the instant of the last.
func (p *play) contacts(steps []power.ContactStep) sim.Time {
	at := p.lock.Now()
	for _, s := range steps {
		at = at.Add(s.After)
		p.m.InjectAt(at, mcu.Input{Kind: mcu.InContact, Ohms: s.Ohms})
	}
	return at
}

// How often the motor is asked for; assumptions. The first is how often somebody
// tries before he gives up on a lock whose cells are empty.
const (
	runsEmpty = 6
	runsCold  = 3
	runTakes  = 12 * time.Second // from the command until the lock is at rest
)

// run asks for the motor a number of times, or until it resets the lock.
func (p *play) run(times int, stop bool) error {
	resets := p.m.Stats().Resets
	for n := range times {
		word := scenarios.LockAction("unlock")
		if n%2 == 1 {
			word = "lock"
		}
		p.out.MotorStarts++
		if err := p.ask(scenarios.Act{Word: word}, p.lock.Now().Add(runTakes)); err != nil {
			return err
		}
		if stop && p.m.Stats().Resets > resets {
			break
		}
	}
	return nil
}

// ask lets a phone ask, and plays to an instant.
func (p *play) ask(a scenarios.Action, to sim.Time) error {
	err := p.work.Do(a)
	if err == nil {
		err = p.work.PlayTo(to)
	}
	if errors.Is(err, scenarios.ErrImpossible) {
		return nil
	}
	return err
}

// When the contact opens while a lock writes, relative to the beginning of the write
// (assumption): the capacitors carry the lock for up to 150 ms, an erase takes up to
// 90 ms.
const (
	cutBefore = 150 * time.Millisecond
	cutAfter  = 100 * time.Millisecond
	writeSoon = 90 * time.Second // within which a profile writes a changed setting
)

// write has a setting changed and plays to the instant at which a hand begins to take
// the cells out, which takes it a while. A look ahead finds out when the lock writes.
func (p *play) write(over time.Duration) error {
	change := scenarios.Set{Values: []scenarios.Assignment{{Setting: "led-brightness", Value: scenarios.SettingValue{Number: 3}}}}
	if err := p.work.Do(change); err != nil {
		return err
	}
	p.here = p.work.Mark(p.here)
	p.lock.Listen(&p.heard)
	p.heard.begins = sim.Never
	err := p.work.PlayUntil(p.lock.Now().Add(writeSoon), func() bool { return p.heard.begins != sim.Never })
	if err != nil {
		return err
	}
	begins := p.heard.begins
	p.work.Restore(p.here)
	p.lock.Listen(&p.heard)
	p.heard.begin(p.heard.areas, p.heard.base)
	if begins == sim.Never {
		return nil
	}
	at := begins.Add(time.Duration(float64(p.key.Uniform(7, 0, 0, 0)*float64(cutBefore+cutAfter))) - cutBefore)
	return p.work.PlayTo(max(at.Add(-over), p.lock.Now()))
}

// verdict looks at what became of the lock.
func (p *play) verdict() Outcome {
	o, h := &p.out, &p.heard
	stats := p.m.Stats()
	o.Torn, o.Torns, o.BootFound, o.Warnings = h.operation(), h.torns, h.found(), h.warnings
	o.MinVDD = float64(max(h.minVDD, 0)) / 1e6
	o.Resets = stats.Resets - p.before.Resets
	o.BrownOuts = stats.ResetsBy[mcu.BrownOut] - p.before.ResetsBy[mcu.BrownOut]
	p.lock.Listen(nil)
	o.Fate = p.work.Fate()
	r := p.reading()
	o.CustomAccepted, o.DefaultAccepted = r.Accepts(p.pin), r.Accepts(0)
	o.Phones = p.phones
	if r.Up {
		for i, id := range p.auths {
			if p.knows(id) {
				o.Authorizations++
				if i < p.phones {
					o.Paired++
				}
			}
		}
	}
	return *o
}

// knows tells whether the lock has an authorization.
func (b *Bench) knows(id keyturner.AuthID) bool {
	s := &b.work.Lock().App().State
	for i := range s.Auths {
		if s.Auths[i].Flags != 0 && s.Auths[i].ID == id {
			return true
		}
	}
	return false
}

// reading is what a lock at rest makes of its PIN.
func (b *Bench) reading() model.Reading {
	s := &b.work.Lock().App().State
	if b.work.Lock().Machine().CPU() != mcu.Asleep || !s.Booted {
		return model.Reading{}
	}
	return model.Reading{Up: true, Knowledge: s.PIN.Knowledge, Value: s.PIN.Value}
}
