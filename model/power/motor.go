package power

import "fmt"

// MotorConfig is the motor, its bridge and the gear seen from the motor shaft.
type MotorConfig struct {
	R  Ohms    // winding, brushes and two transistors of the bridge
	L  Henries // winding
	Ke float64 // V·s/rad
	Kt float64 // N·m/A
	J  float64 // kg·m² at the shaft, gear included
	B  float64 // N·m·s, viscous
	N  float64 // shaft turns for one turn of the key

	// CreepSpeed in rad/s softens the friction: below it the friction falls in
	// proportion to the speed. 0 is ideal Coulomb friction, which holds the
	// shaft until the torque exceeds it.
	CreepSpeed float64

	DiodeDrop Volts // of one bridge diode, for the current after the bridge opens
	BridgeMin Volts // the bridge opens below this supply and stays open until commanded anew
}

// DefaultMotor is the motor of the golden cases with ideal friction: 12 000
// rpm at 6 V, 3.4 A at stall on fresh cells (assumption, from the 2..3 A start
// current that owners measured); gear 190 (assumption, range 100..400).
func DefaultMotor() MotorConfig {
	return MotorConfig{R: 1.35, L: 0.5e-3, Ke: 4.77e-3, Kt: 4.77e-3, J: 6e-7, B: 6e-7, N: 190,
		DiodeDrop: 0.7, BridgeMin: 1.0}
}

func (m *MotorConfig) check() error {
	for _, p := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"motor resistance in ohm", float64(m.R), 1e-3, 1e5},
		{"motor inductance in henry", float64(m.L), 1e-7, 10},
		{"motor constant Ke in V·s/rad", m.Ke, 1e-6, 10},
		{"motor constant Kt in N·m/A", m.Kt, 1e-6, 10},
		{"motor inertia in kg·m²", m.J, 1e-10, 1},
		{"viscous friction in N·m·s", m.B, 0, 1},
		{"gear ratio", m.N, 1e-2, 1e5},
		{"creep speed in rad/s", m.CreepSpeed, 0, 1e3},
		{"bridge diode in volt", float64(m.DiodeDrop), 0, 5},
		{"bridge minimum in volt", float64(m.BridgeMin), 0, 30},
	} {
		if !(p.v >= p.lo && p.v <= p.hi) {
			return fmt.Errorf("%w: %s is %g, must be %g..%g", ErrConfig, p.name, p.v, p.lo, p.hi)
		}
	}
	return nil
}

// BridgeMode says what the bridge does.
type BridgeMode uint8

// The commands of the bridge.
const (
	Coast BridgeMode = iota // open; what current there is returns through the diodes
	Brake                   // both low sides on
	Drive                   // averaged pulse-width modulation
)

// Bridge is a bridge command. Duty is -1..1 and counts in Drive only; a
// positive duty turns the key to larger angles.
type Bridge struct {
	Mode BridgeMode
	Duty float64
}

// ShaftLoad is the torque at the motor shaft over a range of key angles.
//
//	friction(θ) = Friction + FrictionSlope·(θ − Ref)   against the motion
//	spring(θ)   = Spring + SpringSlope·(θ − Ref)       towards smaller angles
//
// The slopes are N·m per radian of the key. Leaving [Min, Max] is reported
// once, in SlotShaft; until the next SetShaft the torque stays what it was at
// that end.
type ShaftLoad struct {
	Min, Max, Ref Radians
	Friction      NewtonMetres // >= 0 within the range
	FrictionSlope float64
	Spring        NewtonMetres
	SpringSlope   float64
}

// leastFriction keeps a braked motor from spinning down for ever (assumption:
// brushes always rub).
const leastFriction = 1e-6

// frictionAt and springAt are the torques at a key angle, end values outside.
func (l *ShaftLoad) frictionAt(theta float64) float64 {
	t := min(max(theta, float64(l.Min)), float64(l.Max)) - float64(l.Ref)
	return max(leastFriction, float64(l.Friction)+float64(l.FrictionSlope*t))
}

func (l *ShaftLoad) springAt(theta float64) float64 {
	t := min(max(theta, float64(l.Min)), float64(l.Max)) - float64(l.Ref)
	return float64(l.Spring) + float64(l.SpringSlope*t)
}
