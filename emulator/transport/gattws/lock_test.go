package gattws

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// bench is a server with one real lock, "front" unless it is told otherwise, whose time runs as fast as it
// can while anything is under way.
type bench struct {
	t      testing.TB
	id     string // of the lock
	fleet  *fleet.Fleet
	server *httptest.Server
}

func newBench(t testing.TB, s fleet.Spec) *bench {
	t.Helper()
	f, err := fleet.Open(t.Context(), fleet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := NewHandler(Options{Fleet: f, Version: "test"})
	b := &bench{t: t, fleet: f, server: listen(t, h, access.Everything())}
	t.Cleanup(func() {
		if err := f.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		if err := h.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	if s.ID == "" {
		s.ID = "front"
	}
	b.id, s.Seed, s.Speed = s.ID, 7, fleet.Speed{Max: true}
	if _, err := f.Create(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return b
}

// do does something to the lock.
func (b *bench) do(f func(l *model.Lock)) {
	b.t.Helper()
	if err := b.fleet.Do(b.t.Context(), b.id, func(l *model.Lock) error { f(l); return nil }); err != nil {
		b.t.Fatal(err)
	}
}

// wait lets simulated time pass.
func (b *bench) wait(d time.Duration) {
	b.t.Helper()
	if err := b.fleet.RunUntil(b.t.Context(), b.id, fleet.Until{For: d}); err != nil {
		b.t.Fatal(err)
	}
}

// pairingMode holds the button until the ring lights up.
func (b *bench) pairingMode() {
	b.do(func(l *model.Lock) { l.PressButton(5 * time.Second) })
	b.wait(6 * time.Second)
}

// pair pairs an app with the lock.
func (b *bench) pair() keyturner.Credentials {
	b.t.Helper()
	b.pairingMode()
	ctx, c := dialClient(b.t, b.server.URL, nil)
	conn, err := c.Connect(ctx, ConnectParams{Device: b.id, MTU: 247, Instant: true})
	if err != nil {
		b.t.Fatal(err)
	}
	link, err := NewKeyturnerLink(ctx, conn, within)
	if err != nil {
		b.t.Fatal(err)
	}
	credentials, err := keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDApp, Name: "Bench", Random: rand.Reader})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := conn.Disconnect(ctx); err != nil {
		b.t.Fatal(err)
	}
	return credentials
}

func TestAnAppPairsSetsAPINAndMovesTheBoltOverGATT(t *testing.T) {
	b := newBench(t, fleet.Spec{})
	b.pairingMode()
	ctx, c := dialClient(t, b.server.URL, nil)
	pairing := gatt.UUID(keyturner.PairingService.UUID())
	device := ""
	if err := c.Scan(ctx, ScanParams{Filters: []ScanFilter{{Services: []gatt.UUID{pairing}, NamePrefix: "Nuki_"}}}, func(a Advertisement) bool {
		device = a.Device
		return true
	}); err != nil {
		t.Fatal(err)
	}
	for _, mtu := range []int{0, 247} {
		t.Run(fmt.Sprintf("mtu %d", mtu), func(t *testing.T) {
			conn, err := c.Connect(ctx, ConnectParams{Device: device, MTU: mtu, Instant: mtu == 247})
			if err != nil {
				t.Fatal(err)
			}
			link, err := NewKeyturnerLink(ctx, conn, within)
			if err != nil {
				t.Fatal(err)
			}
			if mtu != 0 {
				b.pairingMode()
			}
			credentials, err := keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDBridge, AppID: uint32(mtu), Name: "Test bridge", Random: rand.Reader})
			if err != nil {
				t.Fatal(err)
			}
			k := keyturner.NewClient(link, credentials, rand.Reader)
			if mtu == 0 {
				if err := k.SetPIN(1234, 0); err != nil {
					t.Fatal(err)
				}
			}
			for pin, want := range map[uint16]bool{1234: true, 4321: false} {
				if right, err := k.VerifyPIN(pin); err != nil || right != want {
					t.Errorf("PIN %d is right: %v, %v", pin, right, err)
				}
			}
			var seen []keyturner.LockState
			action := keyturner.LockActionRequest{Action: keyturner.ActionLock}
			if mtu == 0 {
				action.Action = keyturner.ActionUnlock
			}
			if err := k.LockAction(action, func(s keyturner.States) { seen = append(seen, s.Lock) }); err != nil {
				t.Error(err)
			}
			states, err := k.States()
			if err != nil || len(seen) == 0 || states.Lock != seen[len(seen)-1] {
				t.Errorf("the bolt went through %v to %v, %v", seen, states.Lock, err)
			}
			if err := conn.Disconnect(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTheConversationOfTheDescriptionTakesPlaceLikeThat(t *testing.T) {
	d, _ := readDescription(t)
	b := newBench(t, fleet.Spec{ID: "front-door", NukiID: 0x2E96447C})
	b.pair()
	w := dialWire(t, b.server, Subprotocol, "")
	for _, line := range conversation(t, d) {
		if line[0] == '>' {
			w.send(line[2:])
			continue
		}
		if got, want := timeless(t, w.next()), timeless(t, line[2:]); got != want {
			t.Errorf("the server says\n     %s\nand not\n     %s", got, want)
		}
	}
}

// timeless writes a frame without what differs from run to run: times, and how
// strong the lock was heard.
func timeless(t *testing.T, frame string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(frame), &m); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"params", "result"} {
		if p, ok := m[part].(map[string]any); ok {
			for _, name := range []string{"timeNs", "rssi"} {
				if _, ok := p[name]; ok {
					p[name] = 0
				}
			}
		}
	}
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
