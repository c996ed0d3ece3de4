package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// format is how wide a picture is, and where it keeps its labels.
type format struct {
	name  string
	width float64
	left  float64 // room for names of lanes; 0: they stand above their lanes
	right float64 // room for names of levels
	apart float64 // pixels between the marks of an axis
}

// Every picture of a timeline is drawn for a desk and for a phone; the page shows
// the one that fits. Text keeps its size in both.
var formats = [...]format{
	{"wide", 1080, 118, 156, 92},
	{"narrow", 362, 0, 2, 78},
}

// strip is one picture of a timeline.
type strip struct {
	v        *campaign.VariantResult
	from, to time.Duration
	lanes    []lane
	kids     []detail // drawn below at a larger scale; marked here
	full     bool     // all of the window: with the names of moments
	label    string   // what the picture is, for those who do not see it
	live     bool     // the one that is zoomed
}

// draw gives the picture as an SVG element.
func (s *strip) draw(f format) string {
	var c canvas
	a := axis{s.from, s.to, f.left, f.width - f.right}
	y := 4.0
	if len(s.kids) > 0 {
		y += 16
	}
	top := y
	name := func(title string, height float64) float64 {
		if f.left > 0 {
			c.text(a.x0-8, y+height/2+4, "lane", "end", shortened(title, 18))
			return y
		}
		c.text(0, y+10, "lane", "", title)
		y += 14
		return y
	}
	var spots []string // places of the lanes for the script
	for _, l := range s.lanes {
		h := 20.0
		y0 := name(l.title, h)
		c.box("track", a.x0, y0, a.x1-a.x0, h, "")
		c.put(`<g class="bands">`)
		bars(&c, a, l.losses, y0, h)
		c.put(`</g>`)
		spots = append(spots, px(y0))
		y = y0 + h + 5
	}
	bandsEnd := y - 5
	rail := ""
	if len(s.v.Survey.VBAT)+len(s.v.Survey.VDD) > 0 {
		h := 74.0
		if s.full {
			h = 104
		}
		y += 5
		y0 := y
		if f.left > 0 {
			s.railNames(&c, a.x0-8, y0+14, "end")
		} else {
			s.railNames(&c, 0, y0+10, "")
			y0 += 14
		}
		sc := scaleOf(&s.v.Survey, y0, y0+h)
		c.box("scope", a.x0, y0, a.x1-a.x0, h, "")
		c.put(`<g class="rails">`)
		curve(&c, "vbat", s.v.Survey.VBAT, a, sc)
		curve(&c, "vdd", s.v.Survey.VDD, a, sc)
		c.put(`</g>`)
		levels(&c, s.v.Survey.Levels, a, sc, f.width)
		rail = fmt.Sprintf("%s,%s,%d,%d", px(sc.top), px(sc.base), sc.low, sc.high)
		y = y0 + h + 8
	}
	areas := s.areas()
	opsTop := y
	for i, area := range areas {
		h := 13.0
		y0 := name(area, h)
		c.put(`<g class="ops">`)
		operations(&c, &s.v.Survey, area, a, y0, h)
		c.put(`</g>`)
		if i == 0 {
			opsTop = y0
		}
		y = y0 + h + 3
	}
	y += 2
	y = s.moments(&c, a, f, top, y)
	bottom := y
	s.brackets(&c, a, top, bandsEnd)
	// The hairlines of the axis lie below everything else.
	var under canvas
	a.marks(&under, top, bottom, f.apart)
	if s.live {
		c.put(`<g class="cursor" visibility="hidden"><path d="M0 `, px(top), `V`, px(bottom), `"/></g>`)
		c.box("catch", a.x0, top, a.x1-a.x0, bottom-top, "")
	}
	height := bottom + 24
	var out canvas
	out.put(`<svg xmlns="http://www.w3.org/2000/svg" class="`, f.name, `" viewBox="0 0 `, px(f.width), ` `, px(height), `" role="img" aria-label="`, escaped(s.label), `"`)
	if s.live {
		out.put(` data-x="`, px(a.x0), `,`, px(a.x1), `" data-y="`, px(top), `,`, px(bottom), `" data-lanes="`, strings.Join(spots, ","), `" data-rail="`, rail,
			`" data-ops="`, px(opsTop), `" data-op-step="`, px(opStep(f)), `" data-apart="`, px(f.apart), `"`)
	}
	out.put(`>`, under.b.String(), c.b.String(), `</svg>`)
	return out.b.String()
}

// opStep is the distance between two rows of operations.
func opStep(f format) float64 {
	if f.left > 0 {
		return 16
	}
	return 30
}

// railNames writes what the curves are, each with a piece of its line.
func (s *strip) railNames(c *canvas, x, y float64, anchor string) {
	for _, r := range [...]struct {
		name, class string
		points      []campaign.Point
	}{{"VBAT", "vbat", s.v.Survey.VBAT}, {"VDD", "vdd", s.v.Survey.VDD}} {
		if len(r.points) == 0 {
			continue
		}
		if anchor == "end" {
			c.text(x, y, "lane", anchor, r.name)
			c.line(r.class, x-62, y-4, x-38, y-4)
			y += 16
			continue
		}
		c.line(r.class, x, y-4, x+20, y-4)
		c.text(x+25, y, "lane", "", r.name)
		x += 75
	}
}

const (
	maxAreas   = 9
	otherAreas = "other areas"
)

// areasOf lists the areas that operations touch, in order of their first
// operation; the last of too many are one.
func areasOf(s *campaign.Survey) []string {
	var out []string
	for i := range s.Operations {
		if a := s.Operations[i].Area; !slices.Contains(out, a) {
			if len(out) == maxAreas {
				return append(out[:maxAreas-1], otherAreas)
			}
			out = append(out, a)
		}
	}
	return out
}

// areas are the rows of operations: in a detail those that it has some of.
func (s *strip) areas() []string {
	all := areasOf(&s.v.Survey)
	if s.full {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(area string) bool {
		return !slices.ContainsFunc(s.v.Survey.Operations, func(o campaign.Operation) bool {
			return areaOf(all, &o) == area && o.To >= s.from && o.From <= s.to
		})
	})
}

// areaOf is the row of an operation.
func areaOf(areas []string, o *campaign.Operation) string {
	if slices.Contains(areas, o.Area) {
		return o.Area
	}
	return otherAreas
}

// operations draws the operations of one area: programs filled, erases hatched.
func operations(c *canvas, s *campaign.Survey, area string, a axis, top, height float64) {
	areas := areasOf(s)
	for _, kind := range [...]string{"erase", "program"} {
		var d strings.Builder
		end := a.x0 - 10
		for i := range s.Operations {
			o := &s.Operations[i]
			if (o.Kind == "erase") != (kind == "erase") || areaOf(areas, o) != area || o.To < a.from || o.From > a.to {
				continue
			}
			x0, x1 := max(a.x(o.From), a.x0), min(a.x(o.To), a.x1)
			x1 = max(x1, x0+1)
			if x0 = max(x0, end); x1-x0 < 0.2 {
				continue
			}
			end = x1
			if x1-x0 > 2.5 && kind == "program" {
				x1 -= 0.5 // neighbours stay apart
			}
			d.WriteString("M" + px(x0) + " " + px(top) + "H" + px(x1) + "V" + px(top+height) + "H" + px(x0) + "Z")
		}
		fill := ""
		if kind == "erase" {
			fill = ` fill="url(#p-erase)"`
		}
		c.path(kind, d.String(), fill)
	}
}

// moments draws what else happened: a mark for each, with its words where there
// is room. It gives the height at which it ends.
func (s *strip) moments(c *canvas, a axis, f format, top, y float64) float64 {
	const pitch = 14.0
	rows := 3
	if s.full {
		rows = 5
	}
	ends := make([]float64, rows)
	for i := range ends {
		ends[i] = -1e9
	}
	used := 0
	c.put(`<g class="moments">`)
	type mark struct {
		x    float64
		m    *campaign.Moment
		row  int
		text string
	}
	var marks []mark
	for i := range s.v.Survey.Moments {
		m := &s.v.Survey.Moments[i]
		if m.At < a.from || m.At > a.to {
			continue
		}
		k := mark{a.x(m.At), m, -1, ""}
		words := shortened(momentWords(m), int((f.width-a.x0)/6.3/2))
		for r := range rows {
			if k.x-ends[r] >= 6 {
				k.row, k.text = r, words
				left := k.x
				if k.x+10+wide(words) > f.width {
					left = k.x - 10 - wide(words)
					if left-ends[r] < 6 {
						k.row, k.text = -1, ""
						continue
					}
					ends[r] = k.x + 4
				} else {
					ends[r] = k.x + 10 + wide(words)
				}
				used = max(used, r+1)
				break
			}
		}
		marks = append(marks, k)
	}
	if len(marks) == 0 {
		c.put(`</g>`)
		return y
	}
	crowded := slices.ContainsFunc(marks, func(k mark) bool { return k.row < 0 })
	for _, k := range marks {
		class := "moment m-" + momentClass(k.m.Kind)
		row := k.row
		if row < 0 {
			row = used
		}
		yy := y + float64(pitch*float64(row)) + 6
		c.put(`<g class="`, class, `">`)
		c.title(span(k.m.At) + ": " + momentWords(k.m))
		c.line("stem", k.x, top, k.x, yy)
		c.put(`<path class="knob" d="`, knob(k.m.Kind, k.x, yy), `"/>`)
		if k.row >= 0 {
			if k.x+10+wide(k.text) > f.width {
				c.text(k.x-7, yy+4, "note", "end", k.text)
			} else {
				c.text(k.x+7, yy+4, "note", "", k.text)
			}
		}
		c.put(`</g>`)
	}
	c.put(`</g>`)
	if crowded {
		used++
	}
	return y + float64(pitch*float64(used)) + 2
}

// momentKinds are the kinds that have a mark of their own.
var momentKinds = []string{"step", "boot", "reset", "warning", "decision", "command", "motor"}

func momentClass(kind string) string {
	if slices.Contains(momentKinds, kind) {
		return kind
	}
	return "other"
}

// knob is the mark of a kind of moment, so that kinds differ without colour.
func knob(kind string, x, y float64) string {
	p := func(parts ...float64) string {
		var b strings.Builder
		for i := 0; i+1 < len(parts); i += 2 {
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + px(x+parts[i]) + " " + px(y+parts[i+1]))
		}
		return b.String() + "Z"
	}
	switch kind {
	case "boot":
		return p(-3, -4, 4, 0, -3, 4)
	case "reset":
		return p(-3.5, -3.5, 3.5, -3.5, 3.5, 3.5, -3.5, 3.5)
	case "warning":
		return p(0, -4.5, 4.5, 3.5, -4.5, 3.5)
	case "decision":
		return p(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0)
	}
	return p(-2.2, -2.2, 2.2, -2.2, 2.2, 2.2, -2.2, 2.2)
}

// momentWords is a moment in a few words.
func momentWords(m *campaign.Moment) string {
	text := strings.Join(strings.Fields(m.Text), " ")
	switch {
	case text == "":
		return m.Kind
	case m.Kind == "step" || m.Kind == "decision" || strings.HasPrefix(text, m.Kind):
		return text
	}
	return m.Kind + ": " + text
}

// brackets marks what is drawn larger below.
func (s *strip) brackets(c *canvas, a axis, top, bottom float64) {
	last := -1e9
	for i := range s.kids {
		k := &s.kids[i]
		x0, x1 := a.x(k.from), a.x(k.to)
		if x1-x0 < 4 {
			m := (x0 + x1) / 2
			x0, x1 = m-2, m+2
		}
		c.put(`<a class="bracket" href="#`, escaped(s.anchor(k)), `">`)
		c.title(k.name + ", drawn larger below: " + span(k.from) + " to " + span(k.to))
		c.put(`<path d="M`, px(x0), ` `, px(bottom+2), `V`, px(top-3), `H`, px(x1), `V`, px(bottom+2), `"/>`)
		x := max((x0+x1)/2, last+wide(k.name)+5)
		last = x
		c.text(x, top-7, "bracket-name", "middle", k.name)
		c.put(`</a>`)
	}
}

// anchor is where a detail stands in the page.
func (s *strip) anchor(k *detail) string {
	return "v" + strconv.Itoa(s.v.Variant.Index) + "-" + k.name
}
