package firmware

import (
	"encoding/binary"

	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// MaxKeypadCodes is how many codes the code book has room for, as long as the
// pages of the memory do: where they are small, many codes with time limits fill
// it sooner. The published documents give no number (assumption).
const MaxKeypadCodes = 100

// The book keeps keypad codes and time control in an area of its own, by the
// design that keeps the authorizations. It bears a random mark, and the access
// area names the mark that is in force: a factory reset, which blanks the access
// area, so makes an old book void without an erase. A lock has no book until
// somebody adds something to it, and opens it when somebody asks; nothing of it
// stays in RAM but the time table.

func codeKey(slot int) store.Key { return keyFirstCode + store.Key(slot) }

// openBook mounts the book and says whether it is the one in force.
func (a *App) openBook() bool {
	w := a.work
	if w.bookOpen {
		return w.bookGood
	}
	w.bookOpen, w.bookGood = true, false
	w.book = storeState{Found: store.Empty}
	if a.geometry.pages(AreaBook) == 0 {
		return false
	}
	mark := a.bookMark(AreaAccess)
	if mark == 0 {
		return false
	}
	st, state, m := a.area(AreaBook)
	report, err := st.Mount(m, &state.RAM)
	state.Found, state.Usable = report.Found, err == nil
	if err != nil {
		a.notef("book-unusable", "The book of codes and times cannot be opened: %v.", err)
		return false
	}
	if w.bookGood = a.bookMark(AreaBook) == mark; !w.bookGood {
		a.hal.Note("book-lost", "The book in flash does not belong to this lock's users, so its codes and times are not valid.")
	}
	return w.bookGood
}

// bookMark reads the mark of the book, or the one that is in force; 0 is none.
func (a *App) bookMark(in Area) uint32 {
	b := a.buf()[:markBytes]
	if a.read(in, KeyBook, b) != readOK {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

func (a *App) writeBookMark(in Area, mark uint32) error {
	b := a.buf()[:markBytes]
	binary.LittleEndian.PutUint32(b, mark)
	return a.write(in, KeyBook, b)
}

// needBook opens the book, or makes a new, empty one and puts it in force.
func (a *App) needBook() error {
	w := a.work
	if a.openBook() {
		return nil
	}
	if a.geometry.pages(AreaBook) == 0 {
		return store.ErrFull
	}
	a.State.CodeUse = [MaxKeypadCodes]codeUse{}
	if err := a.reformat(AreaBook); err != nil {
		return err
	}
	mark := a.hal.Random32()
	if mark == 0 {
		mark = 1
	}
	if err := a.writeBookMark(AreaBook, mark); err != nil {
		return err
	}
	if err := a.writeBookMark(AreaAccess, mark); err != nil {
		return err
	}
	w.bookOpen, w.bookGood = true, true
	return nil
}

// readCode reads a slot of the open book, with what RAM knows better.
func (a *App) readCode(slot int, c *KeypadCode) bool {
	b := a.buf()[:codeBytes]
	n, ok := a.readCodeBytes(slot, b)
	if !ok || !decodeCode(b[:n], c) {
		return false
	}
	use := &a.State.CodeUse[slot]
	c.LockCount = uint16(min(int(c.LockCount)+int(use.Count), 0xFFFF))
	if use.LastActive != 0 {
		c.LastActive = UnixSeconds(use.LastActive)
	}
	return true
}

// readCodeBytes reads a record, which has one of two lengths.
func (a *App) readCodeBytes(slot int, b []byte) (int, bool) {
	st, state, m := a.area(AreaBook)
	n, status, err := st.Get(m, &state.RAM, codeKey(slot), b)
	if err != nil || status != store.OK || n != codeBytes && n != codeShortBytes {
		return 0, false
	}
	if a.Profile.Boot.DoubleRead {
		return n, a.read(AreaBook, codeKey(slot), b[:n]) == readOK
	}
	return n, true
}

// writeCode stores a slot.
func (a *App) writeCode(slot int, c *KeypadCode) error {
	b := a.buf()[:codeBytes]
	if err := a.write(AreaBook, codeKey(slot), b[:encodeCode(b, c)]); err != nil {
		return err
	}
	a.State.CodeUse[slot] = codeUse{}
	return nil
}

// codeTable is what a walk through the book finds.
type codeTable struct {
	total   int
	free    int    // slot, -1 none
	highest uint16 // id
	byID    int    // slot of the id that was looked for, -1 none
	byCode  int    // slot of the code that was looked for, -1 none
}

// walkCodes looks for an id and a code; 0 looks for none.
func (a *App) walkCodes(id uint16, code uint32) codeTable {
	t := codeTable{free: -1, byID: -1, byCode: -1}
	if !a.openBook() {
		return t
	}
	var c KeypadCode
	for slot := range MaxKeypadCodes {
		if !a.readCode(slot, &c) {
			if t.free < 0 {
				t.free = slot
			}
			continue
		}
		t.total++
		t.highest = max(t.highest, c.ID)
		if id != 0 && c.ID == id {
			t.byID = slot
		}
		if code != 0 && c.Code == code {
			t.byCode = slot
		}
	}
	return t
}

// nextCode finds the first code at the slot or behind it; the slot is -1 when
// there is none.
func (a *App) nextCode(slot int, c *KeypadCode) int {
	if !a.openBook() {
		return -1
	}
	for ; slot < MaxKeypadCodes; slot++ {
		if a.readCode(slot, c) {
			return slot
		}
	}
	return -1
}

// touchCode counts a use in RAM; flash follows with the next change of the
// record.
func (a *App) touchCode(slot uint8) {
	use := &a.State.CodeUse[slot]
	if use.Count < 0xFFFF {
		use.Count++
	}
	use.LastActive = uint32(a.now())
}

// codeUse is how often a code was used since its record was written.
type codeUse struct {
	LastActive uint32
	Count      uint16
}

// KeypadCode is one code of a keypad.
type KeypadCode struct {
	ID         uint16
	Enabled    bool
	Code       uint32
	Name       keyturner.ShortName
	Created    UnixSeconds
	LastActive UnixSeconds
	LockCount  uint16
	Limits     TimeLimits
}
