package fleet

import (
	"time"

	"locktwin/model/sim"
)

// pacing is how a host lets time pass.
type pacing struct {
	line    timeline
	stirred sim.Time // the last time that somebody did something
}

// How a host looks ahead and gives up; all wall time but alone.
const (
	// spin is the shortest time between two turns that nobody asked for.
	spin = 20 * time.Microsecond
	// slip is how far a lock may lag behind its factor before its time is
	// counted anew.
	slip = time.Second
	// alone is how long a lock at full pace goes on, simulated, after the last
	// time that somebody did something: a lock that reboots for ever must rest.
	alone = 10 * time.Minute
)

// setLine starts the map from wall time anew at the present instant.
func (h *host) setLine() {
	s := h.meta.Speed
	t := timeline{wall: h.wall, sim: h.lock.Now()}
	if !s.Paused && !s.Max && h.pace == nil && h.failed == nil {
		t.factor = s.factor()
	}
	h.clock.line = t
	h.seen.Store(int64(t.sim))
	if t.factor == 0 {
		h.line.Store(nil)
		return
	}
	h.line.Store(&t)
}

// maximal tells whether the lock runs as fast as it can.
func (h *host) maximal() bool { return h.meta.Speed.Max && !h.meta.Speed.Paused }

// catchUp brings the lock to the present instant.
func (h *host) catchUp() {
	if h.failed != nil {
		return
	}
	h.account()
	if h.clock.line.factor == 0 {
		return
	}
	h.openSlice()
	to := h.clock.line.at(h.wall)
	h.playTo(to)
	if h.halted {
		h.restive = false
		return
	}
	if lag := to.Sub(h.lock.Now()); lag > 0 {
		if wall := time.Duration(float64(lag) / h.clock.line.factor); wall > slip {
			h.setLine()
		}
		h.restive = true
		return
	}
	h.restive = false
}

// account keeps the books for the ratio of simulated and wall time.
func (h *host) account() {
	now := h.wall.UnixNano()
	if last := h.accounted.Load(); last != 0 && !h.paused.Load() {
		h.awake.Add(now - last)
	}
	h.accounted.Store(now)
	h.paused.Store(h.meta.Speed.Paused)
}

// passed gives the simulated time that has passed since the fleet was opened, and
// the wall time for which the lock was not paused, also of a lock whose host has
// had nothing to do for a while.
func (h *host) passed(wall time.Time) (simulated, awake time.Duration) {
	simulated = time.Duration(h.simulated.Load()) + h.now(wall).Sub(sim.Time(h.seen.Load()))
	awake = time.Duration(h.awake.Load())
	if last := h.accounted.Load(); last != 0 && !h.paused.Load() {
		awake += time.Duration(max(wall.UnixNano()-last, 0))
	}
	return simulated, awake
}

// openSlice begins a stretch of work that ends after sliceTime.
func (h *host) openSlice() {
	h.slice, h.budget = h.wall.Add(sliceTime), sliceStep
}

// spent tells whether the slice is used up.
func (h *host) spent() bool {
	if h.budget--; h.budget > 0 {
		return false
	}
	h.budget = sliceStep
	return !h.f.clock.Now().Before(h.slice)
}

// mayGoOn is asked by the model whenever something has happened.
func (h *host) mayGoOn() bool {
	switch {
	case h.spent():
		return false
	case h.script != nil && h.script.live.Stirred():
		return false
	case h.pace != nil && h.pace.hit:
		return false
	case h.clock.line.factor == 0 && (h.lock.Air().Delivered() || h.pace == nil && !h.lock.Busy()):
		return false
	}
	return true
}

// playTo plays up to an instant, with what is to be done on the way. It may stop
// early: when the slice is used up, or there is something to hand out.
func (h *host) playTo(to sim.Time) {
	h.halted = false
	for h.failed == nil {
		stop := max(min(to, h.nextStop()), h.lock.Now())
		before := h.lock.Now()
		if err := h.lock.AdvanceWhile(stop, h.goOn); err != nil {
			h.fail(err)
			return
		}
		h.simulated.Add(int64(h.lock.Now().Sub(before)))
		scripted := h.script != nil && h.script.live.Stirred()
		h.atStop()
		if h.halted || h.lock.Now() >= to || h.lock.Now() < stop && !scripted || !h.f.clock.Now().Before(h.slice) {
			break
		}
	}
	if h.failed == nil {
		h.seen.Store(int64(h.lock.Now()))
	}
}

// nextStop is the next instant at which the host itself has something to do.
func (h *host) nextStop() sim.Time {
	stop := h.nextAdvertisement()
	if len(h.rails) > 0 {
		spacing := h.railSpacing()
		for _, r := range h.rails {
			stop = min(stop, r.end(spacing))
		}
	}
	if h.script != nil {
		stop = min(stop, h.script.wake, h.script.pauseAt)
	}
	return min(stop, h.nextRepeat())
}

// atStop does what the host has to do at this instant.
func (h *host) atStop() {
	h.advertise()
	h.closeBuckets()
	h.playScript()
	h.playRepeats()
}

// settle lets happen what is due at this very instant, so that whoever asked for
// it sees it done.
func (h *host) settle() {
	if h.failed != nil {
		return
	}
	switch {
	case h.pace != nil:
		h.runPace()
	case h.maximal():
		h.push()
	default:
		h.openSlice()
		h.playTo(h.lock.Now())
	}
}

// push runs at full pace as long as anything is under way.
func (h *host) push() {
	h.openSlice()
	h.restive = false
	for h.failed == nil {
		limit := h.clock.stirred.Add(alone)
		if h.script != nil {
			limit = max(limit, h.script.wake)
		}
		driven := h.script != nil
		if next := h.nextRepeat(); next != sim.Never {
			limit, driven = max(limit, next), true
		}
		h.hand()
		if !h.maximal() || !driven && !h.lock.Busy() && !h.listened() || h.lock.Now() >= limit {
			return
		}
		if len(h.messages) > 0 || !h.f.clock.Now().Before(h.slice) {
			h.restive = true
			return
		}
		to := min(limit, max(h.nextStop(), h.lock.Now()))
		h.playTo(to)
	}
}

// plan says when the next turn is due.
func (h *host) plan() {
	if h.failed != nil {
		h.restive = false
	}
	if h.restive {
		return
	}
	h.next, h.due = time.Time{}, false
	if h.failed == nil && h.clock.line.factor > 0 {
		// The lock was played to the present; what it says is due by now has to
		// wait a little, or a host would spin.
		soon := h.shown().Add(max(time.Duration(float64(spin)*h.clock.line.factor), 1))
		at := max(min(h.nextDue(), h.nextStop()), soon)
		if t, ok := h.clock.line.wallOf(at); ok {
			h.next, h.due = t, true
		}
	}
	h.earlier(h.nextSave())
	h.earlier(h.nextHeard())
	h.earlier(h.nextScope())
	if h.lock != nil {
		h.earlier(h.nextDoze())
	}
	h.alarm()
}

// earlier lets the next turn come at t, if that is not the zero time and no other
// reason comes before.
func (h *host) earlier(t time.Time) {
	if !t.IsZero() && (h.next.IsZero() || t.Before(h.next)) {
		h.next, h.due = t, false
	}
}

// set sets the timer, or stops it for the zero time. One that goes off a little
// earlier stays as it is: it is cheaper to look again than to set a timer in every
// turn.
func (h *host) set(at time.Time) {
	if at.IsZero() {
		if h.armed {
			h.timer.Stop()
			h.armed = false
		}
		return
	}
	if h.armed && !h.wake.After(at) && at.Sub(h.wake) <= relaxAfter {
		return
	}
	d := max(at.Sub(h.f.clock.Now()), 0)
	if h.timer == nil {
		h.timer = h.f.clock.NewTimer(d)
	} else {
		h.timer.Reset(d)
	}
	h.wake, h.armed = at, true
}
