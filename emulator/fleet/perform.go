package fleet

import (
	"context"
	"fmt"
	"strings"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/trace"
)

// Done is a deed that was begun and goes on in simulated time.
type Done struct {
	AtNS    int64         // when it began
	Takes   time.Duration // simulated
	Changed bool          // false: there was nothing to do
}

// Perform has plan say, in the goroutine that owns the lock, what is to be done at the
// lock's present instant; it is done, noted in the lock's record, and saved. A plan
// that gives a Deed which is none has nothing to do, which is no error. Before cells
// are taken out the lock is put by, so that one can always go back. An error of plan is
// returned as it is; others as Do.
func (f *Fleet) Perform(ctx context.Context, ref string, plan func(*model.Lock) (Deed, error)) (Done, error) {
	h, err := f.find(ref)
	if err != nil {
		return Done{}, err
	}
	var out Done
	err = h.call(ctx, true, func(h *host) error {
		d, err := plan(h.lock)
		out.AtNS = int64(h.lock.Now())
		if err != nil || d == (Deed{}) {
			return err
		}
		out.Changed = true
		out.Takes, err = h.perform(d)
		h.air.radio.known = false
		return err
	})
	return out, err
}

// perform does a deed and notes it.
func (h *host) perform(d Deed) (time.Duration, error) {
	d.ready(h.lock)
	if d.CellsOut != nil || d.Cut != nil {
		if err := h.putBy(d.Word()); err != nil {
			return 0, err
		}
	}
	takes, err := d.do(h.lock)
	if err != nil {
		return 0, err
	}
	h.noteDeed(d)
	return takes, nil
}

// noteDeed adds to the record what is done at the instant that the lock shows.
func (h *host) noteDeed(d Deed) {
	d.AtNS = int64(h.lock.Now())
	h.remember(d)
}

func (h *host) remember(d Deed) {
	h.record.add(d, h.f.limits.Deeds)
	h.store.dirty = true
}

// scripted tells whether a connection belongs to a phone of the scenario that is being
// played: what it asks for stands in the scenario.
func (h *host) scripted(conn uint32) bool {
	if h.script == nil {
		return false
	}
	for _, l := range h.air.links {
		if uint32(l.conn) == conn {
			return false
		}
	}
	return true
}

// noteAsked adds what a phone asks for.
func (h *host) noteAsked(e *trace.Event) {
	a, ok := e.Detail.(firmware.Asked)
	if !ok || h.scripted(uint32(a.Conn)) {
		return
	}
	if asked := askedOf(&a); asked != nil {
		h.remember(Deed{AtNS: int64(e.At), Asked: asked})
	}
}

// notePaired adds that an authorization was given.
func (h *host) notePaired(e *trace.Event) {
	p, ok := e.Detail.(firmware.Paired)
	if !ok || h.scripted(uint32(p.Conn)) {
		return
	}
	h.remember(Deed{AtNS: int64(e.At), Paired: &Paired{Auth: uint32(p.Auth), AppID: p.AppID, Name: p.Name.String()}})
}

// noteRefused marks what was asked for last, if that is what the firmware refuses.
func (h *host) noteRefused(text string) {
	var id uint32
	if !strings.HasPrefix(text, "Authorization ") {
		return
	}
	if _, err := fmt.Sscanf(text, "Authorization %d is refused", &id); err == nil {
		h.record.refuse(id)
		h.store.dirty = true
	}
}

// Record lists what was done to a lock, oldest first, as far as it is remembered, and
// how much is no longer known. It holds PINs. Errors as Do.
func (f *Fleet) Record(ctx context.Context, ref string) (deeds []Deed, forgotten uint64, err error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, 0, err
	}
	err = h.call(ctx, false, func(h *host) error {
		for _, d := range h.record.deeds {
			deeds = append(deeds, d.Deed)
		}
		forgotten = h.record.gone
		return nil
	})
	return deeds, forgotten, err
}
