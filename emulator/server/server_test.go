package server

import (
	"encoding/json"
	"net"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/emulator/transport/gattws"
	"locktwin/emulator/transport/noble"
)

func TestEverythingIsServedOnTheMainListener(t *testing.T) {
	r := start(t, Config{Demo: true, DemoSpec: fleet.Spec{Profile: "rewrite-at-boot", Seed: 3}})
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ready", "/api/v1/locks/demo": `"profile":"rewrite-at-boot"`, "/api/v1/openapi.json": `"openapi"`,
		"/api/docs/": "swagger", "/": "swagger", "/metrics": "locktwin_http_connections", "/api/problems/invalid": "A value",
		"/api/asyncapi.yaml": "asyncapi: 3",
	} {
		if code, text := r.ask("GET", path, ""); code != 200 || !strings.Contains(text, want) {
			t.Errorf("%s: %d %.200s", path, code, text)
		}
	}
	if code, text := r.ask("GET", "/nothing", ""); code != 404 || !strings.Contains(text, "/api/problems/no-route") {
		t.Errorf("%d %s", code, text)
	}
	if code, text := r.ask("POST", "/metrics", ""); code != 405 || !strings.Contains(text, "/api/problems/no-method") {
		t.Errorf("%d %s", code, text)
	}
	for _, path := range []string{GATTPath, NoblePath} {
		if code, _ := r.ask("GET", path, ""); code < 400 || code == 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
	_, text := r.ask("GET", "/metrics", "")
	for _, want := range []string{`locktwin_http_requests_total{method="GET",status="200"}`, `status="404"`, "locktwin_http_connections ", "locktwin_locks", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics have no %s", want)
		}
	}
}

func TestWhatIsKeptInADataDirectoryIsThereAgain(t *testing.T) {
	dir := t.TempDir()
	r := start(t, Config{DataDir: dir, Demo: true})
	if code, text := r.ask("POST", "/api/v1/locks", `{"id":"front","seed":5,"speed":"paused"}`); code != 201 {
		t.Fatalf("%d %s", code, text)
	}
	if code, text := r.ask("POST", "/api/v1/locks/front/time/run", `{"for":"1h"}`); code != 200 {
		t.Fatalf("%d %s", code, text)
	}
	if _, err := New(Config{Listen: "127.0.0.1:0", Noble: []string{}, DataDir: dir}); err == nil {
		t.Error("two servers have one data directory")
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, Config{DataDir: dir, Demo: true})
	var l fleet.Lock
	_, text := r.ask("GET", "/api/v1/locks/front", "")
	if err := json.Unmarshal([]byte(text), &l); err != nil || l.SimTimeNS != 3600e9 || l.Seed != 5 {
		t.Errorf("%v %+v", err, l)
	}
	if _, text := r.ask("GET", "/api/v1/locks", ""); strings.Count(text, `"id"`) != 2 {
		t.Errorf("%s", text)
	}
}

const (
	ownerToken   = "the-token-of-the-owner"
	traineeToken = "the-token-of-a-trainee"
)

func TestTokensDecideOnEveryPath(t *testing.T) {
	r := start(t, Config{Demo: true, Tokens: []Token{{"owner", ownerToken, "admin"}, {"trainee", traineeToken, "control:other"}}})
	owner, trainee := "Bearer "+ownerToken, "Bearer "+traineeToken
	for _, c := range []struct {
		method, path, token string
		want                int
	}{
		{"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200}, {"GET", "/api/docs/", "", 200}, {"GET", "/api/v1/openapi.json", "", 200}, {"GET", "/api/asyncapi.yaml", "", 200},
		{"GET", "/api/v1/locks", "", 401}, {"GET", "/metrics", "", 401}, {"GET", "/gatt", "", 401}, {"GET", "/noble", "", 401}, {"GET", "/", "", 401},
		{"GET", "/api/v1/locks", owner, 200}, {"GET", "/metrics", owner, 200}, {"GET", "/api/v1/locks/demo", owner, 200},
		{"GET", "/api/v1/locks", trainee, 200}, {"GET", "/metrics", trainee, 403}, {"GET", "/api/v1/locks/demo", trainee, 404},
		{"DELETE", "/api/v1/locks/demo", trainee, 403}, {"GET", "/api/v1/locks", "Bearer nobody-knows-this-one", 401},
	} {
		var headers []string
		if c.token != "" {
			headers = []string{"Authorization", c.token}
		}
		if code, text := r.ask(c.method, c.path, "", headers...); code != c.want {
			t.Errorf("%s %s with %q: %d, want %d: %.200s", c.method, c.path, c.token, code, c.want, text)
		}
	}
	for what, headers := range map[string][]string{
		"a foreign page": {"Authorization", owner, "Origin", "https://evil.example"},
		"a foreign name": {"Authorization", owner, "Host", "evil.example"},
	} {
		if code, _ := r.ask("GET", "/api/v1/locks", "", headers...); code != 403 && code != 421 {
			t.Errorf("%s: %d", what, code)
		}
	}
	if log := r.log.String(); strings.Contains(log, ownerToken) || strings.Contains(log, traineeToken) || strings.Contains(log, "nobody-knows") {
		t.Errorf("a token is logged: %s", log)
	}
}

// dialer is a WebSocket dialer over the pipes of a rig.
func (r *rig) dialer(subprotocols ...string) *websocket.Dialer {
	return &websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return r.pipes.dial() }, Subprotocols: subprotocols}
}

func TestATokenComesWithAWebSocketInItsOwnWays(t *testing.T) {
	r := start(t, Config{Demo: true, Tokens: []Token{{"owner", ownerToken, "admin"}}})
	url := "ws" + strings.TrimPrefix(r.URL(), "http")
	for what, c := range map[string]struct {
		path string
		subs []string
	}{
		"a subprotocol":     {"/gatt", []string{gattws.Subprotocol, "locktwin.token." + ownerToken}},
		"a query parameter": {"/gatt?access_token=" + ownerToken, []string{gattws.Subprotocol}},
		"a feed":            {"/api/v1/locks/demo/events", []string{"locktwin.events.v1", "locktwin.token." + ownerToken}},
		"noble":             {"/noble?access_token=" + ownerToken, nil},
	} {
		conn, resp, err := r.dialer(c.subs...).Dial(url+c.path, nil)
		if err != nil {
			t.Errorf("%s: %v %+v", what, err, resp)
			continue
		}
		if len(c.subs) > 0 && conn.Subprotocol() != c.subs[0] {
			t.Errorf("%s: the subprotocol is %q", what, conn.Subprotocol())
		}
		conn.Close()
	}
	if _, resp, err := r.dialer(gattws.Subprotocol).Dial(url+"/gatt", nil); err == nil || resp.StatusCode != 401 {
		t.Errorf("without a token: %v %+v", err, resp)
	}
	if log := r.log.String(); strings.Contains(log, ownerToken) {
		t.Errorf("a token is logged: %s", log)
	}
}

func TestTheListenerForNobleIsForTheAirAlone(t *testing.T) {
	p := newPipes()
	r := start(t, Config{Demo: true, Tokens: []Token{{"owner", ownerToken, "admin"}}, NobleListeners: []net.Listener{p}})
	if len(r.NobleAddresses()) != 1 {
		t.Errorf("%v", r.NobleAddresses())
	}
	d := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return p.dial() }}
	conn, resp, err := d.Dial("ws://localhost:2846/", nil)
	if err != nil {
		t.Fatalf("%v %+v", err, resp)
	}
	conn.Close()
	if _, resp, err := d.Dial("ws://localhost:2846/api/v1/locks", nil); err == nil || resp.StatusCode != 404 {
		t.Errorf("%v %+v", err, resp)
	}
	if _, resp, err := d.Dial("ws://evil.example:2846/", nil); err == nil || resp.StatusCode != 421 {
		t.Errorf("%v %+v", err, resp)
	}
}

func TestGatewayClientsProveWhoTheyAreByThemselves(t *testing.T) {
	g, err := noble.ParseGateway("user", "password", "000102030405060708090a0b0c0d0e0f")
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, Config{Demo: true, Tokens: []Token{{"owner", ownerToken, "admin"}}, Gateway: g})
	conn, resp, err := r.dialer().Dial("ws"+strings.TrimPrefix(r.URL(), "http")+"/noble", nil)
	if err != nil {
		t.Fatalf("%v %+v", err, resp)
	}
	defer conn.Close()
	var first map[string]any
	if err := conn.ReadJSON(&first); err != nil || first["type"] != "auth" {
		t.Errorf("%v %v", first, err)
	}
}
