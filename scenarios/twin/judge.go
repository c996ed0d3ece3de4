package twin

import (
	"fmt"
	"math"
)

// When a fit may be used (assumptions: chosen so that a sound lock passes nearly
// always, and a wrong chemistry or a lock that changed does not).
const (
	leastReports = 12
	leastDays    = 7.0
	heldPart     = 0.2 // of the glances, the last ones
	leastHeld    = 3
	heldRatio    = 2.0 // RMS of the standardised errors of what was foretold
	heldWithin   = 0.6 // of what was foretold lies in its 90 % interval
	noKind       = 2.5 // RMS of the residuals with the best chemistry
	noSensor     = 5.0 // standard deviations that a sensor may have to be off for it
	driftBy      = 4.5 // standard deviations between the two halves
	driftGlances = 24  // fewer say nothing of halves
)

// foretell scores glances from..to with a lock that was fitted without them: the
// errors are held against noise and what the fit left open.
func (s *search) foretell(o *optimum, from, to int) HeldBack {
	f := s.f
	n := f.n
	out := HeldBack{FromMS: int64(f.c.glances[from].atMS)}
	base := make([][channels]float64, to-from)
	f.run(o.z)
	for i := from; i < to; i++ {
		f.expect(&f.c.glances[i], o.z, &base[i-from])
	}
	slope := make([][channels]float64, (to-from)*n)
	z := append([]float64(nil), o.z...)
	var want [channels]float64
	for j := range z {
		z[j] = o.z[j] + stride
		f.run(z)
		z[j] = o.z[j]
		for i := from; i < to; i++ {
			g := &f.c.glances[i]
			z[j] += stride
			f.expect(g, z, &want)
			z[j] = o.z[j]
			for k := range want {
				slope[(i-from)*n+j][k] = (want[k] - base[i-from][k]) / stride
			}
		}
	}
	square, within, count := 0.0, 0, 0
	for i := from; i < to; i++ {
		g := &f.c.glances[i]
		out.Records += g.reports
		for k := range g.channel {
			if g.channel[k].n == 0 {
				continue
			}
			// Variance left open: |root'·slope|².
			open := 0.0
			for b := range n {
				sum := 0.0
				for a := b; a < n; a++ {
					sum += float64(o.root.At(a, b) * slope[(i-from)*n+a][k])
				}
				open += float64(sum * sum)
			}
			noise := float64(g.sigma[k] * f.scale[k])
			x := (g.channel[k].value() - base[i-from][k]) / math.Sqrt(float64(noise*noise)+open)
			x = draw(x)
			square += float64(x * x)
			if math.Abs(x) < 1.645 {
				within++
			}
			count++
		}
	}
	if count > 0 {
		out.Within = float64(within) / float64(count)
		out.Ratio = math.Sqrt(square / float64(count))
	}
	out.Passes = count > 0 && out.Ratio <= heldRatio && (out.Within >= heldWithin || count < 10)
	return out
}

// sensors is how far the sensors have to be off for a lock to fit, in the standard
// deviations that are assumed of them.
func sensors(z []float64) float64 {
	most := 0.0
	for _, j := range [...]int{zOffset, zGain, zCurrent, zDrain, zSag} {
		most = max(most, math.Abs(z[j]))
	}
	return most
}

// drifts tells which unknown differs between two fits by more than they leave
// open, and by how many standard deviations; empty when none does.
func drifts(a, b *optimum) (string, float64) {
	most, name := 0.0, ""
	for _, p := range [...]struct {
		z    int
		name string
	}{{zFactor, "resistance"}, {zContact, "contact"}, {zLoad, "motor load"}, {zIdle, "idle"}} {
		v := o2(a, p.z) + o2(b, p.z)
		if x := math.Abs(a.z[p.z]-b.z[p.z]) / math.Sqrt(v); x > most {
			most, name = x, p.name
		}
	}
	if most > driftBy {
		return name, most
	}
	return "", most
}

// o2 is the variance of one unknown.
func o2(o *optimum, j int) float64 {
	sum := 0.0
	for b := 0; b <= j; b++ {
		sum += float64(o.root.At(j, b) * o.root.At(j, b))
	}
	return sum
}

// refuse adds a reason.
func (f *Fit) refuse(code, format string, a ...any) {
	f.Refusals = append(f.Refusals, Refusal{Code: code, Text: fmt.Sprintf(format, a...)})
}
