package firmware

// Op says what a Command asks for.
type Op uint8

// The operations. Those marked PIN need the security PIN, as in the published
// protocol.
const (
	OpNone                  Op = iota
	OpPair                     // new authorization for this phone; pairing mode or an empty lock
	OpLockAction               // Action, Flags, AppID, Suffix
	OpSetPIN                   // NewPIN; PIN
	OpVerifyPIN                // PIN
	OpRequestConfig            //
	OpSetConfig                // Config; PIN
	OpRequestAdvancedConfig    //
	OpSetAdvancedConfig        // Advanced; PIN
	OpSetField                 // Field, Value or Name: one field of either record; PIN
	OpBatteryReport            //
	OpKeyturnerStates          //
	OpRequestAuthorizations    // Offset, Count; PIN
	OpInviteAuthorization      // Name, IDType, Key, Remote, Limits; PIN
	OpUpdateAuthorization      // Target, Name, Enabled, Remote, Limits; PIN
	OpRemoveAuthorization      // Target; PIN
	OpRequestLog               // Offset, Count, Descending; PIN
	OpEnableLogging            // Enabled; PIN
	OpFactoryReset             // PIN
	OpCalibrate                // PIN
	OpReboot                   // PIN
	OpUpdateTime               // Time; PIN
	Ops                        // how many there are
)

var opNames = [...]string{
	"none", "pair", "lock-action", "set-pin", "verify-pin", "request-config", "set-config",
	"request-advanced-config", "set-advanced-config", "set-field", "battery-report", "keyturner-states",
	"request-authorizations", "invite-authorization", "update-authorization", "remove-authorization",
	"request-log", "enable-logging", "factory-reset", "calibrate", "reboot", "update-time",
}

// String names the operation, in lower case with hyphens.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return "unknown"
}

// NeedsPIN says whether the published protocol protects the operation with
// the security PIN.
func (o Op) NeedsPIN() bool {
	switch o {
	case OpSetPIN, OpVerifyPIN, OpSetConfig, OpSetAdvancedConfig, OpSetField, OpRequestAuthorizations,
		OpInviteAuthorization, OpUpdateAuthorization, OpRemoveAuthorization, OpRequestLog, OpEnableLogging,
		OpFactoryReset, OpCalibrate, OpReboot, OpUpdateTime:
		return true
	}
	return false
}

// AuthID names an authorization; 0 is none.
type AuthID uint32

// Name is a text field of the protocol: UTF-8, padded with zeros.
type Name [32]byte

// NewName cuts s to 32 bytes.
func NewName(s string) Name {
	var n Name
	copy(n[:], s)
	return n
}

// String is the name without its padding.
func (n Name) String() string {
	for i, b := range n {
		if b == 0 {
			return string(n[:i])
		}
	}
	return string(n[:])
}

// IDType is the kind of an authorization.
type IDType uint8

// Kinds of authorization.
const (
	IDApp IDType = iota
	IDBridge
	IDFob
	IDKeypad
)

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
	actionCalibration    LockAction = 0xFC // internal: never on the air
	actionBootRun        LockAction = 0xFD // internal: never on the air
)

// Flags of a lock action.
const (
	FlagAutoUnlock uint8 = 1 << 0
	FlagForce      uint8 = 1 << 1
)

// TimeLimits restricts when an authorization may act. The zero value restricts
// nothing.
type TimeLimits struct {
	Limited             bool
	From, Until         UnixSeconds // 0: no limit on this side
	Weekdays            uint8       // bit 6 Monday .. bit 0 Sunday; 0 means every day
	FromTime, UntilTime uint16      // minutes since midnight, UTC; equal means all day
}

// Command is what a phone asks for, already authenticated: Auth is the
// authorization whose key decrypted it. Fields that the operation does not
// use are ignored.
type Command struct {
	Op         Op
	Auth       AuthID
	Tag        uint32 // chosen by the sender, returned in every Reply
	PIN        uint16
	NewPIN     uint16
	Action     LockAction
	Flags      uint8
	AppID      uint32
	Suffix     [20]byte
	Name       Name
	IDType     IDType
	Key        [32]byte
	Target     AuthID
	Enabled    bool
	Remote     bool
	Limits     TimeLimits
	Field      Field
	Value      int32
	Config     Config
	Advanced   AdvancedConfig
	Offset     uint32 // first entry of a list; for the log: the index to start after, 0 the end named by Descending
	Count      uint16 // entries wanted; a Reply carries at most ListPage
	Descending bool
	Time       UnixSeconds
}

// ListPage is how many entries of a list one Reply carries.
const ListPage = 4

// ReplyKind says which message of an answer a Reply is.
type ReplyKind uint8

// Kinds of Reply. A lock action is answered by Accepted, then StateChanged any
// number of times, then Complete or Failed; everything else by one Complete or
// Failed.
const (
	ReplyAccepted ReplyKind = iota
	ReplyStateChanged
	ReplyComplete
	ReplyFailed
)

// Reply is one message to a phone.
type Reply struct {
	Phone PhoneID
	Tag   uint32
	Op    Op
	Kind  ReplyKind
	Error ErrorCode // NoError unless Failed

	Auth     AuthID          // OpPair, OpInviteAuthorization: the new one
	States   KeyturnerStates // OpKeyturnerStates, lock actions
	Battery  BatteryReport   // OpBatteryReport
	Config   Config          // OpRequestConfig
	Advanced AdvancedConfig  // OpRequestAdvancedConfig
	Total    uint32          // lists: entries there are
	Entries  uint8           // lists: how many of the page below are used
	Auths    [ListPage]Authorization
	Log      [ListPage]LogEntry
}

// Final says that no further Reply to the same command follows.
func (r *Reply) Final() bool { return r.Kind == ReplyComplete || r.Kind == ReplyFailed }

// KeyturnerStates is what the lock tells about itself (command 0x000C).
type KeyturnerStates struct {
	NukiState      NukiState
	LockState      LockState
	Trigger        Trigger // of the last state change
	Time           UnixSeconds
	OffsetMinutes  int16
	Battery        uint8 // bit 0 critical, bit 1 charging, bits 2..7 percent/2
	ConfigUpdates  uint8
	LockNGoSeconds uint8
	LastAction     LockAction
	LastTrigger    Trigger
	LastCompletion Completion
	DoorClosed     bool
	NightMode      bool
}

// BatteryReport is the battery report of the protocol (command 0x0011), field
// for field.
type BatteryReport struct {
	DrainMilliwattSeconds uint16
	Voltage               Millivolts
	Critical              uint8 // as KeyturnerStates.Battery
	LastAction            LockAction
	StartVoltage          Millivolts
	LowestVoltage         Millivolts
	DistanceDegrees       uint16
	StartTemperature      int8 // degrees Celsius
	MaxTurnCurrent        Milliamps
	ResistanceMilliohms   uint16
}

// Authorization is one entry of the authorization list, its key left out.
type Authorization struct {
	ID         AuthID
	Type       IDType
	AppID      uint32
	Name       Name
	Enabled    bool
	Remote     bool
	Created    UnixSeconds
	LastActive UnixSeconds
	LockCount  uint16
	Limits     TimeLimits
}

// LogEntry is one entry of the activity log.
type LogEntry struct {
	Index uint32 // counts from 1
	Time  UnixSeconds
	Auth  AuthID
	Name  Name
	Type  LogType
	Data  [5]byte
}
