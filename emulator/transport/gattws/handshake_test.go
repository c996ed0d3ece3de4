package gattws

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// refused dials and gives the problem document that the server answers with.
func refused(t *testing.T, server *httptest.Server, subprotocols []string, query string) (*http.Response, problem.Document) {
	t.Helper()
	d := websocket.Dialer{Subprotocols: subprotocols, HandshakeTimeout: within}
	ws, answer, err := d.Dial("ws"+strings.TrimPrefix(server.URL, "http")+Path+query, nil)
	if err == nil {
		ws.Close()
		t.Fatalf("%q %s: the handshake was taken", subprotocols, query)
	}
	var p problem.Document
	if answer == nil || answer.Header.Get("Content-Type") != problem.MediaType {
		t.Fatalf("%q %s: %v", subprotocols, query, err)
	}
	if err := json.NewDecoder(answer.Body).Decode(&p); err != nil || p.Status != answer.StatusCode {
		t.Fatalf("%q %s: %v, %v", subprotocols, query, err, p)
	}
	return answer, p
}

func TestAHandshakeThatCannotBeTakenIsRefusedInWords(t *testing.T) {
	s := newStandIn("front", "back")
	scope, err := access.ParseScope("air:front")
	if err != nil {
		t.Fatal(err)
	}
	server := listen(t, newHandler(s, Options{}), scope)
	for _, c := range []struct {
		subprotocols []string
		query        string
		status       int
		words        string
	}{
		{nil, "", 400, "locktwin.gatt.v1 or locktwin.att.v1"},
		{[]string{"chat", "locktwin.gatt.v2"}, "", 400, "locktwin.gatt.v1 or locktwin.att.v1"},
		{[]string{RawSubprotocol}, "", 400, "the id, address or name of a lock"},
		{[]string{RawSubprotocol}, "?device=front&mtu=5", 400, "'device', 'intervalMs', 'latency', 'supervisionTimeoutMs' or 'instant'"},
		{[]string{RawSubprotocol}, "?device=front&latency=x", 400, "query.latency"},
		{[]string{RawSubprotocol}, "?device=front&device=back", 400, "query.device"},
		{[]string{RawSubprotocol}, "?device=front&intervalMs=8", 400, "not a multiple of 1.25ms"},
		{[]string{RawSubprotocol}, "?device=gone", 404, `no lock has the id, address or name "gone"`},
		{[]string{RawSubprotocol}, "?device=back", 404, `no lock has the id, address or name "back"`},
	} {
		_, p := refused(t, server, c.subprotocols, c.query)
		if p.Status != c.status || !strings.Contains(p.Error(), c.words) {
			t.Errorf("%q %s: %d %v", c.subprotocols, c.query, p.Status, p.Error())
		}
	}
}

func TestAPlainRequestIsToldToUpgrade(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	answer, err := http.Get(server.URL + Path)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusUpgradeRequired || answer.Header.Get("Upgrade") != "websocket" || answer.Header.Get("Content-Type") != problem.MediaType {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}

func TestTheSubprotocolThatTheClientPrefersIsTaken(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	for _, c := range []struct {
		asked []string
		want  string
	}{
		{[]string{"chat", RawSubprotocol, Subprotocol}, RawSubprotocol},
		{[]string{Subprotocol, RawSubprotocol}, Subprotocol},
	} {
		d := websocket.Dialer{Subprotocols: c.asked, HandshakeTimeout: within}
		ws, _, err := d.Dial("ws"+strings.TrimPrefix(server.URL, "http")+Path+"?device=front", nil)
		if err != nil {
			t.Fatal(err)
		}
		if ws.Subprotocol() != c.want {
			t.Errorf("%q: got %q", c.asked, ws.Subprotocol())
		}
		ws.Close()
	}
}

func TestAServerThatIsFullOrEndsRefusesHandshakes(t *testing.T) {
	s := newStandIn("front")
	h, server := serve(t, s, Options{Limits: Limits{Sockets: 1}})
	w := connected(t, server, "")
	if answer, p := refused(t, server, []string{Subprotocol}, ""); p.Status != 503 || answer.Header.Get("Retry-After") == "" || !strings.Contains(p.Detail, "1 sockets are open") {
		t.Errorf("%d %v", p.Status, p.Error())
	}
	s.refuse = fleet.ErrLimit
	if _, p := refused(t, server, []string{RawSubprotocol}, "?device=front"); !p.IsA(problem.Limit) {
		t.Errorf("%v", p.Error())
	}
	s.refuse = errors.New("closed")
	if _, p := refused(t, server, []string{Subprotocol}, ""); !p.IsA(problem.Unavailable) {
		t.Errorf("%v", p.Error())
	}
	s.refuse = nil
	go h.Close(t.Context()) //nolint:errcheck // the test waits for the close frame
	w.closed()
	if _, p := refused(t, server, []string{Subprotocol}, ""); p.Status != 503 || !strings.Contains(p.Detail, "the server ends") {
		t.Errorf("%d %v", p.Status, p.Error())
	}
}
