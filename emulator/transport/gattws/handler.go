package gattws

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/gatt"
)

// Options are what a Handler is built from.
type Options struct {
	Fleet   *fleet.Fleet
	Clock   fleet.Clock  // for the limit on unanswered requests; nil: the clock of the machine
	Log     *slog.Logger // nil: nobody listens
	Meter   Meter        // nil: nobody counts
	Limits  Limits       // zero fields: their defaults
	Version string       // of the program, for getServerInfo
}

// Meter counts what the transport does. Its methods are called by many
// goroutines and must not wait.
type Meter interface {
	// Dropped counts items that found no room in a queue.
	Dropped(queue string, n int)
}

type noMeter struct{}

func (noMeter) Dropped(string, int) {}

// Names of queues for Meter.
const (
	queueAdvertisements = "advertisement" // left out of a slow socket
	queueSockets        = "frame"         // a slow socket that was cut off
)

// Handler serves both subprotocols. It expects to stand behind an access.Gate.
type Handler struct {
	hub      hub
	clock    fleet.Clock
	log      *slog.Logger
	meter    Meter
	limits   Limits
	version  string
	upgrader websocket.Upgrader

	mu      sync.Mutex
	closing bool
	open    map[*socket]struct{}
	idle    sync.Cond // somebody left open
}

// hub is what the handler needs of a fleet.
type hub interface {
	newCentral(name string) (central, error)
	lock(id string) (fleet.Lock, error)
	now(ctx context.Context, id string) (int64, error) // simulated nanoseconds
}

// central is what a socket needs of a *fleet.Central.
type central interface {
	Events() <-chan fleet.CentralEvent
	Scan(fleet.ScanOptions)
	StopScan()
	Connect(lock string, p gatt.Params) (fleet.Link, error)
	Send(fleet.Link, gatt.PDU) error
	ReadRSSI(fleet.Link) error
	Disconnect(fleet.Link) error
	Close()
}

// NewHandler makes a handler. It has no goroutines while nobody is connected.
func NewHandler(o Options) *Handler { return newHandler(fleetHub{o.Fleet}, o) }

func newHandler(f hub, o Options) *Handler {
	h := &Handler{hub: f, clock: o.Clock, log: o.Log, meter: o.Meter, limits: o.Limits.filled(), version: o.Version,
		open: map[*socket]struct{}{}}
	if h.clock == nil {
		h.clock = fleet.RealClock()
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	if h.meter == nil {
		h.meter = noMeter{}
	}
	h.idle.L = &h.mu
	h.upgrader = websocket.Upgrader{
		HandshakeTimeout: h.limits.Write,
		ReadBufferSize:   1024,
		WriteBufferSize:  2048,
		WriteBufferPool:  &sync.Pool{},
		// The gate in front has looked at the origin.
		CheckOrigin: func(*http.Request) bool { return true },
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			problem.New(problem.ForStatus(status), "%v", reason).Write(w)
		},
	}
	return h
}

// ServeHTTP answers a WebSocket handshake and stays until the socket is closed.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Upgrade", "websocket")
		d := problem.New(problem.Malformed, "this is the address of a WebSocket: ask to upgrade, with the subprotocol %s or %s", Subprotocol, RawSubprotocol)
		d.Status = http.StatusUpgradeRequired
		d.Write(w)
		return
	}
	asked := websocket.Subprotocols(r)
	i := slices.IndexFunc(asked, func(p string) bool { return p == Subprotocol || p == RawSubprotocol })
	if i < 0 {
		found := any(asked)
		if len(asked) == 0 {
			found = nil
		}
		problem.New(problem.Malformed, "the handshake has to name a subprotocol: %s is JSON-RPC in text frames, %s is ATT PDUs in binary frames", Subprotocol, RawSubprotocol).
			At("header.Sec-WebSocket-Protocol", found, Subprotocol+" or "+RawSubprotocol, "not a subprotocol that is spoken here").Write(w)
		return
	}
	if asked[i] == RawSubprotocol {
		h.serveRaw(w, r)
		return
	}
	h.serveRPC(w, r)
}

// enter takes a socket in, so that Close knows of it, and turns the request into
// its WebSocket. When that fails the request has been answered; otherwise the
// caller has to call leave.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request, s *socket, subprotocol string) bool {
	h.mu.Lock()
	full, closing := len(h.open) >= h.limits.Sockets, h.closing
	if !full && !closing {
		h.open[s] = struct{}{}
	}
	h.mu.Unlock()
	switch {
	case closing:
		problem.New(problem.Unavailable, "the server ends").Write(w)
		return false
	case full:
		w.Header().Set("Retry-After", "5")
		d := problem.New(problem.Limit, "%d sockets are open, which is the limit", h.limits.Sockets)
		d.Status = http.StatusServiceUnavailable
		d.Write(w)
		return false
	}
	hijacked := &hijacker{ResponseWriter: w}
	ws, err := h.upgrader.Upgrade(hijacked, r, http.Header{"Sec-Websocket-Protocol": {subprotocol}})
	if err != nil {
		h.leave(s)
		return false
	}
	h.mu.Lock()
	s.ws, s.batch = ws, hijacked.batch
	h.mu.Unlock()
	return true
}

func (h *Handler) leave(s *socket) {
	h.mu.Lock()
	delete(h.open, s)
	if len(h.open) == 0 {
		h.idle.Broadcast()
	}
	h.mu.Unlock()
}

// refuseCentral answers a handshake for which the fleet has no central.
func refuseCentral(w http.ResponseWriter, err error) {
	kind := problem.Unavailable
	if errors.Is(err, fleet.ErrLimit) {
		kind = problem.Limit
	}
	problem.New(kind, "%v", err).Write(w)
}

// ErrStillOpen is returned by Close when sockets did not end in time. They are
// cut off.
var ErrStillOpen = errors.New("sockets are still open")

// Close takes no more sockets, tells those that are open that the server ends,
// and waits until they are gone or the context is done. Whoever closes the fleet
// first has told them already.
func (h *Handler) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closing = true
	for s := range h.open {
		s.end()
	}
	h.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		h.mu.Lock()
		h.idle.Broadcast()
		h.mu.Unlock()
	})
	defer stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.open) > 0 && ctx.Err() == nil {
		h.idle.Wait()
	}
	if n := len(h.open); n > 0 {
		for s := range h.open {
			s.cut()
		}
		return fmt.Errorf("%w: %d", ErrStillOpen, n)
	}
	return nil
}

// fleetHub is a fleet as a hub.
type fleetHub struct{ f *fleet.Fleet }

func (f fleetHub) newCentral(name string) (central, error) {
	c, err := f.f.NewCentral(name)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (f fleetHub) lock(id string) (fleet.Lock, error) { return f.f.Lock(id) }

func (f fleetHub) now(ctx context.Context, id string) (ns int64, err error) {
	err = f.f.Look(ctx, id, func(l *model.Lock) { ns = int64(l.Now()) })
	return ns, err
}

// centralName says in lists of connections whose central it is.
func centralName(r *http.Request, who access.Identity) string {
	return who.Name + " " + r.RemoteAddr
}

// soon bounds what a request may wait for outside the air.
const soon = 5 * time.Second
