package noble

import (
	"io"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

// outgoing is one frame on its way to a client.
type outgoing struct {
	kind int    // websocket.TextMessage, PingMessage or CloseMessage
	text []byte // what it says
	// confirms is the connection whose indication is in the frame: it may be
	// confirmed once the frame has been written.
	confirms *connection
}

// incoming is one message of a client, or what is wrong with it.
type incoming struct {
	text    []byte
	tooLong bool
}

// socket moves frames between a WebSocket and the goroutine that owns its
// session, so that the owner waits for neither direction.
type socket struct {
	conn    *websocket.Conn
	most    int           // bytes of a message
	in      chan incoming // closed when nothing more comes
	out     chan outgoing // closed by the owner
	written chan *connection
	gone    chan struct{} // closed by the owner: it takes nothing more
	sent    chan struct{} // closed when out has been written or cannot be
	pongs   atomic.Uint32
}

func newSocket(conn *websocket.Conn, l *Limits) *socket {
	s := &socket{
		conn: conn, most: l.FrameBytes,
		in: make(chan incoming), out: make(chan outgoing, l.QueueFrames+lastFrames),
		written: make(chan *connection), gone: make(chan struct{}), sent: make(chan struct{}),
	}
	conn.SetPongHandler(func(string) error {
		s.pongs.Add(1)
		return nil
	})
	go s.read()
	go s.write()
	return s
}

// lastFrames is the room in the queue that is kept for what a client is told in
// the end: its connections are gone, the radio is off, and why.
const lastFrames = 256

// read hands over messages until the socket ends. A message that is too long is
// not read to its end.
func (s *socket) read() {
	defer close(s.in)
	for {
		_, r, err := s.conn.NextReader()
		if err != nil {
			return
		}
		text, err := io.ReadAll(io.LimitReader(r, int64(s.most)+1))
		if err != nil {
			return
		}
		m := incoming{text: text, tooLong: len(text) > s.most}
		select {
		case s.in <- m:
		case <-s.gone:
			// The owner has said its last word; what comes now is only taken out of the
			// way so that closing the socket does not destroy what is still under way.
		}
	}
}

// write writes frames until the owner closes the queue or the socket fails.
func (s *socket) write() {
	defer close(s.sent)
	failed := false
	for f := range s.out {
		if failed {
			continue
		}
		if s.transmit(f) != nil {
			failed = true
			s.conn.Close() // ends read, by which the owner learns of it
			continue
		}
		if f.confirms != nil {
			select {
			case s.written <- f.confirms:
			case <-s.gone:
			}
		}
	}
}

// transmit has no deadline: a client that does not read gets no pings either, and
// is gone when it has not answered two of them.
func (s *socket) transmit(f outgoing) error {
	if f.kind == websocket.TextMessage {
		return s.conn.WriteMessage(f.kind, f.text)
	}
	return s.conn.WriteControl(f.kind, f.text, noDeadline)
}
