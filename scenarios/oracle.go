package scenarios

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/mechanics"
	"locktwin/model/power"
)

// restarts is how often the oracle restarts a copy of the lock to see whether
// its PIN is the same after each. A marginal bit that reads wrong once in two
// boots is missed by this many with a chance of 1 in 16.
const restarts = 4

// probeName is the phone that the oracle pairs in a copy when none of the
// story's phones is known to the lock any more.
const probeName = "oracle"

// labVolts is what a laboratory supply gives a copy of a lock that has no
// supply of its own: whether the lock is broken is another question than
// whether its cells are flat.
const labVolts = power.Volts(6)

// verdict is what the oracle found out.
type verdict struct {
	outcome PINOutcome
	lock    *model.Lock // a copy at rest, on its own supply if that feeds it; nil when it does not come up
	probe   string      // a phone that the copy knows; "" when it would not pair one
	still   int         // phones of the story that the lock still knows
	lab     bool        // the copy is on a laboratory supply, as its own does not bring it up
	tried   []PINTry
}

// interrogate finds out what became of the PIN. It looks into a copy, and confirms what
// it sees with real attempts in further copies.
func (p *player) interrogate(asked []PIN) (verdict, error) {
	var v verdict
	l := p.lock.Fork()
	first := l.Read()
	if !first.Up {
		l.Bench(true, labVolts)
		first = l.Read()
		v.lab = true
	}
	if !first.Up {
		v.outcome.Class = Bricked
		for _, pin := range asked {
			v.tried = append(v.tried, PINTry{PIN: pin})
		}
		return v, nil
	}
	readings := append([]model.Reading{first}, l.ReadAfterRestarts(restarts)...)
	v.lock, v.probe, v.still = p.prepare(l)
	stable := true
	for _, r := range readings {
		stable = stable && r == first
	}
	pins := addOnce([]PIN{p.ack.pin}, NoPIN)
	for _, pin := range append(append(append([]PIN(nil), p.ack.pins...), p.ack.unsure...), asked...) {
		pins = addOnce(pins, pin)
	}
	if value := PIN(first.Value); first.Knowledge == firmware.PINCustom {
		pins = addOnce(pins, value)
	}
	strangers := p.ack.strangers(pins)
	open := 0
	for i, pin := range append(pins, strangers[:]...) {
		yes, asked, err := p.attempt(&v, pin)
		if err != nil {
			return v, err
		}
		if stable && yes != first.Accepts(uint16(pin)) && asked {
			return v, fmt.Errorf("%w: PIN %s: the attempt says %t, the state (%v, %d) says otherwise", ErrOracle, pin, yes, first.Knowledge, first.Value)
		}
		if i >= len(pins) {
			if yes {
				open++
			}
			continue
		}
		v.tried = append(v.tried, PINTry{pin, yes})
		if yes && pin == p.ack.pin && pin != NoPIN {
			v.outcome.CustomAccepted = true
		}
		if yes && pin == NoPIN {
			v.outcome.DefaultAccepted = true
		}
	}
	v.outcome.Class = p.ack.classify(first, stable, open == len(strangers))
	return v, nil
}

// classify names the first class that holds, in the order of Classes.
func (a *acknowledged) classify(r model.Reading, stable, opensToAll bool) Class {
	set := a.pin != NoPIN
	value := PIN(r.Value)
	custom := r.Knowledge == firmware.PINCustom
	switch {
	case !r.Up:
		return Bricked
	case !stable:
		return Unstable
	case opensToAll && set:
		return Exposed
	case custom && !a.was(value) && !a.may(value):
		return Wrong
	case r.Knowledge == firmware.PINNone && !a.may(NoPIN):
		return Default
	case r.Knowledge == firmware.PINUnknown:
		return Denied
	case custom && !a.may(value):
		return Stale
	}
	return Intact
}

// strangers are two PINs that nobody has ever set.
func (a *acknowledged) strangers(known []PIN) [2]PIN {
	var out [2]PIN
	n := 0
	for pin := PIN(7351); n < len(out); pin = pin%9999 + 1 {
		if len(addOnce(known, pin)) > len(known) {
			out[n] = pin
			n++
		}
	}
	return out
}

// attempt tries a PIN in a copy, over the air if the phones are there. A lock that
// knows no phone and lets none be paired takes no attempt at all; nor does one that
// no phone gets through to.
func (p *player) attempt(v *verdict, pin PIN) (yes, asked bool, err error) {
	if v.probe == "" {
		return false, false, nil
	}
	if p.radio.on {
		yes, err = v.lock.TryPINOnAir(v.probe, uint16(pin))
		if errors.Is(err, model.ErrNoAnswer) || errors.Is(err, model.ErrLinkLost) {
			return false, false, nil
		}
		return yes, true, err
	}
	yes, err = v.lock.TryPIN(v.probe, uint16(pin))
	if errors.Is(err, model.ErrNoAnswer) {
		return false, true, nil
	}
	return yes, true, err
}

// prepare is a copy at rest that a phone can talk to, with how many phones of
// the story it still knows.
func (p *player) prepare(l *model.Lock) (at *model.Lock, probe string, still int) {
	f := l.Fork()
	for range 24 {
		if f.Wait(5*time.Second) != nil {
			return f, "", 0
		}
		if s := &f.App().State; s.Booted && s.Work == 0 && s.Motion.Phase == 0 {
			break
		}
	}
	for _, name := range p.ack.phones {
		if known(f, name) {
			still++
			if probe == "" {
				probe = name
			}
		}
	}
	if still > 0 {
		return f, probe, still
	}
	g := f.Fork()
	g.PressButton(pairPress)
	if g.Wait(pairPress+time.Second) != nil {
		return f, "", 0
	}
	if a, err := g.Call(probeName, firmware.Command{Op: firmware.OpPair}); err != nil || !a.OK() {
		return f, "", 0
	}
	return g, probeName, 0
}

// known says whether the lock still knows the phone. A number that another phone
// was given since is not it.
func known(l *model.Lock, phone string) bool {
	f := l.Fork()
	one := f.Phone(phone)
	for _, x := range f.App().State.Auths {
		if x.ID == one.Auth && x.AppID != one.AppID {
			return false
		}
	}
	a, err := f.Call(phone, firmware.Command{Op: firmware.OpKeyturnerStates})
	return err == nil && a.OK()
}

// usable says whether a copy of the lock, on its own supply, obeys a phone that
// was paired; where none ever was, one that is paired now.
func (p *player) usable(v *verdict) bool {
	if v.lock == nil || v.probe == "" || v.probe == probeName && len(p.ack.phones) > 0 {
		return false
	}
	f := v.lock.Fork()
	if v.lab {
		f.Bench(false, 0)
		if !f.Read().Up {
			return false
		}
	}
	action := keyturner.ActionUnlock
	if f.Machine().Bolt() != mechanics.Locked {
		action = keyturner.ActionLock
	}
	a, err := f.Call(v.probe, firmware.Command{Op: firmware.OpLockAction, Action: action})
	return err == nil && a.OK()
}
