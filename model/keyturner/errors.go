package keyturner

import (
	"errors"
	"fmt"
)

// What can be wrong with a message. Functions of this package wrap these.
var (
	// ErrShort: fewer bytes than a command id and a CRC take.
	ErrShort = errors.New("message too short")
	// ErrCRC: the checksum does not fit the message.
	ErrCRC = errors.New("bad CRC")
	// ErrLength: the message or its payload has not the length that its kind has.
	ErrLength = errors.New("bad length")
	// ErrNotAuthentic: an encrypted message was not made with the key, or not
	// for the authorization that it names.
	ErrNotAuthentic = errors.New("message is not authentic")
	// ErrValue: a field holds a value that it cannot have.
	ErrValue = errors.New("bad value")
	// ErrWeakKey: a peer's public key leads to a secret that is no secret.
	ErrWeakKey = errors.New("weak public key")
)

// Refusal is the error code with which a lock answers a message that could not
// be read: NoError for nil.
func Refusal(err error) ErrorCode {
	switch {
	case err == nil:
		return NoError
	case errors.Is(err, ErrCRC):
		return ErrBadCRC
	case errors.Is(err, ErrLength):
		return ErrBadLength
	case errors.Is(err, ErrNotAuthentic):
		return ErrNotAuthorized
	case errors.Is(err, ErrValue), errors.Is(err, ErrWeakKey):
		return ErrBadParameter
	}
	return ErrUnknown
}

// wantLength holds a payload against the lengths that its kind has.
func wantLength(what string, b []byte, lengths ...int) error {
	for _, n := range lengths {
		if len(b) == n {
			return nil
		}
	}
	if len(lengths) == 1 {
		return fmt.Errorf("%w: %s of %d bytes, not %d", ErrLength, what, len(b), lengths[0])
	}
	return fmt.Errorf("%w: %s of %d bytes, none of %d", ErrLength, what, len(b), lengths)
}

// wantAtLeast holds a payload against the shortest form of its kind.
func wantAtLeast(what string, b []byte, least int) error {
	if len(b) >= least {
		return nil
	}
	return fmt.Errorf("%w: %s of %d bytes, fewer than %d", ErrLength, what, len(b), least)
}
