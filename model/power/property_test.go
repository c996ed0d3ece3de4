package power

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

func drawConfig(t *rapid.T) Config {
	kinds := []CellKind{}
	for _, c := range Chemistries() {
		kinds = append(kinds, c.Kind)
	}
	cfg := DefaultConfig(rapid.SampledFrom(kinds).Draw(t, "kind"))
	cfg.Pack = drawPack(t, kinds)
	logf := func(name string, lo, hi float64) float64 {
		return math.Exp(rapid.Float64Range(math.Log(lo), math.Log(hi)).Draw(t, name))
	}
	cfg.Contact = Ohms(rapid.Float64Range(0, 1).Draw(t, "contact"))
	cfg.Bulk = Capacitor{Farads(logf("bulk", 1e-6, 1e-2)), Ohms(rapid.SampledFrom([]float64{0, 1e-3, 0.1, 2}).Draw(t, "esr"))}
	cfg.Decoupling = Farads(logf("decoupling", 1e-7, 1e-4))
	switch rapid.IntRange(0, 3).Draw(t, "regulator") {
	case 0:
		cfg.Regulator.BodyDiode, cfg.Regulator.BodyDiodeDrop, cfg.Regulator.BodyDiodeResistance = true, 0.6, 0.1
	case 1:
		cfg.Regulator = DefaultBuck()
		cfg.Regulator.RestartDelay = 100 * time.Millisecond // empty cells make it hiccup for as long as the test waits
	case 2:
		cfg.Regulator = DefaultDirect()
	}
	if rapid.Bool().Draw(t, "isolated") {
		cfg.Isolation = &Isolation{Drop: 0.3, Resistance: 0.1, F: Farads(logf("hold", 1e-6, 1e-3))}
	}
	cfg.Motor.CreepSpeed = rapid.SampledFrom([]float64{0, 1}).Draw(t, "creep")
	cfg.Ambient = Celsius(rapid.Float64Range(-20, 45).Draw(t, "ambient"))
	return cfg
}

func drawPack(t *rapid.T, kinds []CellKind) PackConfig {
	p := PackConfig{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Cells: rapid.IntRange(1, 4).Draw(t, "cells"),
		ChargePercent: rapid.Float64Range(0, 100).Draw(t, "charge")}
	switch rapid.IntRange(0, 3).Draw(t, "alike") {
	case 0:
		p.Weak = &WeakCell{Index: p.Cells - 1, ChargePercent: rapid.Float64Range(0, 100).Draw(t, "weak"), ResistanceFactor: 2}
	case 1:
		p.Spread = &Spread{ChargePercent: 3, Resistance: 0.1}
	}
	return p
}

// move is one thing done to a supply; it must not hold anything of it.
type move func(s *Supply)

// torques says which torques may be drawn. A torque that falls along the way
// makes a rotor at rest unstable: what leaves it then grows from the last bit
// of the solution, and so does any difference.
type torques bool

const (
	anyTorque torques = false
	steady    torques = true
)

func drawMoves(t *rapid.T, torque torques) []move {
	kinds := []CellKind{Alkaline, Eneloop, ZincCarbon}
	f := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
	var out []move
	n := rapid.IntRange(1, 10).Draw(t, "moves")
	for i := 0; i < n; i++ {
		switch rapid.IntRange(0, 10).Draw(t, "move") {
		case 0:
			mcu, aux := f("mcu", 0, 0.05), f("aux", 0, 0.5)
			out = append(out, func(s *Supply) { s.SetLoad(Amps(mcu), Amps(aux)) })
		case 1:
			r := rapid.SampledFrom([]float64{0.02, 0.2, 2, 20, math.Inf(1)}).Draw(t, "ohms")
			out = append(out, func(s *Supply) { s.SetContact(Ohms(r)) })
		case 2, 3, 4:
			b := Bridge{BridgeMode(rapid.IntRange(0, 2).Draw(t, "bridge")), f("duty", -1, 1)}
			out = append(out, func(s *Supply) { s.SetBridge(b) })
		case 5, 6:
			l := ShaftLoad{Min: -3, Max: Radians(f("max", -2, 5)), Ref: 0, Friction: NewtonMetres(f("friction", 0, 6e-3)),
				FrictionSlope: f("slope", -1e-3, 1e-3), Spring: NewtonMetres(f("spring", -3e-3, 3e-3)), SpringSlope: f("stiff", -1e-3, 4e-3)}
			if torque == steady {
				l.FrictionSlope, l.SpringSlope = 0, math.Abs(l.SpringSlope)
				l.Max = max(l.Max, -l.Max) // the key starts inside
			}
			out = append(out, func(s *Supply) { s.SetShaft(l) })
		case 7:
			c := f("celsius", -20, 45)
			out = append(out, func(s *Supply) { s.SetAmbient(Celsius(c)) })
		case 8:
			on, v := rapid.Bool().Draw(t, "bench"), f("volts", 0, 7)
			out = append(out, func(s *Supply) { s.SetBench(on, Volts(v), 0.1) })
		case 9:
			p := drawPack(t, kinds)
			again, gap := rapid.Bool().Draw(t, "again"), sim.Time(f("gap", 0, 1e10))
			out = append(out, func(s *Supply) {
				st := s.Remove()
				if again {
					st.removed -= gap // as if they had rested outside for so long
					s.InsertState(st)
				} else if err := s.Insert(p, repro.Root(2)); err != nil {
					panic(err)
				}
			})
		case 10:
			slot, sig, level := rapid.IntRange(0, 15).Draw(t, "slot"), Signal(rapid.IntRange(0, 4).Draw(t, "signal")), f("level", 0, 6)
			d := Direction(rapid.IntRange(0, 1).Draw(t, "direction"))
			out = append(out, func(s *Supply) { s.Watch(slot, sig, level, d) })
		}
		d := sim.Time(math.Exp(f("wait", math.Log(1e2), math.Log(1e11))))
		out = append(out, func(s *Supply) { drain(s, s.Now()+d) })
	}
	return out
}

// look does everything that must not matter.
func look(s *Supply) {
	s.At(s.Now())
	s.Meter()
	s.At(s.Now() + 12345)
	s.Pack()
	s.At(s.Now() + 1e6)
}

func TestLookingAndSplittingChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawConfig(t)
		a, err := New(cfg, repro.Root(7))
		if err != nil {
			t.Fatal(err)
		}
		b := a.Clone()
		b.OwnCache()
		moves := drawMoves(t, anyTorque)
		cuts := rapid.SliceOfN(rapid.Float64Range(0, 1), 3, 3).Draw(t, "cuts")
		for _, m := range moves {
			from := a.Now()
			m(a)
			until := a.Now()
			look(b)
			if until > from { // a wait
				for _, c := range cuts {
					drain(b, from+sim.Time(c*float64(until-from)/3))
					look(b)
				}
			}
			if b.Now() <= from {
				m(b)
			} else {
				drain(b, until)
			}
			look(b)
			if x, y := a.At(until), b.At(until); a.Now() != b.Now() || x != y {
				t.Fatalf("at %v and %v: %+v and %+v", a.Now(), b.Now(), x, y)
			}
		}
		if x, y := a.Meter(), b.Meter(); x != y {
			t.Fatalf("meters differ: %+v and %+v", x, y)
		}
	})
}

func TestRailStaysFiniteAndNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := New(drawConfig(t), repro.Root(7))
		if err != nil {
			t.Fatal(err)
		}
		s.OnSegment(func(at sim.Time, v Sample) {
			for _, x := range []float64{float64(v.VBAT), float64(v.VDD), float64(v.Logic), float64(v.Motor), v.Speed, float64(v.KeyAngle), float64(v.Battery)} {
				if !finite(x) || math.Abs(x) > 1e6 {
					t.Fatalf("%v: %+v", at, v)
				}
			}
			// Guards answer within 1 ns, in which the smallest capacitors move
			// by 0.5 mV.
			if v.VBAT < -5e-4 || v.VDD < -5e-4 || v.Logic < -5e-4 {
				t.Fatalf("negative at %v: %+v", at, v)
			}
		})
		for _, m := range drawMoves(t, anyTorque) {
			m(s)
		}
		m := s.Meter()
		for _, x := range []float64{float64(m.Battery), float64(m.Motor), float64(m.MCU), float64(m.Delivered), float64(m.MotorEnergy)} {
			if !finite(x) {
				t.Fatalf("%+v", m)
			}
		}
	})
}

func TestClonesAreIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, err := New(drawConfig(t), repro.Root(7))
		if err != nil {
			t.Fatal(err)
		}
		moves := drawMoves(t, anyTorque)
		for _, m := range moves[:len(moves)/2] {
			m(a)
		}
		b, c := a.Clone(), a.Clone()
		for _, m := range moves[len(moves)/2:] {
			m(b)
		}
		var d Supply
		d.CopyFrom(c)
		b.SetBridge(Bridge{Drive, 1})
		drain(b, b.Now().Add(time.Second))
		for _, m := range moves[len(moves)/2:] {
			m(a)
			m(&d)
		}
		if x, y := a.At(a.Now()), d.At(d.Now()); x != y || a.Meter() != d.Meter() {
			t.Fatalf("%+v and %+v", x, y)
		}
	})
}

// TestEventsDoNotDependOnTheSteps plays the same moves with steps of an eighth
// of the length: what the longer steps stride over is found all the same.
func TestEventsDoNotDependOnTheSteps(t *testing.T) {
	type crossing struct {
		at   sim.Time
		slot int
	}
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawConfig(t)
		moves := drawMoves(t, steady)
		var log [2][]crossing
		var end [2]Sample
		for run := range log {
			s, err := New(cfg, repro.Root(7))
			if err != nil {
				t.Fatal(err)
			}
			s.finer = 3 * run
			for _, m := range moves {
				if len(log[run]) > 200 {
					break
				}
				from := s.Now()
				c := s.Clone()
				m(c)
				if c.Now() == from {
					m(s)
					continue
				}
				for {
					at, slot := s.Advance(c.Now())
					if slot < 0 {
						break
					}
					log[run] = append(log[run], crossing{at, slot})
				}
			}
			end[run] = s.At(s.Now())
		}
		if len(log[0]) != len(log[1]) {
			t.Fatalf("%v and %v", log[0], log[1])
		}
		for i, c := range log[0] {
			f := log[1][i]
			if c.slot != f.slot || math.Abs(float64(c.at-f.at)) > 20+1e-9*float64(c.at) {
				t.Fatalf("crossing %d: %v and %v", i, c, f)
			}
		}
		if d := math.Abs(float64(end[0].VBAT - end[1].VBAT)); d > 1e-6 {
			t.Fatalf("%+v and %+v", end[0], end[1])
		}
	})
}
