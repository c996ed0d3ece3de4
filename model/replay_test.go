package model_test

import (
	"slices"
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// tape keeps every event.
type tape struct{ events []trace.Event }

func (r *tape) Event(e *trace.Event) { r.events = append(r.events, *e) }

// change is a battery change with a bouncing contact and a PIN before it, all
// announced beforehand, and the instant at which it is over.
func change(t testing.TB, profile string) (*model.Lock, *tape, sim.Time) {
	t.Helper()
	l := lock(t, profile)
	r := &tape{}
	l.Listen(r)
	wait(t, l, 10*time.Second)
	for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: 4711}, {Op: firmware.OpLockAction, Action: keyturner.ActionUnlock}} {
		if a := call(t, l, c); !a.OK() {
			t.Fatal(a.Err())
		}
	}
	d := l.RemoveCells(100*time.Millisecond, 2)
	wait(t, l, d+time.Minute)
	if _, err := l.InsertCells(model.Insertion{
		Cells: &power.PackConfig{Kind: power.Eneloop, Cells: 4, ChargePercent: 50}, Bounces: 4, LongGap: 200 * time.Millisecond,
	}); err != nil {
		t.Fatal(err)
	}
	return l, r, l.Now().Add(20 * time.Second)
}

func TestEveryActivationRunsTheSameWhenItIsRunAgain(t *testing.T) {
	for _, profile := range []string{"rewrite-at-boot", "journal", "fds-gc-at-boot"} {
		whole, wholeTape, end := change(t, profile)
		from := whole.Now()
		if err := whole.Advance(end); err != nil {
			t.Fatal(err)
		}
		// A stop at and right after each event falls into each activation that
		// does anything; going on from there runs it again.
		pieces, piecesTape, _ := change(t, profile)
		stops := 0
		for i, e := range wholeTape.events {
			if e.Kind == trace.Rail && i%40 != 0 {
				continue
			}
			for _, at := range []sim.Time{e.At, e.At + 1, e.At + 1000} {
				if at > from && at >= pieces.Now() && at < end {
					if err := pieces.Advance(at); err != nil {
						t.Fatal(err)
					}
					stops++
				}
			}
		}
		if err := pieces.Advance(end); err != nil {
			t.Fatal(err)
		}
		if stops < 100 {
			t.Errorf("%s: only %d stops", profile, stops)
		}
		if i := firstDifference(wholeTape.events, piecesTape.events); i >= 0 {
			t.Errorf("%s: with %d stops the trace differs at event %d of %d and %d", profile, stops, i, len(wholeTape.events), len(piecesTape.events))
		}
		if whole.Hash() != pieces.Hash() {
			t.Errorf("%s: the locks end in different states", profile)
		}
	}
}

func TestAForkGoesOnAsItsParent(t *testing.T) {
	parent, _, end := change(t, "rewrite-at-boot")
	for range 8 {
		if err := parent.Advance(parent.Now().Add(61 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		fork := parent.Fork()
		a, b := &tape{}, &tape{}
		twin := parent.Fork()
		fork.Listen(a)
		twin.Listen(b)
		for _, l := range []*model.Lock{fork, twin} {
			if err := l.Advance(end); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(a.events, b.events) || fork.Hash() != twin.Hash() {
			t.Fatalf("two forks taken at %v differ", parent.Now())
		}
	}
}

func firstDifference(a, b []trace.Event) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}
