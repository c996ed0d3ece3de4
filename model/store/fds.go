package store

// fds is design S3: records in pages after the file storage of Nordic's nRF5
// SDK.
//
// Layout: each page starts with a tag of two words, 0xDEADC0DE and 0xF11E01FF
// for the swap page or 0xF11E01FE for a data page: clearing one bit promotes
// swap to data. Records: key 16 and length in words 16, file 16 and CRC-16,
// record id 32, then data (here the value's length in its first byte).
// Write order: key and length, record id, data, and last the word with file and
// CRC; that word is the commit point. Delete clears the key. Update writes the
// new record, then clears the old one's key; where both are left the higher
// record id wins.
// Collection: copy the live records of a page to swap, erase the page, promote
// swap to data, tag the erased page as swap.
//
// It is a specimen. Weaknesses of the original that are kept:
//   - A cut while collection erases a page leaves a page with no tag and not
//     blank, which nobody takes up again. If swap was being filled it is
//     discarded at the next boot with the only copies of that page's records; if
//     it was promoted already there is no swap page left and mount fails with
//     ErrUnusable (fixed in SDK 17).
//   - The CRC is compared on read only with Options.CheckOnRead.
//   - A torn clearing of a key leaves a record with some other key.
//
// The order of the collection's steps is an assumption; the rest follows the
// SDK's documentation. A second program of a word is needed, not to zero, so
// 16-bit units and parts with error correction are refused.
type fds struct{ check bool }

const (
	fdsMagic   = 0xDEADC0DE
	fdsSwap    = 0xF11E01FF
	fdsData    = 0xF11E01FE
	fdsFile    = 0x4C54
	fdsTag     = 8
	fdsHeader  = 12
	fdsMinPage = 512
)

// kinds of page, in RAM.Kinds.
const (
	fdsIsUndefined = iota
	fdsIsErased
	fdsIsSwap
	fdsIsData
)

const (
	whyFdsClean     = "data pages and one clean swap page"
	whyFdsFresh     = "no page was tagged: pages tagged anew"
	whyFdsPromoted  = "collection was cut after the erase: swap page promoted to data"
	whyFdsDiscarded = "collection was cut before the erase was complete: swap page discarded"
	whyFdsTagged    = "an erased page was tagged"
	whyFdsNoSwap    = "no swap page is left and no erased page to make one of"
	whyFdsNoPages   = "no page has a tag and none is erased"
	whyFdsLost      = "a page has no tag and is not blank, its records are out of reach"
)

func newFDS(name string, o Options) (Store, error) {
	return guard(name, &fds{check: o.CheckOnRead}), nil
}

func (s *fds) arrange(f flash) flash { return f.group(fdsMinPage) }

func (s *fds) suit(f flash) error {
	if f.unit == 2 || f.unit > 4 {
		return unsuitable("records are written by 32-bit words, the unit is", f.unit)
	}
	if f.programs() < 2 {
		return unsuitable("a key is cleared by a second program, the part allows", f.programs())
	}
	if f.blocks() > maxBlocks {
		return unsuitable("pages to look after:", f.blocks())
	}
	return f.room(2, fdsTag+fdsHeader+MaxValue+4)
}

// fdsRecord is a record's header as read.
type fdsRecord struct {
	off   int
	key   uint16
	words int
	file  uint16
	crc   uint16
	id    uint32
}

func (r fdsRecord) bytes() int { return fdsHeader + 4*r.words }
func (r fdsRecord) live() bool {
	return r.file == fdsFile && r.key != 0 && r.key != 0xFFFF && r.words >= 1 && r.words <= fdsWords(MaxValue)
}

func fdsWords(n int) int { return (n + 1 + 3) / 4 }

// header reads the header at off; ok is false where the page's records end.
func (s *fds) header(f flash, page, off int) (r fdsRecord, ok bool) {
	if off+fdsHeader > f.size() {
		return r, false
	}
	b := f.in()[:fdsHeader]
	if !f.read(f.base(page)+uint32(off), b) || allErased(b[:4]) {
		return r, false
	}
	r = fdsRecord{off: off, key: u16(b), words: int(u16(b[2:])), file: u16(b[4:]), crc: u16(b[6:]), id: u32(b[8:])}
	return r, off+r.bytes() <= f.size()
}

// each visits every record of a page and returns the offset behind the last; a
// header whose length leaves the page ends it for good, and is broken.
func (s *fds) each(f flash, page int, visit func(fdsRecord)) (end int, broken bool) {
	off := fdsTag
	for {
		r, ok := s.header(f, page, off)
		if !ok {
			if !f.blank(f.base(page)+uint32(off), min(4, f.size()-off)) {
				return f.size(), true
			}
			return off, false
		}
		if visit != nil {
			visit(r)
		}
		off += r.bytes()
	}
}

// used says whether a page holds more than its tag.
func (s *fds) used(f flash, page int) bool {
	end, _ := s.each(f, page, nil)
	return end > fdsTag
}

func (s *fds) kind(f flash, page int) uint8 {
	b := f.in()[:fdsTag]
	if !f.read(f.base(page), b) {
		return fdsIsUndefined
	}
	switch {
	case u32(b) == fdsMagic && u32(b[4:]) == fdsSwap:
		return fdsIsSwap
	case u32(b) == fdsMagic && u32(b[4:]) == fdsData:
		return fdsIsData
	case allErased(b) && f.blank(f.base(page), f.size()):
		return fdsIsErased
	}
	return fdsIsUndefined
}

func (s *fds) tag(f flash, page int, kind uint8) error {
	b := f.build()[:fdsTag]
	putU32(b, fdsMagic)
	putU32(b[4:], fdsSwap)
	if kind == fdsIsData {
		putU32(b[4:], fdsData)
	}
	if err := f.program(f.base(page), b); err != nil {
		return err
	}
	f.ram.Kinds[page], f.ram.Heads[page] = kind, fdsTag
	return nil
}

func (s *fds) promote(f flash, page int) error {
	b := f.build()[:4]
	putU32(b, fdsData)
	if err := f.program(f.base(page)+4, b); err != nil {
		return err
	}
	f.ram.Kinds[page] = fdsIsData
	return nil
}

func (s *fds) format(f flash) error {
	if err := f.eraseAll(); err != nil {
		return err
	}
	return s.fresh(f)
}

// fresh tags erased pages: the first is swap, the others hold data.
func (s *fds) fresh(f flash) error {
	for p := range f.blocks() {
		kind := uint8(fdsIsData)
		if p == 0 {
			kind = fdsIsSwap
		}
		if err := s.tag(f, p, kind); err != nil {
			return err
		}
	}
	return nil
}

func (s *fds) survey(f flash) (count [4]int, swap, erased int) {
	swap, erased = -1, -1
	for p := range f.blocks() {
		k := s.kind(f, p)
		if k == fdsIsSwap && swap >= 0 {
			k = fdsIsUndefined
		}
		f.ram.Kinds[p] = k
		count[k]++
		switch k {
		case fdsIsSwap:
			swap = p
		case fdsIsErased:
			erased = p
		}
	}
	return count, swap, erased
}

func (s *fds) mount(f flash) (Report, error) {
	count, swap, erased := s.survey(f)
	rep := Report{Found: Valid, Why: whyFdsClean, Bad: count[fdsIsUndefined]}
	switch {
	case count[fdsIsData]+count[fdsIsSwap]+count[fdsIsErased] == 0:
		return Report{Found: Corrupt, Why: whyFdsNoPages, Bad: rep.Bad}, ErrUnusable
	case swap < 0 && erased < 0:
		return Report{Found: Corrupt, Why: whyFdsNoSwap, Bad: rep.Bad}, ErrUnusable
	}
	change := func(found Finding, why string, err error) error {
		rep.Found, rep.Why, rep.WroteBack = found, why, true
		return err
	}
	var err error
	switch {
	case count[fdsIsErased] == f.blocks():
		rep.Formatted = true
		err = change(Empty, whyFdsFresh, s.fresh(f))
	case swap < 0:
		err = change(Recovered, whyFdsTagged, s.tag(f, erased, fdsIsSwap))
	case s.used(f, swap) && erased >= 0:
		if err = s.promote(f, swap); err == nil {
			err = s.tag(f, erased, fdsIsSwap)
		}
		err = change(Recovered, whyFdsPromoted, err)
	case s.used(f, swap):
		if err = f.eraseBlock(swap); err == nil {
			err = s.tag(f, swap, fdsIsSwap)
		}
		err = change(Recovered, whyFdsDiscarded, err)
	}
	if err != nil {
		return rep, err
	}
	for p := range f.blocks() {
		if f.ram.Kinds[p] == fdsIsErased {
			if err := change(max(rep.Found, Recovered), whyFdsTagged, s.tag(f, p, fdsIsData)); err != nil {
				return rep, err
			}
		}
	}
	if rep.Bad > 0 {
		rep.Found, rep.Why = Corrupt, whyFdsLost
	}
	s.heads(f, &rep)
	return rep, nil
}

// heads finds each page's write position and the highest record id.
func (s *fds) heads(f flash, rep *Report) {
	r := f.ram
	var seen keys
	r.Sequence = 0
	for p := range f.blocks() {
		if r.Kinds[p] != fdsIsData && r.Kinds[p] != fdsIsSwap {
			continue
		}
		end, _ := s.each(f, p, func(rec fdsRecord) {
			if rec.file != fdsFile {
				rep.Bad++
				return
			}
			if rec.id != 0xFFFFFFFF && rec.id > r.Sequence {
				r.Sequence = rec.id
			}
			if k := Key(rec.key - 1); rec.live() && rec.key <= uint16(MaxKey)+1 && !seen.has(k) {
				seen.add(k)
				rep.Records++
			}
		})
		r.Heads[p] = uint32(end)
	}
}

// find returns the page and header of a key's record, the highest id where
// there are several.
func (s *fds) find(f flash, k Key) (page int, rec fdsRecord, ok bool) {
	for p := range f.blocks() {
		if f.ram.Kinds[p] != fdsIsData {
			continue
		}
		s.each(f, p, func(r fdsRecord) {
			if r.live() && r.key == uint16(k)+1 && (!ok || r.id > rec.id) {
				page, rec, ok = p, r, true
			}
		})
	}
	return page, rec, ok
}

func (s *fds) sum(rec fdsRecord, data []byte) uint16 {
	var h [10]byte
	putU16(h[0:], rec.key)
	putU16(h[2:], uint16(rec.words))
	putU16(h[4:], rec.file)
	putU32(h[6:], rec.id)
	return crc16(crc16(0xFFFF, h[:]), data)
}

func (s *fds) get(f flash, k Key, dst []byte) (int, Status, error) {
	page, rec, ok := s.find(f, k)
	if !ok {
		return 0, Missing, nil
	}
	b := f.in()[:4*rec.words]
	if !f.read(f.base(page)+uint32(rec.off+fdsHeader), b) {
		return 0, CorruptData, nil
	}
	n := int(b[0])
	if n == 0 || n > len(b)-1 || s.check && s.sum(rec, b) != rec.crc {
		return 0, CorruptData, nil
	}
	copy(dst, b[1:1+n])
	return n, OK, nil
}

// writeRecord writes a record in the order that makes its last word the commit.
func (s *fds) writeRecord(f flash, page int, rec fdsRecord, data []byte) error {
	at := f.base(page) + f.ram.Heads[page]
	f.ram.Heads[page] += uint32(rec.bytes())
	w := f.build()[scratchBytes-4:]
	putU16(w, rec.key)
	putU16(w[2:], uint16(rec.words))
	if err := f.program(at, w); err != nil {
		return err
	}
	putU32(w, rec.id)
	if err := f.program(at+8, w); err != nil {
		return err
	}
	if err := f.program(at+fdsHeader, data); err != nil {
		return err
	}
	putU16(w, rec.file)
	putU16(w[2:], s.sum(rec, data))
	return f.program(at+4, w)
}

// clear takes a record back by clearing its key.
func (s *fds) clear(f flash, page int, rec fdsRecord) error {
	w := f.build()[scratchBytes-4:]
	putU16(w, 0)
	putU16(w[2:], uint16(rec.words))
	return f.program(f.base(page)+uint32(rec.off), w)
}

// place finds a data page with room for n bytes, or -1.
func (s *fds) place(f flash, n int) int {
	for p := range f.blocks() {
		if f.ram.Kinds[p] == fdsIsData && int(f.ram.Heads[p])+n <= f.size() {
			return p
		}
	}
	return -1
}

func (s *fds) put(f flash, k Key, val []byte) error {
	rec := fdsRecord{key: uint16(k) + 1, words: fdsWords(len(val)), file: fdsFile}
	page := s.place(f, rec.bytes())
	if page < 0 {
		if err := s.collect(f); err != nil {
			return err
		}
		if page = s.place(f, rec.bytes()); page < 0 {
			return ErrFull
		}
	}
	oldPage, old, had := s.find(f, k)
	data := f.build()[:4*rec.words]
	for i := range data {
		data[i] = 0xFF
	}
	data[0] = byte(len(val))
	copy(data[1:], val)
	f.ram.Sequence++
	rec.id = f.ram.Sequence
	if err := s.writeRecord(f, page, rec, data); err != nil {
		return err
	}
	if had {
		return s.clear(f, oldPage, old)
	}
	return nil
}

func (s *fds) remove(f flash, k Key) error {
	// An interrupted update may have left an older record of the key.
	for {
		page, rec, ok := s.find(f, k)
		if !ok {
			return nil
		}
		if err := s.clear(f, page, rec); err != nil {
			return err
		}
		if samePage, again, still := s.find(f, k); still && samePage == page && again.off == rec.off {
			return ErrVerify
		}
	}
}
