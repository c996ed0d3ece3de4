package noble

import (
	"encoding/binary"

	"locktwin/model/gatt"
)

// heldValue is a value that came before the library could take it.
type heldValue struct {
	handle     gatt.Handle
	data       string
	indication bool
}

// value takes a notification or an indication. Until the client has been told
// what the service has, an event about it would end the app; so the value waits.
// An indication is not confirmed meanwhile, and the lock sends no further one.
func (c *connection) value(h gatt.Handle, value []byte, indication bool) {
	v := heldValue{h, hexText(value), indication}
	if svc, _ := c.owner(h); svc == nil || c.announced[svc.UUID] {
		c.deliver(v)
		return
	}
	if len(c.held) >= c.s.options.Limits.HeldValues {
		c.s.log.Info("value dropped: the service is not discovered", "lock", c.p.lock)
		c.held = c.held[1:]
	}
	c.held = append(c.held, v)
}

// deliver sends a value, first by its handle, as the library's binding for a
// radio does. The last frame of an indication lets it be confirmed.
func (c *connection) deliver(v heldValue) {
	var confirms *connection
	if v.indication {
		confirms = c
	}
	svc, ch := c.owner(v.handle)
	byHandle := handleValueEvent{handleEvent{c.p.event("handleNotify"), v.handle}, v.data}
	if ch == nil {
		c.s.sendConfirming(byHandle, confirms)
		return
	}
	c.s.send(byHandle)
	c.s.sendConfirming(readEvent{c.ofCharacteristic("read", svc, ch), v.data, true}, confirms)
}

// release delivers the values of a service that have waited.
func (c *connection) release(service gatt.UUID) {
	kept := c.held[:0]
	for _, v := range c.held {
		if svc, _ := c.owner(v.handle); svc != nil && svc.UUID == service {
			c.deliver(v)
		} else {
			kept = append(kept, v)
		}
	}
	c.held = kept
}

// confirm tells the lock that an indication has reached the client's socket.
func (c *connection) confirm() {
	if !c.over {
		c.client.Confirm()
	}
}

func (c *connection) read(a *action, done func()) {
	svc, ch := c.characteristic(a)
	if ch == nil {
		done()
		return
	}
	c.client.Read(ch.Value, func(value []byte, err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			return
		}
		c.s.send(readEvent{c.ofCharacteristic("read", svc, ch), hexText(value), false})
	})
}

func (c *connection) write(a *action, done func()) {
	svc, ch := c.characteristic(a)
	if ch == nil {
		done()
		return
	}
	c.put(a, ch.Value, c.ofCharacteristic("write", svc, ch), done)
}

// put writes a value and sends the event that says so, also after a write
// without response. A value may be of any length; one that does not fit into a
// PDU is written in parts, which have a response.
func (c *connection) put(a *action, h gatt.Handle, event any, done func()) {
	if a.ambiguous {
		c.s.log.Debug("a value of two digits was taken for hexadecimal; a typed array of one number looks the same", "lock", c.p.lock)
	}
	written := func(err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			if !c.s.options.WriteOnError || c.over {
				return
			}
		}
		c.s.send(event)
	}
	if a.withoutResponse && len(a.value) <= c.client.MTU()-3 {
		written(c.client.Command(h, a.value))
		return
	}
	c.client.Write(h, a.value, written)
}

// notify turns notifications on, or indications where there are none: of a
// characteristic with both, the library's binding for a radio uses the former.
func (c *connection) notify(a *action, done func()) {
	svc, ch := c.characteristic(a)
	if ch == nil {
		done()
		return
	}
	bits := uint16(0)
	switch {
	case ch.CCCD() == 0 || ch.Properties&(gatt.Notify|gatt.Indicate) == 0:
		c.failed(a, notFound(gatt.OpFindInformationRequest))
		done()
		return
	case !a.on:
	case ch.Properties&gatt.Notify != 0:
		bits = 1
	default:
		bits = 2
	}
	c.configure(a, ch.CCCD(), bits, switchEvent{c.ofCharacteristic("notify", svc, ch), a.on}, done)
}

// serverConfiguration is the descriptor that turns broadcasts on.
var serverConfiguration = gatt.UUID16(0x2903)

func (c *connection) broadcast(a *action, done func()) {
	svc, ch := c.characteristic(a)
	if ch == nil {
		done()
		return
	}
	for _, d := range ch.Descriptors {
		if d.UUID == serverConfiguration {
			bits := uint16(0)
			if a.on {
				bits = 1
			}
			c.configure(a, d.Handle, bits, switchEvent{c.ofCharacteristic("broadcast", svc, ch), a.on}, done)
			return
		}
	}
	c.failed(a, notFound(gatt.OpFindInformationRequest))
	done()
}

// configure writes the bits of a configuration descriptor.
func (c *connection) configure(a *action, h gatt.Handle, bits uint16, event any, done func()) {
	c.client.Write(h, binary.LittleEndian.AppendUint16(nil, bits), func(err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			return
		}
		c.s.send(event)
	})
}

func (c *connection) readValue(a *action, done func()) {
	event, h := c.descriptor(a)
	if h == 0 {
		done()
		return
	}
	event.Type = "valueRead"
	c.client.Read(h, func(value []byte, err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			return
		}
		c.s.send(valueReadEvent{event, hexText(value)})
	})
}

func (c *connection) writeValue(a *action, done func()) {
	event, h := c.descriptor(a)
	if h == 0 {
		done()
		return
	}
	event.Type = "valueWrite"
	c.put(a, h, event, done)
}

func (c *connection) readHandle(a *action, done func()) {
	c.client.Read(a.handle, func(value []byte, err error) {
		defer done()
		if err != nil {
			c.failed(a, err)
			return
		}
		c.s.send(handleValueEvent{handleEvent{c.p.event("handleRead"), a.handle}, hexText(value)})
	})
}

func (c *connection) writeHandle(a *action, done func()) {
	c.put(a, a.handle, handleEvent{c.p.event("handleWrite"), a.handle}, done)
}
