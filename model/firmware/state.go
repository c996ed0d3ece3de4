package firmware

import (
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// MaxAuthorizations is how many users the lock knows at most; on pages of 2 KiB
// it is one less once the lock has an identity. The published limit of newer
// products is 200; the older ones document none.
const MaxAuthorizations = 32

// State is everything the application knows between activations: one plain
// value without pointers, copied with =, compared with ==. Its zero value is
// RAM after a loss of power.
type State struct {
	Booted  bool
	Unclean bool // the last run did not end with a reset of its own
	Quiet   bool // a warning switched everything off
	Pairing bool
	Press   bool // one press of the button waits for a second
	Night   bool
	Depth   uint8 // activations under way, 2 while a warning interrupts
	Cause   ResetCause
	Layout  uint8 // version of the layout the stores below are mounted in

	Phones    uint16 // open connections
	Dirty     dirt   // values that are only in RAM
	Work      bootWork
	StableFor time.Duration // how long the supply has been seen good
	Waited    time.Duration // how long boot work has waited for it

	Clock   UnixSeconds // time of day at Uptime 0, 0 unknown
	Boots   uint32
	Reboots uint16 // unexpected ones, kept in .noinit
	Updates uint8  // configuration changes since boot

	Settings storeState
	Access   storeState

	PIN      PINState
	Config   Config
	Advanced AdvancedConfig
	Auths    [MaxAuthorizations]authIndex
	Log      logState

	News       bool          // something happened that a bridge has not fetched
	AirAt      time.Duration // Uptime at which TimerAir fires, 0 it is not armed
	RebootAt   time.Duration // Uptime of a restart that was asked for over the air, 0 none
	Server     gatt.Server
	Links      [gatt.MaxConnections]linkState
	Flow       pairingFlow
	Challenges [MaxAuthorizations]challenge

	Times     timeTable
	Identity  identity
	Keypad    keypadState
	CodeUse   [MaxKeypadCodes]codeUse
	Cells     keyturner.BatteryType // guessed when the cells were inserted
	LockNGoAt time.Duration         // Uptime at which lock'n'go locks

	Bolt     keyturner.LockState
	Trigger  keyturner.Trigger
	Last     lastAction
	Acted    bool          // a lock action has ended since boot
	ActedAt  time.Duration // Uptime at which the last one did
	Motion   motion
	Report   MotorReport
	Rested   Millivolts // battery voltage before the last action
	Reported bool       // Report holds a run
}

// storeState is a mounted store.
type storeState struct {
	RAM    store.RAM
	Found  store.Finding
	Usable bool
}

// PINKnowledge says what the lock makes of its PIN.
type PINKnowledge uint8

// What a lock may know of its PIN.
const (
	PINNone    PINKnowledge = iota // none set, 0 is right
	PINCustom                      // PINState.Value is right
	PINUnknown                     // one was set, which is lost: nothing is right
)

var pinKnowledgeNames = [...]string{"none", "custom", "unknown"}

// String names the knowledge: "none", "custom" or "unknown".
func (k PINKnowledge) String() string {
	if int(k) < len(pinKnowledgeNames) {
		return pinKnowledgeNames[k]
	}
	return "invalid"
}

// PINState is the security PIN in RAM and its guard.
type PINState struct {
	Value     uint16
	Knowledge PINKnowledge
	Evidence  bool // the mark that a custom PIN is set
	Wrong     uint8
	LockedOut bool
	Until     time.Duration // Uptime at which the lock-out ends
}

// Accepts says whether pin is right, guard aside.
func (p *PINState) Accepts(pin uint16) bool {
	switch p.Knowledge {
	case PINNone:
		return pin == 0
	case PINCustom:
		return pin == p.Value
	}
	return false
}

// authIndex is what RAM keeps of an authorization; the rest is in flash.
type authIndex struct {
	ID         keyturner.AuthID
	AppID      uint32
	LastActive uint32
	LockCount  uint16
	Type       keyturner.IDType
	Flags      uint8 // 0: the slot is free
}

// dirt is a set of values.
type dirt uint8

const (
	dirtyPIN dirt = 1 << iota
	dirtyEvidence
	dirtyConfig
	dirtyAdvanced
	dirtyCounter
)

// bootWork is what a boot still has to do to the flash.
type bootWork uint16

const (
	workSettle bootWork = 1 << iota
	workMigrate
	workSuspect
	workDefaults
	workCounter
	workCollect
	workLayoutWord
	workWipe
)

// lastAction is the last lock action, for reports.
type lastAction struct {
	Action     keyturner.LockAction
	Trigger    keyturner.Trigger
	Completion keyturner.Completion
}
