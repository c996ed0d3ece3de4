package store

import "fmt"

// journal is design S9: a write-ahead journal in front of one settings page.
//
// Layout: the first half of the region holds the settings, one slot record and
// a settled mark in its last word. The second half is the journal: an open word
// that names the record it follows on, then entries. An entry is type, key,
// length, complement of the length, sequence 32, value, CRC-32; then, each in
// program units of its own, a commit word and a settled word.
// Commit point: the commit word.
//
// Boot replays committed entries onto the settings; replay sets values, never
// counts, so that it may happen twice. When the journal runs out of room a
// checkpoint follows: live values that the journal does not hold yet are added
// to it, a "complete" entry says that it now holds them all, and only then is
// the settings page erased and rewritten, read back, marked settled, and the
// journal erased. Room for that is kept back at all times.
//
// Argument: whatever a cut tears, the other half of the region is whole and
// says so. An entry without its settled word may have a marginal commit word,
// which one boot sees and the next does not; so Mount finishes: it writes the
// key again and takes a checkpoint before the value is acted on.
//
// What is left: each cut during that repair uses up journal room. After
// several cuts in a row in a nearly full journal there is none for a full copy,
// and the settings page is rewritten without one.
type journal struct{ later bool }

const (
	journalOpen    = 0x4C4E524A // "JRNL", xor the settings' sequence number
	journalCommit  = 0x54494D43 // "CMIT", xor the entry's sequence number
	journalSettled = 0x4C544553 // "SETL", xor the entry's sequence number

	journalHead = 8
	journalTail = 4

	// journalDoubt in RAM.Flags says that the word at RAM.Head may have been cut
	// so early in its program that it reads blank and is not. It is programmed
	// to zero before anything is written behind it.
	journalDoubt = 1
)

type journalType uint8

const (
	journalPut      journalType = 'P'
	journalDelete   journalType = 'D'
	journalComplete journalType = 'C'
)

const (
	whyJournalClean    = "settings settled, every journal entry committed and settled"
	whyJournalNew      = "no settings page yet, every journal entry committed and settled"
	whyJournalTail     = "a journal entry was not finished: checkpoint taken"
	whyJournalRedo     = "a checkpoint was cut: settings written again from the journal"
	whyJournalReopen   = "the journal was not opened after a checkpoint: erased"
	whyJournalLater    = "an unfinished save or checkpoint is to be settled"
	whyJournalLost     = "the settings page fails its check and the journal does not hold all of it"
	whyJournalNoSettle = "the settings page passes its check but was not settled, and the journal does not hold all of it"
)

func newJournal(name string, o Options) (Store, error) {
	return guard(name, &journal{later: o.DeferSettle}), nil
}

func (s *journal) arrange(f flash) flash { return f.split(2) }
func (s *journal) suit(f flash) error {
	return f.room(2, f.word+2*s.entrySize(f, MaxValue)+s.entrySize(f, 0))
}
func (s *journal) payload(f flash) int      { return (f.size() - f.word) / f.unit * f.unit }
func (s *journal) limit(f flash) int        { return slotLimit(s.payload(f)) }
func (s *journal) settledAt(f flash) uint32 { return f.end(0, f.word) }

// bodySize is an entry without its two words, entrySize with them.
func (s *journal) bodySize(f flash, n int) int  { return f.align(journalHead + n + journalTail) }
func (s *journal) entrySize(f flash, n int) int { return s.bodySize(f, n) + 2*f.word }

// keys is a set of keys.
type keys [4]uint64

func (b *keys) has(k Key) bool { return b[k>>6]>>(k&63)&1 != 0 }
func (b *keys) add(k Key)      { b[k>>6] |= 1 << (k & 63) }
func (b *keys) drop(k Key)     { b[k>>6] &^= 1 << (k & 63) }

// journalEntry is one entry as read. Its value lies in the read scratch or, for
// replay, in the build scratch.
type journalEntry struct {
	kind      journalType
	key       Key
	n         int
	seq       uint32
	committed wordState
	settled   wordState
}

// entry parses what lies at off in the journal; ok says that its CRC matches.
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
	if !f.read(addr+journalHead, b[journalHead:end+journalTail]) || crc(b[:end]) != u32(b[end:]) {
		return e, false
	}
	words := addr + uint32(s.bodySize(f, e.n))
	e.committed = f.markState(words, journalCommit^e.seq)
	e.settled = f.markState(words+uint32(f.word), journalSettled^e.seq)
	return e, true
}

// journalScan is what one pass over the journal finds.
type journalScan struct {
	head      int // first offset behind everything that is not blank
	last      uint32
	any       bool // an entry with a good CRC
	complete  bool // a settled complete entry, newer than the base
	dirty     bool // something that is not a committed and settled entry
	uncertain keys // keys whose last entry may read differently at another boot
	cover     keys // keys whose last entry is beyond doubt
	bad       int
}

// scan walks the journal. With replay it applies entries newer than base (all
// of them if whole) to the list in RAM.
func (s *journal) scan(f flash, base uint32, whole, replay bool) journalScan {
	js := journalScan{head: f.word, last: base}
	for off := f.word; off+f.word <= f.size(); {
		e, ok := s.entry(f, off)
		if !ok {
			addr := f.base(1) + uint32(off)
			off += f.word
			switch f.markState(addr, 0) {
			case wordBlank:
				if f.blank(addr, f.size()-off+f.word) {
					return js
				}
			case wordExact:
				js.head = off
			default:
				js.dirty = true
				js.bad++
				js.head = off
			}
			continue
		}
		off += s.entrySize(f, e.n)
		js.head = off
		if !whole && !newer(e.seq, base) {
			js.dirty = true
			continue
		}
		if !js.any || newer(e.seq, js.last) {
			js.last = e.seq
		}
		js.any = true
		sure := e.committed == wordExact && e.settled == wordExact
		if !sure {
			js.dirty = true
		}
		if e.kind == journalComplete {
			js.complete = js.complete || sure
			continue
		}
		js.uncertain.drop(e.key)
		js.cover.add(e.key)
		if !sure {
			js.uncertain.add(e.key)
			js.cover.drop(e.key)
		}
		if replay && e.committed == wordExact {
			if e.kind == journalDelete {
				f.ram.unset(e.key)
			} else if f.ram.set(e.key, f.build()[journalHead:journalHead+e.n], s.limit(f)) != nil {
				js.bad++
			}
		}
	}
	return js
}

type journalPlan uint8

const (
	journalNothing    journalPlan = iota
	journalCheckpoint             // copy what is uncovered, then rewrite the settings
	journalRedo                   // rewrite the settings from the journal
	journalReopen                 // erase and open the journal
)

// load rebuilds RAM from flash and says what has to be finished. It reads only.
func (s *journal) load(f flash) (journalPlan, journalScan, Report) {
	r := f.ram
	r.Used, r.Sequence, r.Cover, r.Head = 0, 0, [4]uint64{}, uint32(f.word)
	r.Flags = journalDoubt
	slot := f.inspectSlot(f.base(0), s.payload(f))
	settled := f.markState(s.settledAt(f), journalSettled) == wordExact
	good := slot.check && f.loadSlot(f.base(0), s.payload(f))
	if good && settled {
		r.Sequence = slot.seq
		// An entry newer than the settings says as much as the open word, which
		// may have been cut and read well when that entry was written.
		if f.markState(f.base(1), journalOpen^slot.seq) != wordExact && !s.scan(f, slot.seq, false, false).any {
			rep := Report{Found: Recovered, Why: whyJournalReopen}
			rep.Records, _ = r.entries()
			return journalReopen, journalScan{}, rep
		}
		return s.follow(f, slot.seq, false, Report{Found: Valid, Why: whyJournalClean})
	}
	if all := s.scan(f, 0, true, false); all.complete {
		r.Used = 0
		all = s.scan(f, 0, true, true)
		r.Sequence, r.Head = all.last, uint32(all.head)
		rep := Report{Found: Recovered, Why: whyJournalRedo, Bad: all.bad}
		rep.Records, _ = r.entries()
		return journalRedo, all, rep
	}
	if f.blank(f.base(0), f.size()) {
		r.Used = 0
		switch {
		case f.markState(f.base(1), journalOpen) == wordExact, s.scan(f, 0, true, false).any:
			return s.follow(f, 0, true, Report{Found: Valid, Why: whyJournalNew})
		case f.blank(f.base(1), f.size()):
			return journalReopen, journalScan{}, Report{Found: Empty, Why: whyBlank}
		}
		return journalReopen, journalScan{}, Report{Found: Recovered, Why: whyJournalReopen}
	}
	rep := Report{Found: Corrupt, Why: whyJournalLost, Bad: 1}
	if good {
		r.Sequence = slot.seq
		rep = Report{Found: Ambiguous, Why: whyJournalNoSettle}
	} else {
		r.Used = 0
	}
	_, js, rep := s.follow(f, r.Sequence, !good, rep)
	return journalCheckpoint, js, rep
}

// follow replays the journal on the base that load found.
func (s *journal) follow(f flash, base uint32, whole bool, rep Report) (journalPlan, journalScan, Report) {
	r := f.ram
	js := s.scan(f, base, whole, true)
	r.Sequence, r.Head, r.Cover = js.last, uint32(js.head), js.cover
	rep.Records, _ = r.entries()
	rep.Bad += js.bad
	plan := journalNothing
	switch {
	case js.complete:
		plan, rep.Found, rep.Why = journalRedo, max(rep.Found, Recovered), whyJournalRedo
	case js.dirty:
		plan = journalCheckpoint
		if rep.Found < Recovered {
			rep.Found, rep.Why = Recovered, whyJournalTail
		}
	}
	return plan, js, rep
}

func (s *journal) mount(f flash) (Report, error) {
	plan, js, rep := s.load(f)
	if plan == journalNothing {
		return rep, nil
	}
	f.ram.Unsettled = true
	// A blank region is opened by the first save, and what is lost is not
	// overwritten before somebody asks for it.
	if rep.Found == Empty || rep.Found == Corrupt {
		return rep, nil
	}
	if s.later {
		if rep.Found == Recovered {
			rep.Why = whyJournalLater
		}
		return rep, nil
	}
	rep.WroteBack = true
	if err := s.carryOut(f, plan, js.uncertain); err != nil {
		rep.Found, rep.Why = Ambiguous, whyRepairFailed
	}
	return rep, nil
}

func (s *journal) carryOut(f flash, plan journalPlan, uncertain keys) error {
	var err error
	switch plan {
	case journalCheckpoint:
		err = s.checkpoint(f, uncertain)
	case journalRedo:
		err = s.rewrite(f)
	case journalReopen:
		err = s.reopen(f)
	}
	if err == nil {
		f.ram.Unsettled = false
	}
	return err
}

func (s *journal) settle(f flash) error {
	if !f.ram.Unsettled {
		return nil
	}
	plan, js, _ := s.load(f)
	return s.carryOut(f, plan, js.uncertain)
}

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
	putU32(b[end:], crc(b[:end]))
	addr := f.base(1) + r.Head
	if err := f.programChecked(addr, b[:end+journalTail]); err != nil {
		return err
	}
	words := addr + uint32(s.bodySize(f, n))
	seq := r.Sequence + 1
	for i, pattern := range [2]uint32{journalCommit ^ seq, journalSettled ^ seq} {
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

func (s *journal) format(f flash) error {
	if err := f.eraseAll(); err != nil {
		return err
	}
	return s.reopen(f)
}

func (s *journal) get(f flash, k Key, dst []byte) (int, Status, error) {
	return getImage(f.ram, k, dst)
}

// revert brings RAM back to what flash holds after a save that failed.
func (s *journal) revert(f flash, err error) error {
	if err != nil {
		s.load(f)
		f.ram.Unsettled = true
	}
	return err
}

func (s *journal) put(f flash, k Key, val []byte) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if !s.fits(f, k, len(val)) {
		return ErrFull
	}
	if err := s.makeRoom(f, len(val)); err != nil {
		return s.revert(f, err)
	}
	if err := f.ram.set(k, val, s.limit(f)); err != nil {
		return err
	}
	return s.revert(f, s.add(f, journalPut, k, val))
}

func (s *journal) remove(f flash, k Key) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if _, _, ok := f.ram.lookup(k); !ok {
		return nil
	}
	if err := s.makeRoom(f, 0); err != nil {
		return s.revert(f, err)
	}
	f.ram.unset(k)
	return s.revert(f, s.add(f, journalDelete, k, nil))
}

func (s *journal) decode(f flash) []Record {
	_, _, rep := s.load(f)
	base := f.ram.Sequence
	out := f.slotRecords(f.base(0), s.payload(f), Superseded, rep.Why)
	out = append(out, wordRecord(f, s.settledAt(f), journalSettled, "settings settled mark"))
	slot := f.inspectSlot(f.base(0), s.payload(f))
	if slot.check {
		base = slot.seq
	}
	out = append(out, wordRecord(f, f.base(1), journalOpen^base, "journal open word"))
	for off := f.word; off+f.word <= f.size(); {
		addr := f.base(1) + uint32(off)
		e, ok := s.entry(f, off)
		if !ok {
			if f.blank(addr, f.size()-off) {
				break
			}
			if st := f.markState(addr, 0); st == wordExact {
				out = append(out, Record{Addr: addr, Bytes: f.word, State: Mark, Why: "word given up after a boot"})
			} else if st == wordOther {
				out = append(out, Record{Addr: addr, Bytes: f.word, State: Torn, Why: "no entry with a matching CRC-32 begins here"})
			}
			off += f.word
			continue
		}
		rec := Record{Addr: addr, Bytes: s.entrySize(f, e.n), State: Superseded, HasKey: e.kind != journalComplete, Key: e.key,
			Sequence: e.seq, Why: "committed and settled"}
		rec.Value = append([]byte(nil), f.build()[journalHead:journalHead+e.n]...)
		switch {
		case e.committed != wordExact:
			rec.State, rec.Why = Ignored, "CRC-32 matches, commit word is missing"
		case slot.check && !newer(e.seq, slot.seq):
			rec.State, rec.Why = Ignored, "older than the settings page"
		case e.kind == journalComplete:
			rec.State, rec.Why = Mark, "the journal holds every live value"
		case e.kind == journalDelete:
			rec.State = Deleted
		case e.settled != wordExact:
			rec.Why = "committed, not settled"
		}
		out = append(out, rec)
		off += rec.Bytes
	}
	return markCurrent(out)
}

// markCurrent names the last value of each key that was neither ignored nor
// deleted afterwards.
func markCurrent(recs []Record) []Record {
	var seen keys
	for i := len(recs) - 1; i >= 0; i-- {
		r := &recs[i]
		if !r.HasKey || r.State != Superseded && r.State != Deleted || seen.has(r.Key) {
			continue
		}
		seen.add(r.Key)
		if r.State == Superseded {
			r.State = Current
		}
	}
	return recs
}
