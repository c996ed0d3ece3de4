package workers

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// storeSpec is a campaign with a real store: two designs, a few instants.
func storeSpec() campaign.Spec {
	save := func(round int) []campaign.Save { return []campaign.Save{{Key: 1, Bytes: 4, Round: round}} }
	return campaign.Spec{
		Version: "v1", Name: "store", Depth: 1, Samples: 2, NoShrink: true,
		Fault: campaign.FaultPlan{Kind: campaign.Cut, At: []time.Duration{105 * time.Millisecond, 120 * time.Millisecond, 190 * time.Millisecond}},
		Store: &campaign.StoreSubject{Design: "in-place-crc", Part: "nrf52840", Seed: 1,
			Workload: campaign.Workload{Before: save(0), Cut: save(1), After: save(2)},
			Supply:   campaign.Supply{Volts: 3.3, Brownout: 1.7, Fall: 500 * time.Microsecond}},
		Axes: []campaign.Axis{{Key: "design", Values: []string{"in-place-crc", "ab-slots"}}, {Key: "seed", Values: []string{"1", "2"}}},
	}
}

// lockSpec is a campaign with a whole lock: two profiles, a few instants.
func lockSpec(t *testing.T) campaign.Spec {
	t.Helper()
	text := `scenario: change
story: Somebody changes the cells.
seed: 2411
lock: {profile: rewrite-at-boot, board: {bulk: 68uF}}
steps:
  - pair: anna
  - set-pin: 4711
  - cells-out: slow
  - wait: 1m
  - cells-in: {cells: {kind: eneloop, charge: 100%, cycles: 150}, manner: firm}
  - wait: 2s
sweep:
  at: 40ms, 120ms, 250ms
  axes: {profile: "rewrite-at-boot, ab-slots"}
`
	spec, err := campaign.New("change.yaml", []byte(text), campaign.Options{Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	spec.NoShrink = true
	return spec
}

func TestRealEnginesGiveTheSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	for name, spec := range map[string]campaign.Spec{"store": storeSpec(), "lock": lockSpec(t)} {
		t.Run(name, func(t *testing.T) {
			engines, err := Engines(spec)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			for _, c := range []struct{ workers, processors int }{{1, 1}, {2, 2}, {5, 2}, {5, 1}} {
				before := runtime.GOMAXPROCS(c.processors)
				got := bytesOf(t, spec, c.workers, engines, nil)
				runtime.GOMAXPROCS(before)
				if want == "" {
					want = got
				} else if got != want {
					t.Errorf("%d workers on %d processors: another result", c.workers, c.processors)
				}
			}
		})
	}
}

func TestARealCampaignIsResumedFromItsJournal(t *testing.T) {
	spec := storeSpec()
	engines, err := Engines(spec)
	if err != nil {
		t.Fatal(err)
	}
	want := bytesOf(t, spec, 2, engines, nil)
	name := filepath.Join(t.TempDir(), "journal")
	j, err := CreateJournal(name, spec, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := campaign.NewCoordinator(spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), c, pool(t, 2, engines), Options{Journal: j, StopAfter: 4}); !errors.Is(err, ErrStopped) {
		t.Fatalf("got %v, want %v", err, ErrStopped)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = ResumeJournal(name, "v1", ""); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if got := bytesOf(t, spec, 2, engines, j); got != want {
		t.Error("another result")
	}
}

func TestASpecThatNoEngineTakesIsRefusedAtOnce(t *testing.T) {
	neither, both, unknown := storeSpec(), storeSpec(), storeSpec()
	neither.Store = nil
	both.Lock = &campaign.LockSubject{}
	unknown.Fault.Kind = campaign.Knock
	for _, spec := range []campaign.Spec{neither, both} {
		if _, err := Engines(spec); !errors.Is(err, ErrNoSubject) {
			t.Errorf("got %v, want %v", err, ErrNoSubject)
		}
	}
	if _, err := Engines(unknown); !errors.Is(err, campaign.ErrSpec) {
		t.Errorf("got %v, want %v", err, campaign.ErrSpec)
	}
}
