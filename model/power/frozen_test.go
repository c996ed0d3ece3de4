package power

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"locktwin/internal/plain"
	"locktwin/internal/repro"
	"locktwin/model/sim"
)

func freeze(t interface{ Fatal(...any) }, s *Supply) []byte {
	b, err := s.AppendFrozen(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func thawed(t interface{ Fatal(...any) }, s *Supply) *Supply {
	r := plain.NewReader(freeze(t, s))
	out, err := Thaw(r)
	if err != nil || r.End() != nil {
		t.Fatal(err, r.End())
	}
	return out
}

func TestAThawedSupplyGoesOnBitForBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawConfig(t)
		a, err := New(cfg, repro.Root(7))
		if err != nil {
			t.Fatal(err)
		}
		b := thawed(t, a)
		var ta, tb []Sample
		a.OnSegment(func(_ sim.Time, s Sample) { ta = append(ta, s) })
		for _, m := range drawMoves(t, anyTorque) {
			if rapid.Bool().Draw(t, "freeze") {
				if rapid.Bool().Draw(t, "look") {
					look(b)
				}
				b = thawed(t, b)
			}
			b.OnSegment(func(_ sim.Time, s Sample) { tb = append(tb, s) })
			m(a)
			m(b)
			if a.Now() != b.Now() || a.At(a.Now()) != b.At(b.Now()) || a.Meter() != b.Meter() {
				t.Fatalf("at %v and %v: %+v and %+v", a.Now(), b.Now(), a.At(a.Now()), b.At(b.Now()))
			}
		}
		if len(ta) != len(tb) {
			t.Fatalf("the traces have %d and %d samples", len(ta), len(tb))
		}
		for i := range ta {
			if ta[i] != tb[i] {
				t.Fatalf("sample %d: %+v and %+v", i, ta[i], tb[i])
			}
		}
		if !bytes.Equal(freeze(t, a), freeze(t, b)) {
			t.Fatal("equal supplies freeze to different bytes")
		}
	})
}

func TestFreezingAndLookingLeaveTheSameBytes(t *testing.T) {
	s, err := New(DefaultConfig(Alkaline), repro.Root(1))
	if err != nil {
		t.Fatal(err)
	}
	s.SetLoad(5e-3, 1e-3)
	s.Advance(123456)
	first := freeze(t, s)
	look(s)
	if !bytes.Equal(first, freeze(t, s)) {
		t.Error("who has looked shows in the bytes")
	}
}

func TestASupplyOfAnotherSolverIsRefused(t *testing.T) {
	s, err := New(DefaultConfig(Eneloop), repro.Root(1))
	if err != nil {
		t.Fatal(err)
	}
	s.SetLoad(5e-3, 1e-3)
	s.Advance(1e6)
	for name, change := range map[string]func(*Supply){
		"circuit":      func(s *Supply) { s.sys.b[0]++ },
		"layout":       func(s *Supply) { s.sys.n-- },
		"guard":        func(s *Supply) { s.sys.gate[1].d++ },
		"guards":       func(s *Supply) { s.sys.gates = maxGuards + 1 },
		"cells":        func(s *Supply) { s.pack.pack.cellOf[0] = maxGroups },
		"groups":       func(s *Supply) { s.pack.pack.n = maxGroups + 1 },
		"watch":        func(s *Supply) { s.armed, s.armedSlots[0] = 1, Slots },
		"signal":       func(s *Supply) { s.watches[3].sig = signals },
		"time":         func(s *Supply) { s.grid = s.now + 1 },
		"board":        func(s *Supply) { s.cfg.Bulk.F = 0 },
		"no resistors": func(s *Supply) { s.pack.pack.g[0].r0 = s.cur.y[0] / 0 },
	} {
		c := s.Clone()
		c.forgetSpare()
		change(c)
		b, err := codec.Append(nil, c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Thaw(plain.NewReader(b)); !errors.Is(err, ErrFrozen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	short := freeze(t, s)
	if _, err := Thaw(plain.NewReader(short[:len(short)-1])); !errors.Is(err, plain.ErrDamaged) {
		t.Errorf("cut off: %v", err)
	}
}

func TestTheShapeOfASupplyIsKnown(t *testing.T) {
	if codec.Err() != nil || !strings.Contains(FrozenShape(), "float64") {
		t.Errorf("%v, %q", codec.Err(), FrozenShape())
	}
}

func FuzzThaw(f *testing.F) {
	s, err := New(DefaultConfig(PowerPack), repro.Root(1))
	if err != nil {
		f.Fatal(err)
	}
	s.SetBridge(Bridge{Drive, 1})
	s.Advance(1e7)
	b := freeze(f, s)
	f.Add(b)
	for i := 0; i < len(b); i += len(b) / 20 {
		c := bytes.Clone(b)
		c[i] ^= 0x81
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Thaw(plain.NewReader(b))
		if err != nil {
			return
		}
		if again := thawed(t, s); again.Now() != s.Now() {
			t.Fatal("frozen again it is another")
		}
	})
}

func BenchmarkFreezeAndThaw(b *testing.B) {
	s, err := New(DefaultConfig(Eneloop), repro.Root(1))
	if err != nil {
		b.Fatal(err)
	}
	s.SetLoad(5e-3, 1e-3)
	s.Advance(1e9)
	b.Run("freeze", func(b *testing.B) {
		var buf []byte
		b.ReportAllocs()
		for b.Loop() {
			if buf, err = s.AppendFrozen(buf[:0]); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(buf)), "bytes")
		b.ReportMetric(float64(len(plain.Pack(nil, buf))), "packed")
	})
	buf := freeze(b, s)
	b.Run("thaw", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Thaw(plain.NewReader(buf)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
