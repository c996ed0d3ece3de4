package gatt

import (
	"fmt"
	"time"

	"locktwin/model/sim"
)

// AdvertisingPauseFault keeps the lock's advertisements from every scanner and
// every central that wants to connect, whatever connection the fault names. It
// acts by being there. Its counters tell of connections that had to wait, as
// scanning is counted nowhere.
type AdvertisingPauseFault struct {
	From sim.Time      `json:"from_ns,omitempty"` // instant at which it begins
	For  time.Duration `json:"for_ns,omitempty"`  // 0: until the fault is removed
}

func (f *AdvertisingPauseFault) validate() error {
	if f.From < 0 || f.For < 0 {
		return fmt.Errorf("%w: pause from %d ns for %d ns, neither may be negative", ErrFault, f.From, f.For)
	}
	return nil
}

// until returns when the pause that covers an instant ends; false when none does.
func (f *AdvertisingPauseFault) until(t sim.Time) (sim.Time, bool) {
	if t < f.From {
		return 0, false
	}
	if f.For == 0 {
		return sim.Never, true
	}
	end := f.From.Add(f.For)
	return end, t < end
}

// paused returns the fault that hides an advertisement at an instant, and until
// when; nil when none does.
func (a *Air) paused(t sim.Time) (f *Fault, until sim.Time) {
	for i := range a.State.Faults {
		g := &a.State.Faults[i]
		if g.Kind != FaultAdvertisingPause {
			continue
		}
		if end, ok := g.Pause.until(t); ok && (f == nil || end > until) {
			f, until = g, end
		}
	}
	return f, until
}
