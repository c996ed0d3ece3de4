package picture

import (
	"fmt"
	"slices"

	"locktwin/scenarios/twin/futures"
)

// Futures draws what became of the PIN in many battery changes, and what would
// lower the losses, best first.
func Futures(r *futures.Result) []byte {
	c, d := drawFutures(r)
	return c.svg("futures", futuresTitle(r), d.text, d.height)
}

func futuresTitle(r *futures.Result) string {
	return fmt.Sprintf("The PIN after the next battery change, in %d futures", r.Before.PIN.Count)
}

func drawFutures(r *futures.Result) (*canvas, drawn) {
	c := &canvas{}
	l := &r.Before
	under := fmt.Sprintf("Lost in %s of the changes (%s to %s); %s changes and %s losses a year are expected. %s",
		percent(l.PIN.P), percent(l.PIN.Low), percent(l.PIN.High), three(l.ChangesPerYear), three(l.PINPerYear), r.Hypothesis)
	y := c.heading(futuresTitle(r), under)
	text := under
	type row struct {
		name string
		c    futures.Chance
		bad  bool
	}
	var rows []row
	for i := range l.Classes {
		k := &l.Classes[i]
		rows = append(rows, row{"PIN " + string(k.Class), k.Chance, string(k.Class) != "intact"})
	}
	rows = append(rows, row{"settings lost", l.Settings, true}, row{"authorizations lost", l.Authorizations, true})
	if r.Vary != nil {
		rows = append(rows, row{"PIN lost, " + r.Vary.Title, r.Vary.After.PIN, true})
	}
	y = c.section(y+12, "What became of it")
	x := scale{0, 1, 270, chartRight}
	c.percents(x, y-10, y+float64(23*len(rows)))
	for i := range rows {
		k := &rows[i]
		c.text(258, y+4, "", "end", fitting("", k.name, 258-margin))
		class := "less"
		if k.bad {
			class = "more"
		}
		c.rect(class, x.p0, y-6, x.at(k.c.P)-x.p0, 12)
		c.whisker(x.at(k.c.Low), x.at(k.c.P), x.at(k.c.High), y)
		c.text(chartRight+14, y+4, "", "start", chanceOf(k.c.P, k.c.Low, k.c.High))
		text += fmt.Sprintf(" %s: %s.", k.name, percent(k.c.P))
		y += 23
	}
	y = c.levers(r, y+54, &text)
	y = c.paragraph(margin, y+8, inner, "s", r.Interval)
	return c, drawn{text, y + 6}
}

// percents draws an axis of shares.
func (c *canvas) percents(x scale, top, bottom float64) {
	c.rule("axis", x.p0, bottom, x.p1, bottom)
	for _, v := range x.marks(6) {
		c.rule("hair", x.at(v), top, x.at(v), bottom+4)
		label := stepped(v*100, x.step(6)*100)
		c.text(x.at(v), bottom+16, "s", "middle", label+" %")
	}
}

// levers draws how much each variation changes the losses.
func (c *canvas) levers(r *futures.Result, y float64, text *string) float64 {
	if len(r.Levers) == 0 {
		return y - 20
	}
	all := slices.Clone(r.Levers)
	slices.SortStableFunc(all, func(a, b futures.Lever) int {
		switch {
		case a.Difference < b.Difference:
			return -1
		case a.Difference > b.Difference:
			return 1
		}
		return 0
	})
	y = c.section(y, "What would change it: points of percent that the losses of the PIN fall or rise")
	least, most := -0.01, 0.01
	for i := range all {
		least, most = min(least, all[i].Low), max(most, all[i].High)
	}
	x := scale{least, most, 370, chartRight + 20}
	top := y - 10
	c.percents(x, top, y+float64(23*len(all)))
	for i := range all {
		k := &all[i]
		c.text(358, y+4, "", "end", fitting("", k.Title, 358-margin))
		zero, at := x.at(0), x.at(k.Difference)
		class := "less"
		if k.Difference > 0 {
			class = "more"
		}
		c.rect(class, min(zero, at), y-6, max(at-zero, zero-at), 12)
		c.whisker(x.at(k.Low), at, x.at(k.High), y)
		c.text(chartRight+34, y+4, "", "start", signed(k.Difference)+" ("+signed(k.Low)+" to "+signed(k.High)+")")
		*text += fmt.Sprintf(" %s: %s points.", k.Title, signed(k.Difference))
		y += 23
	}
	c.rule("axis", x.at(0), top, x.at(0), y)
	return y + 30
}
