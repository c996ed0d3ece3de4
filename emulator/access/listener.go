package access

import (
	"net"
	"sync"
)

// Connections counts the TCP connections of a server, of all its listeners
// together. It is safe for concurrent use.
type Connections struct {
	mu        sync.Mutex
	all       int
	of        map[string]int
	most      int
	perClient int
	refused   func()
}

// NewConnections makes a counter with the limits; refused is called for each
// connection that is closed at once because of them, and may be nil.
func NewConnections(l Limits, refused func()) *Connections {
	return &Connections{of: map[string]int{}, most: l.Connections, perClient: l.ConnectionsPerClient, refused: refused}
}

// Open is how many connections are open.
func (c *Connections) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

// Listen counts the connections of a listener, and closes those that are too
// many.
func (c *Connections) Listen(l net.Listener) net.Listener { return &countingListener{l, c} }

type countingListener struct {
	net.Listener
	counter *Connections
}

func (l *countingListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		address := addressOf(conn.RemoteAddr().String())
		if l.counter.enter(address) {
			return &countedConn{Conn: conn, leave: sync.OnceFunc(func() { l.counter.leave(address) })}, nil
		}
		conn.Close()
		if l.counter.refused != nil {
			l.counter.refused()
		}
	}
}

func (c *Connections) enter(address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= c.most || c.of[address] >= c.perClient {
		return false
	}
	c.all++
	c.of[address]++
	return true
}

func (c *Connections) leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.of[address]--; c.of[address] == 0 {
		delete(c.of, address)
	}
}

type countedConn struct {
	net.Conn
	leave func()
}

func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.leave()
	return err
}
