package store

func (s *ring) decode(f flash) []Record {
	use, _, rep := s.judge(f, [ringBlocks]bool{})
	v := s.look(f)
	var out []Record
	for i := range ringBlocks {
		st, why := Ignored, "the control units of the other two blocks exclude this one"
		switch {
		case i == use:
			st, why = Current, rep.Why
		case use != ringNone && i == before(use):
			st, why = Superseded, whyOlderRecord
		}
		out = append(out, f.slotRecords(f.base(i), s.payload(f), st, why)...)
		out = append(out,
			wordRecord(f, s.sealed(f, i), ringSealedMark, "sealed unit"),
			flagRecord(s.void(f, i, ringVoids-1), f.word*ringVoids, v.b[i].voided, "void units"),
			flagRecord(s.settled(f, i, ringSettles-1), f.word*ringSettles, v.b[i].settled, "settled units"),
			flagRecord(s.control(f, i, ringControls-1), f.word*ringControls, v.b[i].controlled, "control units"))
	}
	return out
}

func flagRecord(addr uint32, n int, set bool, what string) Record {
	if set {
		return Record{Addr: addr, Bytes: n, State: Mark, Why: what + ": programmed"}
	}
	return Record{Addr: addr, Bytes: n, State: Mark, Why: what + ": not programmed"}
}
