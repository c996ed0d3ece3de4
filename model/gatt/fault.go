package gatt

import (
	"errors"
	"fmt"
	"slices"

	"locktwin/internal/repro"
)

// FaultKind names what goes wrong on a link.
type FaultKind uint8

// The faults there are. Each has a file and a struct of parameters of its own.
const (
	FaultNone FaultKind = iota
	FaultLatency
	FaultLoss
	FaultDisconnect
	FaultNoConfirm
	FaultDuplicateIndication
	FaultLateIndication
	FaultRSSI
	FaultAdvertisingPause
)

var faultNames = [...]string{"none", "latency", "loss", "disconnect", "no-confirm", "duplicate-indication",
	"late-indication", "rssi", "advertising-pause"}

// FaultKinds lists the kinds, without "none".
func FaultKinds() []FaultKind {
	out := make([]FaultKind, 0, len(faultNames)-1)
	for k := FaultLatency; int(k) < len(faultNames); k++ {
		out = append(out, k)
	}
	return out
}

// String returns the name, for example "late-indication".
func (k FaultKind) String() string { return named(faultNames[:], int(k)) }

// MarshalText writes the name.
func (k FaultKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name; the error wraps ErrFault.
func (k *FaultKind) UnmarshalText(b []byte) error {
	i := slices.Index(faultNames[:], string(b))
	if i < 0 {
		return fmt.Errorf("%w: %.32q is not a kind; kinds are %v", ErrFault, b, FaultKinds())
	}
	*k = FaultKind(i)
	return nil
}

// Fault is one fault of the link with its parameters: those of its kind count,
// the others are zero. It can be compared. The zero Fault is no fault; nor is
// one whose parameters are zero, except that no-confirm and advertising-pause
// act by being there.
//
// The contract: a fault delays, loses, doubles or ends. It never changes a byte,
// never brings the frames of one direction of a connection out of order, and
// draws from its own key by what it is applied to, so that one fault does not
// shift what another one does.
type Fault struct {
	ID       string                   `json:"id"`             // 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-'
	Conn     ConnID                   `json:"conn,omitempty"` // 0: every connection
	Kind     FaultKind                `json:"kind"`
	Latency  LatencyFault             `json:"latency,omitzero"`
	Loss     LossFault                `json:"loss,omitzero"`
	End      DisconnectFault          `json:"disconnect,omitzero"`
	Confirm  NoConfirmFault           `json:"no_confirm,omitzero"`
	Twice    DuplicateIndicationFault `json:"duplicate_indication,omitzero"`
	Late     LateIndicationFault      `json:"late_indication,omitzero"`
	RSSI     RSSIFault                `json:"rssi,omitzero"`
	Pause    AdvertisingPauseFault    `json:"advertising_pause,omitzero"`
	Counters Counters                 `json:"counters,omitzero"`
}

// Counters tell how often a fault applied since it was set, and what it changed.
type Counters struct {
	Seen        uint64 `json:"seen"`        // what it counts: frames, writes, confirmations, indications
	Applied     uint64 `json:"applied"`     // times it changed something
	DelayedNs   uint64 `json:"delayed_ns"`  // sum of all delays that it asked for
	Resent      uint64 `json:"resent"`      // link-layer packets that had to be sent again
	Dropped     uint64 `json:"dropped"`     // PDUs that never arrived
	Duplicated  uint64 `json:"duplicated"`  // PDUs that arrived twice
	Disconnects uint64 `json:"disconnects"` // connections that it ended, or kept from coming to be
}

// Errors of SetFault and ParseFault.
var (
	// ErrFault is wrapped by every error about a fault.
	ErrFault = errors.New("fault")
)

// Validate returns an error that wraps ErrFault, with the value and its limit.
func (f *Fault) Validate() error {
	if !validID(f.ID) {
		return fmt.Errorf("%w: id %.80q: want 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-'", ErrFault, f.ID)
	}
	var err error
	switch f.Kind {
	case FaultLatency:
		err = f.Latency.validate()
	case FaultLoss:
		err = f.Loss.validate()
	case FaultDisconnect:
		err = f.End.validate()
	case FaultNoConfirm:
	case FaultDuplicateIndication:
	case FaultLateIndication:
		err = f.Late.validate()
	case FaultRSSI:
		err = f.RSSI.validate()
	case FaultAdvertisingPause:
		err = f.Pause.validate()
	default:
		err = fmt.Errorf("%w: kind %d is none of %v", ErrFault, uint8(f.Kind), FaultKinds())
	}
	if err == nil && *f != f.only() {
		err = fmt.Errorf("%w: has parameters of another kind than %v", ErrFault, f.Kind)
	}
	return err
}

// only returns f without the parameters of other kinds.
func (f *Fault) only() Fault {
	g := Fault{ID: f.ID, Conn: f.Conn, Kind: f.Kind, Counters: f.Counters}
	switch f.Kind {
	case FaultLatency:
		g.Latency = f.Latency
	case FaultLoss:
		g.Loss = f.Loss
	case FaultDisconnect:
		g.End = f.End
	case FaultNoConfirm:
		g.Confirm = f.Confirm
	case FaultDuplicateIndication:
		g.Twice = f.Twice
	case FaultLateIndication:
		g.Late = f.Late
	case FaultRSSI:
		g.RSSI = f.RSSI
	case FaultAdvertisingPause:
		g.Pause = f.Pause
	}
	return g
}

func validID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 64
}

// applies says whether the fault is meant for a connection.
func (f *Fault) applies(c ConnID) bool { return f.Conn == 0 || f.Conn == c }

// SetFault adds a fault, or replaces the one of the same ID; its counters begin
// at 0. The error wraps ErrFault.
func (a *Air) SetFault(f Fault) error {
	f.Counters = Counters{}
	if err := f.Validate(); err != nil {
		return err
	}
	if f.End.UUID != (UUID{}) && (a.Table == nil || a.Table.ValueHandle(f.End.UUID) == 0) {
		return fmt.Errorf("%w: no characteristic has the UUID %v", ErrFault, f.End.UUID)
	}
	a.State.Changed = true
	for i := range a.State.Faults {
		if a.State.Faults[i].ID == f.ID {
			a.State.Faults[i] = f
			return nil
		}
	}
	a.State.Faults = append(a.State.Faults, f)
	return nil
}

// RemoveFault removes a fault and tells whether there was one.
func (a *Air) RemoveFault(id string) bool {
	for i := range a.State.Faults {
		if a.State.Faults[i].ID == id {
			a.State.Faults = slices.Delete(a.State.Faults, i, i+1)
			a.State.Changed = true
			return true
		}
	}
	return false
}

// NoConn is a connection that never exists: a fault for it waits for AimFault.
const NoConn ConnID = 1<<32 - 1

// AimFault makes a fault one for another connection, with its counters as they
// are, and tells whether there is such a fault. It is for a fault that follows one
// central from connection to connection.
func (a *Air) AimFault(id string, c ConnID) bool {
	for i := range a.State.Faults {
		if f := &a.State.Faults[i]; f.ID == id {
			f.Conn = c
			a.State.Changed = true
			return true
		}
	}
	return false
}

// Faults lists the faults with their counters, in the order in which they were
// set.
func (a *Air) Faults() []Fault { return slices.Clone(a.State.Faults) }

// ResetFaults removes all faults.
func (a *Air) ResetFaults() {
	clear(a.State.Faults)
	a.State.Faults = a.State.Faults[:0]
	a.State.Changed = true
}

// draw is the randomness of a fault.
func (a *Air) draw(f *Fault) repro.Key { return a.key.Child(f.ID) }
