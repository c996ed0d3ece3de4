package gatt

import (
	"errors"
	"fmt"
)

// Code is an ATT error code; 0 is success. 0x80 to 0x9F belong to applications.
type Code uint8

// The codes of the Core Specification, volume 3, part F, 3.4.1.1, and of its
// supplement for 0xFC to 0xFF.
const (
	OK                             Code = 0x00
	CodeInvalidHandle              Code = 0x01
	CodeReadNotPermitted           Code = 0x02
	CodeWriteNotPermitted          Code = 0x03
	CodeInvalidPDU                 Code = 0x04
	CodeInsufficientAuthentication Code = 0x05
	CodeRequestNotSupported        Code = 0x06
	CodeInvalidOffset              Code = 0x07
	CodeInsufficientAuthorization  Code = 0x08
	CodePrepareQueueFull           Code = 0x09
	CodeAttributeNotFound          Code = 0x0A
	CodeAttributeNotLong           Code = 0x0B
	CodeKeySizeTooShort            Code = 0x0C
	CodeInvalidValueLength         Code = 0x0D
	CodeUnlikelyError              Code = 0x0E
	CodeInsufficientEncryption     Code = 0x0F
	CodeUnsupportedGroupType       Code = 0x10
	CodeInsufficientResources      Code = 0x11
	CodeDatabaseOutOfSync          Code = 0x12
	CodeValueNotAllowed            Code = 0x13
	CodeWriteRejected              Code = 0xFC
	CodeCCCDImproperlyConfigured   Code = 0xFD
	CodeProcedureInProgress        Code = 0xFE
	CodeOutOfRange                 Code = 0xFF
)

var codeNames = [...]string{
	"success", "invalid handle", "read not permitted", "write not permitted", "invalid PDU",
	"insufficient authentication", "request not supported", "invalid offset", "insufficient authorization",
	"prepare queue full", "attribute not found", "attribute not long", "encryption key size too short",
	"invalid attribute value length", "unlikely error", "insufficient encryption", "unsupported group type",
	"insufficient resources", "database out of sync", "value not allowed",
}

var codeNamesHigh = [...]string{
	"write request rejected", "client characteristic configuration descriptor improperly configured",
	"procedure already in progress", "out of range",
}

// Name returns the code in words, without its number.
func (c Code) Name() string {
	switch {
	case int(c) < len(codeNames):
		return codeNames[c]
	case c >= CodeWriteRejected:
		return codeNamesHigh[c-CodeWriteRejected]
	case c >= 0x80 && c <= 0x9F:
		return "application error"
	}
	return "reserved error code"
}

// String writes name and number, for example "invalid handle (0x01)".
func (c Code) String() string { return fmt.Sprintf("%s (0x%02x)", c.Name(), uint8(c)) }

// Error is an Error Response that a client was given. It wraps ErrATT.
type Error struct {
	Opcode Opcode // the request that failed
	Handle Handle // the attribute in error; 0 when there is none
	Code   Code
}

// ErrATT is wrapped by every Error, for callers that do not care which it is.
var ErrATT = errors.New("attribute protocol error")

// Error says which request failed at which attribute, and why.
func (e *Error) Error() string {
	return fmt.Sprintf("%s, handle 0x%04x: %s", e.Opcode.Name(), uint16(e.Handle), e.Code)
}

// Unwrap returns ErrATT.
func (e *Error) Unwrap() error { return ErrATT }
