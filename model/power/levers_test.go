package power

import (
	"math"
	"testing"
	"time"
)

// TestLeversAgainstSecondSolver compares variants of golden cases g3 and g9
// with an independent matrix-exponential solver: other logic voltages and a
// larger bulk capacitor.
func TestLeversAgainstSecondSolver(t *testing.T) {
	g := loadGolden(t)
	for _, v := range []struct {
		name, lever string
		set         float64
		bulk        Capacitor
		want        float64
	}{
		{"g3_alk_depleted_cold_motor_start", "as is", 3.3, Capacitor{220e-6, 0.1}, 1.835},
		{"g9_zinc_carbon_motor_start", "as is", 3.3, Capacitor{100e-6, 0.1}, 1.650},
		{"g3_alk_depleted_cold_motor_start", "2.5 V logic", 2.5, Capacitor{220e-6, 0.1}, 1.748},
		{"g9_zinc_carbon_motor_start", "2.5 V logic", 2.5, Capacitor{100e-6, 0.1}, 1.567},
		{"g3_alk_depleted_cold_motor_start", "1.8 V logic", 1.8, Capacitor{220e-6, 0.1}, 1.653},
		{"g9_zinc_carbon_motor_start", "1.8 V logic", 1.8, Capacitor{100e-6, 0.1}, 1.556},
		{"g3_alk_depleted_cold_motor_start", "bulk 2200 µF, 50 mΩ", 3.3, Capacitor{2200e-6, 0.05}, 1.974},
		{"g9_zinc_carbon_motor_start", "bulk 2200 µF, 50 mΩ", 3.3, Capacitor{2200e-6, 0.05}, 2.012},
	} {
		c := *g.Cases[v.name]
		c.Params.CB, c.Params.ESR = float64(v.bulk.F), float64(v.bulk.ESR)
		c.Params.Initial.Vdd += v.set - 3.3
		h := *g
		h.Common.LDO.Vset = v.set
		s := h.supply(t, &c)
		c.run(s, instant(0.3), nil)
		if got := float64(s.Meter().LowestVDD); math.Abs(got-v.want) > 2e-3 {
			t.Errorf("%s, %s: lowest VDD %.4f, want %.3f", v.name, v.lever, got, v.want)
		}
	}
}

// TestSoftStartBeatsCapacitors ramps the duty of g3 and g9 in forty
// steps, as the second solver did.
func TestSoftStartBeatsCapacitors(t *testing.T) {
	g := loadGolden(t)
	for _, v := range []struct {
		name string
		ms   int
		want float64
	}{
		{"g3_alk_depleted_cold_motor_start", 100, 2.473}, {"g9_zinc_carbon_motor_start", 100, 2.562},
		{"g3_alk_depleted_cold_motor_start", 200, 2.768}, {"g9_zinc_carbon_motor_start", 200, 2.910},
		{"g3_alk_depleted_cold_motor_start", 400, 3.012}, {"g9_zinc_carbon_motor_start", 400, 3.202},
	} {
		c := g.Cases[v.name]
		s := g.supply(t, c)
		drain(s, 10e6)
		for k := 1; k <= 40; k++ {
			s.SetBridge(Bridge{Drive, float64(k) / 40})
			drain(s, s.Now().Add(time.Duration(v.ms)*time.Millisecond/40))
		}
		s.SetBridge(Bridge{Drive, 1})
		drain(s, s.Now()+300e6)
		if got := float64(s.Meter().LowestVDD); math.Abs(got-v.want) > 2e-3 {
			t.Errorf("%s over %d ms: lowest VDD %.4f, want %.3f", v.name, v.ms, got, v.want)
		}
	}
}
