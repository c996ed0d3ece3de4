package hidden

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/keyturner"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

const (
	day     = 24 * time.Hour
	halfHr  = 30 * time.Minute
	soon    = 6 * time.Second  // after an action its report is asked for
	window  = 20 * time.Second // in which what an action costs is metered
	spell   = 2                // days that are played on one stage, at one temperature
	empty   = 0.18             // the owner changes the cells
	dead    = 0.03             // or has waited too long
	useFrom = 6.5 * 3600.0     // s of the day
	useTo   = 22.5 * 3600.0
	apart   = 120.0 // s: nobody turns back sooner
)

// playing is a hidden lock under way.
type playing struct {
	*Lock
	voice
	charge  float64
	age     float64 // days of the set
	weather repro.Stream
	day     int // how many were played
	life    *Life

	quiet, quietHours float64 // mAh and h outside of the windows of actions
}

// turn is one planned action.
type turn struct {
	at   time.Duration // since the spell began
	what keyturner.LockAction
}

// Telemetry plays the lock in the full simulator and gives what a gateway would
// have heard of it, as it was heard, and the true values: those that the simulator
// was built with, and for idle, action and charge what its meter counted.
//
// Rail, motor, bolt, firmware and reports are those of the full simulator, in
// spells of two days. From spell to spell this package keeps the books: charge by
// what the meter counted over the lock's true capacity, self-discharge and the
// temperature factor of the capacity by the records of model/power. The simulator
// itself knows no cell with another capacity, and no bolt that stiffens in the
// cold, than those it was built with. The error wraps ErrStage.
func (l *Lock) Telemetry() (telemetry.Series, twin.Values, error) {
	p, truth, err := l.listen()
	if err != nil {
		return telemetry.Series{}, truth, err
	}
	return p.heard(), truth, nil
}

// listen plays the lock, and gives who has heard it and the true values.
func (l *Lock) listen() (*playing, twin.Values, error) {
	p := &playing{Lock: l, voice: voice{sensor: l.sensor, coarse: l.coarse, gapFrom: l.gapFrom, gap: l.gap, noise: l.key.Child("noise").Stream()},
		charge: l.charge, age: l.old}
	if l.old == 0 {
		p.change(0, l.Chemistry)
	}
	p.weather = l.key.Child("weather").Stream()
	alive, fresh := true, true
	for ; p.day < l.Days; p.day += spell {
		d := p.day
		if p.charge < empty || !alive {
			s := l.key.Child("set").Index(uint64(d)).Stream()
			p.charge, p.age = 0.75+float64(0.25*s.Float64()), 0
			p.change(d, l.Chemistry)
			fresh = true
		}
		var err error
		if alive, err = p.spell(d, l.warmth(d, &p.weather)); err != nil {
			return nil, twin.Values{}, err
		}
		if !alive && fresh {
			break // not even good cells move it
		}
		fresh = false
	}
	truth := l.drawn
	truth[twin.Charge] = max(0, p.charge)
	if p.quietHours > 0 {
		truth[twin.Idle] = p.quiet / p.quietHours * 1000
	}
	var err error
	truth[twin.ActionCharge], err = l.referenceAction()
	return p, truth, err
}

// warmth is the temperature of a spell: a wave of straight lines over the year,
// and the weather.
func (l *Lock) warmth(d int, weather *repro.Stream) float64 {
	x := float64(d)/365 + l.phase
	if x >= 1 {
		x--
	}
	wave := float64(4*min(x, 1-x)) - 1
	return min(max(l.mean+float64(l.season*wave)+float64(l.weather*weather.Normal()), -8), 33)
}

// plan draws the actions of a spell.
func (p *playing) plan(from int) []turn {
	s := p.key.Child("plan").Index(uint64(from)).Stream()
	var out []turn
	last := -apart
	for d := range spell {
		if at := from + d; at >= p.awayFrom && at < p.awayFrom+p.away {
			continue
		}
		pairs := int(float64(2*p.pairs*s.Float64()) + 0.5)
		var times []float64
		for range 2 * pairs {
			times = append(times, float64(float64(d)*86400)+useFrom+float64((useTo-useFrom)*s.Float64()))
		}
		slices.Sort(times)
		for i, t := range times {
			what := keyturner.ActionLock
			if i%2 == 0 {
				what = keyturner.ActionUnlock
				if s.Float64() < p.unlatch {
					what = keyturner.ActionUnlatch
				}
			}
			last = max(t, last+apart)
			out = append(out, turn{time.Duration(float64(last * 1e9)), what})
		}
	}
	return out
}

// spell plays some days. The lock is not alive afterwards when it could not act
// any more, or its cells are empty.
func (p *playing) spell(from int, celsius float64) (alive bool, err error) {
	acts := p.plan(from)
	st, err := build(p.shapeAt(p.charge+p.lead(len(acts), celsius), celsius, from))
	if err != nil {
		return false, err
	}
	zero, began := st.lock.Now(), st.drawn()
	since := func() time.Duration { return st.lock.Now().Sub(zero) }
	before, beforeAt := began, zero
	rest := func(until time.Duration) error {
		if err := st.lock.Advance(max(zero.Add(until), st.lock.Now())); err != nil {
			return err
		}
		now := st.drawn()
		p.quiet += now - before
		p.quietHours += st.lock.Now().Sub(beforeAt).Hours()
		before, beforeAt = now, st.lock.Now()
		return nil
	}
	alive, acted := true, false
	for _, a := range acts {
		if next := since().Truncate(halfHr) + halfHr; p.timer && acted && next < a.at {
			if err := rest(next); err != nil {
				return false, err
			}
			p.report(st, from, next, celsius)
			acted = false
		}
		if err := rest(a.at); err != nil {
			return false, err
		}
		at := since()
		p.life.hear(st, from, at, false)
		if st.act(a.what) != nil {
			if p.life.stall(from, at) {
				continue
			}
			alive = false
			break
		}
		p.life.hear(st, from, at, true)
		if err := st.lock.Wait(soon); err != nil {
			return false, err
		}
		p.log(from, at, a.what)
		if !p.timer {
			p.report(st, from, since(), celsius)
		}
		acted = true
		if err := st.lock.Advance(max(zero.Add(a.at+window), st.lock.Now())); err != nil {
			return false, err
		}
		before, beforeAt = st.drawn(), st.lock.Now()
	}
	if alive {
		if err := rest(spell * day); err != nil {
			return false, err
		}
		p.closing(from, p.level())
	}
	days := since().Hours() / 24
	p.charge -= (st.drawn()-began)/float64(p.drawn[twin.Capacity]*p.lock.Derate(celsius)) + float64(days*p.lock.LeakPerDay(p.age+float64(days/2), celsius))
	p.age += days
	return alive && (p.life != nil || p.charge > dead), nil
}

// lead is by how much more charge than in the books a spell begins, so that the
// simulated cells, which have a capacity of their own, agree with the books in its
// middle.
func (p *playing) lead(acts int, celsius float64) float64 {
	q := float64(float64(acts)*p.lock.ActionMAh(p.charge, celsius, false)) + float64(p.drawn[twin.Idle]*spell*24/1000)
	simulated := p.shapeAt(p.charge, celsius, 0).capacity()
	return q / 2 / p.lock.Derate(celsius) * (1/simulated - 1/p.drawn[twin.Capacity])
}

// referenceAction meters what one locking or unlocking takes at half charge and
// 21 °C, in mAh.
func (l *Lock) referenceAction() (float64, error) {
	st, err := build(l.shapeAt(0.5, 21, 1<<30))
	if err != nil {
		return 0, err
	}
	q := st.drawn()
	if err := st.lock.Wait(time.Hour); err != nil {
		return 0, err
	}
	idle := st.drawn() - q // an hour of it
	const times = 4
	total := 0.0
	for i := range times {
		q, began := st.drawn(), st.lock.Now()
		what := keyturner.ActionUnlock
		if i%2 == 1 {
			what = keyturner.ActionLock
		}
		if err := st.act(what); err != nil {
			return 0, err
		}
		if err := st.lock.Advance(began.Add(10 * time.Minute)); err != nil {
			return 0, err
		}
		total += st.drawn() - q - idle/6
	}
	return total / times, nil
}
