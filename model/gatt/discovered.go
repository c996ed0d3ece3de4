package gatt

// DiscoveredService is a primary service as a client found it.
type DiscoveredService struct {
	UUID            UUID
	Start, End      Handle // first and last attribute
	Characteristics []DiscoveredCharacteristic
}

// DiscoveredCharacteristic is a characteristic as a client found it.
type DiscoveredCharacteristic struct {
	UUID        UUID
	Declaration Handle
	Value       Handle // where reads and writes go, and what indications come from
	End         Handle // last attribute that belongs to it
	Properties  Property
	Descriptors []DiscoveredDescriptor
}

// DiscoveredDescriptor is a descriptor as a client found it.
type DiscoveredDescriptor struct {
	UUID   UUID
	Handle Handle
}

// CCCD returns the handle of the configuration descriptor; 0 when there is none.
func (c *DiscoveredCharacteristic) CCCD() Handle {
	for _, d := range c.Descriptors {
		if d.UUID == CCCD() {
			return d.Handle
		}
	}
	return 0
}
