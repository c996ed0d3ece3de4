package mcu

import (
	"fmt"

	"locktwin/flashsim"
	"locktwin/model/mechanics"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Kinds under which the machine's own lines appear.
const (
	traceSupervisor = trace.Supervisor
	traceMCU        = trace.Boot
	traceMotor      = trace.Motor
)

// listening tells whether anybody hears the trace; emitters build an event
// only then.
func (m *Machine) listening() bool { return m.listener != nil }

// emit keeps an event until its step is settled.
func (m *Machine) emit(e trace.Event) { m.buffer = append(m.buffer, e) }

func (m *Machine) note(kind trace.Kind, name, text string) {
	m.emit(trace.Event{At: m.supply.Now(), Kind: kind, Name: name, Text: text})
}

// noteState tells of a new state of the core.
func (m *Machine) noteState(name, text string) {
	m.emit(trace.Event{At: m.supply.Now(), Kind: trace.Boot, Name: name, Text: text, State: m.cpu.String()})
}

func (m *Machine) noteReset(cause ResetCause) {
	s := m.supply.At(m.supply.Now())
	text := fmt.Sprintf("%v reset at VDD %.2f V", cause, s.VDD)
	if cause == Soft || cause == Pin {
		text = fmt.Sprintf("%v reset", cause)
	}
	m.emit(trace.Event{At: m.supply.Now(), Kind: trace.Reset, Name: "reset-" + cause.String(), Text: text, State: InReset.String()})
}

func (m *Machine) noteBolt() {
	m.emit(trace.Event{At: m.supply.Now(), Kind: trace.Bolt, Name: "bolt-rests", Text: fmt.Sprintf("the key rests at %.0f°", float64(m.KeyAngle())/1000)})
}

func (m *Machine) noteBarred() {
	m.note(trace.Hand, "door-barred", "the door does not open: bolt or latch holds it")
}

// tap connects the rail's sample points with the trace.
func (m *Machine) tap() {
	if m.listener == nil {
		m.supply.OnSegment(nil)
		return
	}
	m.supply.OnSegment(func(at sim.Time, s power.Sample) {
		m.emit(trace.Event{At: at, Kind: trace.Rail, Rail: rail(s)})
	})
}

// rail rounds a sample to what leaves the solver: µV, µA, millidegrees.
func rail(s power.Sample) trace.RailSample {
	return trace.RailSample{
		VBAT: micro(float64(s.VBAT)), VDD: micro(float64(s.VDD)),
		Motor: micro(float64(s.Motor)), Key: int64(mechanics.Millidegrees(float64(s.KeyAngle))),
	}
}

func micro(x float64) int64 {
	if x < 0 {
		return -int64(float64(-x*1e6) + 0.5)
	}
	return int64(float64(x*1e6) + 0.5)
}

// noteFlash tells of the operation in flight.
func (m *Machine) noteFlash(what string, permille int) {
	op := m.mem.op
	kind := "program"
	if op.Kind != flashsim.Program {
		kind = "erase"
	}
	e := trace.Event{
		At: m.supply.Now(), Kind: trace.Flash, Name: kind + "-" + what,
		Flash: trace.FlashOp{Op: kind, Addr: op.Addr, Size: op.Size, Permille: permille},
	}
	switch {
	case what == "torn":
		e.Text = fmt.Sprintf("the %s at 0x%05x is torn at %.1f %%", kind, op.Addr, float64(permille)/10)
	case kind == "erase" && what == "begin":
		e.Text = fmt.Sprintf("erase of 0x%05x begins, %v", op.Addr, op.Duration)
	case kind == "erase":
		e.Text = fmt.Sprintf("erase of 0x%05x is done", op.Addr)
	}
	m.emit(e)
}
