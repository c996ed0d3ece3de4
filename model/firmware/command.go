package firmware

import "locktwin/model/keyturner"

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
	OpSimpleLockAction         // Action: lock or unlock
	OpKeypadAction             // Source, Code, Keypad
	OpAddTimeControl           // TimeControl without its ID; PIN
	OpUpdateTimeControl        // TimeControl; PIN
	OpRemoveTimeControl        // TimeControl.ID; PIN
	OpRequestTimeControls      // Offset, Count; PIN
	OpAddKeypadCode            // Code, Name, Limits; PIN
	OpUpdateKeypadCode         // Entry, Code, Name, Enabled, Limits; PIN
	OpRemoveKeypadCode         // Entry; PIN
	OpRequestKeypadCodes       // Offset, Count; PIN
	Ops                        // how many there are
)

var opNames = [...]string{
	"none", "pair", "lock-action", "set-pin", "verify-pin", "request-config", "set-config",
	"request-advanced-config", "set-advanced-config", "set-field", "battery-report", "keyturner-states",
	"request-authorizations", "invite-authorization", "update-authorization", "remove-authorization",
	"request-log", "enable-logging", "factory-reset", "calibrate", "reboot", "update-time",
	"simple-lock-action", "keypad-action", "add-time-control", "update-time-control", "remove-time-control",
	"request-time-controls", "add-keypad-code", "update-keypad-code", "remove-keypad-code", "request-keypad-codes",
}

// String names the operation, in lower case with hyphens.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return "unknown"
}

// opCommands are the commands that the operations answer, for error reports. What
// the protocol does not have as a command of its own is requested data.
var opCommands = [Ops]keyturner.Command{
	OpLockAction:            keyturner.CmdLockAction,
	OpSimpleLockAction:      keyturner.CmdSimpleLockAction,
	OpKeypadAction:          keyturner.CmdKeypadAction,
	OpCalibrate:             keyturner.CmdRequestCalibration,
	OpReboot:                keyturner.CmdRequestReboot,
	OpUpdateTime:            keyturner.CmdUpdateTime,
	OpSetPIN:                keyturner.CmdSetPIN,
	OpVerifyPIN:             keyturner.CmdVerifyPIN,
	OpRequestConfig:         keyturner.CmdRequestConfig,
	OpSetConfig:             keyturner.CmdSetConfig,
	OpRequestAdvancedConfig: keyturner.CmdRequestAdvancedConfig,
	OpSetAdvancedConfig:     keyturner.CmdSetAdvancedConfig,
	OpRequestAuthorizations: keyturner.CmdRequestAuthorizations,
	OpInviteAuthorization:   keyturner.CmdInvite,
	OpUpdateAuthorization:   keyturner.CmdUpdateAuthorization,
	OpRemoveAuthorization:   keyturner.CmdRemoveAuthorization,
	OpRequestLog:            keyturner.CmdRequestLog,
	OpEnableLogging:         keyturner.CmdEnableLogging,
	OpAddTimeControl:        keyturner.CmdAddTimeControl,
	OpUpdateTimeControl:     keyturner.CmdUpdateTimeControl,
	OpRemoveTimeControl:     keyturner.CmdRemoveTimeControl,
	OpRequestTimeControls:   keyturner.CmdRequestTimeControls,
	OpAddKeypadCode:         keyturner.CmdAddKeypadCode,
	OpUpdateKeypadCode:      keyturner.CmdUpdateKeypadCode,
	OpRemoveKeypadCode:      keyturner.CmdRemoveKeypadCode,
	OpRequestKeypadCodes:    keyturner.CmdRequestKeypadCodes,
}

// command is the command that the operation answers.
func (o Op) command() keyturner.Command {
	if o < Ops && opCommands[o] != 0 {
		return opCommands[o]
	}
	return keyturner.CmdRequestData
}

// NeedsPIN says whether the published protocol protects the operation with
// the security PIN.
func (o Op) NeedsPIN() bool {
	switch o {
	case OpSetPIN, OpVerifyPIN, OpSetConfig, OpSetAdvancedConfig, OpSetField, OpRequestAuthorizations,
		OpInviteAuthorization, OpUpdateAuthorization, OpRemoveAuthorization, OpRequestLog, OpEnableLogging,
		OpFactoryReset, OpCalibrate, OpReboot, OpUpdateTime,
		OpAddTimeControl, OpUpdateTimeControl, OpRemoveTimeControl, OpRequestTimeControls,
		OpAddKeypadCode, OpUpdateKeypadCode, OpRemoveKeypadCode, OpRequestKeypadCodes:
		return true
	}
	return false
}

// Actions of the lock's own, which are never on the air.
const (
	actionCalibration keyturner.LockAction = 0xFC
	actionBootRun     keyturner.LockAction = 0xFD
)

// TimeLimits restricts when an authorization or a keypad code may act, in the
// lock's local time. The zero value restricts nothing.
type TimeLimits struct {
	Limited             bool
	From, Until         UnixSeconds // what the wall clock shows, as if it were UTC; 0: no limit on this side
	Weekdays            uint8       // bit 6 Monday .. bit 0 Sunday; 0 means every day
	FromTime, UntilTime uint16      // minutes since midnight; equal means all day
}

// Command is what a phone asks for, already authenticated: Auth is the
// authorization whose key decrypted it. Fields that the operation does not
// use are ignored.
type Command struct {
	Op         Op
	Auth       keyturner.AuthID
	Tag        uint32 // chosen by the sender, returned in every Reply
	PIN        uint16
	NewPIN     uint16
	Action     keyturner.LockAction
	Flags      uint8
	AppID      uint32
	Suffix     [20]byte
	Name       keyturner.Name
	IDType     keyturner.IDType
	Key        [32]byte
	Target     keyturner.AuthID
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
	CountLog   bool // for the log: fill Reply.Available
	Time       UnixSeconds

	Entry       uint16 // id of a keypad code
	Source      keyturner.KeypadSource
	Keypad      keyturner.KeypadAction
	Code        uint32
	TimeControl keyturner.TimeControlEntry
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
	Error keyturner.ErrorCode // NoError unless Failed

	Auth     keyturner.AuthID // OpPair, OpInviteAuthorization: the new one
	Entry    uint16           // OpAddTimeControl, OpAddKeypadCode: the new one
	Created  UnixSeconds      // OpInviteAuthorization, OpAddKeypadCode
	States   KeyturnerStates  // OpKeyturnerStates, lock actions
	Battery  BatteryReport    // OpBatteryReport
	Config   Config           // OpRequestConfig
	Advanced AdvancedConfig   // OpRequestAdvancedConfig
	Total    uint32           // lists: entries there are
	Entries  uint8            // lists: how many of the page below are used
	Auths    [ListPage]Authorization
	Log      [ListPage]LogEntry
	Codes    [ListPage]KeypadCode

	TimeControls [ListPage]keyturner.TimeControlEntry
	Logging      bool   // OpRequestLog: whether the log is on
	Available    uint32 // OpRequestLog with CountLog: entries from the given start on
}

// Final says that no further Reply to the same command follows.
func (r *Reply) Final() bool { return r.Kind == ReplyComplete || r.Kind == ReplyFailed }

// KeyturnerStates is what the lock tells about itself (command 0x000C).
type KeyturnerStates struct {
	NukiState      keyturner.NukiState
	LockState      keyturner.LockState
	Trigger        keyturner.Trigger // of the last state change
	Time           UnixSeconds
	OffsetMinutes  int16
	Battery        uint8 // bit 0 critical, bit 1 charging, bits 2..7 percent/2
	ConfigUpdates  uint8
	LockNGoSeconds uint8
	LastAction     keyturner.LockAction
	LastTrigger    keyturner.Trigger
	LastCompletion keyturner.Completion
	DoorClosed     bool
	NightMode      bool
}

// BatteryReport is the battery report of the protocol (command 0x0011), field
// for field.
type BatteryReport struct {
	DrainMilliwattSeconds uint16
	Voltage               Millivolts
	Critical              uint8 // as KeyturnerStates.Battery
	LastAction            keyturner.LockAction
	StartVoltage          Millivolts
	LowestVoltage         Millivolts
	DistanceDegrees       uint16
	StartTemperature      int8 // degrees Celsius
	MaxTurnCurrent        Milliamps
	ResistanceMilliohms   uint16
}

// Authorization is one entry of the authorization list, its key left out.
type Authorization struct {
	ID         keyturner.AuthID
	Type       keyturner.IDType
	AppID      uint32
	Name       keyturner.Name
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
	Auth  keyturner.AuthID
	Name  keyturner.Name
	Type  keyturner.LogType
	Data  [5]byte
}
