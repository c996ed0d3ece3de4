package keyturner

import (
	"encoding/hex"
	"fmt"
)

// UUID is a 128-bit attribute type, in the order in which it is written.
type UUID [16]byte

// String writes the UUID in lower case with hyphens.
func (u UUID) String() string {
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Number is the part in which the UUIDs of the lock differ.
type Number uint16

// Services and characteristics.
const (
	InitializationService Number = 0xE000 // advertised by a lock that was never set up; no characteristics
	PairingService        Number = 0xE100
	PairingGDIONumber     Number = 0xE101
	KeyturnerService      Number = 0xE200
	KeyturnerGDIONumber   Number = 0xE201
	USDIONumber           Number = 0xE202
)

// UUID is the whole UUID.
func (n Number) UUID() UUID {
	return UUID{0xA9, 0x2E, byte(n >> 8), byte(n), 0x55, 0x01, 0x11, 0xE4, 0x91, 0x6C, 0x08, 0x00, 0x20, 0x0C, 0x9A, 0x66}
}

// Characteristic is one of the three over which messages go. Each can be
// written and indicates.
type Characteristic uint8

// Characteristics.
const (
	PairingGDIO   Characteristic = iota // unencrypted: pairing
	KeyturnerGDIO                       // unencrypted: errors to those who have no key
	USDIO                               // encrypted
)

// Characteristics are all three.
func Characteristics() [3]Characteristic { return [3]Characteristic{PairingGDIO, KeyturnerGDIO, USDIO} }

// String names the characteristic as the maker does.
func (c Characteristic) String() string {
	switch c {
	case PairingGDIO:
		return "Pairing GDIO"
	case KeyturnerGDIO:
		return "Keyturner GDIO"
	case USDIO:
		return "USDIO"
	}
	return fmt.Sprintf("characteristic %d", uint8(c))
}

// UUID is the characteristic's UUID.
func (c Characteristic) UUID() UUID {
	switch c {
	case PairingGDIO:
		return PairingGDIONumber.UUID()
	case KeyturnerGDIO:
		return KeyturnerGDIONumber.UUID()
	}
	return USDIONumber.UUID()
}

// Service is the UUID of the service that the characteristic is in.
func (c Characteristic) Service() UUID {
	if c == PairingGDIO {
		return PairingService.UUID()
	}
	return KeyturnerService.UUID()
}
