package model_test

import (
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/power"
)

func TestARedrawnLockHasTheSamePastAndAnotherFuture(t *testing.T) {
	l := paired(t, "ab-slots", power.Eneloop)
	futures := map[[32]byte]uint64{}
	for n := range uint64(4) {
		f := l.Fork()
		f.Redraw(n)
		if f.Now() != l.Now() {
			t.Fatal("time went on")
		}
		if n == 0 && f.Hash() != l.Hash() {
			t.Error("the draw that there was changed something")
		}
		wait(t, f, f.RemoveCells(200*time.Millisecond, 2)+time.Minute)
		d, err := f.InsertCells(model.Insertion{Bounces: -1, LongGap: -1})
		if err != nil {
			t.Fatal(err)
		}
		wait(t, f, d+time.Minute)
		g := l.Fork()
		g.Redraw(n)
		wait(t, g, g.RemoveCells(200*time.Millisecond, 2)+time.Minute)
		e, err := g.InsertCells(model.Insertion{Bounces: -1, LongGap: -1})
		if err != nil || e != d {
			t.Errorf("draw %d: the hand takes %v, and then %v (%v)", n, d, e, err)
		}
		wait(t, g, e+time.Minute)
		if f.Hash() != g.Hash() {
			t.Errorf("draw %d comes out in two ways", n)
		}
		if old, known := futures[f.Hash()]; known {
			t.Errorf("draws %d and %d come out alike", old, n)
		}
		futures[f.Hash()] = n
	}
}
