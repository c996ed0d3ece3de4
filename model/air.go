package model

import (
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/mcu"
	"locktwin/model/sim"
)

// antenna is the lock as the air meets it at the instant that it shows.
type antenna struct{ l *Lock }

func (a antenna) Now() sim.Time { return a.l.Now() }

func (a antenna) Boot() uint32 { return uint32(a.l.machine.Stats().Resets) }

func (a antenna) Beacon() (b gatt.Beacon, since sim.Time, on bool) {
	r, since := a.l.machine.Radio()
	b, _ = r.Beacon.(gatt.Beacon)
	cpu := a.l.machine.CPU()
	return b, since, r.Mode != mcu.RadioOff && (cpu == mcu.Running || cpu == mcu.Asleep)
}

func (a antenna) ToLock(at sim.Time, s gatt.Signal) {
	in := mcu.Input{Kind: mcu.InPacket}
	e := firmware.Event{Phone: firmware.PhoneID(s.Conn), PDU: s.PDU, Reason: s.Reason}
	switch s.Kind {
	case gatt.LinkUp:
		e.Kind = firmware.LinkUp
		in.Name, in.Text = "link-up", "a phone connects over the air"
	case gatt.LinkDown:
		e.Kind = firmware.LinkDown
		in.Name, in.Text = "link-down", "a connection over the air is over: "+s.Reason.Name()
	case gatt.Uplink:
		e.Kind = firmware.PDUReceived
	}
	in.Packet = e
	a.l.machine.InjectAt(at, in)
}

// Air is what lies between the lock's antenna and its centrals: open links and
// faults. Use the methods of the lock to connect and to send.
func (l *Lock) Air() *gatt.Air {
	l.air.Table = l.App().Table()
	return &l.air
}

// Connect begins to connect a central. How it ends comes as a delivery. Errors
// wrap gatt.ErrParams.
func (l *Lock) Connect(p gatt.Params) (gatt.ConnID, error) { return l.air.Connect(antenna{l}, p) }

// SendPDU sends an ATT PDU of a central to the lock.
func (l *Lock) SendPDU(c gatt.ConnID, p gatt.PDU) { l.air.Send(antenna{l}, c, p) }

// Disconnect ends a central's connection in order.
func (l *Lock) Disconnect(c gatt.ConnID) { l.air.Disconnect(antenna{l}, c, gatt.ReasonRemoteUser) }

// Vanish lets a central fall silent; the lock notices after the supervision
// time-out.
func (l *Lock) Vanish(c gatt.ConnID) { l.air.Vanish(antenna{l}, c) }

// Deliveries appends to dst what has reached the centrals, and forgets it.
func (l *Lock) Deliveries(dst []gatt.Delivery) []gatt.Delivery { return l.air.Take(dst) }

// DeliveriesFor is Deliveries for one connection; what has reached others stays.
func (l *Lock) DeliveriesFor(c gatt.ConnID, dst []gatt.Delivery) []gatt.Delivery {
	return l.air.TakeFor(c, dst)
}

// DeliveredTo tells whether anything has reached the central of a connection.
func (l *Lock) DeliveredTo(c gatt.ConnID) bool { return l.air.DeliveredTo(c) }

// NextAdvertisement is the first advertisement later than after, as things are
// now; false when the lock does not advertise.
func (l *Lock) NextAdvertisement(after sim.Time) (gatt.Advertisement, bool) {
	return l.air.NextAdvertisement(antenna{l}, after)
}

// Busy tells whether anything is under way that ends by itself within seconds:
// an activation, a boot, an action of the bolt, a frame, a movement of a hand, a
// rail without its supply.
func (l *Lock) Busy() bool {
	return l.machine.Underway() || l.air.Pending() || l.App().State.Acting() ||
		!l.machine.Supply().Fed() && l.machine.CPU() > mcu.InReset
}

// foreseeLimit bounds how far Due looks ahead.
const foreseeLimit = time.Second

// Due is the next instant at which something happens if nobody acts; sim.Never
// when nothing is scheduled. While the rail moves or an activation is under way
// no schedule shows it; then Due tries it in a copy, and may name an instant at
// which nothing happens yet.
func (l *Lock) Due() sim.Time {
	next := min(l.machine.Next(), l.air.Due())
	if !l.machine.Executing() && !l.machine.RailMoves() {
		return next
	}
	if l.scout == nil {
		l.scout = l.Fork()
	} else {
		l.scoutFrom = l.Snapshot(l.scoutFrom)
		l.scout.Restore(l.scoutFrom)
	}
	// What woke the activation under way is scheduled still, in the past.
	limit := l.Now().Add(foreseeLimit)
	if next > l.Now() {
		limit = min(limit, next)
	}
	if l.scout.Step(limit) != nil {
		return next
	}
	return max(l.scout.Now(), l.Now()+1)
}

// hear takes in what the radio sent and looks whether its links still live.
func (l *Lock) hear() {
	for _, t := range l.machine.Outbox() {
		switch p := t.Packet.(type) {
		case firmware.Reply:
			l.inbox = append(l.inbox, p)
		case gatt.Downlink, gatt.Hangup:
			l.air.Transmitted(antenna{l}, t.At, p)
		}
	}
	l.air.Watch(antenna{l})
}
