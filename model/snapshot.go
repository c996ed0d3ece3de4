package model

import (
	"crypto/sha256"
	"fmt"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/mcu"
	"locktwin/model/sim"
)

// outside is what a lock's surroundings know: hands, phones, the battery bay.
type outside struct {
	hands uint64 // actions of a hand so far; each has a stream of its own
	// redrawn is which future hands have; see Redraw.
	redrawn uint64
	tag     uint32
	link    firmware.PhoneID
	bay     bay
	phones  []Phone
	inbox   []firmware.Reply
	air     gatt.Air
}

// copyFrom makes o equal to src, reusing what o has.
func (o *outside) copyFrom(src *outside) {
	phones, inbox, air := o.phones[:0], o.inbox[:0], o.air
	*o = *src
	o.air = air
	o.air.CopyFrom(&src.air)
	o.phones = append(phones, src.phones...)
	o.inbox = append(inbox, src.inbox...)
}

// Fork returns an independent lock in the same state, with no listener. It
// belongs to the goroutine of its parent until OwnCache is called.
func (l *Lock) Fork() *Lock {
	f := &Lock{machine: l.machine.Fork(), board: l.board, keys: l.keys, seed: l.seed}
	f.outside.copyFrom(&l.outside)
	return f
}

// OwnCache makes a fork ready for a goroutine of its own. Call it in the
// goroutine of the parent.
func (l *Lock) OwnCache() { l.machine.OwnCache() }

// Snapshot is a lock put by. It belongs to the goroutine of its lock.
type Snapshot struct {
	machine *mcu.Snapshot
	outside outside
}

// At is the instant that the snapshot shows.
func (s *Snapshot) At() sim.Time { return s.machine.At() }

// Snapshot puts the lock by, in the memory of reuse unless that is nil.
func (l *Lock) Snapshot(reuse *Snapshot) *Snapshot {
	if reuse == nil {
		reuse = &Snapshot{}
	}
	reuse.machine = l.machine.Snapshot(reuse.machine)
	reuse.outside.copyFrom(&l.outside)
	return reuse
}

// Restore brings the lock back to a snapshot of it, or of a lock that it was
// forked from or that was forked from it. It takes less than a fork does, as it
// reuses the lock's memory. The listener stays and hears what comes next.
func (l *Lock) Restore(s *Snapshot) {
	l.machine.Restore(s.machine)
	l.outside.copyFrom(&s.outside)
}

// Hash digests everything that decides what happens next, the same on every
// machine.
func (l *Lock) Hash() [32]byte {
	h := sha256.New()
	machine := l.machine.Hash()
	o := &l.outside
	fmt.Fprintf(h, "%x\n%+v\n%d %d %d %+v\n%+v\n%+v\n", machine, l.keys, [2]uint64{o.hands, o.redrawn}, o.tag, o.link, o.bay, o.phones, o.inbox)
	o.air.Digest(h)
	return [32]byte(h.Sum(nil))
}
