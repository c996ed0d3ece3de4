package locks

import (
	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/mcu"
	"locktwin/scenarios"
)

// found is what tells apart quickly what first boots leave behind.
type found struct {
	state  uint64 // digest of all that the application knows
	noinit [mcu.NoInitBytes]byte
	told   uint64
	begun  int
}

// end is the end of the story of a lock in one state after its first boot: a plain
// memory, the whole state of the application, .noinit, and what its users were told.
// Whatever comes then is the same for every lock in it.
type end struct {
	flash  *flashsim.Device
	fate   scenarios.Fate
	broken []string // invariants
}

// settled looks up the end of the story of the working copy, on which the first boot
// after a fault has just ended. ok is false where what has happened by then does not
// decide the end: cells are marginal still, or what happens on the way is counted.
func (t *track) settled() (key found, known *end, ok bool) {
	m := t.work.Lock().Machine()
	if t.loud || t.ends == nil || !t.first.boot || m.CPU() != mcu.Asleep || t.undecided() {
		return key, nil, false
	}
	key = found{m.Core().Hash(), [mcu.NoInitBytes]byte(m.NoInit()), t.work.Told(), t.work.Begun()}
	for _, x := range t.ends[key] {
		if x.flash.Alike(m.Flash(), t.conditions()) {
			return key, x, true
		}
	}
	return key, nil, true
}

// remember begins the account of an end that nobody has seen yet.
func (t *track) remember(key found) *end {
	x := &end{flash: t.work.Lock().Machine().Flash().Fork()}
	t.ends[key] = append(t.ends[key], x)
	return x
}

// undecided tells whether bits that boots read lie within the noise band. The log is
// nothing that an end depends on.
func (t *track) undecided() bool {
	return len(t.work.Lock().Machine().Flash().Marginal()) > 0 && t.marginalBits(t.readRanges()) > 0
}

// readRanges are the bytes that boots read, but for the log.
func (t *track) readRanges() []flashsim.Range {
	if t.ranges == nil {
		t.ranges = []flashsim.Range{}
		for _, a := range t.record.areas {
			if a.Area != firmware.AreaLog {
				t.ranges = append(t.ranges, t.reads.within(t.record.base+a.Addr, a.Bytes)...)
			}
		}
	}
	return t.ranges
}
