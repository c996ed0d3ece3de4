package server

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// writer gives each piece of an answer a time of its own in which the client has
// to take it, and remembers the status. A limit for whole answers would end live
// feeds and long downloads; none would keep a client for ever that does not read.
type writer struct {
	http.ResponseWriter
	control *http.ResponseController
	limit   time.Duration
	status  int // 0: none was sent yet
}

// WriteHeader sends a status once: whoever finds out in the middle of an answer that
// its client has left cannot take back the one that was sent.
func (w *writer) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// pieceBytes is how much is written under one deadline.
const pieceBytes = 256 << 10

func (w *writer) Write(p []byte) (n int, err error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	for {
		piece := p[:min(len(p), pieceBytes)]
		w.control.SetWriteDeadline(time.Now().Add(w.limit))
		m, err := w.ResponseWriter.Write(piece)
		n += m
		if p = p[len(piece):]; err != nil || len(p) == 0 {
			return n, err
		}
	}
}

// Flush sends what is held back.
func (w *writer) Flush() {
	w.control.SetWriteDeadline(time.Now().Add(w.limit))
	w.control.Flush()
}

// Hijack hands the connection over; whoever takes it sets its own deadlines.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.control.SetWriteDeadline(time.Time{})
	w.status = http.StatusSwitchingProtocols
	return w.control.Hijack()
}

// Unwrap is for http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
