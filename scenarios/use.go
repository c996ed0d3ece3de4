package scenarios

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/mechanics"
	"locktwin/model/sim"
)

// People use their door between these hours (assumption).
const (
	useFrom = 6 * time.Hour
	useTo   = 23 * time.Hour
)

// using is ordinary life with a lock.
type using struct {
	Use
	key   repro.Key
	began sim.Time
	end   sim.Time
	day   int // days planned
	plan  []turn
	poll1 sim.Time // next question of the home-automation system
	now   task
}

// turn is one planned action.
type turn struct {
	at     sim.Time
	chance float64 // against the share of unlatches
}

func (p *player) use(a Use) task {
	p.uses++
	t := &using{Use: a, key: p.key.Child("use").Index(p.uses), began: p.lock.Now(), poll1: sim.Never}
	t.end = t.began.Add(cmpOr(a.For, UntilAtMost))
	if a.Until.Clock.Set {
		t.end = min(t.end, p.nextClock(a.Until.Clock.Value))
	}
	if a.Poll > 0 {
		t.poll1 = t.began.Add(a.Poll)
	}
	if a.Until.Moment != "" || a.Until.Rail != "" {
		p.watch.quest = quest{on: true, from: t.began, until: a.Until}
	}
	return t
}

func (t *using) clone() task {
	c := *t
	c.plan = slices.Clone(t.plan)
	if t.now != nil {
		c.now = t.now.clone()
	}
	return &c
}

// planDay draws the actions of the next 24 hours.
func (t *using) planDay(p *player) {
	from := t.began.Add(time.Duration(t.day) * 24 * time.Hour)
	s := t.key.Index(uint64(t.day)).Stream()
	t.day++
	n := t.Actions.Min + s.IntN(t.Actions.Max-t.Actions.Min+1)
	dawn := p.clock(from)
	for range n {
		at := useFrom + time.Duration(float64(s.Float64()*float64(useTo-useFrom)))
		d := at - dawn
		if d < 0 {
			d += 24 * time.Hour
		}
		t.plan = append(t.plan, turn{from.Add(d), s.Float64()})
	}
	slices.SortFunc(t.plan, func(a, b turn) int { return int(min(max(a.at-b.at, -1), 1)) })
}

func (t *using) poll(p *player) (sim.Time, bool, error) {
	for {
		if t.now != nil {
			wake, done, err := t.now.poll(p)
			if err != nil || !done {
				return wake, false, err
			}
			t.now = nil
			if t.over(p) {
				return 0, true, nil
			}
		}
		now := p.lock.Now()
		if now >= t.end {
			return 0, true, nil
		}
		if p.watch.quest.found && (t.Until.Moment != "" || t.Until.Rail != "") {
			p.watch.quest = quest{}
			return 0, true, nil
		}
		for len(t.plan) == 0 {
			t.planDay(p)
			if len(t.plan) == 0 && t.began.Add(time.Duration(t.day)*24*time.Hour) >= t.end {
				t.plan = append(t.plan, turn{at: sim.Never})
			}
		}
		switch {
		case t.plan[0].at <= now:
			t.now = p.act(Act{Word: t.word(p), As: t.As})
			t.plan = t.plan[1:]
		case t.poll1 <= now:
			t.now = p.ask(Ask{Word: AskStatus, As: t.As})
			t.poll1 = max(t.poll1, now).Add(t.Poll)
		default:
			return min(t.end, t.plan[0].at, t.poll1), false, nil
		}
	}
}

// word is what somebody at the door wants: the bolt is thrown, or it is not.
func (t *using) word(p *player) LockAction {
	switch {
	case p.lock.Machine().Bolt() != mechanics.Locked:
		return "lock"
	case t.plan[0].chance*100_000 < float64(t.Unlatches):
		return "unlatch"
	}
	return "unlock"
}

// over looks after an action whether what the use lasts until has come.
func (t *using) over(p *player) bool {
	switch {
	case t.Until.Battery:
		return p.critical.Set
	case t.Until.Dead:
		return p.ack.answer.Reason == noAnswer && p.dead()
	}
	return false
}
