package forecast

import (
	"math"
	"testing"

	"locktwin/internal/repro"
	"locktwin/scenarios/twin"
)

// dayByDay lives one future of the reduced model through: actions come by chance,
// the weather of each month differs. It gives the day of the warning.
func dayByDay(t testing.TB, f *twin.Fit, v twin.Values, key repro.Key) float64 {
	t.Helper()
	r, err := twin.NewReduced(f.Chemistry, v)
	if err != nil {
		t.Fatal(err)
	}
	s := key.Stream()
	rate := f.PerDay * (1 + s.Normal()/math.Sqrt(float64(f.Actions)))
	kind, _ := batteryType(properType(f.Chemistry))
	level := levelVolts(kind, WarningPercent)
	charge, capacity, celsius := v[twin.Charge], v[twin.Capacity], 0.0
	next := s.Exponential(1 / rate)
	for day := range HorizonDays {
		if day%30 == 0 {
			celsius = f.Celsius + f.Swing*s.Normal()
		}
		n := 0.0
		for ; next < float64(day+1); next += s.Exponential(1 / rate) {
			n++
		}
		use := twin.Daily{Actions: n, Unlatch: f.Unlatch, Celsius: celsius, IdleMicroamp: v[twin.Idle]}
		before := charge
		charge -= r.PerDay(charge, use)/(capacity*r.Derate(celsius)) + r.LeakPerDay(float64(f.ToMS-f.CellsMS)/dayMS+float64(day), celsius)
		x := future{lock: r, use: use}
		if at := chargeFor(level, x.judged); charge <= at {
			return float64(day) + min(1, max(0, (before-at)/(before-charge)))
		}
	}
	return HorizonDays
}

// TestIntervalsHoldNineInTenSimulatedFutures lets a lock that is one of the draws
// live on, action by action, and asks whether its warning came when it was said.
func TestIntervalsHoldNineInTenSimulatedFutures(t *testing.T) {
	n := 150
	if testing.Short() {
		n = 30
	}
	for _, c := range []struct {
		cells string
		idle  float64
		swing float64
	}{{"eneloop", 250, 2}, {"alkaline", 900, 5}} {
		f := fitOf(t, c.cells, 0.6, c.idle, 6, 1, 256)
		f.Swing = c.swing
		out := ahead(t, f, Options{})
		inside, later := 0, 0
		for i := range n {
			day := dayByDay(t, f, f.Draws[(i*7)%len(f.Draws)], repro.Root(99).Index(uint64(i)))
			if out.Warning.Low <= day && day <= out.Warning.High {
				inside++
			}
			if day > out.Warning.Days {
				later++
			}
		}
		// Two standard deviations around nine in ten, and around one half.
		if share := float64(inside) / float64(n); math.Abs(share-0.9) > 2*math.Sqrt(0.09/float64(n))+0.02 {
			t.Errorf("%s: %.0f %% of the warnings lie in the 90 %% interval %.1f..%.1f days", c.cells, 100*share, out.Warning.Low, out.Warning.High)
		}
		if share := float64(later) / float64(n); math.Abs(share-0.5) > 2*math.Sqrt(0.25/float64(n))+0.04 {
			t.Errorf("%s: %.0f %% of the warnings come after the median", c.cells, 100*share)
		}
	}
}
