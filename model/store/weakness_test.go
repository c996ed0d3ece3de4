package store

import (
	"bytes"
	"testing"
)

// These tests show the weaknesses that the specimens' comments name. A design
// that lost its weakness would explain nothing any more.

// fate counts what the cuts of one save did to a key's value.
type fate struct{ old, new, missing, other, unusable int }

// cutsOf cuts a save at every operation and looks at one key after the reboot.
func cutsOf(t *testing.T, s Store, p part, how tear, prepare func(c *chip, ram *RAM), save func(c *chip, ram *RAM), look Key, old, new []byte) (f fate) {
	t.Helper()
	base := newChip(p)
	var ramBase RAM
	format(t, s, base, &ramBase)
	prepare(base, &ramBase)
	for cut := 0; ; cut++ {
		c, ram := base.clone(), ramBase
		c.ops, c.cutAt, c.tear, c.seed = 0, cut, how, 1
		if !c.run(func() { save(c, &ram) }) {
			if cut == 0 {
				t.Fatal("nothing was cut")
			}
			return f
		}
		c.reboot(&ram)
		if _, err := s.Mount(c, &ram); err != nil {
			f.unusable++
			continue
		}
		switch got := read(t, s, c, &ram, look); {
		case got == nil:
			f.missing++
		case bytes.Equal(got, old):
			f.old++
		case bytes.Equal(got, new):
			f.new++
		default:
			f.other++
		}
	}
}

func TestInPlaceLosesOldAndNewTogether(t *testing.T) {
	old, next := []byte{0x39, 0x05}, []byte{0x0F, 0x27}
	for _, name := range []string{"in-place", "in-place-crc"} {
		s := mustNew(t, name, Options{})
		prepare := func(c *chip, ram *RAM) {
			put(t, s, c, ram, 1, old)
			put(t, s, c, ram, 2, []byte("phone"))
		}
		save := func(c *chip, ram *RAM) { s.Put(c, ram, 1, next) }
		if f := cutsOf(t, s, parts[0], tearAfter, prepare, save, 1, old, next); f.missing == 0 {
			t.Errorf("%s: no cut lost both values: %+v", name, f)
		}
		if f := cutsOf(t, s, parts[0], tearAfter, prepare, save, 2, []byte("phone"), nil); f.missing == 0 {
			t.Errorf("%s: no cut took the neighbour along: %+v", name, f)
		}
	}
}

func TestInPlaceWithoutCheckAcceptsGarbage(t *testing.T) {
	old, next := pattern(1, 1, 16), pattern(1, 2, 16)
	run := func(name string) fate {
		s := mustNew(t, name, Options{Fields: []Field{{1, 16}, {2, 16}}})
		return cutsOf(t, s, parts[0], tearMix, func(c *chip, ram *RAM) { put(t, s, c, ram, 1, old) },
			func(c *chip, ram *RAM) { s.Put(c, ram, 1, next) }, 1, old, next)
	}
	if f := run("in-place"); f.other == 0 {
		t.Errorf("every torn value was old or new: %+v", f)
	}
}

func TestInPlaceWriteBackDestroysTheEvidence(t *testing.T) {
	for _, back := range []bool{false, true} {
		s := mustNew(t, "in-place-crc", Options{WriteBack: back})
		c := newChip(parts[0])
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 1, []byte("1234"))
		c.mem[6] ^= 1
		worn := c.erases[0]
		first := remount(t, s, c, &ram)
		second := remount(t, s, c, &ram)
		if first.Found != Corrupt || first.WroteBack != back {
			t.Errorf("%+v", first)
		}
		if gone := second.Found == Valid; gone != back || (c.erases[0] > worn) != back {
			t.Errorf("write back %v: %+v, %d erases", back, second, c.erases[0]-worn)
		}
	}
}

func TestTwoPageFormatsBothWhenPreProgramReadsValid(t *testing.T) {
	s := mustNew(t, "two-page", Options{EraseAtMount: true})
	c := newChip(smallParts[0])
	var ram RAM
	format(t, s, c, &ram)
	put(t, s, c, &ram, 1, []byte("1234"))
	c.reboot(&ram)
	// The spare page's first physical page is erased last.
	c.ops, c.cutAt, c.tear = 0, smallParts[0].pages/2-1, tearLow
	if !c.run(func() { s.Mount(c, &ram) }) {
		t.Fatal("not cut")
	}
	rep := remount(t, s, c, &ram)
	if rep.Found != Corrupt || rep.Why != whyTwoValid || !rep.Formatted {
		t.Errorf("%+v", rep)
	}
	if got := read(t, s, c, &ram, 1); got != nil {
		t.Errorf("the value survived: %x", got)
	}
}

func TestTwoPageLaterStartUpLeavesABlankSpareAlone(t *testing.T) {
	s := mustNew(t, "two-page", Options{VerifyErased: true})
	c := newChip(smallParts[0])
	var ram RAM
	format(t, s, c, &ram)
	put(t, s, c, &ram, 1, []byte("1234"))
	c.ops = 0
	if rep := remount(t, s, c, &ram); rep.WroteBack || c.ops != 0 {
		t.Errorf("%+v, %d operations", rep, c.ops)
	}
	c.mem[smallParts[0].page*4] = 0
	if rep := remount(t, s, c, &ram); !rep.WroteBack || c.ops == 0 {
		t.Errorf("a spare page that is not blank was left: %+v", rep)
	}
}

func TestTwoPageLongValueTearsBetweenHalfWords(t *testing.T) {
	s := mustNew(t, "two-page", Options{})
	old, next := bytes.Repeat([]byte{0x11}, 8), bytes.Repeat([]byte{0x22}, 8)
	prepare := func(c *chip, ram *RAM) { put(t, s, c, ram, 1, old) }
	f := cutsOf(t, s, parts[0], tearBefore, prepare, func(c *chip, ram *RAM) { s.Put(c, ram, 1, next) }, 1, old, next)
	if f.other == 0 || f.old == 0 {
		t.Errorf("%+v", f)
	}
	// Two bytes are one element and hold.
	prepare = func(c *chip, ram *RAM) { put(t, s, c, ram, 1, old[:2]) }
	f = cutsOf(t, s, parts[0], tearBefore, prepare, func(c *chip, ram *RAM) { s.Put(c, ram, 1, next[:2]) }, 1, old[:2], next[:2])
	if f.other != 0 || f.missing != 0 {
		t.Errorf("a half-word tore: %+v", f)
	}
}

// busyLog fills a store with updates of key 2 around one early value of key 1.
func busyLog(t *testing.T, s Store, c *chip, ram *RAM, until func() bool) {
	put(t, s, c, ram, 1, []byte("pin1"))
	for round := range 500 {
		if until() {
			return
		}
		put(t, s, c, ram, 2, pattern(2, round, 40))
	}
	t.Fatal("never came to collect")
}

func TestFDSCutInCollectionLosesOldRecordsOrTheSwapPage(t *testing.T) {
	s := mustNew(t, "fds", Options{})
	p := part{name: "two pages", page: 1024, pages: 2, unit: 4, erased: 0xFF, perUnit: 2}
	prepare := func(c *chip, ram *RAM) {
		busyLog(t, s, c, ram, func() bool { return ram.Heads[1] > 1024-64 || ram.Heads[0] > 1024-64 })
	}
	f := cutsOf(t, s, p, tearMix, prepare, func(c *chip, ram *RAM) { s.(Collector).Collect(c, ram) }, 1, []byte("pin1"), nil)
	if f.missing == 0 {
		t.Errorf("no cut lost the value written long ago: %+v", f)
	}
	if f.unusable == 0 {
		t.Errorf("no cut left the store without a swap page: %+v", f)
	}
}

func TestNVSEarlyLosesOldValuesWhenTheCollectionsEraseIsCut(t *testing.T) {
	p := part{name: "three sectors", page: 1024, pages: 3, unit: 4, erased: 0xFF, perUnit: 2}
	run := func(name string) fate {
		s := mustNew(t, name, Options{})
		prepare := func(c *chip, ram *RAM) {
			// Key 1 lies in sector 0; collecting from sector 1 into 2 comes first.
			busyLog(t, s, c, ram, func() bool { return ram.Block == 1 && ram.Tail-ram.Head < 48 })
		}
		return cutsOf(t, s, p, tearMix, prepare, func(c *chip, ram *RAM) {
			// The next sector change is the one that collects sector 0.
			for round := range 3 {
				s.Put(c, ram, 2, pattern(2, 900+round, 40))
			}
		}, 1, []byte("pin1"), nil)
	}
	if f := run("nvs-early"); f.missing+f.other == 0 {
		t.Errorf("no cut lost the value: %+v", f)
	}
	if f := run("nvs"); f.missing+f.other+f.unusable != 0 || f.old == 0 {
		t.Errorf("with the gc done entry a cut lost the value: %+v", f)
	}
}

// weakCommit cuts the save of key 1 at its last program so that it reads
// differently from boot to boot, lets a boot that reads the new record go on,
// and cuts its next save behind the erase. It returns how many seeds lost key 1
// altogether at some later boot.
func weakCommit(t *testing.T, s Store, slots int) (lost, tried int) {
	t.Helper()
	for seed := range uint64(40) {
		c := newChip(smallParts[0])
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 1, []byte("old4"))
		c.seed, c.tear = seed, tearUnstable
		// The slot's erases, then 12+2+4+4 bytes of record in six units.
		c.ops, c.cutAt = 0, smallParts[0].pages/slots+5
		if !c.run(func() { s.Put(c, &ram, 1, []byte("new4")) }) {
			t.Fatal("the first save was not cut")
		}
		for range 8 {
			remount(t, s, c, &ram)
			if string(read(t, s, c, &ram, 1)) == "new4" {
				break
			}
		}
		if string(read(t, s, c, &ram, 1)) != "new4" {
			continue
		}
		tried++
		c.tear, c.ops, c.cutAt = tearAfter, 0, smallParts[0].pages/slots-1
		if !c.run(func() { s.Put(c, &ram, 2, []byte("other")) }) {
			t.Fatal("the second save was not cut")
		}
		for range 8 {
			remount(t, s, c, &ram)
			if read(t, s, c, &ram, 1) == nil {
				lost++
				break
			}
		}
	}
	return lost, tried
}

func TestWeakCommitLosesBothSlotsUnlessSettled(t *testing.T) {
	if lost, tried := weakCommit(t, mustNew(t, "ab-slots", Options{}), 2); lost == 0 {
		t.Errorf("plain slots: none of %d lost the value", tried)
	}
	for slots, name := range []string{2: "ab-slots-settled", 3: "ab-slots-3"} {
		if slots < 2 {
			continue
		}
		if lost, tried := weakCommit(t, mustNew(t, name, Options{}), slots); lost != 0 || tried == 0 {
			t.Errorf("%s: %d of %d lost the value", name, lost, tried)
		}
	}
}

func TestTornSequenceNumberWinsForeverWhenItIsComparedFirst(t *testing.T) {
	for _, x := range []struct {
		accept Acceptance
		kept   bool
	}{{ByCheck, true}, {BySequence, false}} {
		s := mustNew(t, "ab-slots", Options{Accept: x.accept})
		c := newChip(smallParts[0])
		var ram RAM
		format(t, s, c, &ram)
		put(t, s, c, &ram, 1, []byte("old4"))
		// The other slot holds only a header whose sequence number was torn.
		other := (1 - int(ram.Block)) * smallParts[0].page * 3
		putU32(c.mem[other:], slotMagic)
		putU32(c.mem[other+4:], 0x7FFFFFFF)
		for range 3 {
			remount(t, s, c, &ram)
			if got := string(read(t, s, c, &ram, 1)) == "old4"; got != x.kept {
				t.Errorf("acceptance %d: value kept = %v", x.accept, got)
			}
		}
	}
}

func TestNotBlankTakesATornSlotForARecord(t *testing.T) {
	s := mustNew(t, "ab-slots", Options{Accept: ByNotBlank})
	old, next := pattern(1, 1, 24), pattern(1, 2, 24)
	f := cutsOf(t, s, smallParts[0], tearBefore, func(c *chip, ram *RAM) { put(t, s, c, ram, 1, old) },
		func(c *chip, ram *RAM) { s.Put(c, ram, 1, next) }, 1, old, next)
	if f.other == 0 {
		t.Errorf("no torn record was accepted: %+v", f)
	}
}
