package picture

import (
	"fmt"
	"strings"

	"locktwin/scenarios/twin/diagnose"
)

// Kinds and causes that are drawn; the rest is summed up.
const (
	mostKinds  = 6
	mostCauses = 8
)

// Diagnosis draws the ranked causes and the question that would separate them best.
func Diagnosis(d *diagnose.Diagnosis) []byte {
	c, w := drawDiagnosis(d)
	return c.svg("diagnosis", "Causes, most probable first", w.text, w.height)
}

func drawDiagnosis(d *diagnose.Diagnosis) (*canvas, drawn) {
	c := &canvas{}
	y := c.heading("Causes, most probable first", d.Summary) + 8
	text := d.Summary
	if len(d.Mechanisms) > 0 {
		var kinds []barred
		for i := range d.Mechanisms {
			m := &d.Mechanisms[i]
			kinds = append(kinds, barred{m.Title, m.Probability, m.Low, m.High})
		}
		y = c.bars(c.section(y+14, "Kinds of cause"), kinds, mostKinds)
	}
	if len(d.Causes) > 0 {
		var causes []barred
		for i := range d.Causes {
			k := &d.Causes[i]
			causes = append(causes, barred{k.Title, k.Probability, k.Low, k.High})
			if i < mostCauses {
				text += fmt.Sprintf(" %s: %s.", k.Title, percent(k.Probability))
			}
		}
		y = c.bars(c.section(y, "Causes one by one"), causes, mostCauses)
	}
	for i := range d.Doubts {
		y = c.paragraph(margin, y, inner, "", d.Doubts[i].Text)
		text += " " + d.Doubts[i].Text
	}
	if q := d.Next; q != nil {
		y = c.question(d, "Ask or try next", q, y+6)
		text += " Next: " + q.Text
	}
	if q := d.Lab; q != nil {
		y = c.question(d, "On the bench", q, y)
	}
	if lead := d.Lead(); lead != nil && d.Settled {
		y = c.advice("What helps now", lead.Now, y)
		y = c.advice("What would confirm it", lead.Confirm, y)
	}
	if d.Drain != nil && !strings.Contains(d.Summary, d.Drain.Summary) {
		y = c.advice("The cells", d.Drain.Summary, y)
		text += " " + d.Drain.Summary
	}
	return c, drawn{text, y + 8}
}

// barred is a line with a probability.
type barred struct {
	title                  string
	probability, low, high float64
}

// leastBar is the least probability that gets a line of its own, but for the first.
const leastBar = 0.005

// bars draws up to so many lines; the rest is summed up.
func (c *canvas) bars(y float64, all []barred, most int) float64 {
	x := scale{0, 1, 420, 690}
	const room = 380.0
	shown := 0
	for shown < min(len(all), most) && (shown == 0 || all[shown].probability >= leastBar) {
		shown++
	}
	top := y - 8
	y += 6
	bottom := y - 4
	for i := range shown {
		bottom += c.lines(all[i].title, room) + 10
	}
	if shown < len(all) {
		bottom += line + 10
	}
	c.percents(x, top, bottom)
	for i := range shown {
		k := &all[i]
		c.rect("bar", x.p0, y-6, x.at(k.probability)-x.p0, 12)
		c.whisker(x.at(k.low), x.at(k.probability), x.at(k.high), y)
		c.text(x.p1+14, y+4, "", "start", chanceOf(k.probability, k.low, k.high))
		c.paragraph(margin, y+4, room, "", k.title)
		y += c.lines(k.title, room) + 10
	}
	if shown < len(all) {
		rest := 0.0
		for i := range all[shown:] {
			rest += all[shown+i].probability
		}
		c.text(margin, y+4, "soft", "start", fmt.Sprintf("%d more", len(all)-shown))
		c.rect("bar", x.p0, y-6, x.at(rest)-x.p0, 12)
		c.text(x.p1+14, y+4, "", "start", percent(rest))
		y += line + 10
	}
	return y + 44
}

func (c *canvas) advice(title, text string, y float64) float64 {
	return c.paragraph(margin, c.section(y, title), inner, "", text) + 14
}

// question draws a question with what its answers would say.
func (c *canvas) question(d *diagnose.Diagnosis, title string, q *diagnose.Question, y float64) float64 {
	y = c.paragraph(margin, c.section(y, title), inner, "", q.Text)
	kinds := map[string]string{}
	for i := range d.Mechanisms {
		kinds[d.Mechanisms[i].ID] = d.Mechanisms[i].Title
	}
	for i := range q.Answers {
		a := &q.Answers[i]
		y = c.paragraph(margin+18, y, inner-18, "s", fmt.Sprintf("%s, %s (%s): then %s, %s", a.Answer, a.About, percent(a.Probability), percent(a.KindTo), kinds[a.Kind]))
	}
	return y + 14
}
