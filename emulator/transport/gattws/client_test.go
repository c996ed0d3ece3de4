package gattws

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/model/gatt"
)

func dialClient(t testing.TB, url string, o *DialOptions) (context.Context, *Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	c, err := Dial(ctx, url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); cancel() })
	return ctx, c
}

func TestTheClientDoesEverythingThatTheServerOffers(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{Version: "v"})
	var events []string
	ctx, c := dialClient(t, server.URL, &DialOptions{OnEvent: func(e any) { events = append(events, fmt.Sprintf("%T", e)) }})
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	info, err := c.ServerInfo(ctx)
	check(err)
	ns, err := c.Ping(ctx, "front")
	check(err)
	if info.Version != "v" || ns != 1000 {
		t.Errorf("%v %d", info, ns)
	}
	s.change("front", func(p *peripheral) {})
	go func() {
		for ctx.Err() == nil {
			found := false
			s.change("front", func(p *peripheral) {
				for _, c := range s.centrals {
					found = found || c.scanning
				}
				p.advertise(gatt.Advertisement{Data: "\x05\x09Nuki\x03\x03\x0f\x18", RSSI: -70})
			})
			if found {
				return
			}
		}
	}()
	check(c.Scan(ctx, ScanParams{Filters: []ScanFilter{{Services: []gatt.UUID{battery}}}}, func(a Advertisement) bool {
		if a.Name != "Nuki" || a.RSSI != -70 || a.Device != "front" || a.Services[0] != battery {
			t.Errorf("%v", a)
		}
		return true
	}))
	l, err := c.Connect(ctx, ConnectParams{Device: "front", ManualConfirmation: true})
	check(err)
	services, err := l.Discover(ctx)
	check(err)
	if len(services) != 3 || l.Device() != "front" || l.Name() != "Nuki_00000001" || l.Address() != "54:d2:72:00:00:01" {
		t.Errorf("%v %v %v %v", services, l.Device(), l.Name(), l.Address())
	}
	mtu, err := l.ExchangeMTU(ctx, 100)
	check(err)
	if mtu != 100 || l.MTU() != 100 {
		t.Errorf("MTU %d, %d", mtu, l.MTU())
	}
	value, err := l.Read(ctx, ByUUID(level))
	check(err)
	if string(value) != "W" {
		t.Errorf("read %x", value)
	}
	rssi, err := l.RSSI(ctx)
	check(err)
	if rssi != -55 {
		t.Errorf("RSSI %d", rssi)
	}
	indication, err := l.Subscribe(ctx, ByUUID(echo))
	check(err)
	if !indication {
		t.Error("not an indication")
	}
	check(l.Write(ctx, ByHandle(peripheralTable.ValueHandle(echo)), []byte{1, 2}))
	v, err := l.Receive(ctx)
	check(err)
	if string(v.Value) != "\x01\x02" || *v.Characteristic != echo {
		t.Errorf("%v", v)
	}
	check(l.Confirm(ctx))
	check(l.WriteWithoutResponse(ctx, ByUUID(ticks), []byte{1}))
	cccd := peripheralTable.CCCDHandle(peripheralTable.ValueHandle(echo))
	value, err = l.ReadDescriptor(ctx, cccd)
	check(err)
	if string(value) != "\x02\x00" {
		t.Errorf("read %x", value)
	}
	check(l.WriteDescriptor(ctx, cccd, []byte{0, 0}))
	check(l.Unsubscribe(ctx, ByUUID(echo)))
	check(l.Disconnect(ctx))
	<-l.Done()
	var lost *LinkLost
	if _, err := l.Receive(ctx); !errors.As(err, &lost) || lost.Reason.Code != int(gatt.ReasonLocalHost) || !errors.Is(l.Err(), ErrLinkLost) {
		t.Errorf("%v", err)
	}
	check(l.Disconnect(ctx)) // once more does no harm
	check(c.Close())
	if err := c.Err(); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
	if _, err := c.Ping(ctx, ""); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
	want := "[*gattws.Advertisement *gattws.MTUChanged *gattws.RSSIChanged *gattws.ValueChanged *gattws.Disconnected]"
	if got := fmt.Sprint(events); got != want {
		t.Errorf("events %s, want %s", got, want)
	}
}

func TestTheClientGivesRefusalsWithTheirCode(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	ctx, c := dialClient(t, server.URL, nil)
	_, err := c.Connect(ctx, ConnectParams{Device: "gone"})
	var refused *RPCError
	if !errors.As(err, &refused) || !errors.Is(err, ErrRPC) || *refused.Data != ofGATT(UnknownDevice) {
		t.Fatalf("%v", err)
	}
	if want := "connect: unknown device (gatt 0x01): No lock has this id, address or name."; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	l, err := c.Connect(ctx, ConnectParams{Device: "front"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Read(ctx, ByUUID(echo))
	if !errors.As(err, &refused) || *refused.Data != ofATT(gatt.CodeReadNotPermitted) {
		t.Errorf("%v", err)
	}
}

func TestAConnectionThatTakesTooLongIsGivenUpOnBothSides(t *testing.T) {
	s := newStandIn("front")
	h, server := serve(t, s, Options{})
	ctx, c := dialClient(t, server.URL, nil)
	s.change("front", func(p *peripheral) { p.silent = true })
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := c.Connect(short, ConnectParams{Device: "Nuki_00000001", MTU: 100}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	c.Close()
	empty(h)
	s.change("front", func(p *peripheral) {
		if fmt.Sprint(p.downs) != "[disconnected]" {
			t.Errorf("%v", p.downs)
		}
	})
}

func TestTheClientLearnsThatTheServerIsGone(t *testing.T) {
	s := newStandIn("front")
	h, server := serve(t, s, Options{})
	ctx, c := dialClient(t, server.URL, nil)
	l, err := c.Connect(ctx, ConnectParams{Device: "front"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(ctx); err != nil {
		t.Fatal(err)
	}
	<-c.Done()
	if _, err := l.Receive(ctx); !errors.Is(err, ErrLinkLost) {
		t.Errorf("%v", err)
	}
	if err := c.Err(); !errors.Is(err, ErrClosed) || !strings.Contains(err.Error(), "1001") {
		t.Errorf("%v", err)
	}
}

func TestDialSaysWhatTheServerSaid(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{Limits: Limits{Sockets: 1}})
	dialClient(t, server.URL, nil)
	for url, want := range map[string]string{
		"ws://127.0.0.1:1": "refused",
		"gopher://x":       "malformed",
		"%":                "invalid URL",
		server.URL:         ErrDial.Error() + " ws://" + strings.TrimPrefix(server.URL, "http://") + "/gatt: websocket: bad handshake: " + problem.Limit.Title,
	} {
		if _, err := Dial(t.Context(), url, nil); !errors.Is(err, ErrDial) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
}

func TestBehindAGateATokenOpensTheSocket(t *testing.T) {
	const token = "0123456789abcdef"
	h := newHandler(newStandIn("front"), Options{})
	tokens := access.NewTokens(1, time.Now)
	if err := tokens.Add(token, "test", access.Everything(), 0); err != nil {
		t.Fatal(err)
	}
	hosts, err := access.NewHosts(nil)
	if err != nil {
		t.Fatal(err)
	}
	gate := access.NewGate(access.Policy{Tokens: tokens, Hosts: hosts, Loopback: true, Limits: access.DefaultLimits(), Now: time.Now, Log: h.log})
	server := httptest.NewServer(gate.Wrap(h))
	t.Cleanup(server.Close)
	if _, err := Dial(t.Context(), server.URL, nil); !errors.Is(err, ErrDial) || !strings.Contains(err.Error(), problem.Unauthorized.Title) {
		t.Errorf("without a token: %v", err)
	}
	ctx, c := dialClient(t, server.URL, &DialOptions{Token: token})
	if _, err := c.Connect(ctx, ConnectParams{Device: "front"}); err != nil {
		t.Error(err)
	}
	// As a browser has to carry it: the server does not choose that subprotocol.
	d := websocket.Dialer{Subprotocols: []string{Subprotocol, access.TokenSubprotocol + token}, HandshakeTimeout: within}
	ws, _, err := d.Dial("ws"+strings.TrimPrefix(server.URL, "http")+Path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ws.Subprotocol() != Subprotocol {
		t.Errorf("subprotocol %q", ws.Subprotocol())
	}
	ws.Close()
}

func TestADroppedClientVanishes(t *testing.T) {
	s := newStandIn("front")
	h, server := serve(t, s, Options{})
	ctx, c := dialClient(t, server.URL, nil)
	if _, err := c.Connect(ctx, ConnectParams{Device: "front"}); err != nil {
		t.Fatal(err)
	}
	c.Drop()
	empty(h)
	s.change("front", func(p *peripheral) {
		if fmt.Sprint(p.downs) != "[vanished]" {
			t.Errorf("%v", p.downs)
		}
	})
}
