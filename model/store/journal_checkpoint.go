package store

import "fmt"

// checkpoint makes the journal complete and rewrites the settings from it.
func (s *journal) checkpoint(f flash, uncertain keys) error {
	r := f.ram
	need := s.uncovered(f) + s.entrySize(f, 0) + s.doubt(f)
	if int(r.Head)+need <= f.size() {
		for i := range int(MaxKey) + 1 {
			k := Key(i)
			if !uncertain.has(k) {
				continue
			}
			// A key that is missing now must stay so if its entry reads as
			// committed at the next boot.
			if _, _, live := r.lookup(k); !live && int(r.Head)+need+s.entrySize(f, 0) <= f.size() {
				if err := s.add(f, journalDelete, k, nil); err != nil {
					return err
				}
			}
		}
		list := r.list()
		for off := 0; ; {
			k, v, next, ok := entryAt(list, off)
			if !ok {
				break
			}
			off = next
			if (*keys)(&r.Cover).has(k) {
				continue
			}
			if err := s.add(f, journalPut, k, v); err != nil {
				return err
			}
		}
		if err := s.add(f, journalComplete, 0, nil); err != nil {
			return err
		}
	}
	return s.rewrite(f)
}

// rewrite writes the settings page and starts the journal anew.
func (s *journal) rewrite(f flash) error {
	if err := f.eraseBlock(0); err != nil {
		return err
	}
	if err := f.writeSlot(f.base(0), f.ram.Sequence); err != nil {
		return err
	}
	if err := f.mark(s.settledAt(f), journalSettled); err != nil {
		return err
	}
	if f.markState(s.settledAt(f), journalSettled) != wordExact {
		return fmt.Errorf("%w at %#x", ErrVerify, s.settledAt(f))
	}
	return s.reopen(f)
}

// reopen erases the journal and ties it to the settings' sequence number.
func (s *journal) reopen(f flash) error {
	r := f.ram
	if err := f.eraseBlock(1); err != nil {
		return err
	}
	r.Head, r.Cover, r.Flags = uint32(f.word), [4]uint64{}, 0
	if !f.blank(f.base(1), f.size()) {
		return fmt.Errorf("%w at %#x", ErrVerify, f.base(1))
	}
	if err := f.mark(f.base(1), journalOpen^r.Sequence); err != nil {
		return err
	}
	if f.markState(f.base(1), journalOpen^r.Sequence) != wordExact {
		return fmt.Errorf("%w at %#x", ErrVerify, f.base(1))
	}
	return nil
}

// add appends one entry, commits and settles it.
func (s *journal) add(f flash, kind journalType, k Key, val []byte) error {
	r := f.ram
	n := len(val)
	if r.Flags&journalDoubt != 0 {
		if err := f.mark(f.base(1)+r.Head, 0); err != nil {
			return err
		}
		r.Head += uint32(f.word)
		r.Flags = 0
	}
	b := f.build()
	b[0], b[1], b[2], b[3] = byte(kind), byte(k), byte(n), ^byte(n)
	putU32(b[4:], r.Sequence+1)
	copy(b[journalHead:], val)
	end := journalHead + n
	putU32(b[end:], s.tail(b[:end]))
	addr := f.base(1) + r.Head
	if err := f.programChecked(addr, b[:end+journalTail]); err != nil {
		return err
	}
	words := addr + uint32(s.bodySize(f, n))
	seq := r.Sequence + 1
	marks := [2]uint32{journalCommit ^ seq, journalSettled ^ seq}
	for i, pattern := range marks[:s.words()] {
		at := words + uint32(i*f.word)
		if err := f.mark(at, pattern); err != nil {
			return err
		}
		if f.markState(at, pattern) != wordExact {
			return fmt.Errorf("%w at %#x", ErrVerify, at)
		}
	}
	r.Sequence = seq
	r.Head += uint32(s.entrySize(f, n))
	if kind != journalComplete {
		(*keys)(&r.Cover).add(k)
	}
	return nil
}

// uncovered is the room that a checkpoint needs for live values which the
// journal does not hold.
func (s *journal) uncovered(f flash) int {
	r := f.ram
	list, sum := r.list(), 0
	for off := 0; ; {
		k, v, next, ok := entryAt(list, off)
		if !ok {
			return sum
		}
		if !(*keys)(&r.Cover).has(k) {
			sum += s.entrySize(f, len(v))
		}
		off = next
	}
}

// doubt is the room that the word in doubt after a boot takes.
func (s *journal) doubt(f flash) int { return int(f.ram.Flags&journalDoubt) * f.word }

// reserve is kept back beside that: the complete entry, one torn entry, and a
// word in doubt.
func (s *journal) reserve(f flash) int {
	return s.entrySize(f, 0) + s.entrySize(f, MaxValue) + f.word
}

// fits says whether all live values, with k's replaced by one of n bytes, can
// stand in the journal at once.
func (s *journal) fits(f flash, k Key, n int) bool {
	list, sum := f.ram.list(), s.entrySize(f, n)
	for off := 0; ; {
		key, v, next, ok := entryAt(list, off)
		if !ok {
			return f.word+sum+s.reserve(f) <= f.size()
		}
		if key != k {
			sum += s.entrySize(f, len(v))
		}
		off = next
	}
}

// makeRoom takes a checkpoint if an entry of n bytes would use room that one
// needs.
func (s *journal) makeRoom(f flash, n int) error {
	r := f.ram
	if int(r.Head)+s.doubt(f)+s.entrySize(f, n)+s.uncovered(f)+s.reserve(f) <= f.size() {
		return nil
	}
	if int(r.Head) == f.word {
		return nil
	}
	return s.checkpoint(f, keys{})
}
