package fleet

import (
	"slices"
	"time"

	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// keptBuckets is how many buckets that were sent may still grow: what an
// activation did is heard when it is over.
const keptBuckets = 16

// rail gathers the supply for one feed. While there is one its host stops at the
// end of each bucket and looks at the rail, which changes nothing; in between the
// trace tells both ends of every step of the solution.
type rail struct {
	feed  *Feed
	every time.Duration
	now   RailBucket
	sent  []RailBucket // oldest first
	grown bool         // one of sent has changed
	dirty [keptBuckets]bool
}

// addRail begins to gather for a feed.
func (h *host) addRail(f *Feed, every time.Duration) {
	r := &rail{feed: f, every: every}
	r.begin(h.lock.Now(), h.lock.Machine().Sample())
	h.rails = append(h.rails, r)
}

// pruneRails forgets feeds that were closed.
func (h *host) pruneRails() {
	h.rails = slices.DeleteFunc(h.rails, func(r *rail) bool {
		h.ring.mu.Lock()
		defer h.ring.mu.Unlock()
		return r.feed.closed
	})
}

// begin opens the bucket that holds the instant at; buckets lie on multiples of
// their length.
func (r *rail) begin(at sim.Time, s power.Sample) {
	from := int64(at) - int64(at)%int64(r.every)
	r.now = RailBucket{FromNS: from, ToNS: from + int64(r.every)}
	v := uv(s)
	r.now.VBATMin, r.now.VBATMax, r.now.VDDMin, r.now.VDDMax = v.VBAT, v.VBAT, v.VDD, v.VDD
	r.now.grow(v)
}

// end is where the bucket ends, at least spacing after its begin.
func (r *rail) end(spacing time.Duration) sim.Time {
	return sim.Time(max(r.now.ToNS, r.now.FromNS+int64(spacing)))
}

// railPace is the shortest wall time of a bucket: where time runs so fast that
// buckets would be shorter, they become longer.
const railPace = 2 * time.Millisecond

// railSpacing is the same in simulated time. A lock that is played to an instant
// does not stop for buckets at all.
func (h *host) railSpacing() time.Duration {
	if h.pace != nil {
		return 1<<63 - 1 - time.Duration(h.lock.Now())
	}
	return time.Duration(float64(railPace) * h.clock.line.factor)
}

// uv rounds a sample to what leaves the solver.
func uv(s power.Sample) trace.RailSample {
	const full = 360_000 / (2 * 3.141592653589793)
	return trace.RailSample{
		VBAT: milli(float64(s.VBAT) * 1e3), VDD: milli(float64(s.VDD) * 1e3), Motor: milli(float64(s.Motor) * 1e3),
		Key: milli(float64(s.KeyAngle) * full / 1e3),
	}
}

// grow takes a sample into the bucket and tells whether that changed it.
func (b *RailBucket) grow(v trace.RailSample) bool {
	before := *b
	b.VBATMin, b.VBATMax = min(b.VBATMin, v.VBAT), max(b.VBATMax, v.VBAT)
	b.VDDMin, b.VDDMax = min(b.VDDMin, v.VDD), max(b.VDDMax, v.VDD)
	b.MotorMax = max(b.MotorMax, v.Motor, -v.Motor)
	b.KeyMilliDeg = v.Key
	return *b != before
}

// take hears a sample of the trace.
func (r *rail) take(e *trace.Event) {
	at := int64(e.At)
	if at >= r.now.FromNS {
		r.now.grow(e.Rail)
		return
	}
	for i := len(r.sent) - 1; i >= 0; i-- {
		if b := &r.sent[i]; at >= b.FromNS {
			key := b.KeyMilliDeg
			if b.grow(e.Rail) {
				b.KeyMilliDeg = key
				r.dirty[i], r.grown = true, true
			}
			return
		}
	}
}

// closeBuckets sends the buckets that end now, and those that have grown.
func (h *host) closeBuckets() {
	for _, r := range h.rails {
		if r.grown {
			for i := range r.sent {
				if r.dirty[i] {
					h.ring.offerRail(r.feed, r.sent[i])
				}
			}
			r.dirty, r.grown = [keptBuckets]bool{}, false
		}
		if h.lock.Now() < r.end(0) {
			continue
		}
		s := h.lock.Machine().Sample()
		r.now.ToNS = int64(h.lock.Now())
		r.now.grow(uv(s))
		h.ring.offerRail(r.feed, r.now)
		if len(r.sent) == keptBuckets {
			r.sent = slices.Delete(r.sent, 0, 1)
		}
		r.sent = append(r.sent, r.now)
		r.begin(h.lock.Now(), s)
	}
}
