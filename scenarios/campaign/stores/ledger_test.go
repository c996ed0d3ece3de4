package stores

import (
	"testing"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// owing is a workload of four saves of the PIN and one of the settings, with the
// ledger after so many saves.
func owing(t *testing.T, done int) (*workload, *ledger) {
	t.Helper()
	w, err := newWorkload(campaign.Workload{Before: []campaign.Save{{Key: 1, Bytes: 4, Times: 3}},
		Cut: []campaign.Save{{Key: 1, Bytes: 4, Round: 3}, {Key: 2, Bytes: 8}}})
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger()
	for i := range done {
		l.done(w.saves[i].slot, i)
	}
	return &w, &l
}

func TestWhatAReadingMeans(t *testing.T) {
	foreign := []byte{1, 2, 3, 4}
	for _, x := range []struct {
		name   string
		done   int
		flying int // index of a save in flight, or none
		slot   int
		read   func(w *workload) seen
		want   fate
	}{
		{"the acknowledged value", 3, none, 0, func(*workload) seen { return 2 }, intact},
		{"an older one", 3, none, 0, func(*workload) seen { return 0 }, stale},
		{"the old one of a save in flight", 3, 3, 0, func(*workload) seen { return 2 }, intact},
		{"the new one of a save in flight", 3, 3, 0, func(*workload) seen { return 3 }, intact},
		{"one before the old one", 3, 3, 0, func(*workload) seen { return 1 }, stale},
		{"missing", 3, none, 0, func(*workload) seen { return seenMissing }, lost},
		{"missing and never acknowledged", 3, 4, 1, func(*workload) seen { return seenMissing }, intact},
		{"corrupt", 3, none, 0, func(*workload) seen { return seenCorrupt }, denied},
		{"erased", 3, none, 0, func(*workload) seen { return seenErased }, denied},
		{"erased and never acknowledged", 3, none, 1, func(*workload) seen { return seenErased }, intact},
		{"another value", 3, none, 0, func(w *workload) seen { l := newLedger(); return w.identify(&l, 0, foreign) }, wrong},
		{"no mount", 3, none, 0, func(*workload) seen { return seenDown }, bricked},
	} {
		w, l := owing(t, x.done)
		if x.flying != none {
			l.begin(w.saves[x.flying].slot, x.flying)
		}
		if got := l.judge(x.slot, x.read(w)); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got.class(), x.want.class())
		}
	}
}

func TestAReadingIsIdentified(t *testing.T) {
	w, l := owing(t, 3)
	l.begin(0, 3)
	for i := range 4 {
		if got := w.identify(l, 0, w.saves[i].value); got != seen(i) {
			t.Errorf("value of save %d is taken for %d", i, got)
		}
	}
	if got := w.identify(l, 0, []byte{0xFF, 0xFF, 0xFF, 0xFF}); got != seenErased {
		t.Errorf("erased bytes are taken for %d", got)
	}
	a, b := w.identify(l, 0, []byte{1, 2, 3}), w.identify(l, 0, []byte{1, 2, 4})
	if a == b || a > seenForeign || b > seenForeign {
		t.Errorf("foreign values: %d and %d", a, b)
	}
}

func TestAReadingDecidesWhatASaveInFlightHasComeTo(t *testing.T) {
	w, l := owing(t, 3)
	l.begin(0, 3)
	var o witness
	o.reset()
	o.note(l, 0, 3)
	if l.acked[0] != 3 || l.maybe[0] != none || o.worst[0] != intact {
		t.Errorf("after the new value was read: owed %d, in doubt %d, %s", l.acked[0], l.maybe[0], o.worst[0].class())
	}
	o.reset() // another cut
	o.note(l, 0, 2)
	if o.worst[0] != stale {
		t.Errorf("the old value after the new one was seen is %s", o.worst[0].class())
	}
	_ = w
}

func TestTwoReadsThatDifferAreUnstable(t *testing.T) {
	_, l := owing(t, 3)
	l.begin(0, 3)
	var o witness
	o.reset()
	o.note(l, 0, 2)
	o.note(l, 0, 2)
	if o.worst[0] != intact {
		t.Errorf("two equal reads are %s", o.worst[0].class())
	}
	o.note(l, 0, 3)
	if o.worst[0] != unstable {
		t.Errorf("old, then new is %s", o.worst[0].class())
	}
	o.reset()
	o.note(l, 0, seenMissing)
	o.saved(0)
	l.done(0, 3)
	o.note(l, 0, 3)
	if o.worst[0] != lost {
		t.Errorf("missing, then saved again is %s", o.worst[0].class())
	}
}

func TestAPartHasTheStrongestClassOfItsKeys(t *testing.T) {
	w := &workload{keys: []store.Key{1, 16, 2, 20}}
	var o witness
	o.reset()
	o.mark(1, stale)
	o.mark(3, wrong)
	e := o.end(w, found{report: store.Report{Found: store.Recovered, Why: "One slot fails, it's used: again"}})
	v := e.verdict(3)
	if v.PIN != "intact" || v.Settings != "intact" || v.Authorizations != "wrong" || v.Samples != 3 {
		t.Errorf("%+v", v)
	}
	if v.Decision != "recovered-one-slot-fails-it-s-used-again" {
		t.Errorf("decision %q", v.Decision)
	}
	if d := decision(store.Corrupt, "no swap page", true); d != "refused-corrupt-no-swap-page" {
		t.Errorf("decision %q", d)
	}
}

func TestValuesOfNeighbouringRoundsDiffer(t *testing.T) {
	for n := 1; n <= store.MaxValue; n += 9 {
		seen := map[string]int{}
		for round := range 200 {
			v := value(1, round, n)
			if before, twice := seen[string(v)]; twice {
				t.Fatalf("%d bytes: rounds %d and %d are alike", n, before, round)
			}
			seen[string(v)] = round
			if allErased(v) {
				t.Fatalf("round %d with %d bytes looks erased", round, n)
			}
		}
	}
}
