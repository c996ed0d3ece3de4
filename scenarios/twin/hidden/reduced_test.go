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
		for _, charge := range []float64{0.9, 0.5, 0.25} {
			for _, celsius := range []float64{25, 5} {
				for _, load := range []float64{1.5, 2.5, 3.5} {
					c, _ := power.LookupCell(kind)
					ref := half(c)
					kt := c.ResistancePerKelvin.V
					v := twin.Values{twin.Charge: charge, twin.Capacity: c.CapacityMilliampHours.V, twin.Resistance: float64(4*ref.R0)*1.1 + 0.05,
						twin.SlowResistance: float64(4*ref.R2) * 1.1, twin.Idle: 200, twin.ActionCharge: 1, twin.MotorLoad: load, twin.ResistancePerKelvin: kt}
					r, err := twin.NewReduced(string(kind), v)
					if err != nil {
						t.Fatal(err)
					}
					v[twin.ActionCharge] += 0.03 - r.Offset()
					r, _ = r.With(v)
					k := repro.Exp(kt * (21 - celsius))
					st, err := build(shape{cells: c, charge: charge, celsius: celsius, factor: 1.1 * k, contact: 0.05, load: load, board: 200e-6, seed: 3, light: r.Beside()})
					if err != nil {
						t.Fatal(err)
					}
					q0 := st.drawn()
					if err := st.act(keyturner.ActionUnlock); err != nil {
						continue
					}
					st.lock.Wait(20 * time.Second)
					q := st.drawn() - q0 - 0.24*20/3600
					b, err := st.report()
					if err != nil {
						t.Fatal(err)
					}
					low, peak := r.SagVolts(charge, celsius, false)
					open := r.OpenVolts(charge, celsius)
					t.Logf("%-9s %3.0f%% %3.0f° %.1f: mAh %.4f %.3f  J %.3f %.3f  start %+.4f sag %.3f %.3f peak %.3f %.3f", kind, charge*100, celsius, load,
						q, q/r.ActionMAh(charge, celsius, false), float64(b.DrainMilliwattSeconds)/1000, float64(b.DrainMilliwattSeconds)/1000/r.ActionJoules(charge, celsius, 720, false),
						float64(b.StartVoltage)/1000-open, float64(b.StartVoltage-b.LowestVoltage)/1000, float64(b.StartVoltage-b.LowestVoltage)/1000/(open-low), float64(b.MaxTurnCurrent)/1000, float64(b.MaxTurnCurrent)/1000/peak)
				}
			}
		}
	}
}
