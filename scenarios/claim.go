package scenarios

import (
	"strings"
	"time"
)

// Claim is what a sentence says: one of the small structs below. All are
// comparable. They are judged by Judge and put into words by Sentence.
type Claim interface{ isClaim() }

// Class is what became of a PIN; see ClassOrder.
type Class string

// Classes, strongest first. The first that holds names the outcome.
const (
	Bricked  Class = "bricked"  // the lock does not come up
	Unstable Class = "unstable" // differs from read to read or boot to boot
	Exposed  Class = "exposed"  // any PIN, or none, is accepted although one was set
	Wrong    Class = "wrong"    // a PIN that was never set is accepted
	Default  Class = "default"  // silently back to no PIN set: 0000 opens
	Denied   Class = "denied"   // no PIN is accepted any more
	Stale    Class = "stale"    // an older acknowledged PIN, although a newer one was acknowledged
	Intact   Class = "intact"   // what was acknowledged is there; a save in flight may have ended old or new
)

// Classes are all classes, strongest first.
var Classes = []Class{Bricked, Unstable, Exposed, Wrong, Default, Denied, Stale, Intact}

// ClassSet is a set of classes.
type ClassSet uint16

// ClassesOf makes a set.
func ClassesOf(cs ...Class) ClassSet {
	var s ClassSet
	for i, c := range Classes {
		for _, x := range cs {
			if c == x {
				s |= 1 << i
			}
		}
	}
	return s
}

// Has says whether the class is in the set.
func (s ClassSet) Has(c Class) bool { return s&ClassesOf(c) != 0 }

// List gives the classes of the set, strongest first.
func (s ClassSet) List() []Class {
	var out []Class
	for _, c := range Classes {
		if s.Has(c) {
			out = append(out, c)
		}
	}
	return out
}

// String joins the classes with "or".
func (s ClassSet) String() string {
	var words []string
	for _, c := range s.List() {
		words = append(words, string(c))
	}
	return strings.Join(words, " or ")
}

// Count is how many of something there may be; Max below 0 is no limit.
type Count struct{ Min, Max int64 }

// Holds says whether n is such a number.
func (c Count) Holds(n int64) bool { return n >= c.Min && (c.Max < 0 || n <= c.Max) }

// Span is a length of time; Max 0 is no limit.
type Span struct{ Min, Max time.Duration }

// Share is a part of a whole; Max below 0 is no limit.
type Share struct{ Min, Max Millipercent }

// Happening is something that is counted.
type Happening string

// Happenings.
const (
	Resets         Happening = "reset"
	PowerOnResets  Happening = "power-on reset"
	BrownOutResets Happening = "brown-out reset"
	PinResets      Happening = "pin reset"
	SoftResets     Happening = "soft reset"
	WatchdogResets Happening = "watchdog reset"
	LockupResets   Happening = "lockup reset"
	Boots          Happening = "boot"
	Warnings       Happening = "warning"
)

// Happenings are all that are counted.
var Happenings = []Happening{PowerOnResets, BrownOutResets, PinResets, SoftResets, WatchdogResets, LockupResets, Resets, Boots, Warnings}

// Operation is a kind of memory operation.
type Operation string

// Operations; AnyOperation counts both kinds.
const (
	Erases       Operation = "erase"
	Programs     Operation = "program"
	AnyOperation Operation = "operation"
)

// Operations are the kinds there are.
var Operations = []Operation{Erases, Programs, AnyOperation}

// Area is a part of what the firmware keeps.
type Area string

// Areas are the parts boot code reports on.
var Areas = []Area{"settings page", "layout word", "authorizations", "log"}

// Finding is what boot code makes of an area.
type Finding string

// Findings are what it may make of it.
var Findings = []Finding{"valid", "blank", "corrupt", "recovered", "ambiguous"}

// Consumer is somebody who uses charge.
type Consumer string

// Consumers are those the energy account tells apart.
var Consumers = []Consumer{"motor", "logic", "radio", "light", "regulator", "extra load", "self-discharge"}

// BoltState is where the bolt is.
type BoltState string

// BoltStates are the states there are.
var BoltStates = []BoltState{"locked", "unlocked", "unlatched", "in between"}

// Which picks boots.
type Which string

// Which boots a sentence speaks of.
const (
	AnyBoot  Which = "boot"
	LastBoot Which = "the last boot"
	NoBoot   Which = "no boot"
)

type (
	// PINIs says what became of the PIN.
	PINIs struct {
		Not     bool
		Classes ClassSet
	}
	// PINAnswer says how the lock answers a PIN.
	PINAnswer struct {
		PIN      PIN
		Accepted bool
	}
	// NoPINWorks says that neither a PIN ever set nor 0000 is accepted.
	NoPINWorks struct{}
	// SettingIs says what a setting reads.
	SettingIs struct {
		Setting Setting
		Not     bool
		Default bool // its default; else Value
		Value   SettingValue
	}
	// SettingFate says whether what was chosen is still there. Setting ""
	// speaks of all that were changed; Some of at least one of them.
	SettingFate struct {
		Setting Setting
		Lost    bool
		Some    bool
	}
	// PhonesPaired says that every phone that was paired still is, or that
	// none is.
	PhonesPaired struct{ None bool }
	// AuthorizationsLeft counts authorizations.
	AuthorizationsLeft struct{ Count Count }
	// Happened counts resets, boots and warnings since the story began. The
	// first power-on is not counted as a reset, its boot is counted.
	Happened struct {
		What  Happening
		Count Count
	}
	// Interrupted counts memory operations that were torn.
	Interrupted struct {
		Operation Operation
		Count     Count
	}
	// Done counts memory operations that were begun.
	Done struct {
		Operation Operation
		Count     Count
	}
	// MarginalWords counts words that may read one way now and another later.
	MarginalWords struct{ Count Count }
	// RailWent says that a voltage passed a level at some time, or never did.
	RailWent struct {
		Rail  Rail
		Below bool // fell below; else rose above
		Volts Microvolts
		Never bool // stayed on this side
	}
	// Usable says whether the lock runs and obeys a paired phone.
	Usable struct{ Not bool }
	// BootDecided says that boot code gave this decision.
	BootDecided struct {
		Which Which
		Text  string
	}
	// BootFound says what boot code made of what it read.
	BootFound struct {
		Which   Which
		Area    Area
		Finding Finding
	}
	// BatteryLasted says how long the last set of cells did its work: until
	// the lock reported it critical, or stopped.
	BatteryLasted struct{ Span Span }
	// ChargeUsed says how much of the charge somebody used.
	ChargeUsed struct {
		Consumer Consumer
		Share    Share
	}
	// ResetAsked says what the lock would answer to a factory reset.
	ResetAsked struct {
		By      ResetWay
		PIN     PIN // by phone
		Allowed bool
	}
	// NothingLost says: PIN intact, every setting kept, every authorization
	// there.
	NothingLost struct{}
	// LastAnswer says how the last command of a phone was answered; Reason ""
	// takes any.
	LastAnswer struct {
		Accepted bool
		Reason   string
	}
	// BoltIs says where the bolt is.
	BoltIs struct{ State BoltState }
	// BatteryCritical says whether the lock reports a critical battery.
	BatteryCritical struct{ Not bool }
	// FaultApplied counts how often a fault of the link changed something. It may
	// have been taken away since.
	FaultApplied struct {
		Fault string
		Count Count
	}
)

func (PINIs) isClaim()              {}
func (PINAnswer) isClaim()          {}
func (NoPINWorks) isClaim()         {}
func (SettingIs) isClaim()          {}
func (SettingFate) isClaim()        {}
func (PhonesPaired) isClaim()       {}
func (AuthorizationsLeft) isClaim() {}
func (Happened) isClaim()           {}
func (Interrupted) isClaim()        {}
func (Done) isClaim()               {}
func (MarginalWords) isClaim()      {}
func (RailWent) isClaim()           {}
func (Usable) isClaim()             {}
func (BootDecided) isClaim()        {}
func (BootFound) isClaim()          {}
func (BatteryLasted) isClaim()      {}
func (ChargeUsed) isClaim()         {}
func (ResetAsked) isClaim()         {}
func (NothingLost) isClaim()        {}
func (LastAnswer) isClaim()         {}
func (BoltIs) isClaim()             {}
func (BatteryCritical) isClaim()    {}
func (FaultApplied) isClaim()       {}
