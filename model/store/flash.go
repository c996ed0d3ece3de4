package store

import (
	"bytes"
	"fmt"
)

// flash is a Medium as the designs see it: erased bytes always read 0xFF
// (parts that erase to zero are inverted on the way, as firmware for them
// does), pages are grouped into blocks, and an unreadable granule is a fact
// about the data, not an error.
type flash struct {
	r     Reader
	m     Medium // nil when one only looks
	ram   *RAM
	page  int
	pages int
	unit  int
	word  int // a mark's room: a whole number of units, at least 4 bytes
	flip  bool
	block int // pages in a block
}

func look(r Reader, ram *RAM) flash {
	f := flash{r: r, ram: ram, page: r.PageBytes(), pages: r.Pages(), unit: r.UnitBytes(), block: 1}
	f.word = max(f.unit, 4)
	f.flip = r.ErasedByte() == 0
	return f
}

// sound refuses geometry that no part has, so that no design divides by it.
func (f flash) sound() error {
	switch {
	case f.page <= 0, f.pages <= 0, f.unit <= 0:
		return fmt.Errorf("%w: %d pages of %d bytes in units of %d", ErrUnsuitable, f.pages, f.page, f.unit)
	case f.unit > scratchBytes || f.unit&(f.unit-1) != 0:
		return fmt.Errorf("%w: a program unit of %d bytes", ErrUnsuitable, f.unit)
	case f.page%f.unit != 0:
		return fmt.Errorf("%w: a page of %d bytes is not whole units of %d", ErrUnsuitable, f.page, f.unit)
	}
	return nil
}

// programs is how often a unit may be programmed between erases; looking at an
// image never asks.
func (f flash) programs() int {
	if f.m == nil {
		return 1 << 30
	}
	return f.m.UnitPrograms()
}

// room refuses a region with fewer than n blocks or blocks under least bytes.
func (f flash) room(n, least int) error {
	if f.blocks() < n {
		return fmt.Errorf("%w: %d pages do not make %d blocks", ErrUnsuitable, f.pages, n)
	}
	if f.size() < least {
		return fmt.Errorf("%w: a block of %d bytes, %d needed", ErrUnsuitable, f.size(), least)
	}
	return nil
}

// split makes n equal blocks; pages left over stay unused.
func (f flash) split(n int) flash {
	f.block = f.pages / n
	return f
}

// group makes blocks of at least n bytes, for parts with very small pages.
func (f flash) group(n int) flash {
	if f.page > 0 {
		f.block = max(1, (n+f.page-1)/f.page)
	}
	return f
}

func (f flash) blocks() int {
	if f.block == 0 {
		return 0
	}
	return f.pages / f.block
}
func (f flash) size() int           { return f.block * f.page }
func (f flash) base(b int) uint32   { return uint32(b * f.size()) }
func (f flash) align(n int) int     { return (n + f.word - 1) / f.word * f.word }
func (f flash) unitAlign(n int) int { return (n + f.unit - 1) / f.unit * f.unit }
func (f flash) in() []byte          { return f.ram.Scratch[0][:] }
func (f flash) build() []byte       { return f.ram.Scratch[1][:] }
func (f flash) end(b, n int) uint32 { return f.base(b) + uint32(f.size()-n) }

// read fills dst; false when error correction gave up on part of it.
func (f flash) read(addr uint32, dst []byte) bool {
	if err := f.r.Read(addr, dst); err != nil {
		return false
	}
	if f.flip {
		for i := range dst {
			dst[i] = ^dst[i]
		}
	}
	return true
}

// program writes src, filled up with erased bytes to a whole unit.
func (f flash) program(addr uint32, src []byte) error {
	if !f.flip && len(src)%f.unit == 0 {
		return wrapAt("program", addr, f.m.Program(addr, src))
	}
	stage := f.ram.Scratch[2][:scratchBytes/f.unit*f.unit]
	for len(src) > 0 {
		n := copy(stage, src)
		src = src[n:]
		whole := f.unitAlign(n)
		for i := n; i < whole; i++ {
			stage[i] = 0xFF
		}
		if f.flip {
			for i := range whole {
				stage[i] = ^stage[i]
			}
		}
		if err := f.m.Program(addr, stage[:whole]); err != nil {
			return wrapAt("program", addr, err)
		}
		addr += uint32(whole)
	}
	return nil
}

// programChecked programs and reads back.
func (f flash) programChecked(addr uint32, src []byte) error {
	if err := f.program(addr, src); err != nil {
		return err
	}
	if !f.same(addr, src) {
		return fmt.Errorf("%w at %#x", ErrVerify, addr)
	}
	return nil
}

// same says whether the region reads as want. It uses the read scratch.
func (f flash) same(addr uint32, want []byte) bool {
	buf := f.in()
	for len(want) > 0 {
		n := min(len(want), len(buf))
		if !f.read(addr, buf[:n]) || !bytes.Equal(buf[:n], want[:n]) {
			return false
		}
		addr, want = addr+uint32(n), want[n:]
	}
	return true
}

// blank says whether n bytes read as erased. It uses the read scratch.
func (f flash) blank(addr uint32, n int) bool {
	buf := f.in()
	for n > 0 {
		k := min(n, len(buf))
		if !f.read(addr, buf[:k]) || !allErased(buf[:k]) {
			return false
		}
		addr, n = addr+uint32(k), n-k
	}
	return true
}

var erasedBytes = bytes.Repeat([]byte{0xFF}, scratchBytes)

// allErased says whether b, at most scratchBytes long, is all erased.
func allErased(b []byte) bool { return bytes.Equal(b, erasedBytes[:len(b)]) }

// eraseBlock erases a block's pages from the last to the first, so that the
// header goes when there is nothing left to describe.
func (f flash) eraseBlock(b int) error {
	for p := f.block - 1; p >= 0; p-- {
		n := b*f.block + p
		if err := f.m.Erase(n); err != nil {
			return wrapAt("erase", uint32(n*f.page), err)
		}
	}
	return nil
}

func (f flash) eraseAll() error {
	for b := range f.blocks() {
		if err := f.eraseBlock(b); err != nil {
			return err
		}
	}
	return nil
}

func wrapAt(what string, addr uint32, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s at %#x: %w", what, addr, err)
}

// mark programs one word whose first four bytes are the pattern.
func (f flash) mark(addr uint32, pattern uint32) error {
	b := f.build()[:f.word]
	for i := range b {
		b[i] = 0
	}
	putU32(b, pattern)
	return f.program(addr, b)
}

// wordState is what a mark's word reads as.
type wordState uint8

const (
	wordBlank wordState = iota
	wordExact           // the pattern
	wordOther           // anything else, unreadable granules too
)

// markState reads a mark's whole word.
func (f flash) markState(addr uint32, pattern uint32) wordState {
	b := f.in()[:f.word]
	if !f.read(addr, b) {
		return wordOther
	}
	if allErased(b) {
		return wordBlank
	}
	if u32(b) != pattern {
		return wordOther
	}
	for _, x := range b[4:] {
		if x != 0 {
			return wordOther
		}
	}
	return wordExact
}

func unsuitable(what string, n int) error { return fmt.Errorf("%w: %s %d", ErrUnsuitable, what, n) }
