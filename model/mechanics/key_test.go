package mechanics

import (
	"testing"
	"time"
)

func TestTheHandMovesTheBolt(t *testing.T) {
	c := Default()
	profile := c.Profile(Door{})
	var k Key
	if c.Bolt(k.Millidegrees) != Unlocked {
		t.Fatal("a key at 0 is unlocked")
	}
	h := k.TurnByHand(&profile, 540*Degree)
	if h.To != 540*Degree || h.Blocked || h.Takes != time.Second || c.Bolt(k.Millidegrees) != Between {
		t.Errorf("one and a half turns: %+v, bolt %v", h, c.Bolt(k.Millidegrees))
	}
	h = k.TurnByHand(&profile, 180*Degree)
	if h.Blocked || c.Bolt(k.Millidegrees) != Locked {
		t.Errorf("two turns: %+v, bolt %v", h, c.Bolt(k.Millidegrees))
	}
	// Every hand ends at the stop, soon behind it.
	_, high := c.Stops()
	h = k.TurnByHand(&profile, 4*Turn)
	if !h.Blocked || k.Millidegrees < high || k.Millidegrees > high+6*Degree {
		t.Errorf("against the stop: %+v", h)
	}
	h = k.TurnByHand(&profile, 10*Degree)
	if !h.Blocked || h.Takes > time.Microsecond {
		t.Errorf("at the stop: %+v", h)
	}
	h = k.TurnByHand(&profile, -10*Turn)
	low, _ := c.Stops()
	if !h.Blocked || k.Millidegrees > low || k.Millidegrees < low-6*Degree || c.Bolt(k.Millidegrees) != Unlatched {
		t.Errorf("back to the latch: %+v", h)
	}
}

func TestTheLatchSpringTakesAReleasedKeyBack(t *testing.T) {
	c := Default()
	profile := c.Profile(Door{})
	k := Key{c.UnlatchedAngle()}
	at := k.Release(&profile)
	if at < -2*Degree || at > 0 || c.Bolt(at) != Unlocked {
		t.Errorf("the key comes to rest at %d millidegrees", at)
	}
	for _, still := range []int32{0, 10 * Degree, 360 * Degree, 700 * Degree} {
		k := Key{still}
		if at := k.Release(&profile); at != still {
			t.Errorf("a key at %d moves to %d by itself", still, at)
		}
	}
}

func TestBoltFollowsTheKeyAngle(t *testing.T) {
	c := Default()
	for _, tt := range []struct {
		key  int32
		want BoltState
		out  int
	}{
		{-75 * Degree, Unlatched, 0},
		{-60 * Degree, Unlatched, 0},
		{-59 * Degree, Unlocked, 0},
		{0, Unlocked, 0},
		{20 * Degree, Unlocked, 0},
		{21 * Degree, Between, 1},
		{190 * Degree, Between, 250},
		{360 * Degree, Between, 500},
		{380 * Degree, Between, 500},
		{704 * Degree, Between, 976},
		{706 * Degree, Locked, 979},
		{720 * Degree, Locked, 1000},
		{730 * Degree, Locked, 1000},
	} {
		if got := c.Bolt(tt.key); got != tt.want {
			t.Errorf("at %d the bolt is %v, want %v", tt.key, got, tt.want)
		}
		if got := c.ThrownPermille(tt.key); got != tt.out {
			t.Errorf("at %d the bolt is out by %d, want %d", tt.key, got, tt.out)
		}
	}
	one := c
	one.Turns = 1
	if one.Bolt(360*Degree) != Locked {
		t.Error("a lock with one turn is not locked after one")
	}
}

func TestOnlyAClosedDoorIsBarred(t *testing.T) {
	c := Default()
	for _, tt := range []struct {
		p              DoorPosition
		key            int32
		barred, swings bool
	}{
		{Closed, 720 * Degree, true, false},
		{Closed, 360 * Degree, true, false},
		{Closed, 0, false, false},
		{Closed, -70 * Degree, false, true},
		{Ajar, 720 * Degree, false, true},
		{Open, 720 * Degree, false, true},
	} {
		d := Door{Position: tt.p}
		if got := d.Barred(c, tt.key); got != tt.barred {
			t.Errorf("door %v, key %d: barred %v", tt.p, tt.key, got)
		}
		if got := d.Swings(c, tt.key); got != tt.swings {
			t.Errorf("door %v, key %d: swings %v", tt.p, tt.key, got)
		}
	}
}

func TestAnglesConvertToRadiansAndBack(t *testing.T) {
	for key := int32(-90 * Degree); key < 800*Degree; key += 37 {
		if got := Millidegrees(Radians(key)); got != key {
			t.Fatalf("%d becomes %d", key, got)
		}
	}
	if Millidegrees(1e9) != 1<<31-1 || Millidegrees(-1e9) != -1<<31 {
		t.Error("angles beyond int32 must be held at its ends")
	}
}

func TestTheGearLosesInBothDirections(t *testing.T) {
	g := Gear{Ratio: 190, Efficiency: 0.5, FrictionNewtonMetres: 0.3e-3}
	load := g.Shaft(Segment{0, Turn, 0.16, 0})
	if d := load.TorqueNewtonMetres - (0.16/95 + 0.3e-3); d > 1e-15 || d < -1e-15 {
		t.Errorf("0.16 N·m at the key are %g at the shaft", load.TorqueNewtonMetres)
	}
	driven := g.Shaft(Segment{0, Turn, -0.8, 0})
	if d := driven.TorqueNewtonMetres - (-0.8*0.5/190 + 0.3e-3); d > 1e-15 || d < -1e-15 {
		t.Errorf("a spring of 0.8 N·m drives the shaft with %g", -driven.TorqueNewtonMetres)
	}
	if stall := g.KeyTorque(3.4 * 4.77e-3); stall < 1.4 || stall > 1.6 {
		t.Errorf("3.4 A bring %g N·m to the key", stall)
	}
}
