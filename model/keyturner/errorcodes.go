package keyturner

import "fmt"

// ErrorCode is an error of the published protocol.
type ErrorCode uint8

// Error codes. Those from 0xE0 to 0xE3, 0x4E and 0x4F belong to newer products. A
// lock without a bridge, a clutch and mandatory updates has no occasion for
// 0x26, 0x41, 0x43, 0x4B and 0x4D.
const (
	NoError                 ErrorCode = 0x00
	ErrNotPairing           ErrorCode = 0x10
	ErrBadAuthenticator     ErrorCode = 0x11
	ErrPairingParameter     ErrorCode = 0x12
	ErrMaxUser              ErrorCode = 0x13
	ErrNotAuthorized        ErrorCode = 0x20
	ErrBadPIN               ErrorCode = 0x21
	ErrBadNonce             ErrorCode = 0x22
	ErrBadParameter         ErrorCode = 0x23
	ErrInvalidAuthID        ErrorCode = 0x24
	ErrDisabled             ErrorCode = 0x25
	ErrRemoteNotAllowed     ErrorCode = 0x26
	ErrTimeNotAllowed       ErrorCode = 0x27
	ErrTooManyPINAttempts   ErrorCode = 0x28
	ErrTooManyEntries       ErrorCode = 0x29
	ErrCodeExists           ErrorCode = 0x2A
	ErrCodeInvalid          ErrorCode = 0x2B
	ErrCodeTimeout1         ErrorCode = 0x2C
	ErrCodeTimeout2         ErrorCode = 0x2D
	ErrCodeTimeout3         ErrorCode = 0x2E
	ErrAutoUnlockTooRecent  ErrorCode = 0x40
	ErrPositionUnknown      ErrorCode = 0x41
	ErrMotorBlocked         ErrorCode = 0x42
	ErrClutchFailure        ErrorCode = 0x43
	ErrMotorTimeout         ErrorCode = 0x44
	ErrBusy                 ErrorCode = 0x45
	ErrCanceled             ErrorCode = 0x46
	ErrNotCalibrated        ErrorCode = 0x47
	ErrMotorPositionLimit   ErrorCode = 0x48
	ErrMotorLowVoltage      ErrorCode = 0x49
	ErrMotorPowerFailure    ErrorCode = 0x4A
	ErrClutchPowerFailure   ErrorCode = 0x4B
	ErrVoltageTooLow        ErrorCode = 0x4C
	ErrFirmwareUpdateNeeded ErrorCode = 0x4D
	ErrRejected             ErrorCode = 0x4E
	ErrRejectedNightMode    ErrorCode = 0x4F
	ErrNotInMaintenance     ErrorCode = 0xE0
	ErrAlreadyConfigured    ErrorCode = 0xE1
	ErrTimeout              ErrorCode = 0xE2
	ErrNoNukiID             ErrorCode = 0xE3
	ErrBadCRC               ErrorCode = 0xFD
	ErrBadLength            ErrorCode = 0xFE
	ErrUnknown              ErrorCode = 0xFF
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
	case ErrBadAuthenticator:
		return "wrong authenticator"
	case ErrPairingParameter:
		return "pairing parameter out of range"
	case ErrMaxUser:
		return "maximum number of users reached"
	case ErrNotAuthorized:
		return "not authorized"
	case ErrBadPIN:
		return "wrong PIN"
	case ErrBadNonce:
		return "wrong or used challenge"
	case ErrBadParameter:
		return "parameter out of range"
	case ErrInvalidAuthID:
		return "no such authorization"
	case ErrDisabled:
		return "authorization disabled"
	case ErrRemoteNotAllowed:
		return "no remote access granted"
	case ErrTimeNotAllowed:
		return "not allowed at this time"
	case ErrTooManyPINAttempts:
		return "too many wrong PINs"
	case ErrTooManyEntries:
		return "no more entries can be stored"
	case ErrCodeExists:
		return "keypad code exists already"
	case ErrCodeInvalid:
		return "wrong keypad code"
	case ErrCodeTimeout1:
		return "too many wrong keypad codes, first stage"
	case ErrCodeTimeout2:
		return "too many wrong keypad codes, second stage"
	case ErrCodeTimeout3:
		return "too many wrong keypad codes, third stage"
	case ErrAutoUnlockTooRecent:
		return "auto unlock too soon"
	case ErrPositionUnknown:
		return "position unknown"
	case ErrMotorBlocked:
		return "motor blocked"
	case ErrClutchFailure:
		return "clutch failure"
	case ErrMotorTimeout:
		return "motor timeout"
	case ErrBusy:
		return "busy"
	case ErrCanceled:
		return "canceled"
	case ErrNotCalibrated:
		return "not calibrated"
	case ErrMotorPositionLimit:
		return "position table full"
	case ErrMotorLowVoltage:
		return "motor blocked at low voltage"
	case ErrMotorPowerFailure:
		return "no current through the motor"
	case ErrClutchPowerFailure:
		return "no current through the clutch"
	case ErrVoltageTooLow:
		return "voltage too low"
	case ErrFirmwareUpdateNeeded:
		return "firmware update needed"
	case ErrRejected:
		return "rejected"
	case ErrRejectedNightMode:
		return "rejected in night mode"
	case ErrNotInMaintenance:
		return "not in maintenance mode"
	case ErrAlreadyConfigured:
		return "already configured"
	case ErrTimeout:
		return "timeout"
	case ErrNoNukiID:
		return "no Nuki-ID"
	case ErrBadCRC:
		return "bad CRC"
	case ErrBadLength:
		return "bad length"
	case ErrUnknown:
		return "unknown"
	}
	return "unlisted code"
}
