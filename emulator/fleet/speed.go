package fleet

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Speed is how fast the simulated time of a lock runs. The zero value means 1x.
type Speed struct {
	Factor float64 // simulated seconds in one second; 0 is 1; MinFactor to MaxFactor
	Paused bool    // time stands still; Factor is what resuming goes back to
	// Max lets time run as fast as the machine can while anything is under way,
	// and rest while nothing is.
	Max bool
}

// The range of Speed.Factor.
const (
	MinFactor = 0.001
	MaxFactor = 1_000_000
)

// ParseSpeed reads "1x", "0.5x", "1000x", "paused" or "max". Errors wrap
// ErrSpec.
func ParseSpeed(s string) (Speed, error) {
	switch s {
	case "paused":
		return Speed{Factor: 1, Paused: true}, nil
	case "max":
		return Speed{Factor: 1, Max: true}, nil
	}
	number, ok := strings.CutSuffix(s, "x")
	f, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || f == 0 {
		return Speed{}, fmt.Errorf("%w: speed %q; want a factor such as 1x or 1000x, paused, or max", ErrSpec, s)
	}
	v := Speed{Factor: f}
	return v, v.Validate()
}

// Validate checks the factor; errors wrap ErrSpec.
func (s Speed) Validate() error {
	if s.Factor == 0 {
		return nil
	}
	if !(s.Factor >= MinFactor && s.Factor <= MaxFactor) || math.IsNaN(s.Factor) {
		return fmt.Errorf("%w: speed factor %v, must be %v to %v", ErrSpec, s.Factor, MinFactor, float64(MaxFactor))
	}
	return nil
}

// String is what ParseSpeed reads.
func (s Speed) String() string {
	switch {
	case s.Paused:
		return "paused"
	case s.Max:
		return "max"
	}
	return strconv.FormatFloat(s.factor(), 'g', -1, 64) + "x"
}

func (s Speed) factor() float64 {
	if s.Factor == 0 {
		return 1
	}
	return s.Factor
}

// MarshalJSON writes String.
func (s Speed) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads what ParseSpeed reads.
func (s *Speed) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("%w: a speed is a text such as \"1x\"", ErrSpec)
	}
	v, err := ParseSpeed(text)
	if err != nil {
		return err
	}
	*s = v
	return nil
}
