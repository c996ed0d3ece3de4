package trace

import (
	"io"
	"strconv"
	"strings"

	"locktwin/model/sim"
)

// NewVCD returns a sink that writes a value change dump (IEEE 1364) for
// waveform viewers. It holds wires of one bit and real variables only:
// libsigrok 0.5.2, which sigrok-cli and PulseView read with, shows no strings
// and stops at the first vector value. GTKWave shows all of the dump; that
// libsigrok shows the wires and passes over the reals. Voltages and currents
// are in volts and amperes, the key angle in degrees. Addresses and decisions are left to the other formats.
// The memory the sink holds does not grow.
//
// A tick of the dump is 1 µs. It is the longest round one that keeps a word's
// program, tens of microseconds, in proportion, and the readers that draw every
// tick have a thousand times less to draw than at the model's nanosecond.
// Instants are rounded down to it. Time never goes back: an event that is older
// than the one before it is put at the latter's tick, and each tick is written
// once.
//
// Of several changes within a tick the last counts, except that a wire which
// changes and changes back shows the other value for that one tick, so that
// nothing a wire did is lost. The states of the core may overlap for such a
// tick. flash_torn is a pulse of one tick by its nature: an operation is torn at
// an instant. The wires of the core's state and reset are x until an event tells
// the state. The dump ends one tick after the last event.
func NewVCD(w io.Writer) Sink { return &vcd{output: newOutput(w)} }

type vcd struct {
	output
	begun  bool // the header is written
	dumped bool // the initial values are
	tick   int64

	rail, railOut   RailSample
	told, toldOut   bool  // the core's state has been told
	wires, wiresOut wires // as they are, as they are written
	start, moved    wires // as they were when the tick began, those that changed in it
}

// wires is one bit for each of vcdWires.
type wires uint16

const (
	wireReset wires = 1 << (iota + wires(len(cpuStates)))
	wirePOF
	wireProgram
	wireErase
	wireTorn

	wiresCPU   = wires(1)<<len(cpuStates) - 1
	wiresState = wiresCPU | wireReset
)

// cpuStates are the states of the core; the first wires stand for one each.
var cpuStates = [...]string{"off", "reset", "boot", "run", "sleep", "hung"}

// vcdWires are the wires in the order of their bits; wire i has the identifier 'a'+i.
var vcdWires = [...]string{
	"cpu_off", "cpu_reset", "cpu_boot", "cpu_run", "cpu_sleep", "cpu_hung",
	"reset", "pof", "flash_program", "flash_erase", "flash_torn",
}

const vcdTick = sim.Time(1000) // ns, as $timescale says

func (s *vcd) Event(e *Event) {
	if s.dead() {
		return
	}
	tick := int64(max(e.At, 0) / vcdTick)
	if !s.begun {
		s.begun = true
		s.tick = tick
		s.header()
	} else if tick > s.tick {
		s.advance(tick)
	}
	s.apply(e)
	s.spill()
}

func (s *vcd) Close() error {
	if !s.dead() {
		if !s.begun {
			s.header()
		}
		s.advance(s.tick + 1)
		s.stamp()
		s.changes()
	}
	return s.close()
}

// advance writes the tick and goes on to a later one; wires that are shown at
// another value than theirs fall back in the tick that follows.
func (s *vcd) advance(to int64) {
	s.write()
	if s.wires != s.wiresOut && to > s.tick+1 {
		s.tick++
		s.write()
	}
	s.tick = to
}

// set gives the wires of a mask their values.
func (s *vcd) set(mask, to wires) {
	to = s.wires&^mask | to&mask
	s.moved |= s.wires ^ to
	s.wires = to
}

// apply takes over what the event changes.
func (s *vcd) apply(e *Event) {
	if e.State != "" {
		s.told = true
		var to wires
		for i, name := range cpuStates {
			if e.State == name {
				to = 1 << i
			}
		}
		if e.State == "reset" || e.State == "off" {
			to |= wireReset
		}
		s.set(wiresState, to)
	}
	switch e.Kind {
	case Rail:
		s.rail = e.Rail
	case Supervisor:
		switch e.Name {
		case "pof-falling":
			s.set(wirePOF, wirePOF)
		case "pof-rising":
			s.set(wirePOF, 0)
		}
	case Flash:
		s.flash(e)
	}
}

// flash follows an operation by the last word of its event's name: begin, done,
// torn; others, such as refused, change nothing.
func (s *vcd) flash(e *Event) {
	const busy = wireProgram | wireErase
	switch phaseOf(e.Name) {
	case "begin":
		if erases(e.Flash.Op) {
			s.set(busy, wireErase)
		} else {
			s.set(busy, wireProgram)
		}
	case "done":
		s.set(busy, 0)
	case "torn":
		s.set(busy, 0)
		s.moved |= wireTorn
	}
}

// phaseOf returns what follows the last hyphen of an event's name.
func phaseOf(name string) string { return name[strings.LastIndexByte(name, '-')+1:] }

// erases tells an erase, whole or partial, from a program.
func erases(op string) bool { return strings.HasSuffix(op, "erase") }

func (s *vcd) header() {
	b := append(s.buf, "$version locktwin trace 2 $end\n$timescale 1 us $end\n$scope module lock $end\n"...)
	for _, v := range [...]string{"B vbat_volts", "V vdd_volts", "M motor_amps", "K key_degrees"} {
		b = append(b, "$var real 64 "...)
		b = append(b, v...)
		b = append(b, " $end\n"...)
	}
	for i, name := range vcdWires {
		b = append(b, "$var wire 1 "...)
		b = append(b, byte('a'+i), ' ')
		b = append(b, name...)
		b = append(b, " $end\n"...)
	}
	s.buf = append(b, "$upscope $end\n$enddefinitions $end\n"...)
}

// stamp writes the tick.
func (s *vcd) stamp() {
	s.buf = append(s.buf, '#')
	s.buf = strconv.AppendInt(s.buf, s.tick, 10)
	s.buf = append(s.buf, '\n')
}

// shown returns the wires as this tick shows them: as they are, but those that
// changed and are back where the tick found them, turned over.
func (s *vcd) shown() wires { return s.wires ^ s.moved&^(s.wires^s.start) }

// write writes the tick if it differs from what is written; the first time, all.
func (s *vcd) write() {
	switch {
	case !s.dumped:
		s.stamp()
		s.buf = append(s.buf, "$dumpvars\n"...)
		s.changes()
		s.buf = append(s.buf, "$end\n"...)
		s.dumped = true
	case s.rail != s.railOut || s.told != s.toldOut || s.shown() != s.wiresOut:
		s.stamp()
		s.changes()
	}
	s.start, s.moved = s.wires, 0
}

// changes writes the values that differ from those written; the first time, all.
func (s *vcd) changes() {
	b, shown := s.appendRail(s.buf, !s.dumped), s.shown()
	differ := shown ^ s.wiresOut
	if !s.dumped {
		differ = wires(1)<<len(vcdWires) - 1
	} else if s.told != s.toldOut {
		differ |= wiresState
	}
	for i := range vcdWires {
		bit := wires(1) << i
		if differ&bit == 0 {
			continue
		}
		value := byte('0')
		switch {
		case !s.told && bit&wiresState != 0:
			value = 'x'
		case shown&bit != 0:
			value = '1'
		}
		b = append(b, value, byte('a'+i), '\n')
	}
	s.buf = b
	s.railOut, s.toldOut, s.wiresOut = s.rail, s.told, shown
}

func (s *vcd) appendRail(b []byte, all bool) []byte {
	real := func(v, was, micros int64, id byte) {
		if all || v != was {
			b = append(b, 'r')
			b = appendMicros(b, v*micros)
			b = append(b, ' ', id, '\n')
		}
	}
	real(s.rail.VBAT, s.railOut.VBAT, 1, 'B')
	real(s.rail.VDD, s.railOut.VDD, 1, 'V')
	real(s.rail.Motor, s.railOut.Motor, 1, 'M')
	real(s.rail.Key, s.railOut.Key, 1000, 'K')
	return b
}
