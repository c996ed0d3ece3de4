package picture

import (
	"fmt"
	"strings"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
)

// Where charts begin and end beside their labels.
const (
	chartLeft  = 170.0
	chartRight = 630.0
)

// Forecast draws the charge over the days ahead, when what happens, and where the
// charge goes.
func Forecast(f *forecast.Forecast) []byte {
	c, d := drawForecast(f)
	return c.svg("forecast", forecastTitle(f), d.text, d.height)
}

func forecastTitle(f *forecast.Forecast) string {
	return strings.TrimSpace("Forecast for " + f.Cells + " cells of lock " + f.Lock)
}

// drawn is what a picture says in words, and how high it is.
type drawn struct {
	text   string
	height float64
}

func drawForecast(f *forecast.Forecast) (*canvas, drawn) {
	c := &canvas{}
	under := fmt.Sprintf("%s actions a day at %s °C; charge now %s (%s to %s); taken for %s. Bands hold 90 %% of the futures.",
		three(f.PerDay), three(f.Celsius), percent(f.Charge.Value), percent(f.Charge.Low), percent(f.Charge.High), f.BatteryType)
	y := c.heading(forecastTitle(f), under)
	end := 1.0
	if n := len(f.Curve); n > 0 {
		end = max(end, f.Curve[n-1].Days)
	}
	events := [...]struct {
		name string
		u    forecast.Until
	}{{"warning, 20 %", f.Warning}, {"critical, 10 %", f.Critical}, {"brown-out reset", f.BrownOut}, {"empty", f.Empty}}
	x := scale{0, end, chartLeft, chartRight}
	top, bottom := y+22, y+212
	v := scale{0, 1, bottom, top}
	low := bottom + 14 + float64(24*len(events))
	c.below(x, top, low, "days from now")
	for _, p := range [...]float64{0, 0.25, 0.5, 0.75, 1} {
		c.rule("hair", chartLeft, v.at(p), chartRight, v.at(p))
		c.text(chartLeft-8, v.at(p)+4, "s", "end", percent(p))
	}
	c.text(margin, top-8, "h2", "start", "Charge")
	c.curve(f.Curve, x, v)
	text := under
	for k := range events {
		e := &events[k]
		row := bottom + 24 + float64(24*k)
		c.text(chartLeft-8, row+4, "", "end", e.name)
		c.event(e.u, x, row, top, end)
		c.text(chartRight+14, row+4, "", "start", fitting("", until(e.u), width-margin-chartRight-14))
		text += " " + e.name + ": " + until(e.u) + "."
	}
	y = c.section(low+50, fmt.Sprintf("Where the charge goes: %s mAh a day", mah(f.Total)))
	y = c.stack(f.Stack, f.Total.MAhPerDay, y)
	for i := range f.Stack {
		text += fmt.Sprintf(" %s %s mAh a day.", named(f.Stack[i].Consumer), mah(f.Stack[i]))
	}
	y = c.paragraph(margin, y+12, inner, "s", twin.Basis)
	return c, drawn{text, y + 6}
}

// curve draws the charge with its band.
func (c *canvas) curve(points []forecast.Point, x, v scale) {
	if len(points) == 0 {
		return
	}
	var band, low, high, middle strings.Builder
	for i := range points {
		p := &points[i]
		to := draw
		if i == 0 {
			to = move
		}
		to(&band, x.at(p.Days), v.at(p.High))
		to(&high, x.at(p.Days), v.at(p.High))
		to(&low, x.at(p.Days), v.at(p.Low))
		to(&middle, x.at(p.Days), v.at(p.Charge))
	}
	for i := len(points) - 1; i >= 0; i-- {
		draw(&band, x.at(points[i].Days), v.at(points[i].Low))
	}
	band.WriteString("Z")
	c.path("band", &band)
	c.path("edge", &low)
	c.path("edge", &high)
	c.path("main", &middle)
}

// event draws when something happens: its interval, and a dashed line through the
// curve at the median.
func (c *canvas) event(u forecast.Until, x scale, row, top, end float64) {
	if u.Never {
		if u.Chance >= 0.05 && u.Low < end {
			c.rule("wh", x.at(u.Low), row, x.p1, row)
			c.rule("wh", x.at(u.Low), row-4, x.at(u.Low), row+4)
		}
		return
	}
	c.whisker(x.at(min(u.Low, end)), x.at(min(u.Days, end)), x.at(min(u.High, end)), row)
	if !u.Reached {
		c.rule("mark", x.at(min(u.Days, end)), top, x.at(min(u.Days, end)), row)
	}
}

// stack draws one bar of all shares and a line for each, and gives the y below.
func (c *canvas) stack(shares []forecast.Share, total, y float64) float64 {
	at, most := margin, 0.0
	for i := range shares {
		s := &shares[i]
		w := 0.0
		if total > 0 {
			w = s.MAhPerDay / total * inner
		}
		c.part(s.Consumer, at, y-8, w, 24)
		at += w
		most = max(most, s.High, s.MAhPerDay)
	}
	y += 38
	if most <= 0 {
		most = 1
	}
	x := scale{0, most, chartLeft + 30, chartRight - 30}
	for i := range shares {
		s := &shares[i]
		c.part(s.Consumer, margin, y-10, 12, 12)
		c.text(margin+20, y, "", "start", named(s.Consumer))
		c.part(s.Consumer, x.p0, y-10, x.at(s.MAhPerDay)-x.p0, 12)
		c.whisker(x.at(s.Low), x.at(s.MAhPerDay), x.at(s.High), y-4)
		c.text(chartRight-14, y, "", "start", mah(*s))
		c.text(width-margin, y, "s", "end", basis(s.Basis))
		y += 22
	}
	return y
}

func basis(s string) string {
	if s == "telemetry" {
		return "told"
	}
	return s
}

// part draws a piece of a bar; what is unexplained is hatched.
func (c *canvas) part(k forecast.Consumer, x, y, w, h float64) {
	if w <= 0.05 {
		return
	}
	c.rect(string(k), x, y, w, h)
	if k == forecast.Unexplained {
		var d strings.Builder
		for s := 5.0; s < w+h; s += 7 {
			// A line that falls to the left, clipped to the piece.
			x0, y0 := x+s, y
			if s > w {
				x0, y0 = x+w, y+(s-w)
			}
			x1, y1 := x, y+s
			if s > h {
				x1, y1 = x+(s-h), y+h
			}
			move(&d, x0, y0)
			draw(&d, x1, y1)
		}
		c.path("hatch", &d)
	}
	c.rect("rim", x, y, w, h)
}
