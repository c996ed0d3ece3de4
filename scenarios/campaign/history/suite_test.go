package history_test

import (
	"testing"
	"time"

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

func TestHistory(t *testing.T) {
	for _, c := range history.Suite() {
		t.Run(c.Name, func(t *testing.T) {
			begin := time.Now()
			r := sweep(t, c.Spec)
			took := time.Since(begin)
			j := c.Judge(r)
			for i := range r.Variants {
				t.Logf("%+v lost %.4f %v ops %d", r.Variants[i].Counts, j.Lost, took, len(r.Variants[i].Survey.Operations))
			}
			for _, w := range j.Missing {
				t.Errorf("not found: %v", w)
			}
			for i, g := range r.Groups {
				if i < 12 {
					t.Logf("%d faults, %+v, length %v, %d findings", g.Faults, g.Failure, g.Length, g.Findings)
				}
			}
			if !j.OK && len(j.Missing) == 0 {
				t.Errorf("%d ways to fail", len(r.Groups))
			}
		})
	}
}
