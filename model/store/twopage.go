package store

// twoPage is design S2: EEPROM emulation in two pages with status words, after
// ST's application note AN2594.
//
// Layout: each half of the region starts with a status half-word: erased
// 0xFFFF, receiving 0xEEEE, valid 0x0000. Then elements of 32 bits from the
// second word on: value 16, virtual address 16. The newest element of an
// address is the last one; a read scans from the end.
// Page full: mark the other page receiving, write the new value there, copy the
// newest of every address, erase the old page, mark the new page valid.
//
// It stores half-words. A longer value takes consecutive virtual addresses, one
// for its length and one for every two bytes, so a save of more than two bytes
// is not atomic: a cut leaves the first half-words new and the rest old.
//
// It is a specimen. Weaknesses of the original that are kept:
//   - The pair of status words decides alone. A cut while the spare page is
//     erased, in the step that first programs all of it, leaves it reading
//     0x0000 = valid: two valid pages, for which the reference code formats
//     both (reported for the STM32F4 driver). A status word that a torn erase or
//     a torn program left at none of the three values formats both as well.
//   - No checksum: a torn or marginal element is taken as it is.
//   - Options.EraseAtMount erases the spare page at every boot, as the first
//     versions do; it opens the window above each time. Options.VerifyErased
//     is the later remedy: erase only what is not blank.
//
// It needs a second program of the status unit (0xEEEE to 0x0000, which parts
// that only take an all-zero second program accept too) and elements of four
// bytes, so it does not suit parts with error correction or units above 32 bits.
type twoPage struct{ eraseAtMount, verifyErased bool }

const (
	pageErased    = 0xFFFF
	pageReceiving = 0xEEEE
	pageValid     = 0x0000

	elementBytes = 4
	// A key owns 128 virtual addresses: the first for the length, then up to
	// MaxValue/2 for the value.
	keyShift  = 7
	wordsMask = 1<<keyShift - 1
)

const (
	whyPageValid    = "one valid page"
	whyPageResumed  = "a page transfer was cut: taken up again"
	whyPageFinished = "a page transfer was cut after its copy: the receiving page was marked valid"
	whyTwoValid     = "two valid pages are a state the design does not know: both formatted"
	whyPageState    = "the pair of status words makes no sense: both pages formatted"
)

func newTwoPage(name string, o Options) (Store, error) {
	return guard(name, &twoPage{eraseAtMount: o.EraseAtMount, verifyErased: o.VerifyErased}), nil
}

func (s *twoPage) arrange(f flash) flash { return f.split(2) }

func (s *twoPage) suit(f flash) error {
	if f.unit > elementBytes {
		return unsuitable("an element of 4 bytes in units of", f.unit)
	}
	if f.programs() < 2 {
		return unsuitable("the status word is programmed twice, the part allows", f.programs())
	}
	return f.room(2, 64)
}

func (s *twoPage) status(f flash, page int) uint16 {
	b := f.in()[:2]
	if !f.read(f.base(page), b) {
		return 0xDEAD
	}
	return u16(b)
}

func (s *twoPage) setStatus(f flash, page int, st uint16) error {
	b := f.build()[:max(2, f.unit)]
	for i := range b {
		b[i] = 0xFF
	}
	putU16(b, st)
	return f.program(f.base(page), b)
}

// element reads the element at off.
func (s *twoPage) element(f flash, page, off int) (addr, val uint16) {
	b := f.in()[:elementBytes]
	if !f.read(f.base(page)+uint32(off), b) {
		return 0xFFFF, 0
	}
	return u16(b[2:]), u16(b)
}

// tail finds the first offset behind everything that is not blank.
func (s *twoPage) tail(f flash, page int) uint32 {
	buf := f.in()
	for end := f.size(); end > elementBytes; {
		n := min(len(buf), end-elementBytes)
		if !f.read(f.base(page)+uint32(end-n), buf[:n]) {
			return uint32(end)
		}
		for i := n - 1; i >= 0; i-- {
			if buf[i] != 0xFF {
				at := end - n + i
				return uint32(at/elementBytes*elementBytes + elementBytes)
			}
		}
		end -= n
	}
	return elementBytes
}

// twoPageValue is one key's newest half-words as a scan collects them.
type twoPageValue struct {
	length int // -1: no length element
	have   [2]uint64
	words  [MaxValue / 2]uint16
}

func (v *twoPageValue) whole() bool {
	for i := range (v.length + 1) / 2 {
		if v.have[i>>6]>>(i&63)&1 == 0 {
			return false
		}
	}
	return v.length >= 0
}

// gather scans a page from off down and collects a key's newest half-words.
func (s *twoPage) gather(f flash, page int, off uint32, k Key) twoPageValue {
	v := twoPageValue{length: -1}
	buf := f.in()
	for end := int(off); end > elementBytes; {
		n := min(len(buf)/elementBytes*elementBytes, end-elementBytes)
		end -= n
		if !f.read(f.base(page)+uint32(end), buf[:n]) {
			continue
		}
		for i := n - elementBytes; i >= 0; i -= elementBytes {
			va := u16(buf[i+2:])
			if Key(va>>keyShift) != k || va == 0xFFFF || va>>keyShift > uint16(MaxKey) {
				continue
			}
			val, w := u16(buf[i:]), int(va&wordsMask)-1
			switch {
			case w < 0 && v.length < 0:
				v.length = min(int(val), MaxValue)
				if v.length == 0 {
					return v
				}
			case w >= 0 && w < len(v.words) && v.have[w>>6]>>(w&63)&1 == 0:
				v.have[w>>6] |= 1 << (w & 63)
				v.words[w] = val
			}
		}
		if v.length >= 0 && v.whole() {
			break
		}
	}
	return v
}

// append programs one element at RAM.Head: value first, then address, as the
// reference does where the unit is a half-word.
func (s *twoPage) append(f flash, page int, va, val uint16) error {
	r := f.ram
	if int(r.Head)+elementBytes > f.size() {
		return ErrFull
	}
	b := f.build()[:elementBytes]
	putU16(b, val)
	putU16(b[2:], va)
	at := f.base(page) + r.Head
	r.Head += elementBytes
	if f.unit == 2 {
		if err := f.program(at, b[:2]); err != nil {
			return err
		}
		return f.program(at+2, b[2:])
	}
	return f.program(at, b)
}

// write appends a value: its half-words, then its length where that changes.
func (s *twoPage) write(f flash, page int, k Key, val []byte, length bool) error {
	base := uint16(k) << keyShift
	for i := 0; i < len(val); i += 2 {
		w := uint16(val[i])
		if i+1 < len(val) {
			w |= uint16(val[i+1]) << 8
		}
		if err := s.append(f, page, base+1+uint16(i/2), w); err != nil {
			return err
		}
	}
	if !length {
		return nil
	}
	return s.append(f, page, base, uint16(len(val)))
}

// bytesOf turns half-words back to bytes in the build scratch's upper half.
func (v *twoPageValue) bytesOf(f flash) []byte {
	b := f.build()[scratchBytes-MaxValue-2:]
	for i := range (v.length + 1) / 2 {
		putU16(b[2*i:], v.words[i])
	}
	return b[:v.length]
}

func (s *twoPage) format(f flash) error {
	if err := f.eraseAll(); err != nil {
		return err
	}
	f.ram.Block, f.ram.Head = 0, elementBytes
	return s.setStatus(f, 0, pageValid)
}

func (s *twoPage) reformat(f flash, rep Report) (Report, error) {
	rep.Formatted, rep.WroteBack = true, true
	return rep, s.format(f)
}

func (s *twoPage) mount(f flash) (Report, error) {
	st := [2]uint16{s.status(f, 0), s.status(f, 1)}
	for p := range 2 {
		o := 1 - p
		switch {
		case st[p] == pageValid && st[o] == pageErased:
			return s.use(f, p)
		case st[p] == pageValid && st[o] == pageReceiving:
			return s.resume(f, p, o)
		case st[p] == pageReceiving && st[o] == pageErased:
			return s.finish(f, p, o)
		}
	}
	switch {
	case st[0] == pageErased && st[1] == pageErased:
		return s.reformat(f, Report{Found: Empty, Why: whyBlank})
	case st[0] == pageValid && st[1] == pageValid:
		return s.reformat(f, Report{Found: Corrupt, Why: whyTwoValid, Bad: 1})
	}
	return s.reformat(f, Report{Found: Corrupt, Why: whyPageState, Bad: 1})
}

// use takes a valid page beside an erased one.
func (s *twoPage) use(f flash, p int) (Report, error) {
	r := f.ram
	rep := Report{Found: Valid, Why: whyPageValid}
	if s.eraseAtMount || s.verifyErased && !f.blank(f.base(1-p), f.size()) {
		rep.WroteBack = true
		if err := f.eraseBlock(1 - p); err != nil {
			return rep, err
		}
	}
	r.Block, r.Head = uint8(p), s.tail(f, p)
	rep.Records = s.count(f)
	return rep, nil
}

func (s *twoPage) get(f flash, k Key, dst []byte) (int, Status, error) {
	v := s.gather(f, int(f.ram.Block), f.ram.Head, k)
	if v.length <= 0 {
		return 0, Missing, nil
	}
	for i := range min(v.length, len(dst)) {
		dst[i] = byte(v.words[i/2] >> (8 * (i & 1)))
	}
	if !v.whole() {
		return v.length, CorruptData, nil
	}
	return v.length, OK, nil
}

func (s *twoPage) put(f flash, k Key, val []byte) error {
	r := f.ram
	old := s.gather(f, int(r.Block), r.Head, k)
	length := old.length != len(val)
	need := elements(len(val))
	if !length {
		need--
	}
	if int(r.Head)+need*elementBytes > f.size() {
		return s.swap(f, k, val)
	}
	return s.write(f, int(r.Block), k, val, length)
}

func (s *twoPage) remove(f flash, k Key) error {
	r := f.ram
	if old := s.gather(f, int(r.Block), r.Head, k); old.length <= 0 {
		return nil
	}
	if int(r.Head)+elementBytes > f.size() {
		return s.swap(f, k, nil)
	}
	return s.append(f, int(r.Block), uint16(k)<<keyShift, 0)
}
