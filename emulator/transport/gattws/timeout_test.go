package gattws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/model/gatt"
)

// pipes is a listener whose connections are pipes, which a bubble of synctest can
// see through.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p.conns <- server
	return client, nil
}

// bubble serves a stand-in over pipes inside a bubble of synctest, and gives a
// socket that is connected to the lock "front".
func bubble(t *testing.T, s *standIn, o Options, f func(h *Handler, ws *websocket.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHandler(s, o)
		listener := newPipes()
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(w, r.WithContext(access.WithIdentity(r.Context(), access.Identity{Scope: access.Everything()})))
		})}
		go server.Serve(listener) //nolint:errcheck // ends with Close
		d := websocket.Dialer{Subprotocols: []string{Subprotocol}, NetDialContext: listener.dial}
		ws, _, err := d.Dial("ws://pipe"+Path, nil)
		if err != nil {
			t.Fatal(err)
		}
		tell(t, ws, `{"jsonrpc":"2.0","id":0,"method":"connect","params":{"device":"front"}}`)
		if got := hear(t, ws); !strings.Contains(got, `"device":"front"`) {
			t.Fatal(got)
		}
		f(h, ws)
		ws.Close()
		synctest.Wait()
		if err := h.Close(t.Context()); err != nil {
			t.Error(err)
		}
		server.Close()
	})
}

func tell(t *testing.T, ws *websocket.Conn, frame string) {
	t.Helper()
	if err := ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, ws *websocket.Conn) string {
	t.Helper()
	_, frame, err := ws.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	return string(frame)
}

func TestALockThatDoesNotAnswerIsGivenUpAfterThirtySeconds(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{}, func(_ *Handler, ws *websocket.Conn) {
		s.change("front", func(p *peripheral) { p.silent = true })
		began := time.Now()
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"readValue","params":{"device":"front","characteristic":3}}`)
		tell(t, ws, `{"jsonrpc":"2.0","id":2,"method":"readValue","params":{"device":"front","characteristic":3}}`)
		for _, id := range []string{"1", "2"} {
			if got := hear(t, ws); !strings.Contains(got, `"id":`+id+`,"error"`) || !strings.Contains(got, `"code":8,"name":"transaction timeout"`) {
				t.Error(got)
			}
		}
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("it took %v", took)
		}
		if got := hear(t, ws); !strings.Contains(got, eventDisconnected) {
			t.Error(got)
		}
	})
}

func TestAnAnswerInTimeStartsTheLimitAnew(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{}, func(_ *Handler, ws *websocket.Conn) {
		s.change("front", func(p *peripheral) { p.silent = true })
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"readValue","params":{"device":"front","characteristic":3}}`)
		tell(t, ws, `{"jsonrpc":"2.0","id":2,"method":"readValue","params":{"device":"front","characteristic":3}}`)
		time.Sleep(20 * time.Second)
		s.change("front", func(p *peripheral) {
			for conn := range p.links {
				p.silent = false
				p.Send(conn, "\x0b\x01")
				p.silent = true
			}
		})
		if got := hear(t, ws); !strings.Contains(got, `"id":1,"result"`) {
			t.Error(got)
		}
		began := time.Now()
		if got := hear(t, ws); !strings.Contains(got, "transaction timeout") || time.Since(began) != 30*time.Second {
			t.Errorf("%v: %s", time.Since(began), got)
		}
	})
}

func TestALockThatIsPausedIsWaitedFor(t *testing.T) {
	s := newStandIn("front")
	s.peripherals["front"].row.Speed.Paused = true
	bubble(t, s, Options{}, func(_ *Handler, ws *websocket.Conn) {
		s.change("front", func(p *peripheral) { p.silent = true })
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"readValue","params":{"device":"front","characteristic":3}}`)
		ws.SetPingHandler(func(data string) error {
			return ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
		})
		time.AfterFunc(95*time.Second, func() {
			s.change("front", func(p *peripheral) { p.row.Speed.Paused = false })
		})
		began := time.Now()
		if got := hear(t, ws); !strings.Contains(got, "transaction timeout") || time.Since(began) != 2*time.Minute {
			t.Errorf("%v: %s", time.Since(began), got)
		}
	})
}

func TestASilentClientIsDroppedAfterAMinute(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{}, func(_ *Handler, ws *websocket.Conn) {
		ws.SetPingHandler(func(string) error { return nil }) // does not answer
		began := time.Now()
		_, _, err := ws.ReadMessage()
		if err == nil || time.Since(began) != time.Minute {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
	if got := s.peripherals["front"].downs; len(got) != 1 || got[0] != "vanished" {
		t.Errorf("the lock's connections ended as %v", got)
	}
}

func TestAClientThatAnswersPingsStays(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{}, func(_ *Handler, ws *websocket.Conn) {
		time.AfterFunc(24*time.Hour, func() { s.change("front", func(p *peripheral) { p.drop(gatt.ReasonRemoteUser) }) })
		if got := hear(t, ws); !strings.Contains(got, `"code":19`) {
			t.Error(got)
		}
	})
}

func TestAClientThatDoesNotReadIsDropped(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{}, func(h *Handler, ws *websocket.Conn) {
		began := time.Now()
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"ping"}`) // the answer is never read
		// The client goes on writing, so it is not silent; in the end that fails.
		for ws.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second)) == nil {
			time.Sleep(time.Second)
		}
		if took := time.Since(began); took < 9*time.Second || took > 12*time.Second {
			t.Errorf("dropped after %v", took)
		}
	})
}

func TestASocketWhoseOutboxIsFullIsCutOff(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{Limits: Limits{OutboxBytes: 4096}}, func(h *Handler, ws *websocket.Conn) {
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"startNotifications","params":`+subscribeToEcho+`}`)
		hear(t, ws)
		// Nothing is read from here on.
		began := time.Now()
		for range 200 {
			frame := `{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":` + writeEcho("00112233") + `}`
			if ws.WriteMessage(websocket.TextMessage, []byte(frame)) != nil {
				break
			}
		}
		synctest.Wait()
		if _, err := ws.NetConn().Read(make([]byte, 1<<16)); err == nil {
			_, err = io.Copy(io.Discard, ws.NetConn())
			if err != nil && !errors.Is(err, io.ErrClosedPipe) {
				t.Error(err)
			}
		}
		if took := time.Since(began); took >= 10*time.Second {
			t.Errorf("cut off after %v, when a frame could not be written in time", took)
		}
	})
}

func TestAdvertisementsAreLeftOutForASlowReaderWhoIsToldHowMany(t *testing.T) {
	s := newStandIn("front")
	bubble(t, s, Options{Limits: Limits{OutboxBytes: 4000}}, func(_ *Handler, ws *websocket.Conn) {
		tell(t, ws, `{"jsonrpc":"2.0","id":1,"method":"startScan","params":{"allowDuplicates":true}}`)
		hear(t, ws)
		advertise := func(n int) {
			for range n {
				s.change("front", func(p *peripheral) { p.advertise(gatt.Advertisement{Data: "\x02\x01\x06"}) })
				synctest.Wait()
			}
		}
		advertise(100) // nobody reads
		frames := make(chan string, 200)
		go func() {
			for {
				_, frame, err := ws.ReadMessage()
				if err != nil {
					return
				}
				frames <- string(frame)
			}
		}()
		synctest.Wait()
		heard := len(frames)
		advertise(1)
		for range heard {
			<-frames
		}
		want := fmt.Sprintf(`{"jsonrpc":"2.0","method":"missed","params":{"seq":%d,"advertisements":%d}}`, heard+1, 100-heard)
		if got := <-frames; got != want || heard == 0 || heard == 100 {
			t.Errorf("heard %d, then %s, want %s", heard, got, want)
		}
		if got := <-frames; !strings.Contains(got, `"method":"advertisement"`) {
			t.Error(got)
		}
	})
}
