package remains

import "errors"

// Input is a memory with what is known about it.
type Input struct {
	// Image is raw, exactly of the part's size, or Intel HEX when it begins with a
	// colon.
	Image []byte
	// Part is the memory's name in flashsim's catalogue.
	Part string
	// HexBase is the address of the memory's first byte in an Intel HEX image.
	HexBase uint32
	// Sidecar carries wear and charges of a twin's own image; nil for a dump, which
	// has neither.
	Sidecar []byte
	// Seed is that of the lock which the sidecar is of; without one it does not matter.
	Seed uint64
	// Profile is the firmware profile; empty tries all whose layout suits the memory.
	Profile string
}

// Options say how far to look. The zero value is the default.
type Options struct {
	Most  int // candidates listed, 1..10000; 0 is 20
	Reads int // reads of each marginal word at each condition, 1..64; 0 is 8
	Boots int // starts of the lock that are played, 1..32; 0 is 8
	// Seed varies the chips that the marginal reads are compared with.
	Seed uint64
}

// The limits of Options.
const (
	MostCandidates = 10_000
	mostReads      = 64
	mostBoots      = 32
)

var (
	// ErrInput is wrapped by every complaint about an Input.
	ErrInput = errors.New("flash image")
	// ErrOptions is wrapped by every complaint about Options.
	ErrOptions = errors.New("remains: options")
	// ErrNoProfile says that no profile's layout is in the image.
	ErrNoProfile = errors.New("no firmware profile suits the image")
)
