package power

import (
	"math"
	"math/bits"

	"locktwin/model/sim"
)

// output completes a point with VBAT.
func (s *Supply) output(p *point) {
	q := &s.sys
	v := q.v0
	y := p.y[:q.nd]
	c := q.v[:len(y)]
	for j, x := range y {
		v += float64(c[j] * x)
	}
	p.y[q.n] = v
}

// derive computes the derivatives and VBAT of a point from its states.
func (s *Supply) derive(p *point) {
	q := &s.sys
	n, nd := q.n, q.nd
	dy := p.dy[:n]
	copy(dy, q.b[:n])
	addColumns(dy, s.lad.a, p.y[:nd])
	v, dv := q.v0, 0.0
	y := p.y[:nd]
	c := q.v[:len(y)]
	d := p.dy[:len(y)]
	for j, x := range y {
		v += float64(c[j] * x)
		dv += float64(c[j] * d[j])
	}
	p.y[n], p.dy[n] = v, dv
}

// addColumns adds the columns of m, each times its x, to y. Each sum is taken
// in the order of the columns; four are taken in one pass.
func addColumns(y, m, x []float64) {
	n := len(y)
	for len(x) >= 4 {
		c0, c1, c2, c3 := m[:n], m[n:2*n], m[2*n:3*n], m[3*n:4*n]
		c0, c1, c2, c3 = c0[:len(y)], c1[:len(y)], c2[:len(y)], c3[:len(y)]
		x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
		for i := range y {
			v := y[i] + float64(c0[i]*x0)
			v += float64(c1[i] * x1)
			v += float64(c2[i] * x2)
			y[i] = v + float64(c3[i]*x3)
		}
		m, x = m[4*n:], x[4:]
	}
	if len(x) >= 2 {
		c0, c1 := m[:n], m[n:2*n]
		c0, c1 = c0[:len(y)], c1[:len(y)]
		x0, x1 := x[0], x[1]
		for i := range y {
			v := y[i] + float64(c0[i]*x0)
			y[i] = v + float64(c1[i]*x1)
		}
		m, x = m[2*n:], x[2:]
	}
	if len(x) == 1 {
		c0 := m[:len(y)]
		x0 := x[0]
		for i := range y {
			y[i] += float64(c0[i] * x0)
		}
	}
}

// stepTo sets to = from after 2^k ns.
func (s *Supply) stepTo(from, to *point, k int) {
	l := s.lad
	n, nd := l.n, l.nd
	y := to.y[:n]
	copy(y, from.y[:n])
	addColumns(y, l.level(k), from.dy[:nd])
	if nd < n {
		h := float64(uint64(1)<<k) * 1e-9
		for i := nd; i < n; i++ {
			y[i] += float64(h * from.dy[i])
		}
	}
	s.derive(to)
}

// at is the value of a guard.
func (g *guard) at(p *point) float64 {
	return float64(g.ca*p.y[g.a]) + float64(g.cb*p.y[g.b]) + g.d
}

// slope is the derivative of a guard.
func (g *guard) slope(p *point) float64 {
	return float64(g.ca*p.dy[g.a]) + float64(g.cb*p.dy[g.b])
}

// signal is what a watch sees at a point.
func (s *Supply) signal(p *point, sig Signal) float64 {
	j := s.sys.sigs[sig]
	switch sig {
	case MotorCurrent:
		if j < 0 {
			return 0
		}
		return math.Abs(p.y[j])
	case KeyAngle:
		if j < 0 {
			return s.full[atTheta]
		}
	case MotorSpeed:
		if j < 0 {
			return 0
		}
	}
	return p.y[j]
}

// signalSlope is the derivative of a signal.
func (s *Supply) signalSlope(p *point, sig Signal) float64 {
	j := s.sys.sigs[sig]
	if j < 0 {
		return 0
	}
	if sig == MotorCurrent && p.y[j] < 0 {
		return -p.dy[j]
	}
	return p.dy[j]
}

// Verdicts on a stretch between two points.
const (
	quiet  = iota // nothing happens in it
	hidden        // something may happen inside, both ends are fine
	broken        // its end is past a boundary
)

// inspect looks for guards and watches between two points h seconds apart.
func (s *Supply) inspect(a, b *point, h float64) int {
	verdict := quiet
	for k := 0; k < s.sys.gates; k++ {
		g := &s.sys.gate[k]
		fb := g.at(b)
		if fb < -g.slack {
			return broken
		}
		if da := g.slope(a); da < 0 && verdict == quiet && dips(g.at(a), da, fb, g.slope(b), h) < -g.slack {
			verdict = hidden
		}
	}
	for k := 0; k < s.armed; k++ {
		w := &s.watches[s.armedSlots[k]]
		if s.sys.sigs[w.sig] < 0 {
			continue
		}
		vb := s.signal(b, w.sig)
		if w.side(vb) != w.above {
			return broken
		}
		sign := 1.0
		if !w.above {
			sign = -1
		}
		if da := float64(sign * s.signalSlope(a, w.sig)); da < 0 && verdict == quiet {
			db := float64(sign * s.signalSlope(b, w.sig))
			if dips(float64(sign*(s.signal(a, w.sig)-w.level)), da, float64(sign*(vb-w.level)), db, h) < -watchSlack {
				verdict = hidden
			}
		}
	}
	return verdict
}

// dips estimates from below what a function reaches that falls at a, da < 0:
// where it rises at b, the crossing of its tangents, which bounds it if it bends
// one way; else, in case it turns more than once, the tangent at a.
func dips(fa, da, fb, db, h float64) float64 {
	if db <= 0 {
		return fa + float64(da*h)
	}
	t := (fb - fa - float64(db*h)) / (da - db)
	return fa + float64(da*t)
}

// find locates the first boundary between a and b, which lie 2^k ns apart. It
// gives the first nanosecond past it and leaves the solution there in out.
func (s *Supply) find(a, b *point, k, depth int, out *point) (ns int64, ok bool) {
	h := float64(uint64(1)<<k) * 1e-9
	verdict := s.inspect(a, b, h)
	if verdict == quiet {
		return 0, false
	}
	if k == 0 {
		if verdict == broken {
			out.copy(b, s.sys.n)
			return 1, true
		}
		return 0, false
	}
	mid := &s.cache.scratch[depth]
	s.stepTo(a, mid, k-1)
	if ns, ok := s.find(a, mid, k-1, depth+1, out); ok {
		return ns, true
	}
	if ns, ok := s.find(mid, b, k-1, depth+1, out); ok {
		return ns + int64(1)<<(k-1), true
	}
	if verdict == broken {
		out.copy(b, s.sys.n)
		return int64(1) << k, true
	}
	return 0, false
}

// look computes the next step: its end, and whether something happens there.
func (s *Supply) look() {
	k := s.lad.first
	if elapsed := int64(s.grid - s.zero); elapsed > 1 {
		k = max(k, bits.Len64(uint64(elapsed))-1)
	}
	if k -= s.finer; k < 0 {
		k = 0
	}
	if left := int64(s.timer() - s.grid); left < int64(1)<<k {
		k = bits.Len64(uint64(max(left, 1))) - 1
	}
	k = min(k, maxLevel)
	for {
		s.stepTo(&s.cur, &s.nxt, k)
		if k == 0 || !s.sys.growing || s.nxt.finite(s.sys.n) {
			break
		}
		k--
	}
	s.nxtLog = k
	s.event = false
	s.next = s.grid + sim.Time(1)<<k
	if ns, ok := s.find(&s.cur, &s.nxt, k, 0, &s.cache.found); ok {
		s.nxt.copy(&s.cache.found, s.sys.n)
		s.event = true
		s.next = s.grid + sim.Time(ns)
	}
	s.ahead = true
}

// timer is the next instant at which something changes by itself.
func (s *Supply) timer() sim.Time {
	if s.mode.waiting {
		return min(s.tick, s.restart)
	}
	return s.tick
}

// copy takes over the n states of src and what goes with them.
func (p *point) copy(src *point, n int) {
	copy(p.y[:n+1], src.y[:n+1])
	copy(p.dy[:n+1], src.dy[:n+1])
}

func (p *point) finite(n int) bool {
	sum := 0.0
	for _, v := range p.y[:n+1] {
		sum += math.Abs(v)
	}
	return sum < 1e9
}

// Advance moves on to until, or to the first watched crossing before it, and
// commits there. slot is the watch that fired, SlotShaft, or -1 when until was
// reached. An instant that is past already is answered with Now.
func (s *Supply) Advance(until sim.Time) (at sim.Time, slot int) {
	for {
		s.resolve()
		if s.check && s.grid == s.now {
			if slot := s.fire(); slot >= 0 {
				return s.now, slot
			}
			s.check = false
			if s.shaftOut {
				s.shaftOut = false
				return s.now, SlotShaft
			}
		}
		if until <= s.now {
			return s.now, -1
		}
		if !s.ahead {
			s.look()
		}
		if s.next > until {
			s.now = until
			return until, -1
		}
		if s.event {
			s.creepTo(s.next)
			s.cur.copy(&s.nxt, s.sys.n)
			s.grid = s.next
			s.now = s.grid
			s.unpack()
			s.dirty = true
		} else {
			s.accept(&s.cur, &s.nxt, s.nxtLog, s.next)
			s.cur.copy(&s.nxt, s.sys.n)
			s.grid = s.next
			s.now = s.grid
			s.comesToRest()
		}
		s.ahead = false
		if s.grid >= s.timer() {
			s.unpack()
			s.dirty = true
			if s.grid >= s.tick {
				s.renewLeak()
			}
			if s.grid >= s.restart {
				s.mode.waiting = false
			}
		}
	}
}

// sync brings the grid to now, in steps whose lengths are powers of two.
func (s *Supply) sync() {
	s.resolve()
	if s.grid < s.now {
		s.creepTo(s.now)
		s.grid = s.now
		s.ahead = false
	}
}

// creepTo accounts for the solution up to an instant inside the present step
// and leaves it in cur.
func (s *Supply) creepTo(at sim.Time) {
	left := uint64(at - s.grid)
	p := &s.cache.walk
	for left > 0 {
		k := bits.Len64(left) - 1
		s.stepTo(&s.cur, p, k)
		s.grid += sim.Time(1) << k
		s.accept(&s.cur, p, k, s.grid)
		s.cur.copy(p, s.sys.n)
		left -= 1 << k
	}
}

// At gives the rail at t, not before Now, without committing to anything. It
// looks through changes of mode and through watched crossings as they come,
// with the switches as they are.
func (s *Supply) At(t sim.Time) Sample {
	t = max(t, s.now)
	if s.dirty {
		c := *s
		c.tap = nil
		c.resolve()
		return c.At(t)
	}
	if t > s.grid && !s.ahead {
		s.look() // finds what Advance would find from here
	}
	if s.ahead && t > s.next {
		c := *s
		c.tap = nil
		for {
			if _, slot := c.Advance(t); slot < 0 {
				return c.At(t)
			}
		}
	}
	if s.ahead && t == s.next {
		return s.sample(&s.nxt)
	}
	a, b := &s.cache.walk, &s.cache.found
	a.copy(&s.cur, s.sys.n)
	for left := uint64(t - s.grid); left > 0; {
		k := bits.Len64(left) - 1
		s.stepTo(a, b, k)
		a, b = b, a
		left -= 1 << k
	}
	return s.sample(a)
}

// sample reads a point.
func (s *Supply) sample(p *point) Sample {
	q := &s.sys
	out := Sample{VBAT: Volts(p.y[q.n]), VDD: Volts(p.y[q.pos[atVDD]]), KeyAngle: Radians(s.full[atTheta])}
	out.Logic = out.VBAT
	if j := q.pos[atLogic]; j >= 0 {
		out.Logic = Volts(p.y[j])
	}
	if j := q.pos[atI]; j >= 0 {
		out.Motor = Amps(p.y[j])
	}
	if j := q.pos[atW]; j >= 0 {
		out.Speed = p.y[j]
	}
	if j := q.pos[atTheta]; j >= 0 {
		out.KeyAngle = Radians(p.y[j])
	}
	if j := q.pos[atCells]; j >= 0 {
		out.Battery = Amps(p.dy[j])
	}
	return out
}
