package gatt

import (
	"fmt"
	"time"
)

// Indicate queues a message for the client and sends what may be sent: pieces of
// at most MTU-3 bytes, by the MTU at the moment each is sent, one unconfirmed at
// a time, and never bytes of two messages in one. All of the message is taken or
// none: the error wraps ErrNoConnection, ErrNotSubscribed or ErrQueueFull. An
// empty message is one empty indication.
func (s *Server) Indicate(t *Table, a App, c ConnID, h Handle, message []byte) error {
	l, at := s.find(c), t.get(h)
	switch {
	case l == nil:
		return fmt.Errorf("connection %d: %w", c, ErrNoConnection)
	case at == nil || at.kind != kindValue || l.bits(at)&cccdIndicate == 0:
		return fmt.Errorf("handle %v: %w", h, ErrNotSubscribed)
	case len(message) > l.room():
		return fmt.Errorf("%d bytes, room for %d: %w", len(message), l.room(), ErrQueueFull)
	}
	b := append16(append16(l.queue[l.queued:l.queued], uint16(h)), uint16(len(message)))
	b = append(b, message...)
	l.queued += uint16(len(b))
	s.pump(t, a, l)
	return nil
}

// Notify sends a value that is not confirmed, cut off at MTU-3 bytes. The error
// wraps ErrNoConnection or ErrNotSubscribed.
func (s *Server) Notify(t *Table, a App, c ConnID, h Handle, value []byte) error {
	l, at := s.find(c), t.get(h)
	switch {
	case l == nil:
		return fmt.Errorf("connection %d: %w", c, ErrNoConnection)
	case at == nil || at.kind != kindValue || l.bits(at)&cccdNotify == 0:
		return fmt.Errorf("handle %v: %w", h, ErrNotSubscribed)
	}
	a.Send(c, withHandle(OpNotification, h, value[:min(len(value), int(l.mtu)-3)]))
	return nil
}

// Room returns how many bytes one more message to the client may have; 0 also
// when there is no such connection.
func (s *Server) Room(c ConnID) int {
	if l := s.find(c); l != nil {
		return l.room()
	}
	return 0
}

func (l *serverLink) room() int { return max(0, QueueBytes-int(l.queued)-messageBytes) }

// Pending returns how many indications of the client are still to be confirmed,
// those that wait for their turn included, as the MTU stands now.
func (s *Server) Pending(c ConnID) int {
	l := s.find(c)
	if l == nil {
		return 0
	}
	n := 0
	if l.waiting {
		n = 1
	}
	sent := l.sent
	for at := uint16(0); at < l.queued; sent = 0 {
		size := uint16(l.queue[at+2]) | uint16(l.queue[at+3])<<8
		piece := l.mtu - 3
		n += max(1, int((size-sent+piece-1)/piece))
		at += messageBytes + size
	}
	return n
}

// Idle says whether nothing is queued for the client and nothing unconfirmed.
func (s *Server) Idle(c ConnID) bool {
	l := s.find(c)
	return l == nil || l.queued == 0 && !l.waiting
}

// pump sends the next piece unless one is unconfirmed. A message whose
// subscription has ended is dropped. The state is settled before the radio is
// called.
func (s *Server) pump(t *Table, a App, l *serverLink) {
	for !l.waiting && l.queued > 0 {
		h := Handle(uint16(l.queue[0]) | uint16(l.queue[1])<<8)
		n := uint16(l.queue[2]) | uint16(l.queue[3])<<8
		if at := t.get(h); at == nil || l.bits(at)&cccdIndicate == 0 {
			l.drop(messageBytes + n)
			continue
		}
		piece := min(n-l.sent, l.mtu-3)
		from := messageBytes + l.sent
		p := withHandle(OpIndication, h, l.queue[from:from+piece])
		l.sent += piece
		if l.sent == n {
			l.drop(messageBytes + n)
		}
		l.waiting, l.since = true, a.Uptime()
		a.Send(l.conn, p)
	}
}

// drop removes the first n bytes of the queue, which are its first message.
func (l *serverLink) drop(n uint16) {
	copy(l.queue[:], l.queue[n:l.queued])
	clear(l.queue[l.queued-n : l.queued])
	l.queued -= n
	l.sent = 0
}

// confirmed takes a Handle Value Confirmation. One that nobody asked for is
// ignored.
func (s *Server) confirmed(t *Table, a App, l *serverLink) {
	if !l.waiting {
		return
	}
	c := l.conn
	l.waiting, l.since = false, 0
	s.pump(t, a, l)
	a.Confirmed(c)
}

// Expired returns a connection whose indication has been unconfirmed for
// IndicationTimeout at the uptime now. Its bearer is dead: the firmware has to
// hang up.
func (s *Server) Expired(now time.Duration) (ConnID, bool) {
	for i := range s.links {
		if l := &s.links[i]; l.waiting && now-l.since >= IndicationTimeout {
			return l.conn, true
		}
	}
	return 0, false
}

// Deadline returns the uptime at which Expired has something to tell next; false
// when nothing is unconfirmed.
func (s *Server) Deadline() (time.Duration, bool) {
	first, any := time.Duration(0), false
	for i := range s.links {
		if l := &s.links[i]; l.waiting && (!any || l.since+IndicationTimeout < first) {
			first, any = l.since+IndicationTimeout, true
		}
	}
	return first, any
}
