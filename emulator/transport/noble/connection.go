package noble

import (
	"errors"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// connState is how far a connection is.
type connState uint8

const (
	stateJoining connState = iota // the lock has not answered, or the MTU is not settled
	stateUp                       // the client knows of it
	stateLeaving                  // the client does not want it any more
)

// connection is one connection to a lock, from the wish to its end. Its actions
// are carried out one after the other: the protocol has no numbers, and the
// library takes the next event of a name for the answer.
//
// An answer may take for ever. The library sets no limit with a radio either,
// and the time of a lock may stand still; a lock that dies ends the connection.
type connection struct {
	s      *session
	p      *peripheral
	number fleet.Link
	state  connState
	client *gatt.Client
	over   bool // nothing that comes late counts any more
	// aborted tells that the client took its wish to connect back.
	aborted bool

	queue   []*action
	busy    bool // an action waits for the lock
	pumping bool

	services   []gatt.DiscoveredService
	discovered bool
	announced  map[gatt.UUID]bool // services whose characteristics the client has been told
	held       []heldValue
	onRSSI     func(dbm int8)
}

func newConnection(s *session, p *peripheral, number fleet.Link) *connection {
	c := &connection{s: s, p: p, number: number, announced: map[gatt.UUID]bool{}}
	c.client = gatt.NewClient(func(pdu gatt.PDU) {
		if err := s.central.Send(number, pdu); err != nil {
			s.log.Debug("frame not sent", "lock", p.lock, "why", err)
		}
	})
	c.client.ManualConfirm = true
	c.client.OnValue = c.value
	s.links[number] = c
	return c
}

var errLinkLost = errors.New("the connection has ended")

// hear takes one event of the air.
func (c *connection) hear(e *fleet.CentralEvent) {
	switch e.Kind {
	case fleet.Connected:
		if c.state == stateLeaving {
			return
		}
		if c.s.options.MTU <= gatt.DefaultMTU {
			c.up(gatt.DefaultMTU)
			return
		}
		c.client.ExchangeMTU(c.s.options.MTU, func(mtu int, err error) {
			if err != nil {
				mtu = gatt.DefaultMTU // the lock does not negotiate
			}
			c.up(mtu)
		})
	case fleet.Received:
		c.client.Receive(e.PDU)
		c.pump()
	case fleet.RSSI:
		if done := c.onRSSI; done != nil {
			c.onRSSI = nil
			done(e.RSSI)
			c.pump()
		}
	case fleet.ConnectFailed, fleet.Disconnected:
		c.down(e.Reason)
	}
}

// up tells the client that it is connected.
func (c *connection) up(mtu int) {
	if c.over || c.state != stateJoining {
		return
	}
	c.state = stateUp
	for ; c.p.connects > 0; c.p.connects-- {
		c.s.send(c.p.event("connect"))
	}
	c.s.send(mtuEvent{c.p.event("mtu"), mtu})
	c.pump()
}

// leave ends the connection by the client's wish.
func (c *connection) leave() {
	c.drop()
	if c.state == stateLeaving {
		return
	}
	if c.state == stateJoining {
		c.aborted = true
	}
	c.state = stateLeaving
	if err := c.s.central.Disconnect(c.number); err != nil {
		c.down(gatt.ReasonLocalHost)
	}
}

// drop forgets the actions that wait for their turn.
func (c *connection) drop() {
	c.s.waiting -= len(c.queue)
	c.queue = nil
}

// down tells the client that the connection has ended, or has not come to be.
func (c *connection) down(r gatt.Reason) {
	if c.over {
		return
	}
	c.over = true
	c.drop()
	c.client.Fail(errLinkLost)
	s, p := c.s, c.p
	delete(s.links, c.number)
	p.link = nil
	s.handler.claims.drop(p.lock, s)
	word := r.Name()
	switch {
	case c.aborted:
		word = "aborted"
	case c.state == stateJoining:
		word = "failed"
		p.connects = 0
	}
	for range max(p.disconnects, 1) {
		s.send(s.gone(p, r, word))
	}
	p.disconnects = 0
	if p.connects > 0 { // asked for while the old connection was on its way out
		s.join(p)
	}
}

// accept takes an action, to be carried out when those before it are.
func (c *connection) accept(a *action) {
	if c.s.waiting >= c.s.options.Limits.Actions {
		c.s.end(websocket.ClosePolicyViolation, "too many actions wait for an answer")
		return
	}
	c.s.waiting++
	c.queue = append(c.queue, a)
	c.pump()
}

// pump carries out actions until one has to wait for the lock.
func (c *connection) pump() {
	if c.pumping {
		return
	}
	c.pumping = true
	for c.state == stateUp && !c.busy && !c.over && len(c.queue) > 0 {
		a := c.queue[0]
		c.queue = c.queue[1:]
		c.s.waiting--
		c.busy = true
		a.kind.link(c, a, func() { c.busy = false })
	}
	c.pumping = false
}

// failed tells what an action met with instead of its event. The library knows no
// such event and ignores it.
func (c *connection) failed(a *action, err error) {
	if c.over {
		return
	}
	var e *gatt.Error
	if !errors.As(err, &e) {
		c.s.refuse(a, err.Error())
		return
	}
	out := attErrorEvent{
		peripheralEvent: c.p.event("attError"), Action: a.kind.name, Handle: uint16(e.Handle),
		Code: uint8(e.Code), Name: e.Code.Name(),
	}
	if a.kind.needs&needsService != 0 {
		out.ServiceUUID = uuidText(a.service)
	}
	if a.kind.needs&needsCharacteristic != 0 {
		out.CharacteristicUUID = uuidText(a.characteristic)
	}
	if a.kind.needs&needsDescriptor != 0 {
		out.DescriptorUUID = uuidText(a.descriptor)
	}
	c.s.send(out)
}

func (c *connection) updateRSSI(a *action, done func()) {
	c.onRSSI = func(dbm int8) {
		c.s.send(rssiEvent{c.p.event("rssiUpdate"), dbm})
		done()
	}
	if err := c.s.central.ReadRSSI(c.number); err != nil {
		c.onRSSI = nil
		c.failed(a, err)
		done()
	}
}
