package trace

import (
	"io"
	"strconv"
	"strings"

	"locktwin/model/sim"
)

// NewVCD returns a sink that writes a value change dump (IEEE 1364) for
// waveform viewers, timescale 1 ns. Voltages and currents are real variables in
// volts and amperes, the key angle in degrees. States appear twice: as vectors,
// which every viewer shows, and as strings, which GTKWave shows and others
// ignore. The memory it holds does not grow.
//
// Time never goes back in the dump: an event that is older than the one before
// it is put at the latter's instant. Several changes of one variable at one
// instant leave the last, except that a variable that ends where it began is
// not mentioned.
func NewVCD(w io.Writer) Sink {
	s := &vcd{output: newOutput(w)}
	s.reg[vcdCPU], s.str[strCPU] = vcdUnknown, "unknown"
	s.str[strFlash], s.str[strDecision] = "idle", "none"
	return s
}

type vcd struct {
	output
	begun  bool // the header is written
	dumped bool // the initial values are
	now    sim.Time

	rail, railOut RailSample
	reg, regOut   [vcdRegs]uint32
	str, strOut   [vcdStrs]string
}

// The vectors. vcdUnknown is shown as x.
const (
	vcdCPU = iota
	vcdReset
	vcdPOF
	vcdErase
	vcdProgram
	vcdTorn
	vcdAddr
	vcdRegs

	vcdUnknown = 1<<32 - 1
)

const (
	strCPU = iota
	strFlash
	strDecision
	vcdStrs
)

var vcdRegVars = [vcdRegs]struct {
	id, name string
	bits     int
}{
	{"c", "cpu", 3}, {"r", "reset", 1}, {"p", "pof", 1}, {"e", "erase", 1}, {"w", "program", 1}, {"t", "torn", 1}, {"a", "addr", 32},
}

var vcdStrVars = [vcdStrs]struct{ id, name string }{{"C", "cpu_state"}, {"F", "flash_op"}, {"D", "decision"}}

// cpuStates numbers the states of the core; the cpu vector counts them from 0.
var cpuStates = [...]string{"off", "reset", "boot", "run", "sleep", "hung"}

func (s *vcd) Event(e *Event) {
	if s.dead() {
		return
	}
	if !s.begun {
		s.begun = true
		s.now = max(e.At, 0)
		s.header()
	} else if e.At > s.now {
		s.changes()
		s.now = e.At
	}
	s.apply(e)
	s.spill()
}

func (s *vcd) Close() error {
	if !s.dead() {
		if !s.begun {
			s.header()
		}
		s.changes()
	}
	return s.close()
}

// apply takes over what the event changes.
func (s *vcd) apply(e *Event) {
	if e.State != "" {
		s.str[strCPU], s.reg[vcdCPU] = e.State, vcdUnknown
		for i, name := range cpuStates {
			if e.State == name {
				s.reg[vcdCPU] = uint32(i)
			}
		}
		s.reg[vcdReset] = truth(e.State == "reset" || e.State == "off")
	}
	switch e.Kind {
	case Rail:
		s.rail = e.Rail
	case Supervisor:
		switch e.Name {
		case "pof-falling":
			s.reg[vcdPOF] = 1
		case "pof-rising":
			s.reg[vcdPOF] = 0
		}
	case Decision:
		s.str[strDecision] = e.Name
	case Flash:
		s.flash(e)
	}
}

// flash follows an operation by the last word of its event's name: begin, done,
// torn; others, such as refused, change nothing.
func (s *vcd) flash(e *Event) {
	busy := s.reg[vcdErase] | s.reg[vcdProgram]
	switch phase := phaseOf(e.Name); phase {
	case "begin":
		s.reg[vcdErase] = truth(erases(e.Flash.Op))
		s.reg[vcdProgram] = truth(!erases(e.Flash.Op))
		s.reg[vcdTorn] = 0
		s.reg[vcdAddr] = e.Flash.Addr
		s.str[strFlash] = e.Flash.Op
	case "done":
		s.reg[vcdErase], s.reg[vcdProgram] = 0, 0
		s.str[strFlash] = "idle"
	case "torn":
		s.reg[vcdErase], s.reg[vcdProgram] = 0, 0
		s.reg[vcdTorn] = 1
		s.str[strFlash] = "torn"
		if busy == 0 {
			s.reg[vcdAddr] = e.Flash.Addr
		}
	}
}

// phaseOf returns what follows the last hyphen of an event's name.
func phaseOf(name string) string { return name[strings.LastIndexByte(name, '-')+1:] }

// erases tells an erase, whole or partial, from a program.
func erases(op string) bool { return strings.HasSuffix(op, "erase") }

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (s *vcd) header() {
	b := append(s.buf, "$version locktwin trace 1 $end\n"...)
	b = append(b, "$comment cpu:"...)
	for i, name := range cpuStates {
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(i), 10)
		b = append(b, '=')
		b = append(b, name...)
	}
	b = append(b, " $end\n$timescale 1 ns $end\n$scope module lock $end\n"...)
	for _, v := range [...]string{"B vbat_volts", "V vdd_volts", "M motor_amps", "K key_degrees"} {
		b = append(b, "$var real 64 "...)
		b = append(b, v...)
		b = append(b, " $end\n"...)
	}
	for _, v := range vcdRegVars {
		b = append(b, "$var reg "...)
		b = strconv.AppendInt(b, int64(v.bits), 10)
		b = append(b, ' ')
		b = append(b, v.id...)
		b = append(b, ' ')
		b = append(b, v.name...)
		b = append(b, " $end\n"...)
	}
	for _, v := range vcdStrVars {
		b = append(b, "$var string 1 "...)
		b = append(b, v.id...)
		b = append(b, ' ')
		b = append(b, v.name...)
		b = append(b, " $end\n"...)
	}
	s.buf = append(b, "$upscope $end\n$enddefinitions $end\n"...)
}

// dump writes the initial values of all variables.
func (s *vcd) dump() {
	b := append(s.buf, '#')
	b = strconv.AppendInt(b, int64(s.now), 10)
	b = append(b, "\n$dumpvars\n"...)
	b = s.appendRail(b, true)
	for i := range s.reg {
		b = s.appendReg(b, i)
	}
	for i := range s.str {
		b = s.appendStr(b, i)
	}
	s.buf = append(b, "$end\n"...)
	s.railOut, s.regOut, s.strOut = s.rail, s.reg, s.str
}

// changes writes what differs from the last instant written; the first time, all.
func (s *vcd) changes() {
	if !s.dumped {
		s.dumped = true
		s.dump()
		return
	}
	if s.rail == s.railOut && s.reg == s.regOut && s.str == s.strOut {
		return
	}
	b := append(s.buf, '#')
	b = strconv.AppendInt(b, int64(s.now), 10)
	b = append(b, '\n')
	b = s.appendRail(b, false)
	for i := range s.reg {
		if s.reg[i] != s.regOut[i] {
			b = s.appendReg(b, i)
		}
	}
	for i := range s.str {
		if s.str[i] != s.strOut[i] {
			b = s.appendStr(b, i)
		}
	}
	s.buf = b
	s.railOut, s.regOut, s.strOut = s.rail, s.reg, s.str
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

func (s *vcd) appendReg(b []byte, i int) []byte {
	v := vcdRegVars[i]
	switch {
	case v.bits == 1:
		b = append(b, byte('0'+s.reg[i]))
		return append(append(b, v.id...), '\n')
	case i == vcdCPU && s.reg[i] == vcdUnknown:
		b = append(b, 'b', 'x')
	default:
		b = append(b, 'b')
		b = strconv.AppendUint(b, uint64(s.reg[i]), 2)
	}
	return append(append(append(b, ' '), v.id...), '\n')
}

// appendStr writes a string value, which must be free of white space.
func (s *vcd) appendStr(b []byte, i int) []byte {
	b = append(b, 's')
	for _, c := range []byte(s.str[i]) {
		if c <= ' ' || c >= 0x7f {
			c = '_'
		}
		b = append(b, c)
	}
	return append(append(append(b, ' '), vcdStrVars[i].id...), '\n')
}
