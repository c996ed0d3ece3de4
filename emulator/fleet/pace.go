package fleet

import (
	"fmt"

	"locktwin/model/sim"
)

// pace is a run at full pace to an instant or an event.
type pace struct {
	until sim.Time
	event string
	hit   bool
	job   *job
	stop  <-chan struct{} // closed: nobody waits any more
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
		h.playTo(p.until)
		h.hand()
		switch {
		case p.hit:
			h.endPace(nil)
		case h.lock.Now() >= p.until:
			var err error
			if p.event != "" {
				err = fmt.Errorf("%w: event %q, until %v", ErrNotReached, p.event, p.until)
			}
			h.endPace(err)
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
