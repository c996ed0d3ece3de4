package model

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/model/sim"
)

// Salvaged is what can be saved of a frozen lock that cannot be thawed: what
// would be left of a lock whose cells were taken out. A lock like it begins with
// this Memory, at this instant.
type Salvaged struct {
	Profile string // name of the firmware profile
	Part    string // name of the memory part
	Seed    uint64
	At      sim.Time // the instant that the lock showed
	Memory  Memory
}

// Salvage reads what every version of the program can read of a frozen lock. The
// rest of it may be of another version or damaged. The memory is that of the
// beginning of an activation under way; an operation in flight is torn. Errors
// wrap ErrFormat, ErrVersion or ErrDamaged.
func Salvage(b []byte) (Salvaged, error) {
	head, _, err := openFrozen(b)
	if err != nil {
		return Salvaged{}, err
	}
	out := Salvaged{Profile: head.profile, Part: head.part, Seed: head.seed, At: head.at}
	part, err := flashsim.Lookup(head.part)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrVersion, err)
	}
	flash, err := flashsim.Thaw(part, flashKey(head.seed), head.memory)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	c := flashsim.Conditions{Now: time.Duration(head.at), Volts: salvageVolts, Celsius: salvageCelsius}
	flash.PowerLost(c)
	var image, side bytes.Buffer
	if err := errors.Join(flash.WriteRaw(&image, c), flash.WriteSidecar(&side)); err != nil {
		return out, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	out.Memory = Memory{Image: image.Bytes(), Sidecar: side.Bytes()}
	return out, nil
}

// Conditions under which a salvaged memory is looked at; only marginal bytes show
// them, and the sidecar keeps what these are (assumption: a programmer's desk).
const (
	salvageVolts   = 3.0
	salvageCelsius = 21
)
