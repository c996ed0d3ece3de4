package mcu

import (
	"errors"
	"fmt"

	"locktwin/flashsim"
	"locktwin/internal/plain"
	"locktwin/model/mechanics"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// ErrFrozen is wrapped by the errors of Freezer.Take about bytes that hold no
// machine of this program.
var ErrFrozen = errors.New("machine: not a frozen machine")

// CoreFreezer keeps the states of one kind of core.
type CoreFreezer interface {
	// AppendSaved appends to dst what Save of such a core has returned.
	AppendSaved(dst []byte, s Saved) ([]byte, error)
	// TakeCore takes it from r and makes a core of it, for a memory.
	TakeCore(r *plain.Reader, m Memory) (Core, error)
	// Shape describes what AppendSaved writes; see plain.Codec, also for Err.
	Shape() string
	Err() error
}

// Freezer turns machines into bytes and back. It never changes and may be shared.
//
// What is kept is the recipe that a Snapshot is: the world between two
// activations, the inputs since, and the instant that the machine shows. The
// memory is left to whoever calls, and so is the listener.
type Freezer struct {
	core  CoreFreezer
	view  *plain.Codec[view]
	world *plain.Codec[world]
	sent  *plain.Codec[[]Transmission]
}

// view is the stop that a machine shows.
type view struct {
	at      sim.Time
	viewing bool
	seen    uint64
}

// NewFreezer makes a Freezer for machines with such a core. The rules are about
// packets and beacons: what the interfaces of inputs and transmissions may hold.
func NewFreezer(core CoreFreezer, rules ...plain.Rule) *Freezer {
	rules = append(append(power.Rules(), rules...),
		plain.Custom("a supply: "+power.FrozenShape(),
			func(dst []byte, s **power.Supply) ([]byte, error) { return (*s).AppendFrozen(dst) },
			func(r *plain.Reader, s **power.Supply) (err error) {
				*s, err = power.Thaw(r)
				return err
			}),
		plain.Skip[*flashsim.Device]("Memory"),
		plain.Skip[Core]("the CoreFreezer"),
		plain.Skip[Saved]("the CoreFreezer"),
		plain.Skip[mechanics.TorqueProfile]("from lock and door"),
	)
	return &Freezer{core: core, view: plain.New[view](), world: plain.New[world](rules...), sent: plain.New[[]Transmission](rules...)}
}

// Err tells which field of a machine is not plain and has no rule, a fault of the
// program.
func (f *Freezer) Err() error { return errors.Join(f.core.Err(), f.world.Err(), f.sent.Err()) }

// Shape describes what Append writes; see plain.Codec.
func (f *Freezer) Shape() string {
	return f.view.Shape() + f.core.Shape() + f.world.Shape() + f.sent.Shape()
}

// Memory is the memory that goes with what Append writes. Do not operate on it.
func (f *Freezer) Memory(m *Machine) *flashsim.Device {
	if m.viewing {
		return m.base.flash
	}
	return m.flash
}

// Append appends the machine to dst, all but its memory, and changes nothing.
func (f *Freezer) Append(dst []byte, m *Machine) ([]byte, error) {
	w, stop := &m.base, view{at: m.now, viewing: m.viewing, seen: m.seen}
	saved := m.base.saved
	if !m.viewing {
		w, stop.seen = &m.world, 0
		m.spare = m.core.Save(m.spare)
		saved = m.spare
	}
	sent := m.outbox[:m.settled]
	out, err := f.view.Append(dst, &stop)
	if err == nil {
		out, err = f.core.AppendSaved(out, saved)
	}
	if err == nil {
		out, err = f.world.Append(out, w)
	}
	if err == nil {
		out, err = f.sent.Append(out, &sent)
	}
	if err != nil {
		return dst, err
	}
	return out, nil
}

// Take takes a machine from r that Append wrote. It owns the memory, which is the
// one that Memory gave, from now on. Errors wrap ErrFrozen, power.ErrFrozen,
// plain.ErrDamaged or those of the CoreFreezer.
func (f *Freezer) Take(r *plain.Reader, flash *flashsim.Device) (*Machine, error) {
	var v view
	f.view.Take(r, &v)
	core, err := f.core.TakeCore(r, MemoryOf(flash.Part()))
	if err != nil {
		r.Fail(err)
		return nil, err
	}
	m := &Machine{railAt: sim.Never}
	f.world.Take(r, &m.world)
	if err := f.sent.Take(r, &m.outbox); err != nil {
		return nil, err
	}
	m.flash, m.core = flash, core
	if err = m.checkFrozen(&v); err == nil {
		m.settled = len(m.outbox)
		m.plant.profile = m.plant.Lock.Profile(m.plant.Door)
		if v.viewing {
			err = m.reopen(v.at, v.seen)
		}
	}
	if err != nil {
		r.Fail(err)
		return nil, err
	}
	return m, nil
}

// checkFrozen holds what was read to what the machine indexes with.
func (m *Machine) checkFrozen(v *view) error {
	w := &m.world
	static := newController(w.flash.Part())
	known := w.mem
	known.geometry, known.base, known.burst, known.emulate = static.geometry, static.base, static.burst, static.emulate
	known.programMinimum, known.eraseMinimum = static.programMinimum, static.eraseMinimum
	known.lockout, known.restart, known.powerUp = static.lockout, static.restart, static.powerUp
	switch {
	case w.cfg == nil || w.supply == nil || known != w.mem:
		return fmt.Errorf("%w: it is of another machine", ErrFrozen)
	case w.now != w.supply.Now() || v.at < w.now || !v.viewing && v.at != w.now:
		return fmt.Errorf("%w: its clocks are %v, %v and %v", ErrFrozen, w.now, w.supply.Now(), v.at)
	case w.cpu > Hung || w.cause > Watchdog || w.load.idle > IdleCoreOn || len(w.irqs) > maxPending:
		return fmt.Errorf("%w: a state that no machine has", ErrFrozen)
	}
	for _, irq := range w.irqs {
		if irq.Kind > IRQWarningOver {
			return fmt.Errorf("%w: interrupt %d", ErrFrozen, irq.Kind)
		}
	}
	if err := errors.Join(w.events.Check(), w.inputs.Check(), w.taken.CheckFrozen(), w.cfg.Validate(), w.plant.Lock.Validate()); err != nil {
		return fmt.Errorf("%w: %w", ErrFrozen, err)
	}
	events := w.events.Clone()
	for _, e, ok := events.Pop(); ok; _, e, ok = events.Pop() {
		if e.kind > evAtTarget || e.arg >= MaxTimers {
			return fmt.Errorf("%w: event %d of %d", ErrFrozen, e.kind, e.arg)
		}
	}
	inputs := w.inputs.Clone()
	for _, in, ok := inputs.Pop(); ok; _, in, ok = inputs.Pop() {
		if in.Kind > InRemark || in.Lane > trace.Note {
			return fmt.Errorf("%w: input %d", ErrFrozen, in.Kind)
		}
	}
	return nil
}
