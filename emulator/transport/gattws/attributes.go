package gattws

import "locktwin/model/gatt"

// valueHandle finds where the value of a characteristic is. By a handle it needs
// no discovery, and the lock itself judges it.
func (l *link) valueHandle(p *attributeParams) (gatt.Handle, *RPCError) {
	if p.characteristic.Handle != 0 {
		return p.characteristic.Handle, nil
	}
	c, e := l.characteristic(p)
	if e != nil {
		return 0, e
	}
	return c.Value, nil
}

// characteristic finds a characteristic among those that were discovered.
func (l *link) characteristic(p *attributeParams) (*gatt.DiscoveredCharacteristic, *RPCError) {
	var found *gatt.DiscoveredCharacteristic
	for i := range l.known {
		s := &l.known[i]
		if p.service != nil && s.UUID != *p.service {
			continue
		}
		for j := range s.Characteristics {
			c := &s.Characteristics[j]
			if p.characteristic.Handle != 0 && c.Value != p.characteristic.Handle ||
				p.characteristic.Handle == 0 && c.UUID != p.characteristic.UUID {
				continue
			}
			if found != nil {
				return nil, refuse(AmbiguousAttribute)
			}
			found = c
		}
	}
	if found == nil {
		return nil, refuse(UnknownAttribute)
	}
	return found, nil
}

// descriptorHandle finds a descriptor.
func (l *link) descriptorHandle(p *attributeParams) (gatt.Handle, *RPCError) {
	if p.descriptor.Handle != 0 {
		return p.descriptor.Handle, nil
	}
	if p.has&hasCharacteristic == 0 {
		return 0, badParams("characteristic is missing: a descriptor that is named by its UUID needs it")
	}
	c, e := l.characteristic(p)
	if e != nil {
		return 0, e
	}
	for _, d := range c.Descriptors {
		if d.UUID == p.descriptor.UUID {
			return d.Handle, nil
		}
	}
	return 0, refuse(UnknownAttribute)
}

func (s *session) discover(id string, params []byte) *RPCError {
	l, e := s.only(params)
	if e != nil {
		return e
	}
	if l.outstanding >= s.handler.limits.Outstanding {
		return refuse(TooManyRequests)
	}
	l.outstanding++
	l.held = append(l.held, held{id, func() *RPCError {
		l.finishWith(id, nil, func() any { return DiscoverResult{described(l.known), l.nowNS} })
		return nil
	}})
	l.find()
	return nil
}

// described gives what was discovered in the words of the protocol.
func described(found []gatt.DiscoveredService) []Service {
	out := make([]Service, len(found))
	for i, s := range found {
		out[i] = Service{UUID: s.UUID, Handle: s.Start, EndHandle: s.End, Characteristics: make([]Characteristic, len(s.Characteristics))}
		for j, c := range s.Characteristics {
			d := Characteristic{UUID: c.UUID, Handle: c.Value, Properties: propertyNames(c.Properties), Descriptors: make([]Descriptor, len(c.Descriptors))}
			for k, x := range c.Descriptors {
				d.Descriptors[k] = Descriptor{x.UUID, x.Handle}
			}
			out[i].Characteristics[j] = d
		}
	}
	return out
}

// webBluetooth are the names of the bits of a characteristic declaration, lowest
// first.
var webBluetooth = [8]string{"broadcast", "read", "writeWithoutResponse", "write", "notify", "indicate",
	"authenticatedSignedWrites", "extendedProperties"}

func propertyNames(p gatt.Property) []string {
	out := []string{}
	for i, n := range webBluetooth {
		if p>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return out
}
