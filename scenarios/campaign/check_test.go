package campaign

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios"
)

// asked is a coordinator with a survey out, or with the exploration of two
// classes.
func asked(t *testing.T, explore bool) *Coordinator {
	t.Helper()
	c, err := NewCoordinator(plainSpec())
	if err != nil {
		t.Fatal(err)
	}
	if explore {
		if err := c.Take(Answer{Shard: "v0-survey", Survey: stretches([]int{-1, 0}, 100, 200)}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestASurveyThatDoesNotHoldEndsTheCampaign(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(s *Survey)
		want  string
	}{
		"another path":    {func(s *Survey) { s.Path = []Fault{{Kind: Cut}} }, "another path"},
		"a gap":           {func(s *Survey) { s.Classes[1].From++; s.Classes[1].Fault.At++ }, "the one before it ends"},
		"an overlap":      {func(s *Survey) { s.Classes[1].From-- }, "the one before it ends"},
		"a late start":    {func(s *Survey) { s.Classes[0].From = 5; s.Classes[0].Fault.At = 5 }, "begins at"},
		"an early end":    {func(s *Survey) { s.Window = 250 }, "ends at"},
		"outside":         {func(s *Survey) { s.Classes[1].Fault.At = 200 }, "not between"},
		"no operation":    {func(s *Survey) { s.Classes[1].Operation = 2 }, "tears operation"},
		"another fault":   {func(s *Survey) { s.Classes[0].Fault.Kind = Sag }, `"sag", not "cut"`},
		"an instant":      {func(s *Survey) { s.Classes[0].To = 0 }, "some are instants"},
		"no interval":     {func(s *Survey) { s.Classes[0].Raw = 0 }, "0 intervals"},
		"a second length": {func(s *Survey) { s.Classes[1].Fault.For = time.Second }, "ends at"},
		"many moments":    {func(s *Survey) { s.Moments = make([]Moment, MaxOperations+1) }, "at most"},
	} {
		s := stretches([]int{-1, 0}, 100, 200)
		c.spoil(s)
		k := asked(t, false)
		err := k.Take(Answer{Shard: "v0-survey", Survey: s})
		if !errors.Is(err, ErrAnswer) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "v0-survey") || !k.Done() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFindingsThatDoNotHoldEndTheCampaign(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(fs []Finding) []Finding
		want  string
	}{
		"too few":         {func(fs []Finding) []Finding { return fs[:1] }, "1 findings for 2"},
		"another class":   {func(fs []Finding) []Finding { fs[0].Class = 1; return fs }, "class 1"},
		"another path":    {func(fs []Finding) []Finding { fs[1].Path[0].At++; return fs }, "another path"},
		"no state":        {func(fs []Finding) []Finding { fs[0].State = ""; return fs }, "no name"},
		"no verdict":      {func(fs []Finding) []Finding { fs[0].Verdicts = nil; return fs }, "0 verdicts"},
		"no class":        {func(fs []Finding) []Finding { fs[0].Verdicts[0].PIN = "fine"; return fs }, "no class for the PIN"},
		"no samples":      {func(fs []Finding) []Finding { fs[0].Verdicts[0].Samples = 0; return fs }, "0 samples"},
		"many samples":    {func(fs []Finding) []Finding { fs[0].Verdicts[0].Samples = 5; return fs }, "5 samples, 4 were asked"},
		"twice":           {func(fs []Finding) []Finding { fs[0].Verdicts = append(fs[0].Verdicts, fs[0].Verdicts[0]); return fs }, "twice"},
		"other invariant": {func(fs []Finding) []Finding { fs[0].Verdicts[0].Broken = []string{"x"}; return fs }, "none of the invariants"},
	} {
		e := &script{
			first: stretches([]int{-1, 0}, 100, 200), states: []string{"a", "b"},
			ends: [][]Verdict{end(scenarios.Intact, "valid"), end(scenarios.Denied, "blank")},
		}
		fs, err := e.Explore(Variant{}, nil, 0, 2)
		if err != nil {
			t.Fatal(err)
		}
		k := asked(t, true)
		err = k.Take(Answer{Shard: "v0-explore-0-2", Findings: c.spoil(fs)})
		if !errors.Is(err, ErrAnswer) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	k := asked(t, true)
	if err := k.Take(Answer{Shard: "v0-explore-0-2", Case: &Case{}}); !errors.Is(err, ErrAnswer) {
		t.Error("a case answers an exploration", err)
	}
}

func TestSpecsThatNoCampaignCanFollowAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(s *Spec){
		"one of a lock and a store": func(s *Spec) { s.Store = nil },
		"depth is 4":                func(s *Spec) { s.Depth = 4 },
		"samples is 65":             func(s *Spec) { s.Samples = 65 },
		"number of axes is 9":       func(s *Spec) { s.Axes = make([]Axis, 9) },
		"is there twice":            func(s *Spec) { s.Axes = append(s.Axes, s.Axes[0]) },
		"the value \"a\" twice":     func(s *Spec) { s.Axes[0].Values[1] = "a" },
		"has no key":                func(s *Spec) { s.Axes[0].Key = "" },
		"combinations, it has to be at most 10000": func(s *Spec) {
			long := make([]string, 200)
			for i := range long {
				long[i] = time.Duration(i).String()
			}
			s.Axes[0].Values, s.Axes[1].Values = long, long
		},
		"begins at 0s":           func(s *Spec) { s.Hand.From = 0 },
		"second has to be later": func(s *Spec) { s.Hand.To = s.Hand.From },
		"has no bounds":          func(s *Spec) { s.Hand.Shape = AnyInstant },
		"the hand is \"x\"":      func(s *Spec) { s.Hand.Shape = "x" },
		"the fault is \"x\"":     func(s *Spec) { s.Fault.Kind = "x" },
		"a cut has no voltage":   func(s *Spec) { s.Fault.Microvolts = []int64{1} },
		"a sag has voltages":     func(s *Spec) { s.Fault.Kind = Sag },
		"a knock has lengths":    func(s *Spec) { s.Fault.Kind = Knock },
		"number of saves":        func(s *Spec) { s.Store.Workload.Cut = []Save{{Times: MaxSaves}, {}} },
		"0 to 12 V":              func(s *Spec) { s.Store.Supply.Volts = 13 },
		"no text":                func(s *Spec) { s.Invariants = []string{"\xff"} },
		"the steps left out":     func(s *Spec) { s.Store = nil; s.Lock = &LockSubject{Text: "x", LeaveOut: []int{2, 1}} },
		"the scenario is empty":  func(s *Spec) { s.Store = nil; s.Lock = &LockSubject{} },
		"same value twice":       func(s *Spec) { s.Fault.For = []time.Duration{1, 2, 1} },
		"length of the fault":    func(s *Spec) { s.Fault.For = []time.Duration{-1} },
	} {
		s := fakeSpec()
		spoil(&s)
		if _, err := NewCoordinator(s); !errors.Is(err, ErrSpec) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	s := fakeSpec()
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

func TestVariantsAreAllCombinationsOrEachAxisByItself(t *testing.T) {
	s := fakeSpec()
	show := func() string {
		var out []string
		for i, v := range Variants(s) {
			if v.Index != i {
				t.Error(v)
			}
			out = append(out, strings.Join(v.Values, ""))
		}
		return strings.Join(out, " ")
	}
	if got := show(); got != "a1 a2 a3 b1 b2 b3" {
		t.Error(got)
	}
	s.OneByOne = true
	if got := show(); got != "a1 b1 a2 a3" {
		t.Error(got)
	}
	s.Axes = nil
	if got := show(); got != "" || len(Variants(s)) != 1 {
		t.Error(got)
	}
}
