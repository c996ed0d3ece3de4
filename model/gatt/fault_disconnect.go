package gatt

import (
	"fmt"
	"slices"
)

// Operation is what a DisconnectFault counts.
type Operation uint8

// Operations that can be counted.
const (
	AnyFrame   Operation = iota // every PDU, either way
	AWrite                      // a write request, a write command, the execution of a long write
	Indicating                  // an indication
)

var operationNames = [...]string{"frame", "write", "indication"}

// String returns the name, for example "write".
func (o Operation) String() string { return named(operationNames[:], int(o)) }

// MarshalText writes the name.
func (o Operation) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads a name; the error wraps ErrFault.
func (o *Operation) UnmarshalText(b []byte) error {
	i := slices.Index(operationNames[:], string(b))
	if i < 0 {
		return fmt.Errorf("%w: %.32q is not an operation; operations are %v", ErrFault, b, operationNames)
	}
	*o = Operation(i)
	return nil
}

// DisconnectFault ends a connection at the n-th operation, which does not arrive.
// All connections that the fault is meant for are counted together.
type DisconnectFault struct {
	At     uint64    `json:"at,omitempty"` // 1 is the first; 0 never
	Of     Operation `json:"of,omitempty"`
	Handle Handle    `json:"handle,omitempty"` // counts this attribute only; 0: all
	UUID   UUID      `json:"uuid,omitzero"`    // counts attributes of this type only; zero: all
	// Reason is what both sides hear, at once. 0 and ReasonTimeout are silence:
	// from here on nothing passes, and both sides notice after the supervision
	// timeout.
	Reason Reason `json:"reason,omitempty"`
	Repeat bool   `json:"repeat,omitempty"` // count again from 1 afterwards; otherwise once is all
}

func (f *DisconnectFault) validate() error {
	if int(f.Of) >= len(operationNames) {
		return fmt.Errorf("%w: operation %d is none of %v", ErrFault, uint8(f.Of), operationNames)
	}
	if f.Of == AnyFrame && (f.Handle != 0 || f.UUID != UUID{}) {
		return fmt.Errorf("%w: frames are counted whatever they are about; name write or indication beside an attribute", ErrFault)
	}
	return nil
}

// ends counts a PDU and says whether the connection ends with it.
func (a *Air) ends(f *Fault, l *Link, p PDU) bool {
	d := &f.End
	if d.At == 0 || !a.counts(d, l, p) {
		return false
	}
	f.Counters.Seen++
	if d.Repeat && f.Counters.Seen%d.At != 0 || !d.Repeat && f.Counters.Seen != d.At {
		return false
	}
	f.Counters.Applied++
	f.Counters.Dropped++
	f.Counters.Disconnects++
	return true
}

func (a *Air) counts(d *DisconnectFault, l *Link, p PDU) bool {
	h, _ := p.Handle()
	switch d.Of {
	case AWrite:
		switch p.Opcode() {
		case OpWriteRequest, OpWriteCommand:
		case OpExecuteWriteRequest:
			if len(p) != 2 || p[1] == 0 {
				return false
			}
			h = l.Prepared
		default:
			return false
		}
	case Indicating:
		if p.Opcode() != OpIndication {
			return false
		}
	}
	if d.Handle != 0 && d.Handle != h {
		return false
	}
	if d.UUID == (UUID{}) {
		return true
	}
	if a.Table == nil {
		return false
	}
	u, ok := a.Table.UUID(h)
	return ok && u == d.UUID
}
