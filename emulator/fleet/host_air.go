package fleet

import (
	"fmt"
	"time"

	"locktwin/model/gatt"
)

// onAir is what a host knows of the centrals of its lock.
type onAir struct {
	links map[gatt.ConnID]*link // nil until there is one
	inbox []gatt.Delivery
	wrote map[*link]time.Time // when a command was written that has no answer yet
	radio radio
}

// Opcodes that the host tells apart; everything else is between central and
// lock.
const (
	opError          = gatt.Opcode(0x01)
	opWriteRequest   = gatt.Opcode(0x12)
	opExecuteRequest = gatt.Opcode(0x18)
	opIndication     = gatt.Opcode(0x1D)
	opWriteCommand   = gatt.Opcode(0x52)
)

// connect begins a connection.
func (h *host) connect(l *link) {
	c, err := h.lock.Connect(l.params)
	if err != nil {
		h.lose(l, gatt.ReasonUnspecified)
		return
	}
	if h.air.links == nil {
		h.air.links = map[gatt.ConnID]*link{}
	}
	l.conn, l.ops = c, h.flashOps()
	h.air.links[c] = l
	h.store.dirty = true
}

// send gives a PDU to the air. What comes for a connection that is over was on
// its way when it ended, and is lost.
func (h *host) send(l *link, p gatt.PDU) {
	if l.conn == 0 {
		return
	}
	switch p.Opcode() {
	case opWriteRequest, opExecuteRequest, opWriteCommand:
		if h.air.wrote == nil {
			h.air.wrote = map[*link]time.Time{}
		}
		if _, waits := h.air.wrote[l]; !waits {
			h.air.wrote[l] = h.wall
		}
		l.ops = h.flashOps()
	}
	h.f.meter.Frames(true, 1)
	h.lock.SendPDU(l.conn, p)
	h.scopeFrame(l.conn, h.lock.Now())
	h.store.dirty = true
}

// hangUp ends a connection in order.
func (h *host) hangUp(l *link) {
	if l.conn != 0 {
		h.lock.Disconnect(l.conn)
		h.store.dirty = true
	}
}

// vanish lets the central's side of a connection fall silent.
func (h *host) vanish(l *link) {
	if l.conn == 0 {
		return
	}
	h.lock.Vanish(l.conn)
	h.over(l)
	h.store.dirty = true
}

// rssi tells how strongly the lock is heard.
func (h *host) rssi(l *link) {
	if l.conn == 0 {
		return
	}
	for _, i := range h.lock.Air().Links() {
		if i.Conn == l.conn {
			l.central.tell(CentralEvent{Kind: RSSI, Link: l.num, RSSI: i.RSSI, Lock: h.id, Address: h.meta.Address, SimNS: int64(h.lock.Now())})
			return
		}
	}
}

// over forgets a connection.
func (h *host) over(l *link) {
	if l.up {
		h.note(EventDisconnected, fmt.Sprintf("connection %d to %s is over", l.conn, l.central.name))
		h.scopeLink(l, h.shown(), false)
		h.show.stale = true
	}
	delete(h.air.links, l.conn)
	delete(h.air.wrote, l)
	l.conn, l.up = 0, false
}

// lose tells a central that a connection is over, or will not come to be,
// without the lock's doing.
func (h *host) lose(l *link, r gatt.Reason) {
	e := CentralEvent{Kind: ConnectFailed, Link: l.num, Reason: r, Lock: h.id, Address: h.meta.Address, SimNS: int64(h.shown())}
	if l.up {
		e.Kind = Disconnected
	}
	l.conn, l.up = 0, false
	l.central.tell(e)
}

// hand passes on what has reached the centrals.
func (h *host) hand() {
	if h.failed != nil || !h.lock.Air().Delivered() {
		return
	}
	h.air.inbox = h.lock.Deliveries(h.air.inbox[:0])
	for i := range h.air.inbox {
		d := &h.air.inbox[i]
		l := h.air.links[d.Conn]
		if l == nil {
			// Of a phone of the script, or of a central that has vanished.
			h.scopeScript(d)
			h.handToScript(*d)
			continue
		}
		e := CentralEvent{Link: l.num, Lock: h.id, Address: h.meta.Address, SimNS: int64(d.At), PDU: d.PDU, Reason: d.Reason}
		switch d.Kind {
		case gatt.Connected:
			e.Kind = Connected
			l.up = true
			h.scopeLink(l, d.At, true)
			h.note(EventConnected, fmt.Sprintf("connection %d to %s is up", l.conn, l.central.name))
			h.show.stale = true
		case gatt.Received:
			e.Kind = Received
			h.f.meter.Frames(false, 1)
			h.scopeFrame(d.Conn, d.At)
			if d.PDU.Opcode() == opError && len(d.PDU) >= 5 {
				h.f.meter.ATTError(d.PDU[4])
			}
		case gatt.ConnectFailed:
			e.Kind = ConnectFailed
			h.over(l)
		case gatt.Disconnected:
			e.Kind = Disconnected
			h.over(l)
		}
		h.deliver(l, e)
		d.PDU = ""
	}
	h.store.dirty = true
}

// emit gives an event to its central.
func (h *host) emit(l *link, e CentralEvent) {
	if e.Kind == Received && e.PDU.Opcode() == opIndication {
		if t, ok := h.air.wrote[l]; ok {
			delete(h.air.wrote, l)
			h.f.meter.Command(h.command, h.f.clock.Now().Sub(t))
		}
	}
	l.central.tell(e)
}
