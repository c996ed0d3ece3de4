package gatt

import (
	"fmt"
	"time"
)

// LongestDelay is the most that a fault may delay a frame.
const LongestDelay = time.Hour

// LatencyFault delays every frame: by Delay, and by a draw of its own between 0
// and Jitter. The frames of one direction keep their order.
type LatencyFault struct {
	Delay     time.Duration `json:"delay_ns,omitempty"`
	Jitter    time.Duration `json:"jitter_ns,omitempty"`
	Direction Way           `json:"direction,omitempty"`
}

// Way says which frames are meant.
type Way uint8

// Directions of a link.
const (
	BothWays Way = iota
	ToLock
	ToCentral
)

var wayNames = [...]string{"both", "to-lock", "to-central"}

// String returns the name, for example "to-lock".
func (w Way) String() string { return named(wayNames[:], int(w)) }

// MarshalText writes the name.
func (w Way) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads a name; the error wraps ErrFault.
func (w *Way) UnmarshalText(b []byte) error {
	for i, n := range wayNames {
		if n == string(b) {
			*w = Way(i)
			return nil
		}
	}
	return fmt.Errorf("%w: %.32q is not a direction; directions are %v", ErrFault, b, wayNames)
}

func (f *LatencyFault) validate() error {
	if int(f.Direction) >= len(wayNames) {
		return fmt.Errorf("%w: direction %d is none of %v", ErrFault, uint8(f.Direction), wayNames)
	}
	if err := validDelay("delay", f.Delay); err != nil {
		return err
	}
	return validDelay("jitter", f.Jitter)
}

func validDelay(what string, d time.Duration) error {
	if d < 0 || d > LongestDelay {
		return fmt.Errorf("%w: %s %v, limits 0 and %v", ErrFault, what, d, LongestDelay)
	}
	return nil
}

// latency returns how much later a frame arrives.
func (a *Air) latency(f *Fault, way Way, c ConnID, ordinal uint64) time.Duration {
	p := &f.Latency
	if p.Direction != BothWays && p.Direction != way {
		return 0
	}
	d := p.Delay
	if p.Jitter > 0 {
		d += time.Duration(a.draw(f).Hash(drawJitter, uint64(c)<<2|uint64(way), ordinal, 0) % uint64(p.Jitter+1))
	}
	if d > 0 {
		f.Counters.Applied++
		f.Counters.DelayedNs += uint64(d)
	}
	return d
}
