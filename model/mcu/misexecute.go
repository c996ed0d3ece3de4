package mcu

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// misexecution is what happens to a core that runs below its minimum voltage.
// Exposure grows with time and, exponentially, with the shortfall of VDD; when
// it reaches a budget drawn from the seed, the core does something wrong. A
// core that is halted or asleep executes nothing and is not exposed.
type misexecution struct {
	in       bool
	exposure float64
	budget   float64
	lastVDD  power.Volts
	n        uint64 // ordinal of the next strike
	wild     bool   // a stray store waits for the end of the present call
	corrupt  uint32 // bits to lose from the next word programmed
}

// arm draws the exposure at which the next strike falls.
func (x *misexecution) arm(m *Machine) {
	x.exposure = 0
	x.budget = -repro.Log(m.noise.mis.Uniform(x.n, 0, 0, 0))
}

// enter starts the exposure.
func (x *misexecution) enter(m *Machine) {
	if x.in || m.cpu < Running {
		return
	}
	x.in = true
	x.lastVDD = m.supply.At(m.supply.Now()).VDD
	m.supply.Watch(slotCoreRise, power.VDD, float64(m.cfg.Supervisor.CoreMinimum), power.Rising)
}

// leave ends it.
func (x *misexecution) leave(m *Machine) {
	if !x.in {
		return
	}
	x.in, x.wild, x.corrupt = false, false, 0
	m.supply.Unwatch(slotCoreRise)
}

// pass accounts for the time up to at.
func (x *misexecution) pass(m *Machine, at sim.Time) {
	if !x.in {
		return
	}
	v := m.supply.At(at).VDD
	mid := (v + x.lastVDD) / 2
	x.lastVDD = v
	if m.cpu != Running || m.mem.busy && m.cfg.StallsOnFlash {
		return
	}
	c := &m.cfg.Misexecute
	rate := c.RatePerSecond * repro.Exp(float64((m.cfg.Supervisor.CoreMinimum-mid)/c.Slope))
	x.exposure += float64(rate * at.Sub(m.now).Seconds())
	if x.exposure < x.budget {
		return
	}
	m.stats.Misexecutions++
	u := m.noise.mis.Uniform(x.n, 1, 0, 0)
	switch {
	case u < c.WildWrite:
		x.wild = true
	case u < c.WildWrite+c.CorruptWord:
		x.corrupt = uint32(m.noise.mis.Hash(x.n, 2, 0, 0) & m.noise.mis.Hash(x.n, 3, 0, 0))
	default:
		m.hang(fmt.Sprintf("the core misexecuted at %.2f V and hangs", mid))
	}
	x.n++
	x.arm(m)
}

// wildWrite carries out a stray store: the write sequence with a wrong address
// and wrong data, as AVR and other datasheets describe it for low supply.
func (m *Machine) wildWrite() Status {
	if !m.mis.wild || m.mem.busy {
		return Done
	}
	m.mis.wild = false
	unit := uint32(m.mem.geometry.UnitBytes)
	units := uint64(m.mem.geometry.PageBytes) / uint64(unit) * uint64(m.mem.geometry.Pages)
	addr := uint32(m.noise.mis.Hash(m.mis.n, 4, 0, 0)%units) * unit
	var word [maxUnitBytes]byte
	for i := range unit {
		word[i] = byte(m.noise.mis.Hash(m.mis.n, 5, uint64(i), 0))
	}
	if m.listening() {
		m.note(traceMCU, "wild-write", fmt.Sprintf("the core misexecuted: a stray store to 0x%05x", addr))
	}
	s, err := m.programUnit(addr, word[:unit])
	if err != nil {
		return Done // the memory refused it, and nobody was there to be told
	}
	return s
}

// hang leaves the core executing nonsense until a reset.
func (m *Machine) hang(why string) {
	m.stats.Hangs++
	m.cpu = Hung
	m.lost = true
	m.irqs = m.irqs[:0]
	if m.cfg.Watchdog > 0 {
		m.events.Push(m.supply.Now().Add(m.cfg.Watchdog), event{kind: evWatchdog, arg: m.boot})
	}
	m.updateLoad()
	if m.listening() {
		m.noteState("hung", why)
	}
}
