package twin

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/power"
)

// setOf is how many cells a lock takes.
const setOf = 4

// elements are the Thevenin elements of a set at 21 °C, ohm and seconds.
type elements struct{ r0, r1, tau1, r2, tau2 float64 }

// curvePoints is how many parts the curves of a set are cut into: a point for
// each half percent, so that every knot of the records is one.
const curvePoints = 200

// cells is a record of model/power as a set in series, its curves tabulated.
type cells struct {
	kind     string
	capacity float64 // mAh
	open     [curvePoints + 1]float64
	z        [curvePoints + 1]elements
	ref      elements // at half charge
	record   *power.Chemistry
	motor    power.MotorConfig
	start    *inrush
}

// dryVolts is more than any round cell has that a lock takes four of.
const dryVolts = 2.0

// cellsOf tabulates a record. The error wraps power.ErrUnknownCell, or ErrValue
// for packs of another build: behind a converter no voltage tells the charge.
func cellsOf(kind string) (*cells, error) {
	c, err := power.LookupCell(power.CellKind(kind))
	if err != nil {
		return nil, err
	}
	if c.Boost != nil || c.OCV[0].Volts > dryVolts {
		return nil, fmt.Errorf("%w: cells %q, must be single cells of less than %g V of which a lock takes four", ErrValue, kind, dryVolts)
	}
	const n = setOf
	out := &cells{kind: string(c.Kind), record: c, capacity: c.CapacityMilliampHours.V, motor: power.DefaultMotor()}
	out.start = newInrush(&out.motor)
	for i := range out.open {
		percent := 100 * float64(i) / curvePoints
		out.open[i] = float64(n * float64(c.OpenVolts(percent)))
		out.z[i] = interpolate(c.Impedance, percent, n)
	}
	out.ref = out.z[curvePoints/2]
	return out, nil
}

// interpolate reads the elements of a cell at a charge and puts n in series.
func interpolate(p []power.ImpedancePoint, percent, n float64) elements {
	a, b, u := p[0], p[0], 0.0
	for i := 1; i < len(p) && percent < p[i-1].Percent; i++ {
		a, b = p[i], p[i-1]
		u = max(0, (percent-a.Percent)/(b.Percent-a.Percent))
	}
	mix := func(x, y float64) float64 { return x + float64((y-x)*u) }
	return elements{
		r0:   float64(n * mix(float64(a.R0), float64(b.R0))),
		r1:   float64(n * mix(float64(a.R1), float64(b.R1))),
		tau1: mix(float64(a.Tau1), float64(b.Tau1)),
		r2:   float64(n * mix(float64(a.R2), float64(b.R2))),
		tau2: mix(float64(a.Tau2), float64(b.Tau2)),
	}
}

// place finds the part of the curves around a charge, and how far in it lies.
// Beyond the ends the curves go on with their last slope for a little, so that
// an optimiser is led back, and then stay.
func place(charge float64) (int, float64) {
	x := float64(min(max(charge, -0.05), 1.05) * curvePoints)
	i := min(max(int(x), 0), curvePoints-1)
	return i, x - float64(i)
}

// volts is the rested voltage at a charge. The curve is smooth between the points
// of the table, so that an optimiser finds a slope everywhere; it differs from the
// record by less than 2 mV, at its knots.
func (c *cells) volts(charge float64) float64 {
	i, u := place(charge)
	p := &c.open
	return smooth(p[max(i-1, 0)], p[i], p[i+1], p[min(i+2, curvePoints)], u)
}

// smooth is the cubic between b and c with the slopes of the neighbours a and d.
func smooth(a, b, c, d, u float64) float64 {
	m0, m1 := float64((c-a)/2), float64((d-b)/2)
	y := c - b
	return b + float64(u*(m0+float64(u*(float64(3*y)-float64(2*m0)-m1+float64(u*(m0+m1-float64(2*y)))))))
}

// impedance reads the elements at a charge, flat beyond the ends.
func (c *cells) impedance(charge float64) elements {
	i, u := place(min(max(charge, 0), 1))
	a, b := &c.z[i], &c.z[i+1]
	return elements{
		r0:   a.r0 + float64((b.r0-a.r0)*u),
		r1:   a.r1 + float64((b.r1-a.r1)*u),
		tau1: a.tau1 + float64((b.tau1-a.tau1)*u),
		r2:   a.r2 + float64((b.r2-a.r2)*u),
		tau2: a.tau2 + float64((b.tau2-a.tau2)*u),
	}
}

// leak is the self-discharge at 21 °C as a fraction a day, and the age in days
// at which it changes next.
func (c *cells) leak(ageDays float64) (rate, until float64) {
	s := c.record.Leak
	if len(s) == 0 {
		return 0, 1e9
	}
	i := 0
	for i < len(s)-1 && ageDays >= s[i].UntilDays {
		i++
	}
	until = s[i].UntilDays
	if i == len(s)-1 {
		until = 1e9
	}
	return s[i].PercentPerMonth / 100 / 30, until
}

// leaked is the self-discharge at 21 °C between two ages in days, as a fraction. It
// is smooth enough in the ages for an optimiser to see where they lead.
func (c *cells) leaked(from, to float64) float64 {
	sum, at := 0.0, from
	for at < to {
		rate, until := c.leak(at)
		next := min(until, to)
		sum += float64(rate * (next - at))
		at = next
	}
	return sum
}

// leakWarmth is the factor of a temperature on the self-discharge.
func (c *cells) leakWarmth(celsius float64) float64 {
	k := c.record.LeakDoublesPerKelvin.V
	if k == 0 {
		return 1
	}
	const ln2 = 0.693147180559945309417232121458
	return repro.Exp((celsius - refCelsius) / k * ln2)
}

// derateAt is the factor of a temperature on the charge that the cells give.
func (c *cells) derateAt(celsius float64) float64 {
	d := c.record.Derate
	if len(d) == 0 || celsius >= float64(d[0].Celsius) {
		return 1
	}
	for i := 1; i < len(d); i++ {
		if lo, hi := d[i], d[i-1]; celsius >= float64(lo.Celsius) {
			u := (celsius - float64(lo.Celsius)) / float64(hi.Celsius-lo.Celsius)
			return lo.Factor + float64((hi.Factor-lo.Factor)*u)
		}
	}
	return d[len(d)-1].Factor
}
