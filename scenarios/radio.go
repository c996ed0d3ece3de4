package scenarios

import (
	"slices"

	"locktwin/model/gatt"
)

// radio is what the phones of a script have to do with the air: their connections,
// and the faults that the script has set. A phone has one connection at a time. It
// keeps it as long as it has more to say at once, and ends it when it has not.
type radio struct {
	on      bool // the phones go over the air
	lines   []*line
	inbox   []gatt.Delivery // for the lines, taken from the lock by somebody else
	talks   uint64          // commands so far; each draws keys and nonces of its own
	faults  []faultRecord
	freed   bool // since tasks were last polled: a phone has come to the end of a command
	blocked bool // a command waits for the end of another one of its phone
}

func (r *radio) clone() radio {
	c := *r
	c.inbox, c.faults = slices.Clone(r.inbox), slices.Clone(r.faults)
	c.lines = make([]*line, len(r.lines))
	for i, l := range r.lines {
		c.lines[i] = l.clone()
	}
	return c
}

// line finds a connection by its number; nil when it is over.
func (r *radio) line(c gatt.ConnID) *line {
	for _, l := range r.lines {
		if l.conn == c {
			return l
		}
	}
	return nil
}

// of finds the connection of a phone, but for one that is being ended.
func (r *radio) of(phone string) *line {
	for _, l := range r.lines {
		if l.phone == phone && !l.closing {
			return l
		}
	}
	return nil
}

// drop forgets a connection that is over.
func (r *radio) drop(l *line) {
	r.lines = slices.DeleteFunc(r.lines, func(x *line) bool { return x == l })
}

// heardOnAir says whether something has reached a phone that it has not looked at.
func (p *player) heardOnAir() bool {
	if len(p.radio.inbox) > 0 {
		return true
	}
	return slices.ContainsFunc(p.radio.lines, func(l *line) bool { return p.lock.DeliveredTo(l.conn) })
}

// hear hands what has arrived to the connections.
func (p *player) hear() {
	r := &p.radio
	for _, l := range slices.Clone(r.lines) {
		for _, d := range r.inbox {
			if d.Conn == l.conn {
				l.take(p, input{delivery: d})
			}
		}
		for _, d := range p.lock.DeliveriesFor(l.conn, nil) {
			l.take(p, input{delivery: d})
		}
		if l.holder == 0 && l.central().lost != nil {
			r.drop(l)
		}
	}
	r.inbox = nil
}

// dial begins to connect a phone.
func (p *player) dial(phone string, holder uint64) (gatt.ConnID, error) {
	c, err := p.lock.Connect(gatt.DefaultParams())
	if err != nil {
		return 0, err
	}
	p.radio.lines = append(p.radio.lines, &line{phone: phone, conn: c, holder: holder})
	for _, f := range p.radio.faults {
		if f.on == phone {
			p.lock.Air().AimFault(f.name, c)
		}
	}
	return c, nil
}

// hangUp ends a connection in order.
func (p *player) hangUp(l *line) {
	if !l.closing {
		l.holder, l.closing = 0, true
		p.lock.Disconnect(l.conn)
	}
}

// hangUpIdle ends the connections over which nobody has anything to say.
func (p *player) hangUpIdle() {
	for _, l := range p.radio.lines {
		if l.holder == 0 {
			p.hangUp(l)
		}
	}
}
