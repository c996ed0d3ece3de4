package scenarios

import (
	"errors"
	"fmt"
	"slices"

	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// phoneMTU is what a phone asks for (assumption: between what phones of the two
// makes ask for).
const phoneMTU = 247

// line is one connection of a phone. What has happened on it decides all that it
// is: a copy is made by letting the same happen to a new one.
type line struct {
	phone   string
	conn    gatt.ConnID
	inputs  []input
	issued  int      // writes so far
	holder  uint64   // the command that uses it; 0 is none
	closing bool     // the phone has ended it
	state   *central // that the inputs lead to; nil in a copy until it is needed
}

// input is one thing that happens to a connection: something arrives, or the phone
// writes.
type input struct {
	delivery gatt.Delivery
	writes   bool
	to       keyturner.Characteristic
	message  string
}

func (l *line) clone() *line {
	c := *l
	c.inputs, c.state = slices.Clip(l.inputs), nil
	return &c
}

// central is the state of the connection.
func (l *line) central() *central {
	if l.state == nil {
		l.state = newCentral()
		for _, in := range l.inputs {
			l.state.take(in)
		}
		l.state.out = nil // was sent when it happened
	}
	return l.state
}

// take lets something happen, and sends what the phone sends upon it.
func (l *line) take(p *player, in input) {
	c := l.central()
	l.inputs = append(l.inputs, in)
	c.take(in)
	for _, pdu := range c.out {
		p.lock.SendPDU(l.conn, pdu)
	}
	c.out = c.out[:0]
}

// write sends a message in one write.
func (l *line) write(p *player, to keyturner.Characteristic, message []byte) {
	l.issued++
	l.take(p, input{writes: true, to: to, message: string(message)})
}

// central is the phone's side of a connection. Once it stands, the phone asks for
// the MTU, finds the characteristics and subscribes; then it is ready.
type central struct {
	client *gatt.Client
	out    []gatt.PDU
	values [3]gatt.Handle // by keyturner.Characteristic
	ready  bool
	lost   error // why it is over
	wrote  []error
	got    []indication
}

// indication is a message of the lock, or a part of one.
type indication struct {
	from keyturner.Characteristic
	part []byte
}

func newCentral() *central {
	c := &central{}
	c.client = gatt.NewClient(func(pdu gatt.PDU) { c.out = append(c.out, pdu) })
	c.client.OnValue = func(h gatt.Handle, value []byte, _ bool) {
		if i := slices.Index(c.values[:], h); i >= 0 {
			c.got = append(c.got, indication{keyturner.Characteristic(i), value})
		}
	}
	return c
}

func (c *central) take(in input) {
	if in.writes {
		c.client.Write(c.values[in.to], []byte(in.message), func(err error) { c.wrote = append(c.wrote, err) })
		return
	}
	switch d := in.delivery; d.Kind {
	case gatt.Connected:
		c.begin()
	case gatt.Received:
		c.client.Receive(d.PDU)
	case gatt.ConnectFailed, gatt.Disconnected:
		c.lose(fmt.Errorf("%w: %s", model.ErrLinkLost, d.Reason.Name()))
	}
}

func (c *central) lose(err error) {
	if c.lost == nil {
		c.ready, c.lost = false, err
		c.client.Fail(err)
	}
}

// errStranger is the end of a connection to what is no lock.
var errStranger = errors.New("a characteristic of the lock is missing")

// begin asks for the MTU and finds the characteristics.
func (c *central) begin() {
	c.client.ExchangeMTU(phoneMTU, nil)
	c.client.Discover(func(found []gatt.DiscoveredService, err error) {
		if err != nil {
			c.lose(err)
			return
		}
		var cccds []gatt.Handle
		for _, which := range keyturner.Characteristics() {
			for _, s := range found {
				for _, x := range s.Characteristics {
					if x.UUID == gatt.UUID(which.UUID()) {
						c.values[which] = x.Value
						cccds = append(cccds, x.CCCD())
					}
				}
			}
		}
		if len(cccds) != len(c.values) {
			c.lose(errStranger)
			return
		}
		c.subscribe(cccds)
	})
}

// subscribe switches indications on, one after the other.
func (c *central) subscribe(cccds []gatt.Handle) {
	if len(cccds) == 0 {
		c.ready = true
		return
	}
	c.client.Subscribe(cccds[0], gatt.SubscribeIndications, func(err error) {
		if err != nil {
			c.lose(err)
			return
		}
		c.subscribe(cccds[1:])
	})
}
