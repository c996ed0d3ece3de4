package store

// nvs is design S4: the non-volatile storage of Zephyr.
//
// Layout: two or more sectors in a ring. Data grows up from a sector's start,
// entries of 8 bytes grow down from its end: id 16, offset 16, length 16, part
// 8, CRC-8. Data is written first, its entry after it: the entry is the commit
// point, and one whose CRC-8 is wrong is skipped. The topmost slot of a sector
// is its close entry; a sector without one is the active one. Length 0 deletes.
// Collection: close the sector, copy forward what is live in the sector that
// comes next, write a "gc done" entry, erase that sector.
//
// It is a specimen. Weaknesses of the original that are kept:
//   - Without the gc done entry ("nvs-early") boot cannot tell a collection
//     that was cut in its last step, the erase, from one that had just begun. It
//     erases the active sector, which holds the copies, and begins again with
//     the half-erased one: values committed long ago are gone (Zephyr issue
//     34722).
//   - A close entry counts as soon as it is not blank. If it is marginal, one
//     boot goes on to the next sector and a later boot takes the sector for
//     active and discards what was moved (Zephyr pull request 103452).
//   - CRC-8 lets one torn entry in 256 pass, and the data have no check unless
//     Options.DataCheck is set.
type nvs struct {
	gcDone bool
	data   bool // CRC-32 behind each value
}

const (
	nvsEntry     = 8
	nvsMinSector = 512
	nvsMaxSector = 1 << 16
	nvsNoID      = 0xFFFF
)

const (
	whyNvsClean   = "one active sector, the one after it is blank"
	whyNvsErase   = "collection was cut in its erase: sector erased again"
	whyNvsRestart = "collection was cut: active sector erased and collection begun again"
	whyNvsClosed  = "every sector is closed: none to write to"
)

func newNVS(gcDone bool) func(string, Options) (Store, error) {
	return func(name string, o Options) (Store, error) {
		return guard(name, &nvs{gcDone: gcDone, data: o.DataCheck}), nil
	}
}

func (s *nvs) arrange(f flash) flash { return f.group(nvsMinSector) }

func (s *nvs) suit(f flash) error {
	if f.size() > nvsMaxSector {
		return unsuitable("offsets have 16 bits, a sector has bytes:", f.size())
	}
	if f.blocks() > maxBlocks {
		return unsuitable("sectors to look after:", f.blocks())
	}
	return f.room(2, s.slot(f)*4+f.unitAlign(MaxValue+imageTail))
}

// slot is what an entry takes: 8 bytes, or a program unit if that is more.
func (s *nvs) slot(f flash) int { return f.unitAlign(nvsEntry) }

// top is the offset of a sector's close entry; entries go down from there.
func (s *nvs) top(f flash) int { return f.size() - s.slot(f) }

// dataBytes is the room a value takes.
func (s *nvs) dataBytes(f flash, n int) int {
	if n > 0 && s.data {
		n += imageTail
	}
	return f.unitAlign(n)
}

// nvsATE is an allocation table entry as read.
type nvsATE struct {
	id, off, n uint16
	blank, ok  bool // ok: CRC-8 matches and the offset makes sense
}

func (s *nvs) ate(f flash, sector, off int) nvsATE {
	b := f.in()[:nvsEntry]
	if off < 0 || !f.read(f.base(sector)+uint32(off), b) {
		return nvsATE{}
	}
	a := nvsATE{id: u16(b), off: u16(b[2:]), n: u16(b[4:]), blank: allErased(b)}
	a.ok = !a.blank && crc8(0xFF, b[:7]) == b[7] && int(a.off) < f.size() && int(a.off)+int(a.n) <= f.size()
	return a
}

// isGCDone tells the special entry; a close entry is known by its place.
func (a nvsATE) isGCDone() bool { return a.ok && a.id == nvsNoID && a.n == 0 }

func (s *nvs) writeATE(f flash, sector, off int, a nvsATE) error {
	b := f.build()[:nvsEntry]
	putU16(b, a.id)
	putU16(b[2:], a.off)
	putU16(b[4:], a.n)
	b[6] = 0xFF
	b[7] = crc8(0xFF, b[:7])
	return f.program(f.base(sector)+uint32(off), b)
}

// append writes an entry at the active sector's write position.
func (s *nvs) append(f flash, a nvsATE) error {
	r := f.ram
	at := int(r.Tail)
	r.Tail -= uint32(s.slot(f))
	return s.writeATE(f, int(r.Block), at, a)
}

func (s *nvs) next(f flash, sector int) int { return (sector + 1) % f.blocks() }

// open makes a sector the active one.
func (s *nvs) open(f flash, sector int) {
	f.ram.Block, f.ram.Head, f.ram.Tail = uint8(sector), 0, uint32(s.top(f)-s.slot(f))
}

func (s *nvs) format(f flash) error {
	s.open(f, 0)
	return f.eraseAll()
}

// walk visits a sector's entries from the newest to the oldest until visit says
// stop. Entries whose CRC-8 is wrong are passed over.
func (s *nvs) walk(f flash, sector int, visit func(off int, a nvsATE) (stop bool)) (stopped bool) {
	for off := s.lowest(f, sector); off < s.top(f); off += s.slot(f) {
		if a := s.ate(f, sector, off); a.ok && visit(off, a) {
			return true
		}
	}
	return false
}

// lowest is the offset of a sector's newest entry. For a closed sector the close
// entry says; where its CRC-8 is wrong the entries are counted down from the
// top, as for the active sector at boot.
func (s *nvs) lowest(f flash, sector int) int {
	slot := s.slot(f)
	if f.ram.Mounted && sector == int(f.ram.Block) {
		return int(f.ram.Tail) + slot
	}
	if c := s.ate(f, sector, s.top(f)); c.ok && c.n == 0 && (s.top(f)-int(c.off))%slot == 0 && int(c.off) < s.top(f) {
		return int(c.off)
	}
	off := s.top(f) - slot
	for off >= 0 && !s.ate(f, sector, off).blank {
		off -= slot
	}
	return off + slot
}

// latest finds the newest entry of an id, from the active sector backwards.
func (s *nvs) latest(f flash, id uint16) (sector, off int, a nvsATE, ok bool) {
	n := f.blocks()
	for i := range n {
		sector = (int(f.ram.Block) + n - i) % n
		if s.walk(f, sector, func(o int, e nvsATE) bool {
			off, a = o, e
			return e.id == id
		}) {
			return sector, off, a, true
		}
	}
	return 0, 0, nvsATE{}, false
}

func (s *nvs) mount(f flash) (Report, error) {
	r := f.ram
	n := f.blocks()
	active, closed := -1, 0
	for i := range n {
		if s.closed(f, i) {
			closed++
			if !s.closed(f, s.next(f, i)) {
				active = s.next(f, i)
			}
		}
	}
	if closed == n {
		return Report{Found: Corrupt, Why: whyNvsClosed}, ErrUnusable
	}
	if active < 0 {
		// No sector was ever closed: the one with entries, else the first.
		active = 0
		for i := range n {
			if !s.ate(f, i, s.top(f)-s.slot(f)).blank {
				active = i
				break
			}
		}
	}
	s.open(f, active)
	rep := Report{Found: Valid, Why: whyNvsClean}
	done := s.recover(f, &rep)
	// From here on the active sector's extent is what recover found.
	r.Mounted = true
	err := s.resume(f, done, &rep)
	r.Mounted = false
	if err != nil {
		return rep, err
	}
	r.Mounted = true
	rep.Records = s.count(f)
	r.Mounted = false
	if rep.Records == 0 && rep.Found == Valid && closed == 0 && r.Head == 0 && int(r.Tail) == s.top(f)-s.slot(f) {
		rep.Found, rep.Why = Empty, whyBlank
	}
	return rep, nil
}

func (s *nvs) closed(f flash, sector int) bool { return !s.ate(f, sector, s.top(f)).blank }

// recover finds the active sector's write positions and says whether it holds a
// gc done entry.
func (s *nvs) recover(f flash, rep *Report) (done bool) {
	r := f.ram
	slot := s.slot(f)
	for int(r.Tail) >= slot {
		a := s.ate(f, int(r.Block), int(r.Tail))
		if a.blank {
			break
		}
		switch {
		case a.isGCDone():
			done = true
		case a.ok && a.n > 0:
			r.Head = max(r.Head, uint32(int(a.off)+f.unitAlign(int(a.n))))
		case !a.ok:
			rep.Bad++
		}
		r.Tail -= uint32(slot)
	}
	// Data whose entry was never written may stand behind the last entry's.
	for int(r.Head) < int(r.Tail) && !f.blank(f.base(int(r.Block))+r.Head, int(r.Tail)-int(r.Head)) {
		r.Head += uint32(max(f.unit, 4) / f.unit * f.unit)
	}
	if r.Head > r.Tail {
		r.Head = r.Tail
	}
	return done
}

// store tries the active sector, then rolls on, once a sector at most.
func (s *nvs) store(f flash, k Key, val []byte) error {
	r := f.ram
	n := s.dataBytes(f, len(val))
	// Room for this entry and for a gc done entry is kept below the data.
	for range f.blocks() {
		if int(r.Head)+n+s.slot(f) <= int(r.Tail) {
			return s.write(f, k, val)
		}
		if err := s.roll(f); err != nil {
			return err
		}
	}
	return ErrFull
}

func (s *nvs) write(f flash, k Key, val []byte) error {
	r := f.ram
	a := nvsATE{id: uint16(k), off: uint16(r.Head)}
	if len(val) > 0 {
		b := f.build()[:MaxValue+imageTail]
		size := copy(b, val)
		if s.data {
			putU32(b[size:], crc(val))
			size += imageTail
		}
		a.n = uint16(size)
		at := f.base(int(r.Block)) + r.Head
		r.Head += uint32(f.unitAlign(size))
		if err := f.program(at, b[:size]); err != nil {
			return err
		}
	}
	return s.append(f, a)
}

// value reads an entry's data into the build scratch.
func (s *nvs) value(f flash, sector int, a nvsATE) (val []byte, st Status) {
	n := int(a.n)
	if n > MaxValue+imageTail {
		return nil, CorruptData
	}
	b := f.build()[:n]
	if !f.read(f.base(sector)+uint32(a.off), b) {
		return nil, CorruptData
	}
	if !s.data {
		if n > MaxValue {
			return nil, CorruptData
		}
		return b, OK
	}
	n -= imageTail
	if n <= 0 || crc(b[:n]) != u32(b[n:]) {
		return nil, CorruptData
	}
	return b[:n], OK
}

func (s *nvs) get(f flash, k Key, dst []byte) (int, Status, error) {
	sector, _, a, ok := s.latest(f, uint16(k))
	if !ok || a.n == 0 {
		return 0, Missing, nil
	}
	val, st := s.value(f, sector, a)
	copy(dst, val)
	return len(val), st, nil
}

// fits says whether the live values with k's new one fill no more than the
// sectors less the one that collection needs blank.
func (s *nvs) fits(f flash, k Key, n int) bool {
	// Values do not straddle sectors, so what one sector surely takes is its
	// size less the close, gc done and one spare entry, less the largest value.
	largest := s.dataBytes(f, n)
	sum := largest + s.slot(f)
	s.live(f, func(id Key, a nvsATE) {
		if id == k {
			return
		}
		room := f.unitAlign(int(a.n))
		largest = max(largest, room)
		sum += room + s.slot(f)
	})
	per := f.size() - 4*s.slot(f)
	if f.blocks() > 2 {
		per -= largest
	}
	return sum <= per*(f.blocks()-1)
}

// live visits the newest entry of every key that has a value.
func (s *nvs) live(f flash, visit func(Key, nvsATE)) {
	var seen keys
	n := f.blocks()
	for i := range n {
		s.walk(f, (int(f.ram.Block)+n-i)%n, func(_ int, a nvsATE) bool {
			if a.id <= uint16(MaxKey) && !seen.has(Key(a.id)) {
				seen.add(Key(a.id))
				if a.n > 0 {
					visit(Key(a.id), a)
				}
			}
			return false
		})
	}
}

func (s *nvs) count(f flash) (n int) {
	s.live(f, func(Key, nvsATE) { n++ })
	return n
}

func (s *nvs) put(f flash, k Key, val []byte) error {
	if sector, _, a, ok := s.latest(f, uint16(k)); ok && a.n > 0 {
		// As in the original, a value that is there already is not written.
		if old, st := s.value(f, sector, a); st == OK && string(old) == string(val) {
			return nil
		}
	}
	if !s.fits(f, k, len(val)) {
		return ErrFull
	}
	return s.store(f, k, val)
}

func (s *nvs) remove(f flash, k Key) error {
	if _, _, a, ok := s.latest(f, uint16(k)); !ok || a.n == 0 {
		return nil
	}
	return s.store(f, k, nil)
}

func (s *nvs) collect(f flash) error { return s.roll(f) }
