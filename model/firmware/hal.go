package firmware

import (
	"time"

	"locktwin/model/gatt"
	"locktwin/model/store"
)

// Flash is the non-volatile memory as a flash driver gives it to the
// application: all of it, addressed from 0. Program and Erase return nil when
// the hardware refuses silently; a power loss is never an error but the end of
// the activation.
type Flash = store.Medium

// HAL is the hardware as the application sees it. Every call takes simulated
// time and energy, and may not come back: when power is lost the activation is
// unwound, so no handler may rely on anything after a call except through
// State. All durations and levels are data for the hardware; none of the
// calls waits for an event.
type HAL interface {
	Flash

	// Uptime is the time since this boot. It starts at 0 after every reset:
	// the lock has no clock that runs through one.
	Uptime() time.Duration
	// ResetCause says why this boot happened. It stays the same until the
	// next reset.
	ResetCause() ResetCause
	// Work keeps the CPU busy for d: decoding, checking, encrypting.
	Work(d time.Duration)

	// BatteryVolts samples the battery terminal under the present load.
	BatteryVolts() Millivolts
	// LogicVolts samples the logic rail.
	LogicVolts() Millivolts
	// Temperature samples the die.
	Temperature() DeciCelsius

	// SetTimer arms the timer id to fire once, after the time from now,
	// replacing what was armed under that id. Timers do not survive a reset.
	SetTimer(id TimerID, after time.Duration)
	// StopTimer disarms the timer id; a timer that is not armed is no error.
	StopTimer(id TimerID)

	// DriveMotor starts the motor and returns. MotorDone, MotorStalled or
	// MotorTimeout follows as an event unless StopMotor or another
	// DriveMotor comes first.
	DriveMotor(m MotorCommand)
	// StopMotor ends a run: brake shorts the winding, otherwise it coasts.
	// No motor event follows.
	StopMotor(brake bool)
	// KeyAngle reads the position sensor.
	KeyAngle() Millidegrees
	// MotorReport is what was measured in the last run, the run under way
	// included.
	MotorReport() MotorReport

	// SetLight sets the LED ring, 0..1000.
	SetLight(level Permille)
	// SetRadio sets what the radio does from now on.
	SetRadio(r RadioState)
	// SetIdle sets what stays on while the CPU has nothing to do.
	SetIdle(mode IdleMode)
	// DoorClosed reads the door sensor.
	DoorClosed() bool

	// SetWarning switches the power-fail comparator (POF) and its falling
	// threshold on the logic rail. It is off after every reset.
	SetWarning(on bool, level Millivolts)
	// NoInit is the part of RAM that start-up code leaves alone, at least
	// NoInitBytes long, always the same memory. After a short outage it still
	// holds what it held, after a long one anything.
	NoInit() []byte
	// Random32 draws from the hardware's random source.
	Random32() uint32
	// Reset is a soft reset. It does not return.
	Reset()

	// DeviceID is the number that the factory has given to the chip: the
	// Nuki-ID.
	DeviceID() uint32
	// Send transmits a PDU on a connection.
	Send(c gatt.ConnID, p gatt.PDU)
	// Hangup ends a connection in order.
	Hangup(c gatt.ConnID, r gatt.Reason)
	// Reply hands an answer to the scripted phone it names.
	Reply(r Reply)
	// Note records a decision and why, for whoever listens. It takes no
	// time. The name is stable, the text one plain sentence; anything that
	// is not a constant is worth composing only when Tracing.
	Note(name, text string)
	// NoteWith is Note with the value that the note is about, an Asked or a Paired,
	// for listeners within the program alone: it may hold secrets.
	NoteWith(name, text string, detail any)
	// Tracing says whether anybody listens to notes.
	Tracing() bool
}

// NoInitBytes is how much memory the application keeps across a reset that
// leaves RAM alone.
const NoInitBytes = 48

// ResetCause says why the machine booted.
type ResetCause uint8

// Reset causes, as a reset-reason register tells them apart.
const (
	PowerOn   ResetCause = iota // the rail came up from nothing
	BrownOut                    // the brown-out detector held the core for a while
	PinReset                    // the reset pin
	SoftReset                   // asked for by the application
	Watchdog                    // the application hung
	Lockup                      // a fault inside the fault handler
)

var resetCauseNames = [...]string{"power-on", "brown-out", "pin", "soft", "watchdog", "lockup"}

// String names the cause: "power-on", "brown-out", "pin", "soft", "watchdog"
// or "lockup".
func (c ResetCause) String() string {
	if int(c) < len(resetCauseNames) {
		return resetCauseNames[c]
	}
	return "unknown"
}

// MotorCommand is one run of the motor. The sign of the way from KeyAngle to
// Target gives the direction. The zero value of a limit means no such limit.
type MotorCommand struct {
	Target    Millidegrees  // the run is done when the key passes this angle
	Duty      Permille      // bridge duty once running, 1..1000
	SoftStart time.Duration // ramp from standstill to Duty; 0 switches on at once
	Timeout   time.Duration // the run ends with MotorTimeout after this
	// A run is stalled when, after StallBlank, the current stays at or above
	// StallCurrent for StallTime. A motor on weak cells may stand still with less
	// than that, until Timeout.
	StallCurrent Milliamps
	StallTime    time.Duration
	StallBlank   time.Duration
	Brake        bool // brake at the end, else coast
}

// MotorReport is what the motor driver measured during a run: the fields of
// the battery report of the published protocol (command 0x0011) and how long
// it took.
type MotorReport struct {
	Start       Millivolts // battery voltage just before the run
	Lowest      Millivolts // lowest battery voltage during the run
	MaxCurrent  Milliamps
	Drain       int32        // energy taken from the battery, mWs
	Distance    Millidegrees // way of the key, never negative
	Duration    time.Duration
	Temperature DeciCelsius // at the start
}

// RadioMode is what the radio does between commands.
type RadioMode uint8

// Radio modes.
const (
	RadioOff RadioMode = iota
	RadioAdvertising
	RadioConnected
)

// RadioState is the radio's steady activity; the hardware turns it into a
// current.
type RadioState struct {
	Mode     RadioMode
	Interval time.Duration // between two advertising or connection events
	Pairing  bool          // advertises the pairing frame in turn with the normal one
	News     bool          // the state-change bit of the advertisement
	// A partner that comes back all the time: every PollEvery it connects
	// and keeps the radio busy for PollFor. Zero: nobody does.
	PollEvery, PollFor time.Duration
	Beacon             gatt.Beacon // what is advertised, whatever the mode
}

// IdleMode is what stays on while the CPU waits for the next event.
type IdleMode uint8

// Idle modes.
const (
	IdleSleep   IdleMode = iota // real-time counter and RAM only
	IdleClockOn                 // the high-frequency clock keeps running
	IdleCPUOn                   // the CPU itself never sleeps
)
