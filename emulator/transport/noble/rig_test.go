package noble

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"locktwin/emulator/access"
	"locktwin/model/gatt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a server over connections in memory, inside a bubble in which time only
// passes when everybody waits.
type rig struct {
	t       *testing.T
	handler *Handler
	pipes   chan net.Conn
	server  *http.Server
}

// inBubble runs a test against a handler.
func inBubble(t *testing.T, d *double, o Options, f func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h, err := newHandler(d, o)
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, handler: h, pipes: make(chan net.Conn)}
		r.server = &http.Server{Handler: asEverybody(h)}
		served := make(chan error)
		go func() { served <- r.server.Serve(r) }()
		defer func() {
			if err := h.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
			r.server.Close()
			<-served
		}()
		f(t, r)
	})
}

// asEverybody stands in for the gate.
func asEverybody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := access.Identity{Name: "test", Scope: access.Everything()}
		if text := r.Header.Get("Test-Scope"); text != "" {
			s, err := access.ParseScope(text)
			if err != nil {
				panic(err)
			}
			who.Scope = s
		}
		next.ServeHTTP(w, r.WithContext(access.WithIdentity(r.Context(), who)))
	})
}

// Accept, Close and Addr make a listener of the rig.
func (r *rig) Accept() (net.Conn, error) {
	c, ok := <-r.pipes
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (r *rig) Close() error {
	close(r.pipes)
	return nil
}

func (r *rig) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// client is an app's end of a socket. What it is sent lies in frames.
type client struct {
	t    *testing.T
	conn *websocket.Conn
	raw  net.Conn

	mu     sync.Mutex
	frames []string
	closed *websocket.CloseError
	over   bool
}

// dial opens a socket and does not read it.
func (r *rig) dial(path string, header http.Header) (*client, *http.Response, error) {
	r.t.Helper()
	c := &client{t: r.t}
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		r.pipes <- theirs
		c.raw = ours
		return ours, nil
	}}
	conn, response, err := dialer.Dial("ws://localhost:2846"+path, header)
	c.conn = conn
	return c, response, err
}

// open opens a socket and reads it.
func (r *rig) open(path string) *client {
	r.t.Helper()
	c, _, err := r.dial(path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	go c.read()
	r.t.Cleanup(func() { c.raw.Close() })
	return c
}

func (c *client) read() {
	for {
		_, b, err := c.conn.ReadMessage()
		c.mu.Lock()
		if err != nil {
			c.closed, _ = err.(*websocket.CloseError)
			c.over = true
			c.mu.Unlock()
			return
		}
		c.frames = append(c.frames, string(b))
		c.mu.Unlock()
	}
}

// send sends messages, one frame each.
func (c *client) send(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		if err := c.conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
			c.t.Fatalf("%s: %v", m, err)
		}
	}
}

// taken waits until nothing more happens and gives what came.
func (c *client) taken() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.frames
	c.frames = nil
	return f
}

// expect compares what came, byte for byte.
func (c *client) expect(want ...string) {
	c.t.Helper()
	got := c.taken()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			c.t.Errorf("frame %d of %d:\n got %s\nwant %s", i+1, len(got), g, w)
		}
	}
}

// types gives the types of what came.
func (c *client) types() string {
	var out []string
	for _, f := range c.taken() {
		var e struct{ Type string }
		if err := json.Unmarshal([]byte(f), &e); err != nil {
			c.t.Fatalf("%s: %v", f, err)
		}
		out = append(out, e.Type)
	}
	return strings.Join(out, " ")
}

// ended waits for the end of the socket and gives why the server closed it; nil
// when it just went away.
func (c *client) ended() *websocket.CloseError {
	c.t.Helper()
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.t.Fatal("the socket is open")
	}
	return c.closed
}

const (
	front   = `"peripheralUuid":"54d27296447c"`
	pairing = front + `,"serviceUuid":"a92ee100550111e4916c0800200c9a66"`
	gdio    = pairing + `,"characteristicUuid":"a92ee101550111e4916c0800200c9a66"`
	device  = front + `,"serviceUuid":"180a"`
	model   = device + `,"characteristicUuid":"2a24"`
)

// frontDoor is a lock in its normal state.
func frontDoor() *doubleLock {
	return &doubleLock{
		id: "front", address: "54:D2:72:96:44:7C", mtu: 247, name: "Nuki_2E96447C",
		beacon: []gatt.Frame{"\x02\x01\x06\x1a\xff\x4c\x00\x02\x15\xa9\x2e\xe2\x00\x55\x01\x11\xe4\x91\x6c\x08\x00\x20\x0c\x9a\x66\x2e\x96\x44\x7c\xc4"},
	}
}

// connected opens a socket and connects it to the front door.
func (r *rig) connected(path string) *client {
	r.t.Helper()
	c := r.open(path)
	c.send(`{"action":"connect",` + front + `}`)
	if got := c.types(); got != "stateChange connect mtu" {
		r.t.Fatalf("connecting brought %s", got)
	}
	return c
}

// explored is connected with everything discovered.
func (r *rig) explored(path string) *client {
	r.t.Helper()
	c := r.connected(path)
	c.send(`{"action":"discoverServices",`+front+`}`,
		`{"action":"discoverCharacteristics",`+pairing+`}`,
		`{"action":"discoverCharacteristics",`+device+`}`)
	if got := c.types(); got != "servicesDiscover characteristicsDiscover characteristicsDiscover" {
		r.t.Fatalf("discovering brought %s", got)
	}
	return c
}
