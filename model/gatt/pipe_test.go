package gatt

import "testing"

// pipe joins a client to a server without air: what either sends waits in a queue
// until pump.
type pipe struct {
	*world
	conn   ConnID
	client *Client
	up     []PDU
	down   []PDU
	log    []PDU // both ways
}

func newPipe(t testing.TB) *pipe {
	p := &pipe{world: newWorld(t), conn: 1}
	p.client = NewClient(func(u PDU) { p.up = append(p.up, u) })
	p.bare(1)
	return p
}

// Send is the server's radio.
func (p *pipe) Send(c ConnID, u PDU) { p.down = append(p.down, u) }

func (p *pipe) Wrote(c ConnID, h Handle, value []byte) {
	p.world.Wrote(c, h, value)
}

// pump moves PDUs until nothing is under way.
func (p *pipe) pump() {
	for len(p.up)+len(p.down) > 0 {
		if len(p.up) > 0 {
			u := p.up[0]
			p.up = p.up[1:]
			p.log = append(p.log, u)
			p.server.Receive(p.table, &p.policy, p, p.conn, u)
			continue
		}
		u := p.down[0]
		p.down = p.down[1:]
		p.log = append(p.log, u)
		p.client.Receive(u)
	}
}
