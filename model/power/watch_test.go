package power

import (
	"math"
	"testing"
	"time"

	"locktwin/model/sim"
)

func TestJumpFiresAtItsOwnInstantInSlotOrder(t *testing.T) {
	s := with(t, Alkaline, nil)
	drain(s, 1e9)
	s.Watch(7, VBAT, 6.3, Falling)
	s.Watch(2, VBAT, 6.35, Falling)
	s.Watch(3, VBAT, 6.35, Rising)
	s.SetLoad(8e-3, 4) // the ESR passes it on at once
	for _, want := range []int{2, 7} {
		at, slot := s.Advance(2e9)
		if at != 1e9 || slot != want {
			t.Fatalf("slot %d at %v, want %d at once", slot, at, want)
		}
	}
	if at, slot := s.Advance(1e9 + 1000); at != 1e9+1000 || slot != -1 {
		t.Fatalf("slot %d at %v after the jump", slot, at)
	}
	s.SetLoad(8e-3, 0)
	fired := map[int]int{}
	advance(s, 3e9, func(_ sim.Time, slot int) { fired[slot]++ })
	if fired[3] != 1 || fired[2] != 0 || fired[7] != 0 {
		t.Errorf("on the way back: %v", fired)
	}
}

func TestPassedLevelFiresOnlyAfterComingBack(t *testing.T) {
	s := with(t, Alkaline, nil)
	drain(s, 1e9)
	s.Watch(0, VBAT, 7, Falling)
	if at, slot := s.Advance(2e9); slot != -1 || at != 2e9 {
		t.Fatalf("slot %d at %v", slot, at)
	}
	s.SetBench(true, 8, 0.1)
	advance(s, 3e9, func(at sim.Time, slot int) { t.Errorf("slot %d at %v while rising", slot, at) })
	s.SetBench(false, 0, 0)
	if _, slot := s.Advance(4e9); slot != 0 {
		t.Errorf("the fall was not reported")
	}
	s.Unwatch(0)
	s.Watch(99, VBAT, 1, Falling)
	s.Watch(1, VBAT, math.NaN(), Falling)
	if s.armed != 0 {
		t.Errorf("%d watches are armed", s.armed)
	}
}

func TestCrossingsAreExactToTheNanosecond(t *testing.T) {
	s := with(t, Alkaline, nil)
	s.SetBridge(Bridge{Drive, 1})
	for slot, w := range []struct {
		sig   Signal
		level float64
		dir   Direction
	}{{VBAT, 5, Falling}, {MotorCurrent, 3.3, Rising}, {MotorCurrent, 2, Falling}, {MotorSpeed, 900, Rising}, {KeyAngle, 1, Rising}} {
		s.Watch(slot, w.sig, w.level, w.dir)
		before := s.Clone()
		before.Watch(slot, w.sig, w.level, w.dir)
		at, got := s.Advance(5e9)
		if got != slot {
			t.Fatalf("slot %d, want %d", got, slot)
		}
		value := func(at sim.Time) float64 {
			v := before.At(at)
			return [...]float64{float64(v.VBAT), float64(v.VDD), math.Abs(float64(v.Motor)), float64(v.KeyAngle), v.Speed}[w.sig]
		}
		x, y := value(at-1), value(at)
		if w.dir == Falling {
			x, y = -x, -y
			w.level = -w.level
		}
		if x > w.level+1e-9 || y < w.level-1e-9 {
			t.Errorf("slot %d: %g before, %g after %g", slot, x, y, w.level)
		}
		s.Unwatch(slot)
	}
}

func TestSettledRailTakesFewSteps(t *testing.T) {
	s := with(t, Eneloop, nil)
	s.SetLoad(250e-6, 0)
	drain(s, s.Now().Add(24*time.Hour))
	steps := 0
	s.OnSegment(func(sim.Time, Sample) { steps++ })
	drain(s, s.Now().Add(7*24*time.Hour))
	if steps > 20 {
		t.Errorf("a week without events took %d steps", steps)
	}
}
