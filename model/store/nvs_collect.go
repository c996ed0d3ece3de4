package store

// resume finishes a collection that was cut: the sector after the active one is
// blank unless one was.
func (s *nvs) resume(f flash, done bool, rep *Report) error {
	r := f.ram
	next := s.next(f, int(r.Block))
	if f.blank(f.base(next), f.size()) {
		return nil
	}
	rep.Found, rep.WroteBack = Recovered, true
	if done && s.gcDone {
		rep.Why = whyNvsErase
		return f.eraseBlock(next)
	}
	rep.Why = whyNvsRestart
	active := int(r.Block)
	if err := f.eraseBlock(active); err != nil {
		return err
	}
	s.open(f, active)
	return s.gather(f)
}

// gather copies what is live in the sector after the active one and erases it.
func (s *nvs) gather(f flash) error {
	r := f.ram
	old := s.next(f, int(r.Block))
	if s.closed(f, old) {
		// Oldest first, as the walk from the top down meets them.
		low := s.lowest(f, old)
		for off := s.top(f) - s.slot(f); off >= low && off >= 0; off -= s.slot(f) {
			a := s.ate(f, old, off)
			if !a.ok || a.id == nvsNoID || a.n == 0 {
				continue
			}
			sector, at, _, ok := s.latest(f, a.id)
			if !ok || sector != old || at != off {
				continue
			}
			if err := s.copyEntry(f, old, a); err != nil {
				return err
			}
		}
	}
	if s.gcDone && int(r.Tail) >= int(r.Head) {
		if err := s.append(f, nvsATE{id: nvsNoID, off: uint16(r.Head)}); err != nil {
			return err
		}
	}
	return f.eraseBlock(old)
}

func (s *nvs) copyEntry(f flash, from int, a nvsATE) error {
	r := f.ram
	n := f.unitAlign(int(a.n))
	if int(r.Head)+n > int(r.Tail) {
		return ErrFull
	}
	to := r.Head
	for at := 0; at < n; {
		b := f.build()[:min(n-at, scratchBytes)]
		if !f.read(f.base(from)+uint32(int(a.off)+at), b) {
			for i := range b {
				b[i] = 0xFF
			}
		}
		if err := f.program(f.base(int(r.Block))+to+uint32(at), b); err != nil {
			return err
		}
		at += len(b)
	}
	r.Head += uint32(n)
	a.off = uint16(to)
	return s.append(f, a)
}

// roll closes the active sector and collects into the next one.
func (s *nvs) roll(f flash) error {
	r := f.ram
	sector := int(r.Block)
	last := int(r.Tail) + s.slot(f)
	s.open(f, s.next(f, sector))
	if err := s.writeATE(f, sector, s.top(f), nvsATE{id: nvsNoID, off: uint16(last)}); err != nil {
		return err
	}
	return s.gather(f)
}
