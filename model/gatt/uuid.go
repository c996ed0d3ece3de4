package gatt

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// UUID is the type of an attribute, in the order in which it is printed. On the
// air its bytes go the other way round.
type UUID [16]byte

// baseTail is the part that all short UUIDs share: 0000xxxx-0000-1000-8000-00805f9b34fb.
const baseTail = "\x00\x00\x10\x00\x80\x00\x00\x80\x5f\x9b\x34\xfb"

// ErrUUID is wrapped by every error of ParseUUID.
var ErrUUID = errors.New("not a UUID")

// UUID16 returns the UUID that the 16-bit number n stands for.
func UUID16(n uint16) UUID { return UUID32(uint32(n)) }

// UUID32 returns the UUID that the 32-bit number n stands for.
func UUID32(n uint32) UUID {
	u := UUID{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	copy(u[4:], baseTail)
	return u
}

// Types that GATT itself defines.
const (
	typePrimary        = 0x2800
	typeSecondary      = 0x2801
	typeCharacteristic = 0x2803
	typeCCCD           = 0x2902
)

// CCCD returns the type of the client characteristic configuration descriptor.
func CCCD() UUID { return UUID16(typeCCCD) }

// ParseUUID reads 4, 8 or 32 hexadecimal digits in either case; dashes may stand
// where they are printed. The error wraps ErrUUID.
func ParseUUID(s string) (UUID, error) {
	digits := s
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		digits = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return UUID{}, fmt.Errorf("%w: %.64q: want 4, 8 or 32 hexadecimal digits", ErrUUID, s)
	}
	switch len(b) {
	case 2:
		return UUID16(uint16(b[0])<<8 | uint16(b[1])), nil
	case 4:
		return UUID32(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])), nil
	case 16:
		return UUID(b), nil
	}
	return UUID{}, fmt.Errorf("%w: %.64q has %d hexadecimal digits, want 4, 8 or 32", ErrUUID, s, len(digits))
}

// MustParseUUID is ParseUUID for constants; it panics on an error.
func MustParseUUID(s string) UUID {
	u, err := ParseUUID(s)
	if err != nil {
		panic(err)
	}
	return u
}

// String writes all 32 digits in lower case, with dashes.
func (u UUID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// Short returns the 16-bit number that stands for u; false when there is none.
func (u UUID) Short() (uint16, bool) {
	if u[0] != 0 || u[1] != 0 || string(u[4:]) != baseTail {
		return 0, false
	}
	return uint16(u[2])<<8 | uint16(u[3]), true
}

// MarshalText writes what String returns.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads what ParseUUID reads.
func (u *UUID) UnmarshalText(b []byte) error {
	v, err := ParseUUID(strings.TrimSpace(string(b)))
	if err == nil {
		*u = v
	}
	return err
}

// wireUUID reads a UUID of 2 or 16 bytes as it is on the air.
func wireUUID(b PDU) (UUID, bool) {
	switch len(b) {
	case 2:
		return UUID16(uint16(b[0]) | uint16(b[1])<<8), true
	case 16:
		var u UUID
		for i := range u {
			u[i] = b[15-i]
		}
		return u, true
	}
	return UUID{}, false
}

// appendWire appends u as it is on the air: 2 bytes where that is enough.
func (u UUID) appendWire(b []byte) []byte {
	if n, ok := u.Short(); ok {
		return append(b, byte(n), byte(n>>8))
	}
	for i := len(u) - 1; i >= 0; i-- {
		b = append(b, u[i])
	}
	return b
}

// wireLen is how many bytes appendWire appends.
func (u UUID) wireLen() int {
	if _, ok := u.Short(); ok {
		return 2
	}
	return 16
}
