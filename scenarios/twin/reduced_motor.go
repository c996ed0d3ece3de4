package twin

import (
	"math"

	"locktwin/internal/repro"
)

// What an ordinary lock does with its key, as in the full simulator
// (model/mechanics): assumptions, with the same sources.
const (
	turnsOfBolt   = 2         // turns of the key from unlocked to locked
	degreesOfBolt = 720.0     // the same in degrees
	latchDegrees  = 68.0      // beyond unlocked, until the latch is drawn
	gearRatio     = 190.0     // shaft turns for one of the key
	freeLoad      = 0.8263e-3 // N·m at the shaft: the key alone (0.05 N·m) and the gear's own friction
	bumpExtra     = 3.0526e-3 // N·m over the bolt's load when the driver meets the bolt
	freeDegrees   = 20.0      // of each turn before the driver meets the bolt
	bumpDegrees   = 15.0      // the bump rises over so much, and falls
	latchFirst    = 4.8e-3    // N·m on average over the first 10 degrees of the latch
	latchSecond   = 9.9e-3    // and over the rest
	latchRise     = 10.0      // degrees
	latchHold     = 4.0       // s that the latch is held and let go
	latchTrim     = 0.004     // mAh more than the stretches come to, beside the full simulator

	// What stretches of steady speed come out too high or too low by, beside the full
	// simulator: a current that goes up and down loses more in a resistance than an
	// even one. Measured over the table of the test.
	coulombTrim = 0.992
	coulombBend = 0.004 // for each ohm of set and contact
	jouleTrim   = 0.995
	jouleBend   = 0.0070 // for each ohm of set and contact
	jouleLatch  = 1.018  // with the latch
	sagTrim     = 0.998
	sagBend     = 0.003 // for each ohm
	boardAmps   = 0.004 // of the core while the motor runs
)

// radiansPerDegree is the angle of the shaft for one degree of the key.
const radiansPerDegree = math.Pi / 180 * gearRatio

// run is what one run of the motor comes to.
type run struct{ coulombs, joules, seconds float64 }

// stretch is one piece of a run at a steady load.
func (r *Reduced) stretch(open, ohms, load, degrees float64, out *run) (amps float64) {
	m := &r.motor
	w := r.speed(open, ohms, load)
	amps = (load + float64(m.B*w)) / m.Kt
	t := float64(degrees*radiansPerDegree) / w
	out.coulombs += float64(amps * t)
	out.joules += float64(float64(amps*t) * (open - float64(ohms*amps)))
	out.seconds += t
	return amps
}

// speed is the steady speed in rad/s behind a resistance under a load in N·m.
func (r *Reduced) speed(open, ohms, load float64) float64 {
	m := &r.motor
	total := float64(m.R) + ohms
	w := float64(open-float64(total*load/m.Kt)) / (m.Ke + float64(total*m.B/m.Kt))
	return max(w, leastSpeed) // below it stalls: the run comes out long, and the load implausible
}

// inertia is the time constant of the rotor in seconds.
func (r *Reduced) inertia(ohms float64) float64 {
	m := &r.motor
	return float64(m.J*(float64(m.R)+ohms)) / float64(m.Ke*m.Kt)
}

// slowFirst is the part of the slow resistance that the length of a run is
// guessed with.
const slowFirst = 0.03

// leastSpeed in rad/s stands for a motor that does not get on.
const leastSpeed = 20.0

// start adds what it takes to bring the rotor up to speed, from the exact
// balance of momentum: Kt·∫i dt = J·w + ∫load dt.
// amps is the steady current that it settles at, from that of the first stretch.
func (r *Reduced) start(open, ohms, first, amps float64, out *run) {
	m := &r.motor
	total := float64(m.R) + ohms
	tau := r.inertia(ohms)
	inrush := max(0, open/total-amps)
	q := float64((inrush + first) * tau)
	// ∫i² of the exponential, beyond the steady current for the time tau.
	square := float64(tau * (float64(inrush*inrush/2) + float64(2*inrush*first) + float64(first*first)))
	out.coulombs += q
	out.joules += float64(open*q) - float64(ohms*square)
	out.seconds += tau
}

// turn is a run of the motor between locked and unlocked, with the latch if it is
// asked for, at a charge and a temperature. degrees is the way of the key without
// the latch.
func (r *Reduced) turn(charge, celsius, degrees float64, unlatch bool) run {
	open := r.cells.volts(charge)
	z := r.cells.impedance(charge)
	k := r.warmth(celsius)
	load := float64(r.LoadAt(celsius) * 1e-3)
	ohms := float64((z.r0+z.r1)*k) + r.bare
	// Over a run of seconds a part of the slow polarisation shows as well: half of
	// what it has come to in the end.
	slow := float64(z.r2 * k)
	seconds := float64(degrees*radiansPerDegree) / r.speed(open, ohms+float64(slow*slowFirst), load)
	ohms += float64(slow * min(1, seconds/2/z.tau2))
	// Ring and core take their part of the voltage all the while.
	other := boardAmps + r.light
	open -= float64(other * ohms)

	var out run
	part := degrees / degreesOfBolt * turnsOfBolt
	first := r.stretch(open, ohms, freeLoad, float64(part*freeDegrees), &out)
	// The rotor carries itself over the bump: what that takes is spread over the way
	// that it goes within its time constant.
	w := r.speed(open, ohms, load)
	carried := min(float64(w*r.inertia(ohms))/radiansPerDegree, 360-freeDegrees-2*bumpDegrees)
	bump := load + bumpExtra
	extra := float64(bumpDegrees * (float64((freeLoad+bump)/2) - load + float64((bump-load)/2)))
	spread := 2*bumpDegrees + carried
	r.stretch(open, ohms, load+extra/spread, float64(part*spread), &out)
	amps := r.stretch(open, ohms, load, float64(part*(360-freeDegrees-spread)), &out)
	if unlatch {
		// The latch slows the rotor down, which gives back some of what the start
		// took, and its spring brings the key back.
		r.stretch(open, ohms, latchFirst, latchRise, &out)
		amps = r.stretch(open, ohms, latchSecond, latchDegrees-latchRise, &out)
	}
	r.start(open, ohms, first, amps, &out)
	trim, work := 1.0, 1.0
	if unlatch {
		trim, work = r.latch, float64(jouleLatch*r.latch)
	}
	out.coulombs = float64(out.coulombs * float64((coulombTrim-float64(coulombBend*ohms))*trim))
	out.joules = float64(out.joules * float64((jouleTrim-float64(jouleBend*ohms))*work))
	out.joules += float64(other * (float64(open*out.seconds) - float64(ohms*out.coulombs)))
	out.coulombs += float64(boardAmps * out.seconds)
	return out
}

// ActionMAh is the charge in mAh that one action takes out of the cells, with
// radio and light.
func (r *Reduced) ActionMAh(charge, celsius float64, unlatch bool) float64 {
	at := r.turn(charge, celsius, r.way, unlatch)
	q := at.coulombs/3.6 + float64(r.light*(at.seconds+lightSeconds)/3.6) + min(0, r.offset)
	if unlatch {
		q += float64(latchTrim*r.latch) + float64((r.light+boardAmps)*latchHold/3.6)
	}
	return max(0, q)
}

// ActionJoules is the energy that the cells deliver while the motor runs: what a
// battery report calls drain. degrees is the way of the key; 0: 720.
func (r *Reduced) ActionJoules(charge, celsius, degrees float64, unlatch bool) float64 {
	if degrees <= 0 {
		degrees = degreesOfBolt
	}
	return r.turn(charge, celsius, degrees, unlatch).joules
}

// ActionSeconds is how long the motor runs.
func (r *Reduced) ActionSeconds(charge, celsius float64, unlatch bool) float64 {
	return r.turn(charge, celsius, r.way, unlatch).seconds
}

// SagVolts is the lowest voltage of the set in volt when the motor starts from
// rest at full duty, and the highest current of the motor in ampere.
func (r *Reduced) SagVolts(charge, celsius float64, unlatch bool) (lowest, peakAmps float64) {
	return r.sag(r.cells.volts(charge), r.cells.impedance(charge), r.warmth(celsius))
}

// later is the lowest voltage after the edge: rotor and fast polarisation as a
// system of two states, in closed form. Infinity if it only rises.
func (r *Reduced) later(open, fast, r1, tau1 float64) float64 {
	m := &r.motor
	total := float64(m.R) + fast
	// States: speed w and polarisation u. i = (open − u − Ke·w)/total.
	a11 := -(float64(m.Kt*m.Ke)/total + m.B) / m.J
	a12 := -m.Kt / float64(m.J*total)
	a21 := -m.Ke * r1 / float64(total*tau1)
	a22 := -(1 + r1/total) / tau1
	c1 := (float64(m.Kt*open)/total - freeLoad) / m.J
	c2 := float64(open*r1) / float64(total*tau1)
	trace, det := a11+a22, float64(a11*a22)-float64(a12*a21)
	half := float64(trace / 2)
	root := math.Sqrt(max(0, float64(half*half)-det))
	l1, l2 := half-root, half+root // both below 0, l1 the quicker
	w8 := -(float64(a22*c1) - float64(a12*c2)) / det
	u8 := -(float64(a11*c2) - float64(a21*c1)) / det
	// v = open − u − fast·i; v(0) and its slope give the two exponentials.
	v8 := open - u8 - float64(fast*(open-u8-float64(m.Ke*w8))/total)
	v0 := open - float64(fast*open/total)
	slope := float64(-c2*(1-fast/total)) + float64(fast*m.Ke*c1/total)
	d := v0 - v8
	b := (slope - float64(l1*d)) / (l2 - l1)
	a := d - b
	q := -float64(b*l2) / float64(a*l1)
	if !(q > 0 && q < 1) || slope >= 0 {
		return math.Inf(1)
	}
	at := repro.Log(q) / (l1 - l2)
	return v8 + float64(a*repro.Exp(float64(l1*at))) + float64(b*repro.Exp(float64(l2*at)))
}
