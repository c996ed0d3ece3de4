package trace

import "locktwin/model/sim"

// Kind groups events by what they are about. The numbers are part of the
// hash's format.
type Kind uint8

// The kinds of event.
const (
	Rail       Kind = iota // a sample of the supply rail
	Contact                // battery contacts make or break
	Cells                  // cells put in or taken out
	Supervisor             // power-fail warning, brown-out detector
	Reset                  // the machine is reset
	Boot                   // states of the core: boot, run, sleep, hung
	Flash                  // programs and erases
	Decision               // what the firmware decided, and why
	Phone                  // commands and answers
	Motor                  // the motor starts, stops, stalls
	Bolt                   // key, bolt, latch
	Hand                   // what a hand does: key, button, door
	Lab                    // what a laboratory does: sags, temperature
	Light                  // the LED ring
	Timer                  // timers of the firmware
	Note                   // anything else worth telling
	kinds
)

var kindNames = [kinds]string{
	"rail", "contact", "cells", "supervisor", "reset", "boot", "flash", "decision",
	"phone", "motor", "bolt", "hand", "lab", "light", "timer", "note",
}

// String returns the kind in one lower-case word.
func (k Kind) String() string {
	if k < kinds {
		return kindNames[k]
	}
	return "unknown"
}

// RailSample is the supply at one instant.
type RailSample struct {
	VBAT  int64 // µV at the battery contacts' lock side
	VDD   int64 // µV of the logic rail
	Motor int64 // µA
	Key   int64 // millidegrees
}

// FlashOp is a program or an erase.
type FlashOp struct {
	Op       string // "program" or "erase"
	Addr     uint32 // first byte
	Size     uint32 // bytes
	Permille int    // how much of the operation is done, 0 to 1000
}

// Event is one thing that happened. Fields that do not belong to its Kind are
// zero.
type Event struct {
	At    sim.Time
	Kind  Kind
	Name  string // stable identifier within the kind, such as "erase-torn"
	Text  string // one plain sentence for the story; empty: not part of the story
	Rail  RailSample
	Flash FlashOp
	State string // the core's state: off, reset, boot, run, sleep or hung
	// Detail is what the event is about, as a plain comparable value of who emitted
	// it. It may hold secrets: it is for listeners within the program, and no format
	// writes it.
	Detail any
}

// Listener hears events in the order in which they happened. The event is the
// emitter's again when the call returns.
type Listener interface{ Event(e *Event) }

// Sink is a Listener that writes. Close writes what is still held back and
// returns the first error of all the writing; it does not close the
// io.Writer. Events after an error or after Close are dropped.
type Sink interface {
	Listener
	Close() error
}
