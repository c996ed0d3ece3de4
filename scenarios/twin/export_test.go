package twin

import (
	"fmt"
	"gonum.org/v1/gonum/optimize"

	"locktwin/internal/repro"

	"locktwin/scenarios/twin/telemetry"
)

// Against tells how the telemetry looks beside a known lock.
func Against(s telemetry.Series, kind string, l *Reduced, sensor Sensor, charge float64, show func(string)) {
	c := chart(&s)
	k, _ := cellsOf(kind)
	f := newFitting(c, k)
	z := make([]float64, f.n)
	_ = z
	f.r = *l
	sum := map[string]*[4]float64{}
	// charge backwards by the same course
	s2 := f.c.stretches
	ch := charge
	for i := len(s2) - 1; i >= 0; i-- {
		if i < len(s2)-1 && s2[i].set != s2[i+1].set {
			break
		}
		x := &s2[i]
		q := f.r.v[Idle]*x.days*24/1000 + (x.actions-x.unlatch)*f.r.ActionMAh(ch, x.celsius, false) + x.unlatch*f.r.ActionMAh(ch, x.celsius, true)
		ch += q/(f.r.v[Capacity]*f.r.Derate(x.celsius)) + f.r.LeakPerDay(x.age, x.celsius)*x.days
		f.border[i] = ch
	}
	for i := range c.glances {
		g := &c.glances[i]
		if s2[g.stretch].set != c.sets-1 {
			continue
		}
		a := f.border[g.stretch]
		b := charge
		if g.stretch+1 < len(s2) {
			b = f.border[g.stretch+1]
		}
		at := a + (b-a)*g.part
		open := f.r.cells.volts(at)
		low, peak := f.r.sag(open, f.r.cells.impedance(at), f.r.warmth(g.celsius))
		e := f.r.ActionJoules(at, g.celsius, c.degrees, g.unlatch)
		got := [4]float64{}
		if g.channel[0].n > 0 {
			got[0] = g.channel[0].value() - (sensor.Gain*open + sensor.OffsetVolts)
		}
		if g.channel[1].n > 0 {
			got[1] = g.channel[1].value() / (sensor.Gain * (open - low))
		}
		if g.channel[2].n > 0 {
			got[2] = g.channel[2].value() / (sensor.CurrentGain * peak)
		}
		if g.channel[3].n > 0 {
			got[3] = g.channel[3].value() / (sensor.CurrentGain * sensor.Gain * e)
		}
		key := fmt.Sprintf("%v", g.unlatch)
		if sum[key] == nil {
			sum[key] = &[4]float64{}
		}
		show(fmt.Sprintf("%3d part %.2f charge %.3f T %3.0f %v n %d: dV %+.4f sag %.3f current %.3f drain %.3f", g.stretch, g.part, at, g.celsius, g.unlatch, g.reports, got[0], got[1], got[2], got[3]))
	}
}

// Search shows how an optimisation goes.
func Search(s telemetry.Series, kind string, show func(string)) {
	c := chart(&s)
	k, _ := cellsOf(kind)
	f := newFitting(c, k)
	w := newSearch(f, 0, len(c.glances))
	debug = func(r *optimize.Result, err error) {
		show(fmt.Sprint(r.Status, err, r.Stats.MajorIterations, r.Stats.FuncEvaluations))
	}
	g := w.guess(0)
	show(fmt.Sprintf("guess %.3f", w.value(g)))
	o, err := w.find(g)
	show(fmt.Sprintf("%v loss %.4f z %.2f", err, o.loss, o.z))
	w.derive(o.z)
	show(fmt.Sprintf("grad %.3g", w.grad))
	for range 3 {
		o, err = w.find(o.z)
		show(fmt.Sprintf("%v loss %.4f z %.2f", err, o.loss, o.z))
	}
	p := w.sampleAround(o, repro.Root(1))
	show(fmt.Sprintf("useful %.1f", p.useful))
}
