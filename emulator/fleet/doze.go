package fleet

import (
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/sim"
)

// doze is a lock that nobody talks to and to which nothing happens for a while,
// frozen: some kilobytes in place of most of a megabyte. It advertises all the
// same. Whoever wants anything else of it wakes it, and it goes on as if it had
// never slept.
type doze struct {
	frozen []byte
	at     sim.Time // the instant at which it fell asleep
	due    sim.Time // when it wakes by itself
	air    gatt.Air
	beacon gatt.Beacon
	since  sim.Time
	on     bool
}

// dozeSpan is how far away the next thing that is due has to be, wall time.
const dozeSpan = time.Minute

// mayDoze tells whether the lock may sleep, but for the time that has passed.
func (h *host) mayDoze() bool {
	k := &h.store
	switch {
	case h.f.limits.DozeAfter < 0 || h.failed != nil || h.restive || len(h.air.links) > 0 || h.lock.Air().Active():
	case h.pace != nil || h.script != nil || h.nextRepeat() != sim.Never || len(h.rails)+len(h.scope.feeds) > 0 || h.maximal() && h.listened():
	case len(k.held) > 0 || len(k.answers) > 0:
	case h.lock.Busy() || h.lock.Machine().RailMoves():
	default:
		return true
	}
	return false
}

// nextDoze is when the lock may sleep if nothing happens; the zero time for never.
func (h *host) nextDoze() time.Time {
	if !h.mayDoze() || !h.farAhead(h.lock.Due()) {
		return time.Time{}
	}
	return h.used.Add(h.f.limits.DozeAfter)
}

// farAhead tells whether an instant is far enough away to sleep until then.
func (h *host) farAhead(due sim.Time) bool {
	wall, ok := h.clock.line.wallOf(due)
	return !ok || wall.Sub(h.wall) >= dozeSpan
}

// fallAsleep freezes the lock, if it may sleep by now.
func (h *host) fallAsleep() {
	if at := h.nextDoze(); !at.IsZero() && !h.wall.Before(at) {
		h.sleep()
	}
}

// sleep puts the frozen lock in the place of the lock.
func (h *host) sleep() {
	frozen, err := h.lock.AppendFrozen(nil)
	if err != nil {
		h.fail(err)
		return
	}
	d := &doze{frozen: frozen, at: h.lock.Now(), due: h.lock.Due()}
	d.air.CopyFrom(h.lock.Air())
	d.air.Table = nil // of no use without a connection
	state, since := h.lock.Machine().Radio()
	d.beacon, _ = state.Beacon.(gatt.Beacon)
	d.since, d.on = since, h.air.radio.on
	h.lock.Listen(nil)
	h.lock, h.dozing = nil, d
	h.relax()
	h.asleep.Store(true)
	h.air.inbox, h.show.users = nil, nil
}

// wakeUp thaws the lock. It shows the instant at which it fell asleep.
func (h *host) wakeUp() {
	l, err := model.Thaw(h.dozing.frozen)
	if err != nil {
		// What has just been frozen thaws; this is a fault of the program.
		h.fail(fmt.Errorf("wake up: %w", err))
		return
	}
	h.dozing = nil
	h.asleep.Store(false)
	h.lock = l
	h.lend(l)
	l.Listen(h)
}

// dream is a turn of a lock that sleeps. It tells false when the lock has to wake
// up.
func (h *host) dream(m message) bool {
	if m.kind != 0 || h.waiting > 0 || h.shown() >= h.dozing.due || h.maximal() && h.listened() {
		return false
	}
	if h.outside {
		h.lookOutside()
	}
	h.account()
	h.advertise()
	h.keep()
	h.plan()
	return true
}

// shown is the instant that the lock shows, or would show.
func (h *host) shown() sim.Time {
	switch {
	case h.lock != nil:
		return h.lock.Now()
	case h.dozing != nil:
		return max(h.clock.line.at(h.wall), h.dozing.at)
	}
	return sim.Time(h.seen.Load())
}

// nextDue is when the lock has something to do.
func (h *host) nextDue() sim.Time {
	if h.lock != nil {
		return h.lock.Due()
	}
	return h.dozing.due
}

// advertisement is the next one later than an instant.
func (h *host) advertisement(after sim.Time) (gatt.Advertisement, bool) {
	if h.lock != nil {
		return h.lock.NextAdvertisement(after)
	}
	return h.dozing.air.NextAdvertisement(h.dozing, after)
}

// Now, Beacon, Boot and ToLock make a lock that sleeps what its air meets.
func (d *doze) Now() sim.Time { return d.at }

// Beacon is what it advertises.
func (d *doze) Beacon() (gatt.Beacon, sim.Time, bool) { return d.beacon, d.since, d.on }

// Boot never changes while it sleeps.
func (d *doze) Boot() uint32 { return 0 }

// ToLock is not called: a lock with a connection does not sleep.
func (d *doze) ToLock(sim.Time, gatt.Signal) {}
