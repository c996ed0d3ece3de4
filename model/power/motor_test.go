package power

import (
	"math"
	"testing"

	"locktwin/model/sim"
)

func TestShaftHoldsUntilTheTorqueExceedsFriction(t *testing.T) {
	s := with(t, Alkaline, nil)
	s.SetShaft(ShaftLoad{Friction: 30e-3}) // more than stall
	s.SetBridge(Bridge{Drive, 1})
	drain(s, s.Now()+1e9)
	v := s.At(s.Now())
	if v.Speed != 0 || v.KeyAngle != 0 || v.Motor < 2 {
		t.Errorf("stalled: %+v", v)
	}
	s.SetShaft(ShaftLoad{Friction: 2e-3})
	drain(s, s.Now()+1e9)
	if v := s.At(s.Now()); v.Speed < 500 || v.KeyAngle < 2 {
		t.Errorf("let go: %+v", v)
	}
	s.SetBridge(Bridge{Drive, -1})
	drain(s, s.Now()+1e9)
	if v := s.At(s.Now()); v.Speed > -500 {
		t.Errorf("reversed: %+v", v)
	}
	s.SetBridge(Bridge{Mode: Brake})
	drain(s, s.Now()+1e9)
	if v := s.At(s.Now()); v.Speed != 0 || v.Motor != 0 || s.mode.elec != noCurrent {
		t.Errorf("braked: %+v", v)
	}
}

func TestSpringDrivesTheKeyBack(t *testing.T) {
	for _, creep := range []float64{0, 1} {
		s := with(t, Alkaline, func(c *Config) { c.Motor.CreepSpeed = creep })
		latch := ShaftLoad{Min: -10, Max: 10, Friction: 0.5e-3, SpringSlope: 4e-3}
		s.SetShaft(latch)
		s.SetBridge(Bridge{Drive, 1})
		drain(s, s.Now()+2e9)
		wound := s.At(s.Now())
		if wound.KeyAngle < 3 || math.Abs(wound.Speed) > 30 {
			t.Fatalf("wound up: %+v", wound)
		}
		s.SetBridge(Bridge{Mode: Coast})
		drain(s, s.Now()+5e9)
		back := s.At(s.Now())
		if hold := 0.5e-3 / 4e-3; math.Abs(float64(back.KeyAngle)) > hold*1.05 {
			t.Errorf("creep %g: the spring left the key at %g rad, friction holds within %g", creep, back.KeyAngle, hold)
		}
	}
}

func TestLeavingTheRangeIsReportedOnce(t *testing.T) {
	s := with(t, Alkaline, nil)
	s.SetShaft(ShaftLoad{Min: -0.5, Max: 0.5, Friction: 2e-3, FrictionSlope: 1e-3})
	s.SetBridge(Bridge{Drive, 1})
	at, slot := s.Advance(5e9)
	if slot != SlotShaft {
		t.Fatalf("slot %d", slot)
	}
	if v := s.At(at); math.Abs(float64(v.KeyAngle)-0.5) > 1e-7 {
		t.Errorf("reported at %g rad", v.KeyAngle)
	}
	c := s.Clone()
	if _, slot := c.Advance(c.Now() + 1e8); slot != -1 {
		t.Errorf("reported twice")
	}
	s.SetShaft(ShaftLoad{Min: 0.5, Max: 1, Ref: 0.5, Friction: 6e-3})
	at2, slot := s.Advance(5e9)
	if slot != SlotShaft || at2 <= at {
		t.Fatalf("slot %d at %v", slot, at2)
	}
	if v := s.At(at2); math.Abs(float64(v.KeyAngle)-1) > 1e-7 {
		t.Errorf("reported at %g rad", v.KeyAngle)
	}
}

func TestOpenBridgeReturnsTheCurrent(t *testing.T) {
	s := with(t, Alkaline, nil)
	s.SetBridge(Bridge{Drive, 1})
	drain(s, s.Now()+2e6)
	before := s.At(s.Now())
	s.SetBridge(Bridge{Mode: Coast})
	v := s.At(s.Now())
	if v.Motor != before.Motor || v.VBAT < before.VBAT+0.5 || v.Battery > before.Battery-1 {
		t.Errorf("before: %+v, just opened: %+v", before, v)
	}
	drain(s, s.Now()+2e6)
	if v := s.At(s.Now()); v.Motor != 0 || v.Speed <= 0 {
		t.Errorf("2 ms later: %+v", v)
	}
}

// A driven motor whose supply goes is a generator; behind an open bridge it is
// not, once VBAT and two diodes stand over its back-EMF.
func TestSpinningMotorFeedsTheRailWhenCellsGo(t *testing.T) {
	s := with(t, Alkaline, nil)
	s.SetBridge(Bridge{Drive, 1})
	drain(s, s.Now()+500e6)
	still := s.Clone()
	still.SetBridge(Bridge{Mode: Coast})
	s.SetContact(Open())
	still.SetContact(Open())
	fall := func(s *Supply) sim.Time {
		from := s.Now()
		s.Watch(0, VBAT, 2.5, Falling)
		at, _ := s.Advance(from + 10e9)
		return at - from
	}
	if driven, coasting := fall(s), fall(still); coasting < 80e6 || driven < coasting+coasting/4 {
		t.Errorf("2.5 V after %v driven and %v coasting", driven, coasting)
	}
}

func TestBridgeOpensWithoutSupply(t *testing.T) {
	s := with(t, ZincCarbon, func(c *Config) { c.Pack.ChargePercent, c.Ambient = 3, -10 })
	s.SetShaft(ShaftLoad{Friction: 30e-3})
	s.SetBridge(Bridge{Drive, 1})
	drain(s, s.Now()+1e9)
	if !s.mode.tripped {
		t.Fatalf("VBAT never fell below the bridge's minimum: %+v", s.At(s.Now()))
	}
	if v := s.At(s.Now()); v.Motor != 0 || v.VBAT < 1 {
		t.Errorf("after the trip: %+v", v)
	}
}
