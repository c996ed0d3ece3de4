package gatt

import "fmt"

// PDU is one ATT protocol data unit, opcode first. It never changes and can be
// compared, so that an event which carries one stays a plain value.
type PDU string

// Handle names one attribute of a server; 0 names none.
type Handle uint16

// String writes the handle as it is written in traces, for example "0x000c".
func (h Handle) String() string { return fmt.Sprintf("0x%04x", uint16(h)) }

// ConnID names one connection of a lock and is never used again; 0 names none.
type ConnID uint32

// Sizes in bytes and counts that hold everywhere.
const (
	MaxConnections = 4   // connections of one lock at a time
	MaxValueBytes  = 512 // the longest value of an attribute
	DefaultMTU     = 23  // before an exchange
	MaxMTU         = 517 // more cannot be used: a value of 512 bytes and the longest header
)

// Opcode returns the operation; 0 when p is empty.
func (p PDU) Opcode() Opcode {
	if p == "" {
		return 0
	}
	return Opcode(p[0])
}

// Handle returns the attribute that p names first; false for an operation that
// names none, and for a PDU that is too short.
func (p PDU) Handle() (Handle, bool) {
	at := 1
	switch p.Opcode() {
	case OpErrorResponse:
		at = 2
	case OpReadRequest, OpReadBlobRequest, OpWriteRequest, OpWriteCommand, OpSignedWriteCommand,
		OpPrepareWriteRequest, OpPrepareWriteResponse, OpNotification, OpIndication:
	default:
		return 0, false
	}
	if len(p) < at+2 {
		return 0, false
	}
	return p.handle(at), true
}

// String names the operation and, where there is one, the handle and the number
// of bytes that follow; never the bytes, which may be secret.
func (p PDU) String() string {
	if p == "" {
		return "empty PDU"
	}
	if h, ok := p.Handle(); ok {
		if p.Opcode() == OpErrorResponse && len(p) == 5 {
			return fmt.Sprintf("%s to %s, handle %s: %s", p.Opcode().Name(), Opcode(p[1]).Name(), h, Code(p[4]))
		}
		return fmt.Sprintf("%s, handle %s, %d bytes", p.Opcode().Name(), h, len(p))
	}
	return fmt.Sprintf("%s, %d bytes", p.Opcode().Name(), len(p))
}

func (p PDU) u16(at int) uint16    { return uint16(p[at]) | uint16(p[at+1])<<8 }
func (p PDU) handle(at int) Handle { return Handle(p.u16(at)) }

func append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }

// errorResponse says that the request op failed at the attribute h.
func errorResponse(op Opcode, h Handle, c Code) PDU {
	b := [5]byte{byte(OpErrorResponse), byte(op), byte(h), byte(h >> 8), byte(c)}
	return PDU(b[:])
}

// withHandle builds a PDU of an opcode, a handle and a value.
func withHandle(op Opcode, h Handle, value []byte) PDU {
	var buf [MaxMTU]byte
	b := append16(append(buf[:0], byte(op)), uint16(h))
	return PDU(append(b, value...))
}

// short reports an answer of one byte as a string that needs no memory.
func short(op Opcode) PDU {
	switch op {
	case OpWriteResponse:
		return "\x13"
	case OpExecuteWriteResponse:
		return "\x19"
	case OpConfirmation:
		return "\x1e"
	}
	return PDU([]byte{byte(op)})
}
