package gattws

import (
	"context"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"locktwin/model/gatt"
)

// frame works off one frame of the client.
func (s *session) frame(kind int, frame []byte) {
	switch {
	case kind != websocket.TextMessage:
		s.socket.close(websocket.CloseUnsupportedData, Subprotocol+" takes text frames only")
		return
	case !utf8.Valid(frame):
		s.socket.close(websocket.CloseInvalidFramePayloadData, "the frame is not UTF-8")
		return
	}
	c, e := parseCall(frame)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	id := string(c.id)
	if e == nil {
		e = s.call(id, string(c.method), c.params)
	}
	if e != nil {
		s.refuse(id, e)
	}
}

// call starts a method. It answers at once, later, or with the error that it
// returns.
func (s *session) call(id, method string, params []byte) *RPCError {
	switch method {
	case methodWrite:
		return s.write(id, params)
	case methodCommand:
		return s.command(id, params)
	case methodRead:
		return s.read(id, params)
	case methodReadDescriptor:
		return s.readDescriptor(id, params)
	case methodWriteDescriptor:
		return s.writeDescriptor(id, params)
	case methodStartNotify:
		return s.subscribe(id, params, true)
	case methodStopNotify:
		return s.subscribe(id, params, false)
	case methodServerInfo:
		return s.serverInfo(id, params)
	case methodPing:
		return s.ping(id, params)
	case methodStartScan:
		return s.startScan(id, params)
	case methodStopScan:
		return s.stopScan(id, params)
	case methodConnect:
		return s.connect(id, params)
	case methodDisconnect:
		return s.disconnect(id, params)
	case methodDiscover:
		return s.discover(id, params)
	case methodConfirm:
		return s.confirm(id, params)
	case methodRSSI:
		return s.rssi(id, params)
	case methodMTU:
		return s.mtu(id, params)
	case methodExchangeMTU:
		return s.exchangeMTU(id, params)
	}
	return &RPCError{codeNoMethod, fmt.Sprintf("method not found: %.40q", method), nil}
}

func (s *session) serverInfo(id string, params []byte) *RPCError {
	if e := parseParams(params, &struct{}{}); e != nil {
		return e
	}
	l := &s.handler.limits
	s.answer(id, ServerInfo{Server: "locktwin", Version: s.handler.version, Protocol: Subprotocol, Limits: ServerLimit{
		FrameBytes: l.FrameBytes, ValueBytes: gatt.MaxValueBytes, MTU: gatt.MaxMTU, Outstanding: l.Outstanding,
		Connections: l.Connections}})
	return nil
}

func (s *session) ping(id string, params []byte) *RPCError {
	var p PingParams
	if e := parseParams(params, &p); e != nil {
		return e
	}
	if p.Device == "" {
		s.answer(id, PingResult{})
		return nil
	}
	row, err := s.handler.hub.lock(p.Device)
	if err != nil || !s.may(row.ID) {
		return refuse(UnknownDevice)
	}
	s.later(func(ctx context.Context) func() {
		ns, err := s.handler.hub.now(ctx, row.ID)
		return func() {
			if err != nil {
				s.refuse(id, ofFleet(err))
				return
			}
			s.answer(id, PingResult{&ns})
		}
	})
	return nil
}

// later asks something that may take a moment, and brings the answer back into
// the session. The socket ends only when all such questions are answered.
func (s *session) later(ask func(context.Context) (then func())) {
	s.asking.Go(func() {
		ctx, cancel := context.WithTimeout(s.ctx, soon)
		defer cancel()
		then := ask(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		then()
	})
}

// device gives the connection that a call is about.
func (s *session) device(name []byte) (*link, *RPCError) {
	l := s.devices[string(name)]
	if l == nil || !l.up {
		return nil, refuse(NotConnected)
	}
	return l, nil
}

// only reads parameters that are a device and nothing else.
func (s *session) only(params []byte) (*link, *RPCError) {
	var p attributeParams
	if e := p.parse(params, hasDevice, 0); e != nil {
		return nil, e
	}
	return s.device(p.device)
}

func (s *session) connect(id string, params []byte) *RPCError {
	var p ConnectParams
	if e := parseParams(params, &p); e != nil {
		return e
	}
	if p.Device == "" {
		return badParams("device is missing")
	}
	if p.MTU != 0 && (p.MTU < gatt.DefaultMTU || p.MTU > gatt.MaxMTU) {
		return badParams("mtu: %d, limits %d and %d", p.MTU, gatt.DefaultMTU, gatt.MaxMTU)
	}
	air, e := p.air()
	if e != nil {
		return e
	}
	row, err := s.handler.hub.lock(p.Device)
	switch {
	case err != nil:
		return ofFleet(err)
	case !s.may(row.ID):
		return refuse(UnknownDevice)
	case s.devices[row.ID] != nil:
		return refuse(AlreadyConnected)
	case len(s.links) >= s.handler.limits.Connections:
		return refuse(TooManyConnections)
	}
	number, err := s.central.Connect(row.ID, air)
	if err != nil {
		return ofFleet(err)
	}
	s.begin(number, row, id, &p)
	return nil
}

// air gives the parameters in the units of the air.
func (p *ConnectParams) air() (gatt.Params, *RPCError) {
	air := gatt.DefaultParams()
	air.Latency, air.Instant = p.Latency, p.Instant
	if ms := p.IntervalMS; ms != 0 {
		if !(ms > 0 && ms <= 1e6) {
			return air, badParams("intervalMs: %v, limits 7.5 and 4000", ms)
		}
		air.Interval = time.Duration(math.Round(ms * float64(time.Millisecond)))
	}
	if ms := p.SupervisionTimeoutMS; ms != 0 {
		if ms < 0 || ms > 1e6 {
			return air, badParams("supervisionTimeoutMs: %d, limits 100 and 32000", ms)
		}
		air.Timeout = time.Duration(ms) * time.Millisecond
	}
	if err := air.Validate(); err != nil {
		return air, badParams("%v", err)
	}
	return air, nil
}

func (s *session) disconnect(id string, params []byte) *RPCError {
	var p attributeParams
	if e := p.parse(params, hasDevice, 0); e != nil {
		return e
	}
	l := s.devices[string(p.device)]
	if l == nil {
		// Who has not got an answer to connect yet may know but a name.
		if row, err := s.handler.hub.lock(string(p.device)); err == nil {
			l = s.devices[row.ID]
		}
	}
	if l == nil {
		return refuse(NotConnected)
	}
	if err := s.central.Disconnect(l.number); err != nil {
		return ofFleet(err)
	}
	l.partings = append(l.partings, id)
	return nil
}

func (s *session) rssi(id string, params []byte) *RPCError {
	l, e := s.only(params)
	if e != nil {
		return e
	}
	if len(l.listeners) >= s.handler.limits.Outstanding {
		return refuse(TooManyRequests)
	}
	if err := s.central.ReadRSSI(l.number); err != nil {
		return ofFleet(err)
	}
	l.listeners = append(l.listeners, id)
	return nil
}

func (s *session) mtu(id string, params []byte) *RPCError {
	l, e := s.only(params)
	if e != nil {
		return e
	}
	s.answer(id, MTUResult{l.mtu, l.nowNS})
	return nil
}
