package power

import (
	"math"
	"testing"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// The worked cases are closed-form solutions of small circuits: one or two
// time constants, a motor on a stiff source, a constant-power load. The
// circuit of the lock is reduced to each of them.

func bare(t *testing.T, change func(*Config)) *Supply {
	t.Helper()
	cfg := Config{
		Pack:       PackConfig{Thevenin: &Thevenin{Volts: 6, R0: 0.6}},
		Bulk:       Capacitor{F: 100e-6},
		Regulator:  RegulatorConfig{Kind: LDO, Set: 0.5, Output: 0.05, DropOut: 1, Limit: 1},
		Decoupling: 1e-6,
		Motor:      DefaultMotor(),
		Ambient:    21,
	}
	change(&cfg)
	s, err := New(cfg, repro.Root(1))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// charge puts a voltage on the bulk capacitor.
func charge(s *Supply, v float64) {
	s.change()
	s.full[atVC] = v
}

// fallsThrough gives the seconds until VBAT falls through a level.
func fallsThrough(t *testing.T, s *Supply, level float64) float64 {
	t.Helper()
	s.Watch(0, VBAT, level, Falling)
	at, slot := s.Advance(s.Now() + 10e9)
	if slot != 0 {
		t.Fatalf("VBAT did not fall through %g V", level)
	}
	return float64(at) / 1e9
}

func within(t *testing.T, name string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.12g, want %.12g within %.1g", name, got, want, tol)
	}
}

func TestHoldUpOfConstantCurrent(t *testing.T) {
	for _, c := range []struct{ esr, want float64 }{{0, 16.250e-3}, {0.5, 16.200e-3}} {
		s := bare(t, func(c2 *Config) { c2.Bulk.ESR = Ohms(c.esr) })
		charge(s, 3)
		s.SetContact(Open())
		s.SetLoad(0, 8e-3)
		within(t, "hold-up", fallsThrough(t, s, 1.7), c.want, 2e-9)
	}
}

func TestHoldUpOfConstantPower(t *testing.T) {
	for _, c := range []struct{ esr, want float64 }{{0, 12.729e-3}, {0.5, 12.651e-3}} {
		s := bare(t, func(c2 *Config) {
			c2.Bulk.ESR = Ohms(c.esr)
			c2.Regulator = RegulatorConfig{Kind: Buck, Set: 1, Output: 0.01, DropOut: 0.01, Limit: 1, Efficiency: 1, LockOutFalling: 0.4, LockOutRising: 0.5}
		})
		charge(s, 3)
		s.SetContact(Open())
		s.SetLoad(24e-3, 0)
		within(t, "hold-up", fallsThrough(t, s, 1.7), c.want, 1e-6)
	}
}

func TestHoldUpOfResistor(t *testing.T) {
	s := bare(t, func(*Config) {})
	charge(s, 3)
	s.SetContact(0)
	s.SetBench(true, 0, 375)
	within(t, "hold-up", fallsThrough(t, s, 1.7), 375*100e-6*math.Log(3/1.7), 1.1e-9)
}

func TestLoadStepOnOneTimeConstant(t *testing.T) {
	s := bare(t, func(c *Config) { c.Bulk = Capacitor{220e-6, 0.1} })
	s.SetLoad(0, 2)
	for _, p := range []struct {
		us   float64
		want float64
	}{{0, 5.828571428571}, {50, 5.543412320775}, {100, 5.337310159828}, {154, 5.178390282348}, {500, 4.840011739926}} {
		within(t, "VBAT", float64(s.At(sim.Time(p.us*1e3)).VBAT), p.want, 1e-11)
	}
	within(t, "5.2 V", fallsThrough(t, s, 5.2), 145.447087761e-6, 1.1e-9)
	within(t, "end", float64(s.At(s.Now()+1e9).VBAT), 4.8, 1e-12)
}

func TestLoadStepOnTwoTimeConstants(t *testing.T) {
	s := bare(t, func(c *Config) {
		c.Pack.Thevenin = &Thevenin{Volts: 4.6, R0: 2, R1: 1.6, C1: 31.25e-3}
		c.Bulk = Capacitor{220e-6, 0.1}
		c.Regulator.Set = 1
	})
	s.SetLoad(0, 0.8)
	for _, p := range []struct{ ms, want float64 }{{0, 4.523809523810}, {0.1, 4.227189026584}, {0.5, 3.514485129915},
		{1, 3.166698009033}, {2, 2.991056277460}, {10, 2.787976888318}, {50, 2.202589032771}, {200, 1.744540642270}} {
		within(t, "VBAT", float64(s.At(sim.Time(p.ms*1e6)).VBAT), p.want, 2e-11)
	}
	within(t, "2.8 V", fallsThrough(t, s, 2.8), 9.436275900e-3, 1.1e-9)
	within(t, "2.0 V", fallsThrough(t, s, 2.0), 77.412185873e-3, 1.1e-9)
	within(t, "end", float64(s.At(s.Now()+10e9).VBAT), 1.72, 1e-11)
}

func TestMotorOnStiffSource(t *testing.T) {
	s := bare(t, func(c *Config) {
		c.Pack.Thevenin = &Thevenin{Volts: 6.4, R0: 1e-4}
		c.Bulk = Capacitor{F: 1e-9}
		c.Motor.R = 1.85 - 1e-4
	})
	s.SetShaft(ShaftLoad{Friction: 2e-3})
	s.SetBridge(Bridge{Drive, 1})
	s.Watch(0, MotorSpeed, 1e-9, Rising)
	away, slot := s.Advance(1e9)
	if slot != 0 {
		t.Fatal("the motor did not start")
	}
	// The watched speed is reached 5 ns after the shaft lets go.
	within(t, "breakaway", float64(away)/1e9, 34.918426e-6+5e-9, 2e-9)
	within(t, "breakaway current", float64(s.At(s.Now()).Motor), 0.419287212+5e-9*1.2e4, 2e-5)
	for _, p := range []struct{ ms, i, w float64 }{{1, 3.353407381, 17.709066}, {10, 2.923506813, 213.218580},
		{50, 1.555820754, 740.563548}, {100, 0.898326756, 994.076514}, {300, 0.565176718, 1122.530698}} {
		got := s.At(sim.Time(34918 + p.ms*1e6))
		within(t, "i", float64(got.Motor), p.i, 5e-6)
		within(t, "w", got.Speed, p.w, 2e-4)
	}
	drain(s, 3e9)
	within(t, "peak", float64(s.Meter().HighestMotor), 3.388512776, 2e-9)
	end := s.At(s.Now())
	within(t, "steady current", float64(end.Motor), 0.560703016, 1e-9)
	within(t, "steady speed", end.Speed, (6.4*4.77e-3/1.85-2e-3)/(6e-7+4.77e-3*4.77e-3/1.85), 1e-6)
	s.SetShaft(ShaftLoad{Friction: 1})
	drain(s, 5e9)
	stall := s.At(s.Now())
	if stall.Speed != 0 {
		t.Errorf("stalled at %g rad/s", stall.Speed)
	}
	within(t, "stall", float64(stall.Motor), 3.459459459, 1e-9)
}

func TestConstantPowerBehindResistor(t *testing.T) {
	buck := func(c *Config) {
		c.Pack.Thevenin = &Thevenin{Volts: 4.6, R0: 3.6}
		c.Bulk = Capacitor{F: 470e-6}
		c.Regulator = RegulatorConfig{Kind: Buck, Set: 0.5, Output: 1e-3, DropOut: 1e-3, Limit: 10, Efficiency: 1, LockOutFalling: 0.6, LockOutRising: 0.7}
	}
	s := bare(t, buck)
	s.SetLoad(2, 0) // 1.0 W
	within(t, "1.0 W, 3.65 V", fallsThrough(t, s, 3.65), 6.818930488e-3, 1e-6)
	for _, p := range []struct{ level, want float64 }{{3, 3.597995043e-3}, {2.8, 4.422187030e-3}, {2, 8.060740146e-3}, {1.7, 8.971918632e-3}} {
		s := bare(t, buck)
		s.SetLoad(3.4, 0) // 1.7 W, more than the source can give
		within(t, "1.7 W", fallsThrough(t, s, p.level), p.want, 1e-6)
	}
}
