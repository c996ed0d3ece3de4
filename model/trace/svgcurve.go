package trace

import "locktwin/model/sim"

// rails draws VBAT and VDD in a panel.
func (p *picture) rails(i int) {
	p.curve(i, func(r *RailSample) int64 { return r.VBAT }, blue, "1.8")
	p.curve(i, func(r *RailSample) int64 { return r.VDD }, green, "2.6")
}

// curve draws one voltage. Of the samples that fall into one pixel column it
// keeps the first, the lowest, the highest and the last, so the picture's size
// does not depend on how densely the rail was sampled.
func (p *picture) curve(i int, of func(*RailSample) int64, colour, width string) {
	q := &p.panels[i]
	c := column{p: p, q: q}
	before, drawn := -1, false
	for n := range p.events {
		e := &p.events[n]
		if e.Kind != Rail {
			continue
		}
		if e.At < q.from {
			before = n
			continue
		}
		if !drawn {
			drawn = true
			p.put(`<polyline clip-path="url(#p`, num(float64(i)), `)" fill="none" stroke="`, colour, `" stroke-width="`, width, `" stroke-linejoin="round" points="`)
			if before >= 0 {
				c.add(q.from, between(&p.events[before], e, q.from, of))
			}
		}
		if e.At > q.to {
			if n > 0 && c.any {
				c.add(q.to, c.toward(e.At, of(&e.Rail), q.to))
			}
			break
		}
		c.add(e.At, of(&e.Rail))
	}
	if drawn {
		c.flush()
		p.put("\"/>\n")
	} else if before >= 0 {
		y := p.volts(of(&p.events[before].Rail))
		p.line(q.x, y, q.x+q.width, y, colour, `stroke-width="`+width+`"`)
	}
}

// between interpolates a voltage linearly from one sample to the next.
func between(a, b *Event, t sim.Time, of func(*RailSample) int64) int64 {
	return mix(a.At, of(&a.Rail), b.At, of(&b.Rail), t)
}

func mix(ta sim.Time, va int64, tb sim.Time, vb int64, t sim.Time) int64 {
	if tb <= ta {
		return vb
	}
	share := float64(t.Sub(ta)) / float64(tb.Sub(ta))
	return va + int64(float64(float64(vb-va)*share))
}

// column gathers the samples of one pixel column.
type column struct {
	p   *picture
	q   *panel
	any bool
	x   int
	t   [4]sim.Time // first, lowest, highest, last
	v   [4]int64
}

func (c *column) add(t sim.Time, v int64) {
	x := int(c.q.at(t))
	if c.any && x == c.x {
		if v < c.v[1] {
			c.t[1], c.v[1] = t, v
		}
		if v > c.v[2] {
			c.t[2], c.v[2] = t, v
		}
		c.t[3], c.v[3] = t, v
		return
	}
	c.flush()
	c.any, c.x = true, x
	for k := range c.t {
		c.t[k], c.v[k] = t, v
	}
}

// toward interpolates from the latest sample to one outside the panel.
func (c *column) toward(t sim.Time, v int64, at sim.Time) int64 { return mix(c.t[3], c.v[3], t, v, at) }

func (c *column) flush() {
	if !c.any {
		return
	}
	order := [4]int{0, 1, 2, 3}
	if c.t[2] < c.t[1] {
		order[1], order[2] = 2, 1
	}
	for n, k := range order {
		if n > 0 && c.t[k] == c.t[order[n-1]] && c.v[k] == c.v[order[n-1]] {
			continue
		}
		c.p.put(num(c.q.at(c.t[k])), ",", num(c.p.volts(c.v[k])), " ")
	}
}
