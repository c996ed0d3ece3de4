package power

import (
	"errors"
	"math"
	"testing"
	"time"

	"locktwin/internal/repro"
)

func with(t *testing.T, kind CellKind, change func(*Config)) *Supply {
	t.Helper()
	cfg := DefaultConfig(kind)
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg, repro.Root(3))
	if err != nil {
		t.Fatal(err)
	}
	s.SetLoad(8e-3, 0)
	s.SetShaft(ShaftLoad{Friction: 2e-3})
	return s
}

// start kicks the motor and gives the lowest VBAT and the highest current.
func start(s *Supply) (Volts, Amps) {
	drain(s, s.Now()+600e9)
	s.ResetExtremes()
	s.SetBridge(Bridge{Drive, 1})
	drain(s, s.Now()+150e6)
	s.SetBridge(Bridge{Mode: Coast})
	drain(s, s.Now()+500e6)
	m := s.Meter()
	return m.LowestVBAT, m.HighestMotor
}

func TestCataloguedCellsSagAsTheGoldenSets(t *testing.T) {
	for _, c := range []struct {
		kind    CellKind
		percent float64
		celsius Celsius
		lowest  float64 // golden g1, g2 and g8's set at 220 µF
		highest float64
		tol     float64
	}{
		{Alkaline, 100, 21, 4.650, 3.383, 0.02},
		{Eneloop, 50, 21, 4.684, 3.361, 0.02},
		{Alkaline, 50, 21, 3.21, 2.47, 0.10},
	} {
		s := with(t, c.kind, func(cfg *Config) { cfg.Pack.ChargePercent, cfg.Ambient = c.percent, c.celsius })
		v, i := start(s)
		if math.Abs(float64(v)-c.lowest) > c.tol || math.Abs(float64(i)-c.highest) > c.tol {
			t.Errorf("%s at %g %%: %.3f V, %.3f A; want %.3f V, %.3f A", c.kind, c.percent, v, i, c.lowest, c.highest)
		}
	}
}

func TestColdAndAgeRaiseTheResistance(t *testing.T) {
	fresh := with(t, Alkaline, nil).Pack().R0
	cold := with(t, Alkaline, func(c *Config) { c.Ambient = -20 }).Pack().R0
	if f := float64(cold / fresh); math.Abs(f-3.1) > 0.05 {
		t.Errorf("alkaline at -20 °C: factor %.2f, want 3.1", f)
	}
	old := with(t, Eneloop, func(c *Config) { c.Pack.Cycles = 1000 }).Pack().R0
	young := with(t, Eneloop, nil).Pack().R0
	if f := float64(old / young); math.Abs(f-1.3) > 1e-9 {
		t.Errorf("eneloop after 1000 cycles: factor %.3f, want 1.3", f)
	}
}

func TestOpenVoltageFollowsTheRecord(t *testing.T) {
	for _, c := range Chemistries() {
		for _, p := range c.OCV {
			if v := c.OpenVolts(p.Percent); math.Abs(float64(v-p.Volts)) > 1e-12 {
				t.Errorf("%s at %g %%: %g V, want %g", c.Kind, p.Percent, v, p.Volts)
			}
		}
		last := c.OpenVolts(100)
		for percent := 99.9; percent > -20; percent -= 0.1 {
			v := c.OpenVolts(percent)
			if v > last+1e-12 {
				t.Fatalf("%s: %g V at %g %%, %g V above", c.Kind, v, percent, last)
			}
			last = v
		}
	}
}

func TestBandsJoin(t *testing.T) {
	for _, c := range Chemistries() {
		b := c.bandAt(1)
		n := 0
		for b.low > -1 {
			next := c.bandAt(b.low - 1e-12)
			if math.Abs(next.high-b.low) > 1e-14 {
				t.Fatalf("%s: a band ends at %.17g, the next begins at %.17g", c.Kind, b.low, next.high)
			}
			if next.low > -1 {
				for _, r := range [][2]Ohms{{b.z.R0, next.z.R0}, {b.z.R1, next.z.R1}, {b.z.R2, next.z.R2}} {
					if d := math.Abs(float64(r[1]/r[0] - 1)); d > 1.05*bandStep {
						t.Errorf("%s at %.4f: resistance steps by %.2f %%", c.Kind, b.low, 100*d)
					}
				}
			}
			b = next
			n++
		}
		if n < len(c.OCV) || n > 2000 {
			t.Errorf("%s: %d bands", c.Kind, n)
		}
	}
}

// TestCellsGiveTheirChargeAtLowLoad empties cells at 25 mA and compares with the
// stated charge.
func TestCellsGiveTheirChargeAtLowLoad(t *testing.T) {
	for _, c := range Chemistries() {
		s := with(t, c.Kind, func(cfg *Config) {
			cfg.Pack.RestedDays = 400
			if c.Kind == LiPo {
				cfg.Pack.Cells = 2
			}
		})
		s.SetLoad(1e-6, 25e-3)
		for i := 0; i < 24*60 && s.Pack().Cells[0].Available > 0; i++ {
			drain(s, s.Now().Add(time.Hour))
		}
		m, v := s.Meter(), s.Pack().Cells[0]
		got := m.Battery.MilliampHours()
		if c.Boost != nil {
			continue // the cell's current is not that of the terminals
		}
		if lost := c.CapacityMilliampHours.V * (1 - v.Charge); math.Abs(got+m.SelfDischarge.MilliampHours()-lost) > 1e-6*lost {
			t.Errorf("%s: gave %.3f mAh, lost %.3f", c.Kind, got, lost)
		}
		if got < 0.75*c.CapacityMilliampHours.V || got > 1.01*c.CapacityMilliampHours.V {
			t.Errorf("%s: gave %.0f of %.0f mAh", c.Kind, got, c.CapacityMilliampHours.V)
		}
	}
}

func TestWeakCellIsDrivenToReversal(t *testing.T) {
	s := with(t, Alkaline, func(c *Config) {
		c.Pack.Weak = &WeakCell{Index: 2, ChargePercent: 3, ResistanceFactor: 1}
	})
	drain(s, s.Now()+60e9)
	s.SetShaft(ShaftLoad{Friction: 6e-3})
	s.SetBridge(Bridge{Drive, 1})
	lowest := 0.0
	for i := 0; i < 100; i++ {
		drain(s, s.Now()+1e6)
		p, v := s.Pack(), s.At(s.Now())
		lowest = math.Min(lowest, float64(p.Cells[2].Terminal)-float64(p.Cells[2].R0)*float64(v.Battery))
		if c := p.Cells[0]; float64(c.Terminal)-float64(c.R0)*float64(v.Battery) < 0.5 {
			t.Fatalf("a good cell stands at %+v", c)
		}
	}
	if lowest > -0.5 {
		t.Errorf("the weak cell fell to %.3f V only", lowest)
	}
}

func TestRestedCellsStartTheMotorAgain(t *testing.T) {
	s := with(t, Alkaline, func(c *Config) { c.Pack.ChargePercent = 12 })
	s.SetLoad(8e-3, 0.3)
	drain(s, s.Now().Add(20*time.Minute))
	tired := s.Pack()
	s.SetLoad(0, 0)
	st := s.Remove()
	if s.Pack().Present {
		t.Fatal("cells are still there")
	}
	drain(s, s.Now().Add(time.Hour))
	s.InsertState(st)
	rested := s.Pack()
	if rested.Cells[0].Available <= tired.Cells[0].Available+0.005 || rested.OCV <= tired.OCV {
		t.Errorf("an hour of rest took the cells from %+v to %+v", tired.Cells[0], rested.Cells[0])
	}
	if d := rested.Cells[0].Charge - tired.Cells[0].Charge; d > 1e-12 || d < -1e-4 {
		t.Errorf("rest changed the charge by %g", d)
	}
}

// TestRestOutsideEqualsRestInside holds the closed form for cells outside the
// lock against the circuit with its contact open.
func TestRestOutsideEqualsRestInside(t *testing.T) {
	a := with(t, Eneloop, func(c *Config) { c.Pack.ChargePercent, c.Pack.RestedDays = 55, 5 })
	a.SetLoad(8e-3, 0.5)
	drain(a, a.Now().Add(time.Minute))
	b := a.Clone()
	a.SetContact(Open())
	drain(a, a.Now().Add(40*24*time.Hour))
	st := b.Remove()
	drain(b, b.Now().Add(40*24*time.Hour))
	b.SetContact(Open())
	b.InsertState(st)
	x, y := a.Pack().Cells[0], b.Pack().Cells[0]
	if math.Abs(x.Charge-y.Charge) > 1e-9 || math.Abs(x.Available-y.Available) > 1e-9 || math.Abs(float64(x.Terminal-y.Terminal)) > 1e-7 {
		t.Errorf("inside %+v, outside %+v", x, y)
	}
	if lost := 1 - y.Charge/0.55; lost < 0.1 || lost > 0.25 {
		t.Errorf("40 days took %.1f %%", 100*lost)
	}
}

func TestSpreadIsSeeded(t *testing.T) {
	cfg := DefaultConfig(Alkaline)
	cfg.Pack.ChargePercent = 60
	cfg.Pack.Spread = &Spread{ChargePercent: 3, Resistance: 0.1}
	view := func(seed uint64) PackView {
		s, err := New(cfg, repro.Root(seed))
		if err != nil {
			t.Fatal(err)
		}
		return s.Pack()
	}
	a, b, c := view(1), view(1), view(2)
	if a.Cells[0] != b.Cells[0] || a.Cells[0] == c.Cells[0] || a.Cells[0] == a.Cells[1] {
		t.Errorf("%+v, %+v, %+v", a.Cells, b.Cells, c.Cells)
	}
}

func TestPowerPackHoldsItsOutput(t *testing.T) {
	s := with(t, PowerPack, func(c *Config) { c.Pack.Cells, c.Pack.ChargePercent = 1, 50 })
	drain(s, s.Now()+1e9)
	if v := float64(s.At(s.Now()).VBAT); math.Abs(v-5) > 0.01 {
		t.Errorf("idle output %.3f V", v)
	}
	before := s.Pack().Cells[0]
	s.SetLoad(8e-3, 1)
	drain(s, s.Now()+60e9)
	after := s.Pack().Cells[0]
	drawn := (before.Charge - after.Charge) * float64(after.Capacity)
	if want := 60.5 * 5 / (0.9 * 3.82); math.Abs(drawn-want) > 0.05*want {
		t.Errorf("the cell gave %.1f C, want about %.1f", drawn, want)
	}
}

func TestImpossibleConfigurationsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no cells":        func(c *Config) { c.Pack.Cells = 0 },
		"too many":        func(c *Config) { c.Pack.Cells = 99 },
		"overcharged":     func(c *Config) { c.Pack.ChargePercent = 101 },
		"NaN":             func(c *Config) { c.Bulk.F = Farads(math.NaN()) },
		"no bulk":         func(c *Config) { c.Bulk.F = 0 },
		"no decoupling":   func(c *Config) { c.Decoupling = 0 },
		"weak out of set": func(c *Config) { c.Pack.Weak = &WeakCell{Index: 4} },
		"seven unlike":    func(c *Config) { c.Pack.Cells, c.Pack.Spread = 7, &Spread{} },
		"no inertia":      func(c *Config) { c.Motor.J = 0 },
		"buck, no UVLO":   func(c *Config) { c.Regulator = DefaultBuck(); c.Regulator.LockOutFalling = 0 },
		"hot":             func(c *Config) { c.Ambient = 500 },
	} {
		cfg := DefaultConfig(Alkaline)
		change(&cfg)
		if _, err := New(cfg, repro.Root(1)); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cfg := DefaultConfig("potato")
	if _, err := New(cfg, repro.Root(1)); !errors.Is(err, ErrUnknownCell) {
		t.Errorf("unknown cell: %v", err)
	}
}
