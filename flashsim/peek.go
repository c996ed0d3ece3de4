package flashsim

import "fmt"

// Peek looks at bytes without read noise and without error correction: what the
// cells most likely read at these conditions. It works while an operation is in
// flight, showing the state before it, and changes nothing, not even later noise.
// Errors: ErrOutOfRange.
func (d *Device) Peek(addr uint32, dst []byte, c Conditions) error {
	if err := d.inRange(addr, len(dst)); err != nil {
		return fmt.Errorf("peek: %w", err)
	}
	for k := range dst {
		a := addr + uint32(k)
		dst[k] = 0xFF ^ d.polarity
		ch := d.mem.at(a >> chunkShift)
		if ch == nil {
			continue
		}
		v, marginal := d.quietCell(ch, a, a%chunkBytes, &c)
		if !marginal {
			v = ch.data[a%chunkBytes]
		}
		dst[k] = v ^ d.polarity
	}
	return nil
}
