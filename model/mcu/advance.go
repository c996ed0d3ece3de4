package mcu

import (
	"errors"
	"fmt"

	"locktwin/model/sim"
)

// ErrBackwards is returned by Advance for an instant that has passed.
var ErrBackwards = errors.New("machine: cannot advance into the past")

// ErrForever is returned by Advance for sim.Never.
var ErrForever = errors.New("machine: cannot advance for ever")

// ErrLongActivation is returned by Advance when firmware works in one
// activation for so long that a stop inside cannot be replayed. The machine is
// of no use afterwards.
var ErrLongActivation = fmt.Errorf("machine: one activation takes longer than %v", longestActivation)

// Advance plays simulated time up to and including the instant until. Errors:
// ErrBackwards, ErrForever, ErrLongActivation.
func (m *Machine) Advance(until sim.Time) error { return m.AdvanceWhile(until, nil) }

// AdvanceWhile plays simulated time up to and including the instant until, or
// until goOn says no. It is asked whenever something has happened that will not
// be replayed; nil never says no. Errors as Advance.
func (m *Machine) AdvanceWhile(until sim.Time, goOn func() bool) error {
	if until < m.now {
		return fmt.Errorf("%w: at %v, asked for %v", ErrBackwards, m.now, until)
	}
	if until == sim.Never {
		return ErrForever
	}
	if m.viewing {
		m.rewind()
	}
	m.until = until
	for {
		switch {
		case m.ready():
			if m.core.Run(m, until) == AtHorizon {
				if m.unmarked {
					return ErrLongActivation
				}
				m.stop()
				return nil
			}
			m.executing = false
			m.sleep()
		case m.due() <= until:
			m.play(m.due(), false)
		default:
			m.mark()
			if m.play(until, false) {
				m.stop()
				return nil
			}
		}
		if m.lost {
			m.dropCore()
		}
		m.settle()
		if goOn != nil && !goOn() {
			return nil
		}
	}
}

// Next returns the instant of the next thing that is scheduled, or sim.Never;
// a crossing of a supply level may come before it.
func (m *Machine) Next() sim.Time {
	if m.viewing {
		return m.base.due()
	}
	return m.due()
}

// Inject schedules an input at the instant that the machine shows.
func (m *Machine) Inject(in Input) { m.InjectAt(m.now, in) }

// InjectAt schedules an input for later. Inputs act after everything else that
// happens at their instant.
func (m *Machine) InjectAt(at sim.Time, in Input) {
	at = max(at, m.now)
	if m.viewing {
		m.base.inputs.Push(at, in)
		return
	}
	m.inputs.Push(at, in)
}

// due is the instant of the next scheduled thing.
func (w *world) due() sim.Time {
	a, _ := w.events.Peek()
	b, _ := w.inputs.Peek()
	return min(a, b)
}

// ready tells whether a core is up and something waits for it.
func (m *Machine) ready() bool {
	return (m.cpu == Asleep || m.cpu == Running) && (len(m.irqs) > 0 || m.sup.warningPending)
}

// play lets the world go on until the instant to, and handles everything that
// is due at to. It returns early, with false, when the core is lost or when
// it met a crossing or an event on the way and no activation is running; the
// caller then looks at what that has changed.
//
// An input at to has to wait while a core goes on there: it acts after
// everything else of its instant, also after what the core still does without
// letting time pass.
func (m *Machine) play(to sim.Time, coreGoesOn bool) bool {
	for {
		next := min(to, m.due())
		at, slot := m.supply.Advance(next)
		m.passed(at)
		switch {
		case slot >= 0:
			m.crossed(slot)
		case m.handleDue(at, at < to || !coreGoesOn):
		default:
			return !m.lost
		}
		if m.lost || !m.executing {
			return false
		}
	}
}

// passed accounts for the time that the supply has just been advanced by.
func (m *Machine) passed(at sim.Time) {
	if at == m.now {
		return
	}
	m.feedMemory(at)
	m.mis.pass(m, at)
	m.now = at
}

// handleDue handles one thing that is due at the instant and tells whether
// there was one.
func (m *Machine) handleDue(at sim.Time, inputs bool) bool {
	if t, ok := m.events.Peek(); ok && t <= at {
		m.railAt = sim.Never
		_, e, _ := m.events.Pop()
		m.handle(e)
		return true
	}
	if t, ok := m.inputs.Peek(); ok && inputs && t <= at {
		m.railAt = sim.Never
		_, in, _ := m.inputs.Pop()
		m.apply(in)
		return true
	}
	return false
}

func (m *Machine) handle(e event) {
	switch e.kind {
	case evBrownOut:
		m.brownOut()
	case evRelease:
		m.release()
	case evBooted:
		m.bootDone()
	case evWarning:
		m.warn()
	case evWarningOver:
		m.warnOver()
	case evTimer:
		m.timers[e.arg] = 0
		m.interrupt(Interrupt{Kind: IRQTimer, Source: uint8(e.arg)})
	case evDuty:
		m.rampDuty()
	case evBlankingOver:
		m.blankingOver()
	case evStalled:
		m.endRun(IRQMotorStalled)
	case evRunTimeout:
		m.endRun(IRQMotorTimeout)
	case evBridgeRest:
		m.bridgeRest()
	case evMemoryDone:
		m.memoryDone()
	case evWatchdog:
		m.watchdog = 0
		m.reset(Watchdog)
	case evAtTarget:
		m.bridge.arrived = 0
		m.endRun(IRQMotorTarget)
	}
}

// interrupt queues a request for the core.
func (m *Machine) interrupt(irq Interrupt) {
	if m.cpu < Running || m.cpu == Hung || len(m.irqs) >= maxPending {
		return
	}
	m.irqs = append(m.irqs, irq)
}

// wake and sleep begin and end an activation.
func (m *Machine) wake() {
	if m.cpu == Running {
		return
	}
	m.cpu = Running
	if m.listening() {
		m.noteState("run", "")
	}
}

func (m *Machine) sleep() {
	if m.cpu == Running {
		m.cpu = Asleep
		if m.listening() {
			m.noteState("sleep", "")
		}
	}
	m.updateLoad()
}
