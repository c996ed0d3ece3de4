package keyturner

import (
	"encoding/binary"
	"fmt"
)

// AppendPlain appends an unencrypted message.
func AppendPlain(dst []byte, c Command, payload []byte) []byte {
	start := len(dst)
	dst = append16(dst, uint16(c))
	dst = append(dst, payload...)
	return append16(dst, CRC(dst[start:]))
}

// ParsePlain takes an unencrypted message apart; the payload is a part of b.
// It returns ErrShort, with command 0, or ErrCRC, with the command id that the
// message bears.
func ParsePlain(b []byte) (Command, []byte, error) {
	if len(b) < 4 {
		return 0, nil, fmt.Errorf("%w: %d bytes", ErrShort, len(b))
	}
	c := Command(binary.LittleEndian.Uint16(b))
	body, sum := b[:len(b)-2], binary.LittleEndian.Uint16(b[len(b)-2:])
	if CRC(body) != sum {
		return c, nil, fmt.Errorf("%w: command %s", ErrCRC, c)
	}
	return c, body[2:], nil
}
