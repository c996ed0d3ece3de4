package model_test

import (
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
)

func TestARotorThatCoastsAgainstItsCommandPassesEachBorder(t *testing.T) {
	l := lock(t, "rewrite-at-boot")
	for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpLockAction, Action: keyturner.ActionUnlock}} {
		wait(t, l, 5*time.Second)
		if _, err := l.Call("Ann", c); err != nil {
			t.Fatal(err)
		}
	}
	// The motor still turns towards the latch. Without cells there is no current
	// that could turn it round as the button asks.
	l.Cut(69 * time.Millisecond)
	wait(t, l, 2*time.Microsecond)
	l.PressButton(19 * time.Millisecond)
	l.PressButton(3 * time.Millisecond)
	end, steps := l.Now().Add(time.Second), 0
	for ; l.Now() < end; steps++ {
		if steps > 100_000 {
			t.Fatalf("time stands still at %v, the key at %d millidegrees", l.Now(), l.Machine().KeyAngle())
		}
		if err := l.Step(end); err != nil {
			t.Fatal(err)
		}
	}
}
