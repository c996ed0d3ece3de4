package firmware

import (
	"errors"
	"fmt"

	"locktwin/model/store"
)

// Area is a part of the flash that the application keeps for one purpose.
// Areas lie at the top of the memory and never move, whatever the layout, so
// that an update finds what the version before left.
type Area uint8

// The areas, from the top of the memory down.
const (
	AreaLayout   Area = iota // which layout is in force: one word a change
	AreaSettings             // the settings page and whatever shares it
	AreaAccess               // authorizations
	AreaLog                  // activity log
	AreaBook                 // keypad codes and time control, where the memory has room for them
	Areas
)

var areaNames = [Areas]string{"layout", "settings", "access", "log", "book"}

// String names the area: "layout", "settings", "access", "log" or "book".
func (a Area) String() string {
	if a < Areas {
		return areaNames[a]
	}
	return "unknown"
}

// areaPages is how many pages each area has. The settings area has room for
// the design that needs most, a ring of three; the access area for a log with
// a spare page; the book for a hundred codes on the smallest pages.
var areaPages = [Areas]int{AreaLayout: 1, AreaSettings: 3, AreaAccess: 4, AreaLog: 2, AreaBook: 6}

// leastPages is what the areas take without the one that a lock can do without.
const leastPages = 1 + 3 + 4 + 2

// minPageBytes is the smallest page the application works with. Parts with
// smaller erase units have several of them taken as one page.
const minPageBytes = 2048

// Keys of the stored values.
const (
	KeyPIN         store.Key = 0x01
	KeyConfig      store.Key = 0x02
	KeyAdvanced    store.Key = 0x03
	KeyCounter     store.Key = 0x04 // boots
	KeyEvidence    store.Key = 0x05 // whether a custom PIN is set
	KeyIdentity    store.Key = 0x06 // key pair and UUID of the lock
	KeyTimeControl store.Key = 0x07 // the table of actions by the clock
	KeyBook        store.Key = 0x08 // which code book is in force; in the book itself: which one it is
	keyFirstAuth   store.Key = 0x40 // one key a slot of the authorization table
	keyFirstCode   store.Key = 0x60 // one key a slot of the code book
)

// KeyName words a key for people: "security PIN", "authorization 3".
func KeyName(k store.Key) string {
	switch k {
	case KeyPIN:
		return "security PIN"
	case KeyConfig:
		return "configuration"
	case KeyAdvanced:
		return "advanced configuration"
	case KeyCounter:
		return "boot counter"
	case KeyEvidence:
		return "custom PIN set"
	case KeyIdentity:
		return "identity"
	case KeyTimeControl:
		return "time control"
	case KeyBook:
		return "code book in force"
	}
	if k >= keyFirstAuth && k < keyFirstAuth+MaxAuthorizations {
		return fmt.Sprintf("authorization slot %d", k-keyFirstAuth)
	}
	if k >= keyFirstCode && k < keyFirstCode+MaxKeypadCodes {
		return fmt.Sprintf("keypad code slot %d", k-keyFirstCode)
	}
	return fmt.Sprintf("key 0x%02X", uint8(k))
}

// StoreSpec is which store design an area uses, on how many of its pages.
type StoreSpec struct {
	Design  string
	Pages   int
	Options store.Options
}

// equal says whether the two specs leave the same bytes in flash.
func (s *StoreSpec) equal(t *StoreSpec) bool {
	if s.Design != t.Design || s.Pages != t.Pages || len(s.Options.Fields) != len(t.Options.Fields) ||
		s.Options.DataCheck != t.Options.DataCheck || s.Options.Slots != t.Options.Slots ||
		s.Options.Settle != t.Options.Settle || s.Options.CommitInEntry != t.Options.CommitInEntry ||
		s.Options.ReplayOnce != t.Options.ReplayOnce {
		return false
	}
	for i, f := range s.Options.Fields {
		if t.Options.Fields[i] != f {
			return false
		}
	}
	return true
}

// Layout is what lies where. Its version is what the layout word in flash
// names; two profiles with the same layout read each other's data.
type Layout struct {
	Version  uint8 // 1..254
	Settings StoreSpec
	Access   StoreSpec
	// PINIn and EvidenceIn say which area keeps the PIN and which the mark
	// that a custom PIN is set. They may differ: that is how a lock comes to
	// know that there is a PIN and not which.
	PINIn      Area
	EvidenceIn Area // AreaLayout: no such mark is kept
}

// Extent is where an area or a store lies.
type Extent struct {
	Area   Area
	Addr   uint32
	Bytes  uint32
	Pages  int    // of the application's, each one or more erase units
	Design string // store design in force, empty for the log and the layout word
}

// ErrGeometry says that the part cannot carry the application's areas.
var ErrGeometry = errors.New("firmware: memory does not suit")

// Geometry is what the application needs to know of a memory before it runs.
type Geometry struct {
	PageBytes, Pages, UnitBytes, UnitPrograms int
	Erased                                    byte
}

// pagesAsOne is how many erase units make one page of the application.
func (g Geometry) pagesAsOne() int {
	n := 1
	for n*g.PageBytes < minPageBytes {
		n *= 2
	}
	return n
}

// check says whether the areas fit.
func (g Geometry) check() error {
	if g.PageBytes <= 0 || g.Pages <= 0 || g.UnitBytes <= 0 {
		return fmt.Errorf("%w: page of %d bytes, %d pages, unit of %d bytes", ErrGeometry, g.PageBytes, g.Pages, g.UnitBytes)
	}
	if g.UnitBytes > 64 || 64%g.UnitBytes != 0 {
		return fmt.Errorf("%w: program unit of %d bytes, a divisor of 64 is needed", ErrGeometry, g.UnitBytes)
	}
	need := leastPages * g.pagesAsOne()
	if g.Pages < need {
		return fmt.Errorf("%w: %d pages of %d bytes, the application needs %d", ErrGeometry, g.Pages, g.PageBytes, need)
	}
	return nil
}

// pages is how many pages of the application's an area has in this memory.
func (g Geometry) pages(a Area) int {
	if a == AreaBook && g.Pages < (leastPages+areaPages[a])*g.pagesAsOne() {
		return 0
	}
	return areaPages[a]
}

// extent is where an area lies in the memory.
func (g Geometry) extent(a Area) Extent {
	group := g.pagesAsOne()
	page := g.Pages
	for b := Area(0); b <= a; b++ {
		page -= g.pages(b) * group
	}
	return Extent{Area: a, Addr: uint32(page * g.PageBytes), Bytes: uint32(g.pages(a) * group * g.PageBytes), Pages: g.pages(a)}
}
