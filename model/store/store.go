// Package store keeps small values in flash or EEPROM the ways lock firmware
// does it: one type per design, side by side behind one interface. Some are
// specimens with a known weakness; their doc comments say which, and why.
//
// A store knows pages, program units, the erased byte and its own layout. It
// must not know what a key means to the lock, why or when the supply fails,
// how a cell holds charge, or that it runs in a simulation: a power loss never
// shows as an error here, the call simply does not come back.
//
// A store holds no state of its own that changes. What firmware would keep in
// RAM is in [RAM], a plain value; everything else is in the [Medium].
package store

import (
	"errors"
	"fmt"
	"slices"
)

// Limits every design keeps to.
const (
	// MaxValue is the longest value in bytes that a store takes.
	MaxValue = 128
	// MaxKey is the largest key; 0xFF reads like erased flash and is no key.
	MaxKey Key = 0xFE
	// ImageBytes is the room for the RAM copy that the whole-record designs
	// (in place, A/B slots, journal, ring) rewrite from.
	ImageBytes = 4096
)

var (
	// ErrUnsuitable says that the design cannot work on this part or region:
	// unit too wide, too few programs between erases, too few pages.
	ErrUnsuitable = errors.New("store: design does not suit this part")
	// ErrFull says that the live values and the new one do not fit.
	ErrFull = errors.New("store: full")
	// ErrValueSize says that a value is empty or longer than MaxValue, or does
	// not have its field's size.
	ErrValueSize = errors.New("store: value size")
	// ErrKey says that the key is out of range or has no field.
	ErrKey = errors.New("store: no such key")
	// ErrNotMounted says that Mount or Format has not succeeded since the RAM
	// was lost.
	ErrNotMounted = errors.New("store: not mounted")
	// ErrBusy says that a call was made from inside another call on the same
	// RAM, as a power-fail handler that interrupts a save does.
	ErrBusy = errors.New("store: busy")
	// ErrVerify says that what was read back after a program is not what was
	// programmed: a worn, gated or marginal unit.
	ErrVerify = errors.New("store: read-back differs")
	// ErrUncorrectable is what a Medium's Read returns for a granule that its
	// error correction cannot repair.
	ErrUncorrectable = errors.New("store: uncorrectable granule")
	// ErrUnusable says that the design's own state machine has no way on, such
	// as a file system without a swap page. Only Format helps.
	ErrUnusable = errors.New("store: unusable until formatted")
	// ErrUnknown says that New was given no known name.
	ErrUnknown = errors.New("store: unknown design")
)

// Reader is a region of memory as one looks at it: no time passes.
type Reader interface {
	PageBytes() int   // erase unit in bytes
	Pages() int       // erase units in the region
	UnitBytes() int   // program unit in bytes
	ErasedByte() byte // 0xFF, or 0x00 on parts that erase to zero
	// Read copies len(dst) bytes from addr, counted from the region's start.
	// The only error is one that wraps ErrUncorrectable.
	Read(addr uint32, dst []byte) error
}

// Medium is a region of memory as a flash driver gives it. Each call takes
// time. A power loss is no error: the call does not return.
type Medium interface {
	Reader
	// UnitPrograms is how often one unit may be programmed between erases: 1
	// where error correction covers the unit. A part that takes a second
	// program only if it programs every bit (STM32F0, F1) reports 2; designs
	// that need another kind of second program refuse 16-bit units.
	UnitPrograms() int
	// Program writes whole units. An error means that the part refused; a part
	// that refuses in silence returns nil.
	Program(addr uint32, src []byte) error
	// Erase erases one page.
	Erase(page int) error
}

// Key names a value; what it stands for is the firmware's business.
type Key uint8

// RAM is everything a store keeps in RAM: copyable with =, comparable with ==.
// The zero value is RAM after a power loss. Its fields are exported so that a
// snapshot can be written and hashed; only the stores give them meaning.
type RAM struct {
	Mounted   bool
	Busy      bool
	Unsettled bool // Mount found work that Settle has to finish
	Block     uint8
	Spare     uint8
	Flags     uint8
	Head      uint32
	Tail      uint32
	Sequence  uint32
	Used      uint32
	Cover     [4]uint64 // one bit a key
	Heads     [maxBlocks]uint32
	Kinds     [maxBlocks]uint8
	Scratch   [3][scratchBytes]byte // read, build, program
	Image     [ImageBytes]byte
}

// scratchBytes holds the largest record of any log-structured design, padded
// to the widest unit; maxBlocks is how many blocks they look after.
const (
	scratchBytes = 256
	maxBlocks    = 32
)

// Finding is what Mount made of the region's content.
type Finding uint8

// What a Mount can find, from nothing to worst.
const (
	Empty     Finding = iota // blank: never written, or wiped
	Valid                    // in order
	Recovered                // an interrupted operation was found and resolved
	Ambiguous                // more than one reading was possible; one was chosen
	Corrupt                  // what was stored is lost, at least in part
)

func (f Finding) String() string {
	return nameOf(int(f), "empty", "valid", "recovered", "ambiguous", "corrupt")
}

// Report says what Mount found and did. Why is one of a fixed set of plain
// sentences.
type Report struct {
	Found     Finding
	Why       string
	Records   int  // live values
	Bad       int  // records or entries whose check failed
	Formatted bool // Mount erased everything and started anew
	WroteBack bool // Mount programmed or erased something
}

// Status is what Get found for one key.
type Status uint8

// What a Get can find.
const (
	Missing     Status = iota // no value stored
	OK                        // a value the design has no reason to doubt
	CorruptData               // a value is there and fails its check
)

func (s Status) String() string { return nameOf(int(s), "missing", "ok", "corrupt") }

// Store is one design. Errors other than the package's own come from the
// Medium, wrapped.
type Store interface {
	Name() string
	// Format erases the region and leaves it mounted and empty.
	Format(m Medium, ram *RAM) error
	// Mount is what boot does. An error means that the store cannot be used;
	// the Report is filled in as far as Mount got.
	Mount(m Medium, ram *RAM) (Report, error)
	// Get copies the value to dst and returns its length; a dst that is too
	// short gets the beginning, n is still the whole length.
	Get(m Medium, ram *RAM, k Key, dst []byte) (n int, st Status, err error)
	// Put stores 1 to MaxValue bytes. When it has returned nil the value is
	// acknowledged.
	Put(m Medium, ram *RAM, k Key, val []byte) error
	// Delete forgets the key; a key that is missing is no error.
	Delete(m Medium, ram *RAM, k Key) error
	// Decode lists what lies in the region, for inspection. It reads only and
	// needs no RAM.
	Decode(image Reader) []Record
}

// Settler is a Store whose Mount may leave work for later, when
// Options.DeferSettle is set: RAM.Unsettled says so. A Put settles first.
type Settler interface {
	Settle(m Medium, ram *RAM) error
}

// Collector is a Store that firmware may ask to collect garbage before the
// room runs out.
type Collector interface {
	Collect(m Medium, ram *RAM) error
}

// RecordState says what the design makes of a record.
type RecordState uint8

// What a record can be.
const (
	Current    RecordState = iota // the value a read returns
	Superseded                    // an older value that a later record replaces
	Deleted                       // taken back, or the mark that takes back
	BadCheck                      // its check does not match
	Torn                          // begun and not finished
	Ignored                       // not looked at, for the reason in Why
	Mark                          // no value: a header, status or control word
)

func (s RecordState) String() string {
	return nameOf(int(s), "current", "superseded", "deleted", "bad check", "torn", "ignored", "mark")
}

// Record is one thing found in a region.
type Record struct {
	Addr     uint32 // from the start of the region
	Bytes    int    // room taken
	State    RecordState
	HasKey   bool
	Key      Key
	Value    []byte
	Sequence uint32 // where the design numbers its records
	Why      string // plain reason or description
	Check    Check  // that the record itself carries
}

// Check is the check of a record as it lies in flash and as it would be right.
type Check struct {
	Kind     string // "CRC-8", "CRC-16" or "CRC-32"; empty: the record has none of its own
	Stored   uint32
	Computed uint32
}

// Field gives a key a fixed place in a struct (in-place designs).
type Field struct {
	Key  Key
	Size int // bytes, 1..MaxValue
}

// Acceptance is how an A/B store tells a written slot from an unwritten one.
type Acceptance uint8

// Ways to accept a slot. All but ByCheck are specimens of a known mistake.
const (
	ByCheck    Acceptance = iota // check first, then the higher sequence
	ByNotBlank                   // any magic that is not erased counts as written
	BySequence                   // the higher sequence first, its check afterwards
)

// Options choose the variants of a design. The zero value is the design as
// its doc comment describes it; options of other designs are ignored.
type Options struct {
	// WriteBack (in place): a Mount that finds nothing usable programs the
	// empty record at once. It destroys the evidence and wears the page.
	WriteBack bool
	// Fields (in place): a raw struct with one field per key in this order
	// instead of a packed list. A field has no length and no presence: Get
	// always returns Size bytes with status OK, erased bytes when blank.
	Fields []Field
	// VerifyErased (two-page): at boot read the spare page whole and erase it
	// if it is not blank, as later versions of the reference code do, instead
	// of trusting its status word.
	VerifyErased bool
	// EraseAtMount (two-page): erase the spare page at every boot, as the
	// first versions of the reference code do.
	EraseAtMount bool
	// CheckOnRead (fds): compare the record check at Get, which the original
	// leaves off by default.
	CheckOnRead bool
	// DataCheck (nvs): keep a CRC-32 after each value, off in the original.
	DataCheck bool
	// Settle (ab-slots): program a settled mark after each save, and treat a
	// newest record without one as suspect at Mount: commit it again first.
	Settle bool
	// Slots (ab-slots): 2 or 3; 0 means 2.
	Slots int
	// Accept (ab-slots): how a slot is judged.
	Accept Acceptance
	// CommitInEntry (journal): the commit word shares the program unit of its
	// entry's end. Not together with ReplayOnce.
	CommitInEntry bool
	// ReplayOnce (journal): Mount replays committed entries and does not finish
	// them before they are acted on.
	ReplayOnce bool
	// DeferSettle: Mount changes nothing in flash and leaves RAM.Unsettled for
	// Settle, for firmware that waits for a steady supply before it erases.
	DeferSettle bool
}

// New returns the named design. An unknown name wraps ErrUnknown and lists the
// known ones; options out of range are an error.
func New(name string, o Options) (Store, error) {
	for _, d := range designs {
		if d.name == name {
			s, err := d.build(name, o)
			if err != nil {
				return nil, fmt.Errorf("store %s: %w", name, err)
			}
			return s, nil
		}
	}
	return nil, fmt.Errorf("%w: %q (known: %v)", ErrUnknown, name, Names())
}

// Names lists the designs in their fixed order.
func Names() []string {
	names := make([]string, 0, len(designs))
	for _, d := range designs {
		names = append(names, d.name)
	}
	return slices.Clip(names)
}

func nameOf(i int, names ...string) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("unknown(%d)", i)
}
