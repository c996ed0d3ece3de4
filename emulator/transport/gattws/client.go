package gattws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
)

// Errors of a client, beside *RPCError for what the server refuses.
var (
	// ErrDial: the handshake failed. The text has what the server said.
	ErrDial = errors.New("cannot dial")
	// ErrClosed: the client was closed, by either side.
	ErrClosed = errors.New("the socket is closed")
	// ErrProtocol: the server sent something that does not belong to the protocol.
	ErrProtocol = errors.New("the server broke the protocol")
)

// DialOptions are what Dial may be told. The zero value will do on loopback.
type DialOptions struct {
	Token   string // sent as a bearer token; "": none
	Header  http.Header
	NetDial func(ctx context.Context, network, address string) (net.Conn, error) // nil: the system's
	// OnEvent is told each event before anything else happens with it: a pointer
	// to Advertisement, ValueChanged, MTUChanged, RSSIChanged, Disconnected or
	// Missed. It runs in the goroutine that reads, so it must not wait and must
	// not call the client. nil: nobody is told.
	OnEvent func(event any)
}

// Client is a socket that speaks Subprotocol: one central. It is safe for
// concurrent use. It has one goroutine, which ends with Close.
type Client struct {
	ws      *websocket.Conn
	onEvent func(any)

	writing sync.Mutex // held while a frame is written
	buf     []byte

	mu      sync.Mutex
	lastID  uint64
	waiting map[uint64]waiter
	open    map[string]*Connection
	scan    chan<- Advertisement
	err     error
	done    chan struct{}
	reader  sync.WaitGroup
}

type reply struct {
	result json.RawMessage
	err    *RPCError
}

// waiter is a call that waits for its answer.
type waiter struct {
	answer chan<- reply
	first  func(json.RawMessage) // what to do with a result before the next frame is read; nil: nothing
}

const (
	clientWrite  = 10 * time.Second
	clientSilent = 90 * time.Second // the server pings more often than that
	clientFrame  = 1 << 20          // longest frame that is read
)

// Dial connects to a server. The address begins with ws, wss, http or https and
// may leave the path out. Errors wrap ErrDial.
func Dial(ctx context.Context, address string, o *DialOptions) (*Client, error) {
	if o == nil {
		o = &DialOptions{}
	}
	ws, err := dial(ctx, address, Subprotocol, nil, o)
	if err != nil {
		return nil, err
	}
	c := &Client{ws: ws, onEvent: o.OnEvent, waiting: map[uint64]waiter{}, open: map[string]*Connection{}, done: make(chan struct{})}
	c.reader.Go(c.read)
	return c, nil
}

func dial(ctx context.Context, address, subprotocol string, query url.Values, o *DialOptions) (*websocket.Conn, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDial, err)
	}
	switch u.Scheme {
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = Path
	}
	if query != nil {
		u.RawQuery = query.Encode()
	}
	d := websocket.Dialer{NetDialContext: o.NetDial, HandshakeTimeout: clientWrite, Subprotocols: []string{subprotocol}}
	header := o.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if o.Token != "" {
		header.Set("Authorization", access.TokenScheme+" "+o.Token)
	}
	ws, answer, err := d.DialContext(ctx, u.String(), header)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w%s", ErrDial, u.Redacted(), err, spoken(answer))
	}
	if ws.Subprotocol() != subprotocol {
		ws.Close()
		return nil, fmt.Errorf("%w %s: the server speaks the subprotocol %q, not %s", ErrDial, u.Redacted(), ws.Subprotocol(), subprotocol)
	}
	ws.SetReadLimit(clientFrame)
	return ws, nil
}

// spoken is what a server said in a problem document when it refused.
func spoken(answer *http.Response) string {
	if answer == nil {
		return ""
	}
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 4096)) // what can be read will do
	answer.Body.Close()
	var d struct{ Title, Detail string }
	if json.Unmarshal(text, &d) != nil || d.Title == "" {
		return fmt.Sprintf(": HTTP status %d", answer.StatusCode)
	}
	return ": " + strings.TrimSuffix(d.Title+": "+d.Detail, ": ")
}

// Close says goodbye, which ends all connections in an orderly way, and waits
// until the socket is closed.
func (c *Client) Close() error {
	deadline := time.Now().Add(2 * time.Second)
	err := c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), deadline)
	_ = c.ws.SetReadDeadline(deadline) // fails only on a dead connection
	c.reader.Wait()
	if errors.Is(err, websocket.ErrCloseSent) || errors.Is(err, net.ErrClosed) {
		err = nil // the other side was quicker
	}
	return err
}

// Drop closes the TCP connection without a goodbye, as a phone does that is
// switched off.
func (c *Client) Drop() {
	c.ws.NetConn().Close()
	c.reader.Wait()
}

// Done is closed when the socket is; Err says why.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is why the socket is closed: it wraps ErrClosed or ErrProtocol. nil while
// it is open.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Call calls a method. result may be nil.
func (c *Client) Call(ctx context.Context, method string, params, result any) error {
	return c.call(ctx, method, params, result, nil)
}

func (c *Client) call(ctx context.Context, method string, params, result any, first func(json.RawMessage)) error {
	text, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	answer := make(chan reply, 1)
	c.mu.Lock()
	if c.err != nil {
		defer c.mu.Unlock()
		return c.err
	}
	c.lastID++
	id := c.lastID
	c.waiting[id] = waiter{answer, first}
	c.mu.Unlock()
	if err := c.write(id, method, text); err != nil {
		c.forget(id)
		return fmt.Errorf("%s: %w: %w", method, ErrClosed, err)
	}
	select {
	case r := <-answer:
		switch {
		case r.err != nil:
			return fmt.Errorf("%s: %w", method, r.err)
		case result == nil:
			return nil
		}
		if err := json.Unmarshal(r.result, result); err != nil {
			return fmt.Errorf("%s: %w: %w", method, ErrProtocol, err)
		}
		return nil
	case <-c.done:
		return c.Err()
	case <-ctx.Done():
		c.forget(id)
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	}
}

func (c *Client) forget(id uint64) {
	c.mu.Lock()
	delete(c.waiting, id)
	c.mu.Unlock()
}

func (c *Client) write(id uint64, method string, params []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	b := append(c.buf[:0], `{"jsonrpc":"2.0","id":`...)
	b = strconv.AppendUint(b, id, 10)
	b = append(b, `,"method":"`...)
	b = append(b, method...)
	b = append(b, `","params":`...)
	b = append(append(b, params...), '}')
	c.buf = b
	if err := c.ws.SetWriteDeadline(time.Now().Add(clientWrite)); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.TextMessage, b)
}

// ServerInfo asks what server this is.
func (c *Client) ServerInfo(ctx context.Context) (ServerInfo, error) {
	var r ServerInfo
	return r, c.Call(ctx, methodServerInfo, struct{}{}, &r)
}

// Ping asks for an answer, and for the simulated time of a lock in nanoseconds
// if one is named.
func (c *Client) Ping(ctx context.Context, device string) (timeNS int64, err error) {
	var r PingResult
	if err := c.Call(ctx, methodPing, PingParams{device}, &r); err != nil || r.TimeNS == nil {
		return 0, err
	}
	return *r.TimeNS, nil
}

// Scan looks for locks and hands each advertisement to found, until found says
// that it has seen enough, or until the context ends, which is an error. There is
// one scan at a time.
func (c *Client) Scan(ctx context.Context, p ScanParams, found func(Advertisement) (enough bool)) error {
	heard := make(chan Advertisement, 256)
	c.mu.Lock()
	if c.scan != nil {
		c.mu.Unlock()
		return errors.New("the client scans already")
	}
	c.scan = heard
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.scan = nil
		c.mu.Unlock()
	}()
	if err := c.Call(ctx, methodStartScan, p, nil); err != nil {
		return err
	}
	err := func() error {
		for {
			select {
			case a := <-heard:
				if found(a) {
					return nil
				}
			case <-c.done:
				return c.Err()
			case <-ctx.Done():
				return fmt.Errorf("scan: %w", context.Cause(ctx))
			}
		}
	}()
	if err == nil {
		return c.Call(ctx, methodStopScan, struct{}{}, nil)
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), clientWrite)
	defer cancel()
	_ = c.Call(stop, methodStopScan, struct{}{}, nil) // the first error counts
	return err
}
