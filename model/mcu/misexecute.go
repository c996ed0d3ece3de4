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
// core that is halted or asleep executes nothing and is not exposed. The rate
// and its slope are assumptions; that a core below its minimum executes wrongly
// and may write is in the AVR datasheets.
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

// enterBelow starts the exposure when VDD is under the minimum already.
func (x *misexecution) enterBelow(m *Machine) {
	if m.supply.At(m.supply.Now()).VDD < m.cfg.Supervisor.CoreMinimum {
		x.enter(m)
	}
}

// enter starts the exposure.
func (x *misexecution) enter(m *Machine) {
	if x.in || m.cpu < Booting {
		return
	}
	x.in = true
	x.lastVDD = m.supply.At(m.supply.Now()).VDD
	m.supply.Watch(slotCoreRise, power.VDD, float64(m.cfg.Supervisor.CoreMinimum), power.Rising)
}

// leave ends it. A strike that has not shown yet still will.
func (x *misexecution) leave(m *Machine) {
	if !x.in {
		return
	}
	x.in = false
	m.supply.Unwatch(slotCoreRise)
}

// drop ends it with the run of the core.
func (x *misexecution) drop(m *Machine) {
	x.leave(m)
	x.wild, x.corrupt = false, 0
}

// executes tells whether instructions are carried out at this moment.
func (m *Machine) executes() bool {
	switch m.cpu {
	case Booting:
		return true
	case Running:
		return !m.mem.busy || !m.cfg.StallsOnFlash
	case Asleep:
		return m.load.idle == IdleCoreOn
	}
	return false
}

// rate is how often a core misexecutes at a voltage, per second.
func (c *MisexecuteConfig) rate(minimum, v power.Volts) float64 {
	return float64(c.RatePerSecond * repro.Exp(float64((minimum-v)/c.Slope)))
}

// meanRate is the mean of the rate over a straight stretch of voltage: the
// logarithmic mean of the rates at its ends.
func (c *MisexecuteConfig) meanRate(minimum, v0, v1 power.Volts) float64 {
	r0, r1 := c.rate(minimum, v0), c.rate(minimum, v1)
	if turns := float64((v0 - v1) / c.Slope); turns > 1e-4 || turns < -1e-4 {
		return (r1 - r0) / turns
	}
	return (r0 + r1) / 2
}

// pass accounts for the time up to at.
func (x *misexecution) pass(m *Machine, at sim.Time) {
	if !x.in {
		return
	}
	from := x.lastVDD
	x.lastVDD = m.supply.At(at).VDD
	if !m.executes() {
		return
	}
	c := &m.cfg.Misexecute
	rate := c.meanRate(m.cfg.Supervisor.CoreMinimum, from, x.lastVDD)
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
		x.corrupt = uint32(m.noise.mis.Hash(x.n, 2, 0, 0)&m.noise.mis.Hash(x.n, 3, 0, 0)) | 1
	default:
		m.hang(fmt.Sprintf("the core misexecuted at %.2f V and hangs", x.lastVDD))
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
	m.debt = 0
	m.finishAlone()
	if m.cfg.Watchdog > 0 {
		m.watchdog = m.events.Push(m.supply.Now().Add(m.cfg.Watchdog), event{kind: evWatchdog})
	}
	m.updateLoad()
	if m.listening() {
		m.noteState("hung", why)
	}
}
