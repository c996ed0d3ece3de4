package noble

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// Port is where the library expects its server on localhost.
const Port = 0xB1E

// Handler is the server side of the protocol: every WebSocket that reaches it is
// one central near the locks of its fleet. It is safe for concurrent use, and
// expects access.Gate in front of it.
type Handler struct {
	radio    radio
	options  Options
	upgrader websocket.Upgrader
	claims   claims

	mu       sync.Mutex
	sessions int
	closing  chan struct{} // closed by Shutdown
	running  sync.WaitGroup
}

// New makes a handler for the locks of a fleet. An error wraps ErrOptions.
func New(f *fleet.Fleet, o Options) (*Handler, error) { return newHandler(fleetRadio{f}, o) }

func newHandler(r radio, o Options) (*Handler, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	return &Handler{
		radio: r, options: o, closing: make(chan struct{}),
		upgrader: websocket.Upgrader{
			CheckOrigin: func(*http.Request) bool { return true }, // the gate has looked
		},
	}, nil
}

// ServeHTTP makes a WebSocket of the request and serves it to its end.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := access.From(r.Context())
	if !who.Scope.MaySome(access.Air) {
		problem.New(problem.Forbidden, "a central needs the right '%s'", access.Air).Write(w)
		return
	}
	o, err := h.options.with(r.URL.Query())
	if err != nil {
		problem.New(problem.Malformed, "%s", err).Write(w)
		return
	}
	if err := h.enter(); err != nil {
		problem.New(problem.Unavailable, "%s", err).Write(w)
		return
	}
	defer h.leave()
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	s := &session{handler: h, options: o, conn: conn, who: who}
	s.serve()
}

// enter counts a session in.
func (h *Handler) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.closing:
		return fmt.Errorf("the server ends")
	default:
	}
	if h.sessions >= h.options.Limits.Sessions {
		return fmt.Errorf("%d sockets are open; at most %d", h.sessions, h.options.Limits.Sessions)
	}
	h.sessions++
	h.running.Add(1)
	return nil
}

func (h *Handler) leave() {
	h.mu.Lock()
	h.sessions--
	h.mu.Unlock()
	h.running.Done()
}

// Sessions is how many sockets are open.
func (h *Handler) Sessions() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sessions
}

// Shutdown tells every app that its connections and the radio are gone, closes
// the sockets, and waits for that. It returns what ctx says when that ends first.
func (h *Handler) Shutdown(ctx context.Context) error {
	h.mu.Lock()
	select {
	case <-h.closing:
	default:
		close(h.closing)
	}
	h.mu.Unlock()
	done := make(chan struct{})
	go func() {
		h.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("sockets of noble clients: %w", ctx.Err())
	}
}
