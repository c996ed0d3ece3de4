package picture

import (
	"fmt"

	"locktwin/scenarios/twin/diagnose"
)

// causes that are drawn; the rest is summed up.
const mostCauses = 8

// Diagnosis draws the ranked causes and the question that would separate them best.
func Diagnosis(d *diagnose.Diagnosis) []byte {
	c, w := drawDiagnosis(d)
	return c.svg("diagnosis", "Causes, most probable first", w.text, w.height)
}

func drawDiagnosis(d *diagnose.Diagnosis) (*canvas, drawn) {
	c := &canvas{}
	y := c.heading("Causes, most probable first", d.Summary) + 8
	text := d.Summary
	x := scale{0, 1, 420, 690}
	const room = 380.0
	top := y - 8
	y += 6
	bottom := y - 4
	for i := range min(len(d.Causes), mostCauses) {
		bottom += c.lines(d.Causes[i].Title, room) + 10
	}
	if len(d.Causes) > mostCauses {
		bottom += line + 10
	}
	c.percents(x, top, bottom)
	rest := 0.0
	for i := range d.Causes {
		k := &d.Causes[i]
		if i >= mostCauses {
			rest += k.Probability
			continue
		}
		c.rect("bar", x.p0, y-6, x.at(k.Probability)-x.p0, 12)
		c.whisker(x.at(k.Low), x.at(k.Probability), x.at(k.High), y)
		c.text(x.p1+14, y+4, "", "start", chanceOf(k.Probability, k.Low, k.High))
		c.paragraph(margin, y+4, room, "", k.Title)
		text += fmt.Sprintf(" %s: %s.", k.Title, percent(k.Probability))
		y += c.lines(k.Title, room) + 10
	}
	if rest > 0 {
		c.text(margin, y+4, "soft", "start", fmt.Sprintf("%d more", len(d.Causes)-mostCauses))
		c.rect("bar", x.p0, y-6, x.at(rest)-x.p0, 12)
		c.text(x.p1+14, y+4, "", "start", percent(rest))
		y += line + 10
	}
	y += 44
	if q := d.Next; q != nil {
		y = c.question("Ask or try next", q, y)
		text += " Next: " + q.Text
	}
	if q := d.Lab; q != nil {
		y = c.question("On the bench", q, y)
	}
	if d.Drain != nil {
		y = c.section(y+6, "The cells")
		y = c.paragraph(margin, y, inner, "", d.Drain.Summary)
		text += " " + d.Drain.Summary
	}
	return c, drawn{text, y + 8}
}

// question draws a question with what its answers would say.
func (c *canvas) question(title string, q *diagnose.Question, y float64) float64 {
	y = c.section(y, fmt.Sprintf("%s (worth %s bit)", title, three(q.Bits)))
	y = c.paragraph(margin, y, inner, "", q.Text)
	for i := range q.Answers {
		a := &q.Answers[i]
		y = c.paragraph(margin+18, y, inner-18, "s", fmt.Sprintf("%s (%s): %s would lead with %s", a.Answer, percent(a.Probability), a.Leads, percent(a.LeadsTo)))
	}
	return y + 14
}
