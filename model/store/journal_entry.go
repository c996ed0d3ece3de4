package store

// bodySize is an entry without its words, entrySize with them.
func (s *journal) bodySize(f flash, n int) int  { return f.align(journalHead + n + journalTail) }
func (s *journal) entrySize(f flash, n int) int { return s.bodySize(f, n) + s.words()*f.word }

// words is how many words of their own follow an entry: commit and settled.
func (s *journal) words() int {
	switch {
	case s.inEntry:
		return 0
	case s.once:
		return 1
	}
	return 2
}

// tail is what an entry of these bytes ends with: its CRC-32, or with
// CommitInEntry a CRC-16 and half of the commit word.
func (s *journal) tail(entry []byte) uint32 {
	if s.inEntry {
		return uint32(crc16(0xFFFF, entry)) | (journalCommit^u32(entry[4:]))<<16
	}
	return crc(entry)
}

// checkOf describes a tail that matches.
func (s *journal) checkOf(tail uint32) Check {
	if s.inEntry {
		return Check{"CRC-16", tail & 0xFFFF, tail & 0xFFFF}
	}
	return Check{"CRC-32", tail, tail}
}

// keys is a set of keys.
type keys [4]uint64

func (b *keys) has(k Key) bool { return b[k>>6]>>(k&63)&1 != 0 }
func (b *keys) add(k Key)      { b[k>>6] |= 1 << (k & 63) }
func (b *keys) drop(k Key)     { b[k>>6] &^= 1 << (k & 63) }

// journalEntry is one entry as read, but for its value.
type journalEntry struct {
	kind      journalType
	key       Key
	n         int
	seq       uint32
	committed wordState
	settled   wordState
	sum       Check
}

// entry parses what lies at off in the journal; ok says that its CRC matches. A
// variant without a word takes it for written.
// The entry's bytes are left in the build scratch.
func (s *journal) entry(f flash, off int) (e journalEntry, ok bool) {
	if off+s.entrySize(f, 0) > f.size() {
		return e, false
	}
	b := f.build()
	addr := f.base(1) + uint32(off)
	if !f.read(addr, b[:journalHead]) || b[2] != ^b[3] {
		return e, false
	}
	e.kind, e.key, e.n, e.seq = journalType(b[0]), Key(b[1]), int(b[2]), u32(b[4:])
	switch e.kind {
	case journalPut:
		ok = e.n > 0 && e.n <= MaxValue && e.key <= MaxKey
	case journalDelete:
		ok = e.n == 0 && e.key <= MaxKey
	case journalComplete:
		ok = e.n == 0
	}
	if !ok || off+s.entrySize(f, e.n) > f.size() {
		return e, false
	}
	end := journalHead + e.n
	if !f.read(addr+journalHead, b[journalHead:end+journalTail]) || s.tail(b[:end]) != u32(b[end:]) {
		return e, false
	}
	e.sum = s.checkOf(u32(b[end:]))
	words := addr + uint32(s.bodySize(f, e.n))
	e.committed, e.settled = wordExact, wordExact
	if !s.inEntry {
		e.committed = f.markState(words, journalCommit^e.seq)
	}
	if !s.inEntry && !s.once {
		e.settled = f.markState(words+uint32(f.word), journalSettled^e.seq)
	}
	return e, true
}
