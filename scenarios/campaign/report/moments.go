package report

import (
	"slices"
	"strings"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

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
				if k.x+10+wide(words) > f.width {
					if k.x-10-wide(words)-ends[r] < 6 {
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
		c.title(Span(k.m.At) + ": " + momentWords(k.m))
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
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + svgtext.Px(x+parts[i]) + " " + svgtext.Px(y+parts[i+1]))
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
