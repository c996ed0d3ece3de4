package api

import (
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

func TestSimulatedTimeIsStoppedSteppedAndRun(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	began := r.see("front").SimTimeNS
	if l := r.run("front", "2h"); l.SimTimeNS != began+int64(2*time.Hour) || !l.Speed.Paused {
		t.Errorf("%+v", l)
	}
	now := r.see("front").SimTimeNS
	l := into[fleet.Lock](r.call("POST", "/locks/front/time/run", `{"at_ns":`+jsonOf(now+1_000_000)+`}`).must(200))
	if l.SimTimeNS != now+1_000_000 {
		t.Errorf("%+v", l)
	}
	r.call("POST", "/locks/front/hands/press-button", `{"for":"300ms"}`).must(200)
	l = into[fleet.Lock](r.call("POST", "/locks/front/time/run", `{"event":"button","at_most":"1s"}`).must(200))
	if l.SimTimeNS != now+1_000_000+int64(300*time.Millisecond) {
		t.Errorf("%+v", l)
	}
	r.call("POST", "/locks/front/time/run", `{"event":"never-happens","at_most":"1m"}`).refused(problem.NotReached, "never-happens")
	r.call("POST", "/locks/front/hands/press-button", nil).must(200)
	was := r.see("front").SimTimeNS
	if l := into[fleet.Lock](r.call("POST", "/locks/front/time/step", nil).must(200)); l.SimTimeNS < was || l.SimTimeNS > was+int64(time.Minute) {
		t.Errorf("a step from %d: %+v", was, l)
	}
	if l := into[fleet.Lock](r.call("POST", "/locks/front/time/resume", nil).must(200)); l.Speed.Paused {
		t.Errorf("%+v", l)
	}
	was = r.see("front").SimTimeNS
	r.clock.Turn(3 * time.Second)
	if now := r.see("front").SimTimeNS; now-was != int64(3*time.Second) {
		t.Errorf("3 s of a clock are %v", time.Duration(now-was))
	}
	r.call("POST", "/locks/front/time/pause", nil).must(200)
	if l := into[fleet.Lock](r.call("POST", "/locks/front/time/pause", nil).must(200)); !l.Speed.Paused {
		t.Errorf("%+v", l)
	}
	was = r.see("front").SimTimeNS
	r.clock.Turn(time.Hour)
	if now := r.see("front").SimTimeNS; now != was {
		t.Errorf("a lock that is paused went on by %v", time.Duration(now-was))
	}
}

func TestRunsToNowhereAreRefused(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, c := range []struct{ body, location, words string }{
		{`{}`, "body", "0 of them are given"},
		{`{"for":"1s","event":"x"}`, "body", "2 of them are given"},
		{`{"for":"1s","at_most":"1s"}`, "body.at_most", "beside 'event'"},
		{`{"for":"0s"}`, "body.for", "from 1ns"},
		{`{"for":"100"}`, "body.for", "unit"},
		{`{"at_ns":5}`, "body.at_ns", "already"},
		{`{"event":"x","at_most":"-1s"}`, "body.at_most", "outside the range"},
	} {
		d := r.call("POST", "/locks/front/time/run", c.body).refused(problem.Invalid, c.words)
		if len(d.Errors) == 0 || d.Errors[0].Location != c.location {
			t.Errorf("%s: %+v, want something at %s", c.body, d.Errors, c.location)
		}
	}
}

func TestALockGoesBackToASnapshot(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	w := r.call("POST", "/locks/front/snapshots", `{"label":"before"}`).must(201)
	s := into[fleet.SnapshotInfo](w)
	if s.Label != "before" || s.SimNS != r.see("front").SimTimeNS || w.Header().Get("Location") != "/api/v1/locks/front/snapshots/"+s.ID {
		t.Errorf("%+v at %s", s, w.Header().Get("Location"))
	}
	r.call("POST", "/locks/front/snapshots", nil).must(201)
	r.call("POST", "/locks/front/hands/cells-out", nil).must(200)
	r.run("front", "1m")
	if l := into[fleet.Lock](r.call("POST", "/locks/front/snapshots/"+s.ID+"/rewind", nil).must(200)); l.SimTimeNS != s.SimNS || !l.Battery.In {
		t.Errorf("%+v", l)
	}
	if list := into[SnapshotList](r.call("GET", "/locks/front/snapshots", nil).must(200)); len(list.Snapshots) != 3 || list.Snapshots[0].ID != s.ID || !list.Snapshots[2].Auto {
		t.Errorf("%+v", list)
	}
	if got := into[fleet.SnapshotInfo](r.call("GET", "/locks/front/snapshots/"+s.ID, nil).must(200)); got != s {
		t.Errorf("%+v, want %+v", got, s)
	}
	r.call("DELETE", "/locks/front/snapshots/"+s.ID, nil).must(204)
	for method, path := range map[string]string{"GET": "", "DELETE": "", "POST": "/rewind"} {
		r.call(method, "/locks/front/snapshots/"+s.ID+path, nil).refused(problem.UnknownThing, "there is no snapshot")
	}
}
