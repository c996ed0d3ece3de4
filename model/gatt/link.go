package gatt

import (
	"time"

	"locktwin/model/sim"
)

// LinkPhase is how far a connection has come.
type LinkPhase uint8

// The phases of a connection.
const (
	Initiating LinkPhase = iota // the central waits for an advertisement
	Opening                     // it has sent its request; the first event is to come
	Open
)

// Link is one connection as the air keeps it. Its fields are exported so that it
// can be stored; they are to be changed by Air alone.
type Link struct {
	Conn   ConnID
	Phase  LinkPhase
	Params Params

	GiveUpAt sim.Time // Initiating: the connect timeout
	TryAt    sim.Time // Initiating: the next advertisement; Never: none in sight. Opening: the next event
	Tries    uint8    // Opening: events at which nothing was heard
	Unpaused sim.Time // when a connection would have been tried, had a pause not hidden the lock; else Never
	PausedBy string   // the fault that hid it

	Boot   uint32   // of the lock, when the connection was made
	Anchor sim.Time // connection event 0
	Since  sim.Time // when both sides took it for open
	RSSI   int8     // dBm, of the last frame

	LockGone    bool     // the lock has lost the connection without a word, at GoneAt
	GoneAt      sim.Time // Never while the lock has it
	CentralGone bool     // the central is gone without a word
	Cut         bool     // nothing passes any more, for good
	Muted       bool     // faults let nothing pass
	DropAt      sim.Time // when whoever is left notices the silence; Never: there is none

	Up, Down Direction
	Prepared Handle // attribute of the last prepared part
}

// Direction is what one side has sent and the other has not yet got.
type Direction struct {
	Frames []InFlight
	Head   int      // of Frames: what lies before has arrived
	Floor  sim.Time // nothing arrives before
	Sent   uint64   // frames so far; each has its ordinal from it
	Passed uint64   // PDUs that arrived
	Quiet  sim.Time // first event since which all packets were lost; Never: the last was heard
	Ended  bool     // the last of Frames ends the connection
}

// InFlight is one PDU, or the end of a connection, on its way.
type InFlight struct {
	At      sim.Time // of the connection event at which it is tried next
	PDU     PDU
	Ordinal uint64
	Tries   uint32
	Left    uint16 // link-layer packets that are still to be heard
	End     bool
	Reason  Reason
}

// event returns the first connection event later than t at which every n-th event
// is used.
func (l *Link) event(t sim.Time, n int) sim.Time {
	if t < l.Anchor {
		return l.Anchor
	}
	step := sim.Time(l.Params.Interval) * sim.Time(n)
	return l.Anchor + ((t-l.Anchor)/step+1)*step
}

// heard returns the last connection event at or before t.
func (l *Link) heard(t sim.Time) sim.Time {
	if l.Params.Instant || t < l.Anchor {
		return t
	}
	return t - (t-l.Anchor)%sim.Time(l.Params.Interval)
}

// silence notes that from t on one side hears nothing of the other.
func (l *Link) silence(t sim.Time) {
	l.DropAt = min(l.DropAt, l.heard(t).Add(l.Params.Timeout))
}

// way returns a direction.
func (l *Link) way(w Way) *Direction {
	if w == ToLock {
		return &l.Up
	}
	return &l.Down
}

// head returns what arrives next.
func (d *Direction) head() *InFlight {
	if d.Head == len(d.Frames) {
		return nil
	}
	return &d.Frames[d.Head]
}

// due is when the head is tried next.
func (d *Direction) due() sim.Time {
	if f := d.head(); f != nil {
		return max(f.At, d.Floor)
	}
	return sim.Never
}

// push appends a frame.
func (d *Direction) push(f InFlight) {
	if d.Head == len(d.Frames) {
		d.Frames, d.Head = d.Frames[:0], 0
	} else if d.Head > 32 && d.Head > len(d.Frames)/2 {
		n := copy(d.Frames, d.Frames[d.Head:])
		clear(d.Frames[n:])
		d.Frames, d.Head = d.Frames[:n], 0
	}
	d.Frames = append(d.Frames, f)
}

// pop removes the head, which was heard at t.
func (d *Direction) pop(t sim.Time) InFlight {
	f := d.Frames[d.Head]
	d.Frames[d.Head] = InFlight{}
	d.Head++
	d.Floor = max(d.Floor, t)
	return f
}

// empty drops everything that is on its way, except what keep wants.
func (d *Direction) empty(keep func(*InFlight) bool) {
	n := 0
	for i := d.Head; i < len(d.Frames); i++ {
		if keep != nil && keep(&d.Frames[i]) {
			d.Frames[n] = d.Frames[i]
			n++
		}
	}
	clear(d.Frames[n:])
	d.Frames, d.Head = d.Frames[:n], 0
}

// copyFrom makes d equal to src, with the memory that d has.
func (d *Direction) copyFrom(src *Direction) {
	frames := d.Frames
	*d = *src
	clear(frames)
	d.Frames = append(frames[:0], src.Frames[src.Head:]...)
	d.Head = 0
}

// due is when something happens on the link next.
func (l *Link) due() sim.Time {
	switch l.Phase {
	case Initiating:
		return min(l.TryAt, l.GiveUpAt)
	case Opening:
		return l.TryAt
	}
	return min(l.Up.due(), l.Down.due(), l.DropAt)
}

// copyFrom makes l equal to src, with the memory that l has.
func (l *Link) copyFrom(src *Link) {
	up, down := l.Up, l.Down
	*l = *src
	l.Up, l.Down = up, down
	l.Up.copyFrom(&src.Up)
	l.Down.copyFrom(&src.Down)
}

// connectTimeout is how long a central looks for a lock to connect to, and
// openTries at how many events it may miss its first packet (assumption for the
// first; Core Specification volume 6, part B, 4.5 for the second).
const (
	connectTimeout = 10 * time.Second
	openTries      = 6
	// openDelay is from the advertisement to the first connection event (Core
	// Specification volume 6, part B, 4.5.3: 1.25 ms at least).
	openDelay = 1250 * time.Microsecond
)
