package flashsim

import (
	"time"

	"locktwin/internal/repro"
)

// wearDecades is log10(1 + cycles/1000), the measure in which wear acts.
func wearDecades(cycles uint32) float64 {
	if cycles == 0 {
		return 0
	}
	return repro.Log10(1 + float64(cycles)/1000)
}

// spreadSigma is the sigma of ln(time) between erase units under TimingSeeded.
// Assumption: vendors state only that most units take about the typical time.
const spreadSigma = 0.15

// chosenTime turns typical and maximum into the time one unit takes.
func (d *Device) chosenTime(typical, maximum time.Duration, unit, wear uint32, what uint64) time.Duration {
	switch d.options.Timing {
	case TimingTypical, TimingSeeded:
	default:
		return maximum
	}
	factor := 1 + float64(d.part.Cells.WearEraseSlow.Value*wearDecades(wear))
	if d.options.Timing == TimingSeeded {
		factor *= repro.Exp(spreadSigma * d.unitsKey.Normal(uint64(unit), what, 0, 0))
	}
	return min(time.Duration(float64(typical)*factor), maximum)
}

const (
	timeOfErase uint64 = iota
	timeOfProgram
)

func (d *Device) eraseTime(unit, size uint32) time.Duration {
	return d.eraseTimeAt(unit, size, d.wearOf(unit))
}

func (d *Device) eraseTimeAt(unit, size, wear uint32) time.Duration {
	typical, maximum := d.part.eraseTimes(size)
	return d.chosenTime(typical, maximum, unit, wear, timeOfErase)
}

// programTimeAt is the time of the program itself, without a hidden erase.
func (d *Device) programTimeAt(unit, n, wear uint32) time.Duration {
	p := &d.part.Program
	program := d.chosenTime(p.Typical.Value, p.Maximum.Value, unit, wear, timeOfProgram)
	first := p.FirstByte.Value
	if first == 0 {
		return program
	}
	short := first + time.Duration(n-1)*p.FurtherByte.Value
	if d.part.Technology == Ferroelectric {
		return short
	}
	scaled := time.Duration(float64(short) * (float64(program) / float64(p.Typical.Value)))
	return min(program, scaled)
}

// programTimes gives the time of the hidden erase, if any, and of the program.
func (d *Device) programTimes(addr, n uint32) (erase, program time.Duration) {
	p := &d.part.Program
	unit, _, size := d.part.EraseUnit(addr)
	program = d.programTimeAt(unit, n, d.wearOf(unit))
	if p.Again.Value != AgainReplaces {
		return 0, program
	}
	erase = d.eraseTime(unit, size)
	if !d.part.Program.SkipsIdle.Value {
		return erase, program
	}
	// The controller looks first: blank cells need no erase, a blank value no program.
	if d.blank(addr, n) {
		erase = 0
	}
	if allOnes(d.fl.src[:n]) {
		program = 0
		if erase == 0 {
			erase = d.eraseTime(unit, size)
		}
	}
	return erase, program
}

func allOnes(b []byte) bool {
	for _, x := range b {
		if x != 0xFF {
			return false
		}
	}
	return true
}

// blank tells whether the cells are plain and erased.
func (d *Device) blank(addr, n uint32) bool {
	for ; n > 0; addr, n = addr+1, n-1 {
		ch := d.mem.at(addr >> chunkShift)
		if ch == nil {
			continue
		}
		i := addr % chunkBytes
		if ch.data[i] != 0xFF || ch.margin != nil && ch.margin.bytes.has(i) {
			return false
		}
	}
	return true
}
