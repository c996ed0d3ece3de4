package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is the API over a fleet whose clock stands still.
type rig struct {
	t     testing.TB
	fleet *fleet.Fleet
	clock *fleet.HandClock
	api   *API
	log   *bytes.Buffer
	who   access.Identity
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, clock: fleet.NewHandClock(time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)), log: &bytes.Buffer{}}
	r.who = access.Identity{Name: "owner", Scope: access.Everything()}
	random := rand.NewChaCha8([32]byte{1})
	var err error
	if r.fleet, err = fleet.Open(context.Background(), fleet.Options{Clock: r.clock, Random: random}); err != nil {
		t.Fatal(err)
	}
	r.api = New(Options{Fleet: r.fleet, Limits: access.DefaultLimits(), Clock: r.clock, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		Random: random, Version: "1.2.3"})
	t.Cleanup(func() {
		if err := r.fleet.Close(context.Background()); err != nil {
			t.Errorf("closing the fleet: %v", err)
		}
		if err := r.api.Close(context.Background()); err != nil {
			t.Errorf("closing the API: %v", err)
		}
	})
	return r
}

// as asks with a scope.
func (r *rig) as(scope string) *rig {
	r.t.Helper()
	s, err := access.ParseScope(scope)
	if err != nil {
		r.t.Fatal(err)
	}
	other := *r
	other.who = access.Identity{Name: scope, Scope: s, Token: true}
	return &other
}

// handler is the API behind a gate that knows who asks.
func (r *rig) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.api.Handler().ServeHTTP(w, req.WithContext(access.WithIdentity(req.Context(), r.who)))
	})
}

// reply is what came back.
type reply struct {
	*httptest.ResponseRecorder
	t    testing.TB
	what string
}

// call sends a request. The path is below the prefix unless it begins with /api
// or is one of the server's own; the body is text, bytes or nil; headers come in
// pairs.
func (r *rig) call(method, path string, body any, headers ...string) *reply {
	r.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case string:
		in = strings.NewReader(b)
	case []byte:
		in = bytes.NewReader(b)
	}
	if strings.HasPrefix(path, "/locks") || strings.HasPrefix(path, "/catalogue") || strings.HasPrefix(path, "/scenarios") || path == "/version" || strings.HasPrefix(path, "/events") || strings.HasPrefix(path, "/training") {
		path = Prefix + path
	}
	req := httptest.NewRequest(method, path, in)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.handler().ServeHTTP(w, req)
	return &reply{w, r.t, method + " " + path}
}

// must holds the status against what is expected.
func (p *reply) must(status int) *reply {
	p.t.Helper()
	if p.Code != status {
		p.t.Fatalf("%s: %d, want %d: %.500q", p.what, p.Code, status, p.Body)
	}
	return p
}

// tree is the body as JSON.
func (p *reply) tree() tree {
	p.t.Helper()
	var v tree
	if err := json.Unmarshal(p.Body.Bytes(), &v); err != nil {
		p.t.Fatalf("%s: %v: %s", p.what, err, p.Body)
	}
	return v
}

// into reads the body.
func into[T any](p *reply) T {
	p.t.Helper()
	var v T
	if err := json.Unmarshal(p.Body.Bytes(), &v); err != nil {
		p.t.Fatalf("%s: %v: %s", p.what, err, p.Body)
	}
	return v
}

// refused holds a problem against its kind, and the words that its text has to
// have.
func (p *reply) refused(k problem.Kind, words ...string) *problem.Document {
	p.t.Helper()
	p.must(k.Status)
	d := into[problem.Document](p)
	if !d.IsA(k) || p.Header().Get("Content-Type") != problem.MediaType {
		p.t.Errorf("%s: %s, %s; want %s: %v", p.what, d.Type, p.Header().Get("Content-Type"), k.Type(), d.Error())
	}
	for _, w := range words {
		if !strings.Contains(d.Error(), w) {
			p.t.Errorf("%s: %q does not say %q", p.what, d.Error(), w)
		}
	}
	return &d
}

// lock makes a lock that is up and stands still.
func (r *rig) lock(id string) fleet.Lock {
	r.t.Helper()
	l := into[fleet.Lock](r.call("POST", "/locks", `{"id":"`+id+`","seed":1,"speed":"paused"}`).must(201))
	r.run(id, "1m")
	return l
}

// run plays simulated time.
func (r *rig) run(id, d string) fleet.Lock {
	r.t.Helper()
	return into[fleet.Lock](r.call("POST", "/locks/"+id+"/time/run", `{"for":"`+d+`"}`).must(200))
}

// see reads a lock.
func (r *rig) see(id string) fleet.Lock {
	r.t.Helper()
	return into[fleet.Lock](r.call("GET", "/locks/"+id, nil).must(200))
}

// turning lets the clock run until the returned function is called.
func (r *rig) turning() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-quit:
				return
			default:
				r.clock.Turn(10 * time.Millisecond)
				runtime.Gosched()
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}
