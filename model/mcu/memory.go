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
// voltage is cut into pieces: within a piece it is taken as a straight line
// (assumption).
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
	ready bool        // the operation in flight is over
	torn  bool        // ended by the supply, not completed
	spent time.Duration
	slice bool
	done  sim.ID // end of an operation that goes on without the core

	lockout, restart power.Volts   // levels of the part's own supply supervision; 0: none
	powerUp          time.Duration // that a driver waits before its first write
	excursion        excursion
}

// vdd is the logic rail now. Reads follow each other without time passing, and
// the supply would have to solve for the instant anew each time.
func (m *Machine) vdd() power.Volts {
	if m.railAt != m.now {
		m.rail, m.railAt = m.supply.At(m.now).VDD, m.now
	}
	return m.rail
}

func (m *Machine) conditions() flashsim.Conditions {
	return flashsim.Conditions{
		Now: time.Duration(m.now), Volts: float64(m.vdd()),
		Celsius: float64(m.supply.Ambient()), Boot: m.boot, GateClosed: m.gated(),
	}
}

// ReadFlash fetches bytes. It waits for an operation that is still going on.
// Errors: ErrUncorrectable, flashsim.ErrOutOfRange.
func (m *Machine) ReadFlash(addr uint32, dst []byte) (Status, error) {
	if s := m.waitMemory(); s != Done {
		return s, nil
	}
	if m.onRead != nil {
		m.onRead(m.mem.base+addr, uint32(len(dst)))
	}
	err := m.flash.Read(m.mem.base+addr, dst, m.conditions())
	m.debt += time.Duration(len(dst)) * m.cfg.FlashReadPerByte
	switch {
	case errors.Is(err, flashsim.ErrUncorrectable):
		err = fmt.Errorf("%w at 0x%x", ErrUncorrectable, addr)
	case errors.Is(err, flashsim.ErrDeaf):
		// Nobody drives the data line; its pull-up reads as ones.
		for i := range dst {
			dst[i] = 0xFF
		}
		err = nil
	}
	return Done, err
}

// ProgramFlash programs whole units, one operation after the other. Errors:
// flashsim.ErrAlignment, ErrOutOfRange and ErrRefused.
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
	if m.mem.armed && !m.mem.busy {
		m.rest() // the last unit of the burst did not start
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
	word := int(m.mis.corrupt) % max(len(bad)/4, 1) * 4
	for i := range min(4, len(bad)-word) {
		bad[word+i] ^= byte(m.mis.corrupt >> (8 * i))
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
	if ready := m.released.Add(m.mem.powerUp); ready > m.now.Add(m.debt) {
		// The datasheet tells the driver to wait.
		m.debt = ready.Sub(m.now)
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
	c := &m.mem
	c.busy, c.op, c.ready, c.torn, c.spent = true, op, false, false, 0
	c.fed = m.now
	m.updateLoad()
	c.volts = m.vdd()
	if !c.armed || c.slice || op.Kind != flashsim.Program || c.volts < c.minimum(op.Kind) {
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
		if _, _, ok := m.flash.InFlight(); !ok {
			break // one that takes no time
		}
		if s := m.pass(m.now.Add(max(m.mem.left(), 1))); s != Done {
			return s
		}
	}
	if m.mem.busy {
		m.finishOperation()
	}
	return Done
}

// left is the time that the operation in flight still needs.
func (c *controller) left() time.Duration { return c.op.Duration - c.spent }

func (m *Machine) finishOperation() {
	c := &m.mem
	c.busy = false
	m.events.Cancel(c.done)
	c.done = 0
	if c.torn {
		m.interrupted()
	} else if m.listening() {
		m.noteFlash("done", 1000)
	}
	if !c.more {
		m.rest()
	}
}

// interrupted accounts for an operation that did not complete.
func (m *Machine) interrupted() {
	m.stats.Interrupted++
	if m.listening() {
		m.noteFlash("torn", int(1000*float64(m.mem.spent)/float64(m.mem.op.Duration)))
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
	// Above the minimum the voltage makes no difference, and a watch tells when
	// it gets there; solving for the instant can be saved.
	v := c.volts
	if c.slice {
		v = m.supply.At(at).VDD
	}
	used, over := m.flash.Feed(flashsim.Piece{
		Duration: at.Sub(c.fed), Volts0: float64(c.volts), Volts1: float64(v), GateClosed: m.gated(),
	})
	c.fed, c.volts = at, v
	c.spent += used
	c.ready, c.torn = over, over && c.spent < c.op.Duration
}

// minimum is the voltage down to which an operation is not disturbed. Some
// parts erase on their own before they program.
func (c *controller) minimum(kind flashsim.OpKind) power.Volts {
	if kind == flashsim.Program {
		return max(c.programMinimum, c.eraseMinimum)
	}
	return c.eraseMinimum
}

// watchSlices makes the supply stop where the next piece should end: at the
// operation's minimum voltage, and every few millivolts below it.
func (m *Machine) watchSlices() {
	minimum := m.mem.minimum(m.mem.op.Kind)
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
		m.mem.volts = m.vdd()
		m.watchSlices()
	}
}
