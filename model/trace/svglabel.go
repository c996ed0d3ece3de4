package trace

import (
	"slices"
	"strconv"
	"time"
)

// maxLabels is how many events the list under the picture tells.
const maxLabels = 14

// label is a numbered event.
type label struct {
	event int
	x     float64
	row   int
}

// weight orders the events of the story by how much they explain.
func weight(e *Event) int {
	switch e.Kind {
	case Flash:
		switch phaseOf(e.Name) {
		case "torn":
			return 100
		case "refused":
			return 80
		}
		return 45
	case Decision:
		return 90
	case Cells:
		return 88
	case Reset:
		return 82
	case Hand, Lab:
		return 78
	case Phone:
		return 70
	case Supervisor:
		return 66
	case Boot:
		return 60
	case Motor:
		return 55
	case Contact:
		return 40
	case Bolt:
		return 20
	}
	return 10
}

// chooseLabels picks what the list tells and stacks the badges so that none
// covers another.
func (p *picture) chooseLabels() {
	var picks []int
	for _, i := range p.marks {
		e := &p.events[i]
		if _, ok := p.where(e.At); !ok {
			continue
		}
		// A burst of one thing, such as a contact that chatters, is told once.
		repeated := slices.ContainsFunc(picks, func(j int) bool {
			o := &p.events[j]
			return o.Kind == e.Kind && o.Text == e.Text && e.At.Sub(o.At) < 200*time.Millisecond
		})
		if !repeated {
			picks = append(picks, i)
		}
	}
	if len(picks) > maxLabels {
		byWeight := slices.Clone(picks)
		slices.SortStableFunc(byWeight, func(a, b int) int { return weight(&p.events[b]) - weight(&p.events[a]) })
		keep := byWeight[:maxLabels]
		picks = slices.DeleteFunc(picks, func(i int) bool { return !slices.Contains(keep, i) })
	}
	var right [8]float64 // end of the last badge in each row
	for _, i := range picks {
		x, _ := p.where(p.events[i].At)
		row := 0
		for row < len(right)-1 && right[row] > x-10 {
			row++
		}
		right[row] = x + 10
		p.rows = max(p.rows, row+1)
		p.labelled = append(p.labelled, label{event: i, x: x, row: row})
	}
}

// lines draws a line down from each badge; what comes later lies above it.
func (p *picture) lines() {
	for _, l := range p.labelled {
		colour := markColour(&p.events[l.event])
		y := p.railTop - 14 - float64(float64(l.row)*badgeRow)
		p.line(l.x, y, l.x, p.bottom, colour, `stroke-width="1" stroke-dasharray="2 3"`)
	}
}

// badges draws the numbers above the rail.
func (p *picture) badges() {
	for n, l := range p.labelled {
		p.badge(l.x, p.railTop-14-float64(float64(l.row)*badgeRow), n+1, markColour(&p.events[l.event]))
	}
}

func (p *picture) badge(x, y float64, n int, colour string) {
	p.put(`<circle cx="`, num(x), `" cy="`, num(y), `" r="9" fill="`, colour, `"/>`)
	p.text(x, y+4, "middle", "#FFFFFF", `font-size="11" font-weight="bold"`, strconv.Itoa(n))
}

// markColour tells apart what went wrong, what was done to the lock, and the rest.
func markColour(e *Event) string {
	switch {
	case e.Kind == Flash && phaseOf(e.Name) == "torn", e.Kind == Reset:
		return vermillion
	case e.Kind.cause():
		return blue
	}
	return darkGrey
}

// legend names the lines and the blocks.
func (p *picture) legend(y float64) {
	x := leftEdge
	item := func(name string, width float64, mark func(x float64)) {
		mark(x)
		p.text(x+24, y, "start", black, `font-size="12"`, name)
		x += 34 + width
	}
	item("battery", 52, func(x float64) { p.line(x, y-4, x+18, y-4, blue, `stroke-width="1.8"`) })
	item("logic supply", 84, func(x float64) { p.line(x, y-4, x+18, y-4, green, `stroke-width="2.6"`) })
	for n, level := range p.options.Levels {
		name := level.Label + " " + string(appendMicros(nil, level.Microvolts)) + " V"
		item(name, float64(float64(len([]rune(name)))*7.2), func(x float64) {
			p.line(x, y-4, x+18, y-4, levelColour(n), `stroke-width="1.5" stroke-dasharray="7 4"`)
		})
	}
	for _, k := range [...]struct {
		name, fill string
		width      float64
	}{{"erase", orange, 38}, {"program", blue, 58}, {"torn", "url(#torn)", 30}} {
		item(k.name, k.width, func(x float64) {
			p.put(`<rect x="`, num(x), `" y="`, num(y-10), `" width="18" height="12" fill="`, k.fill, `"/>`)
		})
	}
}

// list tells the numbered events in words.
func (p *picture) list(y float64) {
	for n, l := range p.labelled {
		e := &p.events[l.event]
		at := y + float64(float64(n)*lineHeight)
		p.badge(24, at-4, n+1, markColour(e))
		p.text(leftEdge+34, at, "end", darkGrey, `font-size="12"`, offset(e.At.Sub(p.focus), 100*time.Microsecond))
		p.text(leftEdge+46, at, "start", black, "", shorten(e.Text, 112))
	}
}

// shorten cuts a text to about a line.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
