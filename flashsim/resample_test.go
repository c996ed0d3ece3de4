package flashsim

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/internal/repro"
)

// tornHalf is a device with plain bytes, and a page that was cut in mid-erase.
func tornHalf(t *testing.T, o Options) *Device {
	t.Helper()
	d := NewWithOptions(mustPart(t, "nrf52840"), repro.Root(21), o)
	if err := d.Load(0, bytes.Repeat([]byte{0x35}, 8192)); err != nil {
		t.Fatal(err)
	}
	cutErase(t, d, 4096, 0.11, 0)
	return d
}

func page(t *testing.T, d *Device, addr uint32, boot uint32) []byte {
	t.Helper()
	buf := make([]byte, 4096)
	c := good(time.Second)
	c.Boot = boot
	if err := d.Read(addr, buf, c); err != nil {
		t.Fatal(err)
	}
	return buf
}

func TestAnotherSampleHasTheSameBytesAndOtherCells(t *testing.T) {
	d := tornHalf(t, Options{})
	own := d.Fork()
	own.Resample(0)
	if !bytes.Equal(page(t, own, 4096, 1), page(t, d.Fork(), 4096, 1)) {
		t.Error("sample 0 is another chip")
	}
	other, again := d.Fork(), d.Fork()
	page(t, other, 4096, 1) // so that worked-out cells are there to be forgotten
	other.Resample(3)
	again.Resample(3)
	if other.Hash() != d.Hash() {
		t.Error("another sample has another history")
	}
	a, b := page(t, other, 4096, 2), page(t, again, 4096, 2)
	if !bytes.Equal(a, b) {
		t.Error("the same sample twice is two chips")
	}
	if bytes.Equal(a, page(t, d.Fork(), 4096, 2)) {
		t.Error("another sample has the same cells")
	}
	if !bytes.Equal(page(t, other, 0, 3), bytes.Repeat([]byte{0x35}, 4096)) {
		t.Error("plain bytes changed")
	}
}

func TestACopyOfAnotherSampleForgetsTheCellsOfItsOwn(t *testing.T) {
	d := tornHalf(t, Options{}).Fork()
	work := d.Fork()
	want := page(t, d.Fork(), 4096, 5)
	for n := range uint64(4) {
		work.CopyFrom(d)
		work.Resample(n)
		got := page(t, work, 4096, 5)
		if bytes.Equal(got, want) != (n == 0) {
			t.Errorf("sample %d after others reads like the chip itself: %v", n, n != 0)
		}
	}
	work.CopyFrom(d)
	if !bytes.Equal(page(t, work, 4096, 5), want) {
		t.Error("after other samples a copy of the chip reads otherwise")
	}
}

func TestOtherNoiseLeavesTheCellsWhereTheyAre(t *testing.T) {
	d := tornHalf(t, Options{}).Fork()
	other := d.Fork()
	other.ResampleNoise(2)
	c := good(time.Second)
	for addr := uint32(4096); addr < 4096+256; addr += 4 {
		for k, cell := range d.Cells(addr, c) {
			if got := other.Cells(addr, c)[k]; got != cell {
				t.Fatalf("cell %+v became %+v", cell, got)
			}
		}
	}
	if bytes.Equal(page(t, other, 4096, 1), page(t, d.Fork(), 4096, 1)) {
		t.Error("other noise reads the same everywhere")
	}
	other.ResampleNoise(0)
	if !bytes.Equal(page(t, other, 4096, 2), page(t, d.Fork(), 4096, 2)) {
		t.Error("noise 0 is not the chip's own")
	}
}

func TestAnotherSampleGoesOnFromFrozenWithTheKeyOfTheSample(t *testing.T) {
	for _, o := range []Options{{}, {Leakage: true}} {
		d := tornHalf(t, o)
		d.Resample(7)
		frozen := d.AppendFrozen(nil)
		if _, err := Thaw(d.Part(), repro.Root(21), frozen); !errors.Is(err, ErrFormat) {
			t.Errorf("the key of another sample thaws: %v", err)
		}
		back, err := Thaw(d.Part(), SampleKey(repro.Root(21), 7), frozen)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(page(t, back, 4096, 9), page(t, d.Fork(), 4096, 9)) || !bytes.Equal(page(t, back, 0, 9), page(t, d.Fork(), 0, 9)) {
			t.Error("a thawed sample reads otherwise")
		}
		d.ResampleNoise(1)
		if _, err := Thaw(d.Part(), SampleKey(repro.Root(21), 7), d.AppendFrozen(nil)); !errors.Is(err, ErrFormat) {
			t.Errorf("a device with other noise than its key's thaws: %v", err)
		}
	}
}
