package picture

import (
	"strings"
	"unicode/utf8"

	"locktwin/internal/svgtext"
)

// Measures in pixels. Pictures are one width, made to be read at it or scaled.
const (
	width  = 860.0
	margin = 20.0
	inner  = width - 2*margin
	line   = 17.0 // from one line of text to the next
)

// canvas collects the elements of one picture. Text from outside goes through
// text, which escapes it.
type canvas struct {
	b     strings.Builder
	boxes []box // of all texts, so that a test can tell whether two overlap
}

// box is where a text is.
type box struct {
	x0, y0, x1, y1 float64
	text           string
}

// put writes elements as they are: only what this package spells out itself.
func (c *canvas) put(parts ...string) {
	for _, p := range parts {
		c.b.WriteString(p)
	}
}

// Sizes of text by class; the widest glyphs of common fonts leave a little room.
func size(class string) float64 {
	switch class {
	case "h":
		return 16
	case "h2":
		return 13.5
	case "s":
		return 11
	}
	return 12.5
}

// wide is roughly how wide a text is. The font is that of the reader's system, so
// texts get a little more room than they need.
func wide(class, s string) float64 {
	per := 0.56
	if class == "h" || class == "h2" {
		per = 0.6
	}
	return float64(float64(per*size(class)) * float64(utf8.RuneCountInString(s)))
}

// text writes a label. anchor is start, middle or end.
func (c *canvas) text(x, y float64, class, anchor, s string) {
	if s == "" {
		return
	}
	w := wide(class, s)
	x0 := x
	switch anchor {
	case "middle":
		x0 = x - half(w)
	case "end":
		x0 = x - w
	}
	c.boxes = append(c.boxes, box{x0, y - float64(size(class)*0.78), x0 + w, y + float64(size(class)*0.2), s})
	c.put(`<text class="`, class, `" x="`, svgtext.Px(x), `" y="`, svgtext.Px(y), `"`)
	if anchor != "start" {
		c.put(` text-anchor="`, anchor, `"`)
	}
	c.put(`>`, svgtext.Escape(s), `</text>`)
}

// paragraph writes a text over several lines and gives the y of the next.
func (c *canvas) paragraph(x, y, room float64, class, s string) float64 {
	for _, l := range wrapped(class, s, room) {
		c.text(x, y, class, "start", l)
		y += float64(1.36 * size(class))
	}
	return y
}

// wrapped breaks a text at spaces so that each line fits; a word that does not fit
// by itself is cut.
func wrapped(class, s string, room float64) []string {
	var out []string
	now := ""
	for _, word := range strings.Fields(s) {
		word = fitting(class, word, room)
		switch {
		case now == "":
			now = word
		case wide(class, now+" "+word) <= room:
			now += " " + word
		default:
			out = append(out, now)
			now = word
		}
	}
	if now != "" {
		out = append(out, now)
	}
	return out
}

// fitting shortens a text to a width.
func fitting(class, s string, room float64) string {
	if wide(class, s) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && wide(class, string(r)+"…") > room {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ") + "…"
}

// rect writes a rectangle; nothing when it has no width.
func (c *canvas) rect(class string, x, y, w, h float64) {
	if w > 0 && h > 0 {
		c.put(`<rect class="`, class, `" x="`, svgtext.Px(x), `" y="`, svgtext.Px(y), `" width="`, svgtext.Px(w), `" height="`, svgtext.Px(h), `"/>`)
	}
}

// rule writes a straight line.
func (c *canvas) rule(class string, x1, y1, x2, y2 float64) {
	c.put(`<path class="`, class, `" d="M`, svgtext.Px(x1), ` `, svgtext.Px(y1), `L`, svgtext.Px(x2), ` `, svgtext.Px(y2), `"/>`)
}

// path writes a path, unless there is nothing to draw.
func (c *canvas) path(class string, d *strings.Builder) {
	if d.Len() > 0 {
		c.put(`<path class="`, class, `" d="`, d.String(), `"/>`)
	}
}

// dot writes a small circle.
func (c *canvas) dot(class string, x, y, r float64) {
	c.put(`<circle class="`, class, `" cx="`, svgtext.Px(x), `" cy="`, svgtext.Px(y), `" r="`, svgtext.Px(r), `"/>`)
}

// whisker writes an interval with a mark on its middle.
func (c *canvas) whisker(x0, x, x1, y float64) {
	c.rule("wh", x0, y, x1, y)
	c.rule("wh", x0, y-4, x0, y+4)
	c.rule("wh", x1, y-4, x1, y+4)
	c.dot("whm", x, y, 3)
}

// move and draw add to the data of a path.
func move(d *strings.Builder, x, y float64) { d.WriteString("M" + svgtext.Px(x) + " " + svgtext.Px(y)) }
func draw(d *strings.Builder, x, y float64) { d.WriteString("L" + svgtext.Px(x) + " " + svgtext.Px(y)) }

// half is rounded by itself, so that no processor joins it with a sum.
func half(x float64) float64 { return float64(x / 2) }
