package picture

import (
	"fmt"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
)

// Explanation draws what is known of the drain against what is drained, and what
// may be behind the rest.
func Explanation(e *forecast.Explanation) []byte {
	c, d := drawExplanation(e)
	return c.svg("explanation", explanationTitle(e), d.text, d.height)
}

func explanationTitle(e *forecast.Explanation) string {
	if e.Lock != "" {
		return "What empties the " + e.Cells + " cells of lock " + e.Lock
	}
	return "What empties the " + e.Cells + " cells"
}

func drawExplanation(e *forecast.Explanation) (*canvas, drawn) {
	c := &canvas{}
	y := c.heading(explanationTitle(e), e.Summary)
	shares := append([]forecast.Share(nil), e.Known...)
	known := 0.0
	for i := range shares {
		known += shares[i].MAhPerDay
	}
	hidden := forecast.Share{Consumer: forecast.Unexplained, MAhPerDay: e.Hidden.Value, Low: e.Hidden.Low, High: e.Hidden.High, Basis: "fit"}
	if e.Basis == "words" {
		hidden.Basis = "the rest"
	}
	shares = append(shares, hidden)
	y = c.section(y+12, fmt.Sprintf("Drained: %s (%s to %s) mAh a day", three(e.Drained.Value), three(e.Drained.Low), three(e.Drained.High)))
	y = c.stack(shares, known+e.Hidden.Value, y)
	y = c.section(y+22, "What may be behind it")
	y = c.candidates(e, y)
	note := "The shaded stripe is what is missing; a bar that reaches it suffices."
	if !e.Needed {
		note = "Nothing has to be missing here."
	}
	if e.Basis == "telemetry" {
		note += " " + twin.Basis
	}
	y = c.paragraph(margin, y+16, inner, "s", note)
	text := e.Summary
	for i := range e.Candidates {
		k := &e.Candidates[i]
		text += fmt.Sprintf(" %s: weight %s, %s.", k.Title, percent(k.Weight), suffices(k))
	}
	return c, drawn{text, y + 6}
}

func suffices(k *forecast.Candidate) string {
	if k.Explains {
		return "suffices"
	}
	return "not by itself"
}

// candidates draws a line for each: its title, its range of load on one axis, its
// weight.
func (c *canvas) candidates(e *forecast.Explanation, y float64) float64 {
	const left, right, room = 400.0, 640.0, 360.0
	most := e.Hidden.High
	for i := range e.Candidates {
		most = max(most, e.Candidates[i].HighMAh)
	}
	x := scale{0, max(1, most), left, right}
	top := y - 6
	start := y + 8
	bottom := start
	for i := range e.Candidates {
		bottom += c.lines(e.Candidates[i].Title, room) + 10
	}
	if e.Needed {
		c.rect("need", x.at(e.Hidden.Low), top, x.at(e.Hidden.High)-x.at(e.Hidden.Low), bottom-top)
	}
	c.below(x, top, bottom, "mAh a day")
	y = start
	for i := range e.Candidates {
		k := &e.Candidates[i]
		c.paragraph(margin, y+4, room, "", k.Title)
		if k.HighMAh > 0 {
			c.rect("bar", x.at(k.LowMAh), y-6, max(2, x.at(k.HighMAh)-x.at(k.LowMAh)), 12)
			if k.LifeFactor < 1 {
				c.text(left+4, y+22, "s", "start", fitting("s", "and life × "+three(k.LifeFactor), right-left))
			}
		} else {
			c.text(left+4, y+4, "s", "start", fitting("s", "no load; life × "+three(k.LifeFactor), right-left))
		}
		c.text(right+68, y+4, "", "end", percent(k.Weight))
		c.text(right+80, y+4, "", "start", suffices(k))
		y += c.lines(k.Title, room) + 10
	}
	c.text(right+68, top, "s", "end", "weight")
	return y + 20
}

// lines is how high a wrapped text is.
func (c *canvas) lines(s string, room float64) float64 {
	return float64(line * float64(max(1, len(wrapped("", s, room)))))
}
