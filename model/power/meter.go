package power

import (
	"math"

	"locktwin/model/sim"
)

// accept accounts for a step of 2^k ns, ending at an instant, that has become
// final.
func (s *Supply) accept(a, b *point, k int, at sim.Time) {
	s.account(a, b, k, 0)
	s.extremes(a, b, k, float64(uint64(1)<<k)*1e-9)
	if s.tap != nil {
		s.tap(at, s.sample(b))
	}
}

// Powers are integrated from their values and slopes at both ends of a step.
// Where the correction by the slopes is more than this part of the integral,
// the step is halved, so often at most (assumption; the energy audit holds the
// meter to 1e-4).
const (
	bendLimit  = 0.003
	bendHalves = 3
)

// account adds a step to charges and energies.
func (s *Supply) account(a, b *point, k, depth int) {
	q := &s.sys
	n := q.n
	h := float64(uint64(1)<<k) * 1e-9
	m := &s.meter

	delivered, bend := s.delivered(a, b, h)
	if (bend || s.mode.vddLow || s.mode.vbatLow) && depth < bendHalves && k > 0 {
		mid := &s.cache.half[depth]
		s.stepTo(a, mid, k-1)
		s.account(a, mid, k-1, depth+1)
		s.account(mid, b, k-1, depth+1)
		return
	}
	m.Delivered += delivered
	vdd := int(q.pos[atVDD])
	mcu, iq := s.mcu, float64(s.cfg.Regulator.Quiescent)
	if s.mode.vddLow {
		m.MCU += Coulombs(mcu / taper * hermite(a.y[vdd], a.dy[vdd], b.y[vdd], b.dy[vdd], h))
	} else {
		m.MCU += Coulombs(mcu * h)
	}
	in, low := n, s.mode.vbatLow
	if s.isolated {
		in, low = int(q.pos[atLogic]), s.mode.logicLow
	}
	if low {
		m.Quiescent += Coulombs(iq / taper * hermite(a.y[in], a.dy[in], b.y[in], b.dy[in], h))
	} else {
		m.Quiescent += Coulombs(iq * h)
	}
	v := hermite(a.y[n], a.dy[n], b.y[n], b.dy[n], h)
	if s.mode.vbatLow {
		m.Aux += Coulombs(s.aux / taper * v)
		m.AuxUsed += Joules(s.aux / taper * product(a, b, n, n, h))
	} else {
		m.Aux += Coulombs(s.aux * h)
		m.AuxUsed += Joules(s.aux * v)
	}
	if s.mode.vddLow {
		m.MCUEnergy += Joules(mcu / taper * product(a, b, vdd, vdd, h))
	} else {
		m.MCUEnergy += Joules(mcu * hermite(a.y[vdd], a.dy[vdd], b.y[vdd], b.dy[vdd], h))
	}
	if i := int(q.pos[atI]); i >= 0 && q.duty != 0 {
		m.MotorEnergy += Joules(q.duty * product(a, b, n, i, h))
	}
	if p := &s.pack.pack; p.present {
		leak := 0.0
		for i := 0; i < p.n; i++ {
			g := &p.g[i]
			leak += float64(float64(g.cells*g.leak) * g.capacity)
		}
		m.SelfDischarge += Coulombs(leak * h / float64(p.cells))
	}
}

// delivered is the energy that cells or bench put out in a step, and whether
// the power bends too much to be integrated in one piece.
func (s *Supply) delivered(a, b *point, h float64) (Joules, bool) {
	q := &s.sys
	j := q.pos[atCells]
	if j < 0 {
		return 0, false
	}
	n, nd := q.n, q.nd
	var da, db float64
	e, ga, gb := q.e[:nd], a.dy[:nd], b.dy[:nd]
	for i, c := range e {
		da += float64(c * ga[i])
		db += float64(c * gb[i])
	}
	ia, ib := a.dy[j], b.dy[j]
	trapezoid := float64(h * 0.5 * (float64(ia*a.y[n]) + float64(ib*b.y[n])))
	slopes := float64(ia*a.dy[n]) + float64(da*a.y[n]) - (float64(ib*b.dy[n]) + float64(db*b.y[n]))
	correction := float64(h * h / 12 * slopes)
	return Joules(trapezoid + correction), math.Abs(correction) > float64(bendLimit*math.Abs(trapezoid))+1e-9
}

// hermite is the integral of a function from its values and slopes at both
// ends: the trapezoid with the end correction of Euler and Maclaurin.
func hermite(fa, da, fb, db, h float64) float64 {
	return float64(h*0.5*(fa+fb)) + float64(float64(h*h/12)*(da-db))
}

// product is the integral of the product of two components.
func product(a, b *point, i, j int, h float64) float64 {
	return hermite(float64(a.y[i]*a.y[j]), float64(a.dy[i]*a.y[j])+float64(a.y[i]*a.dy[j]),
		float64(b.y[i]*b.y[j]), float64(b.dy[i]*b.y[j])+float64(b.y[i]*b.dy[j]), h)
}

// note takes a point into the extremes.
func (s *Supply) note(p *point) {
	q := &s.sys
	m := &s.meter
	m.LowestVBAT = min(m.LowestVBAT, Volts(p.y[q.n]))
	m.LowestVDD = min(m.LowestVDD, Volts(p.y[q.pos[atVDD]]))
	if i := q.pos[atI]; i >= 0 {
		m.HighestMotor = max(m.HighestMotor, Amps(math.Abs(p.y[i])))
	}
}

// extremes takes a step into the lowest and highest values, with the turning
// points inside it.
func (s *Supply) extremes(a, b *point, k int, h float64) {
	q := &s.sys
	m := &s.meter
	s.note(b)
	n, vdd := q.n, int(q.pos[atVDD])
	if a.dy[n] < 0 && b.dy[n] > 0 && dips(a.y[n], a.dy[n], b.y[n], b.dy[n], h) < float64(m.LowestVBAT) {
		m.LowestVBAT = min(m.LowestVBAT, Volts(s.turn(a, b, k, n, 1)))
	}
	if a.dy[vdd] < 0 && b.dy[vdd] > 0 && dips(a.y[vdd], a.dy[vdd], b.y[vdd], b.dy[vdd], h) < float64(m.LowestVDD) {
		m.LowestVDD = min(m.LowestVDD, Volts(s.turn(a, b, k, vdd, 1)))
	}
	if i := int(q.pos[atI]); i >= 0 {
		sign := 1.0
		if b.y[i] < 0 {
			sign = -1
		}
		if float64(sign*a.dy[i]) > 0 && float64(sign*b.dy[i]) < 0 &&
			-dips(float64(-sign*a.y[i]), float64(-sign*a.dy[i]), float64(-sign*b.y[i]), float64(-sign*b.dy[i]), h) > float64(m.HighestMotor) {
			m.HighestMotor = max(m.HighestMotor, Amps(math.Abs(s.turn(a, b, k, i, -sign))))
		}
	}
}

// extremeError bounds how far an extreme may be off, volts or amperes (choice:
// what leaves the solver is rounded to millionths).
const extremeError = 1e-6

// turn is the value of a component where its derivative times sign, negative
// at a and positive at b, 2^k ns later, changes sign. The stretch is halved
// until the cubic through its ends no longer moves.
func (s *Supply) turn(a, b *point, k, at int, sign float64) float64 {
	p, q := &s.cache.turn[0], &s.cache.turn[1]
	p.copy(a, s.sys.n)
	end, slope := float64(sign*b.y[at]), float64(sign*b.dy[at])
	last := math.Inf(1)
	for {
		h := float64(uint64(1)<<k) * 1e-9
		v := lowest(float64(sign*p.y[at]), float64(sign*p.dy[at]*h), end, float64(slope*h))
		if k--; k < 0 || math.Abs(v-last) < extremeError/10 {
			return float64(sign * v)
		}
		last = v
		s.stepTo(p, q, k)
		if float64(sign*q.dy[at]) < 0 {
			p, q = q, p
		} else {
			end, slope = float64(sign*q.y[at]), float64(sign*q.dy[at])
		}
	}
}

// lowest is the least value on the unit interval of the cubic with the values
// y0 and y1 and the slopes m0 < 0 and m1 > 0 at its ends.
func lowest(y0, m0, y1, m1 float64) float64 {
	d := y1 - y0
	a := float64(3*(m0+m1)) - float64(6*d)
	b := float64(6*d) - float64(4*m0) - float64(2*m1)
	t := float64(-2*m0) / (b + math.Sqrt(float64(b*b)-float64(4*float64(a*m0))))
	return y0 + float64(t*(m0+float64(t*(float64(b/2)+float64(t*a/3)))))
}

// ResetExtremes starts the lowest and highest values of the meter anew.
func (s *Supply) ResetExtremes() {
	s.sync()
	s.meter.LowestVBAT, s.meter.LowestVDD = Volts(math.Inf(1)), Volts(math.Inf(1))
	s.meter.HighestMotor = 0
	s.note(&s.cur)
}

// Meter reads the account at Now. Reading changes nothing.
func (s *Supply) Meter() Meter {
	c := *s
	c.tap = nil
	c.sync()
	c.unpack()
	c.bank()
	m := c.meter
	m.At, m.Elapsed = c.now, c.now.Sub(c.cfg.Start)
	m.Battery, m.Bench = Coulombs(c.carryQ[0]), Coulombs(c.carryQ[1])
	m.Motor = Coulombs(c.full[atMotor])
	return m
}

// Pack shows the cells at Now.
func (s *Supply) Pack() PackView {
	c := *s
	c.tap = nil
	c.sync()
	c.unpack()
	p := &c.pack.pack
	out := PackView{Present: p.present}
	if !p.present {
		return out
	}
	for i := 0; i < p.cells; i++ {
		k := int(p.cellOf[i])
		g := &p.g[k]
		st := c.full[4*k : 4*k+4]
		v := CellView{Celsius: c.ambient, R0: Ohms(g.r0), Capacity: Coulombs(g.capacity), Charge: 1, Available: 1}
		if g.chem != nil {
			v.Kind = g.chem.Kind
			v.Charge = float64(g.available*st[2]) + float64((1-g.available)*st[3])
			v.Available = st[2]
		}
		v.OCV = Volts(g.band.ocv + float64(g.band.slope*st[2]))
		v.Terminal = v.OCV - Volts(st[0]+st[1])
		out.Cells = append(out.Cells, v)
		out.OCV += v.OCV
		out.R0 += v.R0
	}
	return out
}
