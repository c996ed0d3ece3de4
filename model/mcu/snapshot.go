package mcu

import (
	"locktwin/model/sim"
)

// Fork returns an independent machine in the same state, with no listener.
func (m *Machine) Fork() *Machine {
	f := &Machine{railAt: sim.Never}
	src := &m.world
	if m.viewing {
		src = &m.base
	}
	f.world.copyFrom(src)
	f.core = m.core.Fork()
	f.outbox = append(f.outbox, m.outbox[:m.settled]...)
	f.settled = len(f.outbox)
	if m.viewing {
		f.core.Load(m.base.saved)
		_ = f.reopen(m.now, m.seen)
	}
	return f
}

// reopen shows a stop again: it plays the world, which is the base of that stop,
// to the instant that was looked at. Inputs that came after the stop do not show
// in it; they go with the base. It cannot fail on what a machine was: the base is
// never later, and an activation without a mark cannot be looked into.
func (m *Machine) reopen(at sim.Time, seen uint64) error {
	var all sim.Queue[Input]
	later := m.inputs.Mark() != seen
	if later {
		all = m.inputs.Clone()
		m.inputs.DropSince(seen)
	}
	if err := m.Advance(at); err != nil {
		return err
	}
	if later {
		m.base.inputs.CopyFrom(&all)
	}
	m.seen = seen
	return nil
}

// OwnCache gives the machine working memory of its own, so that another
// goroutine than that of the machine it was forked from may use it.
func (m *Machine) OwnCache() {
	m.supply.OwnCache()
	if m.base.supply != nil {
		m.base.supply.OwnCache()
	}
}

// Snapshot is a machine put by. It is a recipe: the machine as it was when the
// activation that a stop interrupted began, and the instant of the stop.
type Snapshot struct {
	world   world
	at      sim.Time
	viewing bool
	seen    uint64
	outbox  []Transmission
}

// At is the instant that the snapshot shows.
func (s *Snapshot) At() sim.Time { return s.at }

// Snapshot puts the machine by, in the memory of reuse unless that is nil.
func (m *Machine) Snapshot(reuse *Snapshot) *Snapshot {
	if reuse == nil {
		reuse = &Snapshot{}
	}
	reuse.at, reuse.viewing, reuse.seen = m.now, m.viewing, m.seen
	reuse.outbox = append(reuse.outbox[:0], m.outbox[:m.settled]...)
	if !m.viewing {
		reuse.world.copyFrom(&m.world)
		reuse.world.saved = m.core.Save(reuse.world.saved)
		return reuse
	}
	reuse.world.copyFrom(&m.base)
	m.spare = m.core.Save(m.spare)
	m.core.Load(m.base.saved)
	reuse.world.saved = m.core.Save(reuse.world.saved)
	m.core.Load(m.spare)
	return reuse
}

// Restore brings the machine back to a snapshot of it, or of a machine that it
// was forked from or that was forked from it. The listener stays.
func (m *Machine) Restore(s *Snapshot) {
	m.world.copyFrom(&s.world)
	m.core.Load(s.world.saved)
	m.outbox = append(m.outbox[:0], s.outbox...)
	m.settled = len(m.outbox)
	m.buffer = m.buffer[:0]
	m.viewing, m.railAt = false, sim.Never
	if s.viewing {
		_ = m.reopen(s.at, s.seen)
	}
}

// copyFrom makes w equal to src, all but the core, reusing what w has.
func (w *world) copyFrom(src *world) {
	w.cfg, w.noise, w.state = src.cfg, src.noise, src.state
	if w.supply == nil {
		w.supply, w.flash = src.supply.Clone(), src.flash.Fork()
	} else {
		w.supply.CopyFrom(src.supply)
		w.flash.CopyFrom(src.flash)
	}
	w.events.CopyFrom(&src.events)
	w.inputs.CopyFrom(&src.inputs)
	w.irqs = append(w.irqs[:0], src.irqs...)
}

// mark keeps the world as it is now, for a stop at or before m.until to come
// back to.
func (m *Machine) mark() {
	m.base.copyFrom(&m.world)
	m.base.saved = m.core.Save(m.base.saved)
}

// rewind goes back to the mark.
func (m *Machine) rewind() {
	m.world.copyFrom(&m.base)
	m.core.Load(m.base.saved)
	m.viewing, m.railAt = false, sim.Never
}

// settle declares that what happened so far will not be replayed.
func (m *Machine) settle() {
	m.settled = len(m.outbox)
	if m.listener == nil {
		m.buffer = m.buffer[:0]
		return
	}
	for i := range m.buffer {
		m.listener.Event(&m.buffer[i])
	}
	m.buffer = m.buffer[:0]
}

// stop turns what happened since the mark into a view.
func (m *Machine) stop() {
	m.viewing, m.seen = true, m.base.inputs.Mark()
	m.buffer = m.buffer[:0]
	m.outbox = m.outbox[:m.settled]
}
