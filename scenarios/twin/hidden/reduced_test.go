package hidden

import (
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/keyturner"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

func TestReducedTable(t *testing.T) {
	for _, kind := range []power.CellKind{power.Alkaline, power.Eneloop, power.L91} {
		for _, charge := range []float64{0.9, 0.5, 0.2} {
			for _, celsius := range []float64{25, 5} {
				for _, load := range []float64{2, 3.5} {
					c, _ := power.LookupCell(kind)
					f := 1.1
					kt := c.ResistancePerKelvin.V
					k := repro.Exp(kt * (21 - celsius))
					st, err := build(shape{cells: c, charge: charge, celsius: celsius, factor: f * k, contact: 0.05, load: load, board: 200e-6, seed: 3})
					if err != nil {
						t.Fatal(err)
					}
					var z power.ImpedancePoint
					for i := 1; i < len(c.Impedance); i++ {
						if c.Impedance[i].Percent <= 50 {
							a, b := c.Impedance[i], c.Impedance[i-1]
							u := (50 - a.Percent) / (b.Percent - a.Percent)
							z.R0 = a.R0 + power.Ohms(float64(b.R0-a.R0)*u)
							z.R2 = a.R2 + power.Ohms(float64(b.R2-a.R2)*u)
							break
						}
					}
					v := twin.Values{twin.Charge: charge, twin.Capacity: c.CapacityMilliampHours.V, twin.Resistance: float64(4*z.R0)*f + 0.05,
						twin.SlowResistance: float64(4*z.R2) * f, twin.Idle: 200, twin.ActionCharge: 0.5, twin.MotorLoad: load, twin.ResistancePerKelvin: kt}
					r, err := twin.NewReduced(string(kind), v)
					if err != nil {
						t.Fatal(err)
					}
					q0 := st.drawn()
					if err := st.act(keyturner.ActionUnlock); err != nil {
						t.Logf("%s %g %g %g: %v", kind, charge, celsius, load, err)
						continue
					}
					st.lock.Wait(10 * time.Second)
					q1 := st.drawn()
					b, err := st.report()
					if err != nil {
						t.Fatal(err)
					}
					low, peak := r.SagVolts(charge, celsius, false)
					t.Logf("%s %3.0f%% %3.0f° %.1f: mAh %.4f/%.4f  J %.3f/%.3f  start %.3f/%.3f low %.3f/%.3f peak %.3f/%.3f  s %.2f dist %d", kind, charge*100, celsius, load,
						q1-q0, r.ActionMAh(charge, celsius, false)-r.ActionMAh(0.5, 21, false)+0, float64(b.DrainMilliwattSeconds)/1000, r.ActionJoules(charge, celsius, 720, false),
						float64(b.StartVoltage)/1000, r.OpenVolts(charge, celsius), float64(b.LowestVoltage)/1000, low, float64(b.MaxTurnCurrent)/1000, peak, r.ActionSeconds(charge, celsius, false), b.DistanceDegrees)
				}
			}
		}
	}
}
