package workers

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// toySpec is a campaign of three variants with a second fault in each recovery.
func toySpec() campaign.Spec {
	return campaign.Spec{
		Version: "v1", Name: "toy", Depth: 2, Samples: 4,
		Fault: campaign.FaultPlan{Kind: campaign.Cut},
		Store: &campaign.StoreSubject{Design: "toy", Part: "toy", Workload: campaign.Workload{Cut: []campaign.Save{{Key: 1, Bytes: 4}}}},
		Axes:  []campaign.Axis{{Key: "seed", Values: []string{"1", "2", "3"}}},
	}
}

// toy is an engine that fails at every third instant. It remembers nothing, and
// counts how often it was asked.
type toy struct{ asked *atomic.Int64 }

func toys(asked *atomic.Int64) Factory {
	return func() (campaign.Engine, error) { return toy{asked}, nil }
}

func (e toy) Survey(v campaign.Variant, path []campaign.Fault) (*campaign.Survey, error) {
	e.asked.Add(1)
	n := 60 - 20*len(path) + v.Index
	s := &campaign.Survey{Path: path, Window: time.Duration(n) * time.Microsecond,
		Operations: []campaign.Operation{{Kind: "erase", Area: "settings", To: 20 * time.Microsecond}}}
	for i := range n {
		from := time.Duration(i) * time.Microsecond
		s.Classes = append(s.Classes, campaign.Class{Fault: campaign.Fault{Kind: campaign.Cut, At: from},
			From: from, To: from + time.Microsecond, Raw: 1 + i%3, Operation: -1, Marginal: i%5 == 0})
	}
	return s, nil
}

func (e toy) Explore(v campaign.Variant, path []campaign.Fault, from, to int) ([]campaign.Finding, error) {
	e.asked.Add(1)
	s, err := e.Survey(v, path)
	if err != nil {
		return nil, err
	}
	var out []campaign.Finding
	for i := from; i < to; i++ {
		good := campaign.Verdict{PIN: "intact", Settings: "intact", Authorizations: "intact", Decision: "good", Samples: 3}
		bad := campaign.Verdict{PIN: "denied", Settings: "default", Authorizations: "intact", Decision: "settings-blank", Samples: 1}
		f := campaign.Finding{Path: append(append([]campaign.Fault{}, path...), s.Classes[i].Fault), Class: i,
			State: string(rune('a' + i%7)), Verdicts: []campaign.Verdict{good}}
		if i%3 == 0 {
			f.Verdicts = append(f.Verdicts, bad)
		}
		out = append(out, f)
	}
	return out, nil
}

func (e toy) Shrink(_ campaign.Variant, f campaign.Finding, want campaign.Failure) (campaign.Case, error) {
	e.asked.Add(1)
	return campaign.Case{Name: "toy-" + want.Class, Scenario: "scenario: toy\n", Path: f.Path, Steps: 1}, nil
}

// bytesOf runs a campaign with its coordinator and gives its result.
func bytesOf(t testing.TB, spec campaign.Spec, workers int, engines Factory, j *Journal) string {
	t.Helper()
	c, err := campaign.NewCoordinator(spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), c, pool(t, workers, engines), Options{Journal: j}); err != nil {
		t.Fatal(err)
	}
	r, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	text, err := campaign.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestARealCampaignGivesTheSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	want := bytesOf(t, toySpec(), 1, toys(new(atomic.Int64)), nil)
	for _, n := range []int{2, 5} {
		if got := bytesOf(t, toySpec(), n, toys(new(atomic.Int64)), nil); got != want {
			t.Errorf("%d workers: another result", n)
		}
	}
}

func TestARealCampaignThatIsInterruptedAgainAndAgainGivesTheSameBytes(t *testing.T) {
	want := bytesOf(t, toySpec(), 1, toys(new(atomic.Int64)), nil)
	name := filepath.Join(t.TempDir(), "journal")
	j, err := CreateJournal(name, toySpec(), "")
	for stops := 0; ; stops++ {
		if err != nil {
			t.Fatal(err)
		}
		c, e := campaign.NewCoordinator(j.Spec())
		if e != nil {
			t.Fatal(e)
		}
		e = Run(t.Context(), c, pool(t, 2, toys(new(atomic.Int64))), Options{Journal: j, StopAfter: 3})
		if e == nil {
			break
		}
		if !errors.Is(e, ErrStopped) {
			t.Fatal(e)
		}
		if e := j.Close(); e != nil {
			t.Fatal(e)
		}
		if stops > 100 {
			t.Fatal("it does not come to an end")
		}
		j, err = ResumeJournal(name, "v1", "")
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = ResumeJournal(name, "v1", ""); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	asked := new(atomic.Int64)
	if got := bytesOf(t, toySpec(), 2, toys(asked), j); got != want {
		t.Error("another result")
	}
	if asked.Load() != 0 {
		t.Errorf("engines were asked %d times although all is in the journal", asked.Load())
	}
}

func TestWithoutShrinkingNoCaseIsLookedFor(t *testing.T) {
	spec := toySpec()
	for _, leaveOut := range []bool{false, true} {
		spec.NoShrink = leaveOut
		c, err := campaign.NewCoordinator(spec)
		if err != nil {
			t.Fatal(err)
		}
		if err := Run(context.Background(), c, pool(t, 2, toys(new(atomic.Int64))), Options{}); err != nil {
			t.Fatal(err)
		}
		r, err := c.Result()
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Groups) == 0 || (r.Groups[0].Smallest == nil) != leaveOut {
			t.Errorf("without shrinking: %v; %d groups, the smallest case of the first is %v", leaveOut, len(r.Groups), r.Groups)
		}
	}
}

func TestAWorkerThatAnswersSomethingElseEndsTheCampaign(t *testing.T) {
	c, err := campaign.NewCoordinator(toySpec())
	if err != nil {
		t.Fatal(err)
	}
	// The engine says nothing to what it is asked.
	if err := Run(t.Context(), c, pool(t, 2, puppets(new(atomic.Int64), nil)), Options{}); !errors.Is(err, campaign.ErrAnswer) {
		t.Errorf("got %v, want %v", err, campaign.ErrAnswer)
	}
}
