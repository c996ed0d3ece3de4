package flashsim

import "fmt"

// Peek looks at bytes without read noise and without error correction: what the
// cells most likely read at these conditions; bytes that no cut has touched are
// shown as they are stored, whatever pulls on their columns. It works while an operation is in
// flight, showing the state before it, and changes nothing, not even later noise.
// Errors: ErrOutOfRange.
func (d *Device) Peek(addr uint32, dst []byte, c Conditions) error {
	if err := d.inRange(addr, len(dst)); err != nil {
		return fmt.Errorf("peek: %w", err)
	}
	for len(dst) > 0 {
		n := min(chunkBytes-addr%chunkBytes, uint32(len(dst)))
		d.peekChunk(addr, dst[:n], &c)
		addr += n
		dst = dst[n:]
	}
	return nil
}

func (d *Device) peekChunk(addr uint32, dst []byte, c *Conditions) {
	ch := d.mem.at(addr >> chunkShift)
	if ch == nil {
		ch = &erasedChunk
	}
	if ch.margin == nil {
		for k := range dst {
			dst[k] = ch.data[addr%chunkBytes+uint32(k)] ^ d.polarity
		}
		return
	}
	for k := range dst {
		a := addr + uint32(k)
		v, marginal := d.quietCell(ch, a, a%chunkBytes, c)
		if !marginal {
			v = ch.data[a%chunkBytes]
		}
		dst[k] = v ^ d.polarity
	}
}
