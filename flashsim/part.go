package flashsim

import "time"

// Technology is what a cell is made of.
type Technology uint8

// The technologies.
const (
	FloatingGate  Technology = iota // charge on a gate: NOR flash and EEPROM
	Ferroelectric                   // polarisation: each byte is stored as it is clocked in
)

// Again says what a part does with a second program of a unit that is not erased.
type Again uint8

// The rules.
const (
	AgainANDs          Again = iota // it is carried out; bits can only be cleared
	AgainOnlyZero                   // refused unless the new value is all zeros (STM32 PGERR, ECC parts)
	AgainReplaces                   // an erase is hidden inside: the new value replaces the old
	AgainOverwritesAny              // no erase exists at all (FRAM)
)

// Gate says what the write gate input does.
type Gate uint8

// The gates.
const (
	NoGate           Gate = iota // the part has none; GateClosed is ignored
	GateRefusesStart             // no operation starts while closed; a running one goes on
	GateStopsPump                // as above, and a running one receives no stress while closed
)

// ResetBehaviour says what a reset that is not a power loss does to an operation in flight.
type ResetBehaviour uint8

// The behaviours.
const (
	ResetAborts   ResetBehaviour = iota // the operation ends there; its cells are marginal
	ResetContinue                       // the part completes it by itself while the core is in reset
)

// Timing says which duration an undisturbed operation takes.
type Timing uint8

// The timings. The zero value asks for the part's own choice.
const (
	TimingOfPart  Timing = iota // in Options: what the part says
	TimingWorst                 // the datasheet maximum, always; controllers driven by a timer
	TimingTypical               // the typical value, grown by wear, at most the maximum
	TimingSeeded                // typical times a factor drawn per erase unit, grown by wear, at most the maximum
)

// EraseRun is a run of erase units of one size.
type EraseRun struct {
	Count     uint32
	UnitBytes Figure[uint32]
}

// Width is one program width with the supply it needs.
type Width struct {
	Bytes        uint32
	MinimumVolts Figure[float64]
}

// ProgramData is what a datasheet says about programming.
type ProgramData struct {
	Widths      []Width               // first is the natural unit
	BurstBytes  Figure[uint32]        // longest single operation, inside one aligned block of this size; 0: one unit
	Typical     Figure[time.Duration] // one unit, or one whole burst
	Maximum     Figure[time.Duration] //
	FirstByte   Figure[time.Duration] // shorter bursts: this plus FurtherByte each, at most Typical (scaled to the chosen timing)
	FurtherByte Figure[time.Duration] //
	Limit       Figure[uint32]        // programs allowed per LimitBytes between two erases; 0: no limit stated
	LimitBytes  Figure[uint32]        //
	Again       Figure[Again]         //
	SkipsIdle   Figure[bool]          // AgainReplaces: no erase when blank, no program when the new value is the erased one
	PumpDecay   Figure[time.Duration] // stress the collapsing pump still delivers after a cut
	Pulses      Figure[uint32]        // program pulses, each followed by a verify
	VerifyShare Figure[float64]       // share of a pulse's slot that verifies and so gives no stress
	CutDisturb  Figure[PageDisturb]   // what a cut does to the rest of the erase unit
}

// PageDisturb is the harm a program that is cut does to the other pages of the
// erase unit. PageShare of the pages are susceptible (a trait of the page); their
// erased cells gain an exponentially distributed threshold with this mean.
type PageDisturb struct {
	PageShare float64
	MeanVolts float64
}

// EraseData is what a datasheet says about erasing.
type EraseData struct {
	Typical         Figure[time.Duration] // largest unit of the part unless TypicalPer says otherwise
	Maximum         Figure[time.Duration]
	MinimumVolts    Figure[float64]
	PreProgramShare Figure[float64] // share of the duration that programs every 1 to 0, low to high address; 0: absent
	RepairShare     Figure[float64] // share of the duration that lifts over-erased cells, low to high address
	Pulses          Figure[uint32]
	VerifyShare     Figure[float64]
	PumpDecay       Figure[time.Duration]
	Hidden          Figure[bool] // happens inside a program only; the caller has no erase command
	Partial         Figure[bool] // the erase may be split in chunks whose time adds up
	PartialSetup    Figure[time.Duration]
	// BySize replaces Typical and Maximum for units of a given size, where units differ.
	BySize []EraseTime
}

// EraseTime is the erase time of one unit size.
type EraseTime struct {
	UnitBytes uint32
	Typical   Figure[time.Duration]
	Maximum   Figure[time.Duration]
}

// ShallowBrownOut describes parts that need a deep and long enough loss of supply
// to start again. A dip that passes LockoutVolts and does not stay under
// ResetVolts for Hold leaves the part deaf.
type ShallowBrownOut struct {
	ResetVolts Figure[float64]
	Hold       Figure[time.Duration]
}

// Part is an immutable datasheet record. Adding a part is one file that returns
// one of these, and its line in the catalogue. A *Part may be shared freely; do
// not change one that a Device uses.
type Part struct {
	Name  string // as people order it, in lower case: "nrf52832"
	Maker string
	About string // one sentence

	Technology       Technology
	SizeBytes        Figure[uint32]
	EraseUnits       []EraseRun // from address 0 upward; their sum is SizeBytes
	Erased           Figure[byte]
	Program          ProgramData
	Erase            EraseData
	EnduranceCycles  Figure[uint64]
	ReadMinimumVolts Figure[float64]
	LockoutVolts     Figure[float64] // 0: none; writes do not start and pumps stand still under it
	LockoutAborts    Figure[bool]    // crossing the lock-out ends an operation in flight for good
	Gate             Figure[Gate]
	Reset            Figure[ResetBehaviour]
	PowerUpToWrite   Figure[time.Duration]
	Shallow          ShallowBrownOut
	Timing           Figure[Timing]
	ECCGranuleBytes  Figure[uint32] // 0: no error correction; otherwise 8
	Cells            CellData
}

// UnitBytes is the natural program unit.
func (p *Part) UnitBytes() uint32 { return p.Program.Widths[0].Bytes }

// BurstBytes is the longest single program operation: the page burst where the
// part has one, else the widest unit.
func (p *Part) BurstBytes() uint32 {
	if b := p.Program.BurstBytes.Value; b > 0 {
		return b
	}
	widest := uint32(0)
	for _, w := range p.Program.Widths {
		widest = max(widest, w.Bytes)
	}
	return widest
}

// HasErase tells whether the caller can erase at all.
func (p *Part) HasErase() bool {
	return p.Technology == FloatingGate && !p.Erase.Hidden.Value
}

// EraseUnitCount is the number of erase units.
func (p *Part) EraseUnitCount() uint32 {
	n := uint32(0)
	for _, r := range p.EraseUnits {
		n += r.Count
	}
	return n
}

// EraseUnit finds the smallest erase unit that holds addr: its index from address
// 0 upward, its first byte and its size. The size is 0 when addr is outside.
func (p *Part) EraseUnit(addr uint32) (index, start, size uint32) {
	for _, r := range p.EraseUnits {
		span := r.Count * r.UnitBytes.Value
		if addr-start < span {
			k := (addr - start) / r.UnitBytes.Value
			return index + k, start + k*r.UnitBytes.Value, r.UnitBytes.Value
		}
		start += span
		index += r.Count
	}
	return 0, 0, 0
}

// EraseUnitAt gives first byte and size of an erase unit by its index; size 0 when there is none.
func (p *Part) EraseUnitAt(index uint32) (start, size uint32) {
	for _, r := range p.EraseUnits {
		if index < r.Count {
			return start + index*r.UnitBytes.Value, r.UnitBytes.Value
		}
		index -= r.Count
		start += r.Count * r.UnitBytes.Value
	}
	return 0, 0
}

// eraseTimes gives typical and maximum erase time of a unit of this size.
func (p *Part) eraseTimes(size uint32) (typical, maximum time.Duration) {
	for i := range p.Erase.BySize {
		if e := &p.Erase.BySize[i]; e.UnitBytes == size {
			return e.Typical.Value, e.Maximum.Value
		}
	}
	return p.Erase.Typical.Value, p.Erase.Maximum.Value
}
