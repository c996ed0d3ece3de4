package cuts

import (
	"time"

	"locktwin/flashsim"
)

// Supply is what feeds the memory of a Bench. Zero fields are what they say: 0 °C is
// freezing.
type Supply struct {
	Volts   float64 // before a cut
	Celsius float64
	// Brownout is the level at which the machine is reset, in volts. 0 is none: then
	// the memory's own lock-out ends what is in flight, and the machine with it.
	Brownout float64
	// Fall is how long a cut supply takes from Volts to that level, in a straight
	// line. 0 is at once.
	Fall time.Duration
	// ReadTime is what reading one byte takes; 0 takes no time.
	ReadTime time.Duration
}

// floor is where a falling supply ends the machine.
func (s *Supply) floor(p *flashsim.Part) float64 {
	if s.Brownout > 0 {
		return s.Brownout
	}
	return p.LockoutVolts.Value
}

// volts is the supply at an instant after a cut.
func (s *Supply) volts(floor float64, since time.Duration) float64 {
	if since >= s.Fall {
		return floor
	}
	return s.Volts - float64((s.Volts-floor)*(float64(since)/float64(s.Fall)))
}

// harmless tells whether a part works as it should down to the level at which a
// falling supply ends the machine.
func (s *Supply) harmless(p *flashsim.Part) bool {
	level := s.floor(p)
	for _, w := range p.Program.Widths {
		if level < w.MinimumVolts.Value {
			return false
		}
	}
	return level >= p.Erase.MinimumVolts.Value && level >= p.ReadMinimumVolts.Value && level >= p.LockoutVolts.Value
}
