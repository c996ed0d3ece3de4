package forecast_test

import (
	"fmt"
	"math"
	"testing"

	"locktwin/model/power"
	"locktwin/scenarios"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
)

// story is a set of cells in ordinary use in the full simulator.
const story = `scenario: to-the-end
story: |
  A used set of cells, and ordinary use.
seed: 11
lock:
  profile: %s
  cells: {kind: %s, charge: %g%%}
  ambient: %gC
steps:
  - pair: anna
  - set: {battery-type: %s}
  - use: {%s, actions-per-day: %d..%d}
  - wait: 30m
%s`

// lived is what the simulator tells of a life.
type lived struct {
	days, motor, idle float64
	met               bool // what was claimed at the end
}

// live plays a story, with a claim about the rested lock at its end unless that is
// empty; mAh are those of the whole time.
func live(t *testing.T, profile, cells, kind string, charge, celsius float64, perDay int, how, claim string) lived {
	t.Helper()
	if claim != "" {
		claim = "expect:\n  - " + claim + "\n"
	}
	f, err := scenarios.Parse("story", []byte(fmt.Sprintf(story, profile, cells, charge, celsius, kind, how, perDay, perDay, claim)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := scenarios.Play(f, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := lived{days: float64(r.SimulatedNS) / 86400e9, met: r.Verdict == scenarios.Pass}
	for _, e := range r.Energy {
		switch e.Name {
		case "motor":
			out.motor = e.MAh
		case "self-discharge":
		default:
			out.idle += e.MAh
		}
	}
	return out
}

// trueFit is a fit whose draws all are the true values: those of the record of the
// cells and what the simulator drained in its first days.
func trueFit(t *testing.T, cells, kind string, charge, celsius float64, perDay int, first lived) *twin.Fit {
	t.Helper()
	rec, err := power.LookupCell(power.CellKind(cells))
	if err != nil {
		t.Fatal(err)
	}
	half := func(of func(power.ImpedancePoint) float64) float64 { // at half charge, by a line
		for i := 1; i < len(rec.Impedance); i++ {
			if a, b := rec.Impedance[i-1], rec.Impedance[i]; b.Percent <= 50 {
				return 4 * (of(b) + (of(a)-of(b))*(50-b.Percent)/(a.Percent-b.Percent))
			}
		}
		return 0
	}
	v := twin.Values{
		twin.Charge: charge / 100, twin.Capacity: rec.CapacityMilliampHours.V,
		twin.Resistance:     half(func(p power.ImpedancePoint) float64 { return float64(p.R0) }) + 0.02,
		twin.SlowResistance: half(func(p power.ImpedancePoint) float64 { return float64(p.R2) }),
		twin.Idle:           first.idle / first.days * 1000 / 24, twin.MotorLoad: 2,
		twin.ResistancePerKelvin: rec.ResistancePerKelvin.V, twin.ActionCharge: 0.45,
	}
	// The charge of an action is stated at 21 °C and half charge; take the one that
	// gives what the motor took here.
	lock, err := twin.NewReduced(cells, v)
	if err != nil {
		t.Fatal(err)
	}
	v[twin.ActionCharge] += first.motor/(first.days*float64(perDay)) - lock.ActionMAh(charge/100, celsius, false)
	f := &twin.Fit{Lock: "0A1B2C3D", Chemistry: cells, BatteryType: kind, FromMS: 1, ToMS: 1 + 3650*24*3600*1000, CellsMS: 1 + 3650*24*3600*1000,
		Actions: 1e9, PerDay: float64(perDay), Celsius: celsius, Usable: true}
	for range 65 {
		f.Draws = append(f.Draws, v)
	}
	return f
}

// TestForecastMeetsTheWarningOfTheFullSimulator gives the forecast the true values
// and what the lock drained in ten days. The simulator then lives on to shortly
// before the day of the warning, where the rested lock must not warn, and to
// shortly after, where it must. Nearly empty alkaline cells no longer turn the motor
// and so last longer than the reduced model says, which always turns it: there the
// warning may be late.
func TestForecastMeetsTheWarningOfTheFullSimulator(t *testing.T) {
	lives := []struct {
		cells, kind     string
		charge, celsius float64
		perDay          int
		early, late     float64 // tolerance, as parts of the days
	}{
		{"eneloop", "accumulators", 30, 21, 6, 0.95, 1.05},
		{"alkaline", "alkaline", 35, 21, 8, 0.92, 1.15},
		{"eneloop", "accumulators", 30, 5, 8, 0.95, 1.05},
	}
	if testing.Short() {
		lives = lives[:1]
	}
	for _, c := range lives {
		first := live(t, "ab-slots", c.cells, c.kind, c.charge, c.celsius, c.perDay, "for: 10d", "")
		out, err := forecast.New(trueFit(t, c.cells, c.kind, c.charge, c.celsius, c.perDay, first), forecast.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			part  float64
			claim string
		}{{c.early, "the battery is not critical"}, {c.late, "the battery is critical"}} {
			got := live(t, "ab-slots", c.cells, c.kind, c.charge, c.celsius, c.perDay, fmt.Sprintf("for: %dm", int(out.Warning.Days*x.part*1440)), x.claim)
			if !got.met {
				t.Errorf("%s at %g °C: the warning is foretold for day %.1f (%.1f..%.1f), but on day %.1f it does not hold that %s", c.cells, c.celsius,
					out.Warning.Days, out.Warning.Low, out.Warning.High, got.days, x.claim)
			}
		}
	}
}

// TestForecastMeetsTheFirstBrownOutOfTheFullSimulator does the same for the first
// motor start that resets a lock without a soft start. Tolerance: 12 %.
func TestForecastMeetsTheFirstBrownOutOfTheFullSimulator(t *testing.T) {
	const cells, kind, charge, celsius, perDay = "alkaline", "alkaline", 18, 21, 8
	first := live(t, "rewrite-at-boot", cells, kind, charge, celsius, perDay, "for: 5d", "")
	whole := live(t, "rewrite-at-boot", cells, kind, charge, celsius, perDay, "until: the reset, for: 40w", "at least 1 brown-out reset happened")
	out, err := forecast.New(trueFit(t, cells, kind, charge, celsius, perDay, first), forecast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !whole.met || math.Abs(out.BrownOut.Days-whole.days) > 0.12*whole.days {
		t.Errorf("the first reset came after %.2f days (%v), foretold for %.2f", whole.days, whole.met, out.BrownOut.Days)
	}
}
