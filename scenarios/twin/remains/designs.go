package remains

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"

	"locktwin/model/firmware"
	"locktwin/model/store"
)

// The places of a PIN in each store design. The layouts are those of the doc
// comments in package store. What a design's own decoder gives up on as a whole is
// looked at here byte by byte.

// stretch is the area that keeps the PIN.
type stretch struct {
	base  uint32
	page  int
	pages int // that the layout uses
	unit  int
	spec  firmware.StoreSpec
}

func (a *stretch) word() int  { return max(4, a.unit) }
func (a *stretch) bytes() int { return a.page * a.pages }

const whole = 1 - otherwise // probability that a place is what it looks like, all of its frame in order

// scan looks through the area by its design.
func (s *search) scan(a stretch) {
	switch {
	case len(a.spec.Options.Fields) > 0:
		s.fields(a)
	case strings.HasPrefix(a.spec.Design, "in-place"):
		s.inPlace(a)
	case strings.HasPrefix(a.spec.Design, "ab-slots"):
		n := a.spec.Options.Slots
		if n == 0 {
			n = 2
		}
		if a.spec.Design == "ab-slots-3" {
			n = 3
		}
		s.slots(a, n, n)
	case a.spec.Design == "ring3":
		s.slots(a, 3, 3)
	case a.spec.Design == "journal":
		s.slots(a, 2, 1)
		s.journal(a)
	case a.spec.Design == "fds":
		s.fds(a)
	case strings.HasPrefix(a.spec.Design, "nvs"):
		s.nvs(a)
	case a.spec.Design == "two-page":
		s.elements(a)
	}
}

// fields is the unchecked struct.
func (s *search) fields(a stretch) {
	off := 4
	for _, f := range a.spec.Options.Fields {
		if f.Key == firmware.KeyPIN {
			s.look(place{addr: a.base + uint32(off), record: fmt.Sprintf("settings struct at 0x%05x", a.base), surely: whole})
		}
		off += f.Size
	}
}

// inPlace is the checked record: length, CRC-16, list.
func (s *search) inPlace(a stretch) {
	n := int(s.m.u16(a.base))
	if n > a.bytes()-4 {
		n = 0
	}
	list := s.m.read(a.base+4, max(n, 64))
	at, ordered, exact := pinIn(list, n)
	if exact == 0 {
		s.empty(a.base, "settings record", ordered)
		return
	}
	c := &check{name: "CRC-16", bits: 16, sound: soundness(ordered)}
	length, stored := s.m.read(a.base, 2), s.m.u16(a.base+2)
	c.holds = func(v uint16) bool { return ordered && crc16(length, with(list[:n], at, v)) == stored }
	s.look(place{addr: a.base + 4 + uint32(at), record: fmt.Sprintf("settings record at 0x%05x", a.base), surely: exact, check: c})
}

// soundness is the probability that a record has no spoiled byte but those of the
// PIN, by whether its list is well-formed to its end (assumption).
func soundness(ordered bool) float64 {
	if ordered {
		return 0.5
	}
	return 0.01
}

// pinIn finds the PIN's value in a packed list of n bytes: where it is, whether the
// list is well-formed to its end, and how surely it is one. A new lock saves its
// PIN first, so a list whose beginning is spoiled is taken to begin with it.
func pinIn(list []byte, n int) (at int, ordered bool, surely float64) {
	off := 0
	for off+2 <= n {
		k, size := store.Key(list[off]), int(list[off+1])
		if k > store.MaxKey || size == 0 || size > store.MaxValue || off+2+size > n {
			break
		}
		if k == firmware.KeyPIN && size == 2 {
			at, surely = off+2, whole
		}
		off += 2 + size
	}
	ordered = off == n && n > 0
	if surely > 0 || ordered {
		return at, ordered, surely
	}
	if bytes.Count(list, []byte{0xFF}) == len(list) {
		return 0, false, 0
	}
	switch differ(list[:2], []byte{byte(firmware.KeyPIN), 2}) {
	case 0:
		return 2, false, whole
	case 1, 2, 3:
		return 2, false, 0.6
	}
	return 2, false, 0.2
}

// empty says that a place which keeps a record is erased, or was written again
// without a PIN.
func (s *search) empty(addr uint32, record string, anew bool) {
	why := "erased, nothing of it is left"
	if anew {
		why = "written anew without a PIN, nothing of an older one is left"
	}
	s.found = append(s.found, evidence{Piece: Piece{Addr: addr, Bytes: 2, Kind: Blank, Value: 0xFFFF,
		Why: fmt.Sprintf("%s at 0x%05x: %s", record, addr, why)}})
}

// The head of a slot: magic, sequence, length and its complement.
const (
	slotMagic = 0x3153544C
	slotHead  = 12
)

// slots looks at the first few of so many blocks with a slot record each.
func (s *search) slots(a stretch, blocks, few int) {
	size := a.pages / blocks * a.page
	for i := range few {
		base := a.base + uint32(i*size)
		head := s.m.read(base, slotHead)
		n := int(s.m.u16(base + 8))
		good := s.m.u32(base) == slotMagic && s.m.u16(base+8) == ^s.m.u16(base+10) && n+slotHead+4 <= size
		if !good {
			n = 0
		}
		list := s.m.read(base+slotHead, max(n, 64))
		at, ordered, exact := pinIn(list, n)
		if exact == 0 {
			s.empty(base, fmt.Sprintf("slot %d", i+1), ordered)
			continue
		}
		c := &check{name: "CRC-32", bits: 32, sound: soundness(ordered)}
		stored := s.m.u32(base + slotHead + uint32(n))
		c.holds = func(v uint16) bool {
			return good && crc32.Update(crc32.ChecksumIEEE(head), crc32.IEEETable, with(list[:n], at, v)) == stored
		}
		s.look(place{addr: base + slotHead + uint32(at), record: fmt.Sprintf("slot %d at 0x%05x", i+1, base),
			sequence: s.m.u32(base + 4), surely: exact, check: c})
	}
}

// journal looks for entries that set the PIN.
func (s *search) journal(a stretch) {
	half := a.pages / 2 * a.page
	start := []byte{'P', byte(firmware.KeyPIN), 2, 0xFD}
	for off := a.word(); off+16 <= half; off += a.word() {
		addr := a.base + uint32(half+off)
		e := s.m.read(addr, 14)
		wrong := differ(e[:4], start)
		if wrong > 2 {
			continue
		}
		c := &check{name: "CRC-32", bits: 32, sound: 0.5}
		stored := s.m.u32(addr + 10)
		c.holds = func(v uint16) bool { return crc32.ChecksumIEEE(with(e[:10], 8, v)) == stored }
		if a.spec.Options.CommitInEntry {
			c.name, c.bits = "CRC-16", 16
			c.holds = func(v uint16) bool { return crc16(with(e[:10], 8, v)) == uint16(stored) }
		}
		surely := whole
		if wrong > 0 {
			surely = 0.8
		}
		s.look(place{addr: addr + 8, record: fmt.Sprintf("journal entry at 0x%05x", addr), sequence: s.m.u32(addr + 4), surely: surely, check: c})
	}
}

// fds looks for records of one word of data: only the PIN has that in the settings.
// A cleared key is that of a value which a later record replaced.
func (s *search) fds(a stretch) {
	key := byte(firmware.KeyPIN) + 1
	for off := 0; off+16 <= a.bytes(); off += 4 {
		addr := a.base + uint32(off)
		r := s.m.read(addr, 16)
		if r[1] != 0 || r[2] != 1 || r[3] != 0 || r[0] != key && r[0] != 0 || r[12] != 2 || r[15] != 0xFF {
			continue
		}
		r[0] = key
		c := &check{name: "CRC-16", bits: 16, sound: 0.5}
		stored := s.m.u16(addr + 6)
		c.holds = func(v uint16) bool { return crc16(r[:6], r[8:12], with(r[12:], 1, v)) == stored }
		s.look(place{addr: addr + 13, record: fmt.Sprintf("record at 0x%05x", addr), sequence: s.m.u32(addr + 8), surely: whole, check: c})
	}
}

// nvs looks for entries of the PIN; they grow down from a sector's end.
func (s *search) nvs(a stretch) {
	slot := (8 + a.unit - 1) / a.unit * a.unit
	closed := func(i int) bool {
		return !bytes.Equal(s.m.read(a.base+uint32((i+1)*a.page-slot), 8), bytes.Repeat([]byte{0xFF}, 8))
	}
	active := 0
	for i := range a.pages {
		if closed(i) && !closed((i+1)%a.pages) {
			active = (i + 1) % a.pages
		}
	}
	for i := range a.pages {
		age := (active + a.pages - i) % a.pages
		base := a.base + uint32(i*a.page)
		for n, off := 0, a.page-2*slot; off >= 0; n, off = n+1, off-slot {
			e := s.m.read(base+uint32(off), 8)
			to := int(e[2]) | int(e[3])<<8
			if e[0] != byte(firmware.KeyPIN) || e[1] != 0 || e[4] != 2 || e[5] != 0 || to+2 > off || crc8(e[:7]) != e[7] {
				continue
			}
			s.look(place{addr: base + uint32(to), record: fmt.Sprintf("entry at 0x%05x", base+uint32(off)),
				sequence: uint32((a.pages-age)<<16 | n), surely: whole})
		}
	}
}

// elements looks for half-words with the PIN's virtual address.
func (s *search) elements(a stretch) {
	half := a.pages / 2 * a.page
	for i := range 2 {
		base := a.base + uint32(i*half)
		first := uint32(0)
		if s.m.u16(base) == 0 { // the valid page is newer
			first = 1 << 16
		}
		for off := 4; off+4 <= half; off += 4 {
			if addr := base + uint32(off); s.m.u16(addr+2) == uint16(firmware.KeyPIN)<<7|1 {
				s.look(place{addr: addr, record: fmt.Sprintf("element at 0x%05x", addr), sequence: first + uint32(off), surely: whole})
			}
		}
	}
}
