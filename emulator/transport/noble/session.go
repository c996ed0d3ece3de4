package noble

import (
	"log/slog"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

var noDeadline time.Time

// session is one socket: a central with everything that its client has found.
// One goroutine owns it, the one that called serve.
type session struct {
	handler *Handler
	options Options
	conn    *websocket.Conn
	who     access.Identity
	log     *slog.Logger

	socket      *socket
	central     central
	peripherals map[string]*peripheral // by peripheralUuid
	links       map[fleet.Link]*connection
	scanning    bool
	waiting     int  // actions that wait in the queues of all connections
	bad         int  // frames that were no action
	on          bool // the client has been told that the radio is on
	left        bool // nothing more is said to the client
	auth        *authentication
	closing     *closing
}

// closing is why a session ends by the server's will.
type closing struct {
	code int // of the WebSocket close
	text string
}

// serve runs the session to its end.
func (s *session) serve() {
	s.log = s.options.Log.With("client", s.conn.RemoteAddr().String())
	s.peripherals = map[string]*peripheral{}
	s.links = map[fleet.Link]*connection{}
	s.socket = newSocket(s.conn, &s.options.Limits)
	defer s.finish()

	var err error
	s.central, err = s.handler.radio.newCentral("noble " + s.conn.RemoteAddr().String())
	if err != nil {
		s.log.Warn("noble client turned away", "why", err)
		s.end(websocket.CloseTryAgainLater, "no central can be had")
		return
	}
	s.log.Info("noble client connected")
	ping := s.options.Clock.NewTimer(s.options.Limits.PingEvery)
	defer ping.Stop()
	heard, silent := uint32(0), 0
	if s.options.Gateway != nil {
		s.challenge()
	} else {
		s.powerOn()
	}
	for s.closing == nil {
		select {
		case m, open := <-s.socket.in:
			if !open {
				return
			}
			s.receive(m)
		case e, open := <-s.central.Events():
			if !open {
				s.end(websocket.CloseInternalServerErr, "the central is gone")
				break
			}
			s.hear(e)
		case c := <-s.socket.written:
			c.confirm()
		case <-ping.C():
			if n := s.socket.pongs.Load(); n != heard {
				heard, silent = n, 0
			} else if silent++; silent > 2 {
				s.log.Info("noble client does not answer")
				s.end(websocket.ClosePolicyViolation, "no answer to pings")
				break
			}
			s.queue(outgoing{kind: websocket.PingMessage})
			ping.Reset(s.options.Limits.PingEvery)
		case <-s.auth.deadline():
			s.end(websocket.ClosePolicyViolation, "the challenge was not answered")
		case <-s.handler.closing:
			s.end(websocket.CloseGoingAway, "the server ends")
		}
	}
}

// end notes that the session is over and why; the first reason counts.
func (s *session) end(code int, text string) {
	if s.closing == nil {
		s.closing = &closing{code, text}
	}
}

// finish tells the client what is to be told, and takes the central away. After
// a socket is lost the library believes for ever that its connections stand; so
// before one is closed deliberately, each is reported gone, and then the radio.
func (s *session) finish() {
	if s.closing != nil {
		for _, p := range s.listed() {
			if p.link != nil {
				s.send(s.gone(p, gatt.ReasonLocalHost, "aborted"))
			}
		}
		if s.on {
			s.send(stateEvent{"stateChange", poweredOff})
		}
		s.queue(outgoing{kind: websocket.CloseMessage, text: websocket.FormatCloseMessage(s.closing.code, s.closing.text)})
		s.log.Info("noble client closed", "why", s.closing.text)
	} else {
		s.log.Info("noble client gone")
	}
	s.leave()
	close(s.socket.gone)
	close(s.socket.out)
	s.auth.stop()
	flush := s.options.Clock.NewTimer(s.options.Limits.FlushTime)
	defer flush.Stop()
	if s.closing != nil {
		// The client closes its side when it has read ours; a socket that is torn
		// down before may lose the last frames.
		for open := true; open; {
			select {
			case _, open = <-s.socket.in:
			case <-flush.C():
				open = false
			}
		}
	}
	s.conn.Close()
	for range s.socket.in { // until the reader is done
	}
	<-s.socket.sent
}

// leave takes the central away. A client that is gone leaves its locks to notice
// it by the silence. A gateway ends its clients' connections in order, which takes
// until the locks have heard it; one whose time stands still does not in time.
func (s *session) leave() {
	s.left = true
	if s.central == nil {
		return
	}
	defer s.central.Close()
	if s.options.Gateway == nil {
		return
	}
	for _, p := range s.listed() {
		if p.link != nil {
			p.connects = 0
			p.link.leave()
		}
	}
	defer func() {
		for _, c := range s.links {
			s.handler.claims.drop(c.p.lock, s)
		}
	}()
	limit := s.options.Clock.NewTimer(s.options.Limits.FlushTime)
	defer limit.Stop()
	for len(s.links) > 0 {
		select {
		case e, open := <-s.central.Events():
			if !open {
				return
			}
			s.hear(e)
		case <-limit.C():
			return
		}
	}
}

// receive takes one message of the client.
func (s *session) receive(m incoming) {
	if m.tooLong {
		s.end(websocket.CloseMessageTooBig, "a message is too long")
		return
	}
	a, err := decodeAction(m.text)
	switch {
	case err != nil:
		s.reject(err)
	case a.kind.authenticates:
		s.authenticate(a)
	case s.auth.pending():
		// Before it has proved itself a client is not listened to.
	case a.kind.session != nil:
		a.kind.session(s, a)
	default:
		s.dispatch(a)
	}
}

// reject answers a frame that is no action. The library sends none.
func (s *session) reject(err error) {
	if s.bad++; s.bad > s.options.Limits.BadFrames {
		s.end(websocket.CloseUnsupportedData, "too many messages that are no action")
		return
	}
	if !s.auth.pending() {
		s.send(errorEvent{Type: "error", Message: err.Error()})
	}
}

// refuse says why an action was not carried out.
func (s *session) refuse(a *action, why string) {
	s.send(errorEvent{Type: "error", PeripheralUUID: a.peripheral, Action: a.kind.name, Message: why})
}

// powerOn lets the client begin. The library does nothing before.
func (s *session) powerOn() {
	s.on = true
	s.send(stateEvent{"stateChange", poweredOn})
}

// hear takes one event of the central.
func (s *session) hear(e fleet.CentralEvent) {
	switch e.Kind {
	case fleet.Advertised:
		s.advertised(&e)
	case fleet.Overflow:
		s.end(websocket.CloseTryAgainLater, "too many events at once")
	case fleet.ShuttingDown:
		s.end(websocket.CloseGoingAway, "the server ends")
	default:
		if c := s.links[e.Link]; c != nil {
			c.hear(&e)
		}
	}
}

// send queues an event for the client.
func (s *session) send(event any) {
	s.queue(outgoing{kind: websocket.TextMessage, text: encode(event)})
}

// sendConfirming is send for an event with an indication of a connection, which
// is confirmed once the frame has been written; nil confirms nothing.
func (s *session) sendConfirming(event any, confirms *connection) {
	s.queue(outgoing{kind: websocket.TextMessage, text: encode(event), confirms: confirms})
}

// queue queues a frame. It never waits: a client that does not read is hung up
// on. The room for the last frames is not for others.
func (s *session) queue(f outgoing) {
	if s.left {
		return
	}
	if s.closing == nil && len(s.socket.out) >= s.options.Limits.QueueFrames {
		s.log.Info("noble client reads too slowly")
		s.end(websocket.ClosePolicyViolation, "the client reads too slowly")
		return
	}
	select {
	case s.socket.out <- f:
	default:
	}
}

// crowded tells whether events that may be lost should be.
func (s *session) crowded() bool { return len(s.socket.out) >= s.options.Limits.QueueFrames/2 }
