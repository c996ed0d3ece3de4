package flashsim

import (
	"fmt"
	"time"
)

// OpKind is the kind of an operation.
type OpKind uint8

// The kinds.
const (
	Program OpKind = iota
	Erase
	PartialErase
)

// String gives the kind's name.
func (k OpKind) String() string {
	switch k {
	case Program:
		return "program"
	case Erase:
		return "erase"
	case PartialErase:
		return "partial erase"
	}
	return "unknown operation"
}

// Operation describes an operation in flight.
type Operation struct {
	Kind     OpKind
	Addr     uint32
	Size     uint32
	Duration time.Duration // when nothing disturbs it
}

// maxBurst is the longest program operation of any part.
const maxBurst = 256

// flightStage is one stage of the operation in flight.
type flightStage struct {
	length  time.Duration
	deficit float64 // ns of stress lost to a weak supply or a stopped pump
}

// flight is the operation in flight. Plain data: a fork copies it.
type flight struct {
	op       Operation
	began    time.Duration
	elapsed  time.Duration
	stages   [stageCount]flightStage
	minimums [2]float64     // volts: [0] program stages, [1] erase stages
	partial  time.Duration  // PartialErase: length of this chunk
	before   time.Duration  // PartialErase: accumulated by the chunks before it
	src      [maxBurst]byte // cell polarity
	weak     bool           // some stress was lost
}

// mayBegin checks what holds for every operation.
func (d *Device) mayBegin(addr uint32, c *Conditions) error {
	switch p := d.part; {
	case d.busy:
		return ErrBusy
	case d.deaf:
		return ErrDeaf
	case c.Now < d.readyAt:
		return fmt.Errorf("%v to go: %w", d.readyAt-c.Now, ErrNotReady)
	case p.LockoutVolts.Value > 0 && c.Volts < p.LockoutVolts.Value:
		return fmt.Errorf("%.3f V, lock-out at %.3f V: %w", c.Volts, p.LockoutVolts.Value, ErrLockedOut)
	case c.GateClosed && p.Gate.Value != NoGate:
		return ErrGateClosed
	}
	return nil
}

// BeginProgram starts one program operation: one unit of a width the part has, or
// a burst of units within one aligned block where it has bursts. Errors:
// ErrOutOfRange, ErrAlignment, ErrBusy, ErrDeaf, ErrNotReady, ErrLockedOut,
// ErrGateClosed, ErrRefused.
func (d *Device) BeginProgram(addr uint32, src []byte, c Conditions) (Operation, error) {
	if err := d.inRange(addr, len(src)); err != nil {
		return Operation{}, fmt.Errorf("program: %w", err)
	}
	width, err := d.part.programWidth(addr, uint32(len(src)))
	if err == nil {
		err = d.mayBegin(addr, &c)
	}
	if err == nil {
		err = d.refuses(addr, src, &c)
	}
	if err != nil {
		return Operation{}, fmt.Errorf("program of %d bytes at 0x%X: %w", len(src), addr, err)
	}
	f := &d.fl
	for i, b := range src {
		f.src[i] = b ^ d.polarity
	}
	f.minimums = [2]float64{width.MinimumVolts.Value, d.part.Erase.MinimumVolts.Value}
	eraseTime, programTime := d.programTimes(addr, uint32(len(src)))
	f.start(Operation{Kind: Program, Addr: addr, Size: uint32(len(src))}, c.Now)
	f.stages[stageErase].length = eraseTime
	f.stages[stageProgram].length = programTime
	f.op.Duration = eraseTime + programTime
	d.busy = true
	if d.part.Program.Again.Value == AgainReplaces {
		index, _, _ := d.part.EraseUnit(addr)
		d.addWear(index)
	}
	if f.op.Duration == 0 {
		d.finish()
	}
	return f.op, nil
}

// programWidth checks alignment and length and finds the width that applies.
func (p *Part) programWidth(addr, n uint32) (Width, error) {
	if burst := p.Program.BurstBytes.Value; burst > 0 {
		unit := p.UnitBytes()
		if n == 0 || n%unit != 0 || addr%unit != 0 || addr%burst+n > burst {
			return Width{}, fmt.Errorf("unit %d, burst block %d: %w", unit, burst, ErrAlignment)
		}
		return p.Program.Widths[0], nil
	}
	for _, w := range p.Program.Widths {
		if w.Bytes == n && addr%n == 0 {
			return w, nil
		}
	}
	return Width{}, fmt.Errorf("unit %d: %w", p.UnitBytes(), ErrAlignment)
}

// refuses applies the part's rule for programming what is not erased.
func (d *Device) refuses(addr uint32, src []byte, c *Conditions) error {
	if d.part.Program.Again.Value != AgainOnlyZero {
		return nil
	}
	zero := true
	for _, b := range src {
		zero = zero && b == 0
	}
	if zero || d.looksErased(addr, uint32(len(src)), c) {
		return nil
	}
	return fmt.Errorf("not erased: %w", ErrRefused)
}

// BeginErase starts the erase of the smallest erase unit that holds addr. Errors:
// ErrOutOfRange, ErrUnsupported, ErrBusy, ErrDeaf, ErrNotReady, ErrLockedOut,
// ErrGateClosed.
func (d *Device) BeginErase(addr uint32, c Conditions) (Operation, error) {
	return d.beginErase(addr, 0, c)
}

// BeginPartialErase adds one chunk of erase time to the unit that holds addr. The
// unit counts as erased when the chunks add up to the erase time; until then its
// bits are undefined. A set-up time precedes each chunk. Errors as BeginErase,
// and ErrUnsupported on parts without partial erase.
func (d *Device) BeginPartialErase(addr uint32, chunk time.Duration, c Conditions) (Operation, error) {
	if !d.part.Erase.Partial.Value || chunk < time.Microsecond {
		return Operation{}, fmt.Errorf("partial erase of %v: %w", chunk, ErrUnsupported)
	}
	return d.beginErase(addr, chunk, c)
}

func (d *Device) beginErase(addr uint32, chunk time.Duration, c Conditions) (Operation, error) {
	if err := d.inRange(addr, 1); err != nil {
		return Operation{}, fmt.Errorf("erase: %w", err)
	}
	if !d.part.HasErase() {
		return Operation{}, fmt.Errorf("erase at 0x%X: %w", addr, ErrUnsupported)
	}
	if err := d.mayBegin(addr, &c); err != nil {
		return Operation{}, fmt.Errorf("erase at 0x%X: %w", addr, err)
	}
	index, start, size := d.part.EraseUnit(addr)
	total := d.eraseTime(index, size)
	f := &d.fl
	f.start(Operation{Kind: Erase, Addr: start, Size: size, Duration: total}, c.Now)
	f.minimums = [2]float64{d.part.Erase.MinimumVolts.Value, d.part.Erase.MinimumVolts.Value}
	d.eraseStages(f, total)
	if chunk == 0 {
		d.addWear(index)
		d.setPartialMicros(index, 0)
		d.busy = true
		return f.op, nil
	}
	done := time.Duration(d.partialMicros(index)) * time.Microsecond
	if done == 0 {
		d.addWear(index)
	}
	// The set-up time is spent before the pump runs; it adds no stress.
	f.op.Kind = PartialErase
	f.before = done
	f.partial = min(chunk, total-done).Truncate(time.Microsecond)
	if total-done-f.partial < time.Microsecond {
		f.partial = total - done
	}
	f.op.Duration = d.part.Erase.PartialSetup.Value + f.partial
	d.busy = true
	return f.op, nil
}

// eraseStages divides the time of an erase.
func (d *Device) eraseStages(f *flight, total time.Duration) {
	share := func(s float64) time.Duration { return time.Duration(float64(total) * s) }
	pre, repair := share(d.part.Erase.PreProgramShare.Value), share(d.part.Erase.RepairShare.Value)
	f.stages[stagePreProgram].length = pre
	f.stages[stageErase].length = total - pre - repair
	f.stages[stageRepair].length = repair
}

func (f *flight) start(op Operation, now time.Duration) {
	f.op, f.began, f.elapsed, f.partial, f.before, f.weak = op, now, 0, 0, 0, false
	f.stages = [stageCount]flightStage{}
}

// InFlight describes the operation in flight and the share of its time that passed.
func (d *Device) InFlight() (op Operation, done float64, ok bool) {
	if !d.busy {
		return Operation{}, 0, false
	}
	return d.fl.op, float64(d.fl.elapsed) / float64(d.fl.op.Duration), true
}

// Feed advances the operation in flight through a piece of supply. used is the
// part of the piece it took; done says that it is over, completed or (on parts
// whose lock-out aborts) ended by the supply.
func (d *Device) Feed(p Piece) (used time.Duration, done bool) {
	if !d.busy {
		return 0, true
	}
	f := &d.fl
	used = min(p.Duration, f.op.Duration-f.elapsed)
	used = max(used, 0)
	if lockout := d.part.LockoutVolts.Value; lockout > 0 && d.part.LockoutAborts.Value {
		if at, under := p.firstUnder(lockout, used); under {
			d.advance(&p, at)
			d.tear(f.began + f.elapsed)
			d.noticeDip(min(p.Volts0, p.Volts1), p.under(d.part.Shallow.ResetVolts.Value))
			return at, true
		}
	}
	d.advance(&p, used)
	if f.elapsed < f.op.Duration {
		return used, false
	}
	d.finish()
	return used, true
}

// advance moves the flight dt into the piece and notes the stress that the supply
// failed to deliver.
func (d *Device) advance(p *Piece, dt time.Duration) {
	f := &d.fl
	stopped := p.GateClosed && d.part.Gate.Value == GateStopsPump
	end := p.voltsAt(dt)
	if worst := max(f.minimums[0], f.minimums[1]); stopped || p.Volts0 < worst || end < worst {
		d.noteDeficits(p, dt, stopped)
	}
	f.elapsed += dt
}

// noteDeficits walks the stretch from elapsed to elapsed+dt stage by stage and
// pulse by pulse.
func (d *Device) noteDeficits(p *Piece, dt time.Duration, stopped bool) {
	f := &d.fl
	origin := f.elapsed
	begin := f.stagesBegin()
	done := f.before // by earlier chunks of a partial erase, which the set-up must not touch again
	for s := range f.stages {
		st := &f.stages[s]
		if st.length == 0 {
			continue
		}
		minimum := f.minimums[0]
		if stage(s) != stageProgram {
			minimum = f.minimums[1]
		}
		pulse := d.part.pulsesOf(stage(s))
		t := max(origin-begin, min(done, st.length))
		done = max(0, done-st.length)
		end := min(origin+dt-begin, st.length)
		for t < end {
			next := min(pulse.next(t, st.length), end)
			on := pulse.onTime(next, st.length) - pulse.onTime(t, st.length)
			if on > 0 {
				got := 0.0
				if !stopped {
					v0, v1 := p.voltsAt(begin+t-origin), p.voltsAt(begin+next-origin)
					got = weakStress(float64(on), v0, v1, minimum, d.part.Cells.WeakSlopeVolts.Value, d.part.LockoutVolts.Value)
				}
				if lost := float64(on) - got; lost > 0 {
					st.deficit += lost
					f.weak = true
				}
			}
			t = next
		}
		begin += st.length
	}
}

// stagesBegin is where on the operation's clock the first stage begins. A chunk
// of a partial erase has its set-up before it, and starts where the chunks before
// it left off.
func (f *flight) stagesBegin() time.Duration {
	if f.op.Kind != PartialErase {
		return 0
	}
	return f.op.Duration - f.partial - f.before
}

func (p *Part) pulsesOf(s stage) pulses {
	switch s {
	case stageProgram:
		return pulses{int64(p.Program.Pulses.Value), p.Program.VerifyShare.Value}
	case stageErase:
		return pulses{int64(p.Erase.Pulses.Value), p.Erase.VerifyShare.Value}
	}
	return pulses{}
}
