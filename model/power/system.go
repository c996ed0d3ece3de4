package power

// form is an affine function of the states of a mode.
type form struct {
	c [maxN]float64
	k float64
}

func (f *form) clear(n int) {
	clear(f.c[:n])
	f.k = 0
}

// build writes the mode as a linear system and gives its matrix, which lives
// in the cache's scratch memory.
func (s *Supply) build() []float64 {
	s.layout()
	q := &s.sys
	n, nd := q.n, q.nd
	a := s.cache.a[:n*nd]
	clear(a)
	clear(q.b[:n])
	q.gates = 0

	vc, vdd := int(q.pos[atVC]), int(q.pos[atVDD])
	in := n // the place of VBAT after the states
	if s.isolated {
		in = int(q.pos[atLogic])
	}

	open := s.source()
	feed, pull := s.balance(open, vc, vdd)

	// VBAT, and the current of the bulk capacitor.
	r := float64(s.cfg.Bulk.ESR)
	div := 1 + float64(r*pull)
	q.v0 = r / div * feed.k
	for j := 0; j < nd; j++ {
		q.v[j] = r / div * feed.c[j]
	}
	q.v[vc] = 1/div + float64(r/div*feed.c[vc])
	scale := 1 / (float64(s.cfg.Bulk.F) * div)
	for j := 0; j < nd; j++ {
		a[j*n+vc] = feed.c[j] * scale
	}
	a[vc*n+vc] = (feed.c[vc] - pull) * scale
	q.b[vc] = feed.k * scale

	s.cellRows(a, open)
	s.logicRows(a, in)
	s.motorRows(a)
	s.regulatorGates(in)
	s.loadGates(in)
	s.motorGates()
	s.cellGates(in)

	q.sigs = [signals]int8{VBAT: int8(n), VDD: int8(vdd), MotorCurrent: q.pos[atI], KeyAngle: q.pos[atTheta], MotorSpeed: q.pos[atW]}
	return a
}

// source gives the voltage behind the resistance of cells or bench.
func (s *Supply) source() *form {
	q := &s.sys
	f := &s.cache.open
	f.clear(q.n)
	p := &s.pack.pack
	switch {
	case s.bench:
		f.k = s.benchV
	case p.boost != nil:
		f.k = float64(p.boost.Output)
	default:
		for i := 0; i < p.n; i++ {
			g := &p.g[i]
			f.k += float64(g.cells * g.band.ocv)
			for _, t := range [...]struct {
				at int
				c  float64
			}{{4 * i, -g.cells}, {4*i + 1, -g.cells}, {4*i + 2, float64(g.cells * g.band.slope)}} {
				if j := q.pos[t.at]; j >= 0 {
					f.c[j] = t.c
				} else {
					f.k += float64(t.c * s.full[t.at])
				}
			}
		}
	}
	return f
}

// balance sums the currents into VBAT as feed − pull·VBAT, and notes the
// current of the source.
func (s *Supply) balance(open *form, vc, vdd int) (feed *form, pull float64) {
	q := &s.sys
	n := q.n
	f := &s.cache.feed
	f.clear(n)
	g := s.sourceG()
	if g > 0 {
		for j := 0; j < q.nd; j++ {
			f.c[j] = g * open.c[j]
		}
		f.k = g * open.k
		pull = g
	}

	q.duty, q.offset = 0, 0
	switch s.mode.elec {
	case conducting:
		q.duty = s.bridge.Duty
	case returning:
		q.duty, q.offset = -1, float64(-2*s.cfg.Motor.DiodeDrop)
	case returningReverse:
		q.duty, q.offset = 1, float64(2*s.cfg.Motor.DiodeDrop)
	}
	if i := q.pos[atI]; i >= 0 {
		f.c[i] -= q.duty
	}

	drain := s.aux
	if !s.isolated {
		drain += float64(s.cfg.Regulator.Quiescent)
	}
	if s.mode.vbatLow {
		pull += drain / taper
	} else {
		f.k -= drain
	}

	if s.isolated {
		if s.mode.diode {
			y := 1 / float64(s.iso.Resistance)
			f.c[q.pos[atLogic]] += y
			f.k += float64(y * float64(s.iso.Drop))
			pull += y
		}
		return f, pull
	}
	in := s.regulatorInput()
	pull += in.onInput
	f.c[vdd] -= in.onVDD
	f.k -= in.constant
	return f, pull
}

// branch is a current onInput·vin + onVDD·vdd + constant.
type branch struct{ onInput, onVDD, constant float64 }

// regulatorOutput is the current into VDD.
func (s *Supply) regulatorOutput() branch {
	r := &s.cfg.Regulator
	switch s.mode.reg {
	case regOut:
		y := 1 / float64(r.Output)
		return branch{0, -y, y * float64(r.Set)}
	case regDropOut, regDirect:
		y := 1 / float64(r.DropOut)
		return branch{y, -y, 0}
	case regLimit:
		return branch{0, 0, float64(r.Limit)}
	case regBack:
		y := 1 / float64(r.BodyDiodeResistance)
		return branch{y, -y, y * float64(r.BodyDiodeDrop)}
	}
	return branch{}
}

// regulatorInput is the current that the regulator draws. A switching
// regulator draws the power of its load at the voltage of the present cell;
// the transient of its output capacitor is left out.
func (s *Supply) regulatorInput() branch {
	out := s.regulatorOutput()
	r := &s.cfg.Regulator
	if r.Kind != Buck || s.mode.reg == regBack {
		return out
	}
	lossy := 1 / r.Efficiency
	if s.mode.reg == regOut {
		v := float64((float64(s.mode.cell) + 0.5) * buckCell)
		return branch{0, 0, s.mcu * min(lossy, float64(r.Set)*lossy/v)}
	}
	return branch{out.onInput * lossy, out.onVDD * lossy, out.constant * lossy}
}

// cellRows writes polarisation, wells and charge of the source.
func (s *Supply) cellRows(a []float64, open *form) {
	q := &s.sys
	n, nd := q.n, q.nd
	g := s.sourceG()
	ib := &s.cache.ib
	ib.clear(n)
	if g > 0 {
		for j := 0; j < nd; j++ {
			ib.c[j] = g * (open.c[j] - q.v[j])
		}
		ib.k = g * (open.k - q.v0)
	}
	q.e = ib.c
	if j := q.pos[atCells]; j >= 0 {
		s.addRow(a, int(j), ib, 1)
	}
	p := &s.pack.pack
	ratio := 1.0
	switch {
	case s.bench:
		ratio = 0
	case p.boost != nil:
		b := &p.g[0].band
		mid := b.ocv + float64(b.slope*min(1, float64(0.5*(b.low+min(b.high, 1)))))
		ratio = float64(p.boost.Output) / float64(p.boost.Efficiency*max(mid, 1))
	}
	for i := 0; i < p.n; i++ {
		c := &p.g[i]
		if j := int(q.pos[4*i]); j >= 0 {
			if ratio > 0 {
				s.addRow(a, j, ib, ratio/c.c1)
			}
			a[j*n+j] -= float64(1 / (c.r1 * c.c1))
		}
		if j := int(q.pos[4*i+1]); j >= 0 {
			if ratio > 0 {
				s.addRow(a, j, ib, ratio/c.c2)
			}
			a[j*n+j] -= float64(1 / (c.r2 * c.c2))
		}
		if c.capacity > 0 {
			j, k := int(q.pos[4*i+2]), int(q.pos[4*i+3])
			if ratio > 0 {
				s.addRow(a, j, ib, -ratio/(c.available*c.capacity))
			}
			up, down := c.eq/c.available, c.eq/(1-c.available)
			a[k*n+j] += up
			a[j*n+j] -= up
			a[j*n+k] += down
			a[k*n+k] -= down
			q.b[j] -= c.leak
			q.b[k] -= c.leak
		}
	}
}

// addRow adds scale·f to the derivative of state row.
func (s *Supply) addRow(a []float64, row int, f *form, scale float64) {
	q := &s.sys
	n := q.n
	for j := 0; j < q.nd; j++ {
		a[j*n+row] += float64(f.c[j] * scale)
	}
	q.b[row] += float64(f.k * scale)
}

// addVBAT adds scale·VBAT to the derivative of state row.
func (s *Supply) addVBAT(a []float64, row int, scale float64) {
	q := &s.sys
	n := q.n
	for j := 0; j < q.nd; j++ {
		a[j*n+row] += float64(q.v[j] * scale)
	}
	q.b[row] += float64(q.v0 * scale)
}

// logicRows writes VDD and the capacitor behind the isolation diode.
func (s *Supply) logicRows(a []float64, in int) {
	q := &s.sys
	n := q.n
	vdd := int(q.pos[atVDD])
	scale := 1 / float64(s.cfg.Decoupling)
	out := s.regulatorOutput()
	if out.onInput != 0 {
		if in == n {
			s.addVBAT(a, vdd, out.onInput*scale)
		} else {
			a[in*n+vdd] += float64(out.onInput * scale)
		}
	}
	a[vdd*n+vdd] += float64(out.onVDD * scale)
	q.b[vdd] += float64(out.constant * scale)
	if s.mode.vddLow {
		a[vdd*n+vdd] -= float64(s.mcu / taper * scale)
	} else {
		q.b[vdd] -= float64(s.mcu * scale)
	}
	if !s.isolated {
		return
	}
	scale = 1 / float64(s.iso.F)
	if s.mode.diode {
		y := 1 / float64(s.iso.Resistance)
		s.addVBAT(a, in, y*scale)
		a[in*n+in] -= float64(y * scale)
		q.b[in] -= float64(float64(y*float64(s.iso.Drop)) * scale)
	}
	draw := s.regulatorInput()
	a[in*n+in] -= float64(draw.onInput * scale)
	a[vdd*n+in] -= float64(draw.onVDD * scale)
	q.b[in] -= float64(draw.constant * scale)
	if s.mode.logicLow {
		a[in*n+in] -= float64(float64(s.cfg.Regulator.Quiescent) / taper * scale)
	} else {
		q.b[in] -= float64(float64(s.cfg.Regulator.Quiescent) * scale)
	}
}

// motorRows writes winding, shaft, key and the charge into the bridge.
func (s *Supply) motorRows(a []float64) {
	q := &s.sys
	n := q.n
	m := &s.cfg.Motor
	i, w, th := int(q.pos[atI]), int(q.pos[atW]), int(q.pos[atTheta])
	if i >= 0 {
		y := 1 / float64(m.L)
		if q.duty != 0 {
			s.addVBAT(a, i, float64(q.duty*y))
		}
		q.b[i] += float64(q.offset * y)
		a[i*n+i] -= float64(float64(m.R) * y)
		if w >= 0 {
			a[w*n+i] -= float64(m.Ke * y)
		}
		a[i*n+int(q.pos[atMotor])] = q.duty
	}
	if w < 0 {
		return
	}
	y := 1 / m.J
	if i >= 0 {
		a[i*n+w] += float64(m.Kt * y)
	}
	a[w*n+w] -= float64(m.B * y)
	friction, spring := s.torques()
	q.b[w] -= float64(spring * y)
	sign := 0.0
	switch s.mode.mech {
	case forward:
		sign = 1
	case backward:
		sign = -1
	case creeping:
		a[w*n+w] -= float64(s.mode.creepT / m.CreepSpeed * y)
	}
	q.b[w] -= float64(float64(sign*friction) * y)
	if q.growing {
		slope := float64(sign*s.shaft.FrictionSlope) + s.shaft.SpringSlope
		a[th*n+w] -= float64(slope * y)
		// The torques above are those at the present angle.
		q.b[w] += float64(float64(slope*s.full[atTheta]) * y)
	}
	a[w*n+th] = 1 / m.N
}
