package flashsim

import (
	"bytes"
	"testing"
	"time"
)

func TestEraseCutLateReadsBlankAndIsNotErased(t *testing.T) {
	d := words(t, "nrf52832", 7)
	blank, fails, aging, supply := 0, 0, 0, 0
	const pages, perPage = 40, 1024
	for p := range pages {
		base := uint32(p * 4096)
		raw := make([]byte, 4096)
		for i := range perPage {
			copy(raw[i*4:], target(base+uint32(i*4)))
		}
		if err := d.Load(base, raw); err != nil {
			t.Fatal(err)
		}
		cutErase(t, d, base, spread(p, 0.22, 0.32), 0)
		for i := range perPage {
			addr := base + uint32(i*4)
			if readAt(t, d, addr, good(time.Second)) != 0xFFFFFFFF {
				continue
			}
			blank++
			aged := Conditions{Now: 200 * time.Hour, Volts: 3, Celsius: 25, Boot: 2}
			low := Conditions{Now: 2 * time.Second, Volts: 1.5, Celsius: 25, Boot: 3}
			old, weak := readAt(t, d, addr, aged) != 0xFFFFFFFF, readAt(t, d, addr, low) != 0xFFFFFFFF
			if old {
				aging++
			}
			if weak {
				supply++
			}
			if old || weak {
				fails++
			}
		}
	}
	n := pages * perPage
	atLeast(t, "words that read blank after a late cut", blank, n, 0.9)
	atLeast(t, "of these, words that do not after hours or at low voltage", fails, blank, 0.002)
	atLeast(t, "of these, words that fail after hours", aging, blank, 0.001)
	atLeast(t, "of these, words that fail at low voltage", supply, blank, 0.001)
	atMost(t, "of these, words that do not after hours or at low voltage", fails, blank, 0.5)
}

func TestProgramOnAnUnfinishedEraseVerifiesAndFailsLater(t *testing.T) {
	d := words(t, "nrf52832", 8)
	verified, failed := 0, 0
	const pages, perPage = 40, 256
	for p := range pages {
		base := uint32(p * 4096)
		raw := bytes.Repeat([]byte{0}, 4096)
		if err := d.Load(base, raw); err != nil {
			t.Fatal(err)
		}
		cutErase(t, d, base, spread(p, 0.24, 0.32), 0)
		for i := range perPage {
			addr := base + uint32(i*4)
			op, err := d.BeginProgram(addr, target(addr), good(time.Second))
			run(t, d, op, err)
			if readAt(t, d, addr, good(2*time.Second)) != word(target(addr)) {
				continue
			}
			verified++
			if readAt(t, d, addr, Conditions{Now: 500 * time.Hour, Volts: 1.6, Celsius: 25, Boot: 2}) != word(target(addr)) {
				failed++
			}
		}
	}
	atLeast(t, "programs that verify on an unfinished erase", verified, pages*perPage, 0.3)
	atLeast(t, "verified words that fail later", failed, verified, 0.005)
}

func TestBitsThatWereOneStayOneThroughAnInterruptedErase(t *testing.T) {
	d := words(t, "nrf52832", 12)
	zerosLeft := 0
	for p := range 10 {
		base := uint32(p * 4096)
		raw := make([]byte, 4096)
		for i := range 1024 {
			copy(raw[i*4:], target(base+uint32(i*4)))
		}
		if err := d.Load(base, raw); err != nil {
			t.Fatal(err)
		}
		cutErase(t, d, base, spread(p, 0, 1), 0)
		for i := range 1024 {
			addr := base + uint32(i*4)
			got := readAt(t, d, addr, good(time.Second))
			if was := word(target(addr)); got&was != was {
				t.Fatalf("word 0x%X was %08X and reads %08X", addr, was, got)
			}
			zerosLeft += 32 - ones(got)
		}
	}
	if zerosLeft == 0 {
		t.Error("no erase was cut early enough to leave a zero: the claim was not tested")
	}
}

func TestAnEraseWithPreProgramLeavesZerosAtTheLowEnd(t *testing.T) {
	d := words(t, "stm32f405", 13)
	cutErase(t, d, 0, 0.15/2, 0)
	low, high := 0, 0
	for i := range 1000 {
		if readAt(t, d, uint32(i*4), good(time.Second)) == 0 {
			low++
		}
		if readAt(t, d, 16384-4-uint32(i*4), good(time.Second)) == 0xFFFFFFFF {
			high++
		}
	}
	atLeast(t, "words at the low end that read 0", low, 1000, 0.99)
	atLeast(t, "words at the high end that are untouched", high, 1000, 0.99)
}
