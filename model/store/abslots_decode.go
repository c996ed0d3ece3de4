package store

func (s *abSlots) decode(f flash) []Record {
	v := s.look(f)
	var out []Record
	for i := range s.n {
		st, why := Superseded, whyOlderRecord
		if i == v.newest {
			st, why = Current, whyNewest
			if s.settl && !v.settled[i] {
				why = whyUnsettledTaken
			}
		}
		out = append(out, f.slotRecords(f.base(i), s.payload(f), st, why)...)
		if s.settl {
			out = append(out, wordRecord(f, s.markAt(f, i), abSettled, "settled mark"))
		}
	}
	return out
}

// wordRecord describes a mark's word.
func wordRecord(f flash, addr uint32, pattern uint32, what string) Record {
	rec := Record{Addr: addr, Bytes: f.word, State: Mark}
	switch f.markState(addr, pattern) {
	case wordBlank:
		rec.Why = what + ": blank"
	case wordExact:
		rec.Why = what + ": programmed"
	default:
		rec.State, rec.Why = Torn, what+": neither blank nor programmed"
	}
	return rec
}
