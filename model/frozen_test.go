package model_test

import (
	"bytes"
	"slices"
	"testing"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

func freeze(t testing.TB, l *model.Lock) []byte {
	t.Helper()
	b, err := l.AppendFrozen(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func thaw(t testing.TB, b []byte) *model.Lock {
	t.Helper()
	l, err := model.Thaw(b)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALockThatIsFrozenAgainAndAgainTellsTheSameStory(t *testing.T) {
	for _, profile := range []string{"rewrite-at-boot", "journal", "fds-gc-at-boot"} {
		whole, wholeTape, end := change(t, profile)
		if err := whole.Advance(end); err != nil {
			t.Fatal(err)
		}
		pieces, tape, _ := change(t, profile)
		stops, inside := 0, 0
		for i, e := range wholeTape.events {
			if e.Kind == trace.Rail && i%40 != 0 {
				continue
			}
			for _, at := range []sim.Time{e.At, e.At + 1, e.At + 1000} {
				if at < pieces.Now() || at >= end {
					continue
				}
				if err := pieces.Advance(at); err != nil {
					t.Fatal(err)
				}
				stops++
				if pieces.Machine().Executing() {
					inside++
				}
				b := freeze(t, pieces)
				next := thaw(t, b)
				if next.Hash() != pieces.Hash() || next.Now() != pieces.Now() {
					t.Fatalf("%s: thawed at %v as another lock", profile, at)
				}
				if !bytes.Equal(freeze(t, next), b) {
					t.Fatalf("%s: at %v a thawed lock freezes to other bytes", profile, at)
				}
				next.Listen(tape)
				pieces = next
			}
		}
		if err := pieces.Advance(end); err != nil {
			t.Fatal(err)
		}
		if stops < 100 || inside < 20 {
			t.Errorf("%s: only %d stops, %d of them inside an activation", profile, stops, inside)
		}
		if !slices.Equal(tape.events, wholeTape.events) {
			t.Errorf("%s: the traces differ at event %d", profile, firstDifference(tape.events, wholeTape.events))
		}
		if pieces.Hash() != whole.Hash() {
			t.Errorf("%s: the locks end differently", profile)
		}
	}
}
