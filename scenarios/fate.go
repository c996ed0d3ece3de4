package scenarios

import (
	"fmt"
	"slices"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
)

// Fate is what became of what a lock was told to keep, in one word each. It is the
// short form of an Outcome, for those who ask thousands of copies.
//
// For the PIN the words are those of the oracle. A setting is intact when it reads
// what was acknowledged last, or what was sent since without an answer; stale when
// it reads what was acknowledged before that; default when it is at its default
// although it was changed; wrong when it reads anything else. Authorizations are
// intact when all of them are there and no others; default when none is left;
// denied when some are missing; stale when one is there that was removed; wrong
// when one is there that nobody was given. Each is bricked when the lock does not
// come up, and unstable when it differs from boot to boot. Of several settings the
// strongest class counts.
type Fate struct {
	PIN            Class
	Settings       Class
	Authorizations Class
}

// view is what a lock makes of what it keeps.
type view struct {
	pin      model.Reading
	config   firmware.Config
	advanced firmware.AdvancedConfig
	auths    [firmware.MaxAuthorizations]keyturner.AuthID
}

// Fate plays the lock to rest and restarts it to find out what became of
// everything, which uses a copy up. It looks into the application's state where
// Facts asks over the protocol; Confirm holds the one against the other.
//
// A lock whose memory has no marginal cell where the firmware keeps things reads
// the same at every boot, so one restart is enough for it.
func (c *Course) Fate() Fate {
	p := c.p
	l := p.lock
	first, ok := p.view()
	if !ok {
		l.Bench(true, labVolts)
		first, ok = p.view()
	}
	if !ok {
		return Fate{Bricked, Bricked, Bricked}
	}
	fate := Fate{
		PIN:            p.ack.classify(first.pin, true, false),
		Settings:       p.ack.settingsClass(&first),
		Authorizations: p.ack.usersClass(&first),
	}
	for range restarts {
		certain := !p.marginal()
		l.PullReset()
		again, _ := p.view()
		if again.pin != first.pin {
			fate.PIN = Unstable
		}
		if again.config != first.config || again.advanced != first.advanced {
			fate.Settings = Unstable
		}
		if again.auths != first.auths {
			fate.Authorizations = Unstable
		}
		if certain && !p.marginal() {
			break
		}
	}
	return fate
}

// Confirm asks the lock over the protocol what became of its PIN, in copies of it
// as it is now, and tells whether the answer is the class that Fate has named. An
// error wraps ErrOracle.
func (c *Course) Confirm(f Fate) error {
	v, err := c.p.interrogate(nil)
	if err == nil && v.outcome.Class != f.PIN {
		err = fmt.Errorf("%w: attempts find the PIN %s, the state says %s", ErrOracle, v.outcome.Class, f.PIN)
	}
	if err != nil {
		return c.p.at(err)
	}
	return nil
}

// view lets the lock come to rest and looks; ok is false when it does not come up.
func (p *player) view() (v view, ok bool) {
	v.pin = p.lock.Settle()
	if !v.pin.Up {
		return v, false
	}
	s := &p.lock.App().State
	v.config, v.advanced = s.Config, s.Advanced
	for i := range s.Auths {
		if s.Auths[i].Flags != 0 {
			v.auths[i] = s.Auths[i].ID
		}
	}
	return v, true
}

// marginal says whether the firmware's part of the memory has marginal cells; the log
// is nothing that a fate depends on.
func (p *player) marginal() bool {
	m := p.lock.Machine()
	marginal := m.Flash().Marginal()
	if len(marginal) == 0 {
		return false
	}
	base := m.MemoryBase()
	for _, e := range p.lock.App().Extents() {
		if e.Area != firmware.AreaLog && slices.ContainsFunc(marginal, func(r flashsim.Region) bool {
			return r.Addr < base+e.Addr+e.Bytes && base+e.Addr < r.Addr+r.Size
		}) {
			return true
		}
	}
	return false
}

// strength orders classes, the strongest first.
func strength(c Class) int { return slices.Index(Classes, c) }

func (a *acknowledged) settingsClass(v *view) Class {
	worst := Intact
	for i := range settingTable {
		if c := a.settingClass(settingTable[i].Setting, v); strength(c) < strength(worst) {
			worst = c
		}
	}
	return worst
}

// settingClass compares numbers as the protocol carries them, which are coarser
// than the file's.
func (a *acknowledged) settingClass(s Setting, v *view) Class {
	reads := func(want SettingValue) bool {
		if s == "name" {
			return v.config.Name.String() == want.Text
		}
		return field(s).Get(v.config, v.advanced) == raw(s, want)
	}
	fresh := func() bool {
		if s == "name" {
			return v.config.Name == firmware.DefaultConfig().Name
		}
		f := field(s)
		return f.Get(v.config, v.advanced) == f.Get(firmware.DefaultConfig(), firmware.DefaultAdvancedConfig())
	}
	i := slices.IndexFunc(a.settings, func(t settingTruth) bool { return t.setting == s })
	if i < 0 {
		if fresh() {
			return Intact
		}
		return Wrong
	}
	t := &a.settings[i]
	switch {
	case t.chosen.Set && reads(t.chosen.Value), !t.chosen.Set && fresh(), slices.ContainsFunc(t.unsure, reads):
		return Intact
	case slices.ContainsFunc(t.was, reads):
		return Stale
	case fresh():
		return Default
	}
	return Wrong
}

func (a *acknowledged) usersClass(v *view) Class {
	has := func(id keyturner.AuthID) bool { return slices.Contains(v.auths[:], id) }
	missing, left, stale, strange := 0, 0, 0, 0
	for _, u := range a.users {
		if !has(u.id) && !u.may {
			missing++
		}
	}
	for _, id := range v.auths {
		switch {
		case id == 0:
		case slices.ContainsFunc(a.users, func(u user) bool { return u.id == id }):
			left++
		case slices.Contains(a.gone, id):
			stale++
		default:
			strange++
		}
	}
	switch {
	case strange > a.maybe:
		return Wrong
	case missing > 0 && left == 0:
		return Default
	case missing > 0:
		return Denied
	case stale > 0:
		return Stale
	}
	return Intact
}

// Holds judges claims by what is so now, as Facts and Judge do, and asks only what
// they need: claims about phones, authorizations and whether the lock is usable take
// no attempts at its PIN. Errors as Facts.
func (c *Course) Holds(claims []Expectation) ([]bool, error) {
	p := c.p
	var facts Facts
	if aboutPhones(claims) {
		v := p.atRest()
		facts.Outcome.Usable = p.usable(&v)
		facts.Outcome.Authorizations, facts.Phones = p.authorizations(&v)
	} else {
		var err error
		if facts, err = p.facts(QuestionsOf(claims)); err != nil {
			return nil, err
		}
	}
	out := make([]bool, len(claims))
	for i, e := range claims {
		out[i], _ = Judge(e, facts)
	}
	return out, nil
}

func aboutPhones(claims []Expectation) bool {
	return !slices.ContainsFunc(claims, func(e Expectation) bool {
		switch e.Claim.(type) {
		case PhonesPaired, Usable, AuthorizationsLeft:
			return false
		}
		return true
	})
}

// atRest is a copy that has come to rest, on the laboratory's supply if its own does
// not bring it up.
func (p *player) atRest() verdict {
	var v verdict
	l := p.lock.Fork()
	up := l.Settle().Up
	if !up {
		l.Bench(true, labVolts)
		up, v.lab = l.Settle().Up, true
	}
	if up {
		v.lock, v.probe, v.still = p.prepare(l)
	}
	return v
}
