package trace

import (
	"math"
	"strconv"
	"strings"
	"time"

	"locktwin/model/sim"
)

// Measures of the picture in pixels; it is made to be read 960 pixels wide or
// somewhat narrower.
const (
	pictureWidth = 960.0
	leftEdge     = 92.0
	rightEdge    = 16.0
	gapWidth     = 34.0
	titleHeight  = 34.0
	badgeRow     = 19.0
	railHeight   = 210.0
	laneHeight   = 24.0
	laneGap      = 8.0
	axisHeight   = 40.0
	lineHeight   = 19.0
)

// Colours of Okabe and Ito, which can be told apart with every kind of colour
// vision.
const (
	black      = "#000000"
	orange     = "#E69F00"
	skyBlue    = "#56B4E9"
	green      = "#009E73"
	yellow     = "#F0E442"
	blue       = "#0072B2"
	vermillion = "#D55E00"
	purple     = "#CC79A7"
	grey       = "#DDDDDD" // off, grid
	darkGrey   = "#555555" // reset, small print
)

// picture is the drawing in the making.
type picture struct {
	options SVGOptions
	events  []Event
	focus   sim.Time
	marks   []int // indices of the events that the story tells
	panels  []panel

	b        []byte
	labelled []label
	rows     int // of badges
	railTop  float64
	cpuTop   float64
	flashTop float64
	bottom   float64 // of the lanes
	maxVolts int64   // µV at the top of the rail's scale
}

func (p *picture) draw(b []byte) []byte {
	p.b = b
	p.place()
	p.chooseLabels()
	top := 8.0
	if p.options.Title != "" {
		top = titleHeight
	}
	p.railTop = top + float64(float64(p.rows)*badgeRow) + 6
	p.cpuTop = p.railTop + railHeight + 14
	p.flashTop = p.cpuTop + laneHeight + laneGap
	p.bottom = p.flashTop + laneHeight
	legend := p.bottom + axisHeight + 16
	list := legend + 32
	told := 0
	for _, l := range p.labelled {
		told += len(wrap(p.events[l.event].Text))
	}
	height := list + float64(float64(told)*lineHeight) + 10

	p.put(`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="`, num(pictureWidth), `" height="`, num(height),
		`" viewBox="0 0 `, num(pictureWidth), ` `, num(height),
		`" font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif" font-size="13">`, "\n")
	p.put("<title>", escape(p.title()), "</title>\n")
	p.put(`<defs><pattern id="torn" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`,
		`<rect width="8" height="8" fill="`, vermillion, `"/><rect width="3" height="8" fill="#FFFFFF"/></pattern>`)
	for i, q := range p.panels {
		p.put(`<clipPath id="p`, strconv.Itoa(i), `"><rect x="`, num(q.x), `" y="0" width="`, num(q.width), `" height="`, num(height), `"/></clipPath>`)
	}
	p.put("</defs>\n")
	p.put(`<rect width="`, num(pictureWidth), `" height="`, num(height), `" fill="#FFFFFF"/>`, "\n")
	if p.options.Title != "" {
		p.text(leftEdge, 22, "start", black, `font-size="16" font-weight="bold"`, p.options.Title)
	}
	p.scale()
	for i := range p.panels {
		p.frame(i)
	}
	p.gaps()
	p.lines()
	for i := range p.panels {
		p.rails(i)
		p.lanes(i)
	}
	p.badges()
	p.legend(legend)
	p.list(list)
	p.put("</svg>\n")
	return p.b
}

func (p *picture) title() string {
	if p.options.Title != "" {
		return p.options.Title
	}
	return "Supply rail, core and flash operations over time"
}

// place gives each panel its share of the width: more for more marks, the
// square root keeping a busy panel from crowding out the others.
func (p *picture) place() {
	room := pictureWidth - leftEdge - rightEdge - float64(gapWidth*float64(len(p.panels)-1))
	var sum float64
	for _, q := range p.panels {
		sum += math.Sqrt(float64(q.marks) + 3)
	}
	x := leftEdge
	for i := range p.panels {
		q := &p.panels[i]
		q.x, q.width = x, float64(room*math.Sqrt(float64(q.marks)+3))/sum
		x += q.width + gapWidth
	}
	p.maxVolts = 1e6
	for i := range p.events {
		if e := &p.events[i]; e.Kind == Rail && p.shown(e.At) {
			p.maxVolts = max(p.maxVolts, e.Rail.VBAT, e.Rail.VDD)
		}
	}
	p.maxVolts = (p.maxVolts + 2e5 + 999999) / 1e6 * 1e6
}

func (p *picture) shown(t sim.Time) bool {
	for _, q := range p.panels {
		if t >= q.from && t <= q.to {
			return true
		}
	}
	return false
}

func (q *panel) at(t sim.Time) float64 {
	share := float64(t.Sub(q.from)) / float64(q.to.Sub(q.from))
	return q.x + float64(share*q.width)
}

// where returns the panel and the place of an instant.
func (p *picture) where(t sim.Time) (x float64, ok bool) {
	for i := range p.panels {
		if q := &p.panels[i]; t >= q.from && t <= q.to {
			return q.at(t), true
		}
	}
	return 0, false
}

func (p *picture) volts(uv int64) float64 {
	share := float64(uv) / float64(p.maxVolts)
	return p.railTop + railHeight - float64(min(max(share, -0.02), 1)*railHeight)
}

// scale draws the volts and the names of the lanes.
func (p *picture) scale() {
	step := int64(1e6)
	if p.maxVolts > 8e6 {
		step = 2e6
	}
	for v := int64(0); v <= p.maxVolts; v += step {
		p.text(leftEdge-8, p.volts(v)+4, "end", darkGrey, "", strconv.FormatInt(v/1e6, 10)+" V")
	}
	p.text(leftEdge-8, p.cpuTop+16, "end", black, "", "CPU")
	p.text(leftEdge-8, p.flashTop+16, "end", black, "", "Flash")
}

// frame draws a panel's ground: grid, thresholds, time axis.
func (p *picture) frame(i int) {
	q := &p.panels[i]
	for v := int64(0); v <= p.maxVolts; v += 1e6 {
		p.line(q.x, p.volts(v), q.x+q.width, p.volts(v), grey, `stroke-width="1"`)
	}
	for n, level := range p.options.Levels {
		y := p.volts(level.Microvolts)
		p.line(q.x, y, q.x+q.width, y, levelColour(n), `stroke-width="1.5" stroke-dasharray="7 4"`)
	}
	p.put(`<rect x="`, num(q.x), `" y="`, num(p.railTop), `" width="`, num(q.width), `" height="`, num(railHeight), `" fill="none" stroke="`, darkGrey, `"/>`, "\n")
	step := niceStep(q.to.Sub(q.from), max(1, int(q.width/72)))
	first := q.from.Sub(p.focus)
	k := int64(first / step)
	for d := time.Duration(k) * step; ; d += step {
		t := p.focus.Add(d)
		if t > q.to {
			break
		}
		if t < q.from {
			continue
		}
		x := q.at(t)
		p.line(x, p.bottom+4, x, p.bottom+10, darkGrey, "")
		p.text(min(max(x, q.x+14), q.x+q.width-20), p.bottom+25, "middle", darkGrey, `font-size="12"`, offset(d, step))
	}
}

// gaps draws the cuts of the time axis and how long they are.
func (p *picture) gaps() {
	for i := 1; i < len(p.panels); i++ {
		a, b := &p.panels[i-1], &p.panels[i]
		x := a.x + a.width + gapWidth/2
		y := p.railTop + railHeight/2
		p.put(`<text x="`, num(x), `" y="`, num(y), `" text-anchor="middle" fill="`, darkGrey, `" font-size="12" transform="rotate(-90 `, num(x), ` `, num(y), `)">`,
			escape(rough(b.from.Sub(a.to))+" later"), "</text>\n")
	}
}

// niceStep returns a step of 1, 2 or 5 times a power of ten, or of whole
// minutes or hours, that divides the span into at most n.
func niceStep(span time.Duration, n int) time.Duration {
	least := span / time.Duration(n)
	for unit := time.Microsecond; unit <= 10*time.Second; unit *= 10 {
		for _, m := range [...]time.Duration{1, 2, 5} {
			if m*unit >= least {
				return m * unit
			}
		}
	}
	for _, step := range [...]time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour} {
		if step >= least {
			return step
		}
	}
	return (least/(24*time.Hour) + 1) * 24 * time.Hour
}

// offset writes a time from the focus with the decimals that a step needs.
func offset(d, step time.Duration) string {
	if d == 0 {
		return "0"
	}
	sign := "+"
	if d < 0 {
		sign, d = "\u2212", -d
	}
	digits := func(unit time.Duration) int {
		n := 0
		for u := unit; u > step && n < 3; u /= 10 {
			n++
		}
		return n
	}
	switch {
	case d < time.Millisecond && step < time.Millisecond:
		return sign + fixed(d, time.Microsecond, digits(time.Microsecond)) + " µs"
	case d < time.Second:
		return sign + fixed(d, time.Millisecond, digits(time.Millisecond)) + " ms"
	case d < 2*time.Minute:
		return sign + fixed(d, time.Second, digits(time.Second)) + " s"
	}
	return sign + sim.FormatDuration(d.Truncate(max(step, time.Millisecond)))
}

// rough writes a duration to two or three digits.
func rough(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fixed(d, time.Millisecond, 1) + " ms"
	case d < time.Second:
		return fixed(d, time.Millisecond, 0) + " ms"
	case d < 10*time.Second:
		return fixed(d, time.Second, 1) + " s"
	case d < 2*time.Minute:
		return fixed(d, time.Second, 0) + " s"
	case d < 2*time.Hour:
		return strconv.FormatInt(int64(d/time.Minute), 10) + " min"
	case d < 48*time.Hour:
		return strconv.FormatInt(int64(d/time.Hour), 10) + " h"
	}
	return strconv.FormatInt(int64(d/(24*time.Hour)), 10) + " days"
}

// fixed writes d in the unit, rounded to some decimals.
func fixed(d, unit time.Duration, digits int) string {
	scale := unit
	for range digits {
		scale /= 10
	}
	n := int64((d + scale/2) / scale)
	s := strconv.FormatInt(n, 10)
	if digits == 0 {
		return s
	}
	for len(s) <= digits {
		s = "0" + s
	}
	return s[:len(s)-digits] + "." + s[len(s)-digits:]
}

func levelColour(n int) string { return [...]string{purple, orange, skyBlue, black}[n%4] }

func (p *picture) put(parts ...string) {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
}

func (p *picture) line(x1, y1, x2, y2 float64, colour, more string) {
	p.put(`<line x1="`, num(x1), `" y1="`, num(y1), `" x2="`, num(x2), `" y2="`, num(y2), `" stroke="`, colour, `" `, more, "/>\n")
}

func (p *picture) text(x, y float64, anchor, colour, more, s string) {
	p.put(`<text x="`, num(x), `" y="`, num(y), `" text-anchor="`, anchor, `" fill="`, colour, `" `, more, ">", escape(s), "</text>\n")
}

// num writes a coordinate to a tenth of a pixel.
func num(x float64) string {
	n := int64(math.Floor(float64(x*10) + 0.5))
	s := strconv.FormatInt(n/10, 10)
	if n < 0 && n > -10 {
		s = "-0"
	}
	if r := n % 10; r != 0 {
		s += "." + strconv.FormatInt(max(r, -r), 10)
	}
	return s
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape makes a text safe inside XML; control characters, which XML forbids,
// and what is not UTF-8 become U+FFFD.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return 0xfffd
		}
		return r
	}, s)
	return xmlEscapes.Replace(s)
}
