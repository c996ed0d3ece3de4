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

// weight orders the events of the story by how much they explain. A decision
// that is no news explains little: every boot comes to it.
func (p *picture) weight(i int) int {
	e := &p.events[i]
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
		switch {
		case i == p.reason():
			return 95
		case p.news(i):
			return 90
		}
		return 30
	case Cells:
		return 88
	case Reset:
		return 87
	case Hand, Lab:
		return 86
	case Phone:
		return 85
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

// news tells whether neither the boot before nor the one after, as far as they
// are known, comes to the same decision.
func (p *picture) news(i int) bool {
	return !p.sameBeyondReset(i, -1) && !p.sameBeyondReset(i, +1)
}

// sameBeyondReset looks for the words of a decision between the next reset and
// the one after it, forwards or backwards.
func (p *picture) sameBeyondReset(i, step int) bool {
	resets := 0
	for j := i + step; j >= 0 && j < len(p.events) && resets < 2; j += step {
		switch e := &p.events[j]; e.Kind {
		case Reset:
			resets++
		case Decision:
			if resets == 1 && e.Text == p.events[i].Text {
				return true
			}
		}
	}
	return false
}

// reason is the decision that led to what the picture is about: the last one
// before it. It is -1 when there is none.
func (p *picture) reason() int {
	last := -1
	for i := range p.events {
		if p.events[i].At >= p.focus {
			break
		}
		if p.events[i].Kind == Decision {
			last = i
		}
	}
	return last
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
		slices.SortStableFunc(byWeight, func(a, b int) int { return p.weight(b) - p.weight(a) })
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
		p.badge(24, y-4, n+1, markColour(e))
		p.text(leftEdge+34, y, "end", darkGrey, `font-size="12"`, offset(e.At.Sub(p.focus), 100*time.Microsecond))
		for _, line := range wrap(e.Text) {
			p.text(leftEdge+46, y, "start", black, "", line)
			y += lineHeight
		}
	}
}

// What a line of the list holds, and how many of them one event gets.
const (
	lineRunes = 108
	maxLines  = 2
)

// wrap breaks a text into lines at its spaces; what does not fit is cut.
func wrap(s string) []string {
	var lines []string
	r := []rune(s)
	for len(r) > lineRunes && len(lines) < maxLines-1 {
		at := lineRunes
		for at > 0 && r[at] != ' ' {
			at--
		}
		if at == 0 {
			at = lineRunes
		}
		lines = append(lines, string(r[:at]))
		for r = r[at:]; len(r) > 0 && r[0] == ' '; {
			r = r[1:]
		}
	}
	if len(r) > lineRunes {
		r = append(r[:lineRunes-1:lineRunes-1], '…')
	}
	return append(lines, string(r))
}
