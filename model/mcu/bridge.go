package mcu

import (
	"fmt"
	"time"

	"locktwin/model/power"
	"locktwin/model/sim"
)

// dutyStep is the time between two steps of a soft start: the bridge's timer
// changes its compare value at 100 Hz (assumption).
const dutyStep = 10 * time.Millisecond

// restTime is how long after the end of a run the rotor is taken to stand
// still: some mechanical time constants of 46–60 ms (assumption).
const restTime = 400 * time.Millisecond

// bridge is the motor driver: it ramps the duty, watches position, current and
// time on its own, and stops by itself, as a timer with compare outputs does.
type bridge struct {
	on       bool
	command  BridgeCommand
	forward  bool // towards larger key angles
	step     int  // of the soft start
	steps    int
	duty     sim.ID
	blanking sim.ID
	stall    sim.ID
	timeout  sim.ID
	rest     sim.ID
	arrived  sim.ID // the target is where the key already was
	armed    bool   // the stall comparator is past its blanking

	report  RunReport
	started sim.Time
	from    int32
	energy  power.Joules // meter at the start
}

// Drive starts a run, or changes one that is under way.
func (m *Machine) Drive(c BridgeCommand) {
	b := &m.bridge
	m.cancelRun()
	s := m.supply.At(m.now)
	b.on, b.command = true, c
	b.from = m.KeyAngle()
	b.forward = c.TargetMillidegrees > b.from
	b.started = m.now
	b.report = RunReport{Start: s.VBAT, Celsius: m.supply.Ambient()}
	b.energy = m.supply.Meter().Delivered
	m.supply.ResetExtremes()
	b.step, b.steps = 0, max(int(c.SoftStart/dutyStep), 1)
	direction := power.Falling
	if b.forward {
		direction = power.Rising
	}
	m.supply.Watch(slotTarget, power.KeyAngle, float64(radians(c.TargetMillidegrees)), direction)
	if c.TargetMillidegrees == b.from {
		b.arrived = m.events.Push(m.now, event{kind: evAtTarget})
	}
	if c.StallCurrent > 0 {
		b.blanking = m.events.Push(m.now.Add(max(c.StallBlank, 0)), event{kind: evBlankingOver})
	}
	if c.Timeout > 0 {
		b.timeout = m.events.Push(m.now.Add(c.Timeout), event{kind: evRunTimeout})
	}
	if m.listening() {
		m.note(traceMotor, "motor-start", fmt.Sprintf("the motor starts, from %.0f° to %.0f°", float64(b.from)/1000, float64(c.TargetMillidegrees)/1000))
	}
	m.placeShaft()
	m.rampDuty()
}

// rampDuty sets the bridge to the next step of the soft start.
func (m *Machine) rampDuty() {
	b := &m.bridge
	if !b.on {
		return
	}
	b.step++
	duty := float64(b.command.Duty*float64(b.step)) / float64(b.steps)
	if b.step < b.steps {
		b.duty = m.events.Push(m.supply.Now().Add(dutyStep), event{kind: evDuty})
	}
	if !b.forward {
		duty = -duty
	}
	m.setBridge(power.Bridge{Mode: power.Drive, Duty: duty})
}

// blankingOver lets the stall comparator see the current.
func (m *Machine) blankingOver() {
	b := &m.bridge
	b.armed = true
	m.supply.Watch(slotStallRise, power.MotorCurrent, float64(b.command.StallCurrent), power.Rising)
	m.supply.Watch(slotStallFall, power.MotorCurrent, float64(b.command.StallCurrent), power.Falling)
	if current := m.supply.At(m.supply.Now()).Motor; max(current, -current) >= b.command.StallCurrent {
		m.currentRose()
	}
}

func (m *Machine) currentRose() {
	b := &m.bridge
	if b.on && b.armed && b.stall == 0 {
		b.stall = m.events.Push(m.supply.Now().Add(max(b.command.StallTime, 0)), event{kind: evStalled})
	}
}

func (m *Machine) currentFell() {
	m.events.Cancel(m.bridge.stall)
	m.bridge.stall = 0
}

// endRun stops the bridge and tells the core why.
func (m *Machine) endRun(why InterruptKind) {
	if !m.bridge.on {
		return
	}
	m.StopBridge(m.bridge.command.Brake)
	m.interrupt(Interrupt{Kind: why, Value: int64(m.KeyAngle())})
	if m.listening() {
		name, text := "motor-target", "the motor reached its target"
		switch why {
		case IRQMotorStalled:
			name, text = "motor-stalled", "the motor is stalled"
		case IRQMotorTimeout:
			name, text = "motor-timeout", "the motor ran into its time limit"
		}
		r := m.LastRun()
		m.note(traceMotor, name, fmt.Sprintf("%s; VBAT fell to %.2f V, the current peaked at %.2f A", text, r.Lowest, r.MaxCurrent))
	}
}

// StopBridge ends a run.
func (m *Machine) StopBridge(brake bool) {
	if !m.bridge.on {
		return
	}
	m.bridge.report = m.measure()
	m.bridge.on = false
	m.cancelRun()
	mode := power.Coast
	if brake {
		mode = power.Brake
	}
	m.setBridge(power.Bridge{Mode: mode})
	m.bridge.rest = m.events.Push(m.supply.Now().Add(restTime), event{kind: evBridgeRest})
}

// floatBridge is what a reset does to the bridge: its pins float, the rotor
// coasts.
func (m *Machine) floatBridge() {
	if !m.bridge.on {
		if m.bridge.rest != 0 {
			m.setBridge(power.Bridge{Mode: power.Coast})
		}
		return
	}
	m.StopBridge(false)
	if m.listening() {
		m.note(traceMotor, "motor-cut", "the reset cuts the motor off")
	}
}

func (m *Machine) setBridge(b power.Bridge) {
	m.supply.SetBridge(b)
	m.railAt = sim.Never
}

// bridgeRest ends the braking.
func (m *Machine) bridgeRest() {
	m.bridge.rest = 0
	if m.bridge.on {
		return
	}
	m.setBridge(power.Bridge{Mode: power.Coast})
	if m.listening() {
		m.noteBolt()
	}
}

func (m *Machine) cancelRun() {
	b := &m.bridge
	for _, id := range []*sim.ID{&b.duty, &b.blanking, &b.stall, &b.timeout, &b.rest, &b.arrived} {
		m.events.Cancel(*id)
		*id = 0
	}
	b.armed = false
	m.supply.Unwatch(slotTarget)
	m.supply.Unwatch(slotStallRise)
	m.supply.Unwatch(slotStallFall)
}

// measure completes the report with what has been seen so far.
func (m *Machine) measure() RunReport {
	r := m.bridge.report
	meter := m.supply.Meter()
	r.Lowest, r.MaxCurrent = meter.LowestVBAT, meter.HighestMotor
	r.Energy = meter.Delivered - m.bridge.energy
	r.Distance = m.KeyAngle() - m.bridge.from
	if r.Distance < 0 {
		r.Distance = -r.Distance
	}
	r.Duration = m.supply.Now().Sub(m.bridge.started)
	return r
}

// LastRun is what was recorded over the last run, the present one included.
func (m *Machine) LastRun() RunReport {
	if m.bridge.on {
		return m.measure()
	}
	return m.bridge.report
}
