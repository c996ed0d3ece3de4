package api

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/problem"
	"locktwin/emulator/scope"
)

func TestTheScopeShowsWindowLanesAndLevels(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	path := "/locks/front/scope"
	first := r.call("GET", path, nil).must(200).tree()
	if first["now_ns"] != 60e9 || first["oldest_ns"] != 60e9 || first["from_ns"].(float64) > 50e9 {
		t.Errorf("%v", first)
	}
	if v := first["vdd_min_uv"].([]any); v[0] != nil || len(v) > 1000 || len(v) < 500 {
		t.Errorf("%d buckets, the first %v", len(v), v[0])
	}
	r.call("POST", "/locks/front/lab/sag", `{"volts":1.5,"for":"1s"}`).must(200)
	r.run("front", "3s")
	s := into[Scope](r.call("GET", path+"?from_ns=60000000000&points=100", nil).must(200))
	if !s.Exact || len(s.Lanes.Resets) != 1 || s.Lanes.Resets[0].Cause != "brown-out" || len(s.VDDMin) > 100 {
		t.Errorf("exact %v, %+v", s.Exact, s.Lanes.Resets)
	}
	at := strconv.FormatInt(s.Lanes.Resets[0].FromNS-1000, 10)
	if near := into[Scope](r.call("GET", path+"?from_ns=0&to_ns="+at, nil).must(200)); near.After.ResetNS == nil || *near.After.ResetNS != s.Lanes.Resets[0].FromNS {
		t.Errorf("%+v", near.After)
	}
	levels := map[string]int64{}
	for _, l := range s.Levels {
		levels[l.Name] = l.Microvolts
	}
	if levels["brown-out-reset"] != 1_600_000 || levels["flash-erase-minimum"] != 1_700_000 || levels["battery-warning"] < 4_700_000 || levels["battery-warning"] > 4_750_000 {
		t.Errorf("%v", levels)
	}
}

func TestTheScopeRefusesWindowsThatAreNone(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, query := range []string{"points=0", "points=" + strconv.Itoa(scope.MostPoints+1), "from_ns=5&to_ns=5", "from_ns=-2", "to_ns=9000000000000000000", "every_ns=5"} {
		r.call("GET", "/locks/front/scope?"+query, nil).refused(problem.Invalid)
	}
	r.call("GET", "/locks/front/scope?points="+strconv.Itoa(scope.MostPoints), nil).must(200)
	r.as("read:back").call("GET", "/locks/front/scope", nil).refused(problem.UnknownLock)
	r.as("air").call("GET", "/locks/front/scope", nil).refused(problem.Forbidden)
	r.call("GET", "/locks/front/scope", nil, "Accept", "text/event-stream").refused(problem.NotAcceptable)
}

func TestTheLiveScopeTellsWhatChangesAndTakesAnotherZoom(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	url := r.serve()
	d := websocket.Dialer{Subprotocols: []string{ScopeSubprotocol}}
	conn, resp, err := d.Dial("ws"+strings.TrimPrefix(url, "http")+Prefix+"/locks/front/scope?every_ns=1000000", nil)
	if err != nil {
		t.Fatalf("%v %+v", err, resp)
	}
	feed := socketReader{conn}
	defer feed.close()
	if conn.Subprotocol() != ScopeSubprotocol {
		t.Errorf("the subprotocol is %q", conn.Subprotocol())
	}
	if m := await(t, feed, "frame", ""); m["every_ns"] != float64(1<<20) || m["levels"] != nil {
		t.Errorf("%v", m)
	}
	for _, text := range []string{`{"every_ns": 3000}`, `nonsense`, `{"every_ns": -1}`, `{"later": true}`} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	info := into[struct{ ID string }](r.call("POST", "/locks/front/snapshots", `{"label":"here"}`).must(201))
	r.call("POST", "/locks/front/lab/sag", `{"volts":1.5,"for":"1s"}`).must(200)
	turn := r.turning()
	defer turn()
	resets, zoomed := 0, false
	for resets == 0 || !zoomed {
		r.run("front", "1s")
		m := await(t, feed, "frame", "")
		zoomed = zoomed || m["every_ns"] == 4096.0
		if lanes, ok := m["lanes"].(tree); ok {
			resets += len(lanes["resets"].([]any))
		}
	}
	r.call("POST", "/locks/front/snapshots/"+info.ID+"/rewind", nil).must(200)
	if m := await(t, feed, "rewound", ""); m["now_ns"] != 60e9 {
		t.Errorf("%v", m)
	}
	r.call("DELETE", "/locks/front", nil).must(204)
	await(t, feed, "end", "")
}

func TestTheLiveScopeRefusesOtherSubprotocolsAndParameters(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	url := "ws" + strings.TrimPrefix(r.serve(), "http") + Prefix + "/locks/front/scope"
	for _, c := range []struct{ subprotocol, query string }{{EventsSubprotocol, ""}, {ScopeSubprotocol, "?every_ns=0"}, {ScopeSubprotocol, "?rail=1s"}} {
		d := websocket.Dialer{Subprotocols: []string{c.subprotocol}}
		conn, resp, err := d.Dial(url+c.query, nil)
		if err == nil {
			conn.Close()
			t.Fatalf("%+v is taken", c)
		}
		if resp.StatusCode < 400 {
			t.Errorf("%+v: %d", c, resp.StatusCode)
		}
	}
}

func TestAColumnWritesNullWhereNothingIsKnown(t *testing.T) {
	b, err := json.Marshal(ScopeColumn{1, -1 << 31, -5, 1<<31 - 1})
	if err != nil || string(b) != "[1,null,-5,null]" {
		t.Errorf("%s %v", b, err)
	}
}
