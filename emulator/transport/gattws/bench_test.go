package gattws

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/model/keyturner"
)

// bareEcho is the least that a WebSocket server can do: it sends back what it
// reads.
func bareEcho(b *testing.B) *wire {
	up := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 2048}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		for {
			kind, frame, err := ws.ReadMessage()
			if err != nil || ws.WriteMessage(kind, frame) != nil {
				return
			}
		}
	}))
	b.Cleanup(server.Close)
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ws.Close() })
	return &wire{b, ws}
}

// trip sends a frame and reads until n frames have come back, the last of which
// may be any of them.
func (w *wire) trip(frame []byte, n int) {
	if err := w.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
		w.t.Fatal(err)
	}
	for range n {
		if _, _, err := w.ws.ReadMessage(); err != nil {
			w.t.Fatal(err)
		}
	}
}

// compare measures a round trip against a bare echo of the same size, both on one
// connection each, turn by turn in the same run.
func compare(b *testing.B, w *wire, frame []byte) {
	e := bareEcho(b)
	_ = w.ws.SetReadDeadline(noDeadline)
	const turn = 200
	var bare, gatt stopwatch
	for range 2 * turn { // warm up
		e.trip(frame, 1)
		w.trip(frame, 2)
	}
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		n := min(turn, b.N-done)
		bare.run(func() {
			for range n {
				e.trip(frame, 1)
			}
		})
		gatt.run(func() {
			for range n {
				w.trip(frame, 2)
			}
		})
	}
	b.StopTimer()
	b.ReportMetric(bare.total.Seconds()/gatt.total.Seconds(), "of-bare-echo")
	b.ReportMetric(float64(b.N)/bare.total.Seconds(), "echo/s")
	b.ReportMetric(float64(b.N)/gatt.total.Seconds(), "roundtrips/s")
}

// BenchmarkSkin is a write and its indication through everything but a lock: what
// the transport itself costs.
func BenchmarkSkin(b *testing.B) {
	_, server := serve(b, newStandIn("front"), Options{})
	w := connected(b, server, `,"mtu":247`)
	w.ask("startNotifications", subscribeToEcho)
	frame := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":{"device":"front","characteristic":%d,"value":"%s"}}`,
		peripheralTable.ValueHandle(echo), bytes.Repeat([]byte("ab"), 36))
	compare(b, w, frame)
}

// BenchmarkLock is a write to a real lock and the indication that answers it: the
// lock's firmware refuses a request for its public key, since it is not in pairing
// mode. The connection takes no simulated time, and time runs as fast as it can.
func BenchmarkLock(b *testing.B) {
	l := newBench(b, fleet.Spec{})
	l.pair() // a lock that nobody has paired with yet takes anybody
	w := connected(b, l.server, `,"mtu":247,"instant":true`)
	pairing := keyturner.PairingGDIO.UUID().String()
	answer := w.ask("startNotifications", `{"device":"front","characteristic":"`+pairing+`"}`)
	if !strings.Contains(answer, `"indication":true`) {
		b.Fatal(answer)
	}
	frame := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":{"device":"front","characteristic":"%s","value":"0100030027a7"}}`, pairing)
	w.send(string(frame))
	if got := w.event(eventValue); !strings.Contains(got, `"value":"12001001008721"`) {
		b.Fatal(got)
	}
	compare(b, w, frame)
}
