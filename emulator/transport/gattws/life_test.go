package gattws

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

const subscribeToEcho = `{"device":"front","characteristic":"a92ee202-5501-11e4-916c-0800200c9a66"}`

func writeEcho(value string) string {
	return fmt.Sprintf(`{"device":"front","characteristic":%d,"value":"%s"}`, peripheralTable.ValueHandle(echo), value)
}

func TestAnIndicationTellsWhereAndWhenItCame(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	w.ask("startNotifications", subscribeToEcho)
	w.send(`{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":` + writeEcho("0102") + `}`)
	if got := w.next(); !strings.HasPrefix(got, `{"jsonrpc":"2.0","id":1,"result":{"timeNs":`) {
		t.Errorf("first comes %s", got)
	}
	got := w.next()
	var m struct {
		JSONRPC, Method string
		Params          ValueChanged
	}
	if err := json.Unmarshal([]byte(got), &m); err != nil {
		t.Fatal(err)
	}
	p := m.Params
	if m.Method != eventValue || p.Seq != 1 || p.TimeNS < 1000 || p.Device != "front" || p.Handle != peripheralTable.ValueHandle(echo) ||
		*p.Characteristic != echo || string(p.Value) != "\x01\x02" || !p.Indication {
		t.Errorf("got %s", got)
	}
}

func TestAnAnswerThatTheLockSendsFirstArrivesFirst(t *testing.T) {
	s := newStandIn("front")
	s.peripherals["front"].policy.IndicateFirst = true
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	w.ask("startNotifications", subscribeToEcho)
	w.send(`{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":` + writeEcho("0102") + `}`)
	if got := w.next(); !strings.Contains(got, eventValue) {
		t.Errorf("first comes %s", got)
	}
}

func TestNumbersOfEventsHaveNoGaps(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	w.ask("startNotifications", subscribeToEcho)
	w.ask("startScan", `{"allowDuplicates":true}`)
	for i := range 50 {
		s.change("front", func(p *peripheral) { p.advertise(gatt.Advertisement{Data: "\x02\x01\x06"}) })
		w.send(`{"jsonrpc":"2.0","method":"writeValueWithResponse","params":` + writeEcho(fmt.Sprintf("%02x", i)) + `}`)
	}
	for want := uint64(1); want <= 100; want++ {
		var m struct{ Params struct{ Seq uint64 } }
		if err := json.Unmarshal([]byte(w.next()), &m); err != nil || m.Params.Seq != want {
			t.Fatalf("event %d has the number %d (%v)", want, m.Params.Seq, err)
		}
	}
}

func TestALongIndicationComesInPartsOfTheMTU(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	w.ask("startNotifications", subscribeToEcho)
	if got := w.ask("writeValueWithResponse", writeEcho(strings.Repeat("ab", 45))); strings.Contains(got, "code") {
		t.Fatal(got)
	}
	for _, want := range []int{20, 20, 5} {
		var p ValueChanged
		if err := json.Unmarshal([]byte(w.event(eventValue)), &p); err != nil || len(p.Value) != want {
			t.Errorf("a part of %d bytes, want %d (%v)", len(p.Value), want, err)
		}
	}
}

func TestTheLockEndsTheConnection(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	s.change("front", func(p *peripheral) { p.silent = true })
	w.send(`{"jsonrpc":"2.0","id":"open","method":"readValue","params":{"device":"front","characteristic":3}}`)
	w.send(`{"jsonrpc":"2.0","id":"held","method":"readValue","params":{"device":"front","characteristic":"2a19"}}`)
	w.ask("getMtu", `{"device":"front"}`) // both are on their way
	s.change("front", func(p *peripheral) { p.drop(gatt.ReasonTimeout) })
	for _, id := range []string{"open", "held"} {
		if got := w.next(); !strings.Contains(got, `"id":"`+id+`","error":{"code":-32002,"message":"connection timeout","data":{"domain":"hci","code":8,`) {
			t.Errorf("%s: %s", id, got)
		}
	}
	want := `"device":"front","reason":{"domain":"hci","code":8,"name":"connection timeout","message":"Nothing was heard of the lock for the supervision timeout: it lost power, was reset, or is out of range."}}`
	if got := w.event(eventDisconnected); !strings.HasSuffix(got, want) {
		t.Error(got)
	}
	if got := w.ask("getMtu", `{"device":"front"}`); !strings.Contains(got, "not connected") {
		t.Error(got)
	}
	s.change("front", func(p *peripheral) { p.silent = false })
	if got := w.ask("connect", `{"device":"front"}`); !strings.Contains(got, `"mtu":23`) {
		t.Errorf("connecting again: %s", got)
	}
}

func TestDisconnectIsAnsweredAfterItsEvent(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	w.send(`{"jsonrpc":"2.0","id":1,"method":"disconnect","params":{"device":"front"}}`)
	if got := w.next(); !strings.Contains(got, eventDisconnected) || !strings.Contains(got, `"code":22,"name":"connection terminated by local host"`) {
		t.Error(got)
	}
	if got := w.next(); !strings.Contains(got, `"id":1,"result"`) {
		t.Error(got)
	}
}

func TestASocketHoldsConnectionsToSeveralLocks(t *testing.T) {
	_, server := serve(t, newStandIn("front", "back"), Options{})
	w := connected(t, server, "")
	w.ask("connect", `{"device":"back","mtu":64}`)
	for _, id := range []string{"front", "back"} {
		w.ask("startNotifications", strings.Replace(subscribeToEcho, "front", id, 1))
	}
	for _, id := range []string{"back", "front", "back"} {
		w.send(`{"jsonrpc":"2.0","method":"writeValueWithResponse","params":` + strings.Replace(writeEcho("77"), "front", id, 1) + `}`)
		if got := w.event(eventValue); !strings.Contains(got, `"device":"`+id+`"`) {
			t.Errorf("%s: %s", id, got)
		}
	}
}

func TestAClientThatSaysGoodbyeDisconnectsAndOneThatVanishesDoesNot(t *testing.T) {
	for _, c := range []struct {
		end  func(w *wire)
		want string
	}{
		{func(w *wire) {
			_ = w.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(within))
			w.closed()
		}, "[disconnected]"},
		{func(w *wire) { w.ws.NetConn().Close() }, "[vanished]"},
	} {
		s := newStandIn("front")
		h, server := serve(t, s, Options{})
		c.end(connected(t, server, ""))
		empty(h)
		s.change("front", func(p *peripheral) {
			if got := fmt.Sprint(p.downs); got != c.want {
				t.Errorf("the lock's connections ended as %s, want %s", got, c.want)
			}
		})
	}
}

func TestManualConfirmationHoldsTheNextIndicationBack(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, `,"manualConfirmation":true`)
	w.ask("startNotifications", subscribeToEcho)
	for _, value := range []string{"01", "02"} {
		w.send(`{"jsonrpc":"2.0","method":"writeValueWithResponse","params":` + writeEcho(value) + `}`)
	}
	if got := w.event(eventValue); !strings.Contains(got, `"value":"01"`) {
		t.Fatal(got)
	}
	w.ask("confirmIndication", `{"device":"front"}`)
	if got := w.event(eventValue); !strings.Contains(got, `"value":"02"`) {
		t.Error(got)
	}
}

func TestAnMTUExchangeAndAReadingOfTheSignalAreToldToAll(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	w.send(`{"jsonrpc":"2.0","id":1,"method":"exchangeMtu","params":{"device":"front","mtu":517}}`)
	if got := w.next(); !strings.Contains(got, `"method":"mtuChanged","params":{"seq":1,`) || !strings.Contains(got, `"mtu":247`) {
		t.Error(got)
	}
	if got := w.next(); !strings.Contains(got, `"id":1,"result":{"mtu":247,`) {
		t.Error(got)
	}
	w.send(`{"jsonrpc":"2.0","id":2,"method":"getRssi","params":{"device":"front"}}`)
	if got := w.next(); !strings.Contains(got, `"method":"rssi","params":{"seq":2,`) || !strings.Contains(got, `"rssi":-55`) {
		t.Error(got)
	}
	if got := w.next(); !strings.Contains(got, `"id":2,"result":{"rssi":-55,`) {
		t.Error(got)
	}
}

func TestMoreRequestsThanMayWaitAreRefused(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{Limits: Limits{Outstanding: 3}})
	w := connected(t, server, "")
	s.change("front", func(p *peripheral) { p.silent = true })
	for i := range 4 {
		w.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"writeValueWithResponse","params":%s}`, i, writeEcho("00")))
	}
	if got := w.next(); !strings.Contains(got, `"id":3,"error"`) || !strings.Contains(got, `"code":7,"name":"too many requests"`) {
		t.Error(got)
	}
}

func TestRequestsOfAConnectionAreCarriedOutInTheirOrder(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	// The first has to discover the attributes; the second could go at once.
	w.send(`{"jsonrpc":"2.0","id":1,"method":"writeValueWithResponse","params":{"device":"front","characteristic":"` + echo.String() + `","value":"01"}}`)
	w.send(`{"jsonrpc":"2.0","id":2,"method":"writeValueWithResponse","params":` + writeEcho("02") + `}`)
	for want := 1; want <= 2; want++ {
		if got := w.next(); !strings.Contains(got, fmt.Sprintf(`"id":%d,"result"`, want)) {
			t.Errorf("answer %d: %s", want, got)
		}
	}
	s.change("front", func(p *peripheral) {
		if got := fmt.Sprint(p.got); got != "[01 02]" {
			t.Errorf("the lock was given %s", got)
		}
	})
}

func TestAConnectionThatIsStillBeingBuiltCanBeGivenUp(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := dialWire(t, server, Subprotocol, "")
	s.change("front", func(p *peripheral) { p.silent = true }) // so the MTU exchange hangs
	w.send(`{"jsonrpc":"2.0","id":1,"method":"connect","params":{"device":"front","mtu":100}}`)
	w.send(`{"jsonrpc":"2.0","id":2,"method":"disconnect","params":{"device":"Nuki_00000001"}}`)
	if got := w.next(); !strings.Contains(got, `"id":1,"error"`) || !strings.Contains(got, `"domain":"hci","code":22`) {
		t.Error(got)
	}
	if got := w.next(); !strings.Contains(got, `"id":2,"result"`) {
		t.Error(got)
	}
}

func TestTheEndOfTheServerIsToldForEachConnection(t *testing.T) {
	for name, stop := range map[string]func(h *Handler, s *standIn){
		"handler": func(h *Handler, s *standIn) { go h.Close(context.Background()) }, //nolint:errcheck // the test waits for the close frame
		"fleet":   func(h *Handler, s *standIn) { s.shutDown() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStandIn("front", "back")
			h, server := serve(t, s, Options{})
			w := connected(t, server, "")
			w.ask("connect", `{"device":"back"}`)
			stop(h, s)
			for _, id := range []string{"front", "back"} {
				if got := w.event(eventDisconnected); !strings.Contains(got, `"device":"`+id+`","reason":{"domain":"hci","code":22,`) {
					t.Errorf("%s: %s", id, got)
				}
			}
			if code, why := w.closed(); code != websocket.CloseGoingAway || why != "the server ends" {
				t.Errorf("closed with %d %q", code, why)
			}
			if err := h.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestACentralThatWasCutOffClosesItsSocket(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	s.change("front", func(p *peripheral) {
		for _, c := range s.centrals {
			c.tell(fleet.CentralEvent{Kind: fleet.Overflow})
			c.shut()
		}
	})
	if code, _ := w.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("closed with %d", code)
	}
}

func TestFramesThatAreNoTextOfTheProtocolCloseTheSocket(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	for _, c := range []struct {
		kind  int
		frame string
		code  int
	}{
		{websocket.BinaryMessage, `{}`, websocket.CloseUnsupportedData},
		{websocket.TextMessage, "\"\xff\"", websocket.CloseInvalidFramePayloadData},
		{websocket.TextMessage, strings.Repeat(" ", 8193), websocket.CloseMessageTooBig},
		{websocket.TextMessage, strings.Repeat(" ", 1<<20), websocket.CloseMessageTooBig},
	} {
		w := dialWire(t, server, Subprotocol, "")
		if err := w.ws.WriteMessage(c.kind, []byte(c.frame)); err != nil {
			t.Fatal(err)
		}
		if code, _ := w.closed(); code != c.code {
			t.Errorf("kind %d, %d bytes: closed with %d, want %d", c.kind, len(c.frame), code, c.code)
		}
	}
}
