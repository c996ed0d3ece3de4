package forecast

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// truth is a lock of known values with n draws around them; wide 0 puts all draws
// on the values.
func fitOf(t testing.TB, cells string, charge, idle, perDay, wide float64, n int) *twin.Fit {
	t.Helper()
	rec, err := power.LookupCell(power.CellKind(cells))
	if err != nil {
		t.Fatal(err)
	}
	r0, r2 := halfCharged(rec)
	f := &twin.Fit{Lock: "0A1B2C3D", Chemistry: cells, FromMS: 1_700_000_000_000, ToMS: 1_702_592_000_000, CellsMS: 1_700_000_000_000,
		Actions: int(perDay * 30), PerDay: perDay, Celsius: 21, Usable: true}
	s := repro.Root(5).Stream()
	for range n {
		v := twin.Values{charge, rec.CapacityMilliampHours.V, r0 + 0.02, r2, idle, 0.5, 2, rec.ResistancePerKelvin.V, 0.01}
		for p, rel := range [...]float64{0.03, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.05, 0.1} {
			v[p] *= repro.Exp(rel * wide * s.Normal())
		}
		v[twin.Charge] = min(1, v[twin.Charge])
		f.Draws = append(f.Draws, v)
	}
	return f
}

func ahead(t testing.TB, f *twin.Fit, o Options) *Forecast {
	t.Helper()
	out, err := New(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStackAddsUpToTheTotal(t *testing.T) {
	for _, cells := range []string{"eneloop", "alkaline", "l91"} {
		for _, idle := range []float64{0, 40, 250, 2000} {
			out := ahead(t, fitOf(t, cells, 0.9, idle, 6, 1, 64), Options{})
			sum := 0.0
			for _, s := range out.Stack {
				sum += s.MAhPerDay
				if s.MAhPerDay < 0 || s.Low > s.High {
					t.Errorf("%s, %g µA: %s is %g (%g..%g)", cells, idle, s.Consumer, s.MAhPerDay, s.Low, s.High)
				}
			}
			if sum != out.Total.MAhPerDay {
				t.Errorf("%s, %g µA: shares add up to %v, the total is %v", cells, idle, sum, out.Total.MAhPerDay)
			}
		}
	}
}

func TestStackIsTheDrainThatBringsTheWarning(t *testing.T) {
	for _, cells := range []string{"eneloop", "alkaline"} {
		for _, idle := range []float64{150, 1500} {
			f := fitOf(t, cells, 0.9, idle, 6, 0, 9)
			f.Actions = 1e9
			out := ahead(t, f, Options{})
			w, err := look(f, &Options{})
			if err != nil {
				t.Fatal(err)
			}
			drained := out.Total.MAhPerDay * out.Warning.Days
			if had := (0.9 - w.futures[0].marks[0]) * f.Draws[0][twin.Capacity]; math.Abs(drained-had) > 0.01*had {
				t.Errorf("%s, %g µA: %.4g mAh a day for %.4g days are %.4g mAh, the cells gave %.4g", cells, idle, out.Total.MAhPerDay, out.Warning.Days, drained, had)
			}
		}
	}
}

func TestEventsComeInOrder(t *testing.T) {
	out := ahead(t, fitOf(t, "alkaline", 0.8, 300, 6, 1, 128), Options{})
	if !(out.Warning.Days < out.Critical.Days && out.Critical.Days < out.Empty.Days) {
		t.Errorf("warning %g, critical %g, empty %g", out.Warning.Days, out.Critical.Days, out.Empty.Days)
	}
	for _, u := range []Until{out.Warning, out.Critical, out.Empty} {
		if !(u.Low <= u.Days && u.Days <= u.High) {
			t.Errorf("%+v", u)
		}
	}
}

func TestOneOptionShortensTheLifeAndAnotherLengthensIt(t *testing.T) {
	f := fitOf(t, "eneloop", 0.9, 800, 6, 0.5, 64)
	base := ahead(t, f, Options{})
	cold, idle := -5.0, 150.0
	if got := ahead(t, f, Options{Celsius: &cold}); got.Warning.Days >= base.Warning.Days {
		t.Errorf("colder: %g days to the warning, was %g", got.Warning.Days, base.Warning.Days)
	}
	if got := ahead(t, f, Options{PerDay: 20}); got.Warning.Days >= base.Warning.Days {
		t.Errorf("more use: %g days, was %g", got.Warning.Days, base.Warning.Days)
	}
	if got := ahead(t, f, Options{IdleMicroamp: &idle}); got.Warning.Days <= base.Warning.Days {
		t.Errorf("polling off: %g days, was %g", got.Warning.Days, base.Warning.Days)
	}
	if got := ahead(t, f, Options{Chemistry: "l91"}); got.Empty.Days <= base.Empty.Days || got.BatteryType != "lithium" || got.Charge.Low != 1 {
		t.Errorf("lithium: %g days, was %g; %s; charge %g", got.Empty.Days, base.Empty.Days, got.BatteryType, got.Charge.Low)
	}
	if got := ahead(t, f, Options{BatteryType: "lithium"}); !got.Warning.Reached {
		t.Errorf("taken for lithium, eneloop do not warn at once: %+v", got.Warning)
	}
	later := ahead(t, f, Options{FromMS: f.ToMS + 5*dayMS})
	if d := base.Empty.Days - later.Empty.Days; math.Abs(d-5) > 1e-6 {
		t.Errorf("five days later the cells last %g days less", d)
	}
}

func TestWhatNeverComesIsNotGivenADay(t *testing.T) {
	out := ahead(t, fitOf(t, "eneloop", 0.9, 250, 6, 0.2, 64), Options{Rail: &Rail{BrownOutVolts: 0.5}})
	if !out.BrownOut.Never || out.BrownOut.Chance != 0 || out.BrownOut.Reached {
		t.Errorf("brown-out at 0.5 V: %+v", out.BrownOut)
	}
	out = ahead(t, fitOf(t, "alkaline", 0.05, 250, 6, 0.2, 64), Options{})
	if !out.Warning.Reached || out.Warning.Days != 0 {
		t.Errorf("nearly empty cells: %+v", out.Warning)
	}
}

func TestARefusedFitHasNoForecast(t *testing.T) {
	f := fitOf(t, "eneloop", 0.9, 250, 6, 1, 8)
	f.Usable, f.Refusals = false, []twin.Refusal{{Code: "short-span", Text: "three days"}}
	if _, err := New(f, Options{}); !errors.Is(err, twin.ErrNotUsable) {
		t.Error(err)
	}
	if _, err := Explain(nil, Options{}); !errors.Is(err, twin.ErrNotUsable) {
		t.Error(err)
	}
	f.Usable = true
	for _, o := range []Options{{PerDay: -1}, {BatteryType: "lead"}, {FromMS: 1}, {Rail: &Rail{}}} {
		if _, err := New(f, o); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := New(f, Options{Chemistry: "potato"}); !errors.Is(err, power.ErrUnknownCell) {
		t.Error(err)
	}
}

func TestEqualSeedsGiveEqualForecasts(t *testing.T) {
	f := fitOf(t, "eneloop", 0.9, 250, 6, 1, 64)
	if a, b := ahead(t, f, Options{Seed: 3}), ahead(t, f, Options{Seed: 3}); !reflect.DeepEqual(a, b) {
		t.Error("two forecasts differ")
	}
}

func TestAHiddenLoadIsFoundAndNamed(t *testing.T) {
	f := fitOf(t, "eneloop", 0.9, 1000, 6, 1, 128)
	e, err := Explain(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(e.Summary)
	for _, c := range e.Candidates {
		t.Logf("%-26s %.3f explains %v, %.1f..%.1f mAh/day", c.ID, c.Weight, c.Explains, c.LowMAh, c.HighMAh)
	}
	if !e.Needed || e.Candidates[0].ID != CausePolling || !e.Candidates[0].Explains {
		t.Errorf("1 mA of idle load: needed %v, first %s", e.Needed, e.Candidates[0].ID)
	}
	// Once the polls are seen, they are known and no longer hidden.
	seen, err := Explain(f, Options{Known: Known{PollSeconds: telemetry.Some(30.0)}})
	if err != nil {
		t.Fatal(err)
	}
	if seen.Hidden.Value >= e.Hidden.Value/2 {
		t.Errorf("hidden %g mAh a day, %g when the polls are known", e.Hidden.Value, seen.Hidden.Value)
	}
}

func TestAHealthyLockHidesNothing(t *testing.T) {
	e, err := Explain(fitOf(t, "eneloop", 0.9, 110, 6, 1, 128), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(e.Summary)
	for _, c := range e.Candidates {
		t.Logf("%-26s %.3f", c.ID, c.Weight)
	}
	if e.Needed {
		t.Error(e.Summary)
	}
	for _, c := range e.Candidates {
		if c.ID != CauseType && c.ID != CauseNotFull && c.Weight > 0.2 {
			t.Errorf("%s has weight %g", c.ID, c.Weight)
		}
	}
}

func TestAWrongBatteryTypeIsCertainWhenTheSettingIsKnown(t *testing.T) {
	e, err := Explain(fitOf(t, "eneloop", 0.9, 110, 6, 1, 32), Options{Known: Known{BatteryType: "Lithium"}})
	if err != nil {
		t.Fatal(err)
	}
	if e.Candidates[0].ID != CauseType || e.Candidates[0].Weight != 1 {
		t.Errorf("first is %s with %g", e.Candidates[0].ID, e.Candidates[0].Weight)
	}
}

func BenchmarkForecast(b *testing.B) {
	f := fitOf(b, "eneloop", 0.9, 800, 6, 1, 256)
	b.ReportAllocs()
	for b.Loop() {
		ahead(b, f, Options{})
	}
}

func BenchmarkExplain(b *testing.B) {
	f := fitOf(b, "eneloop", 0.9, 800, 6, 1, 256)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Explain(f, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplainLife(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ExplainLife("eneloop", 28, 6.5); err != nil {
			b.Fatal(err)
		}
	}
}
