package mcu

import (
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
// is further away than this cannot fall inside the activation that begins now
// (assumption).
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
	seen    uint64 // inputs pushed later than this mark came after the stop
	// unmarked: the activation under way began too long before the limit to
	// have a base of its own.
	unmarked bool

	// rail is VDD at the instant railAt, as long as nothing was switched since.
	rail   power.Volts
	railAt sim.Time
	spare  Saved // memory for Snapshot

	listener trace.Listener
	buffer   []trace.Event // of the step that is not settled yet
	outbox   []Transmission
	settled  int // transmissions that belong to settled steps
	onRead   func(addr, size uint32)
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
	id        uint32   // of the chip
	cpu       CPUState
	executing bool // inside an activation
	lost      bool // the core was taken down and has not been told yet
	cause     ResetCause
	released  sim.Time // of the present boot
	booting   sim.ID   // end of the start-up code
	watchdog  sim.ID
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
	evAtTarget // a run whose target is where the key already is
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
	// DeviceID is the number that the factory gives to the chip.
	DeviceID uint32
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
	m.railAt = sim.Never
	m.supply, m.flash, m.core = o.Supply, o.Flash, o.Core
	m.noise = noiseKeys{ram: o.Key.Child("ram"), mis: o.Key.Child("misexecute"), rng: o.Key.Child("rng"), cells: o.Key.Child("cells")}
	m.rng = m.noise.rng.Stream()
	m.now, m.id = m.supply.Now(), o.DeviceID
	if err := o.Mechanism.Lock.Validate(); err != nil {
		return nil, err
	}
	m.plant = newPlant(o.Mechanism)
	m.mem = newController(o.Flash.Part())
	m.mis.arm(m)
	m.core.PowerOff()
	m.cpu = Off
	m.cause, m.sup.low = PowerOn, true
	m.ram.scramble(&m.world)
	m.armSupervisor()
	m.watchMemorySupply()
	m.flash.PowerUp(m.conditions())
	m.holdReset()
	if m.Sample().VDD < cfg.Supervisor.PowerOnLevel {
		m.cpu = Off
	}
	return m, nil
}

// Now returns the instant that the machine shows.
func (m *Machine) Now() sim.Time { return m.now }

// CPU returns what the core is doing.
func (m *Machine) CPU() CPUState { return m.cpu }

// Executing tells whether the machine stands inside an activation.
func (m *Machine) Executing() bool { return m.executing }

// Config returns the configuration as it is now: an installed image may bring
// its own option bytes.
func (m *Machine) Config() Config { return *m.cfg }

// Stats returns the counters.
func (m *Machine) Stats() Stats { return m.stats }

// Flash gives the memory to look at. Do not operate on it.
func (m *Machine) Flash() *flashsim.Device { return m.flash }

// Core gives the core to look at. Its state is whole between activations; at a
// stop inside one (see Executing) it is that of a handler halfway through.
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
// in order, each once, when they can no longer be replayed: those of an
// activation that a stop interrupted come when it is over.
func (m *Machine) Listen(l trace.Listener) {
	m.listener = l
	m.tap()
}

// OnRead sets who is told of each read of the memory, by its address in the part;
// nil for nobody. A read that is replayed is told again. Forks tell nobody.
func (m *Machine) OnRead(f func(addr, size uint32)) { m.onRead = f }

// Outbox returns what the radio has sent since the last call. What an
// activation sends is in it once that activation cannot be replayed any more.
func (m *Machine) Outbox() []Transmission {
	out := m.outbox[:m.settled:m.settled]
	m.outbox = append([]Transmission(nil), m.outbox[m.settled:]...)
	m.settled = 0
	return out
}
