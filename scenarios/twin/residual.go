package twin

import "math"

// fitting is a course held against one kind of cells. Its buffers make the
// residuals free of allocation.
type fitting struct {
	c      *course
	r      Reduced
	n      int // unknowns
	border []float64
	first  []int     // stretch with which a set begins
	odd    []float64 // see run
	derate []float64 // of each stretch
	leakup []float64
	scale  [channels]float64
}

// newFitting prepares the comparison with a kind of cells.
func newFitting(c *course, kind *cells) *fitting {
	f := &fitting{c: c, r: Reduced{cells: kind, motor: kind.motor, way: c.degrees, latch: 1}, n: unknowns + c.sets - 1,
		border: make([]float64, len(c.stretches)+1)}
	last := -1
	for i := range c.stretches {
		if c.stretches[i].set != last {
			last = c.stretches[i].set
			f.first = append(f.first, i)
		}
	}
	f.odd = make([]float64, c.sets+1)
	for k := range f.scale {
		f.scale[k] = 1
	}
	for i := range c.stretches {
		f.derate = append(f.derate, kind.derateAt(c.stretches[i].celsius))
		f.leakup = append(f.leakup, kind.leakWarmth(c.stretches[i].celsius))
	}
	return f
}

// endOf is the charge at the end of a set.
func (f *fitting) endOf(set int, z []float64) float64 {
	if set == f.c.sets-1 {
		return chargeOf(z[zCharge])
	}
	return chargeOf(z[unknowns+set])
}

// overfull is how far above full a set may have begun: 1 % counts as one standard
// deviation (assumption: the record's full cell is an average one).
const overfull = 0.01

// run sets the lock and follows the charge of every set back from its end. border
// holds the charge at the beginning of each stretch, odd what speaks against the lock
// whatever was reported: how much more than full each set would have begun, and how
// much too weak the lock would have been to move, each in its standard deviation and 0
// where nothing is odd.
func (f *fitting) run(z []float64) {
	r := &f.r
	r.lock(z)
	s := f.c.stretches
	before := 0.0
	if s[0].old {
		before = OldSet(z[zAge])
	}
	f.odd[f.c.sets] = max(0, (leastReserve-r.Reserve(reserveCharge, f.c.coldest))/reserveWidth)
	charge := 0.0
	for i := len(s) - 1; i >= 0; i-- {
		if i == len(s)-1 || s[i+1].set != s[i].set {
			charge = f.endOf(s[i].set, z)
		}
		x := &s[i]
		q := r.v[Idle] * x.days * 24 / 1000
		if x.actions > 0 {
			q += float64((x.actions - x.unlatch) * r.ActionMAh(charge, x.celsius, false))
			if x.unlatch > 0 {
				q += float64(x.unlatch * r.ActionMAh(charge, x.celsius, true))
			}
		}
		age := x.age
		if x.old {
			age += before
		}
		half := float64(x.days / 2)
		charge += q/float64(r.v[Capacity]*f.derate[i]) + float64(r.cells.leaked(age-half, age+half)*f.leakup[i])
		f.border[i] = charge
		if i == 0 || s[i-1].set != x.set {
			f.odd[x.set] = max(0, (charge-1)/overfull)
		}
	}
}

// chargeAt is the charge at a part of a stretch, after run.
func (f *fitting) chargeAt(i int, part float64, z []float64) float64 {
	a := f.border[i]
	b := 0.0
	if s := f.c.stretches; i+1 < len(s) && s[i+1].set == s[i].set {
		b = f.border[i+1]
	} else {
		b = f.endOf(s[i].set, z)
	}
	return a + float64((b-a)*part)
}

// awakeAmps is what the core draws while it measures (assumption, as in model/mcu).
const awakeAmps = 0.004

// expect writes what the lock would have said where a glance speaks.
func (f *fitting) expect(g *glance, z []float64, want *[channels]float64) {
	r := &f.r
	charge := f.chargeAt(g.stretch, g.part, z)
	gain := 1 + float64(gainWidth*z[zGain])
	// The core is awake when it measures.
	z0 := r.cells.impedance(charge)
	k := r.warmth(g.celsius)
	open := r.cells.volts(charge) - float64(awakeAmps*(float64((z0.r0+z0.r1)*k)+r.bare))
	want[inVolts] = float64(gain*open) + float64(offsetWidth*z[zOffset])
	if g.channel[inSag].n > 0 || g.channel[inCurrent].n > 0 {
		lowest, peak := r.sag(open, z0, k)
		want[inSag] = float64(gain * (open - lowest) * (1 + float64(sagWidth*z[zSag])))
		want[inCurrent] = float64(peak * (1 + float64(currentWidth*z[zCurrent])))
	}
	if g.channel[inDrain].n > 0 {
		e := r.ActionJoules(charge, g.celsius, f.c.degrees, g.unlatch)
		want[inDrain] = float64(e * gain * (1 + float64(currentWidth*z[zCurrent])) * (1 + float64(drainWidth*z[zDrain])))
	}
}

// weigh sets the standard deviations that a glance is held against: of noise, less
// for each report more, and of what all reports of the glance share. They go by
// what was measured, so that no lock can look better by expecting more.
func (g *glance) weigh() {
	square := func(n, noise, shared float64) float64 { return float64(noise*noise)/n + float64(shared*shared) }
	for k := range g.channel {
		m := &g.channel[k]
		if m.n == 0 {
			continue
		}
		v := m.value()
		switch k {
		case inVolts:
			g.sigma[k] = math.Sqrt(square(m.n, voltNoise, voltShared) + g.extra/m.n)
		case inSag:
			g.sigma[k] = math.Sqrt(square(m.n, sagNoise, sagShared) + float64(v*v*square(m.n, sagNoisePart, sagSharedPart)))
		case inCurrent:
			g.sigma[k] = float64(v * math.Sqrt(square(m.n, currentNoise, currentShared)))
		case inDrain:
			shared := drainShared
			if g.unlatch {
				shared = latchShared
			}
			g.sigma[k] = float64(v * math.Sqrt(square(m.n, drainNoise, shared)))
		}
	}
}

// residuals writes the standardised differences of the glances from..to, each
// drawn in where it is an outlier, and after them those of what is odd about the lock
// itself. It returns how many there are.
func (f *fitting) residuals(z []float64, from, to int, out []float64) int {
	f.run(z)
	n := 0
	var want [channels]float64
	for i := from; i < to; i++ {
		g := &f.c.glances[i]
		f.expect(g, z, &want)
		for k := range g.channel {
			if g.channel[k].n == 0 {
				continue
			}
			out[n] = draw((g.channel[k].value() - want[k]) / float64(g.sigma[k]*f.scale[k]))
			n++
		}
	}
	return n + copy(out[n:], f.odd)
}

// draw takes weight from outliers: half its square is the pseudo-Huber loss.
func draw(x float64) float64 {
	q := x / outlier
	v := float64(outlier * math.Sqrt(2*(math.Sqrt(1+float64(q*q))-1)))
	if x < 0 {
		return -v
	}
	return v
}
