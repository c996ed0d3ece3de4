package gattws

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// session is one socket that speaks Subprotocol, and the central behind it. Two
// goroutines work in it, one with the frames of the client and one with the
// events of the central; mu lets one of them at a time.
type session struct {
	handler *Handler
	socket  *socket
	central central
	who     access.Identity
	name    string // of the central
	ctx     context.Context
	asking  sync.WaitGroup // questions that are not answered yet

	mu      sync.Mutex
	seq     uint64               // of the last event
	missed  uint64               // advertisements that were left out since the last one that was sent
	scan    *ScanParams          // nil: not scanning
	links   map[fleet.Link]*link // all connections
	devices map[string]*link     // the same, by the lock's id
	over    bool                 // the client is gone, or has been told that the server ends
	alarm   fleet.Timer          // for the earliest deadline of a link; nil until one is needed
	alarmed bool                 // the alarm is set
}

// serveRPC answers the handshake for Subprotocol and serves the socket.
func (h *Handler) serveRPC(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	s := &session{handler: h, who: access.From(ctx), ctx: ctx}
	s.name = centralName(r, s.who)
	c, err := h.hub.newCentral(s.name)
	if err != nil {
		refuseCentral(w, err)
		return
	}
	defer c.Close()
	s.central = c
	s.socket = newSocket(h, func() { s.farewell(websocket.CloseGoingAway, "the server ends") })
	if !h.enter(w, r, s.socket, Subprotocol) {
		return
	}
	defer h.leave(s.socket)
	h.log.Debug("central connected", "name", s.name)

	s.prepare()
	defer s.alarm.Stop()
	var listener sync.WaitGroup
	gone := make(chan struct{})
	listener.Go(func() { s.listen(gone) })
	clean := s.socket.run(s.frame)
	s.leave(clean)
	cancel()
	close(gone)
	c.Close()
	listener.Wait()
	s.asking.Wait()
	h.log.Debug("central gone", "name", s.name, "goodbye", clean)
}

// prepare makes what a session needs before its first frame.
func (s *session) prepare() {
	s.links, s.devices = map[fleet.Link]*link{}, map[string]*link{}
	s.alarm = s.handler.clock.NewTimer(s.handler.limits.Transaction)
	s.alarm.Stop()
}

// leave is what happens when the client is gone. One that said goodbye ends its
// connections; those of one that just vanished vanish, too.
func (s *session) leave(clean bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	for n := range s.links {
		if clean {
			_ = s.central.Disconnect(n) // may be gone already
		}
	}
}

// listen works off the events of the central.
func (s *session) listen(gone <-chan struct{}) {
	for {
		select {
		case e, ok := <-s.central.Events():
			if !ok {
				s.farewell(websocket.CloseGoingAway, "the server ends")
				return
			}
			s.mu.Lock()
			s.event(&e)
			s.mu.Unlock()
		case <-s.alarm.C():
			s.mu.Lock()
			s.expire()
			s.mu.Unlock()
		case <-gone:
			return
		}
	}
}

// farewell tells the client about the end of each connection, and why the server
// closes the socket.
func (s *session) farewell(code int, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over = true
	for _, l := range s.sorted() {
		_ = s.central.Disconnect(l.number) // may be gone already
		l.end(gatt.ReasonLocalHost)
	}
	s.socket.close(code, why)
}

// event works off one event of the central.
func (s *session) event(e *fleet.CentralEvent) {
	switch e.Kind {
	case fleet.Advertised:
		s.advertised(e)
		return
	case fleet.Overflow:
		s.over = true
		s.socket.close(websocket.ClosePolicyViolation, "the client reads too slowly")
		return
	case fleet.ShuttingDown:
		// The channel is closed next.
		return
	}
	l := s.links[e.Link]
	if l == nil || s.over {
		return
	}
	l.nowNS = e.SimNS
	switch e.Kind {
	case fleet.Connected:
		l.connected()
	case fleet.ConnectFailed, fleet.Disconnected:
		l.end(e.Reason)
	case fleet.Received:
		l.received(e.PDU)
	case fleet.RSSI:
		l.heard(int(e.RSSI))
	}
}

// tell sends an event. make gives its parameters.
func (s *session) tell(name string, make func(seq uint64) any) {
	s.seq++
	params, err := json.Marshal(make(s.seq))
	if err != nil {
		// Nothing in the parameters can be at fault: they are numbers, strings and
		// lists of such.
		s.handler.log.Error("event cannot be written", "event", name, "err", err)
		params = []byte("{}")
	}
	s.socket.text(func(b []byte) []byte { return appendEvent(b, name, params) })
}

// answer sends the result of a call. An empty id wants none.
func (s *session) answer(id string, result any) {
	if id == "" {
		return
	}
	if d, ok := result.(Done); ok {
		s.socket.text(func(b []byte) []byte { return appendDone(b, id, d.TimeNS) })
		return
	}
	text, err := json.Marshal(result)
	if err != nil {
		s.refuse(id, &RPCError{codeInternal, "internal error: the result cannot be written", nil})
		return
	}
	s.socket.text(func(b []byte) []byte { return appendResult(b, []byte(id), text) })
}

// refuse sends the refusal of a call.
func (s *session) refuse(id string, e *RPCError) {
	if id == "" {
		return
	}
	s.socket.text(func(b []byte) []byte { return appendError(b, []byte(id), e) })
}

// may tells whether the client may speak to a lock.
func (s *session) may(lock string) bool { return s.who.Scope.May(access.Air, lock) }

// ofFleet says why the fleet refused.
func ofFleet(err error) *RPCError {
	switch {
	case errors.Is(err, fleet.ErrNotFound):
		return refuse(UnknownDevice)
	case errors.Is(err, fleet.ErrLimit):
		return refuse(TooManyConnections)
	case errors.Is(err, fleet.ErrFailed):
		return refuse(LockFailed)
	case errors.Is(err, gatt.ErrParams):
		return badParams("%v", err)
	}
	return refuse(ServerClosing)
}
