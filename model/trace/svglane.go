package trace

import "locktwin/model/sim"

// stateColours are the fillings of the core's lane.
func stateColour(state string) string {
	switch state {
	case "reset":
		return darkGrey
	case "boot":
		return yellow
	case "run":
		return skyBlue
	case "sleep":
		return "#CFE8F7"
	case "hung":
		return orange
	}
	return grey
}

// lanes draws the core's states and the flash operations of a panel.
func (p *picture) lanes(i int) {
	q := &p.panels[i]
	state, since := "", q.from
	var op *Event
	var opEnd string
	for n := range p.events {
		e := &p.events[n]
		if e.At > q.to {
			break
		}
		if e.State != "" && e.State != state {
			if e.At > q.from {
				p.state(q, state, since, e.At)
				since = e.At
			}
			state = e.State
		}
		if e.Kind != Flash {
			continue
		}
		switch phaseOf(e.Name) {
		case "begin":
			op = e
		case "done", "torn":
			opEnd = phaseOf(e.Name)
			if op == nil {
				op = e
			}
			p.operation(q, op.Flash.Op, opEnd, op.At, e.At, e.Flash.Permille)
			op = nil
		}
	}
	p.state(q, state, since, q.to)
	if op != nil {
		p.operation(q, op.Flash.Op, "done", op.At, q.to, 0)
	}
}

func (p *picture) state(q *panel, state string, from, to sim.Time) {
	if state == "" || to <= from {
		return
	}
	x, w := q.at(from), q.at(to)-q.at(from)
	p.block(x, p.cpuTop, max(w, 0.4), stateColour(state))
	colour := black
	if state == "reset" {
		colour = "#FFFFFF"
	}
	if w > float64(float64(len(state))*8)+6 {
		p.text(x+float64(w/2), p.cpuTop+16, "middle", colour, `font-size="12"`, state)
	}
}

func (p *picture) operation(q *panel, op, end string, from, to sim.Time, permille int) {
	if to < q.from || from > q.to {
		return
	}
	from, to = max(from, q.from), min(to, q.to)
	fill, name := blue, "program"
	if erases(op) {
		fill, name = orange, "erase"
	}
	x := q.at(from)
	w := max(q.at(to)-x, 2)
	colour := black
	if end == "torn" {
		// Hatched over its whole length, so that it shows however short it is.
		fill = "url(#torn)"
		w = max(w, 5)
		name = op + " torn at " + fixedPermille(permille)
	} else if fill == blue {
		colour = "#FFFFFF"
	}
	p.block(x, p.flashTop, w, fill)
	if w > float64(float64(len(name))*7.4)+10 {
		if end == "torn" {
			half := float64(float64(len(name)) * 3.7)
			p.put(`<rect x="`, num(x+float64(w/2)-half-4), `" y="`, num(p.flashTop+4), `" width="`, num(float64(2*half)+8), `" height="16" rx="3" fill="#FFFFFF"/>`, "\n")
		}
		p.text(x+float64(w/2), p.flashTop+16, "middle", colour, `font-size="12"`, name)
	}
}

func fixedPermille(n int) string { return string(appendMicros(nil, int64(n)*1e5)) + " %" }

func (p *picture) block(x, y, w float64, fill string) {
	p.put(`<rect x="`, num(x), `" y="`, num(y), `" width="`, num(w), `" height="`, num(laneHeight), `" fill="`, fill, `"/>`, "\n")
}
