package store

func (s *journal) decode(f flash) []Record {
	_, _, rep := s.load(f)
	base := uint32(0) // no settings page yet
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
			Sequence: e.seq, Why: "committed and settled", Check: e.sum}
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
