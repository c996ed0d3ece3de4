package api

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"locktwin/emulator/problem"
)

// stream is a live feed as server-sent events.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration // of one write
	left    <-chan struct{}
	buf     bytes.Buffer
}

func (a *API) newStream(w http.ResponseWriter, r *http.Request) (sink, error) {
	s := &stream{w: w, control: http.NewResponseController(w), timeout: a.o.Limits.WriteTime, left: r.Context().Done()}
	h := w.Header()
	h.Set("Content-Type", streamType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s.control.SetReadDeadline(time.Time{})
	w.WriteHeader(http.StatusOK)
	if err := s.control.Flush(); errors.Is(err, http.ErrNotSupported) {
		d := problem.New(problem.Broken, "this connection cannot stream")
		return nil, d
	}
	return s, nil
}

func (s *stream) gone() <-chan struct{} { return s.left }

func (s *stream) send(messages ...message) error {
	s.buf.Reset()
	for _, m := range messages {
		s.buf.WriteString("event: " + m.kind + "\n")
		if m.id != 0 {
			s.buf.WriteString("id: " + strconv.FormatUint(m.id, 10) + "\n")
		}
		s.buf.WriteString("data: ")
		s.buf.Write(encode(m))
		s.buf.WriteString("\n\n")
	}
	return s.flush()
}

func (s *stream) keepAlive() error {
	s.buf.Reset()
	s.buf.WriteString(":\n\n")
	return s.flush()
}

func (s *stream) flush() error {
	s.control.SetWriteDeadline(time.Now().Add(s.timeout))
	if _, err := s.w.Write(s.buf.Bytes()); err != nil {
		return err
	}
	return s.control.Flush()
}

func (s *stream) close() {}
