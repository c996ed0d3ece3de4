package keyturner

import "strconv"

// unlisted names a value that no document lists.
func unlisted(v uint8) string { return "unlisted-" + strconv.Itoa(int(v)) }

// NukiState is the mode of the whole lock.
type NukiState uint8

// Modes of the lock.
const (
	Uninitialized NukiState = 0x00
	PairingMode   NukiState = 0x01
	DoorMode      NukiState = 0x02
	Maintenance   NukiState = 0x04
)

// String names it, in lower case with hyphens.
func (v NukiState) String() string {
	switch v {
	case Uninitialized:
		return "uninitialized"
	case PairingMode:
		return "pairing-mode"
	case DoorMode:
		return "door-mode"
	case Maintenance:
		return "maintenance"
	}
	return unlisted(uint8(v))
}

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
	case Undefined:
		return "undefined"
	}
	return unlisted(uint8(s))
}

// Trigger says who started an action.
type Trigger uint8

// Triggers.
const (
	TriggerSystem    Trigger = 0x00 // a command over the air
	TriggerManual    Trigger = 0x01 // the key
	TriggerButton    Trigger = 0x02
	TriggerAutomatic Trigger = 0x03 // for example time control
	TriggerAutoLock  Trigger = 0x06
	TriggerHomeKit   Trigger = 0xAB // newer locks
	TriggerMQTT      Trigger = 0xAC // newer locks
)

// String names it, in lower case with hyphens.
func (v Trigger) String() string {
	switch v {
	case TriggerSystem:
		return "system"
	case TriggerManual:
		return "manual"
	case TriggerButton:
		return "button"
	case TriggerAutomatic:
		return "automatic"
	case TriggerAutoLock:
		return "auto-lock"
	case TriggerHomeKit:
		return "homekit"
	case TriggerMQTT:
		return "mqtt"
	}
	return unlisted(uint8(v))
}

// Completion says how an action ended.
type Completion uint8

// Completion states.
const (
	CompletionSuccess            Completion = 0x00
	CompletionBlocked            Completion = 0x01
	CompletionCanceled           Completion = 0x02
	CompletionTooRecent          Completion = 0x03
	CompletionBusy               Completion = 0x04
	CompletionLowVoltage         Completion = 0x05
	CompletionClutchFailure      Completion = 0x06
	CompletionPowerFailure       Completion = 0x07
	CompletionIncomplete         Completion = 0x08
	CompletionNotAuthorized      Completion = 0x09 // keypads of newer locks
	CompletionFailure            Completion = 0x0B // newer locks
	CompletionInvalidCode        Completion = 0xE0 // keypad
	CompletionInvalidFingerprint Completion = 0xE1 // keypads of newer locks
	CompletionOtherError         Completion = 0xFE
	CompletionUnknown            Completion = 0xFF
)

// String names it, in lower case with hyphens.
func (v Completion) String() string {
	switch v {
	case CompletionSuccess:
		return "success"
	case CompletionBlocked:
		return "motor-blocked"
	case CompletionCanceled:
		return "canceled"
	case CompletionTooRecent:
		return "too-recent"
	case CompletionBusy:
		return "busy"
	case CompletionLowVoltage:
		return "low-motor-voltage"
	case CompletionClutchFailure:
		return "clutch-failure"
	case CompletionPowerFailure:
		return "motor-power-failure"
	case CompletionIncomplete:
		return "incomplete"
	case CompletionNotAuthorized:
		return "not-authorized"
	case CompletionFailure:
		return "failure"
	case CompletionInvalidCode:
		return "invalid-code"
	case CompletionInvalidFingerprint:
		return "invalid-fingerprint"
	case CompletionOtherError:
		return "other-error"
	case CompletionUnknown:
		return "unknown"
	}
	return unlisted(uint8(v))
}

// LogType is the kind of a log entry.
type LogType uint8

// Kinds of log entry.
const (
	LogLogging        LogType = 0x01
	LogLockAction     LogType = 0x02
	LogCalibration    LogType = 0x03
	LogBootRun        LogType = 0x04
	LogKeypadAction   LogType = 0x05
	LogDoor           LogType = 0x06
	LogDoorLogging    LogType = 0x07
	LogFirmwareUpdate LogType = 0x0A // newer locks
)

// String names it, in lower case with hyphens.
func (v LogType) String() string {
	switch v {
	case LogLogging:
		return "logging"
	case LogLockAction:
		return "lock-action"
	case LogCalibration:
		return "calibration"
	case LogBootRun:
		return "initialization-run"
	case LogKeypadAction:
		return "keypad-action"
	case LogDoor:
		return "door-sensor"
	case LogDoorLogging:
		return "door-sensor-logging"
	case LogFirmwareUpdate:
		return "firmware-update"
	}
	return unlisted(uint8(v))
}

// DoorState is what the door sensor tells.
type DoorState uint8

// Door sensor states.
const (
	DoorUnavailable  DoorState = 0x00 // no sensor is paired
	DoorDeactivated  DoorState = 0x01
	DoorClosed       DoorState = 0x02
	DoorOpened       DoorState = 0x03
	DoorUnknown      DoorState = 0x04
	DoorCalibrating  DoorState = 0x05
	DoorUncalibrated DoorState = 0x10 // newer locks
	DoorTampered     DoorState = 0xF0 // newer locks
	DoorUndefined    DoorState = 0xFF // newer locks
)

// String names it, in lower case with hyphens.
func (v DoorState) String() string {
	switch v {
	case DoorUnavailable:
		return "unavailable"
	case DoorDeactivated:
		return "deactivated"
	case DoorClosed:
		return "closed"
	case DoorOpened:
		return "opened"
	case DoorUnknown:
		return "unknown"
	case DoorCalibrating:
		return "calibrating"
	case DoorUncalibrated:
		return "uncalibrated"
	case DoorTampered:
		return "tampered"
	case DoorUndefined:
		return "undefined"
	}
	return unlisted(uint8(v))
}
