package report

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

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
	out.Caption = "Each dot is the share of forks, played on from that moment, that end in the loss. Time runs towards the symptom; it is stretched logarithmically, so that seconds and days fit."
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
	out := fmt.Sprintf("That %s became inevitable %s before %s", what, span(c.SymptomAt-c.Inevitable), seen)
	if c.Because != "" {
		out += ": " + strings.TrimSuffix(c.Because, ".")
	}
	return out + "."
}

// CausalitySVG writes the chart of a causality as a picture of its own, in light
// colours and without a script.
func CausalitySVG(w io.Writer, c *campaign.Causality) error {
	s := causeChart(c, formats[0])
	s = strings.Replace(s, ">", "><style>"+chartStyle+"</style><rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>", 1)
	_, err := io.WriteString(w, s+"\n")
	return err
}

// chartStyle is what a chart outside of the page needs of its style.
const chartStyle = "text{font:11px sans-serif;fill:#1b1d1f}.tick{fill:#55595e}.lane{font-size:12px}.hair{stroke:#d9d6cf;fill:none}" +
	".chance{stroke:#0072b2;stroke-width:1.8;fill:none}.chance-dot{fill:#fff;stroke:#0072b2;stroke-width:1.6}" +
	".fate{stroke:#d55e00;stroke-width:1.6;fill:none}.fate-name{fill:#9c3f00;font-weight:700}.stem{stroke:#1b1d1f;stroke-opacity:.3;fill:none}.note{font-size:11px}"

func causeChart(c *campaign.Causality, f format) string {
	const top, height = 34.0, 190.0
	left := 46.0
	base := top + height
	x1 := f.width - 16
	var out canvas
	past := newPast(c, left, x1)
	y := func(p float64) float64 { return base - float64(p*height) }
	for _, p := range [...]float64{0, 0.25, 0.5, 0.75, 1} {
		out.line("hair", left, y(p), x1, y(p))
		out.text(left-6, y(p)+4, "tick", "end", figures(100*p)+" %")
	}
	out.text(0, 12, "lane", "", "probability of the loss, seen from that moment")
	past.marks(&out, base, f)
	var d strings.Builder
	for i, p := range c.Points {
		word := "L"
		if i == 0 {
			word = "M"
		}
		d.WriteString(word + px(past.x(p.At)) + " " + px(y(p.Probability)))
	}
	for i := range c.Moments {
		m := &c.Moments[i]
		x := past.x(m.At)
		out.put(`<g>`)
		out.title(momentWords(m) + ", " + span(c.SymptomAt-m.At) + " before the symptom")
		out.line("stem", x, base, x, base+6)
		out.put(`</g>`)
	}
	if c.Inevitable >= 0 {
		x := past.x(c.Inevitable)
		out.line("fate", x, top-8, x, base)
		label := "inevitable from here: " + span(c.SymptomAt-c.Inevitable) + " before"
		anchor, dx := "", 5.0
		if x+wide(label)+5 > x1 {
			anchor, dx = "end", -5
		}
		out.text(x+dx, top-6, "fate-name", anchor, label)
	}
	out.path("chance", d.String(), "")
	for _, p := range c.Points {
		out.put(`<circle class="chance-dot" cx="`, px(past.x(p.At)), `" cy="`, px(y(p.Probability)), `" r="3.4">`)
		out.title(fmt.Sprintf("%s before the symptom: %s of %s", span(c.SymptomAt-p.At), percent(p.Probability), plural(p.Samples, "fork")))
		out.put(`</circle>`)
	}
	return `<svg xmlns="http://www.w3.org/2000/svg" class="` + f.name + `" width="` + px(f.width) + `" height="` + px(base+44) + `" viewBox="0 0 ` + px(f.width) + ` ` + px(base+44) +
		`" role="img" aria-label="` + escaped(causeWords(c)) + `">` + out.b.String() + `</svg>`
}

// past is a logarithmic axis of the time before a symptom.
type past struct {
	symptom     time.Duration
	near, far   float64 // logarithms of the ends
	left, right float64
}

func newPast(c *campaign.Causality, left, right float64) past {
	near, far := time.Duration(0), time.Duration(1)
	see := func(t time.Duration) {
		d := c.SymptomAt - t
		if d <= 0 {
			return
		}
		far = max(far, d)
		if near == 0 || d < near {
			near = d
		}
	}
	for _, p := range c.Points {
		see(p.At)
	}
	if c.Inevitable >= 0 {
		see(c.Inevitable)
	}
	near = max(near, 1)
	far = max(far, 2*near)
	return past{c.SymptomAt, log10(near), log10(far), left + 8, right - 8}
}

func (p past) x(t time.Duration) float64 {
	share := (p.far - log10(max(p.symptom-t, 1))) / (p.far - p.near)
	return p.left + float64(min(max(share, 0), 1)*(p.right-p.left))
}

// marks writes times that people count in.
func (p past) marks(c *canvas, base float64, f format) {
	last := 1e9
	for _, d := range [...]time.Duration{
		time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond,
		time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour,
		24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour, 365 * 24 * time.Hour,
	} {
		if l := log10(d); l < p.near-0.01 || l > p.far+0.01 {
			continue
		}
		x := p.x(p.symptom - d)
		if last-x < f.apart {
			continue
		}
		last = x
		c.line("hair", x, base, x, base+4)
		c.text(x, base+18, "tick", "middle", span(d))
	}
	c.text(p.right+8, base+38, "lane", "end", "before the symptom")
}
