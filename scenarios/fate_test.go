package scenarios

import (
	"testing"
	"time"

	"locktwin/internal/repro"
)

// agrees holds the short verdict against the long one.
func agrees(t *testing.T, name string, c *Course) Fate {
	t.Helper()
	facts, err := c.Facts(QuestionsAsked{})
	if err != nil {
		t.Fatal(name, err)
	}
	copy := c.Fork()
	fate := copy.Fate()
	if fate.PIN != facts.Outcome.PIN.Class {
		t.Errorf("%s: the PIN is %s in short and %s at length", name, fate.PIN, facts.Outcome.PIN.Class)
	}
	if lost := len(facts.Outcome.Settings.Lost) > 0; lost && fate.Settings == Intact {
		t.Errorf("%s: settings are %s in short, and %v are lost at length", name, fate.Settings, facts.Outcome.Settings.Lost)
	} else if !lost && fate.Settings != Intact && fate.Settings != Wrong && fate.Settings != Unstable {
		t.Errorf("%s: settings are %s in short, and none is lost at length", name, fate.Settings)
	}
	a := facts.Outcome.Authorizations
	if fewer := a.After < a.Before; fewer == (fate.Authorizations == Intact) && fate.Authorizations != Unstable {
		t.Errorf("%s: authorizations are %s in short, %d of %d at length", name, fate.Authorizations, a.After, a.Before)
	}
	if err := c.Confirm(fate); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	phones := []Expectation{Say(PhonesPaired{}), Say(Usable{}), Say(AuthorizationsLeft{Count{1, -1}})}
	holds, err := c.Holds(phones)
	if err != nil {
		t.Fatal(name, err)
	}
	for i, e := range phones {
		if want, got := Judge(e, facts); holds[i] != want {
			t.Errorf("%s: '%s' is %t in short, and at length %s", name, e.Text, holds[i], got)
		}
	}
	other := fate
	other.PIN = Exposed
	if c.Confirm(other) == nil {
		t.Errorf("%s: a wrong verdict was confirmed", name)
	}
	return fate
}

func TestTheShortVerdictAgreesWithTheLongOne(t *testing.T) {
	seen := map[Class]int{}
	for _, name := range shippedNames(t) {
		c, err := Begin(shipped(t, name), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Finish(); err != nil {
			t.Fatal(err)
		}
		seen[agrees(t, name, c).PIN]++
	}
	f := shipped(t, "pin-denied-after-battery-change.yaml")
	profiles := []Profile{"rewrite-at-boot", "defaults-on-error", "wipe-on-error", "two-page-swap", "ab-slots"}
	if testing.Short() {
		profiles = profiles[:1]
	}
	for _, profile := range profiles {
		f.Lock.Profile = profile
		c, err := Begin(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.PlayToStep(8); err != nil {
			t.Fatal(err)
		}
		s := repro.Root(3).Child(string(profile)).Stream()
		for range 12 {
			x := c.Fork()
			if err := x.PlayTo(x.Now().Add(time.Duration(float64(s.Float64() * 4e8)))); err != nil {
				t.Fatal(err)
			}
			if err := x.Do(Cut{For: 250 * time.Millisecond}); err != nil {
				t.Fatal(err)
			}
			if err := x.Finish(); err != nil {
				t.Fatal(err)
			}
			seen[agrees(t, string(profile), x).PIN]++
		}
	}
	if seen[Denied] < 3 || seen[Intact] < 3 {
		t.Errorf("the cases are of few kinds: %v", seen)
	}
}

func BenchmarkFate(b *testing.B) {
	benchmarkCourse(b, func(_ *Course, m *Mark, copy *Course) {
		copy.Restore(m)
		if err := copy.Finish(); err != nil {
			b.Fatal(err)
		}
		copy.Fate()
	})
}
