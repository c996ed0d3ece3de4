package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/problem"
)

const (
	adminToken = "the-token-of-who-runs-it"
	airToken   = "the-token-of-a-trainee"
)

// station is a gate with something behind it that says what came through.
type station struct {
	*Gate
	log     bytes.Buffer
	now     time.Time
	handler http.Handler
	seen    *http.Request
	kinds   []string
}

func newStation(t *testing.T, change func(*Policy)) *station {
	t.Helper()
	s := &station{now: noon}
	clock := func() time.Time { return s.now }
	tokens := NewTokens(10, clock)
	for text, words := range map[string]string{adminToken: "admin", airToken: "air:front"} {
		if err := tokens.Add(text, words, scope(t, words), 0); err != nil {
			t.Fatal(err)
		}
	}
	origins, err := ParseOrigins(append(LoopbackOrigins(), "https://locks.example.org"))
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := NewHosts([]string{"locks.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	p := Policy{
		Tokens: tokens, Origins: origins, Hosts: hosts, Loopback: true, Public: []string{"/", "/healthz", "/api/docs/"},
		Limits: DefaultLimits(), Now: clock,
		Log:     slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Refused: func(k problem.Kind) { s.kinds = append(s.kinds, k.Name) },
	}
	if change != nil {
		change(&p)
	}
	s.Gate = NewGate(p)
	s.handler = s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.seen = r
		fmt.Fprint(w, From(r.Context()).Name)
	}))
	return s
}

// ask sends a request; headers come in pairs, and Host counts as one.
func (s *station) ask(method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "127.0.0.1:8420"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.seen = nil
	s.handler.ServeHTTP(w, r)
	return w
}

const bearer = "Bearer " + adminToken

func TestRequestsAreLetThroughOrRefusedWithAProblem(t *testing.T) {
	ws := []string{"Connection", "Upgrade", "Upgrade", "websocket"}
	cases := []struct {
		name    string
		method  string
		target  string
		headers []string
		want    string // whose request came through, or the kind of problem
	}{
		{"a token in the header", "GET", "/x", []string{"Authorization", bearer}, "admin"},
		{"the scheme in other letters", "GET", "/x", []string{"Authorization", "bearer " + adminToken}, "admin"},
		{"no token", "GET", "/x", nil, "unauthorized"},
		{"another scheme", "GET", "/x", []string{"Authorization", "Basic " + adminToken}, "unauthorized"},
		{"a token that is not known", "GET", "/x", []string{"Authorization", "Bearer nobody-knows-this-one"}, "unauthorized"},
		{"a public path needs none", "GET", "/healthz", nil, "anonymous"},
		{"a path below a public one", "GET", "/api/docs/x.css", nil, "anonymous"},
		{"the root of the server", "GET", "/", nil, "anonymous"},
		{"a path that only begins like a public one", "GET", "/healthzzz", nil, "unauthorized"},
		{"a wrong token on a public path", "GET", "/healthz", []string{"Authorization", "Bearer nobody-knows-this-one"}, ""},
		{"a query parameter of an ordinary request", "GET", "/x?access_token=" + adminToken, nil, "unauthorized"},
		{"a query parameter of a WebSocket", "GET", "/x?access_token=" + adminToken, ws, "admin"},
		{"an escaped query parameter", "GET", "/x?a=1&access%5Ftoken=" + adminToken, ws, "admin"},
		{"a query parameter of an event stream", "GET", "/x?access_token=" + airToken, []string{"Accept", "text/event-stream"}, "air:front"},
		{"a subprotocol of a WebSocket", "GET", "/x", append([]string{"Sec-WebSocket-Protocol", "locktwin.gatt.v1, locktwin.token." + airToken}, ws...), "air:front"},
		{"a subprotocol of an ordinary request", "GET", "/x", []string{"Sec-WebSocket-Protocol", "locktwin.token." + airToken}, "unauthorized"},
		{"two tokens", "GET", "/x?access_token=" + adminToken, append([]string{"Authorization", bearer}, ws...), "unauthorized"},

		{"a page of the server", "POST", "/x", []string{"Authorization", bearer, "Origin", "http://127.0.0.1:8420"}, "admin"},
		{"a page of this machine", "POST", "/x", []string{"Authorization", bearer, "Origin", "http://localhost:3000"}, "admin"},
		{"a page that is allowed", "POST", "/x", []string{"Authorization", bearer, "Origin", "https://locks.example.org"}, "admin"},
		{"a page that is allowed, on another port", "POST", "/x", []string{"Authorization", bearer, "Origin", "https://locks.example.org:444"}, "foreign-origin"},
		{"a page from elsewhere", "POST", "/x", []string{"Authorization", bearer, "Origin", "https://evil.example"}, "foreign-origin"},
		{"a page from elsewhere that looks near", "POST", "/x", []string{"Authorization", bearer, "Origin", "http://localhost.evil.example"}, "foreign-origin"},
		{"a page without an origin", "POST", "/x", []string{"Authorization", bearer, "Origin", "null"}, "foreign-origin"},
		{"two origins", "POST", "/x", []string{"Authorization", bearer, "Origin", "http://localhost:1", "Origin", "http://localhost:2"}, "foreign-origin"},
		{"an origin that is none", "POST", "/x", []string{"Authorization", bearer, "Origin", "localhost"}, "foreign-origin"},
		{"a picture in a foreign page", "GET", "/x", []string{"Authorization", bearer, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, "foreign-origin"},
		{"a link in a foreign page", "GET", "/api/docs/", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, "anonymous"},

		{"a name of this machine", "GET", "/healthz", []string{"Host", "localhost:8420"}, "anonymous"},
		{"a name below localhost", "GET", "/healthz", []string{"Host", "lock.localhost"}, "anonymous"},
		{"the other family", "GET", "/healthz", []string{"Host", "[::1]:8420"}, "anonymous"},
		{"a name that was added", "GET", "/healthz", []string{"Host", "Locks.Example.org:80"}, "anonymous"},
		{"a foreign name that points here", "GET", "/healthz", []string{"Host", "rebind.evil.example:8420"}, "foreign-host"},
		{"an address that is not of this machine", "GET", "/healthz", []string{"Host", "192.0.2.7"}, "foreign-host"},
		{"no name at all", "GET", "/healthz", []string{"Host", ""}, "foreign-host"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newStation(t, nil)
			w := s.ask(c.method, c.target, c.headers...)
			if w.Code == 200 {
				if got := w.Body.String(); got != c.want {
					t.Errorf("it came through as %q, want %q", got, c.want)
				}
			} else {
				var d problem.Document
				if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				if got := strings.TrimPrefix(d.Type, problem.TypePrefix); got != c.want || d.Status != w.Code {
					t.Errorf("%d %+v, want %q", w.Code, d, c.want)
				}
				if len(s.kinds) != 1 || s.kinds[0] != c.want || !strings.Contains(s.log.String(), "kind="+c.want) {
					t.Errorf("the refusal was counted as %q and logged as %s", s.kinds, s.log.String())
				}
			}
			if all := s.log.String() + w.Body.String() + fmt.Sprint(w.Header()); strings.Contains(all, adminToken) || strings.Contains(all, airToken) {
				t.Errorf("a token shows: %s", all)
			}
			if s.seen != nil {
				if all := fmt.Sprint(s.seen.Header, s.seen.URL, s.seen.RequestURI); strings.Contains(all, adminToken) || strings.Contains(all, airToken) {
					t.Errorf("a token is handed on: %s", all)
				}
			}
		})
	}
}

func TestWhatIsNotATokenIsHandedOn(t *testing.T) {
	s := newStation(t, nil)
	s.ask("GET", "/x?rail=10ms&access_token="+adminToken+"&kinds=flash%2Creset", "Connection", "Upgrade", "Upgrade", "websocket",
		"Sec-WebSocket-Protocol", "locktwin.token.whatever-it-is, locktwin.events.v1", "Accept", "text/event-stream")
	if s.seen != nil {
		t.Fatal("two tokens came through")
	}
	s.ask("GET", "/x?rail=10ms&access_token="+adminToken+"&kinds=flash%2Creset", "Connection", "Upgrade", "Upgrade", "websocket",
		"Sec-WebSocket-Protocol", "locktwin.events.v1, other")
	if s.seen == nil || s.seen.URL.RawQuery != "rail=10ms&kinds=flash%2Creset" || s.seen.RequestURI != "/x?rail=10ms&kinds=flash%2Creset" ||
		s.seen.Header.Get("Sec-WebSocket-Protocol") != "locktwin.events.v1, other" {
		t.Errorf("%+v", s.seen)
	}
}

func TestWithoutTokensThePolicySaysWhatAnyoneMayDo(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Tokens, p.Anonymous = nil, Everything() })
	if w := s.ask("DELETE", "/x"); w.Code != 200 || !From(s.seen.Context()).Scope.May(Admin, "") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.ask("GET", "/x", "Authorization", bearer); w.Code != http.StatusUnauthorized {
		t.Errorf("a token that nobody knows: %d %s", w.Code, w.Body)
	}
	if who := From(httptest.NewRequest("GET", "/", nil).Context()); who.Scope.MaySome(Read) {
		t.Errorf("without a gate: %+v", who)
	}
}

func TestOnAPublicAddressAnyAddressIsAName(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Loopback = false })
	if w := s.ask("GET", "/healthz", "Host", "192.0.2.7:8420"); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.ask("GET", "/healthz", "Host", "evil.example"); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestBrowsersAreToldWhatAllowedPagesMay(t *testing.T) {
	s := newStation(t, nil)
	ask := []string{"Origin", "http://localhost:3000", "Access-Control-Request-Method", "PATCH", "Access-Control-Request-Private-Network", "true"}
	w := s.ask("OPTIONS", "/api/v1/locks/x", ask...)
	h := w.Header()
	if w.Code != 204 || s.seen != nil || h.Get("Access-Control-Allow-Origin") != "http://localhost:3000" || h.Get("Vary") != "Origin" ||
		!strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") || h.Get("Access-Control-Allow-Private-Network") != "true" ||
		!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%d %v", w.Code, h)
	}
	ask[1] = "https://evil.example"
	if w := s.ask("OPTIONS", "/api/v1/locks/x", ask...); w.Code != 403 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestEachClientHasARateOfItsOwn(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Limits.RequestsPerSecond, p.Limits.RequestBurst = 2, 3 })
	for range 3 {
		if w := s.ask("GET", "/x", "Authorization", bearer); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	w := s.ask("GET", "/x", "Authorization", bearer)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := s.ask("GET", "/x", "Authorization", "Bearer "+airToken); w.Code != 200 {
		t.Errorf("another client: %d", w.Code)
	}
	s.now = s.now.Add(500 * time.Millisecond)
	if w := s.ask("GET", "/x", "Authorization", bearer); w.Code != 200 {
		t.Errorf("half a second later: %d", w.Code)
	}
}

func TestTryingTokensIsSlow(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Limits.FailureBurst = 2 })
	wrong := "Bearer nobody-knows-this-one"
	for i, want := range []int{401, 401, 429} {
		if w := s.ask("GET", "/x", "Authorization", wrong); w.Code != want {
			t.Errorf("try %d: %d, want %d", i+1, w.Code, want)
		}
	}
	if w := s.ask("GET", "/x", "Authorization", bearer); w.Code != 200 {
		t.Errorf("a good token beside the bad ones: %d", w.Code)
	}
}

func TestRatesForgetClientsThatAreQuiet(t *testing.T) {
	r := newRates(10, 20)
	for i := range 100 {
		r.take(fmt.Sprint(i), noon)
	}
	if n := len(r.buckets); n != 100 {
		t.Fatalf("%d buckets", n)
	}
	r.take("later", noon.Add(time.Minute))
	if n := len(r.buckets); n != 1 {
		t.Errorf("%d buckets a minute later", n)
	}
	if _, ok := newRates(0, 0).take("x", noon); !ok {
		t.Error("a rate of 0 is a limit")
	}
}

func TestTooManyClientsShareOneBucket(t *testing.T) {
	r := newRates(1, 10)
	for i := range maxBuckets + 20 {
		r.take(fmt.Sprint(i), noon)
	}
	if n := len(r.buckets); n != maxBuckets+1 {
		t.Errorf("%d buckets", n)
	}
	if _, ok := r.take("new", noon); ok {
		t.Error("those who share a bucket get more than one has")
	}
}

func TestOneSubscriberIsOneAddress(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7:55": "192.0.2.7", "[2001:db8:1:2:3::4]:55": "2001:db8:1:2::/64", "[::1]:9": "::1",
		"[::ffff:192.0.2.7]:55": "192.0.2.7", "pipe": "pipe", "[fe80::1%eth0]:1": "fe80::/64",
	} {
		if got := addressOf(in); got != want {
			t.Errorf("%s counts as %s, want %s", in, got, want)
		}
	}
}

func TestFeedsAreCountedPerClient(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Limits.FeedsPerClient = 1 })
	s.ask("GET", "/x", "Authorization", bearer)
	admin := s.seen.Context()
	s.ask("GET", "/x", "Authorization", "Bearer "+airToken)
	trainee := s.seen.Context()
	done, ok := s.OpenFeed(admin)
	if _, second := s.OpenFeed(admin); !ok || second {
		t.Errorf("first %v, second %v", ok, second)
	}
	if _, other := s.OpenFeed(trainee); !other {
		t.Error("another client has no feed")
	}
	done()
	done()
	if _, again := s.OpenFeed(admin); !again || len(s.feeds.of) != 2 {
		t.Errorf("after its end: %v, %v", again, s.feeds.of)
	}
}

func TestBodiesAreCutAtTheLargestThatIsTaken(t *testing.T) {
	s := newStation(t, func(p *Policy) { p.Limits.UploadBytes = 100 })
	var read error
	handler := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, read = io.ReadAll(r.Body) }))
	r := httptest.NewRequest("POST", "/x", strings.NewReader(strings.Repeat("x", 101)))
	r.Host = "localhost"
	r.Header.Set("Authorization", bearer)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if read == nil {
		t.Error("a body over the limit was read to its end")
	}
}

func TestOriginsAndHostsThatAreNoneAreRefused(t *testing.T) {
	for _, s := range []string{"", "example.org", "https://", "https://a/b", "https://a?b", "https://u@a", "https://a:1:*", "::"} {
		if _, err := ParseOrigins([]string{s}); err == nil {
			t.Errorf("%q was taken as an origin", s)
		}
	}
	for _, s := range []string{"", "a:80", "https://a", "*"} {
		if _, err := NewHosts([]string{s}); err == nil {
			t.Errorf("%q was taken as a host", s)
		}
	}
	every, err := ParseOrigins([]string{"*"})
	if err != nil || !every.allows(httptest.NewRequest("GET", "/", nil), "https://any.example") || !every.allows(httptest.NewRequest("GET", "/", nil), "null") {
		t.Errorf("every origin: %v", err)
	}
}

func TestLoopbackAddressesAreTold(t *testing.T) {
	for in, want := range map[string]bool{"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "127.9.9.9:1": true,
		"0.0.0.0:1": false, ":1": false, "[::]:1": false, "192.0.2.1:1": false, "example.org:1": false} {
		if got := IsLoopback(in); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func TestLimitsThatNothingCouldPassAreRefused(t *testing.T) {
	if err := DefaultLimits().Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	for name, change := range map[string]func(*Limits){
		"FrameBytes is 0":          func(l *Limits) { l.FrameBytes = 0 },
		"WriteTime is -1":          func(l *Limits) { l.WriteTime = -1 },
		"RequestBurst is 0":        func(l *Limits) { l.RequestBurst = 0 },
		"FailuresPerSecond is -1":  func(l *Limits) { l.FailuresPerSecond = -1 },
		"less than BodyBytes with": func(l *Limits) { l.UploadBytes = 5 },
	} {
		l := DefaultLimits()
		change(&l)
		if err := l.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkGate(b *testing.B) {
	tokens := NewTokens(10, time.Now)
	if err := tokens.Add(adminToken, "admin", Everything(), 0); err != nil {
		b.Fatal(err)
	}
	l := DefaultLimits()
	l.RequestsPerSecond = 0
	g := NewGate(Policy{Tokens: tokens, Loopback: true, Limits: l, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	h := g.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	r := httptest.NewRequest("GET", "/x", nil)
	r.Host = "localhost"
	r.Header.Set("Authorization", bearer)
	w := httptest.NewRecorder()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}
