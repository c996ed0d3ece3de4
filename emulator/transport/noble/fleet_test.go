package noble

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
)

// With a real fleet, a real lock and a real socket: an app asks for the public
// key of the lock, which comes in two pieces.
func TestRealLockIsFoundConnectedToAndAnswers(t *testing.T) {
	ctx := context.Background()
	f, err := fleet.Open(ctx, fleet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close(ctx)
	if _, err := f.Create(ctx, fleet.Spec{ID: "front", NukiID: 0x2E96447C, Seed: 1, Speed: fleet.Speed{Max: true}}); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(ctx, "front", fleet.Until{For: 10 * time.Second}); err != nil {
		t.Fatal(err)
	}
	h, err := New(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(asEverybody(h))
	defer server.Close()
	defer h.Shutdown(ctx)
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	say := func(message string) {
		t.Helper()
		if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(kind string, parts ...string) {
		t.Helper()
		if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		var got []byte
		var e peripheralEvent
		for e.Type == "" || e.Type == "discover" && kind != "discover" { // a second frame of the beacon
			var err error
			if _, got, err = conn.ReadMessage(); err != nil {
				t.Fatalf("%s did not come: %v", kind, err)
			}
			if err := json.Unmarshal(got, &e); err != nil {
				t.Fatalf("%s: %v", got, err)
			}
		}
		if e.Type != kind {
			t.Fatalf("heard %s, want %s", got, kind)
		}
		for _, p := range parts {
			if !strings.Contains(string(got), p) {
				t.Fatalf("heard %s, without %s", got, p)
			}
		}
	}
	hear("stateChange", poweredOn)
	say(`{"action":"startScanning"}`)
	hear("discover", front, `"address":"54:d2:72:96:44:7c"`, `"localName":"Nuki_2E96447C"`)
	say(`{"action":"stopScanning"}`)
	say(connectFront)
	hear("connect", front)
	hear("mtu", front)
	say(`{"action":"discoverServices",` + front + `,"uuids":["a92ee100550111e4916c0800200c9a66"]}`)
	hear("servicesDiscover", front, `"serviceUuids":["a92ee100550111e4916c0800200c9a66"]`)
	say(`{"action":"discoverCharacteristics",` + pairing + `}`)
	hear("characteristicsDiscover", pairing, `"characteristics":[{"uuid":"a92ee101550111e4916c0800200c9a66","properties":["write","indicate"]}]`)
	say(subscribe)
	hear("notify", gdio, `"state":true`)
	say(`{"action":"write",` + gdio + `,"data":"0100030027a7","withoutResponse":false}`)
	hear("write", gdio)
	for range 2 {
		hear("handleNotify", front)
		hear("read", gdio, `"isNotification":true`)
	}
	say(disconnectFront)
	hear("disconnect", front, `"reason":22`)
}
