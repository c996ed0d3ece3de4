package server

import (
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/transport/gattws"
)

// asleep makes a lock that does not move by itself, so that time may pass.
func asleep(r *rig) {
	r.t.Helper()
	if code, text := r.ask("POST", "/api/v1/locks", `{"id":"front","seed":1,"speed":"paused"}`); code != 201 {
		r.t.Fatalf("%d %s", code, text)
	}
}

func TestClientsThatSendSlowlyAreDropped(t *testing.T) {
	l := access.DefaultLimits()
	for what, c := range map[string]struct {
		first, drip string
		limit       time.Duration
	}{
		"nothing":      {"", "", l.HeaderTime},
		"half a head":  {"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n", l.HeaderTime},
		"half a body":  {"POST /api/v1/locks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n", " ", l.BodyTime},
		"then nothing": {"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "", l.IdleTime},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := start(t, Config{})
			conn := r.raw(c.first)
			defer conn.Close()
			if c.drip != "" {
				done := make(chan struct{})
				defer func() { conn.Close(); <-done }()
				go func() { // a byte now and then
					defer close(done)
					for {
						time.Sleep(time.Second)
						if _, err := io.WriteString(conn, c.drip); err != nil {
							return
						}
					}
				}()
			}
			text, took := untilClosed(conn)
			if took < c.limit-time.Second || took > c.limit+time.Second {
				t.Errorf("%s: the connection is closed after %v, want %v: %q", what, took, c.limit, text)
			}
			if err := r.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestClientsThatReadNothingAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		asleep(r)
		conn := r.raw("GET /api/v1/locks/front/flash/image HTTP/1.1\r\nHost: localhost\r\n\r\n")
		defer conn.Close()
		began := time.Now()
		synctest.Wait()
		for r.conns.Open() > 1 {
			time.Sleep(time.Second)
		}
		if took := time.Since(began); took < 29*time.Second || took > 35*time.Second {
			t.Errorf("the connection is closed after %v", took)
		}
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestWebSocketsThatFallSilentAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		asleep(r)
		url := "ws" + strings.TrimPrefix(r.URL(), "http")
		conn, resp, err := r.dialer("locktwin.events.v1").Dial(url+"/api/v1/locks/front/events", nil)
		if err != nil {
			t.Fatalf("%v %+v", err, resp)
		}
		defer conn.Close()
		conn.SetPingHandler(func(string) error { return nil }) // hears pings, and says nothing
		began := time.Now()
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				break
			}
		}
		if took := time.Since(began); took < 55*time.Second || took > 65*time.Second {
			t.Errorf("the socket is closed after %v", took)
		}
		// One that answers stays.
		conn, _, err = r.dialer("locktwin.events.v1").Dial(url+"/api/v1/locks/front/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			for {
				if _, _, err := conn.ReadMessage(); err != nil {
					return
				}
			}
		}()
		time.Sleep(time.Hour)
		select {
		case <-gone:
			t.Error("a socket that answers pings was dropped")
		default:
		}
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		<-gone
	})
}

func TestTheEndIsToldAndComesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		r := start(t, Config{NobleListeners: []net.Listener{p}})
		asleep(r)
		url := "ws" + strings.TrimPrefix(r.URL(), "http")
		open := map[string]*websocket.Conn{}
		for path, sub := range map[string]string{"/api/v1/locks/front/events": "locktwin.events.v1", "/api/v1/events": "locktwin.events.v1", "/gatt": gattws.Subprotocol} {
			conn, resp, err := r.dialer(sub).Dial(url+path, nil)
			if err != nil {
				t.Fatalf("%s: %v %+v", path, err, resp)
			}
			open[path] = conn
		}
		d := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return p.dial() }}
		conn, _, err := d.Dial("ws://localhost:2846/", nil)
		if err != nil {
			t.Fatal(err)
		}
		open["noble"] = conn
		stream := r.raw("GET /api/v1/locks/front/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
		heard := make(chan string, len(open)+1)
		for what, conn := range open {
			go func() {
				text := what + ":"
				for {
					_, m, err := conn.ReadMessage()
					if err != nil {
						heard <- text + " " + err.Error()
						conn.Close()
						return
					}
					text += " " + string(m)
				}
			}()
		}
		go func() {
			text, _ := untilClosed(stream)
			stream.Close()
			heard <- "stream: " + text
		}()
		synctest.Wait()
		began := time.Now()
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > DefaultShutdown {
			t.Errorf("the end took %v", took)
		}
		for range len(open) + 1 {
			text := <-heard
			if !strings.Contains(text, `"end"`) && !strings.Contains(text, "close 1001") && !strings.Contains(text, "going away") {
				t.Errorf("nobody was told of the end: %s", text)
			}
		}
	})
}

func TestWhoDoesNotListenIsCutOffAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		asleep(r)
		url := "ws" + strings.TrimPrefix(r.URL(), "http")
		for path, sub := range map[string]string{"/api/v1/locks/front/events": "locktwin.events.v1", "/gatt": gattws.Subprotocol} {
			conn, _, err := r.dialer(sub).Dial(url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
		}
		busy := r.raw("GET /api/v1/locks/front/flash/image HTTP/1.1\r\nHost: localhost\r\n\r\n")
		defer busy.Close()
		synctest.Wait()
		began := time.Now()
		r.stop() // says what was not in order
		if took := time.Since(began); took > DefaultShutdown+3*time.Second {
			t.Errorf("the end took %v", took)
		}
	})
}

func TestSizesAndNumbersAreBounded(t *testing.T) {
	l := access.DefaultLimits()
	l.BodyBytes, l.UploadBytes, l.HeaderBytes, l.ConnectionsPerClient = 1000, 2000, 2000, 3
	r := start(t, Config{Limits: l})
	asleep(r)
	if code, text := r.ask("POST", "/api/v1/locks/front/hands/knock", `{"for":"`+strings.Repeat(" ", 2000)+`"}`); code != 413 || !strings.Contains(text, "too-large") {
		t.Errorf("a long body: %d %s", code, text)
	}
	if code, _ := r.ask("PUT", "/api/v1/locks/front/flash/image", strings.Repeat("x", 3000)); code != 413 {
		t.Errorf("a long image: %d", code)
	}
	if code, _ := r.ask("GET", "/healthz", "", "X-Long", strings.Repeat("x", 20_000)); code != 431 {
		t.Errorf("a long head: %d", code)
	}
	// What is kept alive counts too.
	r.client.CloseIdleConnections()
	for r.conns.Open() > 0 {
		runtime.Gosched()
	}
	for range 3 {
		defer r.raw("GET /healthz HTTP/1.1\r\n").Close()
	}
	fourth, err := r.pipes.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer fourth.Close()
	if text, _ := untilClosed(fourth); text != "" {
		t.Errorf("a fourth of three: %q", text)
	}
}
