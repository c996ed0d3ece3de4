package fleet_test

import (
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
)

func TestARunToAnEventStopsInTheMiddleOfTheActivationThatCausesIt(t *testing.T) {
	f := open(t, fleet.Options{})
	ctx := t.Context()
	create(t, f, fleet.Spec{ID: "a", Profile: "rewrite-at-boot", Speed: fleet.Speed{Paused: true}})
	run := func(u fleet.Until) {
		t.Helper()
		if err := f.RunUntil(ctx, "a", u); err != nil {
			t.Fatal(err)
		}
	}
	act := func(fn func(*model.Lock)) {
		t.Helper()
		if err := f.Do(ctx, "a", func(l *model.Lock) error { fn(l); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	run(fleet.Until{For: 30 * time.Second})
	act(func(l *model.Lock) { l.PullReset() })
	run(fleet.Until{Event: "erase-begin"})
	act(func(l *model.Lock) {
		if !l.Machine().Executing() {
			t.Error("the boot that erases is over, or has not begun")
		}
	})
	// A second reset 20 ms later finds the erase under way, and tears it.
	run(fleet.Until{For: 20 * time.Millisecond})
	act(func(l *model.Lock) { l.PullReset() })
	run(fleet.Until{For: time.Second})
	act(func(l *model.Lock) {
		if n := l.Machine().Stats().Interrupted; n != 1 {
			t.Errorf("%d operations were torn, want the erase", n)
		}
	})
}

func TestARunToAnEventTakesInWhatIsDoneMeanwhile(t *testing.T) {
	f := open(t, fleet.Options{})
	ctx := t.Context()
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	if err := f.RunUntil(ctx, "a", fleet.Until{For: 30 * time.Second}); err != nil {
		t.Fatal(err)
	}
	// Nothing that the lock does by itself turns its key. Somebody does while it
	// is looked for, however far the search has come.
	found := make(chan error, 1)
	go func() {
		found <- f.RunUntil(ctx, "a", fleet.Until{Event: "turn-key", AtMost: 100 * 365 * 24 * time.Hour})
	}()
	for turned := false; ; {
		err := f.Do(ctx, "a", func(l *model.Lock) error {
			if !turned {
				l.TurnKey(-90_000, time.Second)
			}
			turned = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-found:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}
