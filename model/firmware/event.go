package firmware

import (
	"time"

	"locktwin/model/gatt"
)

// EventKind says why the application is activated.
type EventKind uint8

// The activations.
const (
	Boot              EventKind = iota // after every reset; State is the zero value
	Timer                              // Event.Timer fired
	CommandReceived                    // Event.Phone sent Event.Command
	PhoneConnected                     // Event.Phone opened a connection
	PhoneDisconnected                  // Event.Phone closed it, or was lost
	Button                             // pressed for Event.Press, now released
	KeyTurned                          // somebody turned the key; Event.Angle is where it rests
	MotorDone                          // the run reached its target
	MotorStalled                       // the run was stopped by the stall rule
	MotorTimeout                       // the run was stopped by its time limit
	Warning                            // POF: the logic rail fell below the threshold; may be nested
	WarningOver                        // POF: the rail is above the threshold again
	DoorMoved                          // Event.DoorClosed is the door's state now
	LinkUp                             // Event.Phone is connected over the air
	LinkDown                           // it is no longer, for Event.Reason
	PDUReceived                        // Event.PDU came from it
)

var eventKindNames = [...]string{
	"boot", "timer", "command", "phone-connected", "phone-disconnected", "button", "key-turned",
	"motor-done", "motor-stalled", "motor-timeout", "warning", "warning-over", "door-moved",
	"link-up", "link-down", "pdu",
}

// String names the kind, in lower case with hyphens.
func (k EventKind) String() string {
	if int(k) < len(eventKindNames) {
		return eventKindNames[k]
	}
	return "unknown"
}

// PhoneID names one connection. 0 is nobody.
type PhoneID uint32

// Event is one activation. It is a plain comparable value; fields that the
// kind does not use are zero.
type Event struct {
	Kind       EventKind
	Timer      TimerID
	DoorClosed bool
	Phone      PhoneID
	Angle      Millidegrees  // KeyTurned and the motor events: where the key is
	Press      time.Duration // Button
	Command    Command
	PDU        gatt.PDU    // PDUReceived
	Reason     gatt.Reason // LinkDown
}

// TimerID names one of the application's timers.
type TimerID uint8

// The timers.
const (
	TimerSupplyStable TimerID = iota // looks again whether the supply has been good for long enough
	TimerBootRun                     // the position run after a start
	TimerMotorRetry                  // another attempt after a stall
	TimerLatchHold                   // lets go of the latch
	TimerLockNGo                     // locks behind the leaving user
	TimerAutoLock                    // locks a lock left open
	TimerPairing                     // ends pairing mode
	TimerSave                        // writes settings that were changed in RAM
	TimerLight                       // LED ring back to its resting state
	TimerNight                       // the next edge of the night mode
	TimerButton                      // ends the wait for a second press of the button
	TimerTimeControl                 // the next action by the clock
	TimerAir                         // the next thing that a connection or a pairing waits for
	Timers                           // how many there are
)

var timerNames = [...]string{
	"supply-stable", "boot-run", "motor-retry", "latch-hold", "lock-n-go", "auto-lock", "pairing", "save", "light", "night", "button",
	"time-control", "air",
}

// String names the timer, in lower case with hyphens.
func (t TimerID) String() string {
	if int(t) < len(timerNames) {
		return timerNames[t]
	}
	return "unknown"
}
