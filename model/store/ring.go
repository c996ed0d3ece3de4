package store

// ring is design S10, the strong reference: three blocks X, Y, Z, each with a
// record and control units. The block in use has blank control units, its
// predecessor has one programmed, the third is don't-care. The rule: a block
// is erased only while the other two alone tell that it may be.
//
// Save: erase the don't-care block N to its end, program and read back the
// record, program N's sealed unit, program the current block's control unit
// (the commit point: N is now in use), program N's settled unit.
//
// Argument, with every unit that an operation was cut on reading as it likes,
// differently at each boot:
//   - A cut in N's erase, record or sealed unit concerns a block that the
//     control units of the other two exclude.
//   - A cut in the control unit: the record behind it is solid, since sealed
//     came after it, so old and new are both acceptable. Whichever is read, boot
//     sees the sealed successor or the missing settled unit and programs a
//     further control unit before anything relies on the first.
//   - What is left in N by a save that did not get as far as sealed would be
//     marginal, and a later boot might take it for sealed. So boot erases it, and
//     before that programs N's void unit, so that no half-done erase brings it
//     back.
//
// Every unit is programmed once between erases (a settling repeats the mark in
// the next of a few units), so that parts with error correction are served too;
// there a torn unit is unreadable, which counts as programmed.
//
// The sequence number and the CRC-32 are not needed to find the block in use.
// They tell a sealed successor from an older block, and serve if the control
// units ever contradict each other.
type ring struct{ later bool }

const (
	ringBlocks = 3
	ringNone   = 3 // RAM.Block when no block is in use yet

	ringControls = 4
	ringSettles  = 4
	ringVoids    = 2
	ringMarks    = ringControls + ringSettles + ringVoids + 1

	ringControlMark = 0x00000000
	ringVoidMark    = 0x00000000
	ringSealedMark  = 0x4C414553 // "SEAL"
	ringSettledMark = 0x4C544553 // "SETL"
)

const (
	whyRingFirst   = "the first record was finished"
	whyRingForward = "a save was cut at its commit: finished"
	whyRingAgain   = "the last commit was perhaps cut: control unit programmed again"
	whyRingCleared = "an unfinished record in the don't-care block was erased"
	whyRingLater   = "an unfinished save is to be settled"
	whyRingOdd     = "the control units contradict each other, the newest sealed record was used"
	whyRingOlder   = "the block in use fails its check, the newest good record was used"
	whyRingLost    = "no block holds a record that passes its check"
	whyRingUse     = "control units name this block, its check matches"
)

func newRing(name string, o Options) (Store, error) {
	return guard(name, &ring{later: o.DeferSettle}), nil
}

func (s *ring) arrange(f flash) flash { return f.split(ringBlocks) }
func (s *ring) suit(f flash) error    { return f.room(ringBlocks, 64+ringMarks*f.word) }
func (s *ring) payload(f flash) int   { return f.size() - ringMarks*f.word }
func (s *ring) limit(f flash) int     { return slotLimit(s.payload(f) / f.unit * f.unit) }

// The marks lie at a block's end: controls, settled, voids, sealed, counted
// from the last word down.
func (s *ring) control(f flash, b, i int) uint32 { return f.end(b, (1+i)*f.word) }
func (s *ring) settled(f flash, b, i int) uint32 { return f.end(b, (1+ringControls+i)*f.word) }
func (s *ring) void(f flash, b, i int) uint32 {
	return f.end(b, (1+ringControls+ringSettles+i)*f.word)
}
func (s *ring) sealed(f flash, b int) uint32 { return f.end(b, ringMarks*f.word) }

// ringBlock is what one block reads as.
type ringBlock struct {
	controlled bool // a control unit is not blank
	settled    bool
	voided     bool
	sealed     bool
	slot       slotInfo
}

type ringView struct {
	b   [ringBlocks]ringBlock
	use int // by the control units alone; ringNone if they do not say
}

func (s *ring) look(f flash) ringView {
	var v ringView
	for i := range ringBlocks {
		b := &v.b[i]
		for j := range ringControls {
			if f.markState(s.control(f, i, j), ringControlMark) != wordBlank {
				b.controlled = true
			}
		}
		for j := range ringSettles {
			if f.markState(s.settled(f, i, j), ringSettledMark) == wordExact {
				b.settled = true
			}
		}
		for j := range ringVoids {
			if f.markState(s.void(f, i, j), ringVoidMark) != wordBlank {
				b.voided = true
			}
		}
		b.sealed = f.markState(s.sealed(f, i), ringSealedMark) == wordExact
		b.slot = f.inspectSlot(f.base(i), s.payload(f))
	}
	v.use = ringNone
	for i := range ringBlocks {
		if !v.b[i].controlled && v.b[before(i)].controlled {
			v.use = i
		}
	}
	return v
}

func before(i int) int { return (i + ringBlocks - 1) % ringBlocks }
func after(i int) int  { return (i + 1) % ringBlocks }

// best is the newest record that is sealed and passes its check, or ringNone.
func (v *ringView) best() int {
	best := ringNone
	for i := range ringBlocks {
		b := &v.b[i]
		if !b.sealed || !b.slot.check || b.voided && i != v.use {
			continue
		}
		if best == ringNone || newer(b.slot.seq, v.b[best].slot.seq) {
			best = i
		}
	}
	return best
}

// ringPlan is what has to be done to settle what was found.
type ringPlan uint8

const (
	ringNothing ringPlan = iota
	ringForward          // finish the commit of the sealed successor
	ringAgain            // repeat the commit of the block in use
	ringClear            // erase what an unfinished save left
	ringRebuild          // write the chosen record anew behind it
)

// judge decides which record counts and what has to be settled. It reads only.
// Blocks in deny failed their check when they were copied.
func (s *ring) judge(f flash, deny [ringBlocks]bool) (use int, plan ringPlan, rep Report) {
	v := s.look(f)
	for i := range ringBlocks {
		if deny[i] {
			v.b[i].slot.check = false
		}
	}
	for i := range ringBlocks {
		if b := &v.b[i]; !b.slot.blank && !b.slot.check {
			rep.Bad++
		}
	}
	if v.use == ringNone {
		best := v.best()
		switch {
		case best == ringNone && s.allBlank(f):
			rep.Found, rep.Why = Empty, whyBlank
			return ringNone, ringNothing, rep
		case best == ringNone:
			if s.onlyFirst(&v) {
				// The very first save was cut before it counted.
				rep.Found, rep.Why = Recovered, whyRingCleared
				return ringNone, ringClear, rep
			}
			rep.Found, rep.Why = Corrupt, whyRingLost
			return ringNone, ringNothing, rep
		case !v.b[best].controlled:
			rep.Found, rep.Why = Recovered, whyRingFirst
			return best, ringForward, rep
		}
		rep.Found, rep.Why = Ambiguous, whyRingOdd
		return best, ringRebuild, rep
	}
	x, n := v.use, after(v.use)
	succ := &v.b[n]
	if !v.b[x].slot.check {
		best := v.best()
		if best == ringNone {
			rep.Found, rep.Why = Corrupt, whyRingLost
			return ringNone, ringNothing, rep
		}
		rep.Found, rep.Why = Ambiguous, whyRingOlder
		return best, ringRebuild, rep
	}
	isNext := succ.slot.check && succ.slot.seq == v.b[x].slot.seq+1
	switch {
	case isNext && succ.sealed && !succ.voided && !succ.controlled:
		rep.Found, rep.Why = Recovered, whyRingForward
		return n, ringForward, rep
	case !v.b[x].settled:
		rep.Found, rep.Why = Recovered, whyRingAgain
		return x, ringAgain, rep
	case succ.controlled && (succ.slot.blank || succ.slot.check && newer(v.b[x].slot.seq, succ.slot.seq)),
		succ.slot.blank && f.blank(f.base(n), f.size()):
		rep.Found, rep.Why = Valid, whyRingUse
		return x, ringNothing, rep
	}
	rep.Found, rep.Why = Recovered, whyRingCleared
	return x, ringClear, rep
}

func (s *ring) allBlank(f flash) bool {
	for i := range ringBlocks {
		if !f.blank(f.base(i), f.size()) {
			return false
		}
	}
	return true
}

// onlyFirst says that nothing but the start of a first save is there.
func (s *ring) onlyFirst(v *ringView) bool {
	for i := range ringBlocks {
		if v.b[i].controlled || i != 0 && !v.b[i].slot.blank {
			return false
		}
	}
	return true
}

func (s *ring) load(f flash) (ringPlan, Report) {
	r := f.ram
	var deny [ringBlocks]bool
	for {
		use, plan, rep := s.judge(f, deny)
		r.Block, r.Used, r.Sequence = uint8(use), 0, 0
		if use == ringNone {
			return plan, rep
		}
		if !f.loadSlot(f.base(use), s.payload(f)) && !deny[use] {
			deny[use] = true
			continue
		}
		r.Sequence = u32(r.Image[4:])
		rep.Records, _ = r.entries()
		return plan, rep
	}
}

func (s *ring) mount(f flash) (Report, error) {
	plan, rep := s.load(f)
	if plan == ringNothing {
		return rep, nil
	}
	f.ram.Unsettled = true
	if s.later {
		if rep.Found == Recovered {
			rep.Why = whyRingLater
		}
		return rep, nil
	}
	rep.WroteBack = true
	if err := s.carryOut(f, plan); err != nil {
		rep.Found, rep.Why = Ambiguous, whyRepairFailed
	}
	return rep, nil
}

// carryOut does what judge found to be due. RAM holds the chosen record.
func (s *ring) carryOut(f flash, plan ringPlan) error {
	r := f.ram
	x := int(r.Block)
	switch plan {
	case ringForward, ringAgain:
		if err := s.repeat(f, s.control, before(x), 1, ringControls, ringControlMark); err != nil {
			return err
		}
		if err := s.repeat(f, s.settled, x, 1, ringSettles, ringSettledMark); err != nil {
			return err
		}
		switch v := s.look(f); {
		case v.use != x:
			return ErrVerify
		case !v.b[x].settled:
			// Every settled unit was torn by one cut after another: only a new
			// copy brings blank ones.
			if err := s.advance(f); err != nil {
				return err
			}
		}
	case ringClear:
		// With no block in use every block may go.
		for i := range ringBlocks {
			if x != ringNone && i != after(x) || x == ringNone && f.blank(f.base(i), f.size()) {
				continue
			}
			if err := s.repeat(f, s.void, i, 0, ringVoids, ringVoidMark); err != nil {
				return err
			}
			if err := f.eraseBlock(i); err != nil {
				return err
			}
			if !f.blank(f.base(i), f.size()) {
				return ErrVerify
			}
		}
	case ringRebuild:
		if err := s.advance(f); err != nil {
			return err
		}
	}
	r.Unsettled = false
	return nil
}

// repeat programs the first blank one of a block's marks of one kind. That all
// are taken means that they were programmed already, again and again.
func (s *ring) repeat(f flash, at func(flash, int, int) uint32, b, from, to int, pattern uint32) error {
	for i := from; i < to; i++ {
		if a := at(f, b, i); f.markState(a, pattern) == wordBlank {
			return f.mark(a, pattern)
		}
	}
	return nil
}

func (s *ring) settle(f flash) error {
	if !f.ram.Unsettled {
		return nil
	}
	plan, _ := s.load(f)
	return s.carryOut(f, plan)
}

// advance writes RAM.Image to the don't-care block and moves the ring on.
func (s *ring) advance(f flash) error {
	r := f.ram
	x := int(r.Block)
	if x == ringNone {
		x = before(0)
	}
	n := after(x)
	if err := f.eraseBlock(n); err != nil {
		return err
	}
	if err := f.writeSlot(f.base(n), r.Sequence+1); err != nil {
		return err
	}
	if err := f.mark(s.sealed(f, n), ringSealedMark); err != nil {
		return err
	}
	if f.markState(s.sealed(f, n), ringSealedMark) != wordExact {
		return ErrVerify
	}
	if err := s.repeat(f, s.control, x, 0, ringControls, ringControlMark); err != nil {
		return err
	}
	if err := f.mark(s.settled(f, n, 0), ringSettledMark); err != nil {
		return err
	}
	if v := s.look(f); v.use != n || !v.b[n].settled {
		return ErrVerify
	}
	r.Block = uint8(n)
	r.Sequence++
	return nil
}

func (s *ring) format(f flash) error {
	f.ram.Block = ringNone
	return f.eraseAll()
}

func (s *ring) save(f flash) error {
	err := s.advance(f)
	if err != nil {
		s.load(f)
		f.ram.Unsettled = true
	}
	return err
}

func (s *ring) get(f flash, k Key, dst []byte) (int, Status, error) {
	return getImage(f.ram, k, dst)
}

func (s *ring) put(f flash, k Key, val []byte) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if err := f.ram.set(k, val, s.limit(f)); err != nil {
		return err
	}
	return s.save(f)
}

func (s *ring) remove(f flash, k Key) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if !f.ram.unset(k) {
		return nil
	}
	return s.save(f)
}
