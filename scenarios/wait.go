package scenarios

import (
	"time"

	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// lookEvery is how often a wait for the state of the lock looks, in a copy.
const lookEvery = time.Hour

func (p *player) wait(a Wait) (task, error) {
	if a.For > 0 {
		return p.lasting(a.For), nil
	}
	limit := p.lock.Now().Add(cmpOr(a.AtMost, UntilAtMost))
	u := a.Until
	switch {
	case u.Clock.Set:
		return lasts{min(p.nextClock(u.Clock.Value), limit)}, nil
	case u.Battery || u.Dead:
		return &looking{until: u, next: p.lock.Now(), limit: limit}, nil
	}
	q, err := p.foresee(u, limit)
	if err != nil {
		return nil, err
	}
	if !q.found {
		return p.givingUp(u, limit), nil
	}
	return lasts{max(q.at, p.lock.Now())}, nil
}

// foresee finds out when a moment or a voltage will come while nobody does
// anything but what is going on now.
func (p *player) foresee(u Until, limit sim.Time) (quest, error) {
	if u.Rail != "" {
		s := p.lock.Machine().Sample()
		v := s.VBAT
		if u.Rail == VDD {
			v = s.VDD
		}
		if u.beyond(Microvolts(float64(v * 1e6))) {
			return quest{found: true, at: p.lock.Now()}, nil
		}
	}
	c := p.ahead()
	c.watch.quest = quest{on: true, from: p.lock.Now(), until: u}
	t := task(lasts{limit})
	if p.radio.on {
		// A command over the air goes on only if its phone does.
		c.still, t = true, c.root
	}
	err := c.run(t, limit, func() bool { return c.watch.quest.found })
	return c.watch.quest, err
}

// givingUp is a wait for something that does not come.
func (p *player) givingUp(u Until, limit sim.Time) task {
	return &inOrder{make: []func(*player) (task, error){
		func(*player) (task, error) { return lasts{limit}, nil },
		func(p *player) (task, error) {
			p.inVain(u)
			return lasts{}, nil
		},
	}}
}

func (p *player) inVain(u Until) {
	p.lock.Remark(trace.Note, "waited-in-vain", "the wait until "+u.String()+" is given up: it has not come to that")
}

// looking waits for a state that one has to ask the lock for.
type looking struct {
	until Until
	next  sim.Time
	limit sim.Time
}

func (t *looking) clone() task { c := *t; return &c }

func (t *looking) poll(p *player) (sim.Time, bool, error) {
	if p.lock.Now() >= t.next {
		if t.until.Battery && p.reportsCritical() || t.until.Dead && p.dead() {
			return 0, true, nil
		}
		if p.lock.Now() >= t.limit {
			p.inVain(t.until)
			return 0, true, nil
		}
		t.next = min(p.lock.Now().Add(lookEvery), t.limit)
	}
	return t.next, false, nil
}

// reportsCritical asks a copy of the lock for its state.
func (p *player) reportsCritical() bool {
	if !p.up() {
		return false
	}
	f := p.lock.Fork()
	a, err := f.Call(p.ack.phone(""), firmware.Command{Op: firmware.OpKeyturnerStates})
	yes := err == nil && a.OK() && a.Final.States.Battery&1 != 0
	if yes && !p.critical.Set {
		p.critical = Some(p.lock.Now())
	}
	return yes
}

// up says whether the firmware runs.
func (p *player) up() bool {
	c := p.lock.Machine().CPU()
	return (c == mcu.Asleep || c == mcu.Running) && p.lock.App().State.Booted
}

// dead says whether the lock no longer runs and does not come up by itself.
func (p *player) dead() bool { return !p.up() && !p.lock.Read().Up }
