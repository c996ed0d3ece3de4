package scenarios

import (
	"slices"

	"locktwin/model/sim"
)

// task is a step that is going on. Tasks are polled whenever the simulation
// stops; they act at the instant that the lock shows and never let time pass
// themselves, so that several can go on at once.
type task interface {
	// poll goes on as far as is possible now. Until it is done it says when it
	// wants to be polled at the latest, which lies ahead; what a phone is told
	// stops the simulation before that.
	poll(p *player) (wake sim.Time, done bool, err error)
	// clone is an independent copy, for a player that looks ahead.
	clone() task
}

// sequence plays steps one after the other; see Step for what that means.
type sequence struct {
	steps   []Step
	next    int
	began   sim.Time // the step before the next one
	due     sim.Time // a next step that is placed by After
	placed  bool     // due is known
	going   []task
	scouted bool // a copy that looks ahead: its next step does not begin
	top     bool // the file's own list: it notes when its steps began
	starts  []sim.Time
}

func (s *sequence) clone() task {
	c := *s
	c.starts = slices.Clip(s.starts)
	c.going = make([]task, len(s.going), len(s.going)+1)
	for i, t := range s.going {
		c.going[i] = t.clone()
	}
	return &c
}

func (s *sequence) poll(p *player) (sim.Time, bool, error) {
	for {
		wake := sim.Time(sim.Never)
		left := s.going[:0]
		for _, t := range s.going {
			w, done, err := t.poll(p)
			if err != nil {
				return 0, false, err
			}
			if !done {
				left = append(left, t)
				wake = min(wake, w)
			}
		}
		clear(s.going[len(left):])
		s.going = left
		if s.scouted || p.still || s.next == len(s.steps) {
			if s.scouted || p.still || len(left) > 0 {
				return wake, false, nil
			}
			return p.rest()
		}
		step := &s.steps[s.next]
		if step.After.Set {
			if !s.placed {
				var err error
				if s.due, err = p.place(s, step); err != nil {
					return 0, false, err
				}
				s.placed = true
			}
			if p.lock.Now() < s.due {
				return min(wake, s.due), false, nil
			}
		} else {
			if len(left) > 0 {
				return wake, false, nil
			}
			if w, still, err := p.rest(); err != nil || !still {
				return w, false, err
			}
		}
		s.began, s.placed = p.lock.Now(), false
		s.next++
		if s.top {
			s.starts = append(s.starts, s.began)
		}
		t, err := p.begin(step)
		if err != nil {
			return 0, false, p.blame(step, err)
		}
		if t != nil {
			s.going = append(s.going, t)
		}
	}
}

// until is a task that is over at an instant.
type lasts struct{ until sim.Time }

func (t lasts) clone() task { return t }

func (t lasts) poll(p *player) (sim.Time, bool, error) {
	return t.until, p.lock.Now() >= t.until, nil
}

// inOrder plays tasks one after the other, each made when the one before is
// over. What makes them must keep no state.
type inOrder struct {
	make []func(*player) (task, error)
	now  task
}

func (t *inOrder) clone() task {
	c := *t
	if t.now != nil {
		c.now = t.now.clone()
	}
	return &c
}

func (t *inOrder) poll(p *player) (sim.Time, bool, error) {
	for {
		if t.now != nil {
			wake, done, err := t.now.poll(p)
			if err != nil || !done {
				return wake, false, err
			}
			t.now = nil
		}
		if len(t.make) == 0 {
			return 0, true, nil
		}
		var err error
		if t.now, err = t.make[0](p); err != nil {
			return 0, false, err
		}
		t.make = t.make[1:]
	}
}

// rounds plays a repeat.
type rounds struct {
	Repeat
	done  int
	began sim.Time
	now   *sequence
}

func (t *rounds) clone() task {
	c := *t
	if t.now != nil {
		c.now = t.now.clone().(*sequence)
	}
	return &c
}

func (t *rounds) poll(p *player) (sim.Time, bool, error) {
	for {
		if t.now != nil {
			wake, done, err := t.now.poll(p)
			if err != nil || !done {
				return wake, false, err
			}
			t.now = nil
			t.done++
		}
		if t.done == t.Times {
			return 0, true, nil
		}
		if due := t.began.Add(t.Every); t.done > 0 && p.lock.Now() < due {
			return due, false, nil
		}
		t.began = p.lock.Now()
		t.now = &sequence{steps: t.Steps}
	}
}

// place finds the instant of a step that is placed in the middle of something:
// a copy of the lock goes ahead, with everything that is going on.
func (p *player) place(s *sequence, step *Step) (sim.Time, error) {
	a := step.After
	if a.Moment == "" {
		return s.began.Add(a.Delay), nil
	}
	s.scouted = true
	q, err := p.scout(quest{from: s.began, until: Until{Moment: a.Moment}, nth: a.Nth}, s.began.Add(MomentPatience))
	s.scouted = false
	if err != nil {
		return 0, err
	}
	if !q.found {
		return 0, p.blame(step, &MomentError{a, MomentPatience, q.seen})
	}
	return max(q.at.Add(a.Delay), p.lock.Now()), nil
}

// scout looks ahead until the quest is over, at most until limit.
func (p *player) scout(q quest, limit sim.Time) (quest, error) {
	c := p.ahead()
	q.on = true
	c.watch.quest = q
	err := c.run(c.root, limit, func() bool { return c.watch.quest.found })
	return c.watch.quest, err
}

// ahead is a copy that plays on without being heard.
func (p *player) ahead() *player {
	c := &player{lock: p.lock.Fork()}
	c.copyFrom(p)
	c.watch = newWatcher()
	c.watch.state = p.watch.state
	c.lock.Listen(c.watch)
	c.scouting = true
	return c
}
