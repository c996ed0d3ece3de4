package flashsim

import (
	"cmp"
	"slices"
	"time"
)

// Levels is a set of the levels that a cell can cross.
type Levels uint16

// The levels. The first three are of the reading that a Reading describes,
// relaxation since the cut included; the verify levels and the depletion level are
// of the charge at the cut itself.
const (
	Reads         Levels = 1 << iota // the reference: the bit reads the other way, noise apart
	BandLow                          // the reference minus the noise band; a cell under it reads erased whatever the noise
	BandHigh                         // the reference plus the noise band; a cell above it reads programmed whatever the noise
	ProgramVerify                    //
	EraseVerify                      //
	Depletion                        // a cell under it is over-erased
	Stored                           // of ferroelectric parts: a byte that differs is stored
	Corrected                        // of parts with error correction: what it makes of a granule changes
	Touched                          // the first instant at which a cut leaves any trace
	Whole                            // the operation is complete: its bytes are plain again
)

// Sets of levels.
const (
	// ReadLevels are those that a reader can tell apart.
	ReadLevels = Reads | BandLow | BandHigh | Stored | Corrected | Touched | Whole
	// AllLevels adds those that only a later stress can tell apart.
	AllLevels = ReadLevels | ProgramVerify | EraseVerify | Depletion
)

// DefaultSigmas is how many sigmas of thermal noise the band reaches to either
// side of the reference when a Reading does not say (assumption). By definition
// of the normal law a read leaves it once in thirty million.
const DefaultSigmas = 5.4

// Reading is how the memory is looked at after the cut.
type Reading struct {
	Volts   float64       // at the supply pin
	Celsius float64       //
	After   time.Duration // between the cut and the read
	Sigmas  float64       // half the band, in sigmas of thermal noise; telegraph noise comes on top; 0 is DefaultSigmas
	Levels  Levels        // 0 is AllLevels
}

// Range is a run of bytes.
type Range struct{ Addr, Size uint32 }

// Border is an instant at which the outcome of a cut changes.
type Border struct {
	// At is the first instant on the operation's clock that has the new outcome: a
	// cut at At leaves the cell on the other side than one a nanosecond before.
	At    time.Duration
	Addr  uint32 // of the cell's byte, or of the granule; Touched and Whole have the operation's
	Bit   uint8  // 0 to 7; 64 to 71 are the check bits of the granule
	Level Levels // one of them
	Up    bool   // the threshold rises over the level
}

// Borders appends to dst the instants at which a cut of the operation in flight
// changes what it leaves, and gives them sorted by instant, address, bit and level.
// The operation must have just begun, at a good supply that lasts up to the cut; a
// cut is PowerLost, with the decay of the pump, and with Now on the device's clock.
// With in, only bytes in these ranges count, and the whole granules that they
// touch; nil is all bytes of the operation. Nothing is in flight, or some of it has
// passed already: nothing is appended. Looking changes nothing.
//
// Between two neighbouring borders every cell of the ranges keeps its side of every
// level asked for. What it means to merge all cuts between them:
//
//   - A bit outside the band reads the same after each of them. A bit inside it may
//     read either way, and how likely each way is does change between two borders.
//   - Cells that the operation does not address change at Touched alone: from there
//     on a cut program counts against the limit of its block. On parts with
//     CutDisturb the harm to the other pages is drawn anew for each instant of the
//     cut. Merging there takes one draw for all of them; other draws come from
//     Resample.
//   - A part that accumulates partial erases counts whole microseconds of them, and
//     each count is another state; these are not listed, as nothing reads them.
//   - With Options.Leakage a cell that gets over-erased pulls others of its column.
//     Borders lists when that happens to any cell of the operation, and what it does
//     to the bits in the ranges that the operation addresses.
func (d *Device) Borders(dst []Border, in []Range, r Reading) []Border {
	if !d.busy || d.fl.elapsed != 0 || d.fl.weak {
		return dst
	}
	if r.Sigmas == 0 {
		r.Sigmas = DefaultSigmas
	}
	if r.Levels == 0 {
		r.Levels = AllLevels
	}
	from := len(dst)
	op := d.fl.op
	if d.part.Technology == Ferroelectric {
		dst = d.storedBorders(dst, in, r.Levels)
	} else {
		t := newTracer(d, r)
		dst = t.all(dst, in)
	}
	if r.Levels&Whole != 0 {
		dst = append(dst, Border{At: op.Duration, Addr: op.Addr, Level: Whole})
	}
	slices.SortFunc(dst[from:], func(a, b Border) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Addr, b.Addr), cmp.Compare(a.Bit, b.Bit), cmp.Compare(a.Level, b.Level))
	})
	return dst
}

// storedBorders lists when each byte that differs has been clocked in.
func (d *Device) storedBorders(dst []Border, in []Range, levels Levels) []Border {
	p, op := &d.part.Program, d.fl.op
	touched := false
	for i := range op.Size {
		addr := op.Addr + i
		old := byte(0xFF)
		if ch := d.mem.at(addr >> chunkShift); ch != nil {
			old = ch.data[addr%chunkBytes]
		}
		if old == d.fl.src[i] {
			continue
		}
		at := p.FirstByte.Value + time.Duration(i)*p.FurtherByte.Value
		if !touched && levels&Touched != 0 {
			dst = append(dst, Border{At: at, Addr: op.Addr, Level: Touched})
		}
		touched = true
		if levels&Stored != 0 && covered(in, addr) {
			dst = append(dst, Border{At: at, Addr: addr, Level: Stored, Up: old&^d.fl.src[i] != 0})
		}
	}
	return dst
}

// covered tells whether a byte lies in one of the ranges; nil covers everything.
func covered(in []Range, addr uint32) bool {
	if in == nil {
		return true
	}
	for _, r := range in {
		if addr-r.Addr < r.Size {
			return true
		}
	}
	return false
}
