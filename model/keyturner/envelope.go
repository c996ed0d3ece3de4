package keyturner

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/nacl/secretbox"
)

const (
	headerBytes = 24 + 4 + 2 // nonce, authorization id, length
	innerBytes  = 4 + 2 + 2  // authorization id, command, CRC

	// Overhead is how many bytes encryption and framing add to a payload.
	Overhead = headerBytes + secretbox.Overhead + innerBytes
)

// Envelope is the outer part of an encrypted message. Box is a part of the
// message.
type Envelope struct {
	Nonce [24]byte
	ID    AuthID
	Box   []byte // authentication tag and ciphertext
}

// ParseEnvelope reads the outer part. It returns ErrLength if the message is
// too short for any content, or is longer or shorter than it says.
func ParseEnvelope(b []byte) (Envelope, error) {
	if len(b) < Overhead {
		return Envelope{}, fmt.Errorf("%w: encrypted message of %d bytes, fewer than %d", ErrLength, len(b), Overhead)
	}
	e := Envelope{ID: AuthID(binary.LittleEndian.Uint32(b[24:])), Box: b[headerBytes:]}
	copy(e.Nonce[:], b)
	if n := binary.LittleEndian.Uint16(b[28:]); int(n) != len(e.Box) {
		return Envelope{}, fmt.Errorf("%w: ciphertext of %d bytes, not %d as announced", ErrLength, len(e.Box), n)
	}
	return e, nil
}

// Open decrypts the content. The payload lies in dst's memory as far as that
// reaches. It returns ErrNotAuthentic, with command 0, if key did not make the
// message or its inner authorization id differs from the outer one; and ErrCRC,
// with the command id that the message bears.
func (e *Envelope) Open(dst []byte, key *[32]byte) (Command, []byte, error) {
	start := len(dst)
	dst, ok := secretbox.Open(dst, e.Box, &e.Nonce, key)
	if !ok {
		return 0, nil, fmt.Errorf("%w: authorization %d", ErrNotAuthentic, e.ID)
	}
	inner := dst[start:]
	if len(inner) < innerBytes {
		return 0, nil, fmt.Errorf("%w: content of %d bytes, fewer than %d", ErrLength, len(inner), innerBytes)
	}
	if id := AuthID(binary.LittleEndian.Uint32(inner)); id != e.ID {
		return 0, nil, fmt.Errorf("%w: authorization %d outside, %d inside", ErrNotAuthentic, e.ID, id)
	}
	c := Command(binary.LittleEndian.Uint16(inner[4:]))
	body, sum := inner[:len(inner)-2], binary.LittleEndian.Uint16(inner[len(inner)-2:])
	if CRC(body) != sum {
		return c, nil, fmt.Errorf("%w: command %s", ErrCRC, c)
	}
	return c, body[6:], nil
}

// Open reads an encrypted message of either side: ParseEnvelope, then Open.
func Open(dst []byte, key *[32]byte, message []byte) (AuthID, Command, []byte, error) {
	e, err := ParseEnvelope(message)
	if err != nil {
		return 0, 0, nil, err
	}
	c, payload, err := e.Open(dst, key)
	return e.ID, c, payload, err
}

// Seal appends an encrypted message. The nonce must never be used twice with
// one key. The payload must not lie in dst's memory, and has at most 65511
// bytes.
func Seal(dst []byte, key *[32]byte, nonce *[24]byte, id AuthID, c Command, payload []byte) []byte {
	var stack [256]byte
	inner := AppendInner(stack[:0], id, c, payload)
	dst = append(dst, nonce[:]...)
	dst = append32(dst, uint32(id))
	dst = append16(dst, uint16(len(inner)+secretbox.Overhead))
	return secretbox.Seal(dst, inner, nonce, key)
}

// AppendInner appends what Seal encrypts.
func AppendInner(dst []byte, id AuthID, c Command, payload []byte) []byte {
	start := len(dst)
	dst = append32(dst, uint32(id))
	dst = append16(dst, uint16(c))
	dst = append(dst, payload...)
	return append16(dst, CRC(dst[start:]))
}
