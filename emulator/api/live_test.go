package api

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
)

// serve puts the API on a listener and gives its address.
func (r *rig) serve() string {
	r.t.Helper()
	s := httptest.NewServer(r.handler())
	r.t.Cleanup(s.Close)
	return s.URL
}

// reader is one end of a live feed, whatever carries it.
type reader interface {
	next() tree // nil at the end
	close()
}

type socketReader struct{ conn *websocket.Conn }

func (s socketReader) next() (m tree) {
	if s.conn.ReadJSON(&m) != nil {
		return nil
	}
	return m
}

func (s socketReader) close() { s.conn.Close() }

func (r *rig) socket(url, path string) reader {
	r.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{EventsSubprotocol}}
	conn, resp, err := d.Dial("ws"+strings.TrimPrefix(url, "http")+Prefix+path, nil)
	if err != nil {
		r.t.Fatalf("%v %+v", err, resp)
	}
	if conn.Subprotocol() != EventsSubprotocol {
		r.t.Errorf("the subprotocol is %q", conn.Subprotocol())
	}
	return socketReader{conn}
}

type streamReader struct {
	body   *bufio.Scanner
	cancel func()
	id     string
}

func (s *streamReader) next() (m tree) {
	for s.body.Scan() {
		line := s.body.Text()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			s.id = id
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			if json.Unmarshal([]byte(data), &m) != nil {
				return nil
			}
			return m
		}
	}
	return nil
}

func (s *streamReader) close() { s.cancel() }

func (r *rig) stream(url, path string, headers ...string) reader {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", url+Prefix+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	transport := &http.Transport{}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		r.t.Fatalf("%d %v", resp.StatusCode, resp.Header)
	}
	return &streamReader{body: bufio.NewScanner(resp.Body), cancel: func() {
		cancel()
		resp.Body.Close()
		transport.CloseIdleConnections()
	}}
}

// await reads messages until one has the type, and for an event the name.
func await(t *testing.T, f reader, kind, name string) tree {
	t.Helper()
	for m := f.next(); m != nil; m = f.next() {
		if m["type"] == kind && (name == "" || m["name"] == name) {
			return m
		}
	}
	t.Fatalf("the feed has ended without %s %s", kind, name)
	return nil
}

func TestAFeedTellsWhatHappensToALock(t *testing.T) {
	for what, open := range map[string]func(*rig, string, string) reader{
		"socket": (*rig).socket,
		"stream": func(r *rig, url, path string) reader { return r.stream(url, path) },
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			r.lock("front")
			last := r.see("front").LastSeq
			url := r.serve()
			all := open(r, url, "/locks/front/events?rail=10ms")
			defer all.close()
			some := open(r, url, "/locks/front/events?kinds=lab,reset&after=0")
			defer some.close()
			r.call("POST", "/locks/front/lab/sag", `{"volts":1.5,"for":"1s"}`).must(200)
			r.run("front", "3s")
			seen := map[string]tree{}
			for seen["sag"] == nil || seen["reset-brown-out"] == nil || seen["rail"] == nil {
				m := all.next()
				if m == nil {
					t.Fatalf("the feed has ended after %v", seen)
				}
				name, _ := m["name"].(string)
				seen[cmpOr(name, m["type"].(string))] = m
			}
			if m := seen["sag"]; uint64(m["seq"].(float64)) != last+1 || m["type"] != "event" || m["kind"] != "lab" || m["sim_ns"] == nil || m["text"] == "" {
				t.Errorf("%v", m)
			}
			if m := seen["rail"]; m["to_ns"].(float64) <= m["from_ns"].(float64) || m["vbat_min_uv"].(float64) > m["vbat_max_uv"].(float64) {
				t.Errorf("%v", m)
			}
			for {
				m := some.next()
				if m["kind"] != "lab" && m["kind"] != "reset" {
					t.Errorf("%v", m)
				}
				if m == nil || m["name"] == "reset-brown-out" {
					break
				}
			}
			r.call("DELETE", "/locks/front", nil).must(204)
			if m := await(t, all, "end", ""); m["why"] == "" {
				t.Errorf("%v", m)
			}
			await(t, some, "end", "")
			if m := some.next(); m != nil {
				t.Errorf("after the end: %v", m)
			}
		})
	}
}

func TestAStreamGoesOnWhereItsReaderLeftIt(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	url := r.serve()
	first := r.stream(url, "/locks/front/events?after=0").(*streamReader)
	first.next()
	second := first.next()
	if first.id != "2" || second["seq"] != 2.0 {
		t.Errorf("id %q, %v", first.id, second)
	}
	first.close()
	again := r.stream(url, "/locks/front/events", "Last-Event-ID", first.id)
	defer again.close()
	if m := again.next(); m["seq"] != 3.0 {
		t.Errorf("%v", m)
	}
}

func TestTheFeedOfLocksTellsWhichComeChangeAndGo(t *testing.T) {
	for what, open := range map[string]func(*rig, string, string) reader{
		"socket": (*rig).socket,
		"stream": func(r *rig, url, path string) reader { return r.stream(url, path) },
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			r.lock("front")
			r.lock("back")
			url := r.serve()
			all := open(r, url, "/events?every=50ms")
			defer all.close()
			trainee := r.as("read:front")
			one := open(trainee, trainee.serve(), "/events")
			defer one.close()
			if m := await(t, all, "listed", ""); m["locks"] != 2.0 {
				t.Errorf("%v", m)
			}
			if m := one.next(); m["type"] != "present" || m["lock"].(tree)["id"] != "front" {
				t.Errorf("%v", m)
			}
			if m := one.next(); m["type"] != "listed" || m["locks"] != 1.0 {
				t.Errorf("%v", m)
			}
			turn := r.turning()
			defer turn()
			r.call("PATCH", "/locks/front", `{"name":"Another"}`).must(200)
			for {
				if m := await(t, all, "changed", ""); m["lock"].(tree)["name"] == "Another" {
					break
				}
			}
			r.call("POST", "/locks", `{"id":"third","speed":"paused"}`).must(201)
			for {
				if m := await(t, all, "appeared", ""); m["lock"].(tree)["id"] == "third" {
					break
				}
			}
			r.call("DELETE", "/locks/back", nil).must(204)
			if m := await(t, all, "gone", ""); m["id"] != "back" {
				t.Errorf("%v", m)
			}
			r.call("DELETE", "/locks/front", nil).must(204)
			for m := one.next(); ; m = one.next() {
				if m["type"] == "gone" {
					if m["id"] != "front" {
						t.Errorf("%v", m)
					}
					break
				}
				if l, ok := m["lock"].(tree); !ok || l["id"] != "front" {
					t.Errorf("%v", m)
				}
			}
		})
	}
}

func TestFeedsAreRefusedLikeEverythingElse(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	stream := []string{"Accept", "text/event-stream"}
	r.call("GET", "/locks/frnt/events", nil, stream...).refused(problem.UnknownLock, "Did you mean 'front'?")
	r.call("GET", "/locks/front/events?rail=10", nil, stream...).refused(problem.Invalid, "query.rail", "unit")
	r.call("GET", "/locks/front/events?after=x", nil, stream...).refused(problem.Invalid, "query.after")
	r.call("GET", "/locks/front/events?kinds=flsh", nil, stream...).refused(problem.Invalid, "query.kinds", "Did you mean 'flash'?")
	r.call("GET", "/locks/front/events?raill=1s", nil, stream...).refused(problem.Invalid, "query.raill", "Did you mean 'rail'?")
	r.call("GET", "/locks/front/events", nil, append(stream, "Last-Event-ID", "x")...).refused(problem.Invalid, "header.Last-Event-ID")
	r.call("GET", "/events?every=1ms", nil, stream...).refused(problem.Invalid, "query.every", "from 50ms to 1m")
	r.call("GET", "/events?x=1", nil, stream...).refused(problem.Invalid, "query.x")
	r.call("GET", "/events", nil).refused(problem.NotAcceptable)
	r.call("GET", "/locks/front/events?rail=10ms", nil).refused(problem.Invalid, "only a live feed")
	air := r.as("air")
	air.call("GET", "/events", nil, stream...).refused(problem.Forbidden)
	air.call("GET", "/locks/front/events", nil, stream...).refused(problem.UnknownLock)
	d := websocket.Dialer{Subprotocols: []string{"locktwin.gatt.v1"}}
	_, resp, err := d.Dial("ws"+strings.TrimPrefix(r.serve(), "http")+Prefix+"/locks/front/events", nil)
	if err == nil || resp.StatusCode != 400 {
		t.Errorf("another subprotocol: %v %+v", err, resp)
	}
}

func TestOneClientHasSoManyFeeds(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	limits := access.DefaultLimits()
	limits.FeedsPerClient = 1
	r.api.o.Limits = limits
	r.api.o.Gate = access.NewGate(access.Policy{Limits: limits})
	url := r.serve()
	first := r.stream(url, "/locks/front/events")
	defer first.close()
	r.call("GET", "/locks/front/events", nil, "Accept", "text/event-stream").refused(problem.Limit, "1 live feeds")
}

func TestTheEndOfTheServerEndsFeeds(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	url := r.serve()
	lock, locks := r.socket(url, "/locks/front/events"), r.stream(url, "/events")
	defer lock.close()
	defer locks.close()
	await(t, locks, "listed", "")
	if err := r.api.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, lock, "end", "")
	await(t, locks, "end", "")
}
