package twin

import (
	"math"

	"locktwin/internal/repro"
)

// bend straightens the space that the uncertainty is drawn in. Telemetry knows sums
// and ratios far better than their parts: the resistance of cells and contact
// together, the energy of an action, how much charge is lost a day, the voltage. In
// the unknowns themselves these are thin curved sheets, which no cloud with straight
// axes covers. So four unknowns are replaced by what is known well:
//
//	zFactor by ln of the fast resistance      at a middling charge and temperature
//	zLoad   by ln of the energy of an action  there, as the sensors see it
//	zIdle   by ln of the charge lost a day    as a part of the capacity
//	zOffset by the voltage at the end of a set, in widths of the offset
type bend struct {
	f       *fitting
	set     int // the one whose voltages are known best
	charge  float64
	celsius float64
	actions float64 // a day
	unlatch float64 // a day
}

// newBend straightens around an optimum.
func newBend(f *fitting, z []float64) *bend {
	f.run(z)
	b := &bend{f: f, celsius: f.c.celsius}
	seen := make([]float64, f.c.sets)
	for i := range f.c.glances {
		g := &f.c.glances[i]
		seen[f.c.stretches[g.stretch].set] += g.channel[inVolts].n
	}
	for i, n := range seen {
		if n >= seen[b.set] {
			b.set = i
		}
	}
	b.charge = min(max((f.border[f.first[b.set]]+f.endOf(b.set, z))/2, 0.02), 1)
	days := float64(f.c.to-f.c.from) / dayMS
	b.actions, b.unlatch = float64(f.c.actions)/days, float64(f.c.unlatch)/days
	return b
}

// spent is the charge in mAh that actions take a day.
func (b *bend) spent() float64 {
	r := &b.f.r
	return float64((b.actions-b.unlatch)*r.ActionMAh(b.charge, b.celsius, false)) + float64(b.unlatch*r.ActionMAh(b.charge, b.celsius, true))
}

// energy is ln of what the sensors say an action takes.
func (b *bend) energy(z []float64) float64 {
	return repro.Log(b.f.r.ActionJoules(b.charge, b.celsius, b.f.c.degrees, false)) +
		repro.Log1p(float64(gainWidth*z[zGain])) + repro.Log1p(float64(currentWidth*z[zCurrent])) + repro.Log1p(float64(drainWidth*z[zDrain]))
}

// level is the voltage at the end, without the offset, in widths of the offset.
func (b *bend) level(z []float64) float64 {
	return (1 + float64(gainWidth*z[zGain])) * b.f.r.cells.volts(b.f.endOf(b.set, z)) / offsetWidth
}

// straight writes the straightened coordinates of z.
func (b *bend) straight(z, y []float64) {
	copy(y, z)
	r := &b.f.r
	r.lock(z)
	y[zFactor] = repro.Log(r.FastOhms(b.charge, b.celsius))
	y[zLoad] = b.energy(z)
	y[zIdle] = repro.Log((b.spent() + float64(r.v[Idle]*0.024)) / r.v[Capacity])
	y[zOffset] = z[zOffset] + b.level(z)
}

// solveSteps is how many secants find the load of an energy, which is nearly
// linear in it.
const solveSteps = 8

// bent finds the unknowns of straightened coordinates, and ln of the volume that
// a unit of z takes in y. It is not ok where no lock has such coordinates.
func (b *bend) bent(y, z []float64) (volume float64, ok bool) {
	copy(z, y)
	r := &b.f.r
	// Resistance: the cells' part is what is left beside the contact.
	z[zFactor], z[zLoad], z[zIdle] = 0, 0, 0
	r.lock(z)
	total := repro.Exp(y[zFactor])
	part := total - r.bare
	per := float64(r.cells.impedance(b.charge).r0 * r.warmth(b.celsius)) // with the middle factor
	if !(part > 0) {
		return 0, false
	}
	z[zFactor] = repro.Log(part/per) / factorWidth
	volume = repro.Log(factorWidth * part / total)

	// Energy: by secants.
	at := func(x float64) float64 { z[zLoad] = x; r.lock(z); return b.energy(z) - y[zLoad] }
	x0, x1 := -1.0, 1.0
	e0, e1 := at(x0), at(x1)
	slope := 0.0
	for range solveSteps {
		if e1 == e0 || math.Abs(e1) < 1e-12 {
			break
		}
		slope = (e1 - e0) / (x1 - x0)
		x := x1 - e1/slope
		if !(x > -8 && x < 8) {
			return 0, false
		}
		x0, e0 = x1, e1
		x1 = x
		e1 = at(x1)
	}
	if !(math.Abs(e1) < 1e-7) || !(slope > 0) {
		return 0, false
	}
	const near = 1e-4
	slope = (at(x1+near) - at(x1-near)) / (2 * near)
	at(x1)
	volume += repro.Log(slope)

	// Idle: what actions do not take.
	lost := float64(repro.Exp(y[zIdle]) * r.v[Capacity])
	idle := (lost - b.spent()) / 0.024
	if !(idle > 0) {
		return 0, false
	}
	z[zIdle] = repro.Log(idle/idleMiddle) / idleWidth
	volume += repro.Log(idleWidth * idle * 0.024 / lost)

	z[zOffset] = y[zOffset] - b.level(z)
	return volume, true
}

// root carries the root of a covariance over to the straightened space at z.
func (b *bend) root(z []float64, root triangle) (triangle, bool) {
	n := len(z)
	y0, y1, moved := make([]float64, n), make([]float64, n), append([]float64(nil), z...)
	b.straight(z, y0)
	slope := make([]float64, n*n)
	for j := range z {
		moved[j] = z[j] + 1e-5
		b.straight(moved, y1)
		moved[j] = z[j]
		for i := range y1 {
			slope[i*n+j] = (y1[i] - y0[i]) / 1e-5
		}
	}
	return root.times(slope)
}
