package twin

import (
	"locktwin/internal/repro"
	"locktwin/model/power"
)

// inrush tells how a motor starts behind a resistance: winding, rotor and the
// bulk capacitor of the board are one linear circuit, whose extremes in the first
// milliseconds scale with the voltage. They are tabulated over the resistance, so
// that no circuit has to be solved for a report.
type inrush struct {
	peak   [inrushPoints + 1]float64 // A for each volt
	lowest [inrushPoints + 1]float64 // of the rail, as a part of the open voltage
	at     [inrushPoints + 1]float64 // s, when the rail is lowest
}

// The table of inrush.
const (
	inrushPoints = 80
	inrushStep   = 0.1   // ohm
	inrushTime   = 40e-6 // s between two looks
	inrushLooks  = 100
	inrushVolts  = 5.2 // the friction is small beside the start, and taken at this voltage
	bulkFarads   = 220e-6
	bulkOhms     = 0.1 // its equivalent series resistance
)

// newInrush solves the start of a motor for every resistance of the table.
func newInrush(m *power.MotorConfig) *inrush {
	t := &inrush{}
	for k := range t.peak {
		ohms := max(1e-3, inrushStep*float64(k))
		t.peak[k], t.lowest[k], t.at[k] = solveStart(m, ohms)
	}
	return t
}

// solveStart follows current, capacitor and speed by the propagator of a fixed
// time, which is exact, and takes the extremes from parabolas through three looks.
func solveStart(m *power.MotorConfig, ohms float64) (peak, lowest, at float64) {
	g := 1 / (ohms + bulkOhms)
	l, r := float64(m.L), float64(m.R)
	a := [4][4]float64{ // of i, vc, w and the constant 1
		{-(r + float64(g*ohms*bulkOhms)) / l, g * ohms / l, -m.Ke / l, g * inrushVolts * bulkOhms / l},
		{-g * ohms / bulkFarads, -g / bulkFarads, 0, g * inrushVolts / bulkFarads},
		{m.Kt / m.J, 0, -m.B / m.J, -freeLoad / m.J},
		{},
	}
	p := propagator(a, inrushTime)
	x := [4]float64{0, inrushVolts, 0, 1}
	var i, v [3]float64
	v[2] = inrushVolts
	lowest = inrushVolts
	for n := 1; n <= inrushLooks; n++ {
		var y [4]float64
		for j := range y {
			for k := range x {
				y[j] += float64(p[j][k] * x[k])
			}
		}
		y[2] = max(0, y[2]) // friction does not turn the rotor back
		x = y
		rail := float64(g * (float64(inrushVolts*bulkOhms) + float64(x[1]*ohms) - float64(x[0]*ohms*bulkOhms)))
		i[0], i[1], i[2] = i[1], i[2], x[0]
		v[0], v[1], v[2] = v[1], v[2], rail
		if n < 2 {
			continue
		}
		if i[1] >= i[0] && i[1] >= i[2] {
			top, _ := summit(i)
			peak = max(peak, top)
		}
		if v[1] <= v[0] && v[1] <= v[2] {
			if low, shift := summit(v); low < lowest {
				lowest, at = low, float64(inrushTime*(float64(n-1)+shift))
			}
		}
	}
	peak = max(peak, i[2])
	if v[2] < lowest {
		lowest, at = v[2], inrushTime*inrushLooks
	}
	return peak / inrushVolts, lowest / inrushVolts, at
}

// summit is the extreme of the parabola through three equidistant points, and
// where it lies from the middle one.
func summit(y [3]float64) (value, shift float64) {
	bend := y[0] - float64(2*y[1]) + y[2]
	if bend == 0 {
		return y[1], 0
	}
	shift = float64(0.5*(y[0]-y[2])) / bend
	return y[1] - float64(0.25*(y[0]-y[2])*shift), shift
}

// propagator is e^(A·h), by a Taylor series that is squared.
func propagator(a [4][4]float64, h float64) [4][4]float64 {
	const squares, terms = 6, 8
	var out, term [4][4]float64
	for i := range out {
		out[i][i], term[i][i] = 1, 1
		for j := range a {
			a[i][j] = a[i][j] * h / (1 << squares)
		}
	}
	for n := 1; n <= terms; n++ {
		term = times(&term, &a)
		for i := range term {
			for j := range term {
				term[i][j] /= float64(n)
				out[i][j] += term[i][j]
			}
		}
	}
	for range squares {
		out = times(&out, &out)
	}
	return out
}

func times(a, b *[4][4]float64) (c [4][4]float64) {
	for i := range c {
		for j := range c {
			for k := range c {
				c[i][j] += float64(a[i][k] * b[k][j])
			}
		}
	}
	return c
}

// read interpolates the table at a resistance.
func (t *inrush) read(ohms float64) (peak, lowest, at float64) {
	x := min(max(ohms/inrushStep, 0), inrushPoints-1e-9)
	k := int(x)
	u := x - float64(k)
	mix := func(p *[inrushPoints + 1]float64) float64 {
		return smooth(p[max(k-1, 0)], p[k], p[k+1], p[min(k+2, inrushPoints)], u)
	}
	return mix(&t.peak), mix(&t.lowest), mix(&t.at)
}

// sag is the lowest voltage and the peak current of a start at a rested voltage,
// with the elements of the set at 21 °C and k as the factor on them.
func (r *Reduced) sag(open float64, z elements, k float64) (lowest, peakAmps float64) {
	fast := float64(z.r0*k) + r.bare
	open -= float64(fast * (boardAmps + r.light))
	peak, first, at := r.cells.start.read(fast)
	peakAmps = float64(open * peak)
	r1 := float64(z.r1 * k)
	// What the fast polarisation has come to until then, at half the peak on
	// average over the rise of the current.
	lowest = float64(open*first) - float64(r1*peakAmps*(1-repro.Exp(float64(-0.75*at/z.tau1))))
	lowest = min(lowest, r.later(open, fast, r1, z.tau1))
	return open - float64((open-lowest)*(sagTrim-float64(sagBend*(fast+r1)))), peakAmps
}
