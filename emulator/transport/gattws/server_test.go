package gattws

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"locktwin/emulator/access"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// within bounds how long a test waits for something that has to come.
const within = 10 * time.Second

// serve starts a server for a stand-in fleet; everybody may do everything.
func serve(t testing.TB, s *standIn, o Options) (*Handler, *httptest.Server) {
	t.Helper()
	h := newHandler(s, o)
	return h, listen(t, h, access.Everything())
}

func listen(t testing.TB, h *Handler, scope access.Scope) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(access.WithIdentity(r.Context(), access.Identity{Name: "test", Scope: scope})))
	}))
	t.Cleanup(server.Close)
	return server
}

// wire is a client that says exactly what a test wants.
type wire struct {
	t  testing.TB
	ws *websocket.Conn
}

func dialWire(t testing.TB, server *httptest.Server, subprotocol, query string) *wire {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{subprotocol}, HandshakeTimeout: within}
	ws, _, err := d.Dial("ws"+strings.TrimPrefix(server.URL, "http")+Path+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	if err := ws.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	return &wire{t, ws}
}

func (w *wire) send(text string) {
	w.t.Helper()
	if err := w.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) next() string {
	w.t.Helper()
	kind, frame, err := w.ws.ReadMessage()
	if err != nil {
		w.t.Fatal(err)
	}
	if kind != websocket.TextMessage || !json.Valid(frame) {
		w.t.Fatalf("a frame of kind %d: %q", kind, frame)
	}
	return string(frame)
}

// closed waits for the close frame.
func (w *wire) closed() (int, string) {
	w.t.Helper()
	for {
		_, _, err := w.ws.ReadMessage()
		if err == nil {
			continue
		}
		c, ok := err.(*websocket.CloseError)
		if !ok {
			w.t.Fatalf("the socket ended with %v, not with a close frame", err)
		}
		return c.Code, c.Text
	}
}

// ask sends a request and gives the result or the error, skipping events.
func (w *wire) ask(method, params string) string {
	w.t.Helper()
	w.send(`{"jsonrpc":"2.0","id":"q","method":"` + method + `","params":` + params + `}`)
	return w.answer()
}

func (w *wire) answer() string {
	w.t.Helper()
	for {
		var m struct{ ID, Result, Error json.RawMessage }
		if err := json.Unmarshal([]byte(w.next()), &m); err != nil {
			w.t.Fatal(err)
		}
		switch {
		case m.Error != nil:
			return string(m.Error)
		case m.Result != nil:
			return string(m.Result)
		}
	}
}

// event gives the parameters of the next event of a name.
func (w *wire) event(name string) string {
	w.t.Helper()
	for {
		var m struct {
			Method string
			Params json.RawMessage
		}
		if err := json.Unmarshal([]byte(w.next()), &m); err != nil {
			w.t.Fatal(err)
		}
		if m.Method == name {
			return string(m.Params)
		}
	}
}

// connected gives a wire that is connected to the lock "front".
func connected(t testing.TB, server *httptest.Server, more string) *wire {
	t.Helper()
	w := dialWire(t, server, Subprotocol, "")
	if got := w.ask("connect", `{"device":"front"`+more+`}`); !strings.Contains(got, `"device":"front"`) {
		t.Fatal(got)
	}
	return w
}

// empty waits until no socket is open.
func empty(h *Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.open) > 0 {
		h.idle.Wait()
	}
}
