package fleet

import (
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/sim"
)

// repeating is what a fork does again that was done to the lock it comes from. What
// is still to come stands in the meta of the lock, and survives a restart.
type repeating struct {
	tickets []model.Ticket // commands that have no answer yet
}

// lookForAnswers is how often a lock looks whether a repeated command was answered.
const lookForAnswers = 100 * time.Millisecond

// nextRepeat is when there is something to repeat; sim.Never for never.
func (h *host) nextRepeat() sim.Time {
	at := sim.Time(sim.Never)
	if len(h.meta.Repeat) > 0 {
		at = sim.Time(h.meta.Repeat[0].AtNS)
	}
	if len(h.repeat.tickets) > 0 && h.lock != nil {
		at = min(at, h.lock.Now().Add(lookForAnswers))
	}
	return at
}

// playRepeats does what is due at this instant.
func (h *host) playRepeats() {
	if h.failed != nil {
		return
	}
	for i := 0; i < len(h.repeat.tickets); {
		if _, done, err := h.lock.Poll(h.repeat.tickets[i]); !done && err == nil {
			i++
			continue
		}
		h.repeat.tickets = append(h.repeat.tickets[:i], h.repeat.tickets[i+1:]...)
	}
	for len(h.meta.Repeat) > 0 && sim.Time(h.meta.Repeat[0].AtNS) <= h.lock.Now() {
		d := h.meta.Repeat[0]
		h.setRepeats(h.meta.Repeat[1:])
		h.clock.stirred = h.lock.Now()
		if err := h.again(d); err != nil {
			h.note(EventNotRepeated, fmt.Sprintf("%s: %v", d.Text(), err))
			continue
		}
		h.note(EventRepeated, d.Text())
	}
}

// again does what was done to another lock.
func (h *host) again(d Deed) error {
	in := h.lock.CellsIn()
	switch {
	case !in && (d.CellsOut != nil || d.Knock != nil || d.Cut != nil):
		return fmt.Errorf("%w: there are no cells in the lock", ErrSpec)
	case d.Asked != nil:
		h.repeat.tickets = append(h.repeat.tickets, h.lock.Send(repeater, d.Asked.Command.command(d.Asked.Auth)))
		d.AtNS = int64(h.lock.Now().Add(scriptedLead))
		h.remember(d)
		return nil
	}
	_, err := h.perform(d)
	return err
}

// setRepeats says what is still to be repeated.
func (h *host) setRepeats(deeds []Deed) {
	if len(deeds) == 0 && len(h.meta.Repeat) == 0 {
		return
	}
	h.meta.Repeat = deeds
	if h.meta.Origin != nil {
		o := *h.meta.Origin
		o.Repeats = len(deeds)
		h.meta.Origin = &o
	}
	h.show.stale, h.store.dirty = true, true
}
