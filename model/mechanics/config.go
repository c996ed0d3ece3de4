package mechanics

import (
	"errors"
	"fmt"
)

// ErrConfig is wrapped by every error of Config.Validate.
var ErrConfig = errors.New("mechanics")

// MaxTurns is the most turns a bolt can have here; multi-point locks go to four.
const MaxTurns = 4

// Millidegrees of one turn and of one degree.
const (
	Degree = int32(1000)
	Turn   = 360 * Degree
)

// Config describes one lock cylinder, bolt and latch. All torques are at the
// key, in newton metres. The zero value is not valid; start from Default.
type Config struct {
	Turns int32 // key turns from bolt drawn back to fully thrown, 1 to MaxTurns

	FreePlay           int32   // millidegrees at the start of each turn before the driver meets the bolt
	FreeNewtonMetres   float64 // friction of the key alone
	BumpWidth          int32   // millidegrees the bump takes to rise, and again to fall
	BumpNewtonMetres   float64 // peak when the driver meets the bolt
	ThrowNewtonMetres  float64 // friction while the bolt moves
	MisalignReach      int32   // millidegrees before the end of the throw in which a misaligned door rubs
	MisalignRise       int32   // millidegrees over which that friction builds up
	LatchTravel        int32   // millidegrees from 0 to the latch fully drawn
	LatchRise          int32   // millidegrees in which the key takes up the latch spring's preload
	LatchStartTorque   float64 // N·m, pulling, preload taken up
	LatchEndTorque     float64 // N·m, pulling, latch fully drawn
	LatchFriction      float64 // N·m of the above that is friction; the rest is the spring
	UnlatchedFrom      int32   // millidegrees of latch travel from which the door swings free
	LockedTolerance    int32   // millidegrees short of the last turn that still count as locked
	StopMargin         int32   // millidegrees beyond either end before the hard stop
	StopNewtonMetresPD float64 // N·m per degree into the hard stop
}

// Default returns a lock with two turns on an easy door. The torques are
// assumptions, chosen together: with Gear's defaults the throw asks 2 mN·m of
// the motor shaft, a bump 5 mN·m, the drawn latch somewhat less than a motor
// stalls at on half-empty cells. Users report a bench supply of 5 V as weak
// and unlatching as the first thing that fails at 6 V (developer.nuki.io,
// thread 23056), which is what these figures give.
func Default() Config {
	return Config{
		Turns:              2,
		FreePlay:           20 * Degree,
		FreeNewtonMetres:   0.05,
		BumpWidth:          15 * Degree,
		BumpNewtonMetres:   0.45,
		ThrowNewtonMetres:  0.16,
		MisalignReach:      30 * Degree,
		MisalignRise:       10 * Degree,
		LatchTravel:        75 * Degree,
		LatchRise:          10 * Degree,
		LatchStartTorque:   0.8,
		LatchEndTorque:     1.1,
		LatchFriction:      0.15,
		UnlatchedFrom:      60 * Degree,
		LockedTolerance:    15 * Degree,
		StopMargin:         10 * Degree,
		StopNewtonMetresPD: 0.7,
	}
}

// Friction of the bolt on doors that need more force than Default's, at the
// key. Assumptions; with Gear's defaults 4 and 6 mN·m at the motor shaft.
const (
	StiffThrowNewtonMetres     = 0.35
	VeryStiffThrowNewtonMetres = 0.54
)

// Validate reports what is impossible in the configuration; nil if nothing is.
func (c Config) Validate() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%w: %s", ErrConfig, fmt.Sprintf(format, a...))
	}
	if c.Turns < 1 || c.Turns > MaxTurns {
		return bad("turns %d is not between 1 and %d", c.Turns, MaxTurns)
	}
	for _, a := range []struct {
		name string
		v    int32
	}{
		{"free play", c.FreePlay}, {"bump width", c.BumpWidth}, {"misalign reach", c.MisalignReach}, {"misalign rise", c.MisalignRise},
		{"latch travel", c.LatchTravel}, {"latch rise", c.LatchRise}, {"unlatched from", c.UnlatchedFrom}, {"stop margin", c.StopMargin},
		{"locked tolerance", c.LockedTolerance},
	} {
		if a.v <= 0 || a.v >= Turn {
			return bad("%s of %d millidegrees is not between 0 and one turn", a.name, a.v)
		}
	}
	for _, a := range []struct {
		name string
		v    float64
	}{
		{"free torque", c.FreeNewtonMetres}, {"bump torque", c.BumpNewtonMetres}, {"throw torque", c.ThrowNewtonMetres},
		{"latch start torque", c.LatchStartTorque}, {"latch end torque", c.LatchEndTorque}, {"latch friction", c.LatchFriction},
		{"stop stiffness", c.StopNewtonMetresPD},
	} {
		if !(a.v > 0 && a.v <= 100) {
			return bad("%s of %g N·m is not between 0 and 100", a.name, a.v)
		}
	}
	switch {
	case c.FreePlay+2*c.BumpWidth+c.MisalignReach >= Turn:
		return bad("free play, bump and misaligned reach do not fit into one turn")
	case c.MisalignRise >= c.MisalignReach:
		return bad("the misaligned friction must build up within its reach")
	case c.LatchRise >= c.LatchTravel || c.UnlatchedFrom >= c.LatchTravel:
		return bad("the latch travel must be longer than its rise and than the angle that frees the door")
	case c.LatchFriction < c.FreeNewtonMetres || c.LatchFriction >= c.LatchStartTorque || c.LatchStartTorque > c.LatchEndTorque:
		return bad("the latch needs friction of the free key <= latch friction < start torque <= end torque")
	case c.BumpNewtonMetres < c.ThrowNewtonMetres:
		return bad("the bump must not be below the throw")
	}
	return nil
}

// LockedAngle is the key angle with the bolt fully thrown, in millidegrees.
func (c Config) LockedAngle() int32 { return c.Turns * Turn }

// UnlatchedAngle is the key angle with the latch fully drawn, in millidegrees.
func (c Config) UnlatchedAngle() int32 { return -c.LatchTravel }

// Stops returns the angles at which the key meets its hard stops, in millidegrees.
func (c Config) Stops() (lowest, highest int32) {
	return -c.LatchTravel - c.StopMargin, c.LockedAngle() + c.StopMargin
}
