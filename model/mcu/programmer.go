package mcu

import (
	"errors"
	"fmt"

	"locktwin/flashsim"
)

// ErrNotHeld is returned by Reprogram when a reset does not hold the memory: it
// goes on with an operation by itself.
var ErrNotHeld = errors.New("machine: the memory is busy, and a reset does not end that")

// Reprogram pulls the reset pin and hands the memory to a programmer before the
// core comes up again. Whatever was in flight is torn by the reset. When with
// returns an error, the reset has happened all the same. Errors: ErrNotHeld,
// those of Advance, and that of with.
func (m *Machine) Reprogram(text string, with func(*flashsim.Device) error) error {
	at := m.now
	m.Inject(Input{Kind: InPinReset, Name: "programmer", Text: text})
	if err := m.Advance(at); err != nil {
		return err
	}
	// The input is an event, so the world to go back to is that of this instant.
	// What a programmer does to a view would be lost.
	if m.viewing {
		m.rewind()
	}
	err := ErrNotHeld
	if m.now == at && !m.executing && !m.mem.busy {
		err = with(m.flash)
	}
	if e := m.Advance(at); e != nil {
		return fmt.Errorf("after the programmer: %w", e)
	}
	return err
}
