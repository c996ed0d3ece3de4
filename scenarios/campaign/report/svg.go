package report

import (
	"strings"
	"time"
	"unicode/utf8"

	"locktwin/internal/svgtext"
)

// canvas collects the elements of one picture. Whatever comes from a file goes
// through text or attribute, which escape it.
type canvas struct{ b strings.Builder }

// put writes elements as they are: only what this package spells out itself.
func (c *canvas) put(parts ...string) {
	for _, p := range parts {
		c.b.WriteString(p)
	}
}

// text writes a label.
func (c *canvas) text(x, y float64, class, anchor, s string) {
	c.put(`<text x="`, svgtext.Px(x), `" y="`, svgtext.Px(y), `"`)
	if class != "" {
		c.put(` class="`, class, `"`)
	}
	if anchor != "" {
		c.put(` text-anchor="`, anchor, `"`)
	}
	c.put(`>`, svgtext.Escape(s), `</text>`)
}

// title writes the read-out of the element that it stands in.
func (c *canvas) title(s string) { c.put(`<title>`, svgtext.Escape(s), `</title>`) }

// path writes a path, unless there is nothing to draw.
func (c *canvas) path(class, d, more string) {
	if d != "" {
		c.put(`<path class="`, class, `" d="`, d, `"`, more, `/>`)
	}
}

// line writes a straight line.
func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.put(`<path class="`, class, `" d="M`, svgtext.Px(x1), ` `, svgtext.Px(y1), `L`, svgtext.Px(x2), ` `, svgtext.Px(y2), `"/>`)
}

// box writes a rectangle.
func (c *canvas) box(class string, x, y, w, h float64, more string) {
	c.put(`<rect class="`, class, `" x="`, svgtext.Px(x), `" y="`, svgtext.Px(y), `" width="`, svgtext.Px(w), `" height="`, svgtext.Px(h), `"`, more, `/>`)
}

// shortened cuts a text to so many characters.
func shortened(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	return strings.TrimRight(string([]rune(s)[:n-1]), " ") + "…"
}

// wide is roughly how wide a text of the pictures' font is. The font is that of
// the reader's system, so that labels get a little more room than they need.
func wide(s string) float64 { return float64(6.3 * float64(utf8.RuneCountInString(s))) }

// half is rounded by itself, so that no processor joins it with a sum.
func half(x float64) float64 { return float64(x / 2) }

// axis maps instants to a stretch of the picture.
type axis struct {
	from, to time.Duration
	x0, x1   float64
}

func (a axis) x(t time.Duration) float64 {
	return a.x0 + float64(float64(t-a.from)/float64(a.to-a.from)*(a.x1-a.x0))
}

// perPixel is how long one pixel is, at least a nanosecond.
func (a axis) perPixel() time.Duration {
	return max(1, time.Duration(float64(a.to-a.from)/(a.x1-a.x0)))
}

// step is the distance between the marks of an axis with at least so many pixels
// between them: 1, 2 or 5 times a power of ten.
func (a axis) step(apart float64) time.Duration {
	return roundUp(time.Duration(float64(a.to-a.from) * apart / (a.x1 - a.x0)))
}

// roundUp gives the next of 1, 2 and 5 times a power of ten.
func roundUp(least time.Duration) time.Duration {
	for decade := time.Duration(1); ; decade *= 10 {
		for _, m := range [...]time.Duration{1, 2, 5} {
			if m*decade >= least {
				return m * decade
			}
		}
	}
}

// marks writes the axis: hairlines from top to bottom and labels below. An axis
// that is short against its distance from zero counts from its own beginning.
func (a axis) marks(c *canvas, top, bottom float64, apart float64) {
	step := a.step(apart)
	base := time.Duration(0)
	relative := a.from != 0 && (a.to-a.from) < a.from/4
	if relative {
		base = a.from
	}
	first := (a.from - base + step - 1) / step * step
	c.put(`<g class="axis">`)
	c.line("hair", a.x0, bottom, a.x1, bottom)
	for t := first; t <= a.to-base; t += step {
		x := a.x(base + t)
		c.line("hair", x, top, x, bottom+4)
		label := Span(t)
		switch {
		case relative && t == 0:
			label = "0"
		case relative:
			label = "+" + label
		case t == 0:
			label = "0"
		}
		anchor := "middle"
		if x+half(wide(label)) > a.x1+6 {
			anchor = "end"
		} else if x-half(wide(label)) < a.x0-6 {
			anchor = "start"
		}
		c.text(x, bottom+16, "tick", anchor, label)
	}
	c.put(`</g>`)
}
