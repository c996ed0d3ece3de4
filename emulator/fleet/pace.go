package fleet

import (
	"fmt"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// pace is a run at full pace to an instant or an event.
type pace struct {
	until sim.Time
	event string
	hit   bool
	job   *job
	stop  <-chan struct{} // closed: nobody waits any more
	scout *scout          // nil: nobody looks ahead
}

// scout looks for an event in a copy of the lock, so that the lock itself can be
// stopped at its instant. Events of an activation are told when it is over, which
// is too late for a hand that wants to come in the middle of an erase.
type scout struct {
	lock  *model.Lock
	event string
	after sim.Time
	hit   bool
	at    sim.Time // of the event
}

// Event waits for the event.
func (s *scout) Event(e *trace.Event) {
	if !s.hit && e.Name == s.event && e.At > s.after {
		s.hit, s.at = true, e.At
	}
}

// foresee looks ahead for as long as a slice takes. It tells how far the lock can
// be played, and whether the event is there.
func (h *host) foresee(p *pace) (to sim.Time, found bool) {
	if p.scout == nil {
		s := &scout{lock: h.lock.Fork(), event: p.event, after: h.lock.Now()}
		s.lock.OwnCache()
		s.lock.Listen(s)
		p.scout = s
	}
	s := p.scout
	if !s.hit && s.lock.Now() < p.until {
		if err := s.lock.AdvanceWhile(p.until, func() bool { return !s.hit && !h.spent() }); err != nil {
			h.fail(err)
		}
	}
	if s.hit {
		return s.at, true
	}
	return s.lock.Now(), false
}

// unforeseen forgets what was looked up, as somebody has acted since.
func (p *pace) unforeseen() {
	if p != nil {
		p.scout = nil
	}
}

// beginPace begins a run. The job that asked for it is answered at its end.
func (h *host) beginPace(u Until, stop <-chan struct{}) error {
	now := h.lock.Now()
	p := &pace{until: sim.Never, event: u.Event, stop: stop, job: h.working}
	if u.For < 0 || u.AtMost < 0 {
		return fmt.Errorf("%w: a time below 0", ErrSpec)
	}
	if u.For > 0 {
		p.until = now.Add(u.For)
	}
	if u.AtNS > 0 {
		p.until = min(p.until, sim.Time(u.AtNS))
	}
	if u.Event != "" {
		most := u.AtMost
		if most == 0 {
			most = patience
		}
		p.until = min(p.until, now.Add(most))
	}
	switch {
	case h.pace != nil:
		return fmt.Errorf("%w: it is being played to an instant already", ErrSpec)
	case p.until == sim.Never:
		return fmt.Errorf("%w: until when?", ErrSpec)
	case p.until < now:
		return fmt.Errorf("%w: %v has passed, it is %v", ErrSpec, p.until, now)
	}
	h.pace = p
	h.working.later = true
	h.setLine()
	return nil
}

// runPace plays a slice of the run.
func (h *host) runPace() {
	p := h.pace
	select {
	case <-p.stop:
		h.endPace(nil)
		return
	default:
	}
	h.openSlice()
	for h.failed == nil && h.pace == p {
		to, reached := p.until, p.event == ""
		// What a scenario will do on the way, no copy shows.
		if p.event != "" && h.script == nil {
			to, reached = h.foresee(p)
			h.slice = h.f.clock.Now().Add(sliceTime)
		}
		h.playTo(to)
		h.hand()
		switch {
		case p.hit, h.lock.Now() >= to && reached:
			h.endPace(nil)
		case h.lock.Now() >= p.until:
			h.endPace(fmt.Errorf("%w: event %q, until %v", ErrNotReached, p.event, p.until))
		case len(h.messages) > 0 || !h.f.clock.Now().Before(h.slice):
			h.restive = true
			return
		}
	}
}

// endPace ends the run, if there is one, and answers who waits for it.
func (h *host) endPace(err error) {
	p := h.pace
	if p == nil {
		return
	}
	h.pace = nil
	h.restive = false
	h.wall = h.f.clock.Now()
	if h.failed == nil && h.lock != nil {
		h.setLine()
		h.stir()
	}
	if err != nil {
		h.reply(p.job, err)
		return
	}
	h.answer(p.job, nil)
}
