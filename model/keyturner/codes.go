package keyturner

import "fmt"

// ErrorCode is an error of the published protocol.
type ErrorCode uint8

// Error codes.
const (
	NoError                ErrorCode = 0x00
	ErrNotPairing          ErrorCode = 0x10
	ErrPairingParameter    ErrorCode = 0x12
	ErrMaxUser             ErrorCode = 0x13
	ErrNotAuthorized       ErrorCode = 0x20
	ErrBadPIN              ErrorCode = 0x21
	ErrBadParameter        ErrorCode = 0x23
	ErrInvalidAuthID       ErrorCode = 0x24
	ErrDisabled            ErrorCode = 0x25
	ErrTimeNotAllowed      ErrorCode = 0x27
	ErrTooManyPINAttempts  ErrorCode = 0x28
	ErrTooManyEntries      ErrorCode = 0x29
	ErrAutoUnlockTooRecent ErrorCode = 0x40
	ErrMotorBlocked        ErrorCode = 0x42
	ErrMotorTimeout        ErrorCode = 0x44
	ErrBusy                ErrorCode = 0x45
	ErrCanceled            ErrorCode = 0x46
	ErrNotCalibrated       ErrorCode = 0x47
	ErrMotorLowVoltage     ErrorCode = 0x49
	ErrMotorPowerFailure   ErrorCode = 0x4A
	ErrVoltageTooLow       ErrorCode = 0x4C
	ErrBadLength           ErrorCode = 0xFE
	ErrUnknown             ErrorCode = 0xFF
)

// String gives the code and what it means, such as "0x21 wrong PIN".
func (e ErrorCode) String() string {
	return fmt.Sprintf("0x%02X %s", uint8(e), e.Meaning())
}

// Meaning words the code: "wrong PIN".
func (e ErrorCode) Meaning() string {
	switch e {
	case NoError:
		return "no error"
	case ErrNotPairing:
		return "not in pairing mode"
	case ErrPairingParameter:
		return "pairing parameter out of range"
	case ErrMaxUser:
		return "maximum number of users reached"
	case ErrNotAuthorized:
		return "not authorized"
	case ErrBadPIN:
		return "wrong PIN"
	case ErrBadParameter:
		return "parameter out of range"
	case ErrInvalidAuthID:
		return "no such authorization"
	case ErrDisabled:
		return "authorization disabled"
	case ErrTimeNotAllowed:
		return "not allowed at this time"
	case ErrTooManyPINAttempts:
		return "too many wrong PINs"
	case ErrTooManyEntries:
		return "no more entries can be stored"
	case ErrAutoUnlockTooRecent:
		return "auto unlock too soon"
	case ErrMotorBlocked:
		return "motor blocked"
	case ErrMotorTimeout:
		return "motor timeout"
	case ErrBusy:
		return "busy"
	case ErrCanceled:
		return "canceled"
	case ErrNotCalibrated:
		return "not calibrated"
	case ErrMotorLowVoltage:
		return "motor blocked at low voltage"
	case ErrMotorPowerFailure:
		return "no current through the motor"
	case ErrVoltageTooLow:
		return "voltage too low"
	case ErrBadLength:
		return "bad length"
	case ErrUnknown:
		return "unknown"
	}
	return "unlisted code"
}

// NukiState is the mode of the whole lock.
type NukiState uint8

// Modes of the lock.
const (
	Uninitialized NukiState = 0x00
	PairingMode   NukiState = 0x01
	DoorMode      NukiState = 0x02
	Maintenance   NukiState = 0x04
)

// LockState is where the bolt is and what it does.
type LockState uint8

// Lock states.
const (
	Uncalibrated    LockState = 0x00
	Locked          LockState = 0x01
	Unlocking       LockState = 0x02
	Unlocked        LockState = 0x03
	Locking         LockState = 0x04
	Unlatched       LockState = 0x05
	UnlockedLockNGo LockState = 0x06
	Unlatching      LockState = 0x07
	Calibrating     LockState = 0xFC
	BootRun         LockState = 0xFD
	MotorBlocked    LockState = 0xFE
	Undefined       LockState = 0xFF
)

// String names the state, in lower case with hyphens.
func (s LockState) String() string {
	switch s {
	case Uncalibrated:
		return "uncalibrated"
	case Locked:
		return "locked"
	case Unlocking:
		return "unlocking"
	case Unlocked:
		return "unlocked"
	case Locking:
		return "locking"
	case Unlatched:
		return "unlatched"
	case UnlockedLockNGo:
		return "unlocked-lock-n-go"
	case Unlatching:
		return "unlatching"
	case Calibrating:
		return "calibrating"
	case BootRun:
		return "boot-run"
	case MotorBlocked:
		return "motor-blocked"
	}
	return "undefined"
}

// Trigger says who started an action.
type Trigger uint8

// Triggers.
const (
	TriggerSystem    Trigger = 0x00 // a command over the air
	TriggerManual    Trigger = 0x01 // the key
	TriggerButton    Trigger = 0x02
	TriggerAutomatic Trigger = 0x03
	TriggerAutoLock  Trigger = 0x06
)

// Completion says how an action ended.
type Completion uint8

// Completion states.
const (
	CompletionSuccess      Completion = 0x00
	CompletionBlocked      Completion = 0x01
	CompletionCanceled     Completion = 0x02
	CompletionTooRecent    Completion = 0x03
	CompletionBusy         Completion = 0x04
	CompletionLowVoltage   Completion = 0x05
	CompletionPowerFailure Completion = 0x07
	CompletionIncomplete   Completion = 0x08
	CompletionOtherError   Completion = 0xFE
	CompletionUnknown      Completion = 0xFF
)

// LogType is the kind of a log entry.
type LogType uint8

// Kinds of log entry.
const (
	LogLogging     LogType = 0x01
	LogLockAction  LogType = 0x02
	LogCalibration LogType = 0x03
	LogBootRun     LogType = 0x04
	LogDoor        LogType = 0x06
)

// ButtonAction is what a press of the button does.
type ButtonAction uint8

// Button actions.
const (
	ButtonNone ButtonAction = iota
	ButtonIntelligent
	ButtonUnlock
	ButtonLock
	ButtonUnlatch
	ButtonLockNGo
	ButtonShowStatus
)

// FobAction is what a press of a fob does.
type FobAction uint8

// Fob actions.
const (
	FobNone FobAction = iota
	FobUnlock
	FobLock
	FobLockNGo
	FobIntelligent
)

// AdvertisingMode says how often the lock shows itself.
type AdvertisingMode uint8

// Advertising modes.
const (
	AdvertiseAutomatic AdvertisingMode = iota
	AdvertiseNormal
	AdvertiseSlow
	AdvertiseSlowest
)

// BatteryType is which cells the lock believes it has; it moves the warning
// limits and nothing else.
type BatteryType uint8

// Battery types.
const (
	Alkaline BatteryType = iota
	Accumulators
	Lithium
)
