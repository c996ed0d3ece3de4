package mcu

// Underway tells whether something goes on that ends by itself within seconds:
// an activation, or an interrupt that waits for one, a boot, an operation of the
// memory, a run of the motor, or what a hand has begun. A host that lets time
// pass only while anything happens asks it.
func (m *Machine) Underway() bool {
	w := &m.world
	if m.viewing {
		w = &m.base
	}
	switch m.cpu {
	case Booting, Running:
		return true
	case InReset:
		if w.sup.freed != 0 {
			return true
		}
	}
	return m.executing || m.ready() || w.bridge.on || w.mem.busy || w.inputs.Len() > 0
}

// RailMoves tells whether the rail may be on its way to a level at which
// something happens, which no schedule shows: the motor runs, the machine lives
// on its capacitors, or it waits for its supply to rise.
func (m *Machine) RailMoves() bool {
	fed := m.supply.Fed()
	return m.bridge.on || fed != (m.cpu > InReset)
}
