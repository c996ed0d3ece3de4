package fleet

import (
	"slices"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/mcu"
	"locktwin/model/sim"
)

// radio is what a host knows of the advertising of its lock and of those who
// listen. Advertisements are computed only while somebody does.
type radio struct {
	sent   gatt.Beacon // as last published
	on     bool
	beacon *beacon
	hears  []hearer
	next   gatt.Advertisement
	known  bool // next is valid as long as the beacon stays
	told   time.Time
}

// maxFrames is how many frames a lock advertises in turn at most.
const maxFrames = len(gatt.Beacon{}.Frames)

// hearer is a scanner that wants to hear the lock.
type hearer struct {
	s     *scanner
	left  uint8                 // frames still to be reported, a bit each
	heard [maxFrames]gatt.Frame // those that were, if it does not want them again
	reply gatt.Frame            // the scan response that came with them
}

// want sets which frames are still to be reported.
func (x *hearer) want(bits uint8, b *gatt.Beacon) {
	x.left = bits
	if x.s.o.AllowDuplicates {
		return
	}
	if x.reply != b.ScanResponse {
		x.heard, x.reply = [maxFrames]gatt.Frame{}, b.ScanResponse
	}
	for i, f := range b.Frames {
		if f != "" && slices.Contains(x.heard[:], f) {
			x.left &^= 1 << i
		}
	}
}

// hears notes that a frame was reported.
func (x *hearer) hears(bit uint8, f gatt.Frame, b *gatt.Beacon) {
	x.left &^= bit
	for i, old := range x.heard {
		if old == "" || !slices.Contains(b.Frames[:], old) {
			x.heard[i] = f
			return
		}
	}
}

// repeat is the shortest wall time between two reports of one lock to a scanner
// that wants every advertisement: more is of no use to anybody.
const repeat = 10 * time.Millisecond

// restRepeat is the same for a lock at full pace, whose time rests in between.
const restRepeat = 100 * time.Millisecond

// lookOutside takes in what has changed outside: scanners, feeds.
func (h *host) lookOutside() {
	h.outside = false
	h.scanMu.Lock()
	in := h.scanIn
	h.scanIn = nil
	h.scanMu.Unlock()
	r := &h.air.radio
	r.hears = slices.DeleteFunc(r.hears, func(x hearer) bool { return !x.s.scanning() })
	for _, s := range in {
		h.hear(s)
	}
	h.pruneRails()
	h.pruneScopes()
}

// hear adds a scanner, or lets it hear everything anew.
func (h *host) hear(s *scanner) {
	r := &h.air.radio
	if r.beacon == nil {
		return
	}
	bits := s.frames(r.beacon)
	i := slices.IndexFunc(r.hears, func(x hearer) bool { return x.s == s })
	switch {
	case bits == 0 && i >= 0:
		r.hears = slices.Delete(r.hears, i, i+1)
	case bits == 0:
	default:
		if i < 0 {
			i = len(r.hears)
			r.hears = append(r.hears, hearer{s: s})
		}
		r.hears[i].want(bits, &r.sent)
	}
}

// broadcast publishes what the lock advertises, if that has changed.
func (h *host) broadcast() {
	if h.lock == nil {
		return
	}
	r := &h.air.radio
	b, on := gatt.Beacon{}, false
	if h.failed == nil {
		m := h.lock.Machine()
		state, _ := m.Radio()
		b, _ = state.Beacon.(gatt.Beacon)
		cpu := m.CPU()
		on = state.Mode != mcu.RadioOff && b.Interval > 0 && (cpu == mcu.Running || cpu == mcu.Asleep)
	}
	if on == r.on && (!on || b == r.sent) && !r.renamed(h) {
		return
	}
	r.on, r.sent, r.known = on, b, false
	if !on {
		r.beacon = nil
		h.f.hub.publish(h, nil)
		return
	}
	r.beacon = newBeacon(b, h.id, h.meta.Name, h.meta.Address)
	scanners := h.f.hub.publish(h, r.beacon)
	r.hears = slices.DeleteFunc(r.hears, func(x hearer) bool { return !slices.Contains(scanners, x.s) })
	for _, s := range scanners {
		h.hear(s)
	}
}

func (r *radio) renamed(h *host) bool { return r.beacon != nil && r.beacon.name != h.meta.Name }

// listened tells whether a scanner waits for an advertisement that time has to
// run for.
func (h *host) listened() bool {
	r := &h.air.radio
	if r.beacon == nil {
		return false
	}
	for i := range r.hears {
		if x := &r.hears[i]; x.left != 0 && (!x.s.o.AllowDuplicates || h.wall.Sub(r.told) >= restRepeat) {
			return true
		}
	}
	return false
}

// nextHeard is when a lock at full pace is heard next by those who want every
// advertisement; the zero time when nobody does.
func (h *host) nextHeard() time.Time {
	r := &h.air.radio
	if !h.maximal() || h.failed != nil {
		return time.Time{}
	}
	for i := range r.hears {
		if r.hears[i].s.o.AllowDuplicates {
			return r.told.Add(restRepeat)
		}
	}
	return time.Time{}
}

// nextAdvertisement is the instant of the next advertisement that somebody wants
// to hear, or sim.Never.
func (h *host) nextAdvertisement() sim.Time {
	r := &h.air.radio
	if r.beacon == nil {
		return sim.Never
	}
	wanted := false
	for i := range r.hears {
		wanted = wanted || r.hears[i].left != 0
	}
	if !wanted {
		return sim.Never
	}
	if !r.known {
		a, ok := h.advertisement(h.notBefore())
		if !ok {
			return sim.Never
		}
		r.next, r.known = a, true
	}
	return r.next.At
}

// advertise reports the advertisement of this instant to those who listen.
func (h *host) advertise() {
	h.broadcast()
	r := &h.air.radio
	if r.beacon == nil || !r.known || r.next.At > h.shown() {
		return
	}
	a := r.next
	r.known = false
	if h.lock != nil && a.At < h.lock.Now() {
		return // missed: the lock was played past it
	}
	bit := uint8(0)
	for i := range r.beacon.frames {
		if r.sent.Frames[i] == a.Data {
			bit |= 1 << i
		}
	}
	wall := h.f.clock.Now()
	often := wall.Sub(r.told) < repeat
	r.hears = slices.DeleteFunc(r.hears, func(x hearer) bool { return !x.s.scanning() })
	for i := range r.hears {
		x := &r.hears[i]
		if x.left&bit == 0 || x.s.o.AllowDuplicates && often {
			continue
		}
		told := x.s.central.tellAdvertised(CentralEvent{
			Kind: Advertised, Lock: h.id, Address: h.meta.Address, SimNS: int64(a.At), RSSI: a.RSSI, Advertisement: &a,
		})
		if told && !x.s.o.AllowDuplicates {
			x.hears(bit, a.Data, &r.sent)
		}
	}
	r.told = wall
}

// notBefore is the instant after which the next advertisement may be reported: now,
// or a little later when all who listen want every one and have just had one.
func (h *host) notBefore() sim.Time {
	r := &h.air.radio
	for i := range r.hears {
		if x := &r.hears[i]; x.left != 0 && !x.s.o.AllowDuplicates {
			return h.shown()
		}
	}
	return max(h.shown(), h.clock.line.at(r.told.Add(repeat)))
}
