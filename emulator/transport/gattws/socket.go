package gattws

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one WebSocket of the server: frames come in through read, in the
// goroutine that calls it, and go out through the outbox, which send empties in a
// goroutine of its own. Its deadlines are the operating system's, so they run by
// the clock of the machine.
type socket struct {
	ws      *websocket.Conn // nil until the handshake is over
	batch   *batch          // under ws
	out     *outbox
	limits  *Limits
	meter   Meter
	end     func()      // tells the client that the server ends
	closing atomic.Bool // a close frame of ours is on its way, or nothing is
}

func newSocket(h *Handler, end func()) *socket {
	return &socket{out: newOutbox(h.limits.OutboxBytes), limits: &h.limits, meter: h.meter, end: end}
}

// run serves the socket until the client is gone. It is true when the client
// said goodbye. take must not keep the frame that it is given.
func (s *socket) run(take func(kind int, frame []byte)) (clean bool) {
	var sender sync.WaitGroup
	sender.Go(s.send)
	clean = s.read(take)
	s.cut()
	sender.Wait()
	return clean
}

// text queues a text frame; it cuts the socket off when there is no room.
func (s *socket) text(write func(b []byte) []byte) {
	s.queue(websocket.TextMessage, write)
}

// binary queues a binary frame, likewise.
func (s *socket) binary(p string) {
	s.queue(websocket.BinaryMessage, func(b []byte) []byte { return append(b, p...) })
}

func (s *socket) queue(kind int, write func(b []byte) []byte) {
	if !s.out.add(kind, write) {
		s.meter.Dropped(queueSockets, 1)
		s.cut()
	}
}

// close sends what is queued, says goodbye with a code and gives the client some
// time to answer.
func (s *socket) close(code int, reason string) { s.out.close(closing{code, reason}) }

// cut ends the connection at once: the client does not read, so that there is no
// way to tell it anything.
func (s *socket) cut() {
	s.closing.Store(true)
	s.out.close(closing{})
	if s.ws != nil {
		s.ws.NetConn().Close()
	}
}

// send writes frames and pings until the outbox is closed or the client is gone.
func (s *socket) send() {
	ping := time.NewTicker(s.limits.Ping)
	defer ping.Stop()
	var text []byte
	var ends []frameEnd
	for {
		select {
		case <-ping.C:
			if s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(s.limits.Write)) != nil {
				s.cut()
			}
			continue
		case <-s.out.wake:
		}
		for {
			var end bool
			var last closing
			if text, ends, end, last = s.out.take(text, ends); end {
				s.farewell(last)
				return
			}
			if len(ends) == 0 {
				break
			}
			if s.write(text, ends) != nil {
				s.cut()
			}
		}
	}
}

func (s *socket) write(text []byte, ends []frameEnd) error {
	if err := s.ws.SetWriteDeadline(time.Now().Add(s.limits.Write)); err != nil {
		return err
	}
	if len(ends) > 1 {
		s.batch.gather()
	}
	begin := 0
	for _, e := range ends {
		if err := s.ws.WriteMessage(e.kind, text[begin:e.at]); err != nil {
			return err
		}
		begin = e.at
	}
	return s.batch.flush()
}

func (s *socket) farewell(c closing) {
	if c.code == 0 {
		return
	}
	s.closing.Store(true)
	deadline := time.Now().Add(s.limits.Closing)
	// Both errors mean that the connection is gone, which read finds out.
	_ = s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(c.code, c.reason), deadline)
	_ = s.ws.SetReadDeadline(deadline)
}

// read hands each frame to take, which must not keep it, until the connection
// ends. It is true when the client said goodbye, and false when it just went.
func (s *socket) read(take func(kind int, frame []byte)) (clean bool) {
	s.ws.SetReadLimit(int64(s.limits.FrameBytes))
	s.alive()
	s.ws.SetPongHandler(func(string) error { s.alive(); return nil })
	answer := s.ws.PingHandler()
	s.ws.SetPingHandler(func(data string) error { s.alive(); return answer(data) })
	buf := make([]byte, 0, 512)
	for {
		kind, r, err := s.ws.NextReader()
		if err == nil {
			buf, err = readAll(r, buf[:0])
		}
		if err != nil {
			s.linger(err)
			var c *websocket.CloseError
			return errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure
		}
		if !s.closing.Load() {
			s.alive()
			take(kind, buf)
		}
	}
}

// alive puts off the end of a silent client.
func (s *socket) alive() {
	if !s.closing.Load() {
		_ = s.ws.SetReadDeadline(time.Now().Add(s.limits.Idle)) // fails only on a dead connection
	}
}

// linger reads what a client goes on sending after a frame that was too long. To
// close with bytes unread would take back the close frame that tells it so.
func (s *socket) linger(err error) {
	if errors.Is(err, websocket.ErrReadLimit) {
		_ = s.ws.SetReadDeadline(time.Now().Add(s.limits.Closing))
		_, _ = io.CopyN(io.Discard, s.ws.NetConn(), 1<<20)
	}
}

// readAll reads to the end of r into b, which grows as needed.
func readAll(r io.Reader, b []byte) ([]byte, error) {
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
		}
	}
}
