package picture

import (
	"fmt"
	"slices"
	"strings"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// Fit draws the rested voltage that was heard over the curve of the fit with its
// band, what remains between them, and the numbers that were fitted. The part that
// the fit did not see is marked.
func Fit(f *twin.Fit, s telemetry.Series) []byte {
	c, d := drawFit(f, s)
	return c.svg("fit", fitTitle(f), d.text, d.height)
}

func fitTitle(f *twin.Fit) string {
	return strings.TrimSpace("Fit of lock " + f.Lock + " with " + f.Chemistry + " cells")
}

// heard is one voltage of the telemetry.
type heard struct{ day, volts float64 }

const dayMS = 24 * 3600 * 1000

// mostPoints of telemetry are drawn; of more, every n-th.
const mostPoints = 700

// rested gathers the voltages that were measured at rest.
func rested(f *twin.Fit, s telemetry.Series) []heard {
	var out []heard
	for i := range s.Records {
		r := s.Records[i].Report
		at := int64(s.Records[i].At)
		if r == nil || !r.VoltageMV.Set || s.Records[i].Retained || at < f.FromMS || at > f.ToMS {
			continue
		}
		out = append(out, heard{float64(at-f.FromMS) / dayMS, float64(r.VoltageMV.Value) / 1000})
	}
	if n := len(out)/mostPoints + 1; n > 1 {
		kept := out[:0]
		for i := 0; i < len(out); i += n {
			kept = append(kept, out[i])
		}
		out = kept
	}
	return out
}

// fitted is the curve on one day: median and 90 %.
type fitted struct{ day, low, middle, high float64 }

// drawsDrawn is how many draws make the band.
const drawsDrawn = 48

// curveOf follows the draws back from the end of the telemetry to when the cells
// were put in, at the average use. It is for the eye: the fit itself counts each
// action.
func curveOf(f *twin.Fit) []fitted {
	const parts = 60
	from := max(f.CellsMS, f.FromMS)
	span := float64(f.ToMS-from) / dayMS
	if span <= 0 || len(f.Draws) == 0 {
		return nil
	}
	stride := max(1, len(f.Draws)/drawsDrawn)
	volts := make([][]float64, parts+1)
	lock, err := twin.NewReduced(f.Chemistry, f.Draws[0])
	if err != nil {
		return nil
	}
	for i := 0; i < len(f.Draws); i += stride {
		v := f.Draws[i]
		if lock, err = lock.With(v); err != nil {
			return nil
		}
		use := twin.Daily{Actions: f.PerDay, Unlatch: f.Unlatch, Celsius: f.Celsius, IdleMicroamp: v[twin.Idle]}
		capacity := float64(v[twin.Capacity] * lock.Derate(f.Celsius))
		charge, step := v[twin.Charge], span/parts
		idle := v[twin.Idle] * 1e-6
		for k := parts; k >= 0; k-- {
			ohms := lock.FastOhms(charge, f.Celsius) + lock.SlowOhms(charge, f.Celsius)
			volts[k] = append(volts[k], lock.OpenVolts(charge, f.Celsius)-float64(ohms*idle))
			age := float64(f.ToMS-f.CellsMS)/dayMS - float64(step*float64(parts-k))
			fall := lock.PerDay(charge, use)/capacity + lock.LeakPerDay(max(0, age), f.Celsius)
			charge = min(1, charge+float64(step*fall))
		}
	}
	out := make([]fitted, parts+1)
	for k := range out {
		slices.Sort(volts[k])
		n := float64(len(volts[k]) - 1)
		out[k] = fitted{float64(from-f.FromMS)/dayMS + float64(float64(span*float64(k))/parts),
			volts[k][int(n*0.05)], volts[k][int(n*0.5)], volts[k][int(float64(n*0.95)+0.5)]}
	}
	return out
}

// settle moves the curve to where the lock's own converter reads it, which is off by
// an amount that the fit finds as well but that no draw carries: by the mean of what
// remains over the part that the fit saw. It returns by how much, in volts.
func settle(points []heard, curve []fitted, held float64) float64 {
	sum, n := 0.0, 0.0
	for _, p := range points {
		if at, ok := onCurve(curve, p.day); ok && (held == 0 || p.day < held) {
			sum, n = sum+p.volts-at, n+1
		}
	}
	if n == 0 {
		return 0
	}
	by := sum / n
	for i := range curve {
		c := &curve[i]
		c.low, c.middle, c.high = c.low+by, c.middle+by, c.high+by
	}
	return by
}

// onCurve is the curve on a day, and whether it reaches so far.
func onCurve(curve []fitted, day float64) (float64, bool) {
	for i := 1; i < len(curve); i++ {
		if a, b := curve[i-1], curve[i]; day >= a.day && day <= b.day && b.day > a.day {
			return a.middle + float64((b.middle-a.middle)*(day-a.day)/(b.day-a.day)), true
		}
	}
	return 0, false
}

func drawFit(f *twin.Fit, s telemetry.Series) (*canvas, drawn) {
	c := &canvas{}
	under := fmt.Sprintf("%d reports, %d actions, %s a day. ", f.Reports, f.Actions, three(f.PerDay))
	if f.Usable {
		under += "The fit may be used: it foretold the part that it did not see."
	} else {
		under += "The fit is refused:"
		for i := range f.Refusals {
			under += " " + f.Refusals[i].Text + ";"
		}
		under = strings.TrimSuffix(under, ";") + "."
	}
	y := c.heading(fitTitle(f), under)
	points, curve := rested(f, s), curveOf(f)
	held := 0.0
	if f.Held.Records > 0 {
		held = float64(f.Held.FromMS-f.FromMS) / dayMS
	}
	moved := settle(points, curve, held)
	end := max(1, float64(f.ToMS-f.FromMS)/dayMS)
	const left = 70.0
	x := scale{0, end, left, width - margin}
	top := y + 26
	v := scale{4, 6, top + 190, top}
	if lo, hi, ok := reach(points, curve); ok {
		v.from, v.to = lo, hi
	}
	bottom := v.p0 + 130
	if held > 0 && held < end {
		c.rect("shade", x.at(held), top, x.p1-x.at(held), bottom-top)
		label := "held back"
		if x.p1-x.at(held) > wide("s", label)+8 {
			c.text(x.p1-4, top-8, "s", "end", label)
		}
	}
	c.below(x, top, bottom, "days")
	c.beside(v, left, x.p1, fmt.Sprintf("rested voltage, V; curve moved by %+.0f mV, as the lock's converter reads", float64(moved*1000)))
	c.fitted(curve, x, v)
	for _, p := range points {
		class := "pt"
		if held > 0 && p.day >= held {
			class = "pth"
		}
		c.dot(class, x.at(p.day), v.at(p.volts), 2)
	}
	if f.CellsMS > f.FromMS {
		at := x.at(float64(f.CellsMS-f.FromMS) / dayMS)
		c.rule("mark", at, top, at, bottom)
	}
	c.remains(points, curve, x, scale{-50, 50, bottom - 8, v.p0 + 40}, left, held)
	y = c.numbers(f, bottom+50)
	y = c.paragraph(margin, y+10, inner, "s", twin.Basis)
	text := under
	for i := range f.Estimates {
		e := &f.Estimates[i]
		text += fmt.Sprintf(" %s %s %s (%s to %s).", e.Name, three(e.Value), unit(e.Unit), three(e.Low), three(e.High))
	}
	return c, drawn{text, y + 6}
}

// reach is the range of the voltages, with a little room.
func reach(points []heard, curve []fitted) (lo, hi float64, ok bool) {
	lo, hi = 1e9, -1e9
	for _, p := range points {
		lo, hi = min(lo, p.volts), max(hi, p.volts)
	}
	for _, p := range curve {
		lo, hi = min(lo, p.low), max(hi, p.high)
	}
	return lo - 0.05, hi + 0.05, hi > lo
}

// fitted draws the curve with its band.
func (c *canvas) fitted(curve []fitted, x, v scale) {
	if len(curve) == 0 {
		return
	}
	var band, middle strings.Builder
	for i, p := range curve {
		to := draw
		if i == 0 {
			to = move
		}
		to(&band, x.at(p.day), v.at(p.high))
		to(&middle, x.at(p.day), v.at(p.middle))
	}
	for i := len(curve) - 1; i >= 0; i-- {
		draw(&band, x.at(curve[i].day), v.at(curve[i].low))
	}
	band.WriteString("Z")
	c.path("band", &band)
	c.path("main", &middle)
}

// remains draws telemetry minus curve.
func (c *canvas) remains(points []heard, curve []fitted, x, r scale, left, held float64) {
	most := 10.0
	for _, p := range points {
		if m, ok := onCurve(curve, p.day); ok {
			d := (p.volts - m) * 1000
			most = max(most, d, -d)
		}
	}
	r.from, r.to = -most, most
	c.text(left, r.p1-8, "s", "start", "heard minus fitted, mV")
	for _, v := range []float64{-most, 0, most} {
		c.rule("hair", left, r.at(v), x.p1, r.at(v))
		c.text(left-6, r.at(v)+4, "s", "end", stepped(v, 1))
	}
	for _, p := range points {
		if m, ok := onCurve(curve, p.day); ok {
			class := "pt"
			if held > 0 && p.day >= held {
				class = "pth"
			}
			c.dot(class, x.at(p.day), r.at((p.volts-m)*1000), 1.6)
		}
	}
}

// numbers lists estimates on the left and residuals on the right.
func (c *canvas) numbers(f *twin.Fit, y float64) float64 {
	const second = 480.0
	c.text(margin, y, "h2", "start", "Fitted, with 90 % intervals")
	c.text(second, y, "h2", "start", "What remains, by channel")
	row := y + 22
	for i := range f.Estimates {
		e := &f.Estimates[i]
		c.text(margin, row, "", "start", fitting("", e.Name, 165))
		c.text(margin+172, row, "", "start", fitting("", fmt.Sprintf("%s %s (%s to %s)", three(e.Value), unit(e.Unit), three(e.Low), three(e.High)), 270))
		row += line + 2
	}
	end := row
	row = y + 22
	for i := range f.Residuals {
		r := &f.Residuals[i]
		c.text(second, row, "", "start", fitting("", r.Channel, 70))
		c.text(second+76, row, "", "start", fitting("", fmt.Sprintf("%s %s, %s × noise, %d values", three(r.RMS), unit(r.Unit), three(r.Ratio), r.Count), width-margin-second-76))
		row += line + 2
	}
	if f.Held.Records > 0 {
		c.text(second, row, "", "start", fmt.Sprintf("held back: %d records, %s in their intervals", f.Held.Records, percent(f.Held.Within)))
		row += line + 2
	}
	return max(end, row)
}

func unit(u string) string {
	if u == "1" {
		return ""
	}
	return u
}
