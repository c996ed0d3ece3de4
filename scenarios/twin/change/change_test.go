package change_test

import (
	"errors"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
)

// dry is a lock whose capacitor has dried out, so that a hand can hurt it.
func dry() change.Options {
	return change.Options{Board: scenarios.BoardSpec{Bulk: scenarios.Some(scenarios.Picofarads(68e6))}}
}

func play(t testing.TB, b *change.Bench, c change.Change) change.Outcome {
	t.Helper()
	o, err := b.Play(c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAnOutcomeDoesNotDependOnWhatWasPlayedBefore(t *testing.T) {
	b := prepare(t, "rewrite-at-boot", dry())
	fork := b.Fork()
	var first []change.Outcome
	var asked []change.Change
	for seed := range uint64(3) {
		for _, f := range change.Faults() {
			for _, h := range change.Hands() {
				c := usual(seed)
				c.Fault, c.Hand, c.Celsius = f, h, float64(10-20*int(seed%2))
				asked, first = append(asked, c), append(first, play(t, b, c))
			}
		}
	}
	for i := len(asked) - 1; i >= 0; i-- {
		if got := play(t, b, asked[i]); got != first[i] {
			t.Fatalf("%+v\nfirst %+v\nagain %+v", asked[i], first[i], got)
		}
		if got := play(t, fork, asked[i]); got != first[i] {
			t.Fatalf("%+v\nfirst %+v\nin a fork %+v", asked[i], first[i], got)
		}
	}
	fresh := prepare(t, "rewrite-at-boot", dry())
	for i := range asked {
		if i%7 == 0 {
			if got := play(t, fresh, asked[i]); got != first[i] {
				t.Fatalf("%+v\nfirst %+v\non a new bench %+v", asked[i], first[i], got)
			}
		}
	}
}

func TestAWritingBootLosesThePINWhereTwoSlotsKeepIt(t *testing.T) {
	in, out := prepare(t, "rewrite-at-boot", dry()), prepare(t, "ab-slots", dry())
	losses := 0
	for seed := range uint64(40) {
		c := usual(seed)
		c.Hand = change.Shaky
		a, b := play(t, in, c), play(t, out, c)
		if a.Lost() {
			losses++
			if a.Torn != "erase of settings" && a.Torn != "program of settings" || a.Resets < 2 || a.MinVDD > 1.7 {
				t.Errorf("seed %d: lost without a torn settings page: %+v", seed, a)
			}
			if a.CustomAccepted && a.Fate.PIN == scenarios.Denied {
				t.Errorf("seed %d: denied, and accepted: %+v", seed, a)
			}
		}
		if b.Lost() || !b.CustomAccepted || b.DefaultAccepted || b.Paired != 2 || b.Authorizations != 2 {
			t.Errorf("seed %d: two slots: %+v", seed, b)
		}
	}
	if losses < 20 {
		t.Errorf("%d of 40 shaky hands lose something, the capacitor feeds no erase to its end", losses)
	}
}

func TestASteadyHandLosesNothingOnASoundBoard(t *testing.T) {
	b := prepare(t, "rewrite-at-boot", change.Options{Authorizations: 3, PIN: 1234})
	c := usual(1)
	c.Hand = change.Careful
	o := play(t, b, c)
	if o.Lost() || o.Torn != "" || o.BootFound != "all-valid" || o.Resets != 1 || o.Authorizations != 3 || o.Phones != 2 || !o.CustomAccepted {
		t.Errorf("%+v", o)
	}
}

func TestTheOldCellsAreInTheLockWhenItBegins(t *testing.T) {
	b := prepare(t, "rewrite-at-boot", change.Options{})
	c := usual(1)
	c.Fault = change.ColdMotorStart
	c.Old = pack(power.Alkaline, 100)
	fresh := play(t, b, c)
	c.Old = pack(power.Alkaline, 8)
	low := play(t, b, c)
	if !(low.MinVDD < fresh.MinVDD-0.1) || fresh.MotorStarts != 3 {
		t.Errorf("VDD at the start of the motor: %g V on nearly empty cells, %g V on fresh ones", low.MinVDD, fresh.MinVDD)
	}
	c.ContactOhms = 2
	c.Old = pack(power.Alkaline, 100)
	if o := play(t, b, c); !(o.MinVDD < fresh.MinVDD-0.1) {
		t.Errorf("VDD at the start of the motor: %g V behind a bad contact, %g V behind a good one", o.MinVDD, fresh.MinVDD)
	}
}

func TestQuickSwapsMayGoUnnoticedAndLongOnesDoNot(t *testing.T) {
	b := prepare(t, "rewrite-at-boot", change.Options{})
	unnoticed := 0
	for seed := range uint64(20) {
		c := usual(seed)
		c.Fault = change.QuickSwap
		if o := play(t, b, c); o.Resets == 0 && o.BootFound == "no-boot" {
			unnoticed++
		}
		c.GapSeconds = 600
		if o := play(t, b, c); o.Resets != 1 {
			t.Errorf("seed %d: %d resets after ten minutes without cells", seed, o.Resets)
		}
	}
	if unnoticed == 0 {
		t.Error("no quick swap went unnoticed")
	}
}

func TestCellsTakenOutOfAWritingLockTearWhatItWrites(t *testing.T) {
	b := prepare(t, "rewrite-at-boot", dry())
	torn := 0
	for seed := range uint64(40) {
		c := usual(seed)
		c.Hand, c.Fault = change.Careful, change.CutDuringErase
		if play(t, b, c).Torns > 0 {
			torn++
		}
	}
	if torn == 0 {
		t.Error("no write was torn")
	}
}

func TestHandsStayWithinTheirHabits(t *testing.T) {
	for _, h := range change.Hands() {
		w, long := h.Habit(), 0
		const draws = 2000
		for i := range uint64(draws) {
			m := w.Draw(repro.Root(i))
			within(t, h, "bounces", m.Bounces, w.MinBounces, w.MaxBounces)
			within(t, h, "chatter", m.Chatter, 0, w.MaxChatter)
			within(t, h, "removal", m.Over, w.MinOver, w.MaxOver)
			within(t, h, "gap", m.Gap, w.MinGap, w.MaxGap)
			if m.LongGap != 0 {
				long++
				within(t, h, "long opening", m.LongGap, w.MinLong, w.MaxLong)
			}
		}
		if got := float64(long) / draws; got < w.LongGap-0.05 || got > w.LongGap+0.05 {
			t.Errorf("%s: %g of the draws have a long opening, the habit says %g", h, got, w.LongGap)
		}
		// The bounds of the sheet.
		within(t, h, "bounces", w.MinBounces, 2, 8)
		within(t, h, "bounces", w.MaxBounces, 2, 8)
		within(t, h, "removal", w.MinOver, 20*time.Millisecond, 200*time.Millisecond)
		within(t, h, "removal", w.MaxOver, 20*time.Millisecond, 200*time.Millisecond)
		if w.LongGap > 0 {
			within(t, h, "long opening", w.MinLong, 20*time.Millisecond, 300*time.Millisecond)
			within(t, h, "long opening", w.MaxLong, 20*time.Millisecond, 300*time.Millisecond)
		}
	}
}

func within[T int | time.Duration](t *testing.T, h change.Hand, what string, got, lo, hi T) {
	t.Helper()
	if got < lo || got > hi {
		t.Errorf("%s: %s %v, must be %v..%v", h, what, got, lo, hi)
	}
}

func TestImpossibleChangesAreRefused(t *testing.T) {
	b := prepare(t, "ab-slots", change.Options{})
	for _, spoil := range []func(*change.Change){
		func(c *change.Change) { c.Celsius = 61 },
		func(c *change.Change) { c.Hand = "third" },
		func(c *change.Change) { c.Fault = "flood" },
		func(c *change.Change) { c.GapSeconds = -1 },
		func(c *change.Change) { c.ContactOhms = 11 },
		func(c *change.Change) { c.Old.Kind = "lemon" },
		func(c *change.Change) { c.New.Cells = 0 },
	} {
		c := usual(1)
		spoil(&c)
		if _, err := b.Play(c); !errors.Is(err, change.ErrChange) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
	if _, err := change.Prepare("ab-slots", change.Options{Authorizations: 21}); !errors.Is(err, change.ErrChange) {
		t.Errorf("21 authorizations: error %v", err)
	}
	if _, err := change.Prepare("no-such-profile", change.Options{}); err == nil {
		t.Error("a bench with an unknown profile")
	}
	for _, name := range []string{"rewrite-at-boot-crc", "journal", "save-on-warning", "nvs", "hidden-load", "fds-gc-at-boot", "lazy-migration"} {
		prepare(t, name, change.Options{})
	}
}
