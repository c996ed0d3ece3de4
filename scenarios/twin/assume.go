package twin

import "locktwin/internal/repro"

// What is assumed of a lock before any telemetry: one place, one source each. The
// ranges are those within which nine in ten locks are taken to lie. Hidden locks
// (package hidden) draw from the same.
//
//	capacity              record × 0.79..1.18       cells of one kind differ; a cheap or old set has less (assumption)
//	cells' resistance     record × 0.76..1.73       fresh cells of one maker 0.75..1.25, worn or aged ones more (assumption)
//	contact, springs      0.022..0.161 ohm a set    0.02..0.10 clean, 0.2..1 oxidised (assumption)
//	idle                  80..1120 µA               whole lock 100..400 µA from 'several months' by its maker; a poll every 30 s adds 0.3..1.1 mA
//	motor load            1.5..3.9 mN·m             1.5..2 easy, 4 stiff (assumption)
//	beside the motor      0.013..0.083 mAh          core 4 mA, radio, light ring for 3 s after an action (assumption)
//	resistance per kelvin record × 0.67..1.33       one maker's figures for one alkaline cell; others are assumptions
//	load per kelvin       0.003..0.021 1/K          grease stiffens in the cold (assumption: no source gives a number)
//	age of old cells      19..190 days              of a set of which no change was seen (assumption)
//	sensor offset         ±25 mV                    of a converter with a resistor divider (assumption)
//	sensor gain           ±0.8 %                    reference and divider (assumption)
//	current gain          ±4.9 %                    shunt and amplifier (assumption)
const (
	capacityShift, capacityWidth = -0.03, 0.12 // of the natural logarithm, as all that follow but the last four
	factorShift, factorWidth     = 0.14, 0.25
	contactMiddle, contactWidth  = 0.06, 0.60 // ohm
	idleMiddle, idleWidth        = 300.0, 0.80
	loadMiddle, loadWidth        = 2.4, 0.30
	besideMiddle, besideWidth    = 0.033, 0.56
	coldWidth                    = 0.20 // of ResistancePerKelvin, relative
	stiffMiddle, stiffWidth      = 0.008, 0.60
	ageMiddle, ageWidth          = 60.0, 0.70 // days
	offsetWidth                  = 0.015      // V
	gainWidth                    = 0.005
	currentWidth                 = 0.03
	chargeSteep                  = 1.70 // makes the logistic of a normal number nearly even over 0..1
)

// How far the reduced model may be from the lock, as a scale on a whole channel
// that the fit carries along (the test against the full simulator holds both).
const (
	drainWidth = 0.012
	sagWidth   = 0.004
	latchWidth = 0.06 // of an action with the latch, whose spring no parameter describes
)

// Noise of a single report: one standard deviation. Part of it is shared by all
// reports of one day at one temperature, which no averaging takes away.
const (
	voltNoise, voltShared       = 0.005, 0.003  // V
	sagNoise, sagShared         = 0.008, 0.0035 // V
	sagNoisePart, sagSharedPart = 0.005, 0.005  // of the sag: the temperature is not known better
	drainNoise, drainShared     = 0.04, 0.008   // relative: no two actions are alike
	latchShared                 = 0.030         // relative, of the drain of an action with the latch
	currentNoise, currentShared = 0.015, 0.005  // relative
)

// A lock has at least this Reserve at 40 % of the charge on the coldest day that was
// seen, or its owner has had the door put right before looking at what the lock says
// (assumption); reserveWidth is a standard deviation of that.
const (
	leastReserve, reserveWidth = 1.4, 0.05
	reserveCharge              = 0.4
)

// outlier is from how many standard deviations on a value pulls less and less.
const outlier = 4.0

// The unknowns of a fit, each a number that is standard normal beforehand.
const (
	zCharge = iota // of the set in the bay at the end; earlier sets come after the last
	zCapacity
	zFactor
	zContact
	zIdle
	zLoad
	zBeside
	zCold
	zStiff
	zOffset
	zGain
	zCurrent
	zDrain
	zSag
	zLatch
	zAge
	unknowns // without the charges of earlier sets
)

// MaxSets is how many sets of cells a fit looks back to.
const MaxSets = 8

// OldSet is how many days cells have been in of which no change was seen, by a
// standard normal number.
func OldSet(z float64) float64 { return logNormal(ageMiddle, ageWidth, z) }

// Sensor is how far the lock's own measurements are off.
type Sensor struct {
	OffsetVolts float64 // added to voltages
	Gain        float64 // 1 is right; of voltages
	CurrentGain float64 // 1 is right; of the current, and so of the drain
}

// chargeOf turns a standard normal number into a charge.
func chargeOf(z float64) float64 { return 1 / (1 + repro.Exp(float64(-chargeSteep*z))) }

// logNormal is middle·exp(width·z).
func logNormal(middle, width, z float64) float64 {
	return float64(middle * repro.Exp(float64(width*z)))
}

// lock sets a reduced lock to a vector of unknowns. It is what residuals and draws
// go through, and it does not check: the transforms keep within the limits.
func (r *Reduced) lock(z []float64) {
	c := r.cells
	r.factor = repro.Exp(factorShift + float64(factorWidth*z[zFactor]))
	r.bare = logNormal(contactMiddle, contactWidth, z[zContact])
	v := &r.v
	v[Charge] = chargeOf(z[zCharge])
	v[Capacity] = float64(c.capacity * repro.Exp(capacityShift+float64(capacityWidth*z[zCapacity])))
	v[Resistance] = float64(r.factor*c.ref.r0) + r.bare
	v[SlowResistance] = float64(r.factor * c.ref.r2)
	v[Idle] = logNormal(idleMiddle, idleWidth, z[zIdle])
	v[MotorLoad] = logNormal(loadMiddle, loadWidth, z[zLoad])
	v[ResistancePerKelvin] = float64(c.record.ResistancePerKelvin.V * (1 + float64(coldWidth*z[zCold])))
	r.latch = 1 + float64(latchWidth*z[zLatch])
	v[LoadPerKelvin] = logNormal(stiffMiddle, stiffWidth, z[zStiff])
	r.settle(logNormal(besideMiddle, besideWidth, z[zBeside]))
}

// settle sets what an action takes beside the motor, and what follows from it.
func (r *Reduced) settle(beside float64) {
	r.offset, r.light = beside, 0
	dark := r.turn(refCharge, refCelsius, r.way, false)
	r.light = float64(max(0, beside)*3.6) / (dark.seconds + lightSeconds)
	r.v[ActionCharge] = r.ActionMAh(refCharge, refCelsius, false)
}

// lightSeconds is how long the light stays on after an action (assumption, as in
// model/firmware).
const lightSeconds = 3.0

// Assumed draws a lock from what is assumed beforehand: its values, with a charge
// that is even over 0..1, and its sensors. The error wraps power.ErrUnknownCell or
// ErrValue.
func Assumed(chemistry string, key repro.Key) (*Reduced, Sensor, error) {
	c, err := cellsOf(chemistry)
	if err != nil {
		return nil, Sensor{}, err
	}
	s := key.Stream()
	var z [unknowns]float64
	for i := range z {
		z[i] = s.Normal()
	}
	r := &Reduced{cells: c, motor: c.motor, way: degreesOfBolt, latch: 1}
	r.lock(z[:])
	return r, Sensor{OffsetVolts: float64(offsetWidth * z[zOffset]), Gain: 1 + float64(gainWidth*z[zGain]),
		CurrentGain: 1 + float64(currentWidth*z[zCurrent])}, nil
}
