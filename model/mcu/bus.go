package mcu

import (
	"time"

	"locktwin/model/power"
	"locktwin/model/sim"
)

// Status tells how a bus call came back.
type Status uint8

const (
	// Done: the call took its time and had its effect.
	Done Status = iota
	// Lost: the core was reset, lost its supply or ran into a hang during the
	// call. The core must return PowerLost without another bus call.
	Lost
	// Horizon: the call would have run past the instant that Run was given.
	// The core must return AtHorizon without another bus call.
	Horizon
)

// Exit tells why a core stopped running.
type Exit uint8

const (
	// Idle: nothing is left to do until the next interrupt.
	Idle Exit = iota
	// AtHorizon: the run stopped at its time limit, inside an activation.
	AtHorizon
	// PowerLost: the core was reset or lost its supply.
	PowerLost
)

// Core executes firmware on a Bus. It never runs past the instant it is given
// and keeps no state that Save does not return.
type Core interface {
	// Run takes interrupts from the bus until none is left, the core is
	// lost, or simulated time would pass until.
	Run(bus Bus, until sim.Time) Exit
	// PowerOff drops everything volatile, as a reset does.
	PowerOff()
	// Save writes the state between two activations into reuse, or into a
	// new value where reuse is nil or of another kind of core.
	Save(reuse Saved) Saved
	// Load takes back what Save returned. The core must not alias it.
	Load(s Saved)
	// Hash digests the state that Save returns.
	Hash() uint64
	// Install replaces the firmware. The volatile state is lost. It fails
	// when the image is not one that this core runs.
	Install(image any) error
	// Fork returns an independent core in the same state.
	Fork() Core
}

// Saved is the state of a core between activations; only the core that made
// it looks inside.
type Saved any

// Bus is what a core sees of the machine. Calls that return a Status take
// simulated time and charge; the others cost nothing or add to the time of the
// next call that does.
type Bus interface {
	// Take hands out the next interrupt and starts its activation.
	Take() (Interrupt, bool)
	// TakeWarning hands out a pending power-fail interrupt inside a running
	// activation, for the core to nest it.
	TakeWarning() (Interrupt, bool)

	Now() sim.Time
	Uptime() time.Duration
	Cause() ResetCause
	Work(d time.Duration) Status

	Memory() Memory
	ReadFlash(addr uint32, dst []byte) (Status, error)
	ProgramFlash(addr uint32, src []byte) (Status, error)
	EraseFlash(addr uint32) (Status, error)

	// NoInit is the RAM that start-up code leaves alone. It aliases the
	// machine's cells: what is written there is there.
	NoInit() []byte
	// DeviceID is the number that the factory has given to the chip.
	DeviceID() uint32
	// Random32 draws from the machine's random number generator.
	Random32() uint32
	SoftReset() Status

	SetTimer(id uint8, after time.Duration)
	StopTimer(id uint8)

	Battery() (power.Volts, Status)
	Logic() (power.Volts, Status)
	Temperature() (power.Celsius, Status)
	// SetWarning switches the power-fail comparator. Levels outside the
	// comparator's range are clamped to it.
	SetWarning(on bool, level power.Volts)

	Drive(c BridgeCommand)
	StopBridge(brake bool)
	// KeyAngle is the position sensor's reading in millidegrees.
	KeyAngle() int32
	LastRun() RunReport
	DoorClosed() bool

	// SetLight sets the LED ring, 0 to 1000 ‰ of full brightness.
	SetLight(permille int)
	SetRadio(r RadioState)
	SetIdle(mode IdleMode)
	// Transmit answers a peer. The packet must not change afterwards.
	Transmit(peer uint32, packet any)

	// Tracing tells whether anybody reads notes.
	Tracing() bool
	// Note writes a line of the firmware's own into the trace.
	Note(name, text string)
	// NoteWith is Note with a value for listeners within the program.
	NoteWith(name, text string, detail any)
}

// Memory is the geometry a flash driver knows from its datasheet.
type Memory struct {
	PageBytes    int
	Pages        int
	UnitBytes    int
	UnitPrograms int
	Erased       byte
}

// ResetCause is what the reset controller latches for boot code to read.
type ResetCause uint8

// The causes of a reset.
const (
	PowerOn ResetCause = iota
	BrownOut
	Pin
	Soft
	Watchdog
)

var causeNames = [...]string{"power-on", "brown-out", "pin", "soft", "watchdog"}

func (c ResetCause) String() string { return causeNames[c] }

// InterruptKind names what wants the core's attention.
type InterruptKind uint8

// The interrupts of the machine.
const (
	IRQBoot         InterruptKind = iota // the core was released from reset
	IRQTimer                             // Source: timer id
	IRQPacket                            // Source: peer; Packet: what it sent
	IRQButton                            // Value: how long it was pressed, ns
	IRQKey                               // the key was turned by hand; Value: millidegrees
	IRQDoor                              // Value: 1 closed, 0 open
	IRQMotorTarget                       // the position sensor reached the target
	IRQMotorStalled                      // the current comparator held through its filter
	IRQMotorTimeout                      // the bridge's time limit ran out
	IRQWarning                           // VDD fell below the power-fail level
	IRQWarningOver                       // VDD is back above it
)

// Interrupt is one request for an activation of the firmware.
type Interrupt struct {
	Kind   InterruptKind
	Source uint8
	Value  int64
	Packet any
}

// BridgeCommand asks the motor bridge for one run.
type BridgeCommand struct {
	// TargetMillidegrees is the key angle to reach; its side of the present
	// angle gives the direction.
	TargetMillidegrees int32
	// Duty is the bridge's final duty, 0 to 1.
	Duty float64
	// SoftStart is the time over which the duty ramps up; 0 kicks it full on.
	SoftStart time.Duration
	// The run is stalled when, StallBlank after its start or later, the
	// current stays at StallCurrent for StallTime. 0 leaves the comparator
	// off.
	StallCurrent          power.Amps
	StallTime, StallBlank time.Duration
	// Timeout ends the run; 0 means none.
	Timeout time.Duration
	// Brake shorts the winding at the end; otherwise the rotor coasts.
	Brake bool
}

// RunReport is what the bridge and the converter recorded over the last run,
// the present one included.
type RunReport struct {
	Start, Lowest power.Volts
	MaxCurrent    power.Amps
	Energy        power.Joules // out of the battery
	Distance      int32        // millidegrees, never negative
	Duration      time.Duration
	Celsius       power.Celsius // at the start
}

// RadioMode is what the radio does on average.
type RadioMode uint8

// The radio's modes.
const (
	RadioOff RadioMode = iota
	RadioAdvertising
	RadioConnected
)

// RadioState is the radio's steady activity, which the machine turns into a
// mean current.
type RadioState struct {
	Mode     RadioMode
	Interval time.Duration // between two advertising events
	// A partner that comes back all the time: every PollEvery it keeps the
	// radio busy for PollFor.
	PollEvery, PollFor time.Duration
	// Beacon is what the radio advertises, for whoever listens. It is opaque to
	// the machine: a plain value that can be compared and does not change.
	Beacon any
}

// IdleMode is what stays on while the core has nothing to do.
type IdleMode uint8

// The idle modes.
const (
	IdleSleep   IdleMode = iota // real-time counter and RAM only
	IdleClockOn                 // the high-frequency clock keeps running
	IdleCoreOn                  // the core never sleeps
)
