package gattws

import (
	"bufio"
	"net"
	"net/http"
	"sync"
)

// batch is a connection that can gather what is written to it, so that several
// frames cost one call of the operating system. For one exchange over GATT, two
// frames go to the client, and such calls are most of what they cost.
type batch struct {
	net.Conn
	mu        sync.Mutex
	gathering bool
	buf       []byte
}

// Write writes, or keeps a copy until flush.
func (b *batch) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gathering {
		b.buf = append(b.buf, p...)
		return len(p), nil
	}
	return b.Conn.Write(p)
}

// gather keeps from now on what is written.
func (b *batch) gather() {
	b.mu.Lock()
	b.gathering = true
	b.mu.Unlock()
}

// flush writes what was kept.
func (b *batch) flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gathering = false
	if len(b.buf) == 0 {
		return nil
	}
	_, err := b.Conn.Write(b.buf)
	if b.buf = b.buf[:0]; cap(b.buf) > keptBytes {
		b.buf = nil
	}
	return err
}

// hijacker hands out a batch in place of the connection.
type hijacker struct {
	http.ResponseWriter
	batch *batch
}

// Hijack takes the connection out of the HTTP server.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.batch = &batch{Conn: c}
	return h.batch, rw, nil
}
