package power

import (
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

func lockSupply(b testing.TB, kind CellKind) *Supply {
	b.Helper()
	cfg := DefaultConfig(kind)
	cfg.Pack.ChargePercent = 60
	s, err := New(cfg, repro.Root(1))
	if err != nil {
		b.Fatal(err)
	}
	s.SetShaft(ShaftLoad{Friction: 2e-3})
	s.SetLoad(250e-6, 0)
	s.Watch(0, VDD, 2.8, Falling)
	s.Watch(1, VDD, 1.7, Falling)
	return s
}

// motorAction starts softly in ten steps over 100 ms, runs for 2.5 s, brakes
// and settles.
func motorAction(s *Supply, dir float64) {
	s.SetLoad(8e-3, 0)
	for step := 1; step <= 10; step++ {
		s.SetBridge(Bridge{Drive, dir * float64(step) / 10})
		drain(s, s.Now().Add(10*time.Millisecond))
	}
	drain(s, s.Now().Add(2500*time.Millisecond))
	s.SetBridge(Bridge{Mode: Brake})
	drain(s, s.Now().Add(300*time.Millisecond))
	s.SetBridge(Bridge{Mode: Coast})
	s.SetLoad(250e-6, 0)
	drain(s, s.Now().Add(time.Second))
}

func drain(s *Supply, until sim.Time) {
	for {
		if _, slot := s.Advance(until); slot < 0 {
			return
		}
	}
}

func BenchmarkMotorAction(b *testing.B) {
	s := lockSupply(b, Eneloop)
	motorAction(s, 1)
	base := s.Clone()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.CopyFrom(base)
		motorAction(s, 1)
	}
}

func BenchmarkIdleDay(b *testing.B) {
	s := lockSupply(b, Eneloop)
	drain(s, s.Now().Add(24*time.Hour))
	base := s.Clone()
	days := 0
	b.ReportAllocs()
	for b.Loop() {
		if days++; days == 60 {
			s.CopyFrom(base)
			days = 0
		}
		s.SetLoad(250e-6, 0)
		drain(s, s.Now().Add(24*time.Hour))
	}
}

func BenchmarkYear(b *testing.B) {
	s := lockSupply(b, Eneloop)
	s.pack.pack.g[0].capacity *= 4 // one set lasts the year
	base := s.Clone()
	b.ReportAllocs()
	for b.Loop() {
		s.CopyFrom(base)
		for d := 0; d < 365; d++ {
			for a := 0; a < 8; a++ {
				motorAction(s, float64(1-2*(a%2)))
				drain(s, s.Now().Add(3*time.Hour-4*time.Second))
			}
		}
	}
}

func BenchmarkClone(b *testing.B) {
	s := lockSupply(b, Eneloop)
	c := s.Clone()
	b.ReportAllocs()
	for b.Loop() {
		c.CopyFrom(s)
	}
}

func BenchmarkSwitch(b *testing.B) {
	s := lockSupply(b, Eneloop)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.SetLoad(Amps(1+i&1)*1e-3, 0)
		s.Advance(s.Now().Add(time.Microsecond))
	}
}

func BenchmarkGoldenG1(b *testing.B) {
	g := loadGolden(b)
	c := g.Cases["g1_alk_fresh_motor_start"]
	base := g.supply(b, c)
	steps := goldenSchedule(c)
	for i, l := range []float64{3, 2.8, 2, 1.7} {
		base.Watch(2*i, VDD, l, Falling)
		base.Watch(2*i+1, VBAT, l, Falling)
	}
	s := base.Clone()
	b.ReportAllocs()
	for b.Loop() {
		s.CopyFrom(base)
		for _, step := range steps {
			if step.at > 0 {
				drain(s, step.at)
				step.apply(s)
			}
		}
		drain(s, instant(c.Params.Tend))
		if m := s.Meter(); m.LowestVBAT < 4.649 || m.LowestVBAT > 4.6515 {
			b.Fatalf("lowest VBAT %v", m.LowestVBAT)
		}
	}
}
