package twin_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

// assumed draws a lock from what is assumed beforehand.
func assumed(t rapid.TB, kind string, seed uint64) *twin.Reduced {
	t.Helper()
	r, _, err := twin.Assumed(kind, repro.Root(seed))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var dryCells = []string{"alkaline", "eneloop", "eneloop-pro", "l91", "zinc-carbon"}

func TestSpanIsWhatSmallStepsAddUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := assumed(t, rapid.SampledFrom(dryCells).Draw(t, "cells"), rapid.Uint64().Draw(t, "seed"))
		use := twin.Daily{Actions: rapid.Float64Range(0, 12).Draw(t, "actions"), Unlatch: rapid.Float64Range(0, 0.5).Draw(t, "unlatch"),
			Celsius: rapid.Float64Range(0, 30).Draw(t, "celsius"), IdleMicroamp: rapid.Float64Range(50, 1500).Draw(t, "idle")}
		age := rapid.Float64Range(0, 400).Draw(t, "age")
		from, to := rapid.Float64Range(0.6, 1).Draw(t, "from"), rapid.Float64Range(0.2, 0.5).Draw(t, "to")
		const step = 0.02
		days, charge := 0.0, from
		for charge > to {
			charge -= step * (r.PerDay(charge, use)/(r.Values()[twin.Capacity]*r.Derate(use.Celsius)) + r.LeakPerDay(age+days, use.Celsius))
			days += step
		}
		if got := r.Span(from, to, use, age); math.Abs(got-days) > 0.01*days+2*step {
			t.Fatalf("%s from %g to %g with %+v at %g days: %g days, small steps take %g", r.Chemistry(), from, to, use, age, got, days)
		}
	})
}

func TestSpanAddsUpOverItsParts(t *testing.T) {
	r := assumed(t, "alkaline", 4)
	use := twin.Daily{Actions: 6, Celsius: 12, IdleMicroamp: 200}
	whole := r.Span(0.9, 0.2, use, 10)
	half := r.Span(0.9, 0.5, use, 10)
	if got := half + r.Span(0.5, 0.2, use, 10+half); math.Abs(got-whole) > 1e-6*whole {
		t.Errorf("0.9 to 0.2 takes %g days, by way of 0.5 %g", whole, got)
	}
	if r.Span(0.5, 0.5, use, 0) != 0 || r.Span(0.4, 0.5, use, 0) != 0 {
		t.Error("a span upwards is not 0 days")
	}
}

func TestAWeakerColderStifferLockIsWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Cells that move a motor: zinc-carbon do not in the cold.
		r := assumed(t, rapid.SampledFrom(dryCells[:4]).Draw(t, "cells"), rapid.Uint64().Draw(t, "seed"))
		charge, celsius := rapid.Float64Range(0.5, 0.9).Draw(t, "charge"), rapid.Float64Range(15, 30).Draw(t, "celsius")
		lowest, peak := r.SagVolts(charge, celsius, false)
		if !(lowest > 0 && lowest < r.OpenVolts(charge, celsius) && peak > 0.3 && peak < 5.5) {
			t.Fatalf("lowest %g V of %g, peak %g A", lowest, r.OpenVolts(charge, celsius), peak)
		}
		emptier, _ := r.SagVolts(charge-0.2, celsius, false)
		colder, _ := r.SagVolts(charge, celsius-15, false)
		if emptier >= lowest || colder >= lowest {
			t.Fatalf("lowest %g V, emptier %g, colder %g", lowest, emptier, colder)
		}
		if q := r.ActionMAh(charge, celsius, false); r.ActionMAh(charge, celsius, true) <= q || r.ActionMAh(charge-0.2, celsius, false) <= q {
			t.Fatalf("an action takes %g mAh, with the latch %g, on emptier cells %g", q, r.ActionMAh(charge, celsius, true), r.ActionMAh(charge-0.2, celsius, false))
		}
	})
}

func TestAnActionTakesWhatItsParameterSays(t *testing.T) {
	for _, kind := range dryCells {
		r := assumed(t, kind, 9)
		if got, want := r.ActionMAh(0.5, 21, false), r.Values()[twin.ActionCharge]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %g mAh, the parameter says %g", kind, got, want)
		}
		if got, want := r.FastOhms(0.5, 21), r.Values()[twin.Resistance]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %g ohm, the parameter says %g", kind, got, want)
		}
		if got, want := r.SlowOhms(0.5, 21), r.Values()[twin.SlowResistance]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %g slow ohm, the parameter says %g", kind, got, want)
		}
	}
}

func TestALockWithOtherValuesIsTheLockMadeOfThem(t *testing.T) {
	for _, kind := range dryCells {
		first, v := assumed(t, kind, 3), assumed(t, kind, 4).Values()
		a, err := first.With(v)
		if err != nil {
			t.Fatal(err)
		}
		b, err := twin.NewReduced(kind, v)
		if err != nil {
			t.Fatal(err)
		}
		lowA, peakA := a.SagVolts(0.6, 8, false)
		lowB, peakB := b.SagVolts(0.6, 8, false)
		if a.Values() != v || a.ActionMAh(0.3, 5, true) != b.ActionMAh(0.3, 5, true) || lowA != lowB || peakA != peakB || a.ActedVolts(0.4, 10) != b.ActedVolts(0.4, 10) {
			t.Errorf("%s: another lock than the one made of its values", kind)
		}
		if got := a.ActionMAh(0.5, 21, false); math.Abs(got-v[twin.ActionCharge]) > 1e-5 && kind != "zinc-carbon" {
			t.Errorf("%s: %g mAh an action, the parameter says %g", kind, got, v[twin.ActionCharge])
		}
		v[twin.Capacity] = math.Inf(1)
		if _, err := first.With(v); !errors.Is(err, twin.ErrValue) {
			t.Errorf("endless capacity: %v", err)
		}
	}
}

func TestPriorsAreWhatLocksAreDrawnFrom(t *testing.T) {
	const n = 500
	r := assumed(t, "eneloop", 1)
	var drawn [n]twin.Values
	for i := range drawn {
		drawn[i] = assumed(t, "eneloop", 1000+uint64(i)).Values()
	}
	for p := range twin.Parameters {
		mean, sigma := r.Prior(p)
		sum, square := 0.0, 0.0
		for i := range drawn {
			x := drawn[i][p]
			if p != twin.Charge {
				x = math.Log(x)
			}
			sum, square = sum+x, square+x*x
		}
		gotMean := sum / n
		gotSigma := math.Sqrt(square/n - gotMean*gotMean)
		if math.Abs(gotMean-mean) > 5*sigma/math.Sqrt(n) || math.Abs(gotSigma/sigma-1) > 0.2 {
			t.Errorf("%v: drawn are %.3f ± %.3f, the prior says %.3f ± %.3f", p, gotMean, gotSigma, mean, sigma)
		}
	}
}

func TestImpossibleLocksAreRejected(t *testing.T) {
	v := assumed(t, "alkaline", 1).Values()
	if _, err := twin.NewReduced("potato", v); !errors.Is(err, power.ErrUnknownCell) {
		t.Errorf("potato: %v", err)
	}
	if _, err := twin.NewReduced("lipo", v); !errors.Is(err, twin.ErrValue) {
		t.Errorf("lipo: %v", err)
	}
	v[twin.MotorLoad] = math.NaN()
	if _, err := twin.NewReduced("alkaline", v); !errors.Is(err, twin.ErrValue) {
		t.Errorf("no load: %v", err)
	}
}

func TestTheReducedModelDoesNotAllocate(t *testing.T) {
	r := assumed(t, "alkaline", 2)
	use := twin.Daily{Actions: 6, Unlatch: 0.1, Celsius: 10, IdleMicroamp: 200}
	sum := 0.0
	if n := testing.AllocsPerRun(10, func() {
		low, peak := r.SagVolts(0.4, 3, false)
		sum += low + peak + r.ActionMAh(0.4, 3, true) + r.ActionJoules(0.4, 3, 0, false) + r.Span(0.9, 0.1, use, 0)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
	_ = sum
}
