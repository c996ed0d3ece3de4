package store

import "fmt"

// abSlots is design S8: two slots (or three), each one whole record with a
// sequence number and a CRC-32.
//
// Layout: a slot record at the start of each slot; with Options.Settle the
// slot's last word is a settled mark.
// Save: erase the slot with the older record, program, read back, and with
// Settle program the mark.
// Boot: of the records whose check matches, the one with the higher sequence
// number (serial arithmetic).
// Argument: the newest good record is never the one that is erased.
//
// Known weakness, kept in the plain form: a weak commit. A save cut late leaves
// a record that passes its check at this boot only because its marginal bits
// happened to read right; the next save erases the other slot, which held the
// last solid record, and when the marginal bits turn both are lost. The remedy
// is Options.Settle: a record without a settled mark was perhaps cut, so Mount
// commits it again, to another slot, before anything is built on it. With two
// slots a second cut during that repair can still meet a marginal record and a
// torn one; three slots keep the last settled record throughout.
//
// Two mistakes seen in the field are variants: ByNotBlank takes any slot whose
// first word is not erased for a record, so a torn one is accepted; BySequence
// picks the higher sequence number before it looks at the check, so one torn
// sequence number wins at every boot from then on.
type abSlots struct {
	n      int
	settl  bool
	later  bool
	accept Acceptance
}

const abSettled = 0x4C544553 // "SETL"

const (
	whyNewestSettled  = "the newest record passes its check and was settled"
	whyNewest         = "the newest record passes its check"
	whySuspectAgain   = "the newest record passes its check but its save was not finished: committed again"
	whySuspectLater   = "the newest record passes its check but its save was not finished: to be committed again"
	whyDirtyCleared   = "an unfinished record was erased, the settled one stands"
	whyDirtyLater     = "an unfinished record is to be erased, the settled one stands"
	whyFellBack       = "one slot fails its check, the other one's record is used"
	whyNoSlot         = "no slot holds a record that passes its check"
	whyHighestFails   = "the slot with the highest sequence number fails its check"
	whyNotBlankTaken  = "a slot that is not blank was taken for a record"
	whyRepairFailed   = "the repair of an unfinished save did not succeed"
	whyOlderRecord    = "older record"
	whyUnsettledTaken = "newest record, not settled"
)

func newABSlots(slots int, settle bool) func(string, Options) (Store, error) {
	return func(name string, o Options) (Store, error) {
		s := &abSlots{n: slots, settl: settle || o.Settle, later: o.DeferSettle, accept: o.Accept}
		if o.Slots != 0 {
			s.n = o.Slots
		}
		if s.n != 2 && s.n != 3 {
			return nil, fmt.Errorf("%d slots: 2 or 3 are possible", s.n)
		}
		if o.Accept > BySequence {
			return nil, fmt.Errorf("unknown acceptance %d", o.Accept)
		}
		if s.settl && o.Accept != ByCheck {
			return nil, fmt.Errorf("the settled mark needs records accepted by their check")
		}
		return guard(name, s), nil
	}
}

func (s *abSlots) arrange(f flash) flash { return f.split(s.n) }
func (s *abSlots) suit(f flash) error    { return f.room(s.n, 64+f.word) }

// payload is the part of a slot that the record may take.
func (s *abSlots) payload(f flash) int { return f.size() - f.word }

func (s *abSlots) limit(f flash) int {
	// The record ends on a whole unit, so that the mark's unit stays free.
	return min(s.payload(f)/f.unit*f.unit-slotOverhead, imageRoom)
}

func (s *abSlots) markAt(f flash, slot int) uint32 { return f.end(slot, f.word) }

func (s *abSlots) format(f flash) error {
	if err := f.eraseAll(); err != nil {
		return err
	}
	f.ram.Spare = 1
	f.ram.Block = uint8(s.n - 1)
	return nil
}

// survey is what the slots hold: the newest record, and the one that must
// survive the next save whatever happens to it.
type survey struct {
	info    [3]slotInfo
	settled [3]bool
	newest  int // -1: none
	keep    int // -1: none
	blank   bool
	bad     int
}

func (s *abSlots) look(f flash) survey {
	v := survey{newest: -1, keep: -1, blank: true}
	for i := range s.n {
		v.info[i] = f.inspectSlot(f.base(i), s.payload(f))
		v.settled[i] = f.markState(s.markAt(f, i), abSettled) == wordExact
		in := v.info[i]
		if !in.blank {
			v.blank = false
			if !in.check {
				v.bad++
			}
		}
		taken := in.check
		switch s.accept {
		case ByNotBlank:
			taken = !in.blank
		case BySequence:
			taken = !in.blank
			if taken && v.newest >= 0 && in.seq > v.info[v.newest].seq {
				v.newest = i
			}
		}
		if taken && (v.newest < 0 || s.accept != BySequence && newer(in.seq, v.info[v.newest].seq)) {
			v.newest = i
		}
	}
	// Beside the newest the next one to keep is the newest settled record, or
	// failing that the newest of the others.
	for i := range s.n {
		if i == v.newest || !v.info[i].check {
			continue
		}
		if v.keep < 0 || v.settled[i] && !v.settled[v.keep] ||
			v.settled[i] == v.settled[v.keep] && newer(v.info[i].seq, v.info[v.keep].seq) {
			v.keep = i
		}
	}
	return v
}

func (s *abSlots) mount(f flash) (Report, error) {
	rep, v := s.load(f)
	if !s.settl || v.newest < 0 {
		return rep, nil
	}
	suspect, dirty := s.unfinished(f, v)
	if !suspect && !dirty {
		rep.Why = whyNewestSettled
		return rep, nil
	}
	rep.Found = Recovered
	f.ram.Unsettled = true
	if s.later {
		rep.Why = whyDirtyLater
		if suspect {
			rep.Why = whySuspectLater
		}
		return rep, nil
	}
	rep.WroteBack = true
	rep.Why = whyDirtyCleared
	if suspect {
		rep.Why = whySuspectAgain
	}
	if err := s.repair(f, v); err != nil {
		rep.Found, rep.Why = Ambiguous, whyRepairFailed
	}
	return rep, nil
}

// unfinished says whether the newest record's save may have been cut, and
// whether a slot holds the rest of a save that was.
func (s *abSlots) unfinished(f flash, v survey) (suspect, dirty bool) {
	for i := range s.n {
		if i != v.newest && !v.info[i].check && !f.blank(f.base(i), f.size()) {
			dirty = true
		}
	}
	return !v.settled[v.newest], dirty
}

// load finds the record in use and copies it to RAM. Nothing is written.
func (s *abSlots) load(f flash) (Report, survey) {
	v := s.look(f)
	r := f.ram
	r.Block, r.Spare = uint8(s.n-1), 1
	if v.newest < 0 {
		if v.blank {
			return Report{Found: Empty, Why: whyBlank}, v
		}
		return Report{Found: Corrupt, Why: whyNoSlot, Bad: v.bad}, v
	}
	r.Sequence = v.info[v.newest].seq
	r.Block = uint8(v.newest)
	r.Spare = r.Block
	if v.keep >= 0 {
		r.Spare = uint8(v.keep)
	}
	rep := Report{Found: Valid, Why: whyNewest, Bad: v.bad}
	switch {
	case f.loadSlot(f.base(v.newest), s.payload(f)):
		if v.bad > 0 {
			rep.Found, rep.Why = Recovered, whyFellBack
		}
	case s.accept == ByNotBlank:
		s.take(f, v.newest)
		rep.Found, rep.Why = Valid, whyNotBlankTaken
	case s.accept == BySequence:
		r.Used = 0
		rep.Found, rep.Why = Corrupt, whyHighestFails
		// The next save counts on from the record it believes in.
		if v.keep >= 0 {
			r.Sequence = v.info[v.keep].seq
			r.Block, r.Spare = uint8(v.keep), uint8(v.keep)
		}
	default:
		// The check matched a moment ago and does not now: a marginal bit.
		v.info[v.newest].check = false
		v.newest, v.keep = v.keep, -1
		if v.newest < 0 || !f.loadSlot(f.base(v.newest), s.payload(f)) {
			r.Used = 0
			return Report{Found: Corrupt, Why: whyNoSlot, Bad: v.bad + 1}, survey{newest: -1, keep: -1}
		}
		r.Block, r.Spare, r.Sequence = uint8(v.newest), uint8(v.newest), v.info[v.newest].seq
		rep.Found, rep.Why, rep.Bad = Recovered, whyFellBack, v.bad+1
	}
	rep.Records, _ = r.entries()
	return rep, v
}

// take copies a slot to RAM without asking its check.
func (s *abSlots) take(f flash, slot int) {
	r := f.ram
	r.Used = 0
	if !f.read(f.base(slot), r.Image[:imageBase]) {
		return
	}
	n := min(int(u16(r.Image[8:])), s.limit(f))
	if f.read(f.base(slot)+imageBase, r.Image[imageBase:imageBase+n]) {
		r.Used = uint32(n)
	}
}

// repair settles what an unfinished save left. The survey is fresh.
func (s *abSlots) repair(f flash, v survey) error {
	r := f.ram
	suspect, _ := s.unfinished(f, v)
	if suspect {
		if err := s.commit(f); err != nil {
			return err
		}
	}
	for i := range s.n {
		// The survey's word counts: a marginal record that passes its check when one
		// looks again would be back at the next boot.
		if uint8(i) == r.Block || i == v.newest || v.info[i].check {
			continue
		}
		if f.blank(f.base(i), f.size()) {
			continue
		}
		if err := f.eraseBlock(i); err != nil {
			return err
		}
		if !f.blank(f.base(i), f.size()) {
			return ErrVerify
		}
	}
	r.Unsettled = false
	return nil
}

func (s *abSlots) settle(f flash) error {
	if !f.ram.Unsettled {
		return nil
	}
	_, v := s.load(f)
	if v.newest < 0 {
		f.ram.Unsettled = false
		return nil
	}
	return s.repair(f, v)
}

// target is the slot that the next save erases: never the one in use, and with
// three slots not the one kept beside it either.
func (s *abSlots) target(f flash) int {
	r := f.ram
	for i := range s.n {
		b := uint8((int(r.Block) + 1 + i) % s.n)
		if b != r.Block && (s.n == 2 || b != r.Spare) {
			return int(b)
		}
	}
	return (int(r.Block) + 1) % s.n
}

// commit writes RAM.Image as the newest record.
func (s *abSlots) commit(f flash) error {
	r := f.ram
	t := s.target(f)
	if err := f.eraseBlock(t); err != nil {
		return err
	}
	if err := f.writeSlot(f.base(t), r.Sequence+1); err != nil {
		return err
	}
	if s.settl {
		if err := f.mark(s.markAt(f, t), abSettled); err != nil {
			return err
		}
	}
	r.Spare = r.Block
	r.Block = uint8(t)
	r.Sequence++
	return nil
}

// save commits a changed list; when it fails, RAM goes back to what flash has.
func (s *abSlots) save(f flash) error {
	err := s.commit(f)
	if err != nil {
		s.load(f)
		f.ram.Unsettled = s.settl
	}
	return err
}

func (s *abSlots) get(f flash, k Key, dst []byte) (int, Status, error) {
	return getImage(f.ram, k, dst)
}

func (s *abSlots) put(f flash, k Key, val []byte) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if err := f.ram.set(k, val, s.limit(f)); err != nil {
		return err
	}
	return s.save(f)
}

func (s *abSlots) remove(f flash, k Key) error {
	if err := s.settle(f); err != nil {
		return err
	}
	if !f.ram.unset(k) {
		return nil
	}
	return s.save(f)
}
