package storetest

import (
	"testing"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/internal/repro"
	"locktwin/model/store"
	"locktwin/scenarios/campaign/stores"
)

// Chip is a memory that a store is tried on. Reboot takes its supply away and
// brings it back.
type Chip interface {
	store.Medium
	Reboot()
}

// Memory makes chips of one kind, blank.
type Memory struct {
	Name string
	New  func(t *testing.T) Chip
}

// memoryBytes is the room that the suite gives a store.
const memoryBytes = 24 << 10

// Memories are the kinds that Conform tries: units of 1, 2, 4 and 8 bytes, small
// and large pages, with error correction and without, with an erase and without.
func Memories() []Memory {
	var out []Memory
	for _, name := range []string{"nrf52840", "stm32f031", "stm32l431", "kh25l8005", "24lc256"} {
		out = append(out, Memory{name, func(t *testing.T) Chip {
			t.Helper()
			p, err := flashsim.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			d, err := stores.NewDriver(cuts.New(p, repro.Root(1), cuts.Supply{Volts: 3.3, Celsius: 25}), 6, memoryBytes)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}})
	}
	return out
}

// strict holds a store to the rules of its medium: whole units, inside the region,
// no unit programmed more often than the part allows between two erases.
type strict struct {
	Chip
	t        tester
	programs []int // by unit, since the page's erase
	erases   []int // by page
}

func newStrict(t tester, c Chip) *strict {
	return &strict{Chip: c, t: t, programs: make([]int, c.Pages()*c.PageBytes()/c.UnitBytes()), erases: make([]int, c.Pages())}
}

func (s *strict) inside(what string, addr uint32, n int) {
	s.t.Helper()
	if uint64(addr)+uint64(n) > uint64(s.Pages()*s.PageBytes()) {
		s.t.Fatalf("%s of %d bytes at 0x%X: the region has 0x%X", what, n, addr, s.Pages()*s.PageBytes())
	}
}

func (s *strict) Read(addr uint32, dst []byte) error {
	s.t.Helper()
	s.inside("read", addr, len(dst))
	return s.Chip.Read(addr, dst)
}

func (s *strict) Program(addr uint32, src []byte) error {
	s.t.Helper()
	s.inside("program", addr, len(src))
	unit := s.UnitBytes()
	if len(src) == 0 || len(src)%unit != 0 || int(addr)%unit != 0 {
		s.t.Fatalf("program of %d bytes at 0x%X: the unit has %d", len(src), addr, unit)
	}
	for u := int(addr) / unit; u < (int(addr)+len(src))/unit; u++ {
		if s.programs[u]++; s.programs[u] > s.UnitPrograms() {
			s.t.Errorf("the unit at 0x%X is programmed %d times without an erase; the part allows %d", u*unit, s.programs[u], s.UnitPrograms())
		}
	}
	return s.Chip.Program(addr, src)
}

func (s *strict) Erase(page int) error {
	s.t.Helper()
	if page < 0 || page >= s.Pages() {
		s.t.Fatalf("erase of page %d: the region has %d", page, s.Pages())
	}
	s.erases[page]++
	per := s.PageBytes() / s.UnitBytes()
	clear(s.programs[page*per : (page+1)*per])
	return s.Chip.Erase(page)
}

// most is the largest number of erases of one page.
func (s *strict) most() int {
	n := 0
	for _, e := range s.erases {
		n = max(n, e)
	}
	return n
}
