package gatt

import "locktwin/model/sim"

// SignalKind is what the lock's radio has to tell.
type SignalKind uint8

// What comes from the air to the lock.
const (
	LinkUp   SignalKind = iota + 1 // a central has connected
	LinkDown                       // the connection is over, for Reason
	Uplink                         // PDU has arrived
)

var signalNames = [...]string{"invalid", "link up", "link down", "uplink"}

// String names the kind in words.
func (k SignalKind) String() string { return named(signalNames[:], int(k)) }

// Signal goes from the air to the lock as an input. It can be compared.
type Signal struct {
	Kind   SignalKind
	Conn   ConnID
	PDU    PDU
	Reason Reason
}

// Downlink is a PDU that the firmware transmits.
type Downlink struct {
	Conn ConnID
	PDU  PDU
}

// Hangup ends a connection from the side of the firmware.
type Hangup struct {
	Conn   ConnID
	Reason Reason
}

// DeliveryKind is what a central hears.
type DeliveryKind uint8

// What comes from the air to a central.
const (
	Connected     DeliveryKind = iota + 1
	ConnectFailed              // for Reason
	Received                   // PDU has arrived
	Disconnected               // for Reason
)

var deliveryNames = [...]string{"invalid", "connected", "connect failed", "received", "disconnected"}

// String names the kind in words.
func (k DeliveryKind) String() string { return named(deliveryNames[:], int(k)) }

// Delivery is something a central hears at an instant. Seq counts the deliveries
// of one lock from 1.
type Delivery struct {
	At     sim.Time
	Conn   ConnID
	Kind   DeliveryKind
	PDU    PDU
	Reason Reason
	Seq    uint64
}

// named is names[i], or "invalid" where there is none.
func named(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return "invalid"
	}
	return names[i]
}
