package server

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pipes is a listener whose connections are pipes in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "127.0.0.1:1" }

func (p *pipes) Addr() net.Addr { return pipeAddr{} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) dial() (net.Conn, error) {
	mine, its := net.Pipe()
	select {
	case p.conns <- its:
		return mine, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// logged is a log that may be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// rig is a server that serves.
type rig struct {
	*Server
	t      *testing.T
	log    *logged
	pipes  *pipes
	client *http.Client
	stop   func() error
}

// start serves a config on pipes, unless it names a listen address.
func start(t *testing.T, c Config) *rig {
	t.Helper()
	r := &rig{t: t, log: &logged{}}
	transport := &http.Transport{}
	if c.Listen == "" {
		r.pipes = newPipes()
		c.Listener = r.pipes
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return r.pipes.dial() }
	}
	if c.Noble == nil && c.NobleListeners == nil {
		c.Noble = []string{}
	}
	c.Random = rand.NewChaCha8([32]byte{1})
	c.Log = slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.Server, r.client = s, &http.Client{Transport: transport}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	var once sync.Once
	r.stop = func() (err error) {
		once.Do(func() {
			cancel()
			err = <-done
			transport.CloseIdleConnections()
		})
		return err
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("the end: %v", err)
		}
	})
	return r
}

// ask sends a request; headers come in pairs.
func (r *rig) ask(method, path, body string, headers ...string) (int, string) {
	r.t.Helper()
	req, err := http.NewRequest(method, r.URL()+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Add(headers[i], headers[i+1])
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err.Error()
	}
	return resp.StatusCode, string(text)
}

// raw opens a connection on which a test writes what it likes.
func (r *rig) raw(first string) net.Conn {
	r.t.Helper()
	c, err := r.pipes.dial()
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := io.WriteString(c, first); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// untilClosed reads a connection to its end and tells what was read and how
// long that took.
func untilClosed(c net.Conn) (text string, took time.Duration) {
	began := time.Now()
	b, _ := io.ReadAll(bufio.NewReader(c))
	return string(b), time.Since(began)
}
