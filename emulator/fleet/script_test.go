package fleet_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/scenarios"
)

// ended waits for the end of a run.
func ended(t testing.TB, f *fleet.Fleet, lock, run string) fleet.Run {
	t.Helper()
	for {
		r, changed, err := f.Run(lock, run)
		if err != nil {
			t.Fatal(err)
		}
		if r.State != fleet.RunRunning {
			return r
		}
		<-changed
	}
}

const story = `
scenario: live
lock: {profile: ab-slots, cells: {kind: eneloop}}
steps:
  - pair: anna
  - set-pin: 4711
  - cells-out: quick
  - wait: 1m
  - cells-in: {manner: clean}
  - wait: 1m
  - verify-pin
expect:
  - the PIN is intact
  - PIN 4711 is accepted
  - the lock is usable
`

func TestAScenarioIsPlayedOnALiveLockAtItsPace(t *testing.T) {
	for speed, least := range map[string]time.Duration{"1x": 2 * time.Minute, "60x": 2 * time.Second, "max": 0} {
		t.Run(speed, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := open(t, fleet.Options{Store: newMemory()})
				create(t, f, fleet.Spec{ID: "a", Cells: &fleet.Cells{Kind: "eneloop"}})
				time.Sleep(time.Minute)
				setSpeed(t, f, "a", speed)
				before := shows(t, f, "a")
				began := time.Now()
				r, err := f.RunScenario(t.Context(), "a", "live.yaml", []byte(story))
				if err != nil || r.State != fleet.RunRunning {
					t.Fatalf("%+v, %v", r, err)
				}
				if least > 0 {
					if _, err := f.RunScenario(t.Context(), "a", "live.yaml", []byte(story)); !errors.Is(err, fleet.ErrSpec) {
						t.Errorf("a second one at the same time: %v", err)
					}
				}
				r = ended(t, f, "a", r.ID)
				took := time.Since(began)
				if r.State != fleet.RunPass || len(r.Results) != 3 || r.PIN != "intact" {
					t.Errorf("%+v", r)
				}
				if took < least || took > least+30*time.Second {
					t.Errorf("took %v, want %v and a little", took, least)
				}
				if played := shows(t, f, "a") - before; played < 2*time.Minute || played > 5*time.Minute {
					t.Errorf("played %v", played)
				}
				if runs, err := f.Runs("a"); err != nil || len(runs) != 1 {
					t.Errorf("%+v, %v", runs, err)
				}
			})
		})
	}
}

func TestALockLosesItsPINLiveAsInItsScenario(t *testing.T) {
	text, err := fs.ReadFile(scenarios.Library(), "pin-denied-after-battery-change.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{
		ID: "a", Seed: 2411, Profile: "rewrite-at-boot", Speed: fleet.Speed{Paused: true},
		Cells: &fleet.Cells{Kind: "eneloop", Charge: "40%", Cycles: 150}, Board: &fleet.Board{Bulk: "68uF"},
	})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	r, err := f.RunScenario(t.Context(), "a", "story", text)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 8 * 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if r = ended(t, f, "a", r.ID); r.State != fleet.RunPass || r.PIN != "denied" {
		t.Errorf("%+v", r)
	}
	// What the scenario did, the lock has lived through.
	if l, err := f.Lock("a"); err != nil || l.Battery.ChargePercent < 90 || l.Boots < 2 {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestARunIsCancelledAndAFaultyFileRefused(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	if _, err := f.RunScenario(t.Context(), "a", "x.yaml", []byte("scenario: x\n")); !errors.Is(err, fleet.ErrSpec) || !errors.Is(err, scenarios.ErrScenario) {
		t.Errorf("%v", err)
	}
	r, err := f.RunScenario(t.Context(), "a", "live.yaml", []byte(story))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.CancelRun(t.Context(), "a", "r999999"); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := f.CancelRun(t.Context(), "a", r.ID); err != nil {
		t.Error(err)
	}
	if r = ended(t, f, "a", r.ID); r.State != fleet.RunCancelled {
		t.Errorf("%+v", r)
	}
	// A step that nobody can play ends the run, not the lock.
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.RemoveCells(0, 0); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	r, err = f.RunScenario(t.Context(), "a", "out.yaml", []byte("scenario: out\nlock: {profile: ab-slots}\nsteps: [cells-out]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r = ended(t, f, "a", r.ID); r.State != fleet.RunError || r.Error == "" {
		t.Errorf("%+v", r)
	}
	if l, err := f.Lock("a"); err != nil || l.State == "failed" {
		t.Errorf("%+v, %v", l, err)
	}
}
