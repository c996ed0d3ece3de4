package keyturner

// LockAction is what the bolt is asked to do, in the protocol's numbering.
type LockAction uint8

// Lock actions.
const (
	ActionNone           LockAction = 0x00
	ActionUnlock         LockAction = 0x01
	ActionLock           LockAction = 0x02
	ActionUnlatch        LockAction = 0x03
	ActionLockNGo        LockAction = 0x04
	ActionLockNGoUnlatch LockAction = 0x05
	ActionFullLock       LockAction = 0x06
	ActionFob1           LockAction = 0x81
	ActionFob2           LockAction = 0x82
	ActionFob3           LockAction = 0x83
	ActionFobNothing     LockAction = 0x50 // newer locks, in reports only: a fob without action
	ActionButtonNothing  LockAction = 0x5A // newer locks, in reports only: a button without action
)

// Askable says whether an app may ask for the action.
func (a LockAction) Askable() bool {
	return a >= ActionUnlock && a <= ActionFullLock || a >= ActionFob1 && a <= ActionFob3
}

// String names the action, in lower case with hyphens.
func (a LockAction) String() string {
	switch a {
	case ActionNone:
		return "none"
	case ActionUnlock:
		return "unlock"
	case ActionLock:
		return "lock"
	case ActionUnlatch:
		return "unlatch"
	case ActionLockNGo:
		return "lock-n-go"
	case ActionLockNGoUnlatch:
		return "lock-n-go-unlatch"
	case ActionFullLock:
		return "full-lock"
	case ActionFob1:
		return "fob-1"
	case ActionFob2:
		return "fob-2"
	case ActionFob3:
		return "fob-3"
	case ActionFobNothing:
		return "fob-nothing"
	case ActionButtonNothing:
		return "button-nothing"
	}
	return unlisted(uint8(a))
}

// Flags of a lock action.
const (
	FlagAutoUnlock uint8 = 1 << 0
	FlagForce      uint8 = 1 << 1
)
