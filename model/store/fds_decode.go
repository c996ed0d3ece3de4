package store

func (s *fds) decode(f flash) []Record {
	s.survey(f)
	var out []Record
	for p := range f.blocks() {
		head := Record{Addr: f.base(p), Bytes: fdsTag, State: Mark}
		switch f.ram.Kinds[p] {
		case fdsIsErased:
			head.Why = "erased page without a tag"
			out = append(out, head)
			continue
		case fdsIsSwap:
			head.Why = "swap page"
		case fdsIsData:
			head.Why = "data page"
		default:
			head.State, head.Why = Torn, "no page tag, or a second swap page"
			out = append(out, head)
			continue
		}
		out = append(out, head)
		if _, broken := s.each(f, p, func(r fdsRecord) { out = append(out, s.describe(f, p, r)) }); broken {
			out = append(out, Record{Addr: f.base(p), Bytes: f.size(), State: Torn,
				Why: "a record header in this page has a length that leaves it"})
		}
	}
	return out
}

func (s *fds) describe(f flash, p int, r fdsRecord) Record {
	rec := Record{Addr: f.base(p) + uint32(r.off), Bytes: r.bytes(), Sequence: r.id}
	if r.key >= 1 && r.key <= uint16(MaxKey)+1 {
		rec.HasKey, rec.Key = true, Key(r.key-1)
	}
	if n := 4 * r.words; n <= scratchBytes && n > 0 {
		b := f.in()[:n]
		if f.read(rec.Addr+fdsHeader, b) && int(b[0]) <= n-1 {
			rec.Value = append([]byte(nil), b[1:1+int(b[0])]...)
		}
		if r.live() {
			rec.Check = Check{"CRC-16", uint32(r.crc), uint32(s.sum(r, b))}
		}
		if rec.Check.Stored != rec.Check.Computed {
			rec.State, rec.Why = BadCheck, "CRC-16 does not match"
			return rec
		}
	}
	switch {
	case r.key == 0:
		rec.State, rec.Why = Deleted, "key cleared"
	case r.file != fdsFile:
		rec.State, rec.Why = Torn, "the word that makes the record exist was not written"
	case !r.live() || !rec.HasKey:
		rec.State, rec.Why = Ignored, "key or length out of range"
	case f.ram.Kinds[p] == fdsIsSwap:
		rec.State, rec.Why = Ignored, "copy in the swap page"
	case s.wanted(f, r):
		rec.State, rec.Why = Current, "highest record id of its key"
	default:
		rec.State, rec.Why = Superseded, "a record with a higher id has the same key"
	}
	return rec
}
