package gatt

import (
	"slices"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// Env is the lock as the air meets it, at the present instant.
type Env interface {
	Now() sim.Time
	// Beacon is what the radio advertises, and since when; on tells that the radio
	// works and the core is up.
	Beacon() (b Beacon, since sim.Time, on bool)
	// Boot is the ordinal of the present boot; with a new one every connection of
	// the lock is lost.
	Boot() uint32
	// ToLock hands an input to the lock, at an instant that is not before Now.
	ToLock(at sim.Time, s Signal)
}

// Air is everything between the antennas of a lock and of those who talk to it:
// connections, what is under way on them, faults, and what has arrived for the
// centrals. It is data; Env is handed to each method that needs the lock. It
// belongs to the goroutine that owns the lock.
//
// Frames travel at connection events: a frame goes with the first event after
// the instant at which it was handed over, as many at one event as there are, in
// their order. A lock that was granted latency L sleeps through L events of every
// L+1, counted from the first, so that frames to it wait for the one at which it
// listens; it may send at each.
type Air struct {
	key repro.Key
	// Table is for faults that name a UUID; without it there can be none.
	Table *Table
	// State is all that changes. It can be stored and put back between calls.
	State AirState
}

// AirState is what an Air remembers. Its fields are exported so that it can be
// stored; they are to be changed by Air alone.
type AirState struct {
	Last    ConnID // the connection made last
	Seq     uint64 // deliveries so far
	Links   []Link
	Inbox   []Delivery
	Faults  []Fault
	Changed bool // faults have changed since Watch looked
}

// NewAir returns air with nothing in it. All randomness is drawn from the key.
func NewAir(key repro.Key) Air { return Air{key: key} }

// CopyFrom makes a equal to src, reusing the memory that a has.
func (a *Air) CopyFrom(src *Air) {
	if a == src {
		return
	}
	links, inbox, faults := a.State.Links, a.State.Inbox, a.State.Faults
	*a = *src
	if len(src.State.Links) > cap(links) {
		links = slices.Grow(links, len(src.State.Links)-len(links))
	}
	for i := len(src.State.Links); i < len(links); i++ {
		links[i] = Link{}
	}
	links = links[:len(src.State.Links)]
	for i := range links {
		links[i].copyFrom(&src.State.Links[i])
	}
	clear(inbox)
	a.State.Links = links
	a.State.Inbox = append(inbox[:0], src.State.Inbox...)
	a.State.Faults = append(faults[:0], src.State.Faults...)
}

// link returns the place of a connection in State.Links; -1 when it is not there.
func (a *Air) link(c ConnID) int {
	for i := range a.State.Links {
		if a.State.Links[i].Conn == c {
			return i
		}
	}
	return -1
}

// remove takes a connection out.
func (a *Air) remove(i int) { a.State.Links = slices.Delete(a.State.Links, i, i+1) }

// deliver puts something into the inbox of the centrals.
func (a *Air) deliver(d Delivery) {
	a.State.Seq++
	d.Seq = a.State.Seq
	a.State.Inbox = append(a.State.Inbox, d)
}

// Take appends what has arrived for the centrals to dst, oldest first, and
// empties the inbox.
func (a *Air) Take(dst []Delivery) []Delivery {
	dst = append(dst, a.State.Inbox...)
	clear(a.State.Inbox)
	a.State.Inbox = a.State.Inbox[:0]
	return dst
}

// TakeFor is Take for one connection; what has arrived for others stays.
func (a *Air) TakeFor(c ConnID, dst []Delivery) []Delivery {
	inbox := a.State.Inbox
	left := inbox[:0]
	for _, d := range inbox {
		if d.Conn == c {
			dst = append(dst, d)
		} else {
			left = append(left, d)
		}
	}
	clear(inbox[len(left):])
	a.State.Inbox = left
	return dst
}

// DeliveredTo says whether anything lies in the inbox for a connection.
func (a *Air) DeliveredTo(c ConnID) bool {
	for i := range a.State.Inbox {
		if a.State.Inbox[i].Conn == c {
			return true
		}
	}
	return false
}

// Pending says whether anything is under way: a frame, a connection that is being
// made or ended, a silence that somebody has not noticed yet. What lies in the
// inbox is not under way.
func (a *Air) Pending() bool {
	for i := range a.State.Links {
		if l := &a.State.Links[i]; l.Phase != Open || l.due() != sim.Never {
			return true
		}
	}
	return false
}

// LinkInfo is a connection for people who look.
type LinkInfo struct {
	Conn     ConnID
	Params   Params
	Since    sim.Time
	Up, Down uint64 // PDUs that arrived at the lock and at the central
	RSSI     int8   // dBm, of the last frame
	// Lost tells that one side is gone and the other has not noticed yet.
	Lost bool
}

// Links lists the open connections, oldest first.
func (a *Air) Links() []LinkInfo {
	var out []LinkInfo
	for i := range a.State.Links {
		if l := &a.State.Links[i]; l.Phase == Open {
			out = append(out, LinkInfo{Conn: l.Conn, Params: l.Params, Since: l.Since, Up: l.Up.Passed,
				Down: l.Down.Passed, RSSI: l.RSSI, Lost: l.LockGone || l.CentralGone || l.Cut})
		}
	}
	return out
}
