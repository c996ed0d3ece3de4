package gattws

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Hex is bytes that are written as hexadecimal digits, two a byte, lower case and
// without a prefix. Upper case is read, too. A value has at most 512 bytes, so
// what base64 would save is little, and digits can be compared with a sniffer's
// trace and with the tables of a lock protocol at a glance.
type Hex []byte

// ErrHex is wrapped by every error of reading a Hex.
var ErrHex = errors.New("not pairs of hexadecimal digits")

// MarshalText writes the digits.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText reads digits.
func (h *Hex) UnmarshalText(text []byte) error {
	b, err := hex.AppendDecode([]byte{}, text)
	if err != nil {
		// The digits may be secret, so the error does not show them.
		return fmt.Errorf("%w: %d characters", ErrHex, len(text))
	}
	*h = b
	return nil
}

// quotedHex reads a JSON string of digits.
func quotedHex(raw []byte) (Hex, error) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, fmt.Errorf("%w: want a string", ErrHex)
	}
	var h Hex
	if err := h.UnmarshalText(raw[1 : len(raw)-1]); err == nil {
		return h, nil
	}
	// An escape in the string is odd, but allowed.
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return h, h.UnmarshalText([]byte(s))
}
