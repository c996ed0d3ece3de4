package api

import (
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/problem"
)

// socket is a live feed over a WebSocket. What the reader sends goes to whoever
// hears it, or is thrown away; it has to answer pings.
type socket struct {
	conn    *websocket.Conn
	now     func() time.Time
	timeout time.Duration // of one write
	left    chan struct{}
	reader  sync.WaitGroup
}

// longestFromReader bounds the frames of a reader.
const longestFromReader = 4096

// newSocket takes up a WebSocket of a subprotocol. hear gets the text frames of the
// reader, in a goroutine of the socket; nil: nobody does.
func (a *API) newSocket(w http.ResponseWriter, r *http.Request, subprotocol string, hear func([]byte)) (sink, error) {
	u := websocket.Upgrader{
		HandshakeTimeout: a.o.Limits.HeaderTime, ReadBufferSize: 1024, WriteBufferSize: 4096,
		Subprotocols: []string{subprotocol},
		CheckOrigin:  func(*http.Request) bool { return true }, // the gate has looked
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			problem.New(problem.ForStatus(status), "%v", reason).Write(w)
		},
	}
	if offers := websocket.Subprotocols(r); len(offers) > 0 && !contains(offers, subprotocol) {
		err := problem.New(problem.Malformed, "of the subprotocols that are offered, none is '%s'", subprotocol)
		err.Write(w)
		return nil, err
	}
	conn, err := u.Upgrade(w, r, nil)
	if err != nil {
		return nil, err
	}
	s := &socket{conn: conn, now: time.Now, timeout: a.o.Limits.WriteTime, left: make(chan struct{})}
	silence := a.o.Limits.SilenceTime
	conn.SetReadLimit(longestFromReader)
	conn.SetReadDeadline(s.now().Add(silence))
	conn.SetPongHandler(func(string) error { return conn.SetReadDeadline(s.now().Add(silence)) })
	s.reader.Go(func() {
		defer close(s.left)
		for {
			kind, in, err := conn.NextReader()
			if err != nil {
				return
			}
			if hear == nil || kind != websocket.TextMessage {
				continue
			}
			text, err := io.ReadAll(in)
			if err != nil {
				return
			}
			hear(text)
		}
	})
	return s, nil
}

func contains(list []string, want string) bool {
	for _, s := range list {
		if s == want {
			return true
		}
	}
	return false
}

func (s *socket) gone() <-chan struct{} { return s.left }

func (s *socket) send(messages ...message) error {
	s.conn.SetWriteDeadline(s.now().Add(s.timeout))
	for _, m := range messages {
		if err := s.conn.WriteMessage(websocket.TextMessage, encode(m)); err != nil {
			return err
		}
	}
	return nil
}

func (s *socket) keepAlive() error {
	return s.conn.WriteControl(websocket.PingMessage, nil, s.now().Add(s.timeout))
}

// farewell is how long the reader may take to answer the close frame.
const farewell = time.Second

// close waits for the reader's close frame: with the connection cut off under his last
// pong, what was sent before might not be read.
func (s *socket) close() {
	if s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), s.now().Add(farewell)) == nil {
		select {
		case <-s.left:
		case <-time.After(farewell):
		}
	}
	s.conn.Close()
	s.reader.Wait()
}
