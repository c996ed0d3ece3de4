package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

// series is one kind of fault over the window: a plan with several lengths has
// one for each.
type series struct {
	title   string // "" when there is only one
	windows []campaign.Window
	// dots says that the windows are given instants without length.
	dots bool
}

// seriesOf splits the windows of a variant by fault. A plan of given instants has
// no windows; what was lost at these is drawn as dots.
func seriesOf(v *campaign.VariantResult) []series {
	if len(v.Windows) == 0 {
		s := series{dots: true}
		for i := range v.Findings {
			f := &v.Findings[i]
			if len(f.Path) != 1 || len(f.Verdicts) == 0 || f.Path[0].Kind == campaign.Sag {
				continue
			}
			w := campaign.Window{From: f.Path[0].At, To: f.Path[0].At, Operation: -1, Verdict: f.Verdicts[0], Share: 1}
			if f.Class >= 0 && f.Class < len(v.Survey.Classes) {
				w.Operation = v.Survey.Classes[f.Class].Operation
			}
			s.windows = append(s.windows, w)
		}
		if len(s.windows) == 0 {
			return nil
		}
		return []series{s}
	}
	var out []series
	for i := range v.Windows {
		w := &v.Windows[i]
		title := faultTitle(w)
		k := slices.IndexFunc(out, func(s series) bool { return s.title == title })
		if k < 0 {
			out = append(out, series{title: title})
			k = len(out) - 1
		}
		out[k].windows = append(out[k].windows, *w)
	}
	if len(out) == 1 {
		out[0].title = ""
	}
	return out
}

// faultTitle names the fault of a window among those of its plan.
func faultTitle(w *campaign.Window) string {
	switch {
	case w.Times > 0 && w.For > 0:
		return fmt.Sprintf("%d × %s", w.Times, Span(w.For))
	case w.Times > 0:
		return Plural(w.Times, "opening")
	case w.For > 0:
		return Span(w.For)
	}
	return ""
}

// stretch is a loss of one part with one class, as long as nothing changes.
type stretch struct {
	from, to time.Duration
	class    string
}

// stretches are the losses of one part in order of time; neighbours with one
// class are one stretch.
func stretches(ws []campaign.Window, part string) []stretch {
	var out []stretch
	for i := range ws {
		w := &ws[i]
		c := of(&w.Verdict, part)
		if !isLoss(c) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].to == w.From && out[n-1].class == c && w.To != w.From {
			out[n-1].to = w.To
			continue
		}
		out = append(out, stretch{w.From, w.To, c})
	}
	return out
}

// lane is the losses of one part from one series.
type lane struct {
	title, part string
	losses      []stretch
}

// lanesOf gives the lanes of a variant: the PIN always, other parts when they
// lose something.
func lanesOf(v *campaign.VariantResult) []lane {
	var out []lane
	all := seriesOf(v)
	if all == nil && len(v.Cells) == 0 {
		all = []series{{}}
	}
	for _, s := range all {
		for _, p := range parts {
			l := lane{title: p, part: p, losses: stretches(s.windows, p)}
			if p == partInvariant {
				l.title = "invariants"
			}
			if s.title != "" {
				l.title += ", " + s.title
			}
			if p == partPIN || len(l.losses) > 0 {
				out = append(out, l)
			}
		}
	}
	return out
}

// least is how wide a loss is drawn at least: nothing that was found is too short
// to be seen.
const least = 1.5

// bars draws losses as one path for each class, the strongest on top. Bars that
// touch in the picture are one.
func bars(c *canvas, a axis, losses []stretch, top, height float64) {
	type bar struct{ x0, x1 float64 }
	byClass := map[string][]bar{}
	var classes []string
	for _, s := range losses {
		if s.to < a.from || s.from >= a.to && s.to != s.from || s.from > a.to {
			continue
		}
		x0, x1 := max(a.x(s.from), a.x0), min(a.x(s.to), a.x1)
		if x1-x0 < least {
			m := half(x0 + x1)
			x0, x1 = m-half(least), m+half(least)
		}
		bs := byClass[s.class]
		if bs == nil {
			classes = append(classes, s.class)
		}
		if n := len(bs); n > 0 && x0-bs[n-1].x1 < 0.3 {
			bs[n-1].x1 = max(bs[n-1].x1, x1)
			continue
		}
		byClass[s.class] = append(bs, bar{x0, x1})
	}
	slices.SortFunc(classes, func(x, y string) int { return cmp.Or(cmp.Compare(rank(y), rank(x)), cmp.Compare(x, y)) })
	for _, class := range classes {
		var d strings.Builder
		for _, b := range byClass[class] {
			d.WriteString("M" + svgtext.Px(b.x0) + " " + svgtext.Px(top) + "H" + svgtext.Px(b.x1) + "V" + svgtext.Px(top+height) + "H" + svgtext.Px(b.x0) + "Z")
		}
		c.path("band", d.String(), ` fill="url(#p-`+patternOf(class)+`)"`)
		l := lookOf(class)
		for _, b := range byClass[class] {
			if b.x1-b.x0 >= 14 {
				badge(c, half(b.x0+b.x1), top+half(height), &l)
			}
		}
	}
}

// badge writes the letter of a class on a plain spot of its colour.
func badge(c *canvas, x, y float64, l *look) {
	c.put(`<rect x="`, svgtext.Px(x-5.5), `" y="`, svgtext.Px(y-6.5), `" width="11" height="13" rx="2" fill="`, l.paint, `"/>`)
	c.put(`<text x="`, svgtext.Px(x), `" y="`, svgtext.Px(y+4), `" class="letter" text-anchor="middle" fill="`, l.ink, `">`, svgtext.Escape(l.letter), `</text>`)
}

// patternOf is the name of a class's pattern; a class that is not known has that
// of a broken invariant.
func patternOf(class string) string {
	for _, l := range looks {
		if l.class == class {
			return l.class
		}
	}
	return broken
}

// patterns defines the fills of all classes. They are defined once in a page.
func patterns(c *canvas) {
	c.put(`<defs>`)
	for i := range looks {
		l := &looks[i]
		c.put(`<pattern id="p-`, l.class, `" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="`, l.paint, `"/>`)
		if l.mark != "" {
			c.put(`<path d="`, l.mark, `" stroke="`, l.ink, `" stroke-opacity="0.45" fill="none"/>`)
		}
		c.put(`</pattern>`)
	}
	c.put(`<pattern id="p-erase" width="6" height="6" patternUnits="userSpaceOnUse"><path class="erase-hatch" d="M-1.5 4.5L4.5 -1.5M1.5 7.5L7.5 1.5" fill="none"/></pattern>`)
	c.put(`</defs>`)
}
