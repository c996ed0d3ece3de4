package twin

import (
	"math"

	"locktwin/internal/repro"
)

// widen lets a channel whose residuals are larger than its noise count for less,
// and looks once more. Where the lock is noisier than assumed the intervals must
// not stay narrow.
func (s *search) widen(modes []*optimum) (*search, []*optimum) {
	wider := false
	for k, r := range s.f.compare(modes[0].z) {
		if r.Count >= 8 && r.Ratio > widenFrom {
			s.f.scale[k] = r.Ratio
			wider = true
		}
	}
	if !wider {
		return s, modes
	}
	again := newSearch(s.f, s.from, s.to)
	var found []*optimum
	for _, o := range modes {
		if better, err := again.find(o.z); err == nil {
			found = append(found, better)
		}
	}
	if len(found) == 0 {
		return s, modes
	}
	return again, distinct(found)
}

// widenFrom is the ratio of residuals to noise from which noise is taken to be
// larger than assumed (assumption: beyond what chance gives with 8 values).
const widenFrom = 1.3

// channelNames are how residuals are called, and their units.
var channelNames = [channels]struct{ name, unit string }{
	inVolts: {"voltage", "V"}, inSag: {"sag", "V"}, inCurrent: {"current", "A"}, inDrain: {"drain", "J"},
}

// compare sums up the residuals by channel.
func (f *fitting) compare(z []float64) []Residual {
	out := make([]Residual, channels)
	f.run(z)
	var want [channels]float64
	for i := range f.c.glances {
		g := &f.c.glances[i]
		f.expect(g, z, &want)
		for k := range g.channel {
			if g.channel[k].n == 0 {
				continue
			}
			r := &out[k]
			e := g.channel[k].value() - want[k]
			x := draw(e / g.sigma[k])
			r.Count++
			r.RMS += float64(e * e)
			r.Bias += e
			r.Ratio += float64(x * x)
		}
	}
	for k := range out {
		r := &out[k]
		r.Channel, r.Unit = channelNames[k].name, channelNames[k].unit
		if n := float64(r.Count); n > 0 {
			r.RMS, r.Bias, r.Ratio = math.Sqrt(r.RMS/n), r.Bias/n, math.Sqrt(r.Ratio/n)
		}
	}
	return out
}

// estimate fills in what is known of each parameter, and the draws.
func (f *Fit) estimate(s *search, post *sample, draws int, key repro.Key) {
	columns := make([][]float64, Parameters)
	for p := range columns {
		columns[p] = make([]float64, len(post.z))
	}
	r := &s.f.r
	for i, z := range post.z {
		r.lock(z)
		for p := range columns {
			columns[p][i] = r.v[p]
		}
	}
	before := priorWidths(r.cells, r.way)
	for p := range Parameters {
		q := post.quantiles(columns[p], 0.5, 0.05, 0.95)
		f.Estimates = append(f.Estimates, Estimate{Name: p.String(), Unit: p.Unit(), Value: q[0], Low: q[1], High: q[2],
			Informed: min(max(1-width(p, q[1], q[2])/before[p], 0), 1)})
	}
	for _, z := range post.pick(draws, key.Child("draws")) {
		r.lock(z)
		f.Draws = append(f.Draws, r.v)
	}
}

// width is how wide an interval is: the logarithm of its ends' ratio, or their
// difference for what is no scale.
func width(p Parameter, low, high float64) float64 {
	if p == Charge || !(low > 0) {
		return high - low
	}
	return repro.Log(high / low)
}

// priorDraws is how many locks are drawn to see how wide the assumptions are.
const priorDraws = 400

// priorWidths are the widths of the 90 % intervals before any telemetry. They come
// from fixed draws, so that no fit differs by them.
func priorWidths(kind *cells, way float64) (out [Parameters]float64) {
	p := &sample{weight: make([]float64, priorDraws)}
	columns := [Parameters][priorDraws]float64{}
	r := Reduced{cells: kind, motor: kind.motor, way: way, latch: 1}
	stream := repro.Root(0).Child("twin-prior").Stream()
	var z [unknowns]float64
	for i := range priorDraws {
		for j := range z {
			z[j] = stream.Normal()
		}
		r.lock(z[:])
		p.weight[i] = 1.0 / priorDraws
		for k := range Parameters {
			columns[k][i] = r.v[k]
		}
	}
	for k := range Parameters {
		q := p.quantiles(columns[k][:], 0.05, 0.95)
		out[k] = width(k, q[0], q[1])
	}
	return out
}

// round cuts everything that a reader sees to significant digits.
func (f *Fit) round() {
	for _, p := range []*float64{&f.PerDay, &f.PerDaySwing, &f.Unlatch, &f.Celsius, &f.Swing, &f.Held.Within, &f.Held.Ratio} {
		*p = rounded(*p)
	}
	for i := range f.Estimates {
		e := &f.Estimates[i]
		e.Value, e.Low, e.High, e.Informed = rounded(e.Value), rounded(e.Low), rounded(e.High), rounded(e.Informed)
	}
	for i := range f.Draws {
		for p := range f.Draws[i] {
			f.Draws[i][p] = rounded(f.Draws[i][p])
		}
	}
	for i := range f.Residuals {
		r := &f.Residuals[i]
		r.RMS, r.Bias, r.Ratio = rounded(r.RMS), rounded(r.Bias), rounded(r.Ratio)
	}
	for i := range f.Others {
		// Of kinds that do not explain the telemetry the search gives up on the way, and
		// where it stands then is another place on each processor.
		r := &f.Others[i]
		r.Weight, r.Ratio = math.Round(r.Weight*1e4)/1e4, math.Round(r.Ratio*10)/10
	}
}
