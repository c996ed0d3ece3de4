package flashsim

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run

	"locktwin/internal/repro"
)

// shadow is the simplest memory that has an opinion on cut operations: for each
// bit whether it may read 0 and whether it may read 1.
type shadow struct {
	may0, may1 []byte
}

func newShadow(n int) *shadow {
	return &shadow{may0: make([]byte, n), may1: bytes.Repeat([]byte{0xFF}, n)}
}

func (s *shadow) clone() *shadow {
	return &shadow{bytes.Clone(s.may0), bytes.Clone(s.may1)}
}

func (s *shadow) program(addr uint32, src []byte, whole bool) {
	for i, b := range src {
		a := addr + uint32(i)
		s.may0[a] |= ^b
		if whole {
			s.may1[a] &= b
		}
	}
}

func (s *shadow) erase(addr, size uint32, whole bool) {
	for a := addr; a < addr+size; a++ {
		s.may1[a] = 0xFF
		if whole {
			s.may0[a] = 0
		}
	}
}

const (
	propertyPages = 3
	propertyPage  = 128
)

// smallPart is a memory of a few small pages; the geometry is beside the point.
func smallPart(t testing.TB) *Part {
	p := *mustPart(t, "nrf52832")
	p.SizeBytes.Value = 4 * propertyPage
	p.EraseUnits = []EraseRun{{Count: 4, UnitBytes: Fig[uint32](propertyPage, Assumption, "test")}}
	p.Program.LimitBytes.Value, p.Program.Limit.Value = propertyPage, 1000
	return &p
}

// pair is a device with its shadow and clock.
type pair struct {
	d   *Device
	s   *shadow
	now time.Duration
}

func (p *pair) conditions() Conditions {
	return Conditions{Now: p.now, Volts: 3, Celsius: 25, Boot: uint32(p.now / (10 * time.Minute))}
}

func (p *pair) begin(t *rapid.T, op Operation, err error) (whole bool) {
	if err != nil {
		t.Fatal(err)
	}
	share := rapid.SampledFrom([]float64{0.02, 0.07, 0.12, 0.2, 0.35, 0.6, 0.9, 1, 1, 1}).Draw(t, "share")
	at := time.Duration(float64(op.Duration) * share)
	_, done := p.d.Feed(Piece{Duration: at, Volts0: 3, Volts1: 3})
	p.now += at
	if !done {
		p.d.PowerLost(p.conditions())
	}
	p.now += time.Duration(rapid.IntRange(0, 3600).Draw(t, "seconds")) * time.Second
	return done
}

func (p *pair) check(t *rapid.T) {
	got := make([]byte, len(p.s.may0))
	if err := p.d.Read(0, got, p.conditions()); err != nil {
		t.Fatal(err)
	}
	for a, b := range got {
		if b&^p.s.may1[a] != 0 || ^b&^p.s.may0[a] != 0 {
			t.Fatalf("byte 0x%X reads %02x; may be 0: %02x, may be 1: %02x", a, b, p.s.may0[a], p.s.may1[a])
		}
	}
}

func TestRandomOperationsAndCutsKeepWhatTheyCannotHaveTouched(t *testing.T) {
	part := smallPart(t)
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		pairs := []*pair{{d: New(part, repro.Root(seed)), s: newShadow(propertyPages * propertyPage)}}
		pick := func() *pair { return pairs[rapid.IntRange(0, len(pairs)-1).Draw(t, "device")] }
		t.Repeat(map[string]func(*rapid.T){
			"program": func(t *rapid.T) {
				p := pick()
				addr := uint32(rapid.IntRange(0, propertyPages*propertyPage/4-1).Draw(t, "word")) * 4
				src := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "src")
				op, err := p.d.BeginProgram(addr, src, p.conditions())
				p.s.program(addr, src, p.begin(t, op, err))
			},
			"erase": func(t *rapid.T) {
				p := pick()
				addr := uint32(rapid.IntRange(0, propertyPages*propertyPage-1).Draw(t, "addr"))
				op, err := p.d.BeginErase(addr, p.conditions())
				p.s.erase(op.Addr, op.Size, p.begin(t, op, err))
			},
			"fork": func(t *rapid.T) {
				if p := pick(); len(pairs) < 4 {
					pairs = append(pairs, &pair{d: p.d.Fork(), s: p.s.clone(), now: p.now})
				}
			},
			"restore": func(t *rapid.T) {
				from, to := pick(), pick()
				if from != to {
					to.d.CopyFrom(from.d)
					to.s, to.now = from.s.clone(), from.now
					if to.d.Hash() != from.d.Hash() {
						t.Fatal("a copy has another state")
					}
				}
			},
			"put away": func(t *rapid.T) {
				p := pick()
				var raw, side bytes.Buffer
				if err := p.d.WriteRaw(&raw, p.conditions()); err != nil {
					t.Fatal(err)
				}
				if err := p.d.WriteSidecar(&side); err != nil {
					t.Fatal(err)
				}
				back := New(part, repro.Root(seed))
				if err := back.ReadRaw(&raw); err != nil {
					t.Fatal(err)
				}
				if err := back.ReadSidecar(&side); err != nil {
					t.Fatal(err)
				}
				if back.Hash() != p.d.Hash() {
					t.Fatal("what was put away comes back as another state")
				}
				p.d = back
			},
			"": func(t *rapid.T) { pick().check(t) },
		})
		for _, p := range pairs {
			p.check(t)
		}
	})
}

func TestTheTableCopiesOnWriteAndNeverShowsAnothersWrite(t *testing.T) {
	const leaves = 150
	rapid.Check(t, func(t *rapid.T) {
		type table struct {
			c     *cow[int]
			plain [leaves]int
		}
		first := newCow[int](leaves)
		tables := []*table{{c: &first}}
		next := 1
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				tb := tables[rapid.IntRange(0, len(tables)-1).Draw(t, "table")]
				i := rapid.IntRange(0, leaves-1).Draw(t, "leaf")
				v, _ := tb.c.write(uint32(i))
				*v, tb.plain[i] = next, next
				next++
			},
			"drop": func(t *rapid.T) {
				tb := tables[rapid.IntRange(0, len(tables)-1).Draw(t, "table")]
				i := rapid.IntRange(0, leaves-1).Draw(t, "leaf")
				tb.c.drop(uint32(i))
				tb.plain[i] = 0
			},
			"fork": func(t *rapid.T) {
				if len(tables) < 5 {
					tb := tables[rapid.IntRange(0, len(tables)-1).Draw(t, "table")]
					f := tb.c.fork()
					tables = append(tables, &table{&f, tb.plain})
				}
			},
			"copy": func(t *rapid.T) {
				to := tables[rapid.IntRange(0, len(tables)-1).Draw(t, "to")]
				from := tables[rapid.IntRange(0, len(tables)-1).Draw(t, "from")]
				to.c.copyFrom(from.c)
				to.plain = from.plain
			},
			"": func(t *rapid.T) {
				for _, tb := range tables {
					for i := range uint32(leaves) {
						got := 0
						if v := tb.c.at(i); v != nil {
							got = *v
						}
						if got != tb.plain[i] {
							t.Fatalf("leaf %d holds %d, wrote %d", i, got, tb.plain[i])
						}
					}
				}
			},
		})
	})
}
