package keyturner

import (
	"encoding/binary"
	"fmt"
)

// Tail is what ends the payload of a request: the challenge that it answers
// and the security PIN, as far as its command needs them.
type Tail struct {
	Nonce [32]byte
	PIN   uint16
}

// AppendTail appends what command c needs of the tail.
func AppendTail(dst []byte, c Command, t *Tail) []byte {
	if c.NeedsChallenge() {
		dst = append(dst, t.Nonce[:]...)
	}
	if c.NeedsPIN() {
		dst = append16(dst, t.PIN)
	}
	return dst
}

// SplitTail takes the tail that command c needs from its payload. It returns
// ErrLength if the payload's length is none of the command's.
func SplitTail(c Command, payload []byte) (body []byte, t Tail, err error) {
	if !c.LengthOK(len(payload)) {
		return nil, t, fmt.Errorf("%w: %s of %d bytes, none of %d", ErrLength, c, len(payload), RequestLengths(c))
	}
	switch {
	case c.NeedsPIN():
		body, t.Nonce, t.PIN, err = SplitNoncePIN(payload)
	case c.NeedsChallenge():
		body, t.Nonce, err = SplitNonce(payload)
	default:
		body = payload
	}
	return body, t, err
}

// SplitNonce takes the challenge from the end of a payload.
func SplitNonce(payload []byte) (body []byte, nonce [32]byte, err error) {
	if err := wantAtLeast("payload with challenge", payload, 32); err != nil {
		return nil, nonce, err
	}
	n := len(payload) - 32
	copy(nonce[:], payload[n:])
	return payload[:n], nonce, nil
}

// SplitNoncePIN takes challenge and PIN from the end of a payload.
func SplitNoncePIN(payload []byte) (body []byte, nonce [32]byte, pin uint16, err error) {
	if err := wantAtLeast("payload with challenge and PIN", payload, 34); err != nil {
		return nil, nonce, 0, err
	}
	n := len(payload) - 2
	body, nonce, err = SplitNonce(payload[:n])
	return body, nonce, binary.LittleEndian.Uint16(payload[n:]), err
}
