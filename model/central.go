package model

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
)

// ErrLinkLost is wrapped when a connection ends, or does not come about.
var ErrLinkLost = errors.New("the connection is lost")

// Limits of a central that waits (Core Specification: an attribute transaction
// fails after 30 s; the rest are assumptions about apps).
const (
	attLimit     = 30 * time.Second
	messageLimit = 40 * time.Second
)

// Radio is a set of phones that reach one lock over the air, in simulated time.
// It takes the lock's deliveries, so a lock has one at most. It belongs to the
// goroutine of its lock.
type Radio struct {
	lock     *Lock
	centrals []*Central
	batch    []gatt.Delivery
}

// NewRadio makes the set.
func NewRadio(l *Lock) *Radio { return &Radio{lock: l} }

// Central is one connection, as an app that keeps to the published protocol
// uses it. It is a [keyturner.Link]: its calls let simulated time pass until
// they are done.
type Central struct {
	radio  *Radio
	conn   gatt.ConnID
	client *gatt.Client
	up     bool
	lost   error
	values [3]gatt.Handle // by keyturner.Characteristic
	got    []indication
}

type indication struct {
	from    keyturner.Characteristic
	message []byte
}

// Dial connects, asks for the MTU (23 asks for none), finds the lock's
// characteristics and subscribes to all three.
func (r *Radio) Dial(p gatt.Params, mtu int) (*Central, error) {
	conn, err := r.lock.Connect(p)
	if err != nil {
		return nil, err
	}
	c := &Central{radio: r, conn: conn}
	c.client = gatt.NewClient(func(p gatt.PDU) { r.lock.SendPDU(conn, p) })
	c.client.OnValue = c.value
	r.centrals = append(r.centrals, c)
	if err := c.until(attLimit, func() bool { return c.up }); err != nil {
		return nil, err
	}
	if mtu > gatt.DefaultMTU {
		if err := c.do(func(done func(error)) {
			c.client.ExchangeMTU(mtu, func(_ int, err error) { done(err) })
		}); err != nil {
			return nil, err
		}
	}
	var found []gatt.DiscoveredService
	if err := c.do(func(done func(error)) {
		c.client.Discover(func(s []gatt.DiscoveredService, err error) { found = s; done(err) })
	}); err != nil {
		return nil, err
	}
	return c, c.subscribe(found)
}

func (c *Central) subscribe(found []gatt.DiscoveredService) error {
	for _, which := range keyturner.Characteristics() {
		for _, s := range found {
			for _, x := range s.Characteristics {
				if x.UUID != gatt.UUID(which.UUID()) {
					continue
				}
				c.values[which] = x.Value
				if err := c.do(func(done func(error)) { c.client.Subscribe(x.CCCD(), 2, done) }); err != nil {
					return err
				}
			}
		}
		if c.values[which] == 0 {
			return fmt.Errorf("the lock has no %v", which)
		}
	}
	return nil
}

func (c *Central) value(h gatt.Handle, value []byte, _ bool) {
	for i, v := range c.values {
		if v == h {
			c.got = append(c.got, indication{keyturner.Characteristic(i), append([]byte(nil), value...)})
		}
	}
}

// do starts an operation and plays until it is done.
func (c *Central) do(start func(done func(error))) error {
	finished, result := false, error(nil)
	start(func(err error) { finished, result = true, err })
	if err := c.until(attLimit, func() bool { return finished }); err != nil {
		return err
	}
	return result
}

// until plays until a condition holds, the link is lost or the time is over.
func (c *Central) until(limit time.Duration, holds func() bool) error {
	l := c.radio.lock
	end := l.Now().Add(limit)
	for {
		c.radio.pump()
		switch {
		case holds():
			return nil
		case c.lost != nil:
			return c.lost
		case l.Now() >= end:
			return fmt.Errorf("%w: no answer within %v", ErrNoAnswer, limit)
		}
		if err := l.AdvanceWhile(end, func() bool { return !l.air.Delivered() }); err != nil {
			return err
		}
	}
}

// pump hands deliveries to their centrals.
func (r *Radio) pump() {
	r.batch = r.lock.Deliveries(r.batch[:0])
	for _, d := range r.batch {
		for _, c := range r.centrals {
			if c.conn == d.Conn {
				c.take(d)
			}
		}
	}
}

func (c *Central) take(d gatt.Delivery) {
	switch d.Kind {
	case gatt.Connected:
		c.up = true
	case gatt.Received:
		c.client.Receive(d.PDU)
	case gatt.ConnectFailed, gatt.Disconnected:
		c.up = false
		c.lost = fmt.Errorf("%w: %v", ErrLinkLost, d.Reason)
		c.client.Fail(c.lost)
	}
}

// Write sends a message in one write.
func (c *Central) Write(to keyturner.Characteristic, message []byte) error {
	return c.do(func(done func(error)) { c.client.Write(c.values[to], message, done) })
}

// Receive waits for the next indication.
func (c *Central) Receive() (from keyturner.Characteristic, message []byte, err error) {
	if err := c.until(messageLimit, func() bool { return len(c.got) > 0 }); err != nil {
		return 0, nil, err
	}
	first := c.got[0]
	c.got = c.got[1:]
	return first.from, first.message, nil
}

// Lost is why the connection ended; nil while it is open.
func (c *Central) Lost() error { return c.lost }

// Close ends the connection in order.
func (c *Central) Close() {
	if c.up {
		c.radio.lock.Disconnect(c.conn)
		_ = c.until(attLimit, func() bool { return c.lost != nil })
	}
}

// Conn names the connection on the air.
func (c *Central) Conn() gatt.ConnID { return c.conn }

// Since is the instant that the lock shows.
func (c *Central) Since() sim.Time { return c.radio.lock.Now() }
