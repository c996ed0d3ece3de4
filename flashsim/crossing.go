package flashsim

import "time"

// charge is a cell as a read at one instant after a cut finds it.
type charge struct {
	volts   float32
	relax   float32
	decades float64 // over which it relaxes
}

// path is one cell over the instants of a cut.
type path struct {
	t      *tracer
	ct     *chunkTrace
	r      byteReplay
	b      uint32
	addr   uint32
	before cell   // as the layers before the cut leave it
	prior  charge // as a read finds it when nothing has reached it
	since  time.Duration
	drifts bool // the history before the cut lets it move with the clock
	band   float64
	pulls  []pullChange
	pull   float64 // by over-erased cells, on the present stretch
	slack  float64 // this near to a level, in volts, a cell may cross it to and fro
}

// rounding is how far two thresholds may lie off the law together, with room: half a
// step of a float32 below 8 V each, and the steps of the relaxation.
const rounding = 1e-6

// closeBy is a stretch that is searched by halving, in nanoseconds.
const closeBy = 64

// cell finds the crossings of one cell and tells on which side of the reference it
// was before the operation.
func (t *tracer) cell(ct *chunkTrace, i, b, addr uint32, bit uint8, levels Levels) (programmed bool) {
	p := path{t: t, ct: ct, b: b, addr: addr}
	t.joined = ct.joined
	t.now = -1
	p.r = t.d.replayOf(ct.ch, ct.next, ct.base, i)
	settled := p.begin(i)
	if settled && !t.moves(&p, i, levels) {
		return p.up(Reads, p.prior)
	}
	p.band = float64(t.r.Sigmas * t.sense.sigma)
	if t.d.isTelegraph(uint64(p.r.addr), p.r.bit0+uint64(b)) {
		p.band += t.d.telegraphVolts(uint64(p.r.addr), p.r.bit0+uint64(b))
	}
	if t.pulls != nil && levels&(Reads|BandLow|BandHigh) != 0 {
		p.pulls = t.pullsOn(addr, i*8+b)
	}
	p.walk(Border{Addr: addr, Bit: bit}, levels)
	return p.up(Reads, p.prior)
}

// begin prepares the states before the cut. settled says that the cell is plain.
func (p *path) begin(i uint32) (settled bool) {
	p.before = p.r.first(p.b)
	for k := range p.ct.last {
		p.r.step(&p.before, p.b, k)
	}
	p.drifts = p.before.relax != 0
	p.slack = rounding
	if p.drifts {
		hours := hourDecades(p.t.f.began+p.t.f.op.Duration-p.moment()) - hourDecades(p.t.f.began-p.moment())
		p.slack += float64(abs(p.before.relax) * hours)
	}
	if mg := p.ct.ch.margin; mg != nil && mg.bytes.has(i) {
		r := p.t.d.replayOf(p.ct.ch, mg, p.ct.base, i)
		c := r.first(p.b)
		for k := range mg.layers {
			r.step(&c, p.b, k)
		}
		p.prior = charge{volts: float32(c.v), relax: float32(c.relax)}
		p.since = mg.moment(c.since)
		p.prior.decades = p.t.decadesAt(0, p.since)
		return false
	}
	p.prior = charge{volts: float32(p.before.v)}
	return true
}

// moment is from when on the cell relaxes before the cut.
func (p *path) moment() time.Duration { return p.ct.next.moment(p.before.since) }

// moves tells whether a plain cell can cross any of the levels at all.
func (t *tracer) moves(p *path, i uint32, levels Levels) bool {
	s := t.torn
	if s.stages[stagePreProgram].Share == 0 && s.stages[stageErase].Share == 0 {
		return t.disturb != nil || !s.target(i, p.r.addr, p.b)
	}
	erased := p.r.plain>>p.b&1 != 0
	programs := s.stages[stagePreProgram].Share > 0 || s.stages[stageProgram].Share > 0 && !s.target(i, p.r.addr, p.b)
	if !erased || programs || levels&Depletion != 0 || t.pulls != nil {
		return true
	}
	// It falls, and lies under every other level already, unless the reference is
	// very low.
	k := &t.d.part.Cells
	lowest := t.sense.reference - float64(t.r.Sigmas*t.sense.sigma) - k.TelegraphHighVolts.Value
	return lowest < k.EraseVerifyVolts.Value
}

// decadesAt measures the time from a moment to a read after a cut at the instant.
func (t *tracer) decadesAt(at, since time.Duration) float64 {
	return t.sense.decadesOf(t.f.began + at + t.r.After - since)
}

// at gives the cell as a cut at the instant leaves it.
func (p *path) at(at time.Duration) charge {
	t := p.t
	if at < t.touched {
		c := p.prior
		if c.relax != 0 {
			c.decades = t.decadesAt(at, p.since)
		}
		return c
	}
	t.set(at)
	return p.torn(at)
}

// torn applies the record that is set.
func (p *path) torn(at time.Duration) charge {
	t := p.t
	c := p.before
	p.r.step(&c, p.b, p.ct.last)
	if t.disturb != nil {
		if p.ct.rounded {
			c.v, c.relax = float64(float32(c.v)), float64(float32(c.relax))
		}
		c.disturb(t.disturb)
	}
	out := charge{volts: float32(c.v), relax: float32(c.relax)}
	if out.relax != 0 {
		out.decades = t.decadesAt(at, p.ct.next.moment(c.since))
	}
	return out
}

// seen is the threshold that a read compares with the reference.
func (c charge) seen() float64 {
	v := float64(c.volts)
	if c.relax != 0 {
		v += float64(float64(c.relax) * c.decades)
	}
	return v
}

// off is how far a cell lies under a level; up is the sign of it.
func (p *path) off(level Levels, c charge) float64 {
	k := &p.t.d.part.Cells
	switch level {
	case Reads:
		return p.under(c)
	case BandLow:
		return p.under(c) - p.band
	case BandHigh:
		return p.under(c) + p.band
	case ProgramVerify:
		return k.ProgramVerifyVolts.Value - float64(c.volts)
	case EraseVerify:
		return k.EraseVerifyVolts.Value - float64(c.volts)
	}
	// Over-erased: a read of others feels it only while it has not come back.
	v := float64(c.volts)
	if p.t.d.options.Leakage {
		v = max(v, c.seen())
	}
	return k.DepletionVolts.Value - v
}

func (p *path) under(c charge) float64 {
	m := p.t.sense.reference - c.seen()
	if p.pulls != nil {
		m += p.pull
	}
	return m
}

// up tells on which side of a level a cell lies. It takes the sides as reads do: a
// bit reads erased when it lies truly under the reference.
func (p *path) up(level Levels, c charge) bool { return !isUnder(p.off(level, c), level) }

func isUnder(off float64, level Levels) bool {
	if level == BandLow {
		return off >= 0
	}
	return off > 0
}

// cellLevels are the levels of single cells, in the order of their bits.
var cellLevels = [...]Levels{Reads, BandLow, BandHigh, ProgramVerify, EraseVerify, Depletion}

// walk finds the crossings of the levels stretch by stretch.
func (p *path) walk(border Border, levels Levels) {
	was, wasAt := p.prior, time.Duration(-1)
	pts := p.t.points
	if p.drifts {
		pts = p.t.pulses
	}
	for k := 0; k < len(pts); k += 2 {
		first, end := pts[k].at, pts[k+1].at
		for first <= end {
			// Within a stretch, over-erased cells elsewhere may change the reference.
			last := p.pullUntil(first, end)
			a := p.known(&pts[k], first)
			p.step(border, levels, wasAt, first, was, a)
			b := a
			if last > first && (pts[k].moving || p.drifts) {
				b = p.known(&pts[k+1], last)
				for _, l := range cellLevels {
					if levels&l != 0 {
						p.search(border, l, first, last, a, b)
					}
				}
			}
			was, wasAt = b, last
			first = last + 1
		}
	}
}

// known is at, with the progress of a point where the instant is one.
func (p *path) known(pt *point, at time.Duration) charge {
	if pt.at != at || at < p.t.touched || p.t.joined != 0 {
		return p.at(at)
	}
	p.t.torn.stages, p.t.torn.at, p.t.now = pt.stages, p.t.f.began+at, at
	return p.torn(at)
}

// step notes the levels crossed from one instant to the next.
func (p *path) step(border Border, levels Levels, wasAt, at time.Duration, was, is charge) {
	pull := p.pull
	for _, l := range cellLevels {
		if levels&l == 0 {
			continue
		}
		p.pull = p.pullAt(wasAt)
		before := p.up(l, was)
		p.pull = pull
		if after := p.up(l, is); after != before {
			p.note(border, l, at, after)
		}
	}
}

func (p *path) note(border Border, level Levels, at time.Duration, up bool) {
	border.At, border.Level, border.Up = at, level, up
	p.t.found = append(p.t.found, border)
}

// search finds every crossing of a level between two instants of a stretch. The
// law moves one way there; what is stored of it is rounded, so that close to the
// level it may cross to and fro.
func (p *path) search(border Border, level Levels, first, last time.Duration, a, b charge) {
	offA, offB := p.off(level, a), p.off(level, b)
	upA, upB := !isUnder(offA, level), !isUnder(offB, level)
	if upA == upB {
		wiggles := level&(Reads|BandLow|BandHigh|Depletion) != 0 && (abs(offA) < p.slack || abs(offB) < p.slack)
		if !wiggles || a.volts == b.volts && a.relax == b.relax {
			return
		}
	}
	if last-first == 1 {
		if upA != upB {
			p.note(border, level, last, upB)
		}
		return
	}
	if last-first < 1 {
		return
	}
	mid := first + (last-first)/2
	if upA != upB && last-first > closeBy {
		p.close(border, level, first, last, a, b)
		return
	}
	m := p.at(mid)
	p.search(border, level, first, mid, a, m)
	p.search(border, level, mid, last, m, b)
}

// close narrows a long stretch down on the crossing by following the slope: a step
// to where the level should be, and as far again beyond. The pieces it leaves behind
// are searched like any other.
func (p *path) close(border Border, level Levels, first, last time.Duration, a, b charge) {
	type piece struct {
		from, to time.Duration
		a, b     charge
	}
	var after [40]piece
	n := 0
	lo, hi, offLo, offHi := first, last, p.off(level, a), p.off(level, b)
	step := time.Duration(0)
	for k := 0; k < len(after) && hi-lo > closeBy; k++ {
		var at time.Duration
		switch {
		case k%3 == 2 || offLo == offHi:
			at = lo + (hi-lo)/2
		case step > 0:
			at = lo + step
		case step < 0:
			at = hi + step
		default:
			at = lo + time.Duration(float64(hi-lo)*(offLo/(offLo-offHi)))
		}
		at = min(max(at, lo+1), hi-1)
		m := p.at(at)
		off := p.off(level, m)
		step = 0
		if isUnder(off, level) == isUnder(offLo, level) {
			if off != offLo {
				step = ahead(float64(at-lo) * (off / (offLo - off)))
			}
			p.search(border, level, lo, at, a, m)
			lo, a, offLo = at, m, off
			continue
		}
		if off != offHi {
			step = -ahead(float64(hi-at) * (off / (offHi - off)))
		}
		after[n] = piece{at, hi, m, b}
		n++
		hi, b, offHi = at, m, off
	}
	mid := lo + (hi-lo)/2
	if hi-lo <= 1 {
		p.search(border, level, lo, hi, a, b)
	} else {
		m := p.at(mid)
		p.search(border, level, lo, mid, a, m)
		p.search(border, level, mid, hi, m, b)
	}
	for n--; n >= 0; n-- {
		p.search(border, level, after[n].from, after[n].to, after[n].a, after[n].b)
	}
}

// ahead is a step that should pass the level: what the slope says and half as much,
// and some nanoseconds.
func ahead(toLevel float64) time.Duration {
	return time.Duration(min(abs(toLevel)*1.5, float64(longestOperation))) + closeBy/4
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
