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
//
// Two mistakes seen in the field are variants. Options.CommitInEntry puts the
// commit word where the entry ends: check and commit are halves of one word, which
// one program writes, and that program alone says that the entry is whole. Cut
// near its end it leaves both at the reference: an entry that passes its check and
// counts as committed at one boot does neither at a later one, and what was saved
// and read is an older value again. Options.ReplayOnce has a commit word of its
// own but no settled word: boot replays what it sees committed, goes to work with
// it, and leaves the journal as it is. A commit word that was cut is replayed once
// and not seen the next time. In both, the "complete" entry is no better: a
// checkpoint may erase the settings page on the strength of one that the next boot
// does not see, and then all is lost.
type journal struct {
	later   bool
	inEntry bool // CommitInEntry
	once    bool // ReplayOnce
}

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
	if o.CommitInEntry && o.ReplayOnce {
		return nil, fmt.Errorf("a commit word is in its entry or in a unit of its own, not both")
	}
	return guard(name, &journal{later: o.DeferSettle, inEntry: o.CommitInEntry, once: o.ReplayOnce}), nil
}

func (s *journal) arrange(f flash) flash { return f.split(2) }
func (s *journal) suit(f flash) error {
	return f.room(2, f.word+2*s.entrySize(f, MaxValue)+s.entrySize(f, 0))
}
func (s *journal) payload(f flash) int      { return (f.size() - f.word) / f.unit * f.unit }
func (s *journal) limit(f flash) int        { return slotLimit(s.payload(f)) }
func (s *journal) settledAt(f flash) uint32 { return f.end(0, f.word) }

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
