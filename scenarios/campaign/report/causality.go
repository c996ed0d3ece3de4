package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

// cause is the section of one causality.
type cause struct {
	ID, Words, Caption string
	Wide, Narrow       template.HTML
}

func causeView(r *campaign.Result, i int) cause {
	c := &r.Causality[i]
	out := cause{ID: fmt.Sprintf("cause-%d", i+1), Words: tied(causeWords(c))}
	if len(r.Variants) > 1 {
		for j := range r.Variants {
			if r.Variants[j].Variant.Index == c.Variant {
				out.Words = Name(&r.Spec, &r.Variants[j].Variant) + ": " + out.Words
			}
		}
	}
	out.Caption = "Each dot is the share of forks, played on from that moment, that end in the loss. Time is stretched logarithmically on both sides of the moment from which on it was certain: to the left how long before it, to the right how long after."
	if c.Inevitable < 0 {
		out.Caption = "Each dot is the share of forks, played on from that moment, that end in the loss. Time is stretched logarithmically: how long before the symptom."
	}
	out.Wide, out.Narrow = template.HTML(causeChart(c, formats[0])), template.HTML(causeChart(c, formats[1]))
	return out
}

// causeWords say when a loss became inevitable.
func causeWords(c *campaign.Causality) string {
	what := meaning(c.Part, c.Class)
	seen := "the symptom"
	if c.Symptom != "" {
		seen += " (“" + c.Symptom + "”)"
	}
	if c.Inevitable < 0 {
		return fmt.Sprintf("At no moment before %s was it certain that %s.", seen, what)
	}
	out := fmt.Sprintf("That %s became inevitable %s before %s", what, Span(c.SymptomAt-c.Inevitable), seen)
	if c.Because != "" {
		out += ": " + strings.TrimSuffix(c.Because, ".")
	}
	return out + "."
}

func causeChart(c *campaign.Causality, f format) string {
	const top, height, pitch = 34.0, 180.0, 14.0
	const left = 46.0
	base := top + height
	x1 := f.width - 16
	var out canvas
	t := newFateAxis(c, left, x1)
	y := func(p float64) float64 { return base - float64(p*height) }
	for _, p := range [...]float64{0, 0.25, 0.5, 0.75, 1} {
		out.line("hair", left, y(p), x1, y(p))
		out.text(left-6, y(p)+4, "tick", "end", figures(100*p)+" %")
	}
	out.text(0, 12, "lane", "", "probability of the loss, seen from that moment")
	t.marks(&out, top, base, f)
	notes := causeNotes(&out, c, t, base+34, pitch, f)
	if c.Inevitable >= 0 {
		x := t.x(c.Inevitable)
		out.line("fate", x, top-8, x, base)
		label := "inevitable from here: " + Span(c.SymptomAt-c.Inevitable) + " before the symptom"
		if f.left == 0 {
			label = "inevitable: " + Span(c.SymptomAt-c.Inevitable) + " before"
		}
		anchor, dx := "", 5.0
		if x+wide(label)+5 > x1 {
			anchor, dx = "end", -5
			if x-wide(label) < 0 {
				anchor, dx, x = "", 0, left
			}
		}
		out.text(x+dx, top-8, "fate-name", anchor, label)
	}
	var d strings.Builder
	for i, p := range c.Points {
		word := "L"
		if i == 0 {
			word = "M"
		}
		d.WriteString(word + svgtext.Px(t.x(p.At)) + " " + svgtext.Px(y(p.Probability)))
	}
	out.path("chance", d.String(), "")
	for _, p := range c.Points {
		out.put(`<circle class="chance-dot" cx="`, svgtext.Px(t.x(p.At)), `" cy="`, svgtext.Px(y(p.Probability)), `" r="3">`)
		out.title(fmt.Sprintf("%s before the symptom: %s of %s", Span(c.SymptomAt-p.At), Percent(p.Probability), Plural(p.Samples, "fork")))
		out.put(`</circle>`)
	}
	bottom := base + 40 + float64(pitch*float64(notes))
	return `<svg xmlns="http://www.w3.org/2000/svg" class="` + f.name + `" width="` + svgtext.Px(f.width) + `" height="` + svgtext.Px(bottom) + `" viewBox="0 0 ` + svgtext.Px(f.width) + ` ` + svgtext.Px(bottom) +
		`" role="img" aria-label="` + svgtext.Escape(causeWords(c)) + `">` + out.b.String() + `</svg>`
}

// causeNotes writes what happened below the axis, as far as there is room, the
// nearest to the moment first; it gives how many rows that took. Programs come by
// the dozen and stay marks.
func causeNotes(out *canvas, c *campaign.Causality, t fateAxis, y, pitch float64, f format) int {
	const rows = 9
	type stretch struct{ from, to float64 }
	var taken [rows][]stretch
	used := 0
	order := make([]int, len(c.Moments))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare((c.Moments[i].At - t.pivot).Abs(), (c.Moments[j].At - t.pivot).Abs())
	})
	for _, i := range order {
		m := &c.Moments[i]
		x := t.x(m.At)
		text := shortened(momentWords(m), int(f.width/6.3/2))
		out.put(`<g>`)
		out.title(momentWords(m) + ", " + Span(c.SymptomAt-m.At) + " before the symptom")
		out.line("stem", x, y-34, x, y-28)
		for r := range taken {
			if m.Kind == "flash" && strings.Contains(m.Text, "program") {
				break
			}
			anchor, at, need := "", x+7, stretch{x - 5, x + 12 + wide(text)}
			if need.to > f.width {
				anchor, at, need = "end", x-7, stretch{x - 12 - wide(text), x + 5}
			}
			if need.from < -5 || slices.ContainsFunc(taken[r], func(s stretch) bool { return s.from < need.to && need.from < s.to }) {
				continue
			}
			yy := y + float64(pitch*float64(r))
			out.line("stem", x, y-28, x, yy)
			out.put(`<path class="knob" d="`, knob(m.Kind, x, yy), `"/>`)
			out.text(at, yy+4, "note", anchor, text)
			taken[r] = append(taken[r], need)
			used = max(used, r+1)
			break
		}
		out.put(`</g>`)
	}
	return used
}

// fateAxis is logarithmic on both sides of one moment: what led to it on the
// left, what came of it on the right. Where no moment made the loss inevitable it
// is the symptom, and there is no right side.
type fateAxis struct {
	pivot        time.Duration
	past, future side
	x0, middle   float64
	x1           float64
}

// side is one side of the axis: logarithms of the nearest and the farthest
// distance on it.
type side struct{ near, far float64 }

func newFateAxis(c *campaign.Causality, left, right float64) fateAxis {
	a := fateAxis{pivot: c.Inevitable, x0: left + 8, x1: right - 8}
	if c.Inevitable < 0 {
		a.pivot = c.SymptomAt
	}
	var before, after []time.Duration
	see := func(t time.Duration) {
		if t < a.pivot {
			before = append(before, a.pivot-t)
		} else if t > a.pivot {
			after = append(after, t-a.pivot)
		}
	}
	for _, p := range c.Points {
		see(p.At)
	}
	see(c.SymptomAt)
	a.past, a.future = sideOf(before), sideOf(after)
	room := a.x1 - a.x0
	if len(after) == 0 {
		a.middle = a.x1
		return a
	}
	share := (a.past.far - a.past.near) / (a.past.far - a.past.near + a.future.far - a.future.near)
	a.middle = a.x0 + float64(room*min(max(share, 0.3), 0.7))
	return a
}

// sideOf spans all distances, and at least a decade.
func sideOf(distances []time.Duration) side {
	near, far := time.Duration(0), time.Duration(1)
	for i, d := range distances {
		if far = max(far, d); i == 0 || d < near {
			near = d
		}
	}
	near = min(max(near, 1), max(far/10, 1))
	return side{log10(near), log10(max(far, 10))}
}

// gap is kept free on both sides of the moment, so that the nearest dots do not
// lie on it.
const gap = 16.0

func (a fateAxis) x(t time.Duration) float64 {
	share := func(s side, d time.Duration) float64 {
		return min(max((log10(max(d, 1))-s.near)/(s.far-s.near), 0), 1)
	}
	switch {
	case t < a.pivot:
		return a.middle - gap - float64(share(a.past, a.pivot-t)*(a.middle-gap-a.x0))
	case t > a.pivot:
		return a.middle + gap + float64(share(a.future, t-a.pivot)*(a.x1-gap-a.middle))
	}
	return a.middle
}

// marks writes distances that people count in.
func (a fateAxis) marks(c *canvas, top, base float64, f format) {
	steps := [...]time.Duration{
		time.Nanosecond, 10, 100, time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond,
		time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour,
		24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour, 365 * 24 * time.Hour,
	}
	c.line("hair", a.middle, top, a.middle, base)
	for _, sign := range [...]time.Duration{-1, 1} {
		s, word := a.past, "−"
		if sign > 0 {
			s, word = a.future, "+"
		}
		if sign > 0 && a.middle == a.x1 {
			continue
		}
		last := -1e9
		for _, d := range steps {
			if l := log10(d); l < s.near-0.01 || l > s.far+0.01 {
				continue
			}
			x := a.x(a.pivot + sign*d)
			if x-last < 0.6*f.apart && last-x < 0.6*f.apart {
				continue
			}
			last = x
			c.line("hair", x, base, x, base+4)
			c.text(x, base+18, "tick", "middle", word+Span(d))
		}
	}
	if a.middle < a.x1 {
		c.line("stem", a.x1, top, a.x1, base)
		c.text(a.x1-4, base-8, "tick", "end", "symptom")
	}
}
