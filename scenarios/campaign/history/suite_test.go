package history_test

import (
	"strings"
	"testing"

	"locktwin/flashsim"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/history"
	"locktwin/scenarios/campaign/stores"
)

// sweep runs a campaign on one engine.
func sweep(t *testing.T, spec campaign.Spec) *campaign.Result {
	t.Helper()
	engine, err := stores.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	c, err := campaign.NewCoordinator(spec)
	if err != nil {
		t.Fatal(err)
	}
	for !c.Done() {
		for s := range c.Ready() {
			if err := c.Take(campaign.Run(engine, s)); err != nil {
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

// quick are the cases that a short run is content with.
func quick(name string) bool {
	return strings.HasPrefix(name, "in-place") || strings.HasPrefix(name, "journal") || name == "ab-slots-settled"
}

func TestTheSweepFindsWhatHistoryFound(t *testing.T) {
	for _, c := range history.Suite() {
		if testing.Short() && !quick(c.Name) {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			r := sweep(t, c.Spec)
			j := c.Judge(r)
			for _, w := range j.Missing {
				t.Errorf("not found: %v", w)
			}
			if c.Taken != "" {
				t.Logf("without %q: %d ways to lose something", c.Taken, len(j.Found))
			}
			if !j.OK && len(c.Wants) == 0 {
				for _, g := range j.Found {
					t.Errorf("%d cuts: %+v", g.Faults, g.Failure)
				}
			}
			if !j.OK && len(c.Wants) > 0 {
				for _, g := range r.Groups {
					t.Logf("found: %d cuts: %+v", g.Faults, g.Failure)
				}
			}
			for _, v := range r.Variants {
				if v.Counts.Classes < 2 || c.Spec.Depth > 1 && v.Counts.Experiments <= v.Counts.Classes {
					t.Errorf("hardly anything was cut: %+v", v.Counts)
				}
			}
		})
	}
}

func TestSavingOnTheWarningLosesTheLargestPartOfItsWindow(t *testing.T) {
	worst, most := "", 0.0
	for _, c := range history.Suite() {
		if c.Row != "in-place page" {
			continue
		}
		if j := c.Judge(sweep(t, c.Spec)); j.Lost > most {
			worst, most = c.Name, j.Lost
		}
	}
	if worst != "in-place-save-on-warning" {
		t.Errorf("the worst is %q, which loses %.0f %% of its window", worst, most*100)
	}
}

func TestTheSuiteCoversEveryDesignAndTheRingEveryPart(t *testing.T) {
	names, parts, taken := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range history.Suite() {
		if names[c.Name] || c.Row == "" || c.Story == "" || c.Name == "" {
			t.Errorf("%q is there twice, or says too little", c.Name)
		}
		names[c.Name] = true
		if err := c.Spec.Validate(); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if len(c.Spec.Fault.At) != 0 {
			t.Errorf("%s chooses instants", c.Name)
		}
		if c.Spec.Store.Design == "ring3" && c.Taken == "" {
			parts[c.Spec.Store.Part] = c.Spec.Depth == 2 && !c.Open
		}
		if c.Taken != "" {
			taken[c.Taken] = true
		}
	}
	for _, p := range flashsim.Catalogue() {
		if !parts[p.Name] {
			t.Errorf("the ring is not swept on %s at depth 2", p.Name)
		}
	}
	if len(taken) != 4 {
		t.Errorf("conditions taken away: %v", taken)
	}
}

func TestAWantedFailureThatIsNotFoundIsMissing(t *testing.T) {
	c := history.Case{Wants: []history.Want{{Operation: "erase of page", Part: "PIN", Class: "default"}}}
	r := &campaign.Result{Groups: []campaign.Group{{Faults: 1, Failure: campaign.Failure{Operation: "program of page 0", Decision: "valid", Part: "PIN", Class: "default"}}}}
	if j := c.Judge(r); j.OK || len(j.Missing) != 1 {
		t.Errorf("%+v", j)
	}
	r.Groups[0].Failure.Operation = "erase of page 0"
	if j := c.Judge(r); !j.OK || len(j.Found) != 1 {
		t.Errorf("%+v", j)
	}
	c.Wants = nil
	if j := c.Judge(r); j.OK {
		t.Errorf("a strong design that loses something passes: %+v", j)
	}
}
