package power

import (
	"math"
	"testing"

	"locktwin/model/sim"
)

// ledger is where power goes, in watts, and where energy is stored, in joules.
type ledger struct {
	source float64
	sinks  [10]float64
	stored [7]float64
}

// audit reads the ledger of a golden circuit at t from its laws, not from the
// solver's matrices.
func audit(s *Supply, c *goldenCase, g *goldenFile, t sim.Time) ledger {
	x := s.Clone()
	x.Advance(t)
	x.sync()
	x.unpack()
	v := x.At(t)
	p, m, l := &c.Params, &g.Common.Motor, &g.Common.LDO
	u1, u2, vc := x.full[0], x.full[1], x.full[atVC]
	vbat, vdd, i, w, ib := float64(v.VBAT), float64(v.VDD), float64(v.Motor), v.Speed, float64(v.Battery)
	ireg := math.Max(0, math.Min(math.Min((l.Vset-vdd)/l.Rreg, (vbat-vdd)/l.Rdo), l.Ilim))
	friction := float64(x.shaft.Friction) * math.Max(-1, math.Min(1, w/m.W0)) * w
	return ledger{
		source: p.Pack.Voc * ib,
		sinks: [10]float64{
			ib * ib * p.Pack.R0, ib * ib * x.contact, u1 * u1 / p.Pack.R1, u2 * u2 / p.Pack.R2,
			(vbat - vc) * (vbat - vc) / p.ESR, i * i * m.R, (vbat-vdd)*ireg + vbat*l.Iq,
			vdd * x.mcu, m.B * w * w, friction,
		},
		stored: [7]float64{
			p.Pack.C1 * u1 * u1 / 2, p.Pack.C2 * u2 * u2 / 2, p.CB * vc * vc / 2, p.CD * vdd * vdd / 2,
			m.L * i * i / 2, m.J * w * w / 2, 0,
		},
	}
}

// TestEnergyBalances integrates every power of a motor start, run and brake
// with Romberg's rule between the instants at which the solver stood still.
func TestEnergyBalances(t *testing.T) {
	g := loadGolden(t)
	for _, name := range []string{"g1_alk_fresh_motor_start", "g3_alk_depleted_cold_motor_start", "g7_stall_eneloop_old"} {
		c := g.Cases[name]
		var stops []sim.Time
		first := g.supply(t, c)
		first.OnSegment(func(at sim.Time, _ Sample) {
			if n := len(stops); n == 0 || at > stops[n-1] {
				stops = append(stops, at)
			}
		})
		c.run(first, instant(c.Params.Tend), nil)
		if len(stops) < 100 {
			t.Fatalf("%s: %d stops", name, len(stops))
		}

		s := g.supply(t, c)
		steps := goldenSchedule(c)
		start := audit(s, c, g, 0)
		source := 0.0
		var sinks [10]float64
		for j := 0; j+1 < len(stops); j++ {
			a, b := stops[j], stops[j+1]
			for len(steps) > 0 && steps[0].at <= a {
				if steps[0].at > 0 {
					s.Advance(steps[0].at)
					steps[0].apply(s)
				}
				steps = steps[1:]
			}
			s.Advance(a)
			parts := 16
			for int64(b-a)%int64(parts) != 0 {
				parts /= 2
			}
			var led []ledger
			for k := 0; k <= parts; k++ {
				led = append(led, audit(s, c, g, a+sim.Time(int64(b-a)*int64(k)/int64(parts))))
			}
			h := float64(b-a) / 1e9
			source += romberg(led, h, func(l *ledger) float64 { return l.source })
			for k := range sinks {
				sinks[k] += romberg(led, h, func(l *ledger) float64 { return l.sinks[k] })
			}
		}
		s.Advance(stops[len(stops)-1])
		end := audit(s, c, g, stops[len(stops)-1])
		out := 0.0
		for _, v := range sinks {
			out += v
		}
		for k := range end.stored {
			out += end.stored[k] - start.stored[k]
		}
		if e := math.Abs(out-source) / source; e > 1e-9 {
			t.Errorf("%s: source gave %.12g J, found %.12g J: off by %.1e", name, source, out, e)
		}
		m := s.Meter()
		mechanical := sinks[8] + sinks[9]
		if mechanical <= 0 || sinks[5] <= 0 {
			t.Errorf("%s: nothing moved", name)
		}
		delivered := source - sinks[0] - sinks[1] - sinks[2] - sinks[3]
		for k := 0; k < 2; k++ {
			delivered -= end.stored[k] - start.stored[k]
		}
		if e := math.Abs(float64(m.Delivered)-delivered) / delivered; e > 1e-4 {
			t.Errorf("%s: meter says %.9g J delivered, the audit %.9g J", name, m.Delivered, delivered)
		}
	}
}

// romberg integrates a power over 2^m equal parts of h.
func romberg(led []ledger, h float64, f func(*ledger) float64) float64 {
	n := len(led) - 1
	var row []float64
	for parts := 1; parts <= n; parts *= 2 {
		step := n / parts
		sum := (f(&led[0]) + f(&led[n])) / 2
		for k := step; k < n; k += step {
			sum += f(&led[k])
		}
		next := []float64{sum * h / float64(parts)}
		power := 4.0
		for k := range row {
			next = append(next, next[k]+(next[k]-row[k])/(power-1))
			power *= 4
		}
		row = next
	}
	return row[len(row)-1]
}

// TestChargeBalances holds the account by consumer against the capacitors.
func TestChargeBalances(t *testing.T) {
	s := lockSupply(t, Alkaline)
	s.SetLoad(8e-3, 3e-3)
	before := s.Meter()
	vc, vdd := s.full[atVC], s.full[atVDD]
	motorAction(s, 1)
	s.SetLoad(8e-3, 3e-3)
	drain(s, s.Now()+50e9)
	s.SetContact(Open())
	drain(s, s.Now()+300e9) // both rails run dry
	s.sync()
	s.unpack()
	m := s.Meter()
	used := float64(m.Motor-before.Motor) + float64(m.MCU-before.MCU) + float64(m.Aux-before.Aux) + float64(m.Quiescent-before.Quiescent)
	stored := float64(s.cfg.Bulk.F)*(s.full[atVC]-vc) + float64(s.cfg.Decoupling)*(s.full[atVDD]-vdd)
	if got := float64(m.Battery - before.Battery); math.Abs(got-used-stored)/got > 1e-7 {
		t.Errorf("cells gave %.12g C, used %.12g C, stored %.12g C", got, used, stored)
	}
	if m.Motor <= 0.3 || m.MCU <= 0 || m.Aux <= 0 || m.Quiescent <= 0 {
		t.Errorf("meter %+v", m)
	}
}

// TestCellsLoseWhatTheyGive holds the charge of the cells against the meter.
func TestCellsLoseWhatTheyGive(t *testing.T) {
	s := lockSupply(t, Eneloop)
	before, m0 := s.Pack().Cells[0], s.Meter()
	for i := 0; i < 20; i++ {
		motorAction(s, 1)
		drain(s, s.Now()+3600e9)
	}
	after, m := s.Pack().Cells[0], s.Meter()
	lost := (before.Charge - after.Charge) * float64(after.Capacity)
	given := float64(m.Battery-m0.Battery) + float64(m.SelfDischarge-m0.SelfDischarge)
	if math.Abs(lost-given)/given > 1e-9 {
		t.Errorf("cells lost %.12g C, gave and leaked %.12g C", lost, given)
	}
}
