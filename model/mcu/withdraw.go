package mcu

import "locktwin/model/sim"

// Withdraw takes back the inputs of a kind that are still to come, and tells how
// many there were. What acts at the instant that the machine shows stays.
func (m *Machine) Withdraw(kind InputKind) int {
	later := func(at sim.Time, in *Input) bool { return at > m.now && in.Kind == kind }
	n := m.inputs.DropIf(later)
	if m.viewing {
		n = m.base.inputs.DropIf(later)
	}
	return n
}
