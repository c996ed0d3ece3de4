package mcu

import (
	"fmt"

	"locktwin/model/power"
	"locktwin/model/sim"
)

// Watch slots of the supply, in the order in which crossings of one instant
// are handled: a reset comes before a warning.
const (
	slotResetFall = iota
	slotResetRise
	slotLogicFall // power-on level, the lower of the two when brown-out is on
	slotRetentionFall
	slotRetentionRise
	slotCoreFall
	slotCoreRise
	slotWarningFall
	slotWarningRise
	slotSliceFall
	slotSliceRise
	slotTarget
	slotStallRise
	slotStallFall
	slotMemoryFall
	slotMemoryRise
)

// supervisor is the state of the brown-out detector and the power-fail
// comparator.
type supervisor struct {
	trip    sim.ID // the detector's delay is running
	freed   sim.ID // release is scheduled
	low     bool   // VDD has been under the power-on level since the last boot
	warning bool   // the comparator is switched on

	warningLevel   power.Volts
	warningLow     bool // output of the comparator
	warningTrip    sim.ID
	warningPending bool // its interrupt waits
}

// resetLevel is the voltage at which the enabled detector acts.
func (w *world) resetLevel() power.Volts {
	s := &w.cfg.Supervisor
	if s.BrownOutOn {
		return s.BrownOutLevel
	}
	return s.PowerOnLevel
}

func (w *world) resetHysteresis() power.Volts { return w.cfg.Supervisor.BrownOutHysteresis }

// armSupervisor sets the watches that are on in every state; again, when the
// levels have changed.
func (m *Machine) armSupervisor() {
	m.supply.Watch(slotResetFall, power.VDD, float64(m.resetLevel()), power.Falling)
	m.supply.Watch(slotResetRise, power.VDD, float64(m.resetLevel()+m.resetHysteresis()), power.Rising)
	m.supply.Unwatch(slotLogicFall)
	if m.cfg.Supervisor.BrownOutOn {
		m.supply.Watch(slotLogicFall, power.VDD, float64(m.cfg.Supervisor.PowerOnLevel), power.Falling)
	}
	m.supply.Unwatch(slotCoreFall)
	if m.cfg.Supervisor.CoreMinimum > m.resetLevel() {
		m.supply.Watch(slotCoreFall, power.VDD, float64(m.cfg.Supervisor.CoreMinimum), power.Falling)
	}
}

// crossed handles a crossing that the supply has stopped at.
func (m *Machine) crossed(slot int) {
	m.railAt = sim.Never
	switch slot {
	case slotResetFall:
		m.resetFell()
	case slotResetRise:
		m.resetRose()
	case slotLogicFall:
		m.logicFell()
	case slotRetentionFall:
		m.retentionFell()
	case slotRetentionRise:
		m.retentionRose()
	case slotCoreFall:
		m.mis.enter(m)
	case slotCoreRise:
		m.mis.leave(m)
	case slotWarningFall:
		m.events.Cancel(m.sup.warningTrip)
		m.sup.warningTrip = m.events.Push(m.supply.Now().Add(m.cfg.Supervisor.WarningDelay), event{kind: evWarning})
	case slotWarningRise:
		m.events.Cancel(m.sup.warningTrip)
		m.sup.warningTrip = m.events.Push(m.supply.Now().Add(m.cfg.Supervisor.WarningDelay), event{kind: evWarningOver})
	case slotSliceFall, slotSliceRise:
		m.sliceMemory()
	case slotTarget:
		m.endRun(IRQMotorTarget)
	case power.SlotShaft:
		m.placeShaft()
	case slotStallRise:
		m.currentRose()
	case slotStallFall:
		m.currentFell()
	case slotMemoryFall:
		m.memorySank()
	case slotMemoryRise:
		m.memoryRose()
	}
}

func (m *Machine) resetFell() {
	m.events.Cancel(m.sup.freed)
	m.sup.freed = 0
	if !m.cfg.Supervisor.BrownOutOn && m.cpu <= InReset {
		m.logicFell()
		return
	}
	if m.cpu <= InReset {
		m.cause = BrownOut
		return
	}
	if m.sup.trip == 0 {
		m.sup.trip = m.events.Push(m.supply.Now().Add(m.cfg.Supervisor.BrownOutDelay), event{kind: evBrownOut})
	}
}

// logicFell is the loss of the logic's supply: no delay and no detector is
// needed for it.
func (m *Machine) logicFell() {
	m.losePower()
	if m.cpu > InReset {
		m.reset(BrownOut)
	}
	m.sup.low, m.cpu = true, Off
}

func (m *Machine) resetRose() {
	if m.events.Cancel(m.sup.trip) {
		m.sup.trip = 0
		if m.listening() {
			m.note(traceSupervisor, "glitch", fmt.Sprintf("VDD was under %.2f V for less than the detector's delay: no reset", m.resetLevel()))
		}
	}
	if m.cpu <= InReset && m.sup.freed == 0 {
		m.scheduleRelease()
	}
}

func (m *Machine) scheduleRelease() {
	m.cpu = InReset
	m.sup.freed = m.events.Push(m.supply.Now().Add(m.cfg.Supervisor.ReleaseDelay), event{kind: evRelease})
}

// brownOut acts when VDD has stayed low for the detector's delay.
func (m *Machine) brownOut() {
	m.sup.trip = 0
	if !m.cfg.Supervisor.BrownOutOn {
		m.logicFell()
		return
	}
	m.reset(BrownOut)
}

// reset takes the core down. The operation in flight meets its fate as the
// part defines it, pins float, timers stop, volatile state goes. A core that is
// already held in reset stays there.
func (m *Machine) reset(cause ResetCause) {
	if m.cpu <= InReset {
		return
	}
	m.stats.Resets++
	m.stats.ResetsBy[cause]++
	if m.listening() {
		m.noteReset(cause)
	}
	m.resetMemory()
	m.floatBridge()
	for i := range m.timers {
		m.events.Cancel(m.timers[i])
		m.timers[i] = 0
	}
	for _, id := range []*sim.ID{&m.booting, &m.watchdog, &m.sup.trip, &m.sup.warningTrip} {
		m.events.Cancel(*id)
		*id = 0
	}
	m.sup.warning, m.sup.warningLow, m.sup.warningPending = false, false, false
	m.supply.Unwatch(slotWarningFall)
	m.supply.Unwatch(slotWarningRise)
	m.irqs = m.irqs[:0]
	m.load.drop()
	m.debt = 0
	m.cause = cause
	m.lost = true
	m.holdReset()
}

// holdReset keeps the core in reset until VDD is good. After a brown-out that
// is above the hysteresis; other resets do not ask for it.
func (m *Machine) holdReset() {
	m.cpu = InReset
	m.mis.drop(m)
	m.updateLoad()
	v := m.supply.At(m.supply.Now()).VDD
	m.watchRetention(v)
	good := v >= m.resetLevel()+m.resetHysteresis() || v >= m.resetLevel() && m.cause >= Pin
	if good && m.sup.freed == 0 {
		m.scheduleRelease()
	}
}

// release lets the core go.
func (m *Machine) release() {
	m.sup.freed = 0
	m.cpu = Booting
	m.released = m.supply.Now()
	m.updateLoad()
	m.supply.Unwatch(slotRetentionFall)
	m.booting = m.events.Push(m.supply.Now().Add(m.cfg.BootTime), event{kind: evBooted})
	m.mis.enterBelow(m)
	if m.listening() {
		m.noteState("released", "reset is released, the start-up code runs")
	}
}

// bootDone hands the machine to the application.
func (m *Machine) bootDone() {
	m.booting = 0
	if m.cpu != Booting {
		return // the start-up code hangs
	}
	if m.sup.low {
		m.cause = PowerOn // whatever was latched before went with the supply
	}
	m.ram.forget(&m.world)
	m.sup.low = false
	m.boot++
	m.cpu = Asleep
	m.stats.Boots++
	m.stats.LastBoot = m.supply.Now()
	m.interrupt(Interrupt{Kind: IRQBoot, Value: int64(m.cause)})
	if m.listening() {
		m.noteState("boot", fmt.Sprintf("boot %d, reset cause %v", m.boot, m.cause))
	}
}

// dropCore tells the core that its volatile state is gone.
func (m *Machine) dropCore() {
	m.lost, m.executing = false, false
	m.core.PowerOff()
}

// SetWarning switches the power-fail comparator.
func (m *Machine) SetWarning(on bool, level power.Volts) {
	s := &m.cfg.Supervisor
	level = min(max(level, s.WarningMin), s.WarningMax)
	m.events.Cancel(m.sup.warningTrip)
	m.sup.warningTrip = 0
	m.sup.warning, m.sup.warningLevel, m.sup.warningPending = on, level, false
	if !on {
		m.sup.warningLow = false
		m.supply.Unwatch(slotWarningFall)
		m.supply.Unwatch(slotWarningRise)
		return
	}
	m.supply.Watch(slotWarningFall, power.VDD, float64(level), power.Falling)
	m.supply.Watch(slotWarningRise, power.VDD, float64(level+s.WarningHysteresis), power.Rising)
	if low := m.supply.At(m.supply.Now()).VDD < level; low && !m.sup.warningLow {
		m.sup.warningTrip = m.events.Push(m.supply.Now().Add(s.WarningDelay), event{kind: evWarning})
	} else if !low {
		m.sup.warningLow = false
	}
}

func (m *Machine) warn() {
	m.sup.warningTrip = 0
	if m.sup.warningLow {
		return
	}
	m.sup.warningLow, m.sup.warningPending = true, true
	m.stats.Warnings++
	if m.listening() {
		m.note(traceSupervisor, "pof-falling", fmt.Sprintf("power-fail warning: VDD fell below %.2f V", m.sup.warningLevel))
	}
	if m.cfg.Supervisor.WarningHangsFlash && m.mem.busy {
		m.hang("the power-fail warning came during a flash operation, and this silicon hangs there")
	}
}

func (m *Machine) warnOver() {
	m.sup.warningTrip = 0
	if !m.sup.warningLow {
		return
	}
	m.sup.warningLow, m.sup.warningPending = false, false
	m.interrupt(Interrupt{Kind: IRQWarningOver})
	if m.listening() {
		m.note(traceSupervisor, "pof-rising", "the power-fail warning is over")
	}
}
