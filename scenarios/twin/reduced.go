package twin

import (
	"fmt"
	"math"

	"locktwin/internal/repro"
	"locktwin/model/power"
)

// refCelsius and refCharge are what the parameters are stated for.
const (
	refCelsius = 21.0
	refCharge  = 0.5
)

// Reduced is a lock with its cells in closed form: a record of cells of
// model/power, and the values of one draw. It does not change once it is made,
// and its methods do not allocate.
//
// Held against the full simulator over the cells of the catalogue, charges of
// 15..95 %, -5..30 °C and loads of 1.5..5 mN·m, its charge and energy of an
// action, the sag at motor start and the peak current stay within the tolerances
// of the test of this package; docs/twin-fit.md has them as a table.
type Reduced struct {
	cells  *cells
	motor  power.MotorConfig
	v      Values
	factor float64 // of the cells' resistances on those of the record
	bare   float64 // ohm of contact, springs and wire: what no charge and no cold changes
	offset float64 // mAh of an action beside the motor: radio, light
	light  float64 // A that this is while the motor runs
	way    float64 // degrees of the key in one action
	latch  float64 // factor on what an action with the latch takes
}

// NewReduced makes a lock of a kind of cells (see power.Chemistries) and values.
// The error wraps power.ErrUnknownCell or ErrValue.
func NewReduced(chemistry string, v Values) (*Reduced, error) {
	c, err := cellsOf(chemistry)
	if err != nil {
		return nil, err
	}
	if err := check(&v); err != nil {
		return nil, err
	}
	r := &Reduced{cells: c, motor: c.motor, way: degreesOfBolt, latch: 1}
	r.set(&v)
	return r, nil
}

// check tells what is impossible about values.
func check(v *Values) error {
	for p := range Parameters {
		if k := limits[p]; !(v[p] >= k.low && v[p] <= k.high) {
			return fmt.Errorf("%w: %s is %g %s, must be %g..%g", ErrValue, names[p].name, v[p], names[p].unit, k.low, k.high)
		}
	}
	return nil
}

// set takes values that are within their limits.
func (r *Reduced) set(v *Values) {
	r.v = *v
	r.factor = v[SlowResistance] / r.cells.ref.r2
	r.bare = v[Resistance] - float64(r.factor*r.cells.ref.r0)
	if r.bare < 0 { // less than nothing cannot lie between cells and board
		r.bare = 0
	}
	// The ring slows the motor down a little, so what is beside the motor is found in a
	// few rounds.
	r.light = 0
	r.settle(v[ActionCharge] - r.turn(refCharge, refCelsius, r.way, false).coulombs/3.6)
	for range settleRounds {
		r.settle(r.offset + v[ActionCharge] - r.v[ActionCharge])
	}
	r.v = *v
}

// settleRounds brings the charge of an action within a millionth, with cells that move
// a motor.
const settleRounds = 10

// With is the lock with other values, and the tables of the first. The error wraps
// ErrValue.
func (r *Reduced) With(v Values) (*Reduced, error) {
	if err := check(&v); err != nil {
		return nil, err
	}
	out := *r
	out.latch = 1
	out.set(&v)
	return &out, nil
}

// Beside is the current in ampere that light and radio take while the motor runs
// and for a little after it.
func (r *Reduced) Beside() float64 { return r.light }

// Values are the values that the lock was made with.
func (r *Reduced) Values() Values { return r.v }

// Chemistry is the kind of its cells.
func (r *Reduced) Chemistry() string { return r.cells.kind }

// OpenVolts is the voltage in volt of the rested set at a charge of 0..1. The
// records know no dependence on temperature.
func (r *Reduced) OpenVolts(charge, celsius float64) float64 { return r.cells.volts(charge) }

// ActedVolts is the voltage in volt of the set right after an action, when the lock
// says how it went: the cells have not recovered from the motor yet, and the ring is
// lit.
func (r *Reduced) ActedVolts(charge, celsius float64) float64 {
	z, k := r.cells.impedance(charge), r.warmth(celsius)
	t := r.turn(charge, celsius, r.way, false)
	left := float64(z.r2*k*t.coulombs)/z.tau2 + float64(z.r1*k*t.coulombs/t.seconds*repro.Exp(-answerSeconds/z.tau1))
	return r.cells.volts(charge) - left - float64((r.light+boardAmps)*(float64((z.r0+z.r1)*k)+r.bare))
}

// answerSeconds is how long after the motor has stopped the lock answers (as in the
// full simulator).
const answerSeconds = 0.2

// Prior is what a fit assumes of a parameter before any telemetry, as the mean and the
// standard deviation of its natural logarithm; of Charge as it is.
func (r *Reduced) Prior(p Parameter) (mean, sigma float64) {
	switch p {
	case Charge:
		return 0.5, evenSigma
	case Capacity:
		return repro.Log(r.cells.capacity) + capacityShift, capacityWidth
	case SlowResistance:
		return repro.Log(r.cells.ref.r2) + factorShift, factorWidth
	case Idle:
		return repro.Log(idleMiddle), idleWidth
	case MotorLoad:
		return repro.Log(loadMiddle), loadWidth
	case LoadPerKelvin:
		return repro.Log(stiffMiddle), stiffWidth
	case ResistancePerKelvin:
		return repro.Log(r.cells.record.ResistancePerKelvin.V), coldWidth
	}
	// What is a sum of others: from draws.
	d := Reduced{cells: r.cells, motor: r.motor, way: r.way, latch: 1}
	s := repro.Root(0).Child("twin-prior").Stream()
	var z [unknowns]float64
	sum, square := 0.0, 0.0
	for range priorDraws {
		for j := range z {
			z[j] = s.Normal()
		}
		d.lock(z[:])
		x := repro.Log(d.v[p])
		sum += x
		square += float64(x * x)
	}
	mean = sum / priorDraws
	return mean, math.Sqrt(max(0, square/priorDraws-float64(mean*mean)))
}

// evenSigma is the standard deviation of what is even over 0..1.
const evenSigma = 0.28867513459481287

// FastOhms is the resistance in ohm that shows within a millisecond: set,
// contact and springs.
func (r *Reduced) FastOhms(charge, celsius float64) float64 {
	z := r.cells.impedance(charge)
	return float64(z.r0*r.warmth(celsius)) + r.bare
}

// SlowOhms is the resistance in ohm of the set's polarisation over tens of
// seconds.
func (r *Reduced) SlowOhms(charge, celsius float64) float64 {
	return float64(r.cells.impedance(charge).r2 * r.warmth(celsius))
}

// warmth is the factor on the resistances of the record.
func (r *Reduced) warmth(celsius float64) float64 {
	return float64(r.factor * repro.Exp(float64(r.v[ResistancePerKelvin]*(refCelsius-celsius))))
}

// LoadAt is the load of the motor in mN·m at a temperature. Above 21 °C it is
// that at 21 °C.
func (r *Reduced) LoadAt(celsius float64) float64 {
	return float64(r.v[MotorLoad] * (1 + float64(r.v[LoadPerKelvin]*max(0, refCelsius-celsius))))
}

// LeakPerDay is the self-discharge as a fraction of Capacity a day, for cells
// that were charged or made so many days ago.
func (r *Reduced) LeakPerDay(ageDays, celsius float64) float64 {
	rate, _ := r.cells.leak(ageDays)
	return float64(rate * r.cells.leakWarmth(celsius))
}

// Reserve is how much more current than the bolt takes at its stiffest the motor
// draws at its start, at a charge and a temperature: below 1 it stalls.
func (r *Reduced) Reserve(charge, celsius float64) float64 {
	_, peak := r.SagVolts(charge, celsius, false)
	return float64(peak*r.motor.Kt) / (float64(r.LoadAt(celsius)*1e-3) + bumpExtra)
}

// Derate is the factor on Capacity at a temperature.
func (r *Reduced) Derate(celsius float64) float64 { return r.cells.derateAt(celsius) }

// Offset is the charge in mAh that an action takes beside the motor.
func (r *Reduced) Offset() float64 { return r.offset }
