package store

import (
	"fmt"
	"hash/crc32"
)

// A slot is one whole record: magic 32, sequence 32, length 16, the length's
// complement 16, the packed list, CRC-32 over all of it. A/B slots, the
// journal's settings page and the ring's blocks use it.

const slotMagic = 0x3153544C // "LTS1"

// slotOverhead is what a slot takes beside its list.
const slotOverhead = imageBase + imageTail

// slotInfo is what a look at a slot finds.
type slotInfo struct {
	blank  bool // the header reads erased
	header bool // magic and length make sense
	check  bool // and the CRC matches
	seq    uint32
	length int
	sum    Check // what header and list ask for, and what is there
}

// slotLimit is the longest list that fits in room bytes.
func slotLimit(room int) int { return min(room-slotOverhead, imageRoom) }

// inspectSlot judges the record at addr without disturbing RAM.Image.
func (f flash) inspectSlot(addr uint32, room int) slotInfo {
	var s slotInfo
	b := f.in()
	if !f.read(addr, b[:imageBase]) {
		return s
	}
	s.blank = allErased(b[:imageBase])
	s.seq = u32(b[4:])
	s.length = int(u16(b[8:]))
	if u32(b) != slotMagic || u16(b[8:]) != ^u16(b[10:]) || s.length > slotLimit(room) {
		return s
	}
	s.header = true
	crc := crc32.Update(0, crc32.IEEETable, b[:imageBase])
	at := addr + imageBase
	for left := s.length; left > 0; {
		n := min(left, len(b))
		if !f.read(at, b[:n]) {
			return s
		}
		crc = crc32.Update(crc, crc32.IEEETable, b[:n])
		at, left = at+uint32(n), left-n
	}
	if f.read(at, b[:imageTail]) {
		s.sum = Check{"CRC-32", u32(b), crc}
		s.check = u32(b) == crc
	}
	return s
}

// loadSlot copies the list of a slot that inspectSlot accepted into RAM.Image
// and checks it again on the way: what is acted on is what was checked, even
// where two reads differ.
func (f flash) loadSlot(addr uint32, room int) bool {
	r := f.ram
	r.Used = 0
	n := 0
	if !f.read(addr, r.Image[:imageBase]) {
		return false
	}
	n = int(u16(r.Image[8:]))
	if u32(r.Image[:]) != slotMagic || n > slotLimit(room) {
		return false
	}
	if !f.read(addr, r.Image[:imageBase+n+imageTail]) {
		return false
	}
	if u32(r.Image[:]) != slotMagic || int(u16(r.Image[8:])) != n ||
		crc32.ChecksumIEEE(r.Image[:imageBase+n]) != u32(r.Image[imageBase+n:]) {
		return false
	}
	r.Used = uint32(n)
	return true
}

// writeSlot programs RAM.Image as a record and reads it back. The place must
// have been erased.
func (f flash) writeSlot(addr uint32, seq uint32) error {
	r := f.ram
	n := int(r.Used)
	putU32(r.Image[0:], slotMagic)
	putU32(r.Image[4:], seq)
	putU16(r.Image[8:], uint16(n))
	putU16(r.Image[10:], ^uint16(n))
	putU32(r.Image[imageBase+n:], crc32.ChecksumIEEE(r.Image[:imageBase+n]))
	return f.programChecked(addr, r.Image[:n+slotOverhead])
}

// slotRecords describes a slot for inspection.
func (f flash) slotRecords(addr uint32, room int, st RecordState, why string) []Record {
	s := f.inspectSlot(addr, room)
	switch {
	case s.blank:
		return []Record{{Addr: addr, Bytes: imageBase, State: Ignored, Why: "blank header"}}
	case !s.header:
		return []Record{{Addr: addr, Bytes: imageBase, State: Torn, Sequence: s.seq, Why: "header makes no sense"}}
	case !s.check:
		return []Record{{Addr: addr, Bytes: s.length + slotOverhead, State: BadCheck, Sequence: s.seq,
			Why: "CRC-32 does not match", Check: s.sum}}
	}
	out := []Record{{Addr: addr, Bytes: s.length + slotOverhead, State: Mark, Sequence: s.seq,
		Why: fmt.Sprintf("record of %d bytes, CRC-32 matches: %s", s.length, why), Check: s.sum}}
	if f.loadSlot(addr, room) {
		out = append(out, listRecords(f.ram.list(), addr+imageBase, st, s.seq, why)...)
	}
	return out
}
