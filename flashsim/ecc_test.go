package flashsim

import (
	"bytes"
	"errors"
	"math/bits"
	"testing"

	"locktwin/internal/repro"
)

func TestTheCodeCorrectsEverySingleAndDetectsEveryDoubleError(t *testing.T) {
	data := []byte{0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0}
	check := checkByte(data)
	flip := func(d []byte, c *byte, i int) {
		if i < 64 {
			d[i/8] ^= 1 << (i % 8)
		} else {
			*c ^= 1 << (i - 64)
		}
	}
	for i := range 72 {
		d, c := bytes.Clone(data), check
		flip(d, &c, i)
		if !correct(d, c) || !bytes.Equal(d, data) {
			t.Errorf("bit %d is not repaired", i)
		}
		for j := range i {
			d, c := bytes.Clone(data), check
			flip(d, &c, i)
			flip(d, &c, j)
			if correct(d, c) {
				t.Errorf("bits %d and %d pass", i, j)
			}
		}
	}
}

func TestTheCodesColumnsAreOddAndDistinct(t *testing.T) {
	seen := map[byte]bool{}
	for i, c := range eccColumns {
		if bits.OnesCount8(c)%2 == 0 || bits.OnesCount8(c) == 1 || seen[c] {
			t.Errorf("column %d is %08b", i, c)
		}
		seen[c] = true
	}
	if checkByte(bytes.Repeat([]byte{0xFF}, 8)) == 0xFF {
		t.Error("all ones have all-ones check bits: an erased granule would be a code word")
	}
}

func TestATornGranuleRaisesAnErrorAndTheNextOneReads(t *testing.T) {
	raised, silent := 0, 0
	d := New(mustPart(t, "stm32l431"), repro.Root(6))
	for n := range 2000 {
		addr := uint32(n * 16)
		src := append(target(addr), target(addr+4)...)
		cutAt(d, beginProgram(t, d, addr, src, good(0)), 0.1, 0)
		var got [8]byte
		err := d.Read(addr, got[:], good(0))
		var ecc *ECCError
		switch {
		case errors.As(err, &ecc):
			if ecc.Addr != addr {
				t.Fatalf("error at 0x%X, granule at 0x%X", ecc.Addr, addr)
			}
			raised++
		case !bytes.Equal(got[:], src) && !bytes.Equal(got[:], bytes.Repeat([]byte{0xFF}, 8)):
			silent++ // three or more bits may look like one: the code is only so strong
		}
		if got := read(t, d, addr+8, 8); !bytes.Equal(got, bytes.Repeat([]byte{0xFF}, 8)) {
			t.Fatalf("the granule beside reads % x", got)
		}
	}
	atLeast(t, "torn granules that raise", raised, 2000, 0.4)
	atMost(t, "torn granules that read as something else", silent, 2000, 0.55)
}

func TestAGranuleProgrammedWithAllOnesReadsErasedAndCannotBeProgrammed(t *testing.T) {
	d := fresh(t, "stm32l431")
	ones := bytes.Repeat([]byte{0xFF}, 8)
	program(t, d, 0, ones)
	if got := read(t, d, 0, 8); !bytes.Equal(got, ones) {
		t.Errorf("reads % x", got)
	}
	if _, err := d.BeginProgram(0, []byte("12345678"), good(0)); !errors.Is(err, ErrRefused) {
		t.Errorf("programming it: %v", err)
	}
	erase(t, d, 0)
	program(t, d, 0, []byte("12345678"))
	if got := read(t, d, 0, 8); string(got) != "12345678" {
		t.Errorf("after an erase: %q", got)
	}
	program(t, d, 0, make([]byte, 8))
	if got := read(t, d, 0, 8); !bytes.Equal(got, make([]byte, 8)) {
		t.Errorf("zeroing reads % x", got)
	}
}
