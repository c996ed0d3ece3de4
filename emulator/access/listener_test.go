package access

import (
	"net"
	"testing"
)

// address is a remote address in words.
type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

type fakeConn struct {
	net.Conn
	from   address
	closed bool
}

func (c *fakeConn) RemoteAddr() net.Addr { return c.from }
func (c *fakeConn) Close() error         { c.closed = true; return nil }

// queue is a listener that has its connections already.
type queue struct{ conns []*fakeConn }

func (q *queue) Accept() (net.Conn, error) {
	if len(q.conns) == 0 {
		return nil, net.ErrClosed
	}
	c := q.conns[0]
	q.conns = q.conns[1:]
	return c, nil
}
func (q *queue) Close() error   { return nil }
func (q *queue) Addr() net.Addr { return address("here") }

func TestConnectionsPastTheLimitsAreClosedAtOnce(t *testing.T) {
	limits := DefaultLimits()
	limits.ConnectionsPerClient, limits.Connections = 2, 3
	refused := 0
	counter := NewConnections(limits, func() { refused++ })
	q := &queue{}
	l := counter.Listen(q)
	come := func(from address) (*fakeConn, net.Conn) {
		c := &fakeConn{from: from}
		q.conns = append(q.conns, c)
		got, err := l.Accept()
		if err != nil {
			return c, nil
		}
		return c, got
	}
	_, first := come("192.0.2.1:1")
	come("192.0.2.1:2")
	if raw, got := come("192.0.2.1:3"); got != nil || !raw.closed || refused != 1 {
		t.Errorf("a third of two: %v, closed %v, refused %d", got, raw.closed, refused)
	}
	if _, got := come("192.0.2.2:1"); got == nil {
		t.Error("another client was refused")
	}
	if raw, got := come("192.0.2.3:1"); got != nil || !raw.closed || counter.Open() != 3 {
		t.Errorf("a fourth of three: %v, closed %v, open %d", got, raw.closed, counter.Open())
	}
	first.Close()
	first.Close()
	if counter.Open() != 2 {
		t.Errorf("%d open after one was closed twice", counter.Open())
	}
	if _, got := come("192.0.2.1:4"); got == nil {
		t.Error("the place of a closed connection stays taken")
	}
}
