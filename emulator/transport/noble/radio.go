package noble

import (
	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// radio is what the protocol needs of a fleet, so that a test can stand in for
// it.
type radio interface {
	// newCentral brings somebody near the locks.
	newCentral(name string) (central, error)
	// find gives the identifier of the lock that has an address.
	find(address string) (string, error)
}

// central is what the protocol needs of a fleet.Central, with its rules.
type central interface {
	Events() <-chan fleet.CentralEvent
	Scan(fleet.ScanOptions)
	StopScan()
	Connect(lock string, p gatt.Params) (fleet.Link, error)
	Send(l fleet.Link, p gatt.PDU) error
	ReadRSSI(l fleet.Link) error
	Disconnect(l fleet.Link) error
	Close()
}

// fleetRadio is a real fleet.
type fleetRadio struct{ fleet *fleet.Fleet }

func (r fleetRadio) newCentral(name string) (central, error) {
	c, err := r.fleet.NewCentral(name)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (r fleetRadio) find(address string) (string, error) {
	l, err := r.fleet.Lock(address)
	return l.ID, err
}
