package fleet

import (
	"locktwin/model/gatt"
)

// Link is the number of one connection of a central. 0 is none; a number is
// never used again by its central.
type Link uint32

// CentralKind tells what a CentralEvent is.
type CentralKind uint8

// What a central is told. Lock, SimNS and Seq are set wherever a lock is
// concerned.
const (
	Advertised    CentralKind = iota + 1 // Advertisement, Address
	Connected                            // Link; from here on it carries frames
	ConnectFailed                        // Link, which is gone, and Reason
	Received                             // Link, PDU
	Disconnected                         // Link, which is gone, and Reason
	RSSI                                 // Link, RSSI
	Overflow                             // the central did not read and was cut off; the channel is closed after it
	ShuttingDown                         // the server stops; the channel is closed after it
)

var centralKindNames = [...]string{"", "advertised", "connected", "connect-failed", "received", "disconnected", "rssi", "overflow", "shutting-down"}

// String names the kind in lower case.
func (k CentralKind) String() string {
	if int(k) < len(centralKindNames) {
		return centralKindNames[k]
	}
	return "invalid"
}

// CentralEvent is one thing that a central learns.
type CentralEvent struct {
	Kind    CentralKind
	Reason  gatt.Reason
	RSSI    int8 // dBm
	Link    Link
	SimNS   int64  // simulated time of the lock
	Seq     uint64 // counts the events of one central from 1, in their order; gaps tell nothing
	Lock    string // identifier
	Address string // of the lock
	PDU     gatt.PDU
	// Advertisement is that of an Advertised event, else nil. It is shared and
	// must not be changed.
	Advertisement *gatt.Advertisement
}

// ScanOptions say what a scanner wants to hear. A lock is reported if it
// matches each list that is not empty.
type ScanOptions struct {
	Services  []gatt.UUID // advertised, as service, as service data or in an iBeacon
	Names     []string    // advertised local names
	Addresses []string    // Bluetooth addresses
	Locks     []string    // identifiers or names of locks
	// AllowDuplicates reports each advertising event. Otherwise a lock is
	// reported once, and again when what it advertises has changed.
	AllowDuplicates bool
}
