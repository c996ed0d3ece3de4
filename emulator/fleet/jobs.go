package fleet

import (
	"context"
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/sim"
)

// Do runs fn in the goroutine that owns the lock, at the lock's present instant,
// and returns when fn's effects are saved. fn must not block. An error of fn is
// returned as it is; others wrap ErrNotFound, ErrFailed, ErrStore, ErrClosed or
// are that of ctx, after which fn may still have been run.
func (f *Fleet) Do(ctx context.Context, ref string, fn func(*model.Lock) error) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		err := fn(h.lock)
		h.air.radio.known = false
		return err
	})
}

// Look is Do for reading: fn must not change the lock.
func (f *Fleet) Look(ctx context.Context, ref string, fn func(*model.Lock)) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, false, func(h *host) error {
		fn(h.lock)
		return nil
	})
}

// SetSpeed sets how fast simulated time runs. What was running at full pace for
// RunUntil or Step goes on first. Errors as Do, or ErrSpec.
func (f *Fleet) SetSpeed(ctx context.Context, ref string, s Speed) error {
	_, err := f.Patch(ctx, ref, Patch{Speed: &s})
	return err
}

func (h *host) setSpeed(s Speed) {
	if s.Factor == 0 {
		s.Factor = h.meta.Speed.factor()
	}
	h.meta.Speed = s
	h.account()
	h.setLine()
	h.note(EventSpeed, "time runs at "+s.String())
	h.show.stale = true
}

// SetFault sets a link fault; one with the same ID is replaced. Errors as Do, or
// they wrap gatt.ErrFault.
func (f *Fleet) SetFault(ctx context.Context, ref string, fault gatt.Fault) error {
	return f.faults(ctx, ref, func(h *host) error {
		if err := h.lock.Air().SetFault(fault); err != nil {
			return err
		}
		h.note(EventFaultSet, fmt.Sprintf("fault %s: %s", fault.ID, fault.String()))
		fault.Counters = gatt.Counters{}
		h.noteDeed(Deed{Fault: &fault})
		return nil
	})
}

// RemoveFault removes a link fault. Errors as Do; ErrNotFound when there is none.
func (f *Fleet) RemoveFault(ctx context.Context, ref, fault string) error {
	return f.faults(ctx, ref, func(h *host) error {
		if !h.lock.Air().RemoveFault(fault) {
			return fmt.Errorf("%w: fault %.80q", ErrNotFound, fault)
		}
		h.note(EventFaultRemoved, "fault "+fault+" is removed")
		h.noteDeed(Deed{FaultsGone: &FaultsGone{ID: fault}})
		return nil
	})
}

// ResetFaults removes all link faults. Errors as Do.
func (f *Fleet) ResetFaults(ctx context.Context, ref string) error {
	return f.faults(ctx, ref, func(h *host) error {
		h.lock.Air().ResetFaults()
		h.note(EventFaultRemoved, "all faults are removed")
		h.noteDeed(Deed{FaultsGone: &FaultsGone{}})
		return nil
	})
}

func (f *Fleet) faults(ctx context.Context, ref string, do func(*host) error) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		h.air.radio.known = false
		return do(h)
	})
}

// Faults lists the link faults of a lock with what they have done so far. Errors
// wrap ErrNotFound.
func (f *Fleet) Faults(ref string) ([]gatt.Fault, error) {
	found, err := rows[faultRow](f, tableFaults, ref)
	out := make([]gatt.Fault, 0, len(found))
	for _, r := range found {
		out = append(out, r.Fault)
	}
	return out, err
}

// Events returns events later than the number after, at most limit (0: all), and
// how many of those that were asked for are no longer remembered. They have been
// saved, if the store takes anything at all: a number that was read here never
// means another event. Errors wrap ErrNotFound or ErrStore.
func (f *Fleet) Events(ref string, after uint64, limit int) (events []Event, missed uint64, err error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, 0, err
	}
	if err := f.recall(h, after); err != nil {
		return nil, 0, err
	}
	events, missed = h.ring.after(after, limit)
	if n := len(events); n > 0 {
		f.keepEvents(h, events[n-1].Seq)
	}
	return events, missed, nil
}

// keepEvents returns when events up to a number are saved, or cannot be: that too
// is an event, and has to be told.
func (f *Fleet) keepEvents(h *host, last uint64) {
	if f.store == nil || last <= h.store.kept.Load() {
		return
	}
	_ = h.call(f.saving, true, func(h *host) error {
		if h.store.failing {
			return ErrStore
		}
		return nil
	})
}

// recall brings events of an earlier run back into the ring, if they are asked
// for.
func (f *Fleet) recall(h *host, after uint64) error {
	if f.store == nil || !h.ring.wants(after) {
		return nil
	}
	return h.recall(f.saving)
}

// Subscribe gives a feed of what happens to a lock. Errors wrap ErrNotFound,
// ErrLimit, ErrSpec, ErrStore or ErrClosed.
func (f *Fleet) Subscribe(ref string, o FeedOptions) (*Feed, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	switch {
	case o.RailEvery != 0 && o.RailEvery < f.limits.Rail:
		return nil, fmt.Errorf("%w: rail buckets of %v, must be at least %v", ErrSpec, o.RailEvery, f.limits.Rail)
	case o.Queue < 0 || o.Queue > maxFeedQueue:
		return nil, fmt.Errorf("%w: a queue of %d items, must be 0 to %d", ErrSpec, o.Queue, maxFeedQueue)
	case o.Queue == 0:
		o.Queue = f.limits.FeedQueue
	}
	if o.After != NoHistory {
		if err := f.recall(h, o.After); err != nil {
			return nil, err
		}
	}
	d := &Feed{ring: h.ring, host: h, kinds: o.Kinds, queue: o.Queue, meter: f.meter}
	if err := h.ring.subscribe(d, o.After, f.limits.Feeds); err != nil {
		return nil, fmt.Errorf("lock %s: %w", h.id, err)
	}
	if o.RailEvery > 0 {
		err := h.call(f.saving, false, func(h *host) error {
			h.addRail(d, o.RailEvery)
			return nil
		})
		if err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

// maxFeedQueue bounds what a reader may ask for.
const maxFeedQueue = 1 << 16

// Step plays until the next thing has happened and returns when its effects are
// saved. Errors as Do; ErrNotReached when nothing is under way or scheduled.
func (f *Fleet) Step(ctx context.Context, ref string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		limit := h.lock.Due()
		if h.pace != nil {
			return fmt.Errorf("%w: it is being played to an instant", ErrSpec)
		}
		if limit == sim.Never {
			return fmt.Errorf("%w: nothing is scheduled", ErrNotReached)
		}
		if err := h.lock.Step(max(limit, h.lock.Now())); err != nil {
			h.fail(err)
			return h.failed
		}
		h.setLine()
		h.atStop()
		return nil
	})
}

// Until says where a run ends: at the first of what is set.
type Until struct {
	For    time.Duration `json:"for_ns,omitempty" doc:"So much simulated time from now"`
	AtNS   int64         `json:"at_ns,omitempty" doc:"This instant, simulated nanoseconds"`
	Event  string        `json:"event,omitempty" doc:"The first event of this name, such as erase-begin or bolt-rests"`
	AtMost time.Duration `json:"at_most_ns,omitempty" doc:"How long to wait for the event in simulated time; 30 days if left out"`
}

// patience is how long RunUntil waits for an event if it is not told.
const patience = 30 * 24 * time.Hour

// RunUntil plays at full pace, whatever the speed of the lock, and returns when
// it is there and saved. Messages of centrals are served on the way. Errors as
// Do; ErrNotReached when the event did not come, ErrSpec for an Until that says
// nothing or lies in the past. When ctx ends the run ends where it is.
func (f *Fleet) RunUntil(ctx context.Context, ref string, u Until) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	defer close(stop)
	return h.call(ctx, true, func(h *host) error { return h.beginPace(u, stop) })
}
