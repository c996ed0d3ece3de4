package flashsim

import (
	"errors"
	"fmt"
)

// Sentinels a caller branches on. They arrive wrapped with the address and the
// limit that was broken.
var (
	// ErrOutOfRange: the address or length leaves the memory.
	ErrOutOfRange = errors.New("outside the memory")
	// ErrAlignment: address or length does not fit the program unit or page burst.
	ErrAlignment = errors.New("not aligned to the program unit")
	// ErrBusy: an operation is in flight.
	ErrBusy = errors.New("an operation is in flight")
	// ErrRefused: the part itself rejects the operation, as PGERR of an STM32 does.
	ErrRefused = errors.New("refused by the part")
	// ErrLockedOut: the supply is under the write lock-out voltage.
	ErrLockedOut = errors.New("supply under the write lock-out voltage")
	// ErrGateClosed: the write gate is closed.
	ErrGateClosed = errors.New("write gate closed")
	// ErrNotReady: the supply has not been up for the part's power-up time yet.
	ErrNotReady = errors.New("not ready after power-up")
	// ErrDeaf: a shallow brown-out left the part unresponsive; only a full loss of supply helps.
	ErrDeaf = errors.New("the part does not answer since a shallow brown-out")
	// ErrUnsupported: the part has no such operation.
	ErrUnsupported = errors.New("the part has no such operation")
	// ErrUnknownPart: no part of that name in the catalogue.
	ErrUnknownPart = errors.New("unknown part")
	// ErrUncorrectable: a granule's error correction found more than it can repair. See [ECCError].
	ErrUncorrectable = errors.New("uncorrectable ECC error")
	// ErrFormat: an image or sidecar cannot be used. See [FormatError].
	ErrFormat = errors.New("damaged or unsupported file")
)

// ECCError is what a read of a torn granule raises on a part with error
// correction. Real parts raise a non-maskable interrupt or a bus fault.
type ECCError struct {
	Addr uint32 // first byte of the granule
}

func (e *ECCError) Error() string {
	return fmt.Sprintf("granule at 0x%X: %v", e.Addr, ErrUncorrectable)
}

// Unwrap lets errors.Is find ErrUncorrectable.
func (e *ECCError) Unwrap() error { return ErrUncorrectable }

// FormatError says what is wrong with an image or sidecar and where. Line is set
// for text formats (1 is the first), Offset for binary ones (bytes from the start).
type FormatError struct {
	Offset int64
	Line   int
	What   string
}

func (e *FormatError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.What)
	}
	return fmt.Sprintf("byte offset %d: %s", e.Offset, e.What)
}

// Unwrap lets errors.Is find ErrFormat.
func (e *FormatError) Unwrap() error { return ErrFormat }
