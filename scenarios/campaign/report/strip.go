package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/internal/svgtext"
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
	{"wide", 1080, 128, 170, 92},
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
			c.text(a.x0-8, y+half(height)+4, "lane", "end", shortened(title, 20))
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
		spots = append(spots, svgtext.Px(y0))
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
		rail = fmt.Sprintf("%s,%s,%d,%d", svgtext.Px(sc.top), svgtext.Px(sc.base), sc.low, sc.high)
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
		c.put(`<g class="cursor" visibility="hidden"><path d="M0 `, svgtext.Px(top), `V`, svgtext.Px(bottom), `"/></g>`)
		c.box("catch", a.x0, top, a.x1-a.x0, bottom-top, "")
	}
	height := bottom + 24
	var out canvas
	out.put(`<svg xmlns="http://www.w3.org/2000/svg" class="`, f.name, `" viewBox="0 0 `, svgtext.Px(f.width), ` `, svgtext.Px(height), `" role="img" aria-label="`, svgtext.Escape(s.label), `"`)
	if s.live {
		out.put(` data-x="`, svgtext.Px(a.x0), `,`, svgtext.Px(a.x1), `" data-y="`, svgtext.Px(top), `,`, svgtext.Px(bottom), `" data-lanes="`, strings.Join(spots, ","), `" data-rail="`, rail,
			`" data-ops="`, svgtext.Px(opsTop), `" data-op-step="`, svgtext.Px(opStep(f)), `" data-apart="`, svgtext.Px(f.apart), `"`)
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
			d.WriteString("M" + svgtext.Px(x0) + " " + svgtext.Px(top) + "H" + svgtext.Px(x1) + "V" + svgtext.Px(top+height) + "H" + svgtext.Px(x0) + "Z")
		}
		fill := ""
		if kind == "erase" {
			fill = ` fill="url(#p-erase)"`
		}
		c.path(kind, d.String(), fill)
	}
}

// brackets marks what is drawn larger below.
func (s *strip) brackets(c *canvas, a axis, top, bottom float64) {
	last := -1e9
	for i := range s.kids {
		k := &s.kids[i]
		x0, x1 := a.x(k.from), a.x(k.to)
		if x1-x0 < 4 {
			m := half(x0 + x1)
			x0, x1 = m-2, m+2
		}
		c.put(`<a class="bracket" href="#`, svgtext.Escape(s.anchor(k)), `">`)
		c.title(k.name + ", drawn larger below: " + Span(k.from) + " to " + Span(k.to))
		c.put(`<path d="M`, svgtext.Px(x0), ` `, svgtext.Px(bottom+2), `V`, svgtext.Px(top-3), `H`, svgtext.Px(x1), `V`, svgtext.Px(bottom+2), `"/>`)
		x := max(half(x0+x1), last+wide(k.name)+5)
		last = x
		c.text(x, top-7, "bracket-name", "middle", k.name)
		c.put(`</a>`)
	}
}

// anchor is where a detail stands in the page.
func (s *strip) anchor(k *detail) string {
	return "v" + strconv.Itoa(s.v.Variant.Index) + "-" + k.name
}
