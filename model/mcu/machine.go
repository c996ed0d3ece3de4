package mcu

import (
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// MaxTimers is the number of timers that firmware may use.
const MaxTimers = 16

// NoInitBytes is the size of the RAM section that start-up code leaves alone.
const NoInitBytes = 128

// maxPending bounds the interrupts that wait for a core; further ones are
// merged away, as a latch that is already set cannot be set again.
const maxPending = 64

// longestActivation bounds one activation: the slowest erase of the catalogue
// takes two seconds, and firmware that waits longer uses a timer. A stop that
// is further away than this cannot fall inside the activation that begins now.
const longestActivation = 60 * time.Second

// Machine is a core, its devices, the supply that feeds them and the
// mechanism that the motor moves. It is not safe for concurrent use.
type Machine struct {
	world
	until sim.Time // limit of the present Advance

	// base is the machine as it was before the step that ran into a stop;
	// viewing tells that the world above shows that stop.
	base    world
	viewing bool

	listener trace.Listener
	buffer   []trace.Event // of the step that is not settled yet
	outbox   []Transmission
	settled  int // transmissions that belong to settled steps
}

// world is everything that makes up the state of a machine, as one copyable
// whole.
type world struct {
	cfg    *Config
	noise  noiseKeys
	supply *power.Supply
	flash  *flashsim.Device
	core   Core
	saved  Saved // of the core; only in a base
	events sim.Queue[event]
	inputs sim.Queue[Input]
	irqs   []Interrupt
	state
}

// noiseKeys separate the machine's sources of randomness.
type noiseKeys struct {
	ram, mis, rng, cells repro.Key
}

// state is the plain part of a world: no pointers, copied by assignment.
type state struct {
	now       sim.Time // of the last thing that happened
	cpu       CPUState
	executing bool // inside an activation
	lost      bool // the core was taken down and has not been told yet
	cause     ResetCause
	booted    sim.Time
	boot      uint32 // ordinal of the present boot, keys read noise
	sup       supervisor
	ram       ram
	mis       misexecution
	mem       controller
	timers    [MaxTimers]sim.ID
	bridge    bridge
	plant     plant
	load      load
	taken     power.PackState // cells outside the bay
	hand      uint64          // ordinal of the latest movement of a hand
	debt      time.Duration   // work done but not yet charged
	rng       repro.Stream
	stats     Stats
}

// CPUState is what the core is doing.
type CPUState uint8

// The states of a core.
const (
	Off     CPUState = iota // below the power-on level
	InReset                 // held, or waiting for release
	Booting                 // start-up code
	Running                 // an activation
	Asleep                  // between activations
	Hung                    // executing nonsense until somebody resets it
)

var cpuNames = [...]string{"off", "reset", "boot", "run", "sleep", "hung"}

func (c CPUState) String() string { return cpuNames[c] }

// Stats counts what happened to the machine since it was made.
type Stats struct {
	Boots         int
	Resets        int
	ResetsBy      [5]int
	Programs      int
	Erases        int
	Interrupted   int // programs and erases that a reset or an outage tore
	Refused       int // operations that the write gate or a lock-out ignored
	Warnings      int
	Misexecutions int
	Hangs         int
	LastBoot      sim.Time
}

// event is something that the machine itself has scheduled.
type event struct {
	kind eventKind
	arg  uint32
}

type eventKind uint8

const (
	evBrownOut eventKind = iota // the detector's delay has passed
	evRelease                   // reset release
	evBooted                    // start-up code done
	evWarning
	evWarningOver
	evTimer // arg: id
	evDuty  // next step of the soft start
	evBlankingOver
	evStalled
	evRunTimeout
	evBridgeRest
	evMemoryDone
	evWatchdog
)

// Transmission is a packet that the radio sent.
type Transmission struct {
	At     sim.Time
	Peer   uint32
	Packet any
}

// Options is what New assembles.
type Options struct {
	Config    Config
	Supply    *power.Supply
	Flash     *flashsim.Device
	Core      Core
	Key       repro.Key
	Mechanism Mechanism
}

// New assembles a machine at time 0 with its supply already good: reset is
// released and the core starts to boot. The machine owns the supply, the
// memory and the core from now on.
func New(o Options) (*Machine, error) {
	if err := o.Config.Validate(); err != nil {
		return nil, err
	}
	cfg := o.Config
	m := &Machine{}
	m.cfg = &cfg
	m.supply, m.flash, m.core = o.Supply, o.Flash, o.Core
	m.noise = noiseKeys{ram: o.Key.Child("ram"), mis: o.Key.Child("misexecute"), rng: o.Key.Child("rng"), cells: o.Key.Child("cells")}
	m.rng = m.noise.rng.Stream()
	m.now = m.supply.Now()
	if err := o.Mechanism.Lock.Validate(); err != nil {
		return nil, err
	}
	m.plant = newPlant(o.Mechanism)
	m.mem = newController(o.Flash.Part())
	m.mis.arm(m)
	m.core.PowerOff()
	m.cpu = Off
	m.cause = PowerOn
	m.ram.scramble(&m.world)
	m.armSupervisor()
	m.holdReset()
	return m, nil
}

// Now returns the instant that the machine shows.
func (m *Machine) Now() sim.Time { return m.now }

// CPU returns what the core is doing.
func (m *Machine) CPU() CPUState { return m.cpu }

// Stats returns the counters.
func (m *Machine) Stats() Stats { return m.stats }

// Flash gives the memory to look at. Do not operate on it.
func (m *Machine) Flash() *flashsim.Device { return m.flash }

// Core gives the core to look at. Between activations it is valid.
func (m *Machine) Core() Core { return m.core }

// Sample returns the rail at the instant that the machine shows.
func (m *Machine) Sample() power.Sample { return m.supply.At(m.now) }

// Supply gives the supply to look at.
func (m *Machine) Supply() *power.Supply { return m.supply }

// Position returns the key angle and the door.
func (m *Machine) Position() (millidegrees int32, doorClosed bool) {
	return m.KeyAngle(), m.DoorClosed()
}

// Listen sets who hears the trace; nil for nobody. Events reach the listener
// in order, each once, when they can no longer be replayed.
func (m *Machine) Listen(l trace.Listener) {
	m.listener = l
	m.tap()
}

// Outbox returns what the radio has sent since the last call.
func (m *Machine) Outbox() []Transmission {
	out := m.outbox[:m.settled:m.settled]
	m.outbox = append([]Transmission(nil), m.outbox[m.settled:]...)
	m.settled = 0
	return out
}

// Fork returns an independent machine in the same state, with no listener.
func (m *Machine) Fork() *Machine {
	f := &Machine{}
	src := &m.world
	if m.viewing {
		src = &m.base
	}
	f.world.copyFrom(src)
	f.core = m.core.Fork()
	if m.viewing {
		f.core.Load(m.base.saved)
		if err := f.Advance(m.now); err != nil {
			panic(err) // the base is never later than the view
		}
	}
	return f
}

// copyFrom makes w equal to src, all but the core, reusing what w has.
func (w *world) copyFrom(src *world) {
	w.cfg, w.noise, w.state = src.cfg, src.noise, src.state
	if w.supply == nil {
		w.supply, w.flash = src.supply.Clone(), src.flash.Fork()
	} else {
		w.supply.CopyFrom(src.supply)
		w.flash.CopyFrom(src.flash)
	}
	w.events.CopyFrom(&src.events)
	w.inputs.CopyFrom(&src.inputs)
	w.irqs = append(w.irqs[:0], src.irqs...)
}

// mark keeps the world as it is now, for a stop at or before m.until to come
// back to.
func (m *Machine) mark() {
	m.base.copyFrom(&m.world)
	m.base.saved = m.core.Save(m.base.saved)
}

// rewind goes back to the mark.
func (m *Machine) rewind() {
	m.world.copyFrom(&m.base)
	m.core.Load(m.base.saved)
	m.tap()
	m.viewing = false
}

// settle declares that what happened so far will not be replayed.
func (m *Machine) settle() {
	m.settled = len(m.outbox)
	if m.listener == nil {
		m.buffer = m.buffer[:0]
		return
	}
	for i := range m.buffer {
		m.listener.Event(&m.buffer[i])
	}
	m.buffer = m.buffer[:0]
}

// stop turns what happened since the mark into a view.
func (m *Machine) stop() {
	m.viewing = true
	m.buffer = m.buffer[:0]
	m.outbox = m.outbox[:m.settled]
}

// ErrBackwards is returned by Advance for an instant that has passed.
var ErrBackwards = fmt.Errorf("machine: cannot advance into the past")

// Advance plays simulated time up to and including the instant until.
func (m *Machine) Advance(until sim.Time) error { return m.AdvanceWhile(until, nil) }

// AdvanceWhile plays simulated time up to and including the instant until, or
// until goOn says no. It is asked whenever something has happened that will not
// be replayed; nil never says no.
func (m *Machine) AdvanceWhile(until sim.Time, goOn func() bool) error {
	if until < m.now {
		return fmt.Errorf("%w: at %v, asked for %v", ErrBackwards, m.now, until)
	}
	if m.viewing {
		m.rewind()
	}
	m.until = until
	for {
		switch {
		case m.ready():
			if m.core.Run(m, until) == AtHorizon {
				m.stop()
				return nil
			}
			m.executing = false
			m.sleep()
		case m.due() <= until:
			m.play(m.due())
		default:
			m.mark()
			if m.play(until) {
				m.stop()
				return nil
			}
		}
		if m.lost {
			m.dropCore()
		}
		m.settle()
		if goOn != nil && !goOn() {
			return nil
		}
	}
}

// Next returns the instant of the next thing that is scheduled, or sim.Never;
// a crossing of a supply level may come before it.
func (m *Machine) Next() sim.Time {
	if m.viewing {
		return m.base.due()
	}
	return m.due()
}

// Inject schedules an input at the instant that the machine shows.
func (m *Machine) Inject(in Input) { m.InjectAt(m.now, in) }

// InjectAt schedules an input for later. Inputs act after everything else that
// happens at their instant.
func (m *Machine) InjectAt(at sim.Time, in Input) {
	at = max(at, m.now)
	if m.viewing {
		m.base.inputs.Push(at, in)
		return
	}
	m.inputs.Push(at, in)
}

// due is the instant of the next scheduled thing.
func (w *world) due() sim.Time {
	a, _ := w.events.Peek()
	b, _ := w.inputs.Peek()
	return min(a, b)
}

// ready tells whether a core is up and something waits for it.
func (m *Machine) ready() bool {
	return (m.cpu == Asleep || m.cpu == Running) && (len(m.irqs) > 0 || m.sup.warningPending)
}

// play lets the world go on until the instant to, and handles everything that
// is due at to. It returns early, with false, when the core is lost or when
// it met a crossing or an event on the way and no activation is running; the
// caller then looks at what that has changed.
func (m *Machine) play(to sim.Time) bool {
	for {
		next := min(to, m.due())
		at, slot := m.supply.Advance(next)
		m.passed(at)
		switch {
		case slot >= 0:
			m.crossed(slot)
		case m.handleDue(at):
		default:
			return true
		}
		if m.lost || !m.executing {
			return false
		}
	}
}

// passed accounts for the time that the supply has just been advanced by.
func (m *Machine) passed(at sim.Time) {
	if at == m.now {
		return
	}
	m.feedMemory(at)
	m.mis.pass(m, at)
	m.now = at
}

// handleDue handles one thing that is due at the instant and tells whether
// there was one.
func (m *Machine) handleDue(at sim.Time) bool {
	if t, ok := m.events.Peek(); ok && t <= at {
		_, e, _ := m.events.Pop()
		m.handle(e)
		return true
	}
	if t, ok := m.inputs.Peek(); ok && t <= at {
		_, in, _ := m.inputs.Pop()
		m.apply(in)
		return true
	}
	return false
}

func (m *Machine) handle(e event) {
	switch e.kind {
	case evBrownOut:
		m.brownOut()
	case evRelease:
		m.release()
	case evBooted:
		m.bootDone()
	case evWarning:
		m.warn()
	case evWarningOver:
		m.warnOver()
	case evTimer:
		m.timers[e.arg] = 0
		m.interrupt(Interrupt{Kind: IRQTimer, Source: uint8(e.arg)})
	case evDuty:
		m.rampDuty()
	case evBlankingOver:
		m.blankingOver()
	case evStalled:
		m.endRun(IRQMotorStalled)
	case evRunTimeout:
		m.endRun(IRQMotorTimeout)
	case evBridgeRest:
		m.bridgeRest()
	case evMemoryDone:
		m.memoryDone()
	case evWatchdog:
		if m.cpu == Hung && e.arg == m.boot {
			m.reset(Watchdog)
		}
	}
}

// interrupt queues a request for the core.
func (m *Machine) interrupt(irq Interrupt) {
	if m.cpu < Running || m.cpu == Hung || len(m.irqs) >= maxPending {
		return
	}
	m.irqs = append(m.irqs, irq)
}

func (m *Machine) sleep() {
	if m.cpu == Running {
		m.cpu = Asleep
	}
	m.updateLoad()
}
