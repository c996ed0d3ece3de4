package store

import (
	"bytes"
	"errors"
	"fmt"
)

// chip is a small memory for tests: it counts operations, can be cut at one of
// them, and tears what was in flight digitally or so that it reads differently
// at each boot.
type chip struct {
	part
	mem      []byte
	blank    []byte // an erased page
	torn     []byte // the other reading of units that an operation was cut on
	shaky    []bool // by unit: mem and torn both possible
	dead     []bool // by unit: error correction gives up
	programs []uint16
	erases   []int
	over     error // first program beyond the allowed count, or of bits that only an erase sets

	ops   int
	cutAt int // operation to cut; <0: none
	tear  tear
	seed  uint64
	boot  uint64
	any   bool // some unit is shaky or dead
}

type part struct {
	name        string
	page, pages int
	unit        int
	erased      byte
	perUnit     int
	ecc         bool
}

var parts = []part{
	{name: "nrf52840", page: 4096, pages: 6, unit: 4, erased: 0xFF, perUnit: 2},
	{name: "stm32f0", page: 1024, pages: 12, unit: 2, erased: 0xFF, perUnit: 2},
	{name: "spi-nor", page: 4096, pages: 6, unit: 1, erased: 0xFF, perUnit: 2},
	{name: "ecc-64", page: 2048, pages: 12, unit: 8, erased: 0xFF, perUnit: 1, ecc: true},
	{name: "ecc-128", page: 8192, pages: 4, unit: 16, erased: 0xFF, perUnit: 1, ecc: true},
	{name: "stm32l1", page: 256, pages: 48, unit: 4, erased: 0x00, perUnit: 2},
	{name: "eeprom", page: 64, pages: 192, unit: 1, erased: 0xFF, perUnit: 1000},
}

// small parts keep exhaustive sweeps short.
var smallParts = []part{
	{name: "small-32", page: 512, pages: 6, unit: 4, erased: 0xFF, perUnit: 2},
	{name: "small-16", page: 512, pages: 6, unit: 2, erased: 0xFF, perUnit: 2},
	{name: "small-ecc", page: 1024, pages: 6, unit: 8, erased: 0xFF, perUnit: 1, ecc: true},
	{name: "small-zero", page: 512, pages: 6, unit: 4, erased: 0x00, perUnit: 2},
}

type tear uint8

const (
	tearBefore   tear = iota // nothing has happened yet
	tearAfter                // everything has, the call does not return
	tearMix                  // each changing bit either way, for good
	tearLow                  // an erase's first step got through the lower half; a program as tearMix
	tearUnstable             // each boot reads old, new or a mixture
	tears
)

func (x tear) String() string {
	return nameOf(int(x), "before", "after", "mix", "low", "unstable")
}

type cutSignal struct{}

func newChip(p part) *chip {
	n := p.page * p.pages
	c := &chip{part: p, mem: make([]byte, n), torn: make([]byte, n), shaky: make([]bool, n/p.unit),
		dead: make([]bool, n/p.unit), programs: make([]uint16, n/p.unit), erases: make([]int, p.pages), cutAt: -1, blank: bytes.Repeat([]byte{p.erased}, p.page)}
	for i := range c.mem {
		c.mem[i] = p.erased
	}
	return c
}

func (c *chip) clone() *chip {
	d := *c
	d.mem = append([]byte(nil), c.mem...)
	d.torn = append([]byte(nil), c.torn...)
	d.shaky = append([]bool(nil), c.shaky...)
	d.dead = append([]bool(nil), c.dead...)
	d.programs = append([]uint16(nil), c.programs...)
	d.erases = append([]int(nil), c.erases...)
	return &d
}

func (c *chip) PageBytes() int    { return c.page }
func (c *chip) Pages() int        { return c.pages }
func (c *chip) UnitBytes() int    { return c.unit }
func (c *chip) ErasedByte() byte  { return c.erased }
func (c *chip) UnitPrograms() int { return c.perUnit }

// mixed is a keyed hash, so that a boot reads the same each time.
func (c *chip) mixed(a, b uint64) uint64 {
	x := c.seed*0x9E3779B97F4A7C15 ^ a*0xD1B54A32D192ED03 ^ b*0xA0761D6478BD642F
	x ^= x >> 32
	x *= 0xE7037ED1A0B428DB
	x ^= x >> 29
	x *= 0x8EBC6AF09C88C6E3
	return x ^ x>>32
}

func (c *chip) Read(addr uint32, dst []byte) error {
	if int(addr)+len(dst) > len(c.mem) {
		panic(fmt.Sprintf("read of %d bytes at %#x of %#x", len(dst), addr, len(c.mem)))
	}
	copy(dst, c.mem[addr:])
	if !c.any || len(dst) == 0 {
		return nil
	}
	for u := int(addr) / c.unit; u <= (int(addr)+len(dst)-1)/c.unit; u++ {
		if c.dead[u] {
			return fmt.Errorf("unit %d: %w", u, ErrUncorrectable)
		}
		if !c.shaky[u] {
			continue
		}
		for i := u * c.unit; i < (u+1)*c.unit; i++ {
			if at := i - int(addr); at >= 0 && at < len(dst) {
				dst[at] = c.shakyByte(i, u)
			}
		}
	}
	return nil
}

// shakyByte reads old, new or a mixture: the page mostly one way at a boot, the
// unit sometimes another.
func (c *chip) shakyByte(i, u int) byte {
	way := c.mixed(c.boot, uint64(u*c.unit/c.page)) % 4
	if way == 3 {
		way = c.mixed(c.boot+77, uint64(u)) % 3
	}
	switch way {
	case 0:
		return c.mem[i]
	case 1:
		return c.torn[i]
	}
	m := byte(c.mixed(c.boot+99, uint64(i)))
	return c.mem[i]&m | c.torn[i]&^m
}

// step counts an operation and says whether it is the one to cut.
func (c *chip) step() bool {
	c.ops++
	return c.cutAt >= 0 && c.ops-1 == c.cutAt
}

func (c *chip) Program(addr uint32, src []byte) error {
	if int(addr)%c.unit != 0 || len(src)%c.unit != 0 || int(addr)+len(src) > len(c.mem) {
		panic(fmt.Sprintf("program of %d bytes at %#x, units of %d", len(src), addr, c.unit))
	}
	for at := 0; at < len(src); at += c.unit {
		u := (int(addr) + at) / c.unit
		cut := c.step()
		if cut && c.tear == tearBefore {
			panic(cutSignal{})
		}
		if c.programs[u]++; int(c.programs[u]) > c.perUnit && c.over == nil {
			c.over = fmt.Errorf("unit %d of %s programmed %d times", u, c.name, c.programs[u])
		}
		for i := range c.unit {
			c.programByte(u, int(addr)+at+i, src[at+i], cut)
		}
		if cut {
			if c.ecc && c.tear == tearMix {
				c.dead[u] = true
			}
			c.any = true
			panic(cutSignal{})
		}
	}
	return nil
}

func (c *chip) programByte(u, i int, b byte, cut bool) {
	old := c.mem[i]
	apply := func(x byte) byte {
		if c.erased == 0 {
			return x | b
		}
		return x & b
	}
	c.mem[i] = apply(old)
	switch {
	case !cut || c.tear == tearAfter:
		if c.shaky[u] {
			c.torn[i] = apply(c.torn[i])
		} else {
			c.torn[i] = c.mem[i]
		}
	case c.tear == tearUnstable:
		if !c.shaky[u] || i%c.unit == 0 {
			c.torn[i] = old
		}
		c.torn[i] = old
		if i%c.unit == c.unit-1 {
			c.shaky[u] = true
		}
	default:
		m := byte(c.mixed(uint64(i), 5))
		c.mem[i] = old&m | c.mem[i]&^m
	}
}

func (c *chip) Erase(p int) error {
	if p < 0 || p >= c.pages {
		panic(fmt.Sprintf("erase of page %d", p))
	}
	cut := c.step()
	if cut && c.tear == tearBefore {
		panic(cutSignal{})
	}
	c.erases[p]++
	torn := cut && c.tear != tearAfter
	first, last := p*c.page/c.unit, (p+1)*c.page/c.unit
	clear(c.programs[first:last])
	if !torn {
		clear(c.shaky[first:last])
		clear(c.dead[first:last])
		copy(c.mem[p*c.page:], c.blank)
		if cut {
			panic(cutSignal{})
		}
		return nil
	}
	c.any = true
	for i := p * c.page; i < (p+1)*c.page; i++ {
		u := i / c.unit
		old := c.mem[i]
		switch {
		case c.tear == tearUnstable:
			c.torn[i], c.mem[i] = old, c.erased
		case c.tear == tearLow:
			if i < p*c.page+c.page/2 {
				c.mem[i] = ^c.erased
			}
		default:
			m := byte(c.mixed(uint64(i), 7))
			c.mem[i] = old&m | c.erased&^m
		}
		c.shaky[u] = c.tear == tearUnstable
		c.dead[u] = c.ecc && c.tear == tearMix && c.mixed(uint64(u), 11)%2 == 0
	}
	panic(cutSignal{})
}

// run calls f and says whether the cut fell in it.
func (c *chip) run(f func()) (cut bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(cutSignal); !ok {
				panic(r)
			}
			cut = true
		}
	}()
	f()
	return false
}

// reboot is a power loss and the next boot: RAM is gone, no cut is pending.
func (c *chip) reboot(ram *RAM) {
	*ram = RAM{}
	c.Reboot()
}

func mustNew(t tester, name string, o Options) Store {
	t.Helper()
	s, err := New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// suits says whether the design can work on the part.
func suits(t tester, s Store, p part) bool {
	t.Helper()
	var ram RAM
	err := s.Format(newChip(p), &ram)
	if err != nil && !errors.Is(err, ErrUnsuitable) {
		t.Fatalf("%s on %s: %v", s.Name(), p.name, err)
	}
	return err == nil
}

// read returns a value, nil when missing.
func read(t tester, s Store, c *chip, ram *RAM, k Key) []byte {
	t.Helper()
	dst := make([]byte, MaxValue)
	n, st, err := s.Get(c, ram, k, dst)
	if err != nil {
		t.Fatalf("%s: get %d: %v", s.Name(), k, err)
	}
	switch st {
	case Missing:
		return nil
	case CorruptData:
		return []byte("corrupt")
	}
	return dst[:n]
}

// tester is what the helpers need of a test, a benchmark or a property.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
