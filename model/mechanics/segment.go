package mechanics

import "math"

// radiansPerMillidegree converts key angles.
const radiansPerMillidegree = math.Pi / 180 / 1000

// Radians returns a key angle given in millidegrees, in radians.
func Radians(key int32) float64 { return float64(float64(key) * radiansPerMillidegree) }

// Millidegrees returns a key angle given in radians, in whole millidegrees
// rounded to the nearest, held at the ends of int32.
func Millidegrees(radians float64) int32 {
	m := math.Floor(float64(radians/radiansPerMillidegree) + 0.5)
	switch {
	case m >= math.MaxInt32:
		return math.MaxInt32
	case m > math.MinInt32:
		return int32(m)
	}
	return math.MinInt32
}

// Segment is a piece of a torque profile for one direction of motion. The
// torque at the key opposes the motion if positive; if negative, a spring drives
// the key on in this direction by more than friction holds it. No segment changes sign
// inside, so a gear, which loses in either case, keeps it affine.
type Segment struct {
	FromMillidegrees, ToMillidegrees int32   // From < To, whatever the direction
	TorqueNewtonMetres               float64 // at FromMillidegrees
	SlopeNewtonMetresPerRadian       float64 // towards growing angles
}

// At returns the torque at a key angle in millidegrees, N·m.
func (s Segment) At(key int32) float64 {
	return s.TorqueNewtonMetres + float64(s.SlopeNewtonMetresPerRadian*Radians(key-s.FromMillidegrees))
}

// work returns the energy the segment takes (or gives, if negative), J.
func (s Segment) work() float64 {
	mean := float64(0.5 * (s.At(s.FromMillidegrees) + s.At(s.ToMillidegrees)))
	return float64(mean * Radians(s.ToMillidegrees-s.FromMillidegrees))
}

// Gear sits between the motor shaft and the key.
type Gear struct {
	Ratio                float64 // shaft turns for one turn of the key
	Efficiency           float64 // of the torque, either way, 0 to 1
	FrictionNewtonMetres float64 // of the gear itself, at the shaft
}

// DefaultGear is an assumption, chosen so that a motor with 4.77 mV·s/rad
// stalls with about 1.5 N·m at the key at 3.4 A; the maker of a lock of this
// kind speaks of 2 N·m.
func DefaultGear() Gear {
	return Gear{Ratio: 190, Efficiency: 0.5, FrictionNewtonMetres: 0.3e-3}
}

// ShaftLoad is a Segment as the motor shaft feels it: the torque that opposes
// the motion is TorqueNewtonMetres at key angle FromMillidegrees and changes
// by SlopeNewtonMetresPerRadian per radian of the key.
type ShaftLoad struct {
	FromMillidegrees, ToMillidegrees int32
	TorqueNewtonMetres               float64
	SlopeNewtonMetresPerRadian       float64
}

// Shaft carries a segment over to the motor shaft. The gear takes its share of
// what the motor gives to the key, and also of what a spring gives back.
func (g Gear) Shaft(s Segment) ShaftLoad {
	scale := float64(1 / float64(g.Ratio*g.Efficiency))
	// The middle tells the sign: an end may be zero but for rounding.
	if s.At(s.FromMillidegrees+(s.ToMillidegrees-s.FromMillidegrees)/2) < 0 {
		scale = float64(g.Efficiency / g.Ratio)
	}
	return ShaftLoad{
		FromMillidegrees:           s.FromMillidegrees,
		ToMillidegrees:             s.ToMillidegrees,
		TorqueNewtonMetres:         float64(s.TorqueNewtonMetres*scale) + g.FrictionNewtonMetres,
		SlopeNewtonMetresPerRadian: float64(s.SlopeNewtonMetresPerRadian * scale),
	}
}

// KeyTorque returns the torque at the key, N·m, that a shaft torque in N·m
// holds against: what a stalled motor brings to the key.
func (g Gear) KeyTorque(shaft float64) float64 {
	return float64(max(0, shaft-g.FrictionNewtonMetres) * float64(g.Ratio*g.Efficiency))
}
