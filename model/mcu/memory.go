package mcu

import (
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// ErrUncorrectable is what ReadFlash returns for a granule that the memory's
// error correction gives up on.
var ErrUncorrectable = errors.New("uncorrectable granule")

// maxUnitBytes is the widest program unit of any part that a stray store can
// hit.
const maxUnitBytes = 64

// sliceVolts is how finely the supply of an operation below its minimum
// voltage is cut into pieces: within a piece it is taken as a straight line.
const sliceVolts = power.Volts(0.02)

// controller is the state of the flash controller.
type controller struct {
	geometry                     Memory
	base                         uint32 // where the driver's pages begin in the part
	burst                        uint32 // aligned block that one program operation may fill; 0: one unit each
	programMinimum, eraseMinimum power.Volts
	emulate                      bool // the part has no erase: a page of erased bytes stands for it

	busy  bool
	more  bool // another unit of the same burst follows: the pump stays on
	armed bool // the slice watches are set
	op    flashsim.Operation
	fed   sim.Time
	volts power.Volts // at fed
	ready bool        // the operation in flight has completed
	slice bool
	done  sim.ID // completion of an operation that goes on without the core
}

// newController describes the part as a driver sees it: one run of equal erase
// units. Where a part has several sizes it is the run of the smallest, the
// one a designer gives to settings.
func newController(p *flashsim.Part) controller {
	c := controller{burst: p.Program.BurstBytes.Value, programMinimum: power.Volts(p.Program.Widths[0].MinimumVolts.Value), eraseMinimum: power.Volts(p.Erase.MinimumVolts.Value)}
	start := uint32(0)
	for i, r := range p.EraseUnits {
		if i == 0 || int(r.UnitBytes.Value) < c.geometry.PageBytes {
			c.base = start
			c.geometry.PageBytes, c.geometry.Pages = int(r.UnitBytes.Value), int(r.Count)
		}
		start += r.Count * r.UnitBytes.Value
	}
	c.geometry.UnitBytes = int(p.UnitBytes())
	c.geometry.Erased = p.Erased.Value
	c.geometry.UnitPrograms = unitPrograms(p)
	c.emulate = !p.HasErase() || p.Program.Again.Value == flashsim.AgainReplaces
	return c
}

// MemoryOf is the geometry that a driver of the part works with.
func MemoryOf(p *flashsim.Part) Memory { return newController(p).geometry }

// unitPrograms is how often a driver may count on programming a unit between
// two erases.
func unitPrograms(p *flashsim.Part) int {
	switch p.Program.Again.Value {
	case flashsim.AgainReplaces, flashsim.AgainOverwritesAny:
		return 1 << 16
	case flashsim.AgainOnlyZero:
		if p.ECCGranuleBytes.Value > 0 {
			return 1
		}
		return 2
	}
	if p.ECCGranuleBytes.Value > 0 {
		return 1
	}
	limit, span := p.Program.Limit.Value, p.Program.LimitBytes.Value
	if limit == 0 || span == 0 {
		return 1 << 16
	}
	// A limit per block leaves room for a few second programs, not for one of
	// every unit; drivers count on two.
	return max(2, int(limit*p.UnitBytes()/span))
}

// Memory is the geometry that a driver knows.
func (m *Machine) Memory() Memory { return m.mem.geometry }

// MemoryBase is where the driver's address 0 lies in the part.
func (m *Machine) MemoryBase() uint32 { return m.mem.base }

func (m *Machine) conditions() flashsim.Conditions {
	return flashsim.Conditions{
		Now: time.Duration(m.now), Volts: float64(m.supply.At(m.now).VDD),
		Celsius: float64(m.supply.Ambient()), Boot: m.boot, GateClosed: m.gated(),
	}
}

// ReadFlash fetches bytes. It waits for an operation that is still going on.
func (m *Machine) ReadFlash(addr uint32, dst []byte) (Status, error) {
	if s := m.waitMemory(); s != Done {
		return s, nil
	}
	err := m.flash.Read(m.mem.base+addr, dst, m.conditions())
	m.debt += time.Duration(len(dst)) * m.cfg.FlashReadPerByte
	if errors.Is(err, flashsim.ErrUncorrectable) {
		err = fmt.Errorf("%w at 0x%x", ErrUncorrectable, addr)
	}
	return Done, err
}

// ProgramFlash programs whole units, one operation after the other.
func (m *Machine) ProgramFlash(addr uint32, src []byte) (Status, error) {
	if len(src) == 0 || len(src)%m.mem.geometry.UnitBytes != 0 || addr%uint32(m.mem.geometry.UnitBytes) != 0 {
		return Done, fmt.Errorf("program of %d bytes at 0x%x: %w", len(src), addr, flashsim.ErrAlignment)
	}
	for len(src) > 0 {
		n := uint32(m.mem.geometry.UnitBytes)
		if m.mem.burst > n {
			n = min(m.mem.burst-addr%m.mem.burst, uint32(len(src)))
		}
		m.mem.more = int(n) < len(src)
		if s, err := m.programUnit(addr, src[:n]); s != Done || err != nil {
			m.mem.more = false
			m.rest()
			return s, err
		}
		addr += n
		src = src[n:]
	}
	return Done, nil
}

// programUnit carries out one program operation.
func (m *Machine) programUnit(addr uint32, src []byte) (Status, error) {
	if s := m.settleCore(); s != Done {
		return s, nil
	}
	if m.mis.corrupt != 0 {
		src = m.corrupted(src)
	}
	op, err := m.flash.BeginProgram(m.mem.base+addr, src, m.conditions())
	if err != nil {
		return Done, m.refused("program", addr, len(src), err)
	}
	m.stats.Programs++
	return m.operate(op), nil
}

// corrupted returns the word with the bits that a misexecuting core loses.
func (m *Machine) corrupted(src []byte) []byte {
	bad := append([]byte(nil), src...)
	for i := range bad {
		bad[i] ^= byte(m.mis.corrupt >> (8 * (i % 4)))
	}
	m.mis.corrupt = 0
	if m.listening() {
		m.note(traceMCU, "corrupted-word", "the core misexecuted: it hands the flash a wrong word")
	}
	return bad
}

// EraseFlash erases the unit that holds addr.
func (m *Machine) EraseFlash(addr uint32) (Status, error) {
	if s := m.settleCore(); s != Done {
		return s, nil
	}
	if m.mem.emulate {
		blank := make([]byte, m.mem.geometry.PageBytes)
		for i := range blank {
			blank[i] = m.mem.geometry.Erased
		}
		return m.ProgramFlash(addr-addr%uint32(len(blank)), blank)
	}
	op, err := m.flash.BeginErase(m.mem.base+addr, m.conditions())
	if err != nil {
		return Done, m.refused("erase", addr, m.mem.geometry.PageBytes, err)
	}
	m.stats.Erases++
	return m.operate(op), nil
}

// gated tells whether the power-fail comparator closes the write gate.
func (m *Machine) gated() bool {
	return m.cfg.Supervisor.WarningGatesFlash && m.sup.warning && m.sup.warningLow
}

// refused deals with an operation that did not start. Only what the hardware
// reports is an error; a closed gate and a supply under the lock-out voltage
// swallow the operation and say nothing.
func (m *Machine) refused(what string, addr uint32, size int, err error) error {
	m.stats.Refused++
	if m.listening() {
		m.emit(trace.Event{
			At: m.now, Kind: trace.Flash, Name: what + "-refused",
			Text:  fmt.Sprintf("the %s at 0x%05x does not happen: %v", what, addr, err),
			Flash: trace.FlashOp{Op: what, Addr: addr, Size: uint32(size)},
		})
	}
	if errors.Is(err, flashsim.ErrGateClosed) || errors.Is(err, flashsim.ErrLockedOut) ||
		errors.Is(err, flashsim.ErrNotReady) || errors.Is(err, flashsim.ErrDeaf) {
		return nil
	}
	return err
}

// settleCore spends the time of the work that led to an operation, and waits
// for one that is still going on.
func (m *Machine) settleCore() Status {
	if s := m.waitMemory(); s != Done {
		return s
	}
	if m.debt == 0 {
		if m.lost {
			return Lost
		}
		return Done
	}
	return m.spend(0)
}

// operate runs the operation to its end while the core waits.
func (m *Machine) operate(op flashsim.Operation) Status {
	m.startOperation(op)
	return m.waitMemory()
}

func (m *Machine) startOperation(op flashsim.Operation) {
	m.mem.busy, m.mem.op, m.mem.ready = true, op, false
	m.mem.fed = m.now
	m.updateLoad()
	m.mem.volts = m.supply.At(m.now).VDD
	if !m.mem.armed || m.mem.slice || op.Kind != flashsim.Program {
		m.watchSlices()
	}
	if m.listening() {
		m.noteFlash("begin", 0)
	}
}

// waitMemory lets the operation in flight finish.
func (m *Machine) waitMemory() Status {
	if m.lost {
		return Lost
	}
	for m.mem.busy && !m.mem.ready {
		_, done, ok := m.flash.InFlight()
		if !ok {
			break
		}
		rest := time.Duration((1 - done) * float64(m.mem.op.Duration))
		if s := m.pass(m.now.Add(max(rest, time.Microsecond))); s != Done {
			return s
		}
	}
	if m.mem.busy {
		m.finishOperation()
	}
	return Done
}

func (m *Machine) finishOperation() {
	m.mem.busy = false
	if m.listening() {
		m.noteFlash("done", 1000)
	}
	if !m.mem.more {
		m.rest()
	}
}

// rest takes the memory out of its burst.
func (m *Machine) rest() {
	m.mem.more = false
	m.dropSlices()
	m.updateLoad()
}

func (m *Machine) dropSlices() {
	if m.mem.armed {
		m.supply.Unwatch(slotSliceFall)
		m.supply.Unwatch(slotSliceRise)
	}
	m.mem.armed, m.mem.slice = false, false
}

// feedMemory gives the operation in flight the supply since the last piece.
func (m *Machine) feedMemory(at sim.Time) {
	c := &m.mem
	if !c.busy || c.ready {
		return
	}
	v := m.supply.At(at).VDD
	_, c.ready = m.flash.Feed(flashsim.Piece{
		Duration: at.Sub(c.fed), Volts0: float64(c.volts), Volts1: float64(v), GateClosed: m.gated(),
	})
	c.fed, c.volts = at, v
}

// watchSlices makes the supply stop where the next piece should end: at the
// operation's minimum voltage, and every few millivolts below it.
func (m *Machine) watchSlices() {
	minimum := m.mem.eraseMinimum
	if m.mem.op.Kind == flashsim.Program {
		minimum = m.mem.programMinimum
	}
	v := m.mem.volts
	m.mem.armed = true
	if v >= minimum {
		m.supply.Watch(slotSliceFall, power.VDD, float64(minimum), power.Falling)
		m.supply.Unwatch(slotSliceRise)
		m.mem.slice = false
		return
	}
	m.mem.slice = true
	m.supply.Watch(slotSliceFall, power.VDD, float64(v-sliceVolts), power.Falling)
	m.supply.Watch(slotSliceRise, power.VDD, float64(min(v+sliceVolts, minimum)), power.Rising)
}

// sliceMemory ends a piece; feedMemory has already taken it.
func (m *Machine) sliceMemory() {
	if m.mem.busy {
		m.watchSlices()
	}
}

// resetMemory tells the part about a reset or the loss of its supply.
func (m *Machine) resetMemory() {
	c := &m.mem
	if !c.busy {
		return
	}
	goesOn := false
	if !c.ready {
		_, done, _ := m.flash.InFlight()
		if goesOn = m.flash.Reset(m.conditions()); !goesOn {
			m.stats.Interrupted++
			if m.listening() {
				m.noteFlash("torn", int(done*1000))
			}
		}
	}
	if goesOn {
		// A part of its own, with its own controller, finishes by itself.
		if c.done == 0 {
			c.done = m.events.Push(m.supply.Now().Add(c.op.Duration), event{kind: evMemoryDone})
		}
		return
	}
	c.busy, c.more = false, false
	m.dropSlices()
}

// memoryDone looks after an operation that went on through a reset.
func (m *Machine) memoryDone() {
	c := &m.mem
	c.done = 0
	if !c.busy || m.executing {
		return
	}
	if _, done, ok := m.flash.InFlight(); ok && !c.ready && done < 1 {
		rest := max(time.Duration((1-done)*float64(c.op.Duration)), time.Millisecond)
		c.done = m.events.Push(m.supply.Now().Add(rest), event{kind: evMemoryDone})
		return
	}
	m.finishOperation()
}

// losePower is the memory below the voltage at which anything in it works.
func (m *Machine) losePower() {
	c := &m.mem
	if !c.busy {
		return
	}
	if !c.ready {
		_, done, _ := m.flash.InFlight()
		m.flash.PowerLost(m.conditions())
		m.stats.Interrupted++
		if m.listening() {
			m.noteFlash("torn", int(done*1000))
		}
	}
	c.busy, c.more = false, false
	m.events.Cancel(c.done)
	c.done = 0
	m.dropSlices()
}

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
