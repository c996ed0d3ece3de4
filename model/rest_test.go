package model

import (
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/power"
)

func TestALockThatRestsBetweenStopsGoesOnTheSame(t *testing.T) {
	p, err := firmware.LookupProfile("rewrite-at-boot")
	if err != nil {
		t.Fatal(err)
	}
	shared := power.NewCache()
	play := func(rest bool) [32]byte {
		cfg, err := DefaultConfig(p)
		if err != nil {
			t.Fatal(err)
		}
		l, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 400 {
			switch i {
			case 120:
				l.PressButton(100 * time.Millisecond)
			case 200:
				l.RemoveCells(0, 0)
			case 260:
				if _, err := l.InsertCells(Insertion{Bounces: 2}); err != nil {
					t.Fatal(err)
				}
			}
			if err := l.Wait(time.Duration(i*i%97) * time.Millisecond); err != nil {
				t.Fatal(err)
			}
			if rest && i%3 == 0 {
				l.Rest()
				l.Wake(shared)
			}
		}
		return l.Hash()
	}
	if play(true) != play(false) {
		t.Fatal("resting has changed what happened")
	}
}
