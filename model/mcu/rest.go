package mcu

import "locktwin/model/power"

// Rest gives up the memory that only the solver needs. Until Wake the machine
// may be asked for Now, Next, Stats, CPU and Radio, and for nothing else.
func (m *Machine) Rest() {
	m.supply.Rest()
	if m.base.supply != nil {
		m.base.supply.Rest()
	}
	m.spare = nil
}

// Wake ends a rest. The cache may serve other machines of this goroutine too.
func (m *Machine) Wake(c *power.Cache) {
	m.supply.Wake(c)
	if m.base.supply != nil {
		m.base.supply.Wake(c)
	}
}
