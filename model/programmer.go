package model

import (
	"bytes"

	"locktwin/flashsim"
)

// WriteMemory replaces the content of the memory as a programmer does that holds
// the lock in reset meanwhile: what was in flight is torn first, every cell is
// settled afterwards, wear stays, and the lock boots. The image is raw, exactly
// of the memory's size, or Intel HEX with addresses from the memory's first byte
// on. A wrong image is found before anything happens to the lock. Errors wrap
// flashsim.ErrFormat or mcu.ErrNotHeld.
func (l *Lock) WriteMemory(image []byte) error {
	write := func(d *flashsim.Device) error {
		if bytes.HasPrefix(image, []byte(":")) {
			return d.ReadHex(bytes.NewReader(image), 0)
		}
		return d.ReadRaw(bytes.NewReader(image))
	}
	if err := write(flashsim.New(l.machine.Flash().Part(), l.keys.hand)); err != nil {
		return err
	}
	return l.machine.Reprogram("a programmer replaces the content of the memory", write)
}
