package flashsim

import (
	"testing"
	"time"

	"locktwin/internal/repro"
)

func TestDevicesAreEqualWhenTheyHoldTheSame(t *testing.T) {
	p, err := Lookup("nrf52832")
	if err != nil {
		t.Fatal(err)
	}
	c := Conditions{Volts: 3.3, Celsius: 25, Boot: 1}
	write := func(d *Device, addr uint32, b byte) {
		t.Helper()
		op, err := d.BeginProgram(addr, []byte{b, b, b, b}, c)
		if err != nil {
			t.Fatal(err)
		}
		d.Feed(Piece{Duration: op.Duration, Volts0: 3.3, Volts1: 3.3})
	}
	erase := func(d *Device, addr uint32, cut time.Duration) {
		t.Helper()
		op, err := d.BeginErase(addr, c)
		if err != nil {
			t.Fatal(err)
		}
		if cut > 0 {
			d.Feed(Piece{Duration: cut, Volts0: 3.3, Volts1: 3.3})
			d.PowerLost(c)
			return
		}
		d.Feed(Piece{Duration: op.Duration, Volts0: 3.3, Volts1: 3.3})
	}
	a := New(p, repro.Root(1))
	write(a, 0x1000, 0x55)
	b := a.Fork()
	expect := func(want bool, what string) {
		t.Helper()
		if a.Equal(b) != want || b.Equal(a) != want || (a.Hash() == b.Hash()) != want {
			t.Errorf("%s: equal %t, want %t", what, a.Equal(b), want)
		}
	}
	expect(true, "a fork")
	write(b, 0x5000, 0x55)
	expect(false, "another word")
	write(a, 0x5000, 0x55)
	expect(true, "the same word, written apart")
	erase(b, 0x5000, 0)
	expect(false, "an erased page")
	erase(a, 0x5000, 0)
	expect(true, "both erased")
	erase(a, 0x5000, 0)
	expect(false, "more wear")
	erase(b, 0x5000, 0)
	erase(b, 0x1000, 40*time.Millisecond)
	expect(false, "a torn page")
	if a.Alike(b, c) {
		t.Error("a page that was torn half-way reads as one that was not")
	}
	erase(a, 0x1000, 41*time.Millisecond)
	expect(false, "a page torn later")
	if !a.Alike(b, c) {
		t.Error("two pages that were torn a millisecond apart, after the last bit had turned, do not read alike")
	}
}
