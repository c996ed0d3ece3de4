package fleet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/sim"
)

// shows is the simulated time that a lock shows.
func shows(t testing.TB, f *fleet.Fleet, lock string) time.Duration {
	t.Helper()
	var at sim.Time
	if err := f.Look(t.Context(), lock, func(l *model.Lock) { at = l.Now() }); err != nil {
		t.Fatal(err)
	}
	return time.Duration(at)
}

func setSpeed(t testing.TB, f *fleet.Fleet, lock, speed string) {
	t.Helper()
	s, err := fleet.ParseSpeed(speed)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetSpeed(t.Context(), lock, s); err != nil {
		t.Fatal(err)
	}
}

func TestSpeedChangesKeepSimulatedTimeContinuous(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a"})
	want := time.Duration(0)
	for _, step := range []struct {
		speed  string
		factor float64
		wall   time.Duration
	}{
		{"1x", 1, 90 * time.Second}, {"1000x", 1000, 3 * time.Second}, {"paused", 0, time.Hour}, {"0.5x", 0.5, 10 * time.Second},
		{"1x", 1, 1}, {"12.5x", 12.5, 8 * time.Second}, {"1000000x", 1e6, 20 * time.Millisecond},
	} {
		setSpeed(t, f, "a", step.speed)
		if got := shows(t, f, "a"); got != want {
			t.Fatalf("set to %s the lock shows %v, before %v", step.speed, got, want)
		}
		clock.Turn(step.wall)
		want += time.Duration(float64(step.wall) * step.factor)
		if got := shows(t, f, "a"); got != want {
			t.Fatalf("at %s after %v the lock shows %v, want %v", step.speed, step.wall, got, want)
		}
	}
	events, missed, err := f.Events("a", 0, 0)
	if err != nil || missed != 0 {
		t.Fatal(err, missed)
	}
	last := int64(0)
	for i, e := range events {
		if e.Seq != uint64(i+1) || e.SimNS < last {
			t.Errorf("event %d of number %d at %d after %d", i, e.Seq, e.SimNS, last)
		}
		last = e.SimNS
	}
}

func TestATimeThatNobodyWaitsForIsShownAllTheSame(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a"})
	clock.Turn(10 * time.Minute)
	l, err := f.Lock("a")
	if err != nil || time.Duration(l.SimTimeNS) != 10*time.Minute {
		t.Errorf("%v, %v", time.Duration(l.SimTimeNS), err)
	}
}

func TestAtFullPaceTimeRestsWhenNothingIsUnderWay(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	rest := shows(t, f, "a")
	clock.Turn(24 * time.Hour)
	if got := shows(t, f, "a"); got != rest {
		t.Errorf("the lock went on from %v to %v by itself", rest, got)
	}
	// A hand is something; when it is done time rests again.
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.TurnKey(-90_000, time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
	after := shows(t, f, "a")
	if after < rest+time.Second || after > rest+time.Minute {
		t.Errorf("from %v to %v for a hand that takes a second", rest, after)
	}
	clock.Turn(24 * time.Hour)
	if got := shows(t, f, "a"); got != after {
		t.Errorf("the lock went on from %v to %v by itself", after, got)
	}
}

func TestALockThatRebootsForEverRestsAtFullPace(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	// Held just where the core comes up and falls again.
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.Bench(true, 1.3); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, f, "a"); got > time.Hour {
		t.Errorf("the lock ran on to %v", got)
	}
}

func TestRunUntilIsThereWhenItReturnsAndStepGoesToTheNextThing(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	ctx := t.Context()
	if err := f.RunUntil(ctx, "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, f, "a"); got != time.Minute {
		t.Errorf("shows %v, want 1m", got)
	}
	if err := f.RunUntil(ctx, "a", fleet.Until{AtNS: int64(90 * time.Second)}); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, f, "a"); got != 90*time.Second {
		t.Errorf("shows %v, want 1m30s", got)
	}
	if err := f.RunUntil(ctx, "a", fleet.Until{AtNS: 1}); !errors.Is(err, fleet.ErrSpec) {
		t.Errorf("into the past: %v", err)
	}
	if err := f.RunUntil(ctx, "a", fleet.Until{}); !errors.Is(err, fleet.ErrSpec) {
		t.Errorf("until nothing: %v", err)
	}
	if err := f.RunUntil(ctx, "a", fleet.Until{Event: "erase-begin", AtMost: time.Minute}); !errors.Is(err, fleet.ErrNotReached) {
		t.Errorf("an event that does not come: %v", err)
	}
	if err := f.Do(ctx, "a", func(l *model.Lock) error { l.TurnKey(-90_000, time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
	began := shows(t, f, "a")
	if err := f.RunUntil(ctx, "a", fleet.Until{Event: "turn-key"}); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, f, "a"); got != began+time.Second {
		t.Errorf("the key was turned at %v, want a second after %v", got, began)
	}
	if err := f.Do(ctx, "a", func(l *model.Lock) error { l.PressButton(time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
	began = shows(t, f, "a")
	if err := f.Step(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, f, "a"); got <= began || got > began+time.Second {
		t.Errorf("a step from %v to %v", began, got)
	}
}

func TestARunEndsWhereItIsWhenNobodyWaitsAnyMore(t *testing.T) {
	f := open(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	// So much to do that no machine is through with it before somebody gives up.
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error {
		for i := range 50_000 {
			l.PressButton(time.Duration(i) * 10 * time.Second)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := make(chan error)
	go func() {
		cancelled <- f.RunUntil(ctx, "a", fleet.Until{Event: "never-comes", AtMost: 365 * 24 * time.Hour})
	}()
	for shows(t, f, "a") == 0 {
		if ctx.Err() != nil {
			t.Fatal("the run does not begin")
		}
	}
	cancel()
	if err := <-cancelled; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	// From here on the lock stands still again.
	last := time.Duration(-1)
	for {
		now := shows(t, f, "a")
		if now == last {
			break
		}
		last = now
	}
}

func TestEventsComeAtTheirInstantOfTheWallClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Factor: 10}})
		feed, err := f.Subscribe("a", fleet.FeedOptions{After: fleet.NoHistory})
		if err != nil {
			t.Fatal(err)
		}
		defer feed.Close()
		if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PressButton(20 * time.Second); return nil }); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for item := range feed.C() {
			if item.Event.Name == "button" {
				break
			}
		}
		if got := time.Since(began); got != 2*time.Second {
			t.Errorf("a button held for 20s at 10x is let go after %v", got)
		}
	})
}

func TestAConnectionIsLostAfterItsSupervisionTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a"})
		p := newPhone(t, f, "anna")
		params := gatt.DefaultParams()
		if !p.connect("a", params) {
			t.Fatalf("no connection: %v", p.over)
		}
		time.Sleep(time.Minute)
		if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PullReset(); return nil }); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		p.until(func() bool { return false })
		if got := time.Since(began); p.over != gatt.ReasonTimeout || got < params.Timeout-params.Interval || got > params.Timeout+params.Interval {
			t.Errorf("the link ended for %v after %v, want a timeout after %v", p.over, got, params.Timeout)
		}
		p.central.Close()
	})
}
