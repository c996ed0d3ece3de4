package twin_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
	"locktwin/scenarios/twin/telemetry"
)

// fewDays is how long a lock is heard where the race detector watches.
const fewDays = 17

// played keeps the telemetry of locks that were heard already; nobody changes it.
var played = map[string]telemetry.Series{}

// heard is the telemetry of one hidden lock of a kind.
func heard(t testing.TB, seed uint64, kind power.CellKind) telemetry.Series {
	t.Helper()
	name := fmt.Sprint(seed, kind)
	if s, ok := played[name]; ok {
		return s
	}
	for _, l := range hidden.New(seed, 10) {
		if l.Chemistry != string(kind) {
			continue
		}
		if testing.Short() {
			l.Days = fewDays
		}
		s, _, err := l.Telemetry()
		if err != nil {
			t.Fatal(err)
		}
		played[name] = s
		return s
	}
	t.Fatalf("no lock of %s", kind)
	return telemetry.Series{}
}

func fit(t testing.TB, s telemetry.Series, o twin.Options) *twin.Fit {
	t.Helper()
	f, err := twin.New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func refusedFor(f *twin.Fit, code string) bool {
	return slices.ContainsFunc(f.Refusals, func(r twin.Refusal) bool { return r.Code == code })
}

// changed is a copy of the telemetry whose reports, from a share of them on, went
// through do.
func changed(s telemetry.Series, from float64, do func(b *telemetry.BatteryReport)) telemetry.Series {
	out := telemetry.Series{Lock: s.Lock, Records: slices.Clone(s.Records)}
	for i := int(from * float64(len(out.Records))); i < len(out.Records); i++ {
		if b := out.Records[i].Report; b != nil {
			c := *b
			do(&c)
			out.Records[i].Report = &c
		}
	}
	return out
}

func TestASoundLockIsFittedAndMayBeUsed(t *testing.T) {
	f := fit(t, heard(t, 3001, power.Eneloop), twin.Options{Seed: 1})
	if !f.Usable || len(f.Refusals) != 0 || !f.Held.Passes || f.Held.Records == 0 {
		t.Errorf("usable %v, refusals %v, held back %+v", f.Usable, f.Refusals, f.Held)
	}
	if f.Chemistry != "eneloop" || f.CellsMade || f.BatteryType != "accumulators" {
		t.Errorf("cells %s, chosen %v, battery type %s: the telemetry says eneloop", f.Chemistry, f.CellsMade, f.BatteryType)
	}
	if len(f.Draws) != 256 || len(f.Estimates) != int(twin.Parameters) {
		t.Fatalf("%d draws, %d estimates", len(f.Draws), len(f.Estimates))
	}
	lock, err := twin.NewReduced(f.Chemistry, f.Draws[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Draws {
		if _, err := lock.With(d); err != nil {
			t.Fatal(err)
		}
	}
	for p, e := range f.Estimates {
		in := 0
		for _, d := range f.Draws {
			if d[p] >= e.Low && d[p] <= e.High {
				in++
			}
		}
		if !(e.Low <= e.Value && e.Value <= e.High) || in < 200 || in > 252 || e.Informed < 0 || e.Informed > 1 {
			t.Errorf("%+v holds %d of 256 draws", e, in)
		}
	}
}

func TestTheSameTelemetryAndSeedGiveTheSameFit(t *testing.T) {
	s := heard(t, 3001, power.L91)
	a, b := fit(t, s, twin.Options{Seed: 5, Draws: 40}), fit(t, s, twin.Options{Seed: 5, Draws: 40})
	if !reflect.DeepEqual(a, b) {
		t.Error("two fits of the same telemetry differ")
	}
	if c := fit(t, s, twin.Options{Seed: 6, Draws: 40}); reflect.DeepEqual(a.Draws, c.Draws) {
		t.Error("another seed gives the same draws")
	}
}

func TestCellsThatNobodyNamedAreFound(t *testing.T) {
	kinds := []power.CellKind{power.Alkaline, power.Eneloop, power.L91}
	if testing.Short() {
		kinds = kinds[2:]
	}
	for _, kind := range kinds {
		s := heard(t, 3001, kind)
		s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(r telemetry.Record) bool { return r.Kind == telemetry.KindCellChange })
		f := fit(t, s, twin.Options{Seed: 1})
		if !f.CellsMade || (f.Chemistry != string(kind) && !(kind == power.Eneloop && f.Chemistry == string(power.EneloopPro))) {
			t.Errorf("%s are taken for %s: %+v", kind, f.Chemistry, f.Others)
		}
		sum := 0.0
		for _, r := range f.Others {
			sum += r.Weight
		}
		if len(f.Others) != 5 || math.Abs(sum-1) > 1e-4 {
			t.Errorf("weights of %d kinds add up to %g", len(f.Others), sum)
		}
	}
}

func TestAWrongKindOfCellsIsRefused(t *testing.T) {
	f := fit(t, heard(t, 3001, power.L91), twin.Options{Seed: 1, Chemistry: "eneloop"})
	if f.Usable || !refusedFor(f, "no-chemistry") {
		t.Errorf("lithium cells taken for eneloop: usable %v, refusals %v", f.Usable, f.Refusals)
	}
}

func TestALockThatChangesIsRefused(t *testing.T) {
	s := changed(heard(t, 3001, power.Alkaline), 0.5, func(b *telemetry.BatteryReport) {
		b.DrainMWS.Value = b.DrainMWS.Value * 14 / 10
	})
	f := fit(t, s, twin.Options{Seed: 1})
	if f.Usable || !refusedFor(f, "drift") {
		t.Errorf("the door became stiff by two fifths halfway: usable %v, refusals %v", f.Usable, f.Refusals)
	}
}

func TestALockThatDoesNotKeepToItsForecastIsRefused(t *testing.T) {
	s := changed(heard(t, 3001, power.Alkaline), 0.82, func(b *telemetry.BatteryReport) {
		b.StartMV.Value -= 250
		b.LowestMV.Value -= 500
		b.VoltageMV.Value -= 250
	})
	f := fit(t, s, twin.Options{Seed: 1})
	if f.Usable || f.Held.Passes || !refusedFor(f, "held-back") {
		t.Errorf("the cells fell by 0.25 V where the fit did not look: usable %v, held back %+v", f.Usable, f.Held)
	}
}

func TestTooLittleIsRefused(t *testing.T) {
	s := heard(t, 3001, power.Eneloop)
	until := s.Records[0].At + 3*86_400_000
	s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(r telemetry.Record) bool { return r.At > until })
	f := fit(t, s, twin.Options{Seed: 1})
	if f.Usable || !refusedFor(f, "short-span") {
		t.Errorf("three days: usable %v, refusals %v", f.Usable, f.Refusals)
	}
	seen := 0
	s.Records = slices.DeleteFunc(s.Records, func(r telemetry.Record) bool {
		if r.Report != nil {
			seen++
		}
		return r.Report != nil && seen > 5
	})
	if f := fit(t, s, twin.Options{Seed: 1}); f.Usable || !refusedFor(f, "too-few-reports") {
		t.Errorf("five reports: usable %v, refusals %v", f.Usable, f.Refusals)
	}
}

func TestNothingToFitIsAnError(t *testing.T) {
	if _, err := twin.New(telemetry.Series{}, twin.Options{}); !errors.Is(err, twin.ErrNoReports) {
		t.Errorf("no telemetry: %v", err)
	}
	s := heard(t, 3001, power.Eneloop)
	if _, err := twin.New(s, twin.Options{Draws: 5000}); !errors.Is(err, twin.ErrValue) {
		t.Errorf("5000 draws: %v", err)
	}
	if _, err := twin.New(s, twin.Options{Chemistry: "potato"}); !errors.Is(err, power.ErrUnknownCell) {
		t.Errorf("cells of potato: %v", err)
	}
	if _, err := twin.New(s, twin.Options{Chemistry: "power-pack"}); !errors.Is(err, twin.ErrValue) {
		t.Errorf("a power pack: %v", err)
	}
}

func TestLevelsAloneTellTheChargeAndLittleElse(t *testing.T) {
	s := heard(t, 3001, power.Alkaline)
	s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(r telemetry.Record) bool { return r.Kind == telemetry.KindBatteryReport })
	f := fit(t, s, twin.Options{Seed: 1})
	if e := f.Estimates[twin.Charge]; e.Informed < 0.5 {
		t.Errorf("charge: %+v", e)
	}
	if e := f.Estimates[twin.Resistance]; e.Informed > 0.5 {
		t.Errorf("resistance without a single sag: %+v", e)
	}
}

func TestAFitIsValidJSONWithSixDigits(t *testing.T) {
	f := fit(t, heard(t, 3001, power.L91), twin.Options{Seed: 1, Draws: 16})
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back twin.Fit
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(*f, back) {
		t.Errorf("a fit does not come back: %v", err)
	}
	for _, d := range f.Draws {
		for _, v := range d {
			if v == 0 {
				continue
			}
			scale := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
			if x := v * scale; math.Abs(x-math.Round(x)) > 1e-6 {
				t.Fatalf("%v has more than six digits", v)
			}
		}
	}
}
