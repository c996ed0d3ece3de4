package gattws

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/model/gatt"
)

// rawPDU sends a PDU and gives the next one.
func (w *wire) rawPDU(p gatt.PDU) gatt.PDU {
	w.t.Helper()
	if err := w.ws.WriteMessage(websocket.BinaryMessage, []byte(p)); err != nil {
		w.t.Fatal(err)
	}
	kind, frame, err := w.ws.ReadMessage()
	if err != nil || kind != websocket.BinaryMessage {
		w.t.Fatalf("a frame of kind %d, %v", kind, err)
	}
	return gatt.PDU(frame)
}

func TestRawCarriesPDUsBothWays(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := dialWire(t, server, RawSubprotocol, "?device=Nuki_00000001&instant=true&intervalMs=30&latency=1&supervisionTimeoutMs=1000")
	var c RawConnected
	if err := json.Unmarshal([]byte(w.next()), &c); err != nil || c != (RawConnected{"connected", "front", "54:d2:72:00:00:01", "Nuki_00000001", 1000}) {
		t.Fatalf("%v %v", c, err)
	}
	if got := w.rawPDU("\x02\x64\x00"); got != "\x03\xf7\x00" {
		t.Errorf("exchange MTU: %q", string(got))
	}
	if got := w.rawPDU("\x0a\x03\x00"); got != "\x0bW" {
		t.Errorf("read: %q", string(got))
	}
	if got := w.rawPDU("\x0a\x00\x00"); got != "\x01\x0a\x00\x00\x01" {
		t.Errorf("error response: %q", string(got))
	}
}

func TestRawHoldsBackWhatComesBeforeTheConnection(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := dialWire(t, server, RawSubprotocol, "?device=front")
	if err := w.ws.WriteMessage(websocket.BinaryMessage, []byte("\x0a\x03\x00")); err != nil {
		t.Fatal(err)
	}
	if got := w.next(); !strings.Contains(got, `"event":"connected"`) {
		t.Error(got)
	}
	if _, got, err := w.ws.ReadMessage(); err != nil || string(got) != "\x0bW" {
		t.Errorf("%q %v", got, err)
	}
}

func TestRawSaysWhyTheConnectionEnded(t *testing.T) {
	s := newStandIn("front", "deaf")
	s.peripherals["deaf"].deaf = true
	h, server := serve(t, s, Options{})
	w := dialWire(t, server, RawSubprotocol, "?device=deaf")
	if code, why := w.closed(); code != 4062 || why != "connection failed to be established" {
		t.Errorf("%d %q", code, why)
	}
	w = dialWire(t, server, RawSubprotocol, "?device=front")
	w.next()
	s.change("front", func(p *peripheral) { p.drop(gatt.ReasonTimeout) })
	code, _ := w.closed()
	if r, ok := RawReason(code); !ok || r != gatt.ReasonTimeout {
		t.Errorf("%d", code)
	}
	w = dialWire(t, server, RawSubprotocol, "?device=front")
	w.next()
	go h.Close(t.Context()) //nolint:errcheck // the test waits for the close frame
	if code, _ := w.closed(); code != websocket.CloseGoingAway {
		t.Errorf("%d", code)
	}
}

func TestRawRefusesWhatIsNoPDU(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	for _, c := range []struct {
		kind  int
		frame string
		code  int
	}{
		{websocket.TextMessage, "{}", websocket.CloseUnsupportedData},
		{websocket.BinaryMessage, "", websocket.CloseInvalidFramePayloadData},
		{websocket.BinaryMessage, strings.Repeat("\x52", 518), websocket.CloseMessageTooBig},
	} {
		w := dialWire(t, server, RawSubprotocol, "?device=front")
		w.next()
		if err := w.ws.WriteMessage(c.kind, []byte(c.frame)); err != nil {
			t.Fatal(err)
		}
		if code, _ := w.closed(); code != c.code {
			t.Errorf("kind %d, %d bytes: closed with %d, want %d", c.kind, len(c.frame), code, c.code)
		}
	}
}

func TestEachReasonHasItsCloseCode(t *testing.T) {
	for r := range 256 {
		if got, ok := RawReason(RawClose(gatt.Reason(r))); !ok || got != gatt.Reason(r) {
			t.Errorf("reason %d comes back as %d, %v", r, got, ok)
		}
	}
	for _, code := range []int{0, 1000, 3999, 4256} {
		if _, ok := RawReason(code); ok {
			t.Errorf("%d carries no reason", code)
		}
	}
}
