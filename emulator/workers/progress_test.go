package workers

import (
	"sync/atomic"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// ticking is a clock that goes on by a second each time somebody looks.
func ticking() func() time.Time {
	now := time.Unix(0, 0)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

func TestProgressEndsWithEverythingDone(t *testing.T) {
	// Nobody reads until the end, and nobody waits for that.
	reports := make(chan Progress, 1)
	m := newMiniature(5)
	if err := Run(t.Context(), m, pool(t, 2, puppets(new(atomic.Int64), nil)), Options{Progress: reports, Clock: ticking()}); err != nil {
		t.Fatal(err)
	}
	p, ok := <-reports
	if !ok || p.Shards != len(m.answers) || p.ShardsDone != p.Shards || p.Elapsed <= 0 {
		t.Errorf("%+v for %d shards", p, len(m.answers))
	}
	if _, ok := <-reports; ok {
		t.Error("the reports do not end")
	}
}

func TestRemainingTimeFollowsTheRate(t *testing.T) {
	p := Progress{Progress: campaign.Progress{Weight: 100, WeightDone: 40, WeightToCome: 10}, WeightRecalled: 20, Elapsed: 10 * time.Second}
	if got := p.Rate(); got != 2 {
		t.Errorf("%v a second, want 2", got)
	}
	if left, ok := p.Remaining(); !ok || left != 35*time.Second {
		t.Errorf("%s remain, want 35s", left)
	}
	if _, ok := (Progress{Progress: campaign.Progress{Weight: 100, WeightDone: 20}, WeightRecalled: 20, Elapsed: time.Second}).Remaining(); ok {
		t.Error("an estimate from nothing")
	}
}
