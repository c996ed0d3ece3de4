package noble

import (
	"locktwin/model/gatt"
)

// explore finds out everything that the lock has, once for each connection.
func (c *connection) explore(then func(error)) {
	if c.discovered {
		then(nil)
		return
	}
	c.client.Discover(func(found []gatt.DiscoveredService, err error) {
		if err == nil {
			c.services, c.discovered = found, true
		}
		then(err)
	})
}

// discoverServices tells which services there are. The library then forgets the
// characteristics of those, so their values are held back again.
func (c *connection) discoverServices(a *action, done func()) {
	c.explore(func(err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			return
		}
		out := servicesEvent{c.p.event("servicesDiscover"), []string{}}
		for i := range c.services {
			if u := c.services[i].UUID; a.filter.takes(u) {
				delete(c.announced, u)
				out.ServiceUUIDs = append(out.ServiceUUIDs, uuidText(u))
			}
		}
		c.s.send(out)
	})
}

// discoverIncludedServices finds none: no lock includes one service in another.
func (c *connection) discoverIncludedServices(a *action, done func()) {
	defer done()
	if svc := c.service(a); svc != nil {
		c.s.send(includedServicesEvent{c.ofService("includedServicesDiscover", svc), []string{}})
	}
}

// discoverCharacteristics tells what a service has. From then on the library can
// take values from it.
func (c *connection) discoverCharacteristics(a *action, done func()) {
	defer done()
	svc := c.service(a)
	if svc == nil {
		return
	}
	out := characteristicsEvent{c.ofService("characteristicsDiscover", svc), []characteristic{}}
	for i := range svc.Characteristics {
		if ch := &svc.Characteristics[i]; a.filter.takes(ch.UUID) {
			out.Characteristics = append(out.Characteristics, characteristic{uuidText(ch.UUID), propertyTexts(ch.Properties)})
		}
	}
	c.s.send(out)
	c.announced[svc.UUID] = true
	c.release(svc.UUID)
}

func (c *connection) discoverDescriptors(a *action, done func()) {
	defer done()
	svc, ch := c.characteristic(a)
	if ch == nil {
		return
	}
	out := descriptorsEvent{c.ofCharacteristic("descriptorsDiscover", svc, ch), []string{}}
	for _, d := range ch.Descriptors {
		out.Descriptors = append(out.Descriptors, uuidText(d.UUID))
	}
	c.s.send(out)
}

// notFound is the error of an attribute that the lock does not have, as the lock
// itself would give it.
func notFound(op gatt.Opcode) error { return &gatt.Error{Opcode: op, Code: gatt.CodeAttributeNotFound} }

// service finds the service of an action; nil when the client has been told that
// there is none.
func (c *connection) service(a *action) *gatt.DiscoveredService {
	if !c.discovered {
		c.s.refuse(a, "the services have not been discovered on this connection")
		return nil
	}
	for i := range c.services {
		if c.services[i].UUID == a.service {
			return &c.services[i]
		}
	}
	c.failed(a, notFound(gatt.OpReadByGroupTypeRequest))
	return nil
}

// characteristic finds the characteristic of an action; nil when the client has
// been told that it is not there. Before the client has been told what the
// service has, an event about it would end the app.
func (c *connection) characteristic(a *action) (*gatt.DiscoveredService, *gatt.DiscoveredCharacteristic) {
	svc := c.service(a)
	if svc == nil {
		return nil, nil
	}
	if !c.announced[svc.UUID] {
		c.s.refuse(a, "the characteristics of the service have not been discovered on this connection")
		return nil, nil
	}
	for i := range svc.Characteristics {
		if svc.Characteristics[i].UUID == a.characteristic {
			return svc, &svc.Characteristics[i]
		}
	}
	c.failed(a, notFound(gatt.OpReadByTypeRequest))
	return nil, nil
}

// descriptor finds the descriptor of an action, as characteristic does.
func (c *connection) descriptor(a *action) (descriptorEvent, gatt.Handle) {
	svc, ch := c.characteristic(a)
	if ch == nil {
		return descriptorEvent{}, 0
	}
	for _, d := range ch.Descriptors {
		if d.UUID == a.descriptor {
			return descriptorEvent{c.ofCharacteristic("", svc, ch), uuidText(d.UUID)}, d.Handle
		}
	}
	c.failed(a, notFound(gatt.OpFindInformationRequest))
	return descriptorEvent{}, 0
}

// owner finds the characteristic whose value is at h; nil when it is not known.
func (c *connection) owner(h gatt.Handle) (*gatt.DiscoveredService, *gatt.DiscoveredCharacteristic) {
	for i := range c.services {
		for j := range c.services[i].Characteristics {
			if ch := &c.services[i].Characteristics[j]; ch.Value == h {
				return &c.services[i], ch
			}
		}
	}
	return nil, nil
}

func (c *connection) ofService(kind string, svc *gatt.DiscoveredService) serviceEvent {
	return serviceEvent{c.p.event(kind), uuidText(svc.UUID)}
}

func (c *connection) ofCharacteristic(kind string, svc *gatt.DiscoveredService, ch *gatt.DiscoveredCharacteristic) characteristicEvent {
	return characteristicEvent{c.ofService(kind, svc), uuidText(ch.UUID)}
}
