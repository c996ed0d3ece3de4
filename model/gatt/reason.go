package gatt

import "fmt"

// Reason says why a connection ended or did not come to be: an HCI error code.
type Reason uint8

// The reasons that a lock or a central meets.
const (
	ReasonAuthentication     Reason = 0x05 // the bond is lost on one side
	ReasonKeyMissing         Reason = 0x06 // the bond is lost on one side
	ReasonTimeout            Reason = 0x08 // silence for the supervision timeout: out of range, reset, brown-out
	ReasonRemoteUser         Reason = 0x13 // the other side ended it
	ReasonLowResources       Reason = 0x14 // the other side ended it: it is short of something
	ReasonPowerOff           Reason = 0x15 // the other side ended it: it is about to switch off
	ReasonLocalHost          Reason = 0x16 // one's own side ended it
	ReasonUnspecified        Reason = 0x1F
	ReasonResponseTimeout    Reason = 0x22 // the other link layer did not answer
	ReasonInstantPassed      Reason = 0x28
	ReasonUnacceptable       Reason = 0x3B // unacceptable connection parameters
	ReasonAdvertisingTimeout Reason = 0x3C
	ReasonMICFailure         Reason = 0x3D // wrong key
	ReasonEstablish          Reason = 0x3E // the connection failed to be established
)

// Name returns the reason in words, without its number.
func (r Reason) Name() string {
	switch r {
	case ReasonAuthentication:
		return "authentication failure"
	case ReasonKeyMissing:
		return "PIN or key missing"
	case ReasonTimeout:
		return "connection timeout"
	case ReasonRemoteUser:
		return "remote user terminated connection"
	case ReasonLowResources:
		return "remote device terminated connection: low resources"
	case ReasonPowerOff:
		return "remote device terminated connection: power off"
	case ReasonLocalHost:
		return "connection terminated by local host"
	case ReasonUnspecified:
		return "unspecified error"
	case ReasonResponseTimeout:
		return "link layer response timeout"
	case ReasonInstantPassed:
		return "instant passed"
	case ReasonUnacceptable:
		return "unacceptable connection parameters"
	case ReasonAdvertisingTimeout:
		return "advertising timeout"
	case ReasonMICFailure:
		return "connection terminated: MIC failure"
	case ReasonEstablish:
		return "connection failed to be established"
	}
	return "unknown reason"
}

// String writes name and number, for example "connection timeout (0x08)".
func (r Reason) String() string { return fmt.Sprintf("%s (0x%02x)", r.Name(), uint8(r)) }
