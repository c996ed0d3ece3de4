package store

import "fmt"

// inPlace is design S1: the settings are one struct at the start of the
// region; a save erases and programs it anew from RAM.
//
// Layout: length 16, check 16 (CRC-16 over the length and the data, or 0), then
// the packed list, or with Options.Fields the raw struct.
// Commit point: none.
//
// It is a specimen. Between the first erase pulse and the last programmed unit
// neither the old nor the new values exist (on an nRF52832 up to 90 ms of erase
// and 0.338 ms a word, vendor's maxima), and all values in the struct go
// together. Without the check whatever the page reads as is taken for settings,
// so a torn value is neither old nor new. With the check the loss is noticed,
// but there is nothing to fall back on. Options.WriteBack programs the empty
// struct at once when nothing usable is found: the evidence is gone and a page
// that a supply in trouble tore is worn and exposed once more.
type inPlace struct {
	check     bool
	writeBack bool
	fields    []inPlaceField
	size      int // of the raw struct
}

type inPlaceField struct {
	key       Key
	off, size int
}

const (
	inPlaceHead = 4
	// The header lies directly before the list, where the other designs keep
	// the end of a longer one.
	inPlaceBase = imageBase - inPlaceHead
)

const (
	whyBlank         = "the region reads erased"
	whyAsItIs        = "the content is taken as it is, no check is kept"
	whyCheckMatches  = "the check matches"
	whyCheckMismatch = "the check does not match, everything in it is given up"
	whyLength        = "the length makes no sense, everything in it is given up"
)

func newInPlace(check bool) func(string, Options) (Store, error) {
	return func(name string, o Options) (Store, error) {
		s := &inPlace{check: check, writeBack: o.WriteBack}
		seen := [256]bool{}
		for _, fd := range o.Fields {
			if fd.Key > MaxKey || seen[fd.Key] {
				return nil, fmt.Errorf("%w: field for key %d", ErrKey, fd.Key)
			}
			if fd.Size < 1 || fd.Size > MaxValue {
				return nil, fmt.Errorf("%w: field of %d bytes", ErrValueSize, fd.Size)
			}
			seen[fd.Key] = true
			s.fields = append(s.fields, inPlaceField{fd.Key, s.size, fd.Size})
			s.size += fd.Size
		}
		if s.size > imageRoom {
			return nil, fmt.Errorf("%w: a struct of %d bytes", ErrFull, s.size)
		}
		return guard(name, s), nil
	}
}

func (s *inPlace) arrange(f flash) flash { return f.split(1) }

func (s *inPlace) suit(f flash) error { return f.room(1, max(32, inPlaceHead+s.size)) }

func (s *inPlace) limit(f flash) int { return min(f.size()-inPlaceHead, imageRoom) }

func (s *inPlace) field(k Key) (inPlaceField, bool) {
	for _, fd := range s.fields {
		if fd.key == k {
			return fd, true
		}
	}
	return inPlaceField{}, false
}

// reset makes the struct in RAM the empty one.
func (s *inPlace) reset(f flash) {
	f.ram.Used = uint32(s.size)
	list := f.ram.list()
	for i := range list {
		list[i] = 0xFF
	}
}

func (s *inPlace) sum(f flash) uint16 {
	if !s.check {
		return 0
	}
	r := f.ram
	crc := crc16(0xFFFF, r.Image[inPlaceBase:inPlaceBase+2])
	return crc16(crc, r.list())
}

// save erases what the struct took and takes, and programs it.
func (s *inPlace) save(f flash) error {
	r := f.ram
	putU16(r.Image[inPlaceBase:], uint16(r.Used))
	putU16(r.Image[inPlaceBase+2:], s.sum(f))
	n := inPlaceHead + int(r.Used)
	last := (max(n, int(r.Head)) - 1) / f.page
	for p := 0; p <= last; p++ {
		if err := f.m.Erase(p); err != nil {
			return wrapAt("erase", uint32(p*f.page), err)
		}
	}
	r.Head = uint32(n)
	return f.program(0, r.Image[inPlaceBase:inPlaceBase+n])
}

func (s *inPlace) format(f flash) error {
	if err := f.eraseAll(); err != nil {
		return err
	}
	s.reset(f)
	return s.save(f)
}

func (s *inPlace) mount(f flash) (Report, error) {
	rep := s.load(f)
	if rep.Found == Empty || rep.Found == Corrupt {
		if s.writeBack {
			rep.WroteBack = true
			if err := s.save(f); err != nil {
				return rep, err
			}
		}
	}
	return rep, nil
}

// load reads the struct and judges it as far as the variant does.
func (s *inPlace) load(f flash) Report {
	r := f.ram
	s.reset(f)
	r.Head = uint32(f.size())
	head := r.Image[inPlaceBase:imageBase]
	readable := f.read(0, head)
	if readable && allErased(head) && f.blank(0, inPlaceHead+s.limit(f)) {
		s.reset(f)
		return Report{Found: Empty, Why: whyBlank}
	}
	n := int(u16(head))
	if !readable {
		n = 0
	}
	switch {
	case s.fields != nil && !s.check:
		n = s.size
	case s.fields != nil && n != s.size, n > s.limit(f), !readable:
		if s.check {
			s.reset(f)
			return Report{Found: Corrupt, Why: whyLength, Bad: 1}
		}
		n = min(n, s.limit(f))
	}
	r.Used = uint32(n)
	if !f.read(inPlaceHead, r.list()) {
		s.salvage(f)
	}
	r.Head = uint32(inPlaceHead + n)
	if s.check && s.sum(f) != u16(head[2:]) {
		s.reset(f)
		r.Head = uint32(f.size())
		return Report{Found: Corrupt, Why: whyCheckMismatch, Bad: 1}
	}
	rep := Report{Found: Valid, Why: whyAsItIs, Records: len(s.fields)}
	if s.check {
		rep.Why = whyCheckMatches
	}
	if s.fields == nil {
		rep.Records, _ = r.entries()
	}
	return rep
}

// salvage reads granule by granule: one that cannot be read costs its own bytes
// and no others.
func (s *inPlace) salvage(f flash) {
	list := f.ram.list()
	for at := 0; at < len(list); {
		addr := inPlaceHead + at
		part := list[at:min(len(list), at+f.unit-addr%f.unit)]
		if !f.read(uint32(addr), part) {
			for i := range part {
				part[i] = 0xFF
			}
		}
		at += len(part)
	}
}

func (s *inPlace) get(f flash, k Key, dst []byte) (int, Status, error) {
	if s.fields == nil {
		return getImage(f.ram, k, dst)
	}
	fd, ok := s.field(k)
	if !ok {
		return 0, Missing, ErrKey
	}
	copy(dst, f.ram.list()[fd.off:fd.off+fd.size])
	return fd.size, OK, nil
}

func (s *inPlace) put(f flash, k Key, val []byte) error {
	if s.fields == nil {
		if err := f.ram.set(k, val, s.limit(f)); err != nil {
			return err
		}
		return s.save(f)
	}
	fd, ok := s.field(k)
	if !ok {
		return ErrKey
	}
	if len(val) != fd.size {
		return ErrValueSize
	}
	copy(f.ram.list()[fd.off:], val)
	return s.save(f)
}

func (s *inPlace) remove(f flash, k Key) error {
	if s.fields == nil {
		if !f.ram.unset(k) {
			return nil
		}
		return s.save(f)
	}
	fd, ok := s.field(k)
	if !ok {
		return ErrKey
	}
	part := f.ram.list()[fd.off : fd.off+fd.size]
	for i := range part {
		part[i] = 0xFF
	}
	return s.save(f)
}

// sums is the check as stored and as computed over what the length covers, when
// the length makes sense. It leaves the struct in RAM.
func (s *inPlace) sums(f flash) Check {
	r := f.ram
	head := r.Image[inPlaceBase:imageBase]
	if !s.check || !f.read(0, head) || int(u16(head)) > s.limit(f) {
		return Check{}
	}
	r.Used = uint32(u16(head))
	if !f.read(inPlaceHead, r.list()) {
		return Check{}
	}
	return Check{"CRC-16", uint32(u16(head[2:])), uint32(s.sum(f))}
}

func (s *inPlace) decode(f flash) []Record {
	check := s.sums(f)
	rep := s.load(f)
	if rep.Found == Empty {
		return []Record{{Bytes: inPlaceHead, State: Ignored, Why: whyBlank}}
	}
	if rep.Found == Corrupt {
		return []Record{{Bytes: inPlaceHead, State: BadCheck, Why: rep.Why, Check: check}}
	}
	out := []Record{{Bytes: inPlaceHead, State: Mark, Why: "struct: " + rep.Why, Check: check}}
	if s.fields == nil {
		return append(out, listRecords(f.ram.list(), inPlaceHead, Current, 0, rep.Why)...)
	}
	for _, fd := range s.fields {
		out = append(out, Record{Addr: uint32(inPlaceHead + fd.off), Bytes: fd.size, State: Current, HasKey: true, Key: fd.key,
			Value: append([]byte(nil), f.ram.list()[fd.off:fd.off+fd.size]...), Why: rep.Why})
	}
	return out
}
