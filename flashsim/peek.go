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
	s := d.sense(ch.margin, c, d.wearOf(d.unitOf(addr)))
	if d.options.Leakage {
		s.pull = d.pullOn(addr>>chunkShift, c)
	}
	lines, ones := d.lines(ch.margin, addr&^(chunkBytes-1)), d.onesAreCertain(ch.margin, &s)
	for k := range dst {
		a := addr + uint32(k)
		v := ch.data[a%chunkBytes]
		if ch.margin.bytes.has(a%chunkBytes) && !(ones && v == 0xFF) {
			v = d.readByte(&s, lines.get(d, ch, a%chunkBytes), uint64(a), 0, c, -1)
		}
		dst[k] = v ^ d.polarity
	}
}
