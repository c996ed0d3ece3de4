package api

import (
	"strings"
	"testing"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

func TestALockIsMadeListedChangedAndDeleted(t *testing.T) {
	r := newRig(t)
	w := r.call("POST", "/locks", `{"id":"front","name":"Front door","profile":"rewrite-at-boot","seed":7,"speed":"paused","cells":{"kind":"eneloop","charge":"30%"}}`).must(201)
	if w.Header().Get("Location") != "/api/v1/locks/front" {
		t.Errorf("it is at %q", w.Header().Get("Location"))
	}
	l := into[fleet.Lock](w)
	if l.ID != "front" || l.Profile != "rewrite-at-boot" || l.Seed != 7 || !l.Speed.Paused || l.Battery.Kind != "eneloop" || l.Part != "nrf52832" {
		t.Errorf("%+v", l)
	}
	r.call("POST", "/locks", `{}`).must(201)
	for _, name := range []string{"front", "Front%20door", l.Address, strings.ToUpper(l.Address)} {
		if got := into[fleet.Lock](r.call("GET", "/locks/"+name, nil).must(200)); got.ID != "front" {
			t.Errorf("%s is %+v", name, got)
		}
	}
	list := into[LockList](r.call("GET", "/locks?limit=1", nil).must(200))
	if list.Total != 2 || len(list.Locks) != 1 {
		t.Errorf("%+v", list)
	}
	if rest := into[LockList](r.call("GET", "/locks?offset=1", nil).must(200)); len(rest.Locks) != 1 || rest.Locks[0].ID == list.Locks[0].ID {
		t.Errorf("%+v", rest)
	}
	if some := into[LockList](r.call("GET", "/locks?profile=rewrite-at-boot&state=paused&name=FRONT", nil).must(200)); some.Total != 1 || some.Locks[0].ID != "front" {
		t.Errorf("%+v", some)
	}
	if l := into[fleet.Lock](r.call("PATCH", "/locks/front", `{"name":"Back door","speed":"2.5x"}`).must(200)); l.Name != "Back door" || l.Speed.String() != "2.5x" {
		t.Errorf("%+v", l)
	}
	r.call("DELETE", "/locks/front", nil).must(204)
	r.call("GET", "/locks/front", nil).refused(problem.UnknownLock)
	r.call("DELETE", "/locks/front", nil).refused(problem.UnknownLock)
}

func TestWrongLocksAreRefusedWithThePlaceAndWhatWouldBeRight(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","speed":"paused"}`).must(201)
	cases := []struct {
		body, kind, location string
		words                []string
	}{
		{`{"profile":"ab-slot"}`, "invalid", "body.profile", []string{"ab-slot", "Did you mean 'ab-slots'?"}},
		{`{"part":"nrf5283"}`, "invalid", "body.part", []string{"Did you mean 'nrf52832'?"}},
		{`{"cells":{"kind":"alkalin"}}`, "invalid", "body.cells.kind", []string{"Did you mean 'alkaline'?"}},
		{`{"cells":{"charge":"80"}}`, "invalid", "body.cells.charge", []string{"has no unit", "60%"}},
		{`{"cells":{"weak":{"cell":1,"resistance":"3"}}}`, "invalid", "body.cells.weak.resistance", []string{"has no unit"}},
		{`{"board":{"bulk":"3V"}}`, "invalid", "body.board.bulk", []string{"does not measure"}},
		{`{"ambient":"200C"}`, "invalid", "body.ambient", []string{"200C"}},
		{`{"profil":"ab-slots"}`, "invalid", "body.profil", []string{"no such field", "Did you mean 'profile'?"}},
		{`{"cells":{"knd":"alkaline"}}`, "invalid", "body.cells.knd", []string{"Did you mean 'kind'?"}},
		{`{"seed":-1}`, "invalid", "body.seed", []string{"number >= 0"}},
		{`{"seed":"1"}`, "invalid", "body.seed", []string{"integer"}},
		{`{"id":"Front Door"}`, "invalid", "body.id", nil},
		{`{"speed":"fast"}`, "invalid", "body.speed", []string{"a factor such as 1x"}},
		{`{"speed":"9999999x"}`, "invalid", "body", []string{"9.999999e+06"}},
		{`{"id":"front"}`, "conflict", "", []string{"taken"}},
		{`{"name":"Nuki\u0000"}`, "invalid", "", nil},
		{`{"side":"AAAA"}`, "invalid", "", []string{"sidecar"}},
		{`{"image":"AAAA"}`, "invalid", "", nil},
		{`{`, "malformed", "body", []string{"JSON"}},
		{``, "malformed", "", []string{"body is required"}},
		{`[]`, "invalid", "body", []string{"object"}},
	}
	for _, c := range cases {
		k, _ := problem.Lookup(c.kind)
		d := r.call("POST", "/locks", c.body).refused(k, c.words...)
		if c.location != "" && (len(d.Errors) == 0 || d.Errors[0].Location != c.location) {
			t.Errorf("%s: %+v, want something at %s", c.body, d.Errors, c.location)
		}
	}
	if n := len(r.fleet.Locks(fleet.Query{})); n != 1 {
		t.Errorf("%d locks came to be", n)
	}
}

func TestUnknownLocksAreAnsweredWithTheNearest(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","name":"Front door","speed":"paused"}`).must(201)
	for _, path := range []string{"", "/connections", "/authorizations", "/faults", "/faults/x", "/snapshots", "/snapshots/x", "/flash", "/flash/image", "/flash/sidecar",
		"/trace", "/trace/vcd", "/trace-ahead/vcd?for=1s", "/firmware", "/runs", "/runs/x", "/events", "/export"} {
		r.call("GET", "/locks/frnt"+path, nil).refused(problem.UnknownLock, "there is no lock 'frnt'", "Did you mean 'front'?")
	}
	r.call("GET", "/locks/front-dor", nil).refused(problem.UnknownLock, "Did you mean 'Front door'?")
}

func TestUnknownRoutesMethodsAndParametersAreNamed(t *testing.T) {
	r := newRig(t)
	r.call("GET", "/api/v1/lock", nil).refused(problem.NoRoute, "/api/v1/lock")
	r.call("GET", "/api/v2/locks", nil).refused(problem.NoRoute)
	w := r.call("PUT", "/locks", `{}`)
	w.refused(problem.NoMethod, "'GET', 'HEAD' or 'POST'")
	if w.Header().Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("Allow is %q", w.Header().Get("Allow"))
	}
	r.call("GET", "/locks?statr=off", nil).refused(problem.Invalid, "query.statr", "Did you mean 'state'?")
	r.call("GET", "/locks?state=of", nil).refused(problem.Invalid, "query.state", "Did you mean 'off'?")
	r.call("GET", "/locks?limit=0", nil).refused(problem.Invalid, "query.limit")
	r.call("GET", "/locks?limit=x", nil).refused(problem.Invalid, "query.limit", "integer")
	r.call("POST", "/locks", `{}`, "Content-Type", "text/csv").refused(problem.Unsupported)
}

func TestScopesDecideWhatIsSeenAndDone(t *testing.T) {
	r := newRig(t)
	for _, id := range []string{"front", "back"} {
		r.call("POST", "/locks", `{"id":"`+id+`","speed":"paused"}`).must(201)
	}
	trainee, reader, radio := r.as("control:front"), r.as("read"), r.as("air:front")
	if list := into[LockList](trainee.call("GET", "/locks", nil).must(200)); list.Total != 1 || list.Locks[0].ID != "front" {
		t.Errorf("who has one lock sees %+v", list)
	}
	trainee.call("GET", "/locks/front", nil).must(200)
	trainee.call("POST", "/locks/front/hands/knock", nil).must(200)
	if d := trainee.call("GET", "/locks/bacc", nil).refused(problem.UnknownLock); strings.Contains(d.Error(), "'back'") {
		t.Errorf("a lock that may not be seen is named: %v", d)
	}
	trainee.call("GET", "/locks/back", nil).refused(problem.UnknownLock)
	trainee.call("POST", "/locks/back/hands/knock", nil).refused(problem.UnknownLock)
	trainee.call("POST", "/locks", `{}`).refused(problem.Forbidden, "'admin'")
	trainee.call("DELETE", "/locks/front", nil).refused(problem.Forbidden)
	trainee.call("POST", "/locks/front/fork", nil).refused(problem.Forbidden)

	reader.call("GET", "/locks/back/faults", nil).must(200)
	reader.call("POST", "/locks/back/hands/knock", nil).refused(problem.Forbidden, "'control'")
	reader.call("GET", "/locks/back/export", nil).refused(problem.Forbidden)
	reader.call("GET", "/locks/back/flash/image", nil).refused(problem.Forbidden)

	radio.call("GET", "/locks", nil).refused(problem.Forbidden, "'read'")
	radio.call("GET", "/locks/front", nil).refused(problem.Forbidden)
	radio.call("GET", "/version", nil).must(200)

	for method, paths := range map[string][]string{
		"POST":   {"hands/cells-out", "hands/cells-in", "hands/knock", "hands/cut", "hands/press-button", "lab/reset-pin", "time/pause", "time/resume", "time/step", "snapshots", "snapshots/x/rewind"},
		"DELETE": {"lab/supply", "faults", "faults/x", "snapshots/x", "runs/x"},
	} {
		for _, p := range paths {
			reader.call(method, "/locks/front/"+p, nil).refused(problem.Forbidden)
		}
	}
}

func TestExportedLocksComeBackAndForksGoTheirOwnWay(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	w := r.call("GET", "/locks/front/export", nil).must(200)
	if w.Header().Get("Content-Type") != LockFileType || !strings.Contains(w.Header().Get("Content-Disposition"), `"front.locktwin"`) {
		t.Errorf("%v", w.Header())
	}
	file := w.Body.Bytes()
	back := into[fleet.Lock](r.call("POST", "/locks/import?id=back&name=Back&speed=paused", file).must(201))
	if back.ID != "back" || back.Name != "Back" || back.SimTimeNS != r.see("front").SimTimeNS || !back.Speed.Paused {
		t.Errorf("%+v", back)
	}
	r.call("POST", "/locks/import?id=back", file).refused(problem.Conflict)
	r.call("POST", "/locks/import?speed=slow", file).refused(problem.Invalid, "query.speed")
	r.call("POST", "/locks/import", []byte("not a lock")).refused(problem.Invalid)
	r.call("POST", "/locks/import", file[:len(file)-1]).refused(problem.Invalid)

	fork := into[fleet.Lock](r.call("POST", "/locks/front/fork", `{"id":"fork"}`).must(201))
	if fork.ID != "fork" || fork.Address == r.see("front").Address || !fork.Speed.Paused {
		t.Errorf("%+v", fork)
	}
	r.call("POST", "/locks/front/fork", nil).must(201)
	r.run("fork", "1h")
	if r.see("front").SimTimeNS != back.SimTimeNS {
		t.Error("the first lock went along with its fork")
	}
}
