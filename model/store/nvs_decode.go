package store

func (s *nvs) decode(f flash) []Record {
	r := f.ram
	n := f.blocks()
	active := 0
	for i := range n {
		if s.closed(f, i) && !s.closed(f, s.next(f, i)) {
			active = s.next(f, i)
		}
	}
	s.open(f, active)
	s.recover(f, &Report{})
	r.Mounted = true
	var out []Record
	slot := s.slot(f)
	for i := range n {
		c := s.ate(f, i, s.top(f))
		rec := Record{Addr: f.base(i) + uint32(s.top(f)), Bytes: slot, State: Mark, Why: "close entry: sector closed"}
		switch {
		case c.blank && i == active:
			rec.Why = "no close entry: active sector"
		case c.blank:
			rec.Why = "no close entry"
		case !c.ok:
			rec.State, rec.Why = BadCheck, "close entry is not blank, its CRC-8 does not match"
		}
		out = append(out, rec)
		low := s.lowest(f, i)
		for off := s.top(f) - slot; off >= low && off >= 0; off -= slot {
			out = append(out, s.describe(f, i, off))
		}
	}
	return out
}

func (s *nvs) describe(f flash, sector, off int) Record {
	a := s.ate(f, sector, off)
	rec := Record{Addr: f.base(sector) + uint32(off), Bytes: s.slot(f)}
	if b := f.in()[:nvsEntry]; f.read(rec.Addr, b) && !allErased(b) {
		rec.Check = Check{"CRC-8", uint32(b[7]), uint32(crc8(0xFF, b[:7]))}
	}
	switch {
	case !a.ok:
		rec.State, rec.Why = BadCheck, "entry's CRC-8 does not match"
		return rec
	case a.isGCDone():
		rec.State, rec.Why = Mark, "gc done entry"
		return rec
	case a.id > uint16(MaxKey):
		rec.State, rec.Why = Ignored, "id out of range"
		return rec
	}
	rec.HasKey, rec.Key = true, Key(a.id)
	val, st := s.value(f, sector, a)
	rec.Value = append([]byte(nil), val...)
	at, where, _, ok := s.latest(f, a.id)
	switch {
	case !ok || at != sector || where != off:
		rec.State, rec.Why = Superseded, "a later entry has the same id"
	case a.n == 0:
		rec.State, rec.Why = Deleted, "length 0"
	case st != OK:
		rec.State, rec.Why = BadCheck, "data do not match their CRC-32 or are too long"
	default:
		rec.State, rec.Why = Current, "newest entry of its id"
	}
	return rec
}
