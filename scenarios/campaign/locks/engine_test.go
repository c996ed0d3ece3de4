package locks

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// short is the change up to cuts that tear the first programs after the erase.
func short() campaign.Spec { return about(change, 66500*time.Microsecond) }

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := campaign.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnswersDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	spec := short()
	spec.Samples = 3
	a, v := engine(t, spec)
	b, _ := engine(t, spec)
	s := surveyed(t, a, v)
	n := len(s.Classes)
	parts := [][2]int{{n - 25, n}, {n / 2, n/2 + 25}, {n / 5, n/5 + 25}, {0, 25}}
	var backward []campaign.Finding
	for _, p := range parts {
		backward = append(explored(t, b, v, nil, p[0], p[1]), backward...)
	}
	path := []campaign.Fault{{Kind: campaign.Cut, At: 30 * time.Millisecond, For: 250 * time.Millisecond}}
	surveyed(t, a, v, path...)
	var forward []campaign.Finding
	for _, p := range slices.Backward(parts) {
		forward = append(forward, explored(t, a, v, nil, p[0], p[1])...)
	}
	if !bytes.Equal(encoded(t, forward), encoded(t, backward)) {
		t.Error("two engines that were asked in different orders find different things")
	}
	if !bytes.Equal(encoded(t, s), encoded(t, surveyed(t, b, v))) {
		t.Error("two engines make different surveys")
	}
}

func TestSharedEndsAreThoseOfExperimentsPlayedToTheirEnd(t *testing.T) {
	spec := short()
	spec.Samples = 2
	a, v := engine(t, spec)
	s := surveyed(t, a, v)
	n := len(s.Classes)
	compared := 0
	for from := 0; from+3 <= n; from += n / 20 {
		shared := explored(t, a, v, nil, from, from+3)
		for _, x := range shared {
			ends := a.tracks[0].ends
			a.tracks[0].ends = nil // nothing is shared
			own := explored(t, a, v, nil, x.Class, x.Class+1)
			if !bytes.Equal(encoded(t, own[0]), encoded(t, x)) {
				t.Errorf("class %d: %s, shared %s", x.Class, encoded(t, own[0]), encoded(t, x))
			}
			a.tracks[0].ends = ends
			compared++
		}
	}
	if compared < 30 {
		t.Errorf("only %d were compared", compared)
	}
}

func TestClassesCoverTheWindow(t *testing.T) {
	spec := short()
	spec.Fault.For = []time.Duration{5 * time.Millisecond, 250 * time.Millisecond}
	e, v := engine(t, spec)
	s := surveyed(t, e, v)
	at, covers := time.Duration(0), 0
	for i, c := range s.Classes {
		if c.From != at || c.To <= c.From || c.Fault.At < c.From || c.Fault.At >= c.To || c.Raw < 1 {
			t.Fatalf("class %d is [%v, %v) with %v, after %v", i, c.From, c.To, c.Fault.At, at)
		}
		if at = c.To; at == s.Window {
			at = 0
			covers++
		}
	}
	if covers != 2 || at != 0 {
		t.Errorf("%d covers of two lengths", covers)
	}
	if len(s.Operations) < 10 || len(s.VBAT) < 10 || len(s.VDD) < 4 || len(s.Levels) == 0 || len(s.Moments) < 3 {
		t.Errorf("the survey shows %d operations, %d and %d points, %d levels, %d moments",
			len(s.Operations), len(s.VBAT), len(s.VDD), len(s.Levels), len(s.Moments))
	}
}

func TestSagsHaveAGrid(t *testing.T) {
	spec := short()
	spec.Fault = campaign.FaultPlan{
		Kind: campaign.Sag, For: []time.Duration{time.Millisecond, 300 * time.Millisecond}, Microvolts: []int64{500_000, 5_000_000},
	}
	at := 20 * time.Millisecond
	spec.Fault.At = []time.Duration{at}
	e, v := engine(t, spec)
	s := surveyed(t, e, v)
	if len(s.Classes) != 4 {
		t.Fatalf("%d classes", len(s.Classes))
	}
	var ends []string
	for i, f := range explored(t, e, v, nil, 0, 4) {
		if c := s.Classes[i]; c.From != at || c.To != at || c.Fault.At != at {
			t.Errorf("class %d is at %v to %v", i, c.From, c.To)
		}
		ends = append(ends, f.Verdicts[0].PIN)
	}
	if !slices.Equal(ends, []string{"intact", "intact", "denied", "intact"}) {
		t.Errorf("a sag in the erase ends %v", ends)
	}
}

func TestASurveyNamesTheLevelsOfTheSupply(t *testing.T) {
	e, v := engine(t, about(strings.Replace(change, "rewrite-at-boot", "save-on-warning", 1), time.Millisecond))
	var names []string
	for _, l := range surveyed(t, e, v).Levels {
		if l.Rail != "VDD" || l.Microvolts < 1_000_000 || l.Microvolts > 3_300_000 {
			t.Errorf("%+v", l)
		}
		names = append(names, l.Name)
	}
	if want := []string{"brown-out reset", "power-fail warning", "least for a program", "least for an erase"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func TestInstantsBehindTheWindowAreRefused(t *testing.T) {
	spec := short()
	spec.Fault.At = []time.Duration{time.Hour}
	e, v := engine(t, spec)
	if _, err := e.Survey(v, nil); !errors.Is(err, campaign.ErrSpec) || !strings.Contains(err.Error(), "none of the instants [1h0m0s] lies in the window") {
		t.Errorf("faults after the end of the window: %v", err)
	}
}

func TestKnocksAreEnumeratedAsCutsAre(t *testing.T) {
	spec := about(change, 70*time.Millisecond)
	spec.Fault = campaign.FaultPlan{Kind: campaign.Knock, For: []time.Duration{time.Millisecond}, Times: []int{1, 2}}
	e, v := engine(t, spec)
	s := surveyed(t, e, v)
	covers := map[int]time.Duration{}
	for i := range s.Classes {
		c := &s.Classes[i]
		covers[c.Fault.Times] += c.To - c.From
	}
	if covers[1] != s.Window || covers[2] != s.Window {
		t.Errorf("the classes cover %v of %v", covers, s.Window)
	}
	last := len(s.Classes) - 1
	if f := explored(t, e, v, nil, last, last+1)[0]; f.Verdicts[0].PIN != "intact" || f.Path[0].Times != 2 {
		t.Errorf("two short knocks end as %+v", f)
	}
}

func TestASecondCutFallsIntoTheRecovery(t *testing.T) {
	first := campaign.Fault{Kind: campaign.Cut, At: 40 * time.Millisecond, For: 250 * time.Millisecond}
	later := []time.Duration{10 * time.Millisecond, 40 * time.Millisecond, 280 * time.Millisecond, 330 * time.Millisecond}
	spec := about(change, 100*time.Millisecond)
	if testing.Short() {
		spec.Fault.At = later
	}
	e, v := engine(t, spec)
	s := surveyed(t, e, v, first)
	if s.Classes[0].From != first.At || len(s.Path) != 1 || len(s.Operations) < 2 {
		t.Fatalf("the recovery begins at %v, with %d operations", s.Classes[0].From, len(s.Operations))
	}
	for _, op := range s.Operations {
		if op.To < op.From || op.From < first.At {
			t.Errorf("an operation of the recovery lasts from %v to %v", op.From, op.To)
		}
	}
	class := 2 // the first instant of the list lies before the recovery
	if !testing.Short() {
		class, _ = within(s, later[3])
	}
	f := explored(t, e, v, []campaign.Fault{first}, class, class+1)[0]
	if len(f.Path) != 2 || f.Path[0] != first || f.Path[1] != s.Classes[class].Fault || f.Verdicts[0].PIN != "denied" {
		t.Errorf("the finding is %+v", f)
	}
}

func TestInvariantsAreJudgedAtTheEnd(t *testing.T) {
	spec := about(change, 120*time.Millisecond)
	spec.Invariants = []string{"phones stay paired", "PIN 4711 is accepted"}
	spec.Fault.At = []time.Duration{30 * time.Millisecond, 109 * time.Millisecond}
	e, v := engine(t, spec)
	surveyed(t, e, v)
	f := explored(t, e, v, nil, 0, 2)
	if got := f[0].Verdicts[0].Broken; !slices.Equal(got, spec.Invariants[1:]) {
		t.Errorf("a cut in the erase breaks %q", got)
	}
	if got := f[1].Verdicts[0].Broken; len(got) > 0 {
		t.Errorf("a cut after all breaks %q", got)
	}
}

func TestAnEngineRefusesWhatIsNoLock(t *testing.T) {
	bad := short()
	bad.Lock.Text = "scenario: x\n"
	if _, err := New(bad); !errors.Is(err, scenarios.ErrScenario) {
		t.Errorf("a file without a lock: %v", err)
	}
	bad = short()
	bad.Lock, bad.Store = nil, &campaign.StoreSubject{Design: "ab-slots", Part: "nrf52832", Supply: campaign.Supply{Volts: 3}}
	if _, err := New(bad); !errors.Is(err, campaign.ErrSpec) {
		t.Errorf("a store: %v", err)
	}
	bad = short()
	bad.Invariants = []string{"the PIN is blue"}
	if _, err := New(bad); !errors.Is(err, scenarios.ErrScenario) {
		t.Errorf("an invariant without a sense: %v", err)
	}
	good := short()
	good.Fault.At = []time.Duration{time.Millisecond}
	e, v := engine(t, good)
	if _, err := e.Explore(v, nil, 0, 1<<20); !errors.Is(err, campaign.ErrSpec) {
		t.Errorf("classes that there are not: %v", err)
	}
}

func TestTheSmallestCaseReplays(t *testing.T) {
	text := strings.Replace(change, "  - cells-out: quick\n", "  - use: {for: 1d, actions-per-day: 2..3}\n  - cells-out: quick\n", 1)
	spec := about(text, 66500*time.Microsecond)
	spec.Lock.Step = 8
	e, v := engine(t, spec)
	b, err := e.bench(mustFile(t, e, v), 8)
	if err != nil {
		t.Fatal(err)
	}
	path := []campaign.Fault{{Kind: campaign.Cut, At: 30 * time.Millisecond, For: 250 * time.Millisecond}}
	x, err := e.trial(b, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x.verdict.PIN != "denied" || x.operation != "erase of settings" {
		t.Fatalf("the cut ends as %+v", x)
	}
	want := campaign.Failure{Operation: x.operation, Decision: x.verdict.Decision, Part: "PIN", Class: "denied"}
	c, err := e.Shrink(v, campaign.Finding{Path: path}, want)
	if err != nil {
		t.Fatal(err)
	}
	if c.Steps >= 10 || c.Tried < 10 || c.Path[0].At >= path[0].At {
		t.Errorf("the smallest case has %d steps and a cut at %v, after %d trials", c.Steps, c.Path[0].At, c.Tried)
	}
	f, err := scenarios.Parse(c.Name, []byte(c.Scenario))
	if err != nil {
		t.Fatal(err)
	}
	r, err := scenarios.Play(f, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.TraceSHA256 != c.Trace || r.Verdict != scenarios.Pass || r.Outcome.PIN.Class != scenarios.Denied || len(f.Expect) < 3 {
		t.Errorf("the play of\n%s\nends as %+v, with trace %s", c.Scenario, r, c.Trace)
	}
	again, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := again.Shrink(v, campaign.Finding{Path: path}, want); err != nil || !bytes.Equal(encoded(t, d), encoded(t, c)) {
		t.Errorf("another engine finds another case: %v", err)
	}
}

func mustFile(t testing.TB, e *Engine, v campaign.Variant) scenarios.File {
	t.Helper()
	f, err := e.file(v)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
