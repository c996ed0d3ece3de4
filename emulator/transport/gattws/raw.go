package gattws

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model/gatt"
)

// RawClose is the close code with which RawSubprotocol says why the connection
// to the lock ended.
func RawClose(r gatt.Reason) int { return rawCloseBase + int(r) }

// RawReason is the reason that a close code of RawSubprotocol carries; false for
// a code that carries none.
func RawReason(code int) (gatt.Reason, bool) {
	if code < rawCloseBase || code > rawCloseBase+0xFF {
		return 0, false
	}
	return gatt.Reason(code - rawCloseBase), true
}

const rawCloseBase = 4000

// RawConnected is the one text frame of RawSubprotocol, the first frame that the
// server sends.
type RawConnected struct {
	Event   string `json:"event"` // "connected"
	Device  string `json:"device"`
	Address string `json:"address"`
	Name    string `json:"name"`
	TimeNS  int64  `json:"timeNs"`
}

const rawConnected = "connected"

// raw is one socket that speaks RawSubprotocol, with its one connection.
type raw struct {
	handler *Handler
	socket  *socket
	central central
	row     fleet.Lock
	number  fleet.Link

	mu   sync.Mutex
	up   bool
	over bool
	held []gatt.PDU // what the client sent before the connection was there
}

// rawQuery lists the query parameters of RawSubprotocol.
var rawQuery = []string{"device", "intervalMs", "latency", "supervisionTimeoutMs", "instant"}

// parseRawQuery reads the parameters of a connection from the query of a URL.
func parseRawQuery(q url.Values) (p ConnectParams, air gatt.Params, wrong *problem.Document) {
	bad := func(name, value, wanted string) *problem.Document {
		return problem.New(problem.Malformed, "a parameter of the query cannot be read").At("query."+name, value, wanted, "not understood")
	}
	for name, values := range q {
		if !slices.Contains(rawQuery, name) {
			return p, air, bad(name, values[0], problem.OneOf(rawQuery))
		}
		var err error
		switch v := values[0]; name {
		case "device":
			p.Device = v
		case "intervalMs":
			p.IntervalMS, err = strconv.ParseFloat(v, 64)
		case "latency":
			p.Latency, err = strconv.Atoi(v)
		case "supervisionTimeoutMs":
			p.SupervisionTimeoutMS, err = strconv.Atoi(v)
		case "instant":
			p.Instant, err = strconv.ParseBool(v)
		}
		if err != nil || len(values) > 1 {
			return p, air, bad(name, values[len(values)-1], "one number, or true or false")
		}
	}
	if p.Device == "" {
		return p, air, bad("device", "", "the id, address or name of a lock")
	}
	air, e := p.air()
	if e != nil {
		return p, air, problem.New(problem.Malformed, "%s", e.Message)
	}
	return p, air, nil
}

// serveRaw answers the handshake for RawSubprotocol and serves the socket.
func (h *Handler) serveRaw(w http.ResponseWriter, r *http.Request) {
	p, air, wrong := parseRawQuery(r.URL.Query())
	if wrong != nil {
		wrong.Write(w)
		return
	}
	who := access.From(r.Context())
	row, err := h.hub.lock(p.Device)
	if err != nil || !who.Scope.May(access.Air, row.ID) {
		problem.New(problem.UnknownLock, "no lock has the id, address or name %.80q", p.Device).Write(w)
		return
	}
	c, err := h.hub.newCentral(centralName(r, who))
	if err != nil {
		refuseCentral(w, err)
		return
	}
	defer c.Close()
	s := &raw{handler: h, central: c, row: row}
	s.socket = newSocket(h, func() { s.farewell(websocket.CloseGoingAway, "the server ends") })
	if !h.enter(w, r, s.socket, RawSubprotocol) {
		return
	}
	defer h.leave(s.socket)
	if s.number, err = c.Connect(row.ID, air); err != nil {
		s.farewell(RawClose(gatt.ReasonUnspecified), fmt.Sprintf("%.100v", err))
	}
	var listener sync.WaitGroup
	gone := make(chan struct{})
	listener.Go(func() { s.listen(gone) })
	if s.socket.run(s.frame) {
		_ = c.Disconnect(s.number) // may be gone already
	}
	close(gone)
	c.Close()
	listener.Wait()
}

// farewell closes the socket once.
func (s *raw) farewell(code int, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.socket.close(code, why)
}

func (s *raw) listen(gone <-chan struct{}) {
	for {
		select {
		case e, ok := <-s.central.Events():
			if !ok {
				s.farewell(websocket.CloseGoingAway, "the server ends")
				return
			}
			s.event(&e)
		case <-gone:
			return
		}
	}
}

func (s *raw) event(e *fleet.CentralEvent) {
	switch e.Kind {
	case fleet.Overflow:
		s.farewell(websocket.ClosePolicyViolation, "the client reads too slowly")
	case fleet.Connected:
		s.connected(e.SimNS)
	case fleet.ConnectFailed, fleet.Disconnected:
		s.farewell(RawClose(e.Reason), e.Reason.Name())
	case fleet.Received:
		s.socket.binary(string(e.PDU))
	}
}

func (s *raw) connected(timeNS int64) {
	text, err := json.Marshal(RawConnected{rawConnected, s.row.ID, s.row.Address, s.row.Name, timeNS})
	if err != nil {
		s.farewell(websocket.CloseInternalServerErr, "internal error")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.socket.text(func(b []byte) []byte { return append(b, text...) })
	s.up = true
	for _, p := range s.held {
		_ = s.central.Send(s.number, p) // a link that is gone says so in an event
	}
	s.held = nil
}

// frame takes a PDU of the client.
func (s *raw) frame(kind int, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	refuse := func(code int, why string) {
		s.over = true
		s.socket.close(code, why)
	}
	switch {
	case s.over:
	case kind != websocket.BinaryMessage:
		refuse(websocket.CloseUnsupportedData, RawSubprotocol+" takes binary frames only")
	case len(frame) == 0:
		refuse(websocket.CloseInvalidFramePayloadData, "a PDU has at least an opcode")
	case len(frame) > gatt.MaxMTU:
		refuse(websocket.CloseMessageTooBig, fmt.Sprintf("a PDU has at most %d bytes", gatt.MaxMTU))
	case s.up:
		_ = s.central.Send(s.number, gatt.PDU(frame)) // a link that is gone says so in an event
	case len(s.held) >= s.handler.limits.Outstanding:
		refuse(websocket.ClosePolicyViolation, "too many PDUs before the connection was there")
	default:
		s.held = append(s.held, gatt.PDU(frame))
	}
}
