package trace

import (
	"slices"
	"time"

	"locktwin/model/sim"
)

// panel is a stretch of time with its own scale.
type panel struct {
	from, to sim.Time
	marks    int
	x, width float64 // pixels
}

// maxPanels bounds how often the time axis is cut.
const maxPanels = 3

// Constants of the choice, in simulated time.
const (
	causeReach  = 10 * time.Minute // how far back a cause is looked for
	causeBurst  = 2 * time.Second  // causes closer together than this belong together
	quiet       = 5 * time.Minute  // silence that ends the aftermath
	leastPad    = 3 * time.Millisecond
	leastGap    = 20 * time.Millisecond // silence worth a cut
	leastWindow = 2 * time.Millisecond
)

// lastInstant keeps panels clear of sim.Never, which arithmetic does not leave.
const lastInstant = sim.Never - 1

// cause tells whether a kind of event is something that happens to the lock
// rather than in it.
func (k Kind) cause() bool {
	switch k {
	case Hand, Lab, Cells, Contact, Motor, Phone:
		return true
	}
	return false
}

// choose sets the marks (what the story tells) and the panels.
func (p *picture) choose(fixed bool, focus *Event) {
	if fixed {
		p.mark(p.options.From, p.options.To)
		p.panels = []panel{{from: p.options.From, to: min(p.options.To, lastInstant), marks: len(p.marks)}}
		return
	}
	from, to := p.reach(focus)
	p.mark(from, to)
	p.panels = p.cut(from, to)
}

// mark collects the events of the story between two instants.
func (p *picture) mark(from, to sim.Time) {
	for i := range p.events {
		e := &p.events[i]
		if e.Kind != Rail && e.Text != "" && e.At >= from && e.At <= to {
			p.marks = append(p.marks, i)
		}
	}
}

// reach returns the first and the last instant that belong to the focus: from
// the burst of causes before it, or the begin of the torn operation, to the
// last thing told before it gets quiet.
func (p *picture) reach(focus *Event) (from, to sim.Time) {
	from, to = focus.At, focus.At
	found := false
	for i := len(p.events) - 1; i >= 0; i-- {
		e := &p.events[i]
		if e.At > focus.At {
			continue
		}
		limit := causeBurst
		if !found {
			limit = causeReach
		}
		if from.Sub(e.At) > limit {
			break
		}
		switch {
		case e.Kind.cause() && e.Text != "":
			from, found = e.At, true
		case focus.Kind == Flash && e.Kind == Flash && e.Flash.Addr == focus.Flash.Addr && phaseOf(e.Name) == "begin" && focus.At.Sub(e.At) < causeBurst:
			from = min(from, e.At)
		}
	}
	for i := range p.events {
		e := &p.events[i]
		if e.At <= focus.At || e.Kind == Rail || e.Text == "" {
			continue
		}
		if e.At.Sub(to) > quiet {
			break
		}
		to = e.At
	}
	return from, to
}

// cut splits the time between two instants at the longest silences, as long
// as one fills more than half of its panel.
func (p *picture) cut(from, to sim.Time) []panel {
	times := []sim.Time{from}
	for _, i := range p.marks {
		times = append(times, p.events[i].At)
	}
	times = append(times, to)
	slices.Sort(times)
	groups := [][]sim.Time{times}
	for len(groups) < maxPanels {
		best, where, at := time.Duration(0), -1, 0
		for g, group := range groups {
			span := group[len(group)-1].Sub(group[0])
			for i := 1; i < len(group); i++ {
				gap := group[i].Sub(group[i-1])
				if gap > best && gap > leastGap && gap > span/2 {
					best, where, at = gap, g, i
				}
			}
		}
		if where < 0 {
			break
		}
		group := groups[where]
		groups = slices.Replace(groups, where, where+1, group[:at], group[at:])
	}
	panels := make([]panel, len(groups))
	for i, group := range groups {
		first, last := group[0], group[len(group)-1]
		pad := max(last.Sub(first)/8, leastPad)
		q := panel{from: first.Add(-pad), to: last.Add(pad), marks: len(group)}
		if i > 0 {
			before := groups[i-1][len(groups[i-1])-1]
			q.from = max(q.from, before.Add(first.Sub(before)/2))
			panels[i-1].to = min(panels[i-1].to, q.from)
		}
		q.to = min(q.to, lastInstant)
		if q.to.Sub(q.from) < leastWindow {
			q.from = q.to.Add(-leastWindow)
		}
		panels[i] = q
	}
	if panels[0].from < 0 && from >= 0 {
		panels[0].from = 0
	}
	return panels
}
