package gatt

import (
	"errors"
	"time"
)

// IndicationTimeout is how long a server waits for a confirmation before the
// bearer counts as dead (Core Specification volume 3, part F, 3.3.3).
const IndicationTimeout = 30 * time.Second

// Room of one link in bytes (assumptions). Four of the longest messages that the
// protocol of a lock has, 174 bytes, fit into the queue with 4 bytes of overhead
// each. The prepare queue takes the longest value, and one part of the shortest
// MTU too many, so that a value that is too long is told so.
const (
	QueueBytes      = 768
	MaxPrepareBytes = MaxValueBytes + 2*runBytes + 20
	messageBytes    = 4 // in front of each queued message: handle, length
	runBytes        = 6 // in front of each run of prepared parts: handle, offset, length
)

// Errors of Indicate and Notify.
var (
	// ErrNoConnection: the connection is not there.
	ErrNoConnection = errors.New("no such connection")
	// ErrNotSubscribed: the client has not asked for it in the descriptor.
	ErrNotSubscribed = errors.New("the client has not subscribed")
	// ErrQueueFull: the message does not fit any more; none of it was taken.
	ErrQueueFull = errors.New("the queue of indications is full")
)

// Policy is how a server behaves where real ones differ. The zero value is a
// server with the default MTU, which is as lenient as the specification allows.
type Policy struct {
	// MTU is the server's offer in an exchange: DefaultMTU to MaxMTU bytes; what
	// lies outside is taken as the nearer of the two.
	MTU uint16
	// RequireSubscription answers CodeCCCDImproperlyConfigured to a write to a
	// characteristic that indicates while the client has not asked for it.
	RequireSubscription bool
	// IndicateFirst hands a written value to the application before the write is
	// answered, so that what the application sends at once comes first. Otherwise
	// the answer comes first.
	IndicateFirst bool
	// PrepareBytes is what the prepare queue of a connection takes; 0, and
	// everything above, is MaxPrepareBytes. Each run of adjoining parts of one
	// attribute costs 6 bytes beside its own.
	PrepareBytes int
}

func (p *Policy) mtu() int { return min(max(int(p.MTU), DefaultMTU), MaxMTU) }

func (p *Policy) prepareBytes() int {
	if p.PrepareBytes <= 0 {
		return MaxPrepareBytes
	}
	return min(p.PrepareBytes, MaxPrepareBytes)
}

// App is what a server asks of the application and of the radio. Its methods are
// called from the methods of Server that are given one; they may call Indicate,
// Notify and Disconnect of that server, but not Receive.
type App interface {
	// Send hands a PDU to the radio.
	Send(c ConnID, p PDU)
	// Accept is asked before a value of n bytes is taken, of a characteristic
	// only; OK says yes, anything else is the answer to the client.
	Accept(c ConnID, h Handle, n int) Code
	// Wrote brings a whole value: one write is one message. It is valid during the
	// call only.
	Wrote(c ConnID, h Handle, value []byte)
	// ReadValue returns a value that is not fixed in the table, at most
	// MaxValueBytes, or a code other than OK.
	ReadValue(c ConnID, h Handle) ([]byte, Code)
	// Confirmed tells that an indication was confirmed. What follows it has been
	// sent; the queue may have room again.
	Confirmed(c ConnID)
	// Uptime is the firmware's clock, for the limit on confirmations.
	Uptime() time.Duration
}

// Server is the attribute server of a lock with all its connections: a plain
// value of fixed size, copied with =, compared with ==. In its zero value nobody
// is connected. It answers each request before Receive returns; so a client can
// never have a second request outstanding here.
type Server struct {
	links [MaxConnections]serverLink
	// value is where a written value lies while the application looks at it.
	value [MaxValueBytes]byte
}

type serverLink struct {
	conn      ConnID // 0: free
	since     time.Duration
	cccds     uint32 // two bits for each descriptor of the table
	mtu       uint16
	exchanged bool
	waiting   bool   // for a confirmation, since the instant above
	queued    uint16 // bytes of queue in use
	sent      uint16 // of the first message in it
	prepared  uint16 // bytes of prepare in use
	queue     [QueueBytes]byte
	prepare   [MaxPrepareBytes]byte
}

func (s *Server) find(c ConnID) *serverLink {
	if c == 0 {
		return nil
	}
	for i := range s.links {
		if s.links[i].conn == c {
			return &s.links[i]
		}
	}
	return nil
}

// Connect opens a connection in its initial state. It returns false when the
// server is full, knows c already, or c is 0.
func (s *Server) Connect(c ConnID) bool {
	if c == 0 || s.find(c) != nil {
		return false
	}
	for i := range s.links {
		if l := &s.links[i]; l.conn == 0 {
			l.conn, l.mtu = c, DefaultMTU
			return true
		}
	}
	return false
}

// Disconnect forgets a connection with its MTU, its descriptors, its prepared
// writes and what is queued for it.
func (s *Server) Disconnect(c ConnID) {
	if l := s.find(c); l != nil {
		*l = serverLink{}
	}
}

// Count returns the number of connections.
func (s *Server) Count() int {
	n := 0
	for i := range s.links {
		if s.links[i].conn != 0 {
			n++
		}
	}
	return n
}

// Has says whether c is connected.
func (s *Server) Has(c ConnID) bool { return s.find(c) != nil }

// Conn returns the i-th place for a connection, 0 to MaxConnections-1; 0 when
// nobody has it.
func (s *Server) Conn(i int) ConnID { return s.links[i].conn }

// MTU returns the MTU of the connection in bytes; 0 when there is none.
func (s *Server) MTU(c ConnID) int {
	if l := s.find(c); l != nil {
		return int(l.mtu)
	}
	return 0
}

// Subscribed says whether the client has asked for indications of the
// characteristic whose value is at h.
func (s *Server) Subscribed(t *Table, c ConnID, h Handle) bool {
	l, a := s.find(c), t.get(h)
	return l != nil && a != nil && l.bits(a)&cccdIndicate != 0
}

// Bits of a client characteristic configuration descriptor.
const (
	cccdNotify   = 1
	cccdIndicate = 2
)

// bits returns the descriptor's value for the characteristic that a belongs to.
func (l *serverLink) bits(a *attribute) uint16 {
	if a.cccd < 0 {
		return 0
	}
	return uint16(l.cccds >> (2 * a.cccd) & 3)
}

func (l *serverLink) setBits(a *attribute, v uint16) {
	l.cccds = l.cccds&^(3<<(2*a.cccd)) | uint32(v)<<(2*a.cccd)
}
