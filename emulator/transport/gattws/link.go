package gattws

import (
	"errors"
	"slices"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// link is one connection of a session. All of it is guarded by the session's
// mutex.
type link struct {
	session     *session
	number      fleet.Link
	device      string
	address     string
	name        string
	quoted      []byte // device as a JSON string
	client      *gatt.Client
	up          bool // the client has been told that it is connected
	dead        bool // given up: the lock did not answer
	gone        bool // out of the session's lists
	mtu         int
	wantMTU     int // to be exchanged before the client is told; 0: nothing
	exchanged   bool
	connectID   string   // call that waits for the connection
	partings    []string // calls that wait for its end
	listeners   []string // calls that wait for the signal strength
	outstanding int      // calls that wait for something else
	unconfirmed bool     // an indication waits for confirmIndication
	deadline    time.Time
	nowNS       int64 // simulated time of the latest event

	known       []gatt.DiscoveredService // nil: not discovered yet
	texts       map[gatt.Handle]string   // UUIDs of the characteristics, by value handle
	discovering bool
	held        []held // what waits for the discovery
}

// held is a call that has to wait until the attributes are known, and all that
// came after it.
type held struct {
	id string
	do func() *RPCError
}

// begin keeps book of a connection that is being built.
func (s *session) begin(number fleet.Link, row fleet.Lock, id string, p *ConnectParams) {
	l := &link{session: s, number: number, device: row.ID, address: row.Address, name: row.Name, quoted: quoted(row.ID),
		mtu: gatt.DefaultMTU, wantMTU: p.MTU, connectID: id}
	l.client = gatt.NewClient(l.send)
	l.client.ManualConfirm = p.ManualConfirmation
	l.client.OnValue = l.value
	s.links[number], s.devices[row.ID] = l, l
}

// sorted lists the links in the order in which they were begun.
func (s *session) sorted() []*link {
	out := make([]*link, 0, len(s.links))
	for _, l := range s.links {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *link) int { return int(a.number) - int(b.number) })
	return out
}

// send brings a PDU on its way to the lock.
func (l *link) send(p gatt.PDU) {
	if p.Opcode().Request() {
		l.deadline = l.session.handler.clock.Now().Add(l.session.handler.limits.Transaction)
		l.session.arm()
	}
	// A link that is gone says so in an event.
	_ = l.session.central.Send(l.number, p)
}

// connected goes on with what the caller of connect wanted.
func (l *link) connected() {
	if l.wantMTU == 0 {
		l.ready()
		return
	}
	l.client.ExchangeMTU(l.wantMTU, func(mtu int, err error) {
		if l.gone || l.dead {
			return
		}
		l.exchanged = true
		if err == nil {
			// A lock that does not know the request stays at the default.
			l.mtu = mtu
		}
		l.ready()
	})
}

// ready tells the client that it is connected.
func (l *link) ready() {
	l.up = true
	l.session.answer(l.connectID, ConnectResult{Device: l.device, Address: l.address, Name: l.name, MTU: l.mtu, TimeNS: l.nowNS})
}

// received takes a PDU of the lock.
func (l *link) received(p gatt.PDU) {
	l.client.Receive(p)
	if !l.client.Waiting() {
		l.deadline = time.Time{}
	}
}

// value tells the client of a notification or indication.
func (l *link) value(h gatt.Handle, value []byte, indication bool) {
	s := l.session
	l.unconfirmed = indication && l.client.ManualConfirm
	s.seq++
	s.socket.text(func(b []byte) []byte {
		return appendValueChanged(b, s.seq, l.nowNS, l.quoted, h, l.texts[h], value, indication)
	})
}

// heard tells how strong the lock is heard, in dBm: to all who listen, and to
// those who asked.
func (l *link) heard(dBm int) {
	l.session.tell(eventRSSI, func(seq uint64) any { return RSSIChanged{seq, l.nowNS, l.device, dBm} })
	for _, id := range l.listeners {
		l.session.answer(id, RSSIResult{dBm, l.nowNS})
	}
	l.listeners = nil
}

// end takes the link out of the session and tells everybody who waits.
func (l *link) end(r gatt.Reason) {
	s := l.session
	l.gone = true
	delete(s.links, l.number)
	delete(s.devices, l.device)
	failure := ofHCI(r)
	if !l.up && !l.dead {
		s.refuse(l.connectID, refusal(failure))
	}
	l.fail(refusal(failure))
	if l.up {
		s.tell(eventDisconnected, func(seq uint64) any { return Disconnected{seq, l.nowNS, l.device, failure} })
	}
	for _, id := range l.partings {
		s.done(id, l.nowNS)
	}
}

// fail ends all that is outstanding.
func (l *link) fail(e *RPCError) {
	l.deadline = time.Time{}
	l.client.Fail(e)
	for _, id := range l.listeners {
		l.session.refuse(id, e)
	}
	waiting := l.held
	l.listeners, l.held, l.discovering = nil, nil, false
	for _, h := range waiting {
		l.outstanding--
		l.session.refuse(h.id, e)
	}
}

// arm sets the alarm for unanswered requests, unless it is set. It may then go
// off too early for the youngest of them, never too late.
func (s *session) arm() {
	if !s.alarmed {
		s.alarmed = true
		s.alarm.Reset(s.handler.limits.Transaction)
	}
}

// expire gives up the links whose lock left a request unanswered for too long.
func (s *session) expire() {
	s.alarmed = false
	now := s.handler.clock.Now()
	var next time.Time
	for _, l := range s.sorted() {
		if l.deadline.IsZero() {
			continue
		}
		if !now.Before(l.deadline) {
			if row, err := s.handler.hub.lock(l.device); err == nil && row.Speed.Paused {
				// Somebody has stopped the lock's time to look at it.
				l.deadline = now.Add(s.handler.limits.Transaction)
			} else {
				l.giveUp()
				continue
			}
		}
		if next.IsZero() || l.deadline.Before(next) {
			next = l.deadline
		}
	}
	if !next.IsZero() {
		s.alarmed = true
		s.alarm.Reset(next.Sub(now))
	}
}

// giveUp is what a central does when its peer does not answer: nothing can be
// sent any more, so it ends the connection.
func (l *link) giveUp() {
	e := refuse(TransactionTimeout)
	if !l.up {
		l.session.refuse(l.connectID, e)
	}
	l.dead = true
	l.fail(e)
	_ = l.session.central.Disconnect(l.number) // its end is an event
}

// why says why an operation of the attribute client failed.
func why(err error) *RPCError {
	var refused *RPCError
	var att *gatt.Error
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &att):
		return refusal(ofATT(att.Code))
	case errors.Is(err, gatt.ErrTooLong):
		return refuse(ValueTooLong)
	}
	return &RPCError{codeInternal, "internal error: " + err.Error(), nil}
}
