package mcu

import (
	"math"
	"time"

	"locktwin/model/power"
	"locktwin/model/sim"
)

// resetMemory tells the part about a reset of the core.
func (m *Machine) resetMemory() {
	c := &m.mem
	c.more = false
	if !c.busy {
		m.dropSlices()
		return
	}
	if !c.ready {
		if m.flash.Reset(m.conditions()) {
			m.finishAlone()
			return
		}
		c.torn = true
	}
	m.finishOperation()
}

// finishAlone lets the operation in flight come to its end without a core that
// waits for it: a part with a controller of its own goes on through a reset,
// and any goes on when the core hangs.
func (m *Machine) finishAlone() {
	c := &m.mem
	c.more = false
	if c.busy && c.done == 0 {
		c.done = m.events.Push(m.supply.Now().Add(max(c.left(), 0)), event{kind: evMemoryDone})
	}
}

// memoryDone ends an operation that nobody waited for. The supply has been fed
// up to this instant.
func (m *Machine) memoryDone() {
	m.mem.done = 0
	if m.mem.busy {
		m.finishOperation()
	}
}

// losePower is the memory below the voltage at which anything in it works.
func (m *Machine) losePower() {
	c := &m.mem
	if !c.busy {
		return
	}
	if !c.ready {
		m.flash.PowerLost(m.conditions())
		c.torn = true
	}
	c.more = false
	m.finishOperation()
}

// excursion is a stay of VDD under the lock-out level of a part that supervises
// its supply by itself.
type excursion struct {
	depth uint8 // 1 under the lock-out level, 2 under that at which the part resets
	deep  bool  // it was under that one
	since sim.Time
	under time.Duration // longest stay there
}

// watchMemorySupply sets the watches for the level that comes next on either
// side.
func (m *Machine) watchMemorySupply() {
	c := &m.mem
	m.supply.Unwatch(slotMemoryFall)
	m.supply.Unwatch(slotMemoryRise)
	if c.lockout == 0 {
		return
	}
	switch v := m.supply.At(m.supply.Now()).VDD; c.excursion.depth {
	case 0:
		if v < c.lockout {
			m.memorySank()
			return
		}
		m.supply.Watch(slotMemoryFall, power.VDD, float64(c.lockout), power.Falling)
	case 1:
		if v < c.restart {
			m.memorySank()
			return
		}
		m.supply.Watch(slotMemoryRise, power.VDD, float64(c.lockout), power.Rising)
		if c.restart > 0 {
			m.supply.Watch(slotMemoryFall, power.VDD, float64(c.restart), power.Falling)
		}
	case 2:
		m.supply.Watch(slotMemoryRise, power.VDD, float64(c.restart), power.Rising)
	}
}

// memorySank is VDD falling through the next of the part's levels.
func (m *Machine) memorySank() {
	x := &m.mem.excursion
	x.depth++
	if x.depth == 2 {
		x.deep, x.since = true, m.supply.Now()
	}
	m.watchMemorySupply()
}

// memoryRose is VDD rising through the last of the levels that it fell through.
func (m *Machine) memoryRose() {
	c := &m.mem
	x := &c.excursion
	x.depth--
	if x.depth == 1 {
		x.under = max(x.under, m.supply.Now().Sub(x.since))
	} else {
		// Only which of its levels VDD passed matters to the part.
		lowest := math.Nextafter(float64(c.lockout), 0)
		if x.deep {
			lowest = math.Nextafter(float64(c.restart), 0)
		}
		m.flash.Dip(lowest, x.under)
		m.flash.PowerUp(m.conditions())
		*x = excursion{}
	}
	m.watchMemorySupply()
}
