package gattws

import (
	"errors"
	"fmt"

	"locktwin/model/gatt"
)

// Codes of JSON-RPC errors: those that its specification reserves, and one for
// each domain.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNoMethod       = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeATT            = -32001
	codeHCI            = -32002
	codeGATT           = -32003
)

// Domain says whose numbering the code of a failure belongs to.
type Domain string

// The domains.
const (
	DomainATT  Domain = "att"  // ATT error code: the lock refused
	DomainHCI  Domain = "hci"  // HCI error code: the connection ended, or did not come to be
	DomainGATT Domain = "gatt" // GATTCode: this side of the air refused
)

// GATTCode is a refusal of the server that no lock and no radio has seen.
type GATTCode int

// The codes of DomainGATT. Numbers are never used again.
const (
	UnknownDevice      GATTCode = 1
	NotConnected       GATTCode = 2
	AlreadyConnected   GATTCode = 3
	UnknownAttribute   GATTCode = 4
	AmbiguousAttribute GATTCode = 5
	CannotNotify       GATTCode = 6
	TooManyRequests    GATTCode = 7
	TransactionTimeout GATTCode = 8
	MTUExchanged       GATTCode = 9
	NothingToConfirm   GATTCode = 10
	TooManyConnections GATTCode = 11
	ValueTooLong       GATTCode = 12
	ServerClosing      GATTCode = 13
	LockFailed         GATTCode = 14
)

var gattWords = map[GATTCode][2]string{
	UnknownDevice:      {"unknown device", "No lock has this id, address or name."},
	NotConnected:       {"not connected", "This socket has no connection to the lock: connect first, and use the id that the answer gives."},
	AlreadyConnected:   {"already connected", "This socket already has a connection to the lock, or is building one."},
	UnknownAttribute:   {"attribute not found", "The lock has no attribute of this UUID at this place; discover lists those there are."},
	AmbiguousAttribute: {"attribute ambiguous", "Several attributes have this UUID: name the service, or use the handle."},
	CannotNotify:       {"notifications not supported", "The characteristic has neither the property notify nor indicate, or no descriptor 2902."},
	TooManyRequests:    {"too many requests", "Too many requests of this connection wait for an answer: read answers before sending more."},
	TransactionTimeout: {"transaction timeout", "The lock left a request unanswered for 30 seconds, so the connection was given up."},
	MTUExchanged:       {"MTU already exchanged", "The MTU may be exchanged only once on a connection."},
	NothingToConfirm:   {"nothing to confirm", "No indication waits for its confirmation, or the connection confirms by itself."},
	TooManyConnections: {"too many connections", "The socket has as many connections as it may have: disconnect one first."},
	ValueTooLong:       {"value too long", "A value has at most 512 bytes, and without response at most the MTU less 3."},
	ServerClosing:      {"server closing", "The server ends or has lost track of this socket: dial again later."},
	LockFailed:         {"lock failed", "The simulation of the lock cannot go on; the control API says why."},
}

// GATTCodes lists the codes of DomainGATT in ascending order.
func GATTCodes() []GATTCode {
	var out []GATTCode
	for c := GATTCode(1); gattWords[c][0] != ""; c++ {
		out = append(out, c)
	}
	return out
}

// Failure says in numbers and words why something failed or ended.
type Failure struct {
	Domain  Domain `json:"domain"`
	Code    int    `json:"code"`
	Name    string `json:"name"`    // the standard's name of the code, or ours
	Message string `json:"message"` // the same for people who do not know the standard
}

// ofATT describes an ATT error code.
func ofATT(c gatt.Code) Failure {
	words, ok := attWords[c]
	if !ok {
		words = "The lock answered with an error code that is left to applications or reserved."
	}
	return Failure{DomainATT, int(c), c.Name(), words}
}

// ofHCI describes the reason of a disconnection.
func ofHCI(r gatt.Reason) Failure {
	words, ok := hciWords[r]
	if !ok {
		words = "The connection ended with a reason that no lock gives by itself."
	}
	return Failure{DomainHCI, int(r), r.Name(), words}
}

// ofGATT describes a refusal of our own.
func ofGATT(c GATTCode) Failure {
	w := gattWords[c]
	return Failure{DomainGATT, int(c), w[0], w[1]}
}

// RPCError is an error object of JSON-RPC. It wraps ErrRPC.
type RPCError struct {
	Code    int      `json:"code"`
	Message string   `json:"message"`
	Data    *Failure `json:"data,omitempty"` // absent for the codes that JSON-RPC reserves
}

// ErrRPC is wrapped by every RPCError.
var ErrRPC = errors.New("the server refused")

// Error gives the message, and the code with its domain.
func (e *RPCError) Error() string {
	if e.Data != nil {
		return fmt.Sprintf("%s (%s 0x%02x): %s", e.Data.Name, e.Data.Domain, e.Data.Code, e.Data.Message)
	}
	return fmt.Sprintf("%s (JSON-RPC %d)", e.Message, e.Code)
}

// Unwrap returns ErrRPC.
func (e *RPCError) Unwrap() error { return ErrRPC }

// refusal wraps a failure into an error object.
func refusal(f Failure) *RPCError {
	code := codeGATT
	switch f.Domain {
	case DomainATT:
		code = codeATT
	case DomainHCI:
		code = codeHCI
	}
	return &RPCError{code, f.Name, &f}
}

func refuse(c GATTCode) *RPCError { return refusal(ofGATT(c)) }

func badParams(format string, args ...any) *RPCError {
	return &RPCError{codeInvalidParams, fmt.Sprintf("invalid params: "+format, args...), nil}
}
