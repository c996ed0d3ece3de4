package gatt

import "fmt"

// Opcode is the first byte of an ATT PDU.
type Opcode uint8

// The operations, Core Specification volume 3, part F, 3.4.8.
const (
	OpErrorResponse                Opcode = 0x01
	OpExchangeMTURequest           Opcode = 0x02
	OpExchangeMTUResponse          Opcode = 0x03
	OpFindInformationRequest       Opcode = 0x04
	OpFindInformationResponse      Opcode = 0x05
	OpFindByTypeValueRequest       Opcode = 0x06
	OpFindByTypeValueResponse      Opcode = 0x07
	OpReadByTypeRequest            Opcode = 0x08
	OpReadByTypeResponse           Opcode = 0x09
	OpReadRequest                  Opcode = 0x0A
	OpReadResponse                 Opcode = 0x0B
	OpReadBlobRequest              Opcode = 0x0C
	OpReadBlobResponse             Opcode = 0x0D
	OpReadMultipleRequest          Opcode = 0x0E
	OpReadMultipleResponse         Opcode = 0x0F
	OpReadByGroupTypeRequest       Opcode = 0x10
	OpReadByGroupTypeResponse      Opcode = 0x11
	OpWriteRequest                 Opcode = 0x12
	OpWriteResponse                Opcode = 0x13
	OpPrepareWriteRequest          Opcode = 0x16
	OpPrepareWriteResponse         Opcode = 0x17
	OpExecuteWriteRequest          Opcode = 0x18
	OpExecuteWriteResponse         Opcode = 0x19
	OpNotification                 Opcode = 0x1B
	OpIndication                   Opcode = 0x1D
	OpConfirmation                 Opcode = 0x1E
	OpReadMultipleVariableRequest  Opcode = 0x20
	OpReadMultipleVariableResponse Opcode = 0x21
	OpMultipleNotification         Opcode = 0x23
	OpWriteCommand                 Opcode = 0x52
	OpSignedWriteCommand           Opcode = 0xD2
)

// Name returns the operation in words, without its number.
func (o Opcode) Name() string {
	switch o {
	case OpErrorResponse:
		return "error response"
	case OpExchangeMTURequest:
		return "exchange MTU request"
	case OpExchangeMTUResponse:
		return "exchange MTU response"
	case OpFindInformationRequest:
		return "find information request"
	case OpFindInformationResponse:
		return "find information response"
	case OpFindByTypeValueRequest:
		return "find by type value request"
	case OpFindByTypeValueResponse:
		return "find by type value response"
	case OpReadByTypeRequest:
		return "read by type request"
	case OpReadByTypeResponse:
		return "read by type response"
	case OpReadRequest:
		return "read request"
	case OpReadResponse:
		return "read response"
	case OpReadBlobRequest:
		return "read blob request"
	case OpReadBlobResponse:
		return "read blob response"
	case OpReadMultipleRequest:
		return "read multiple request"
	case OpReadMultipleResponse:
		return "read multiple response"
	case OpReadByGroupTypeRequest:
		return "read by group type request"
	case OpReadByGroupTypeResponse:
		return "read by group type response"
	case OpWriteRequest:
		return "write request"
	case OpWriteResponse:
		return "write response"
	case OpPrepareWriteRequest:
		return "prepare write request"
	case OpPrepareWriteResponse:
		return "prepare write response"
	case OpExecuteWriteRequest:
		return "execute write request"
	case OpExecuteWriteResponse:
		return "execute write response"
	case OpNotification:
		return "notification"
	case OpIndication:
		return "indication"
	case OpConfirmation:
		return "confirmation"
	case OpReadMultipleVariableRequest:
		return "read multiple variable request"
	case OpReadMultipleVariableResponse:
		return "read multiple variable response"
	case OpMultipleNotification:
		return "multiple handle value notification"
	case OpWriteCommand:
		return "write command"
	case OpSignedWriteCommand:
		return "signed write command"
	}
	return "unknown operation"
}

// String writes name and number, for example "write request (0x12)".
func (o Opcode) String() string { return fmt.Sprintf("%s (0x%02x)", o.Name(), uint8(o)) }

// Command says whether the operation is a command, which is never answered.
func (o Opcode) Command() bool { return o&0x40 != 0 }

// Request says whether the operation asks for exactly one answer. An operation
// that nobody knows is a request unless its command bit is set.
func (o Opcode) Request() bool {
	switch o {
	case OpErrorResponse, OpExchangeMTUResponse, OpFindInformationResponse, OpFindByTypeValueResponse,
		OpReadByTypeResponse, OpReadResponse, OpReadBlobResponse, OpReadMultipleResponse,
		OpReadByGroupTypeResponse, OpWriteResponse, OpPrepareWriteResponse, OpExecuteWriteResponse,
		OpNotification, OpIndication, OpConfirmation, OpReadMultipleVariableResponse, OpMultipleNotification:
		return false
	}
	return !o.Command()
}
