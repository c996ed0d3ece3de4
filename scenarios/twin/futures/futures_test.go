package futures_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"locktwin/internal/repro"
	"locktwin/scenarios"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/change"
	"locktwin/scenarios/twin/futures"
)

// fewer is a quarter of a count where the race detector makes everything slow.
func fewer(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

// fitted is a lock on eneloops, known about as well as a month of telemetry allows.
func fitted() *twin.Fit {
	f := &twin.Fit{
		Lock: "12345678", Chemistry: "eneloop", BatteryType: "accumulators", PerDay: 6, Actions: 180, Unlatch: 0.2,
		Celsius: 12, Swing: 4, Usable: true,
	}
	st := repro.Root(7).Stream()
	around := func(v, by float64) float64 { return v * (1 + float64(by*st.Normal())) }
	for range fewer(24) {
		var v twin.Values
		v[twin.Charge], v[twin.Capacity] = 0.55+float64(0.05*st.Normal()), around(1900, 0.05)
		v[twin.Resistance], v[twin.SlowResistance] = around(0.22, 0.1), around(0.14, 0.15)
		v[twin.Idle], v[twin.ActionCharge], v[twin.MotorLoad] = around(900, 0.1), around(0.6, 0.1), around(2, 0.1)
		v[twin.ResistancePerKelvin], v[twin.LoadPerKelvin] = 0.018, 0.005
		f.Draws = append(f.Draws, v)
	}
	return f
}

func plan(t testing.TB, q futures.Question) *futures.Plan {
	t.Helper()
	p, err := futures.NewPlan(q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func answers(t testing.TB, p *futures.Plan) []futures.Answer {
	t.Helper()
	var all []futures.Answer
	for i := range p.Shards() {
		a, err := p.Play(i)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

func result(t testing.TB, q futures.Question) *futures.Result {
	t.Helper()
	p := plan(t, q)
	r, err := p.Merge(answers(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAResultDoesNotDependOnTheOrderOfItsShards(t *testing.T) {
	q := futures.Question{Fit: fitted(), Count: fewer(208), Levers: fewer(4), Seed: 3, Base: futures.Vary{BulkMicrofarads: 100}, Vary: futures.Vary{Hand: change.Hasty}}
	p := plan(t, q)
	all := answers(t, p)
	want, err := p.Merge(all)
	if err != nil {
		t.Fatal(err)
	}
	other := plan(t, q)
	var back []futures.Answer
	for i := other.Shards() - 1; i >= 0; i-- {
		a, err := other.Play(i)
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, a)
	}
	back = append(back, all[0]) // twice
	got, err := other.Merge(back)
	if err != nil {
		t.Fatal(err)
	}
	a, b := text(t, want), text(t, got)
	if a != b {
		t.Errorf("in order\n%s\nbackwards\n%s", a, b)
	}
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTwoSlotsLoseNothingInTheFuturesInWhichAWritingBootDoes(t *testing.T) {
	r := result(t, futures.Question{
		Fit: fitted(), Count: fewer(200), Levers: -1, Seed: 1,
		Base: futures.Vary{BulkMicrofarads: 68}, Vary: futures.Vary{Profile: "ab-slots"},
	})
	if r.Before.PIN.Hits == 0 {
		t.Fatal("the base loses nothing, so there is nothing to compare")
	}
	v := r.Vary
	if v.After.PIN.Hits != 0 || v.After.Settings.Hits != 0 || v.Saved != r.Before.PIN.Hits || v.Spoiled != 0 || !(v.High < 0) {
		t.Errorf("before %+v\nafter %+v", r.Before, v)
	}
	if r.Before.PIN != v.Before {
		t.Errorf("not the same futures: %+v, %+v", r.Before.PIN, v.Before)
	}
	sum := 0
	for _, c := range r.Before.Classes {
		sum += c.Chance.Hits
		if c.Class != scenarios.Intact && c.Chance.Hits == 0 {
			t.Errorf("class %s never came, and is told", c.Class)
		}
	}
	if sum != r.Before.PIN.Count {
		t.Errorf("the classes add up to %d of %d futures", sum, r.Before.PIN.Count)
	}
}

func TestLeversAreRankedByWhatTheySaveInAYear(t *testing.T) {
	r := result(t, futures.Question{Fit: fitted(), Count: fewer(40), Levers: fewer(40), Seed: 1, Base: futures.Vary{BulkMicrofarads: 100}})
	if r.Vary != nil {
		t.Error("nothing was varied, and there is a variation")
	}
	var ids []string
	for i, l := range r.Levers {
		ids = append(ids, l.ID)
		if i > 0 && l.PerYear < r.Levers[i-1].PerYear {
			t.Errorf("%s comes after %s", l.ID, r.Levers[i-1].ID)
		}
		if d := l.After.PIN.P - l.Before.P; math.Abs(d-l.Difference) > 1e-12 || !(l.Low <= l.High) {
			t.Errorf("%s: difference %g in %g..%g, chances differ by %g", l.ID, l.Difference, l.Low, l.High, d)
		}
		if l.ID == "no-polling" && !(l.After.ChangesPerYear < r.Before.ChangesPerYear/2) {
			t.Errorf("%g changes a year without polling, %g with it", l.After.ChangesPerYear, r.Before.ChangesPerYear)
		}
		if l.ID == "early" && !(l.After.ChangesPerYear > r.Before.ChangesPerYear) {
			t.Errorf("%g changes a year at 40 %%, %g at the warning", l.After.ChangesPerYear, r.Before.ChangesPerYear)
		}
	}
	for _, want := range []string{"cells-alkaline", "cells-l91", "warmer", "careful-hand", "wait", "early", "no-polling", "profile-ab-slots", "profile-journal", "soft-start", "capacitor"} {
		if !slices.Contains(ids, want) {
			t.Errorf("no lever %s in %v", want, ids)
		}
	}
	if slices.Contains(ids, "cells-eneloop") {
		t.Error("the cells that it has are a lever")
	}
}

func TestIntervalsHoldAKnownCoin(t *testing.T) {
	const flips = 300
	rounds := fewer(2000)
	for _, p := range []float64{0.02, 0.1, 0.5} {
		held, sums := 0, 0
		for i := range uint64(rounds) {
			st, hits := repro.Root(i).Child("coin").Stream(), 0
			for range flips {
				if st.Float64() < p {
					hits++
				}
			}
			sums += hits
			if c := futures.NewChance(hits, flips); c.Low <= p && p <= c.High {
				held++
			}
		}
		if share := float64(held) / float64(rounds); share < 0.85 || share > 0.96 {
			t.Errorf("coin of %g: %g of the 90 %% intervals hold it", p, share)
		}
	}
	if c := futures.NewChance(0, 300); c.Low != 0 || !(c.High > 0.005 && c.High < 0.015) {
		t.Errorf("none of 300: %+v", c)
	}
	if c := futures.NewChance(300, 300); c.High != 1 || !(c.Low > 0.985 && c.Low < 0.995) {
		t.Errorf("all of 300: %+v", c)
	}
}

func TestAnswersThatDoNotFitAreRefused(t *testing.T) {
	p := plan(t, futures.Question{Fit: fitted(), Count: 2, Levers: -1})
	all := answers(t, p)
	for i, spoil := range []func(a *futures.Answer){
		func(a *futures.Answer) { a.Shard = 9 },
		func(a *futures.Answer) { a.Shard = -1 },
		func(a *futures.Answer) { a.PIN = a.PIN[:1] },
		func(a *futures.Answer) { a.Settings = []uint8{0, 99} },
	} {
		a := all[0]
		spoil(&a)
		if _, err := p.Merge([]futures.Answer{a}); !errors.Is(err, futures.ErrAnswers) {
			t.Errorf("answer %d: error %v", i, err)
		}
	}
	if _, err := p.Merge(nil); !errors.Is(err, futures.ErrAnswers) {
		t.Errorf("none: error %v", err)
	}
	if _, err := p.Play(p.Shards()); !errors.Is(err, futures.ErrAnswers) {
		t.Errorf("a shard too many: error %v", err)
	}
}

func TestImpossibleQuestionsAreRefused(t *testing.T) {
	hot := 99.0
	for _, q := range []futures.Question{
		{}, {Fit: &twin.Fit{}},
		{Fit: fitted(), Count: futures.MaxCount + 1},
		{Fit: fitted(), Vary: futures.Vary{Cells: "lemon"}},
		{Fit: fitted(), Vary: futures.Vary{Cells: "lipo"}},
		{Fit: fitted(), Vary: futures.Vary{Profile: "none"}},
		{Fit: fitted(), Vary: futures.Vary{Hand: "third"}},
		{Fit: fitted(), Base: futures.Vary{When: "never"}},
		{Fit: fitted(), Vary: futures.Vary{Celsius: &hot}},
		{Fit: fitted(), Vary: futures.Vary{GapSeconds: -1}},
		{Fit: fitted(), Vary: futures.Vary{SoftStartMS: 3000}},
		{Fit: fitted(), Vary: futures.Vary{BulkMicrofarads: math.NaN()}},
	} {
		if _, err := futures.NewPlan(q); !errors.Is(err, futures.ErrQuestion) {
			t.Errorf("%+v: error %v", q, err)
		}
	}
	refused := fitted()
	refused.Usable = false
	if _, err := futures.NewPlan(futures.Question{Fit: refused}); !errors.Is(err, twin.ErrNotUsable) {
		t.Errorf("a refused fit: error %v", err)
	}
}

func TestEveryMomentOfAChangeCanBePlayed(t *testing.T) {
	for _, w := range futures.Whens() {
		for _, cells := range []string{"", "power-pack", "zinc-carbon"} {
			r := result(t, futures.Question{Fit: fitted(), Count: 4, Levers: -1, Base: futures.Vary{When: w, Cells: cells}})
			if r.Before.PIN.Count != 4 || cells == "" && !(r.Before.ChangesPerYear > 0.5 && r.Before.ChangesPerYear < 30) {
				t.Errorf("%s, %s: %+v", w, cells, r.Before)
			}
		}
	}
}

// BenchmarkQuestion is a thousand futures and the variation that was asked for, and
// with the table of levers of three hundred each, on one core.
func BenchmarkQuestion(b *testing.B) {
	for _, levers := range []int{-1, 300} {
		name := "with levers"
		if levers < 0 {
			name = "variation alone"
		}
		b.Run(name, func(b *testing.B) {
			var r *futures.Result
			for b.Loop() {
				r = result(b, futures.Question{Fit: fitted(), Levers: levers, Vary: futures.Vary{Cells: "l91", Hand: change.Hasty}})
			}
			b.ReportMetric(r.Before.PIN.P, "lost/change")
		})
	}
}
