package power

// Signal is what a watch looks at.
type Signal uint8

// The signals.
const (
	VBAT         Signal = iota // volts
	VDD                        // volts
	MotorCurrent               // amperes, absolute
	KeyAngle                   // radians
	MotorSpeed                 // rad/s, signed
	signals
)

// Direction is the edge that a watch reports.
type Direction uint8

// The edges.
const (
	Falling Direction = iota
	Rising
)

// Slots is the number of watches. SlotShaft is reported by Advance when the
// key leaves the range of its ShaftLoad.
const (
	Slots     = 16
	SlotShaft = 16
)

// watch is one armed comparator. It follows both edges and reports one.
type watch struct {
	armed bool
	above bool
	sig   Signal
	dir   Direction
	level float64
}

// watchSlack keeps rounding at a settled level from counting as a crossing.
const watchSlack = 1e-12

// Watch arms a slot (0..15): Advance returns it when sig crosses level in
// direction dir. A level that is already passed does not report until the
// signal has come back; a step that jumps over it reports at its own instant.
// Slots outside the range are ignored.
func (s *Supply) Watch(slot int, sig Signal, level float64, dir Direction) {
	if slot < 0 || slot >= Slots || sig >= signals || !finite(level) {
		return
	}
	s.sync()
	w := watch{armed: true, sig: sig, dir: dir, level: level}
	s.resolve()
	w.above = s.signal(&s.cur, sig) >= level
	s.watches[slot] = w
	s.listWatches()
	s.ahead = false
}

// Unwatch disarms a slot.
func (s *Supply) Unwatch(slot int) {
	if slot < 0 || slot >= Slots || !s.watches[slot].armed {
		return
	}
	s.sync()
	s.watches[slot] = watch{}
	s.listWatches()
	s.ahead = false
}

// listWatches keeps the armed slots together for the hot loop.
func (s *Supply) listWatches() {
	s.armed = 0
	for i := range s.watches {
		if s.watches[i].armed {
			s.armedSlots[s.armed] = uint8(i)
			s.armed++
		}
	}
}

// side tells on which side of the level v is, with the last side kept within
// the slack.
func (w *watch) side(v float64) bool {
	if w.above {
		return v >= w.level-watchSlack
	}
	return v > w.level+watchSlack
}

// fire reports the first slot whose signal has changed sides in the direction
// that is watched, or -1.
func (s *Supply) fire() int {
	for j := 0; j < s.armed; j++ {
		slot := s.armedSlots[j]
		w := &s.watches[slot]
		above := w.side(s.signal(&s.cur, w.sig))
		if above == w.above {
			continue
		}
		w.above = above
		s.ahead = false
		if above == (w.dir == Rising) {
			return int(slot)
		}
	}
	return -1
}
