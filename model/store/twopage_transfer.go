package store

// resume takes up a transfer from the valid page to the receiving one. The
// value that began it is the only key in the receiving page that counts.
func (s *twoPage) resume(f flash, from, to int) (Report, error) {
	r := f.ram
	rep := Report{Found: Recovered, Why: whyPageResumed, WroteBack: true}
	r.Head = s.tail(f, to)
	var done keys
	for off := elementBytes; off < int(r.Head); off += elementBytes {
		va, _ := s.element(f, to, off)
		if k := va >> keyShift; va != 0xFFFF && k <= uint16(MaxKey) {
			if v := s.gather(f, to, r.Head, Key(k)); v.whole() {
				done.add(Key(k))
			}
		}
	}
	if err := s.transfer(f, from, to, done); err != nil {
		return rep, err
	}
	rep.Records = s.count(f)
	return rep, nil
}

// finish marks a receiving page valid that stands beside an erased one.
func (s *twoPage) finish(f flash, p, o int) (Report, error) {
	rep := Report{Found: Recovered, Why: whyPageFinished, WroteBack: true}
	if err := f.eraseBlock(o); err != nil {
		return rep, err
	}
	if err := s.setStatus(f, p, pageValid); err != nil {
		return rep, err
	}
	f.ram.Block, f.ram.Head = uint8(p), s.tail(f, p)
	rep.Records = s.count(f)
	return rep, nil
}

// each calls visit once for every key with an element in the page, newest
// element first.
func (s *twoPage) each(f flash, page int, tail uint32, visit func(Key) error) error {
	var seen keys
	for off := int(tail) - elementBytes; off >= elementBytes; off -= elementBytes {
		va, _ := s.element(f, page, off)
		k := va >> keyShift
		if va == 0xFFFF || k > uint16(MaxKey) || seen.has(Key(k)) {
			continue
		}
		seen.add(Key(k))
		if err := visit(Key(k)); err != nil {
			return err
		}
	}
	return nil
}

func (s *twoPage) count(f flash) int {
	n := 0
	_ = s.each(f, int(f.ram.Block), f.ram.Head, func(k Key) error {
		if v := s.gather(f, int(f.ram.Block), f.ram.Head, k); v.length > 0 {
			n++
		}
		return nil
	})
	return n
}

// transfer copies every key but those in done, erases the old page, and marks
// the new one valid. RAM.Head is the new page's write position.
func (s *twoPage) transfer(f flash, from, to int, done keys) error {
	tail := s.tail(f, from)
	err := s.each(f, from, tail, func(k Key) error {
		if done.has(k) {
			return nil
		}
		v := s.gather(f, from, tail, k)
		if v.length <= 0 {
			return nil
		}
		return s.write(f, to, k, v.bytesOf(f), true)
	})
	if err != nil {
		return err
	}
	if err := f.eraseBlock(from); err != nil {
		return err
	}
	if err := s.setStatus(f, to, pageValid); err != nil {
		return err
	}
	f.ram.Block = uint8(to)
	return nil
}

func elements(n int) int { return (n+1)/2 + 1 }

// swap moves to the other page with k's new value (or without k if val is nil).
func (s *twoPage) swap(f flash, k Key, val []byte) error {
	r := f.ram
	from := int(r.Block)
	to := 1 - from
	need := 0
	if val != nil {
		need = elements(len(val))
	}
	err := s.each(f, from, r.Head, func(other Key) error {
		if v := s.gather(f, from, r.Head, other); other != k && v.length > 0 {
			need += elements(v.length)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if elementBytes*(1+need) > f.size() {
		return ErrFull
	}
	if err := s.setStatus(f, to, pageReceiving); err != nil {
		return err
	}
	r.Head = elementBytes
	if val != nil {
		if err := s.write(f, to, k, val, true); err != nil {
			return err
		}
	}
	var done keys
	done.add(k)
	return s.transfer(f, from, to, done)
}
