package store

// collect empties every page that holds dead records into the swap page.
func (s *fds) collect(f flash) error {
	for p := range f.blocks() {
		dead := false
		if f.ram.Kinds[p] == fdsIsData {
			_, broken := s.each(f, p, func(r fdsRecord) { dead = dead || !s.wanted(f, r) })
			dead = dead || broken
		}
		if dead {
			if err := s.collectPage(f, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// wanted says whether a record is the one a Get would return.
func (s *fds) wanted(f flash, r fdsRecord) bool {
	if !r.live() || r.key > uint16(MaxKey)+1 {
		return false
	}
	_, newest, ok := s.find(f, Key(r.key-1))
	return ok && newest.id == r.id
}

func (s *fds) collectPage(f flash, p int) error {
	swap := -1
	for i := range f.blocks() {
		if f.ram.Kinds[i] == fdsIsSwap {
			swap = i
		}
	}
	if swap < 0 {
		return ErrUnusable
	}
	for off := fdsTag; ; {
		rec, ok := s.header(f, p, off)
		if !ok {
			break
		}
		off += rec.bytes()
		if !s.wanted(f, rec) {
			continue
		}
		data := f.build()[:4*rec.words]
		if !f.read(f.base(p)+uint32(rec.off+fdsHeader), data) {
			continue
		}
		if err := s.writeRecord(f, swap, rec, data); err != nil {
			return err
		}
	}
	if err := f.eraseBlock(p); err != nil {
		return err
	}
	if err := s.promote(f, swap); err != nil {
		return err
	}
	return s.tag(f, p, fdsIsSwap)
}
