package campaign

import (
	"testing"
	"time"

	"locktwin/scenarios"
)

// script is an engine with a fixed answer to everything.
type script struct {
	first, second *Survey // of the window, and of every recovery
	ends          [][]Verdict
	later         [][]Verdict
	states        []string
}

func (e *script) Survey(_ Variant, path []Fault) (*Survey, error) {
	s := *e.first
	if len(path) > 0 {
		s = *e.second
	}
	s.Path = path
	return &s, nil
}

func (e *script) Explore(_ Variant, path []Fault, from, to int) ([]Finding, error) {
	s, ends := e.first, e.ends
	if len(path) > 0 {
		s, ends = e.second, e.later
	}
	var out []Finding
	for i := from; i < to; i++ {
		state := "later"
		if len(path) == 0 {
			state = e.states[i]
		}
		out = append(out, Finding{Path: append(append([]Fault{}, path...), s.Classes[i].Fault), Class: i, State: state, Verdicts: ends[i], MarginalBits: i})
	}
	return out, nil
}

func (e *script) Shrink(_ Variant, f Finding, _ Failure) (Case, error) {
	return Case{Name: "smallest", Scenario: f.Path[0].At.String(), Path: f.Path, Bits: f.MarginalBits}, nil
}

// stretches are classes with these ends, one after the other.
func stretches(operation []int, ends ...time.Duration) *Survey {
	s := &Survey{Window: ends[len(ends)-1], Operations: []Operation{{Kind: "erase", Area: "settings"}, {Kind: "program", Area: "settings"}}}
	from := time.Duration(0)
	for i, to := range ends {
		s.Classes = append(s.Classes, Class{Fault: Fault{Kind: Cut, At: from}, From: from, To: to, Raw: 2, Operation: operation[i]})
		from = to
	}
	return s
}

func end(pin scenarios.Class, decision string) []Verdict {
	return []Verdict{{PIN: string(pin), Settings: intact, Authorizations: intact, Decision: decision, Samples: 1}}
}

func scripted(t *testing.T, s Spec, e Engine) *Result {
	t.Helper()
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	for !c.Done() {
		for shard := range c.Ready() {
			if err := c.Take(Run(e, shard)); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func plainSpec() Spec {
	s := fakeSpec()
	s.Axes, s.Depth, s.Samples, s.Hand, s.Fault.For = nil, 1, 4, Hand{}, nil
	return s
}

func TestGroupsAreTheWaysToFailTheHeaviestFirst(t *testing.T) {
	mixed := append(end(scenarios.Denied, "blank"), end(scenarios.Intact, "valid")...)
	mixed[1].Samples = 3
	twoWays := append(end(scenarios.Denied, "blank"), end(scenarios.Denied, "corrupt")...)
	twoWays[1].Samples = 2
	if w, share := worst(append(twoWays, end(scenarios.Stale, "valid")...)); share != 0.75 || w.Decision != "corrupt" || w.Samples != 3 {
		t.Errorf("%+v with %g", w, share)
	}
	e := &script{
		first:  stretches([]int{-1, 0, 0, 1, 0}, 100, 110, 130, 160, 200),
		ends:   [][]Verdict{end(scenarios.Intact, "valid"), end(scenarios.Denied, "blank"), end(scenarios.Default, "corrupt"), end(scenarios.Denied, "blank"), mixed},
		states: []string{"a", "b", "c", "d", "e"},
	}
	r := scripted(t, plainSpec(), e)
	type group struct {
		failure  Failure
		length   time.Duration
		p        float64
		findings int
		first    time.Duration
		from     string
	}
	want := []group{
		{Failure{"program of settings", "blank", PINPart, "denied"}, 30, 0.15, 1, 130, "130ns"},
		{Failure{"erase of settings", "corrupt", PINPart, "default"}, 20, 0.1, 1, 110, "110ns"},
		{Failure{"erase of settings", "blank", PINPart, "denied"}, 20, 0.1, 2, 100, "100ns"},
	}
	if len(r.Groups) != len(want) {
		t.Fatalf("%+v", r.Groups)
	}
	for i, w := range want {
		g := r.Groups[i]
		got := group{g.Failure, g.Length, g.Probability, g.Findings, g.First, g.Smallest.Scenario}
		got.p, w.p = float64(int(got.p*1e9+0.5)), float64(int(w.p*1e9+0.5))
		if got != w {
			t.Errorf("group %d is %+v, want %+v", i, got, w)
		}
	}
	v := r.Variants[0]
	if v.Counts != (Counts{Borders: 9, Raw: 10, Classes: 5, Experiments: 5, States: 5}) {
		t.Errorf("%+v", v.Counts)
	}
	var denied Row
	for _, row := range v.Rows {
		if row.Part == PINPart && row.Class == "denied" {
			denied = row
		}
	}
	// 100 to 110 by itself, 130 to 200 in one stretch; of the last 40 a quarter.
	if denied.Length != 50 || denied.Windows != 2 || denied.Longest != 70 || !near(denied.Probability, 0.25) {
		t.Errorf("%+v", denied)
	}
	if w := v.Windows[4]; w.Verdict.PIN != "denied" || w.Share != 0.25 {
		t.Errorf("%+v", w)
	}
}

func TestALaterFaultCountsWhereItMakesThingsWorse(t *testing.T) {
	s := plainSpec()
	s.Depth = 2
	e := &script{
		first:  stretches([]int{-1, 0}, 100, 200),
		second: stretches([]int{1, -1}, 30, 40),
		ends:   [][]Verdict{end(scenarios.Intact, "valid"), end(scenarios.Denied, "blank")},
		later:  [][]Verdict{end(scenarios.Denied, "blank"), end(scenarios.Stale, "valid")},
		states: []string{"a", "b"},
	}
	for i := range e.second.Classes {
		e.second.Classes[i].From += 300
		e.second.Classes[i].To += 300
		e.second.Classes[i].Fault.At += 300
	}
	r := scripted(t, s, e)
	var faults []int
	for _, g := range r.Groups {
		faults = append(faults, g.Faults)
		switch g.Failure {
		case Failure{"erase of settings", "blank", PINPart, "denied"}:
			if g.Faults != 1 || !near(g.Probability, 0.5) {
				t.Errorf("%+v", g)
			}
		case Failure{"program of settings", "blank", PINPart, "denied"}:
			// From the intact state alone, three quarters of its recovery.
			if g.Faults != 2 || !near(g.Probability, 0.375) || g.Length != 30 || g.First != 300 || len(g.Smallest.Path) != 2 {
				t.Errorf("%+v", g)
			}
		case Failure{"", "valid", PINPart, "stale"}:
			if g.Faults != 2 || !near(g.Probability, 0.125) {
				t.Errorf("%+v", g)
			}
		default:
			t.Errorf("%+v", g)
		}
	}
	if len(faults) != 3 {
		t.Error(faults)
	}
	// Rows count every end, whatever was lost before.
	for _, row := range r.Variants[0].Rows {
		if row.Faults == 2 && row.Part == PINPart && row.Class == "denied" && (!near(row.Probability, 0.75) || row.Length != 60) {
			t.Errorf("%+v", row)
		}
	}
	if c := r.Variants[0].Counts; c.States != 3 || c.Experiments != 6 || c.Reused != 3 {
		t.Errorf("%+v", c)
	}
}

func TestEqualStatesAreExploredOnce(t *testing.T) {
	s := plainSpec()
	s.Depth = 3
	e := &script{
		first:  stretches([]int{-1, 0}, 100, 200),
		second: stretches([]int{1, -1}, 30, 40),
		ends:   [][]Verdict{end(scenarios.Intact, "valid"), end(scenarios.Intact, "valid")},
		later:  [][]Verdict{end(scenarios.Intact, "valid"), end(scenarios.Intact, "valid")},
		states: []string{"same", "same"},
	}
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for !c.Done() {
		for shard := range c.Ready() {
			ids = append(ids, shard.ID)
			if err := c.Take(Run(e, shard)); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []string{"v0-survey", "v0-explore-0-2", "v0-r1-survey", "v0-r1-explore-0-2", "v0-r2-survey", "v0-r2-explore-0-2"}
	if len(ids) != len(want) {
		t.Fatal(ids)
	}
	for i := range want {
		if ids[i] != want[i] {
			t.Fatal(ids)
		}
	}
}

func TestAtMostSoManyCasesAreLookedFor(t *testing.T) {
	s := fakeSpec()
	s.Axes = []Axis{{Key: "seed"}}
	for i := range 150 {
		s.Axes[0].Values = append(s.Axes[0].Values, time.Duration(i).String())
	}
	e := &script{
		first:  stretches([]int{-1, 0}, 100, 200),
		ends:   [][]Verdict{end(scenarios.Stale, "valid"), end(scenarios.Denied, "blank")},
		states: []string{"a", "b"},
	}
	s.Depth = 1
	s.Fault.For = nil
	r := scripted(t, s, e)
	cases := 0
	for _, g := range r.Groups {
		if g.Smallest != nil {
			cases++
		}
	}
	if len(r.Groups) != 300 || cases != MaxCases || r.Groups[0].Smallest == nil || r.Groups[299].Smallest != nil {
		t.Errorf("%d groups, %d cases", len(r.Groups), cases)
	}
}
