package api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
	cases "locktwin/scenarios/training"
)

const lostPIN = "pin-rejected-after-change"

// school is a rig with trainings, whose trainees are known by their tokens.
type school struct {
	*rig
	tokens *access.Tokens
	s      *training.Service
}

func newSchool(t *testing.T) *school {
	t.Helper()
	r := newRig(t)
	tokens := access.NewTokens(100, r.clock.Now)
	s, err := training.Open(context.Background(), training.Options{Fleet: r.fleet, Tokens: tokens, Clock: r.clock, Random: r.api.o.Random})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Errorf("closing the trainings: %v", err)
		}
	})
	r.api.o.Training = s
	return &school{r, tokens, s}
}

// with asks with a token, as the gate would let it.
func (c *school) with(token string) *rig {
	c.t.Helper()
	who, err := c.tokens.Identify(token)
	if err != nil {
		c.t.Fatal(err)
	}
	other := *c.rig
	other.who = who
	return &other
}

// class opens a class.
func (c *school) class(mode string) training.Class {
	c.t.Helper()
	return into[training.Class](c.as("teach").call("POST", "/training/classes", `{"title":"Tuesday","cases":["`+lostPIN+`"],"mode":"`+mode+`"}`).must(201))
}

// trainee joins a class and begins the case.
func (c *school) trainee(class training.Class) (training.Joined, training.Attempt) {
	c.t.Helper()
	nobody := *c.rig
	nobody.who = access.Identity{}
	j := into[training.Joined](nobody.call("POST", "/training/join", `{"code":"`+strings.ToLower(class.Code)+`"}`).must(201))
	s := into[training.Started](c.with(j.Token).call("POST", "/training/attempts", `{"case":"`+lostPIN+`"}`).must(201))
	return j, s.Attempt
}

// choose takes a choice.
func (r *rig) choose(attempt, kind, id string) training.Chosen {
	r.t.Helper()
	body, _ := json.Marshal(choiceBody{Kind: kind, ID: id})
	return into[training.Chosen](r.call("POST", "/training/attempts/"+attempt+"/choices", body).must(200))
}

// lastStage goes on to the last stage.
func (r *rig) lastStage(a training.Attempt) training.Attempt {
	r.t.Helper()
	for a.Stage < a.Stages-1 {
		a = r.choose(a.ID, "stage", "").Attempt
	}
	return a
}

func TestTwoTraineesSeeNothingOfEachOther(t *testing.T) {
	c := newSchool(t)
	c.lock("front")
	class := c.class("hints")
	j1, a1 := c.trainee(class)
	_, a2 := c.trainee(c.class("hints"))
	_, a3 := c.trainee(class)
	one := c.with(j1.Token)
	for _, other := range []training.Attempt{a2, a3} {
		for _, path := range []string{"", "/events", "/flash", "/firmware", "/scope", "/trace", "/bay", "/snapshots"} {
			one.call("GET", "/locks/"+other.Lock+path, nil).refused(problem.UnknownLock)
		}
		one.call("POST", "/locks/"+other.Lock+"/hands/cells-out", nil).must(403)
		one.call("GET", "/locks/"+other.Lock+"/export", nil).must(403)
		one.call("GET", "/training/attempts/"+other.ID, nil).refused(problem.UnknownThing)
		one.call("POST", "/training/attempts/"+other.ID+"/choices", `{"kind":"finish"}`).refused(problem.UnknownThing)
		one.call("GET", "/training/attempts/"+other.ID+"/debrief", nil).refused(problem.UnknownThing)
		one.call("POST", "/training/attempts/"+other.ID+"/what-if", nil).refused(problem.UnknownThing)
		one.call("GET", "/training/trainees/"+other.Trainee+"/results", nil).refused(problem.UnknownThing)
		one.call("GET", "/training/attempts/"+other.ID+"/events", nil, "Accept", "text/event-stream").refused(problem.UnknownThing)
		if row := c.see(other.Lock); !row.Battery.In {
			t.Error("the cells of another trainee were taken out")
		}
	}
	list := into[LockList](one.call("GET", "/locks", nil).must(200))
	if list.Total != 1 || list.Locks[0].ID != a1.Lock {
		t.Errorf("a trainee sees these locks: %+v", list)
	}
	for _, path := range []string{"/training/classes", "/training/classes/" + class.ID, "/training/results", "/training/cases/" + lostPIN} {
		one.call("GET", path, nil).refused(problem.Forbidden, "teach")
	}
	one.call("POST", "/training/classes/"+class.ID+"/freeze", nil).refused(problem.Forbidden)
	one.call("DELETE", "/training/data", nil).refused(problem.Forbidden)
	one.call("POST", "/locks", `{}`).refused(problem.Forbidden)
}

func TestWhatIsCoveredCannotBeReadOrTouched(t *testing.T) {
	c := newSchool(t)
	j, a := c.trainee(c.class("hints"))
	one := c.with(j.Token)
	covered := func(method, path string, body any) {
		t.Helper()
		one.call(method, "/locks/"+a.Lock+path, body).refused(problem.Covered)
	}
	reading := []string{"/flash", "/flash/pages/0", "/firmware", "/scope", "/trace", "/trace/csv"}
	for _, path := range append(reading, "/bay", "/faults", "/connections", "/authorizations", "/runs", "/snapshots") {
		one.call("GET", "/locks/"+a.Lock+path, nil).must(403)
	}
	covered("GET", "/flash", nil)
	covered("GET", "/scope", nil)
	covered("PATCH", "", `{"speed":"10x"}`)
	row := into[fleet.Lock](one.call("GET", "/locks/"+a.Lock, nil).must(200))
	if row.Profile != "" || row.Part != "" || row.Seed != 0 || row.Boots != 0 || row.Battery.VBATMicro != 0 || row.Battery.Kind != "" || !row.Battery.In {
		t.Errorf("the row tells too much: %+v", row)
	}
	for _, l := range into[LockList](one.call("GET", "/locks", nil).must(200)).Locks {
		if l.Profile != "" || l.Boots != 0 {
			t.Errorf("the list tells too much: %+v", l)
		}
	}
	for _, profile := range []string{c.see(a.Lock).Profile, ""} {
		if l := into[LockList](one.call("GET", "/locks?profile="+profile, nil).must(200)); l.Total != 0 && profile != "" || l.Total != 1 && profile == "" {
			t.Errorf("the list can be asked for the profile %q: %+v", profile, l)
		}
	}
	events := into[EventList](one.call("GET", "/locks/"+a.Lock+"/events", nil).must(200))
	if len(events.Events) != 0 {
		t.Errorf("what was before is told: %+v", events)
	}
	// All of the lock that is uncovered at the last stage may be read, the rest not.
	a = one.lastStage(a)
	for path, part := range map[string]cases.Part{"/flash": cases.PartFlash, "/flash/pages/0": cases.PartFlash, "/firmware": cases.PartFlash, "/scope": cases.PartScope, "/trace": cases.PartStory, "/bay": cases.PartBay} {
		want := 403
		for _, p := range a.Open {
			if p == part {
				want = 200
			}
		}
		one.with(c, j.Token).call("GET", "/locks/"+a.Lock+path, nil).must(want)
	}
	for _, path := range []string{"/flash/image", "/flash/sidecar", "/export"} {
		if w := one.with(c, j.Token).call("GET", "/locks/"+a.Lock+path, nil); w.Code != 403 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	one.with(c, j.Token).call("PATCH", "/locks/"+a.Lock, `{"name":"mine"}`).refused(problem.Forbidden)
	if row := into[fleet.Lock](one.with(c, j.Token).call("PATCH", "/locks/"+a.Lock, `{"speed":"10x"}`).must(200)); row.Profile != "" || row.Speed.Factor != 10 {
		t.Errorf("%+v", row)
	}
	one.with(c, j.Token).call("PUT", "/locks/"+a.Lock+"/flash/image", []byte("x"), "Content-Type", "application/octet-stream").must(403)
	one.with(c, j.Token).call("POST", "/locks/"+a.Lock+"/firmware/update", `{"profile":"ab-slots"}`).must(403)
	one.with(c, j.Token).call("DELETE", "/locks/"+a.Lock, nil).refused(problem.Forbidden)
	// What belongs to no lock takes the right to a whole one.
	stage := `{"spec":{},"variant":{},"path":[]}`
	one.with(c, j.Token).call("POST", "/scenarios/cases", stage).refused(problem.Forbidden)
	c.call("POST", "/scenarios/cases", stage).refused(problem.Conflict)
}

// with asks with a token that has got another scope.
func (r *rig) with(c *school, token string) *rig { return c.with(token) }

func TestHandsOfATraineeAreRecordedByTheServer(t *testing.T) {
	c := newSchool(t)
	j, a := c.trainee(c.class("hints"))
	one := c.with(j.Token)
	one.call("POST", "/locks/"+a.Lock+"/hands/press-button", nil).refused(problem.Covered)
	a = one.lastStage(a)
	one = c.with(j.Token)
	open := false
	for _, p := range a.Open {
		open = open || p == cases.PartBay
	}
	if !open {
		t.Fatalf("the bay of this case is never open: %v", a.Open)
	}
	n := len(a.Entries)
	one.call("POST", "/locks/"+a.Lock+"/hands/knock", nil).refused(problem.Conflict, "does not allow")
	one.call("POST", "/locks/"+a.Lock+"/hands/turn-key", `{"degrees":10}`).must(200)
	one.call("POST", "/locks/"+a.Lock+"/hands/cells-out", nil).must(200)
	c.run(a.Lock, "1m")
	one.call("POST", "/locks/"+a.Lock+"/hands/cells-in", `{"cells":{"kind":"alkaline"}}`).must(200)
	one.call("POST", "/locks/"+a.Lock+"/hands/cells-in", `{"cells":{"kind":"alkalin"}}`).must(422)
	after := into[training.Attempt](one.call("GET", "/training/attempts/"+a.ID, nil).must(200))
	var did []cases.Choice
	for _, e := range after.Entries[n:] {
		did = append(did, e.Choice)
	}
	if want := []cases.Choice{{Kind: cases.Do, ID: "turn-by-hand", Hand: true}, {Kind: cases.Do, ID: "new-cells", Hand: true}}; !slices.Equal(did, want) {
		t.Errorf("%+v, want %+v", did, want)
	}
	// What an instructor does is no choice of the trainee.
	c.as("teach").call("POST", "/locks/"+a.Lock+"/hands/press-button", nil).must(200)
	if again := into[training.Attempt](one.call("GET", "/training/attempts/"+a.ID, nil).must(200)); len(again.Entries) != len(after.Entries) {
		t.Errorf("%+v", again.Entries)
	}
}

func TestEventsOfALockAreVeiledUntilTheStoryIsOpen(t *testing.T) {
	c := newSchool(t)
	j, a := c.trainee(c.class("hints"))
	one := c.with(j.Token)
	url := one.serve()
	one.call("GET", "/locks/"+a.Lock+"/events?kinds=flash", nil).must(200)
	w := one.call("GET", "/locks/"+a.Lock+"/events?rail=10ms", nil, "Accept", "text/event-stream")
	w.refused(problem.Covered)
	feed := one.stream(url, "/locks/"+a.Lock+"/events?after=0")
	defer feed.close()
	c.as("teach").call("POST", "/locks/"+a.Lock+"/lab/reset-pin", nil).must(200)
	c.as("teach").call("POST", "/locks/"+a.Lock+"/hands/press-button", nil).must(200)
	c.run(a.Lock, "30s")
	m := await(t, feed, "event", "")
	if kind := m["kind"]; kind != "hand" && kind != "light" && kind != "motor" && kind != "bolt" && kind != "cells" || m["text"] != nil || m["seq"].(float64) <= float64(a.EventsFrom) {
		t.Errorf("%v", m)
	}
	for _, e := range into[EventList](one.call("GET", "/locks/"+a.Lock+"/events?limit=4096", nil).must(200)).Events {
		if e.Kind == "reset" || e.Kind == "boot" || e.Kind == "flash" || e.Kind == fleet.KindFleet || e.Text != "" || e.State != "" {
			t.Errorf("covered: %+v", e)
		}
	}
	if all := into[EventList](c.call("GET", "/locks/"+a.Lock+"/events?kinds=reset,boot&limit=4096", nil).must(200)); len(all.Events) == 0 {
		t.Error("nothing happened that could be covered")
	}
}

func TestAnInstructorFreezesInjectsAndTells(t *testing.T) {
	c := newSchool(t)
	class := c.class("exam")
	j, a := c.trainee(class)
	one, teacher := c.with(j.Token), c.as("teach")
	at := "/training/classes/" + class.ID

	v := into[training.ClassView](teacher.call("POST", at+"/freeze", nil).must(200))
	if !v.Trainees[0].Frozen || !c.see(a.Lock).Speed.Paused {
		t.Errorf("%+v", v)
	}
	one.call("POST", "/training/attempts/"+a.ID+"/choices", `{"kind":"ask","id":"light"}`).refused(problem.Frozen)
	teacher.call("POST", at+"/unfreeze", `{"trainee":"`+j.Trainee.ID+`"}`).must(200)
	if c.see(a.Lock).Speed.Paused {
		t.Error("the lock stands still after it was let go")
	}
	one.choose(a.ID, "ask", "light")

	inject := "/training/trainees/" + j.Trainee.ID + "/inject"
	teacher.call("POST", inject, `{"fault":{"kind":"latency","latency":{"delay":"80ms"}}}`).must(200)
	if l := into[FaultList](teacher.call("GET", "/locks/"+a.Lock+"/faults", nil).must(200)); len(l.Faults) != 1 || l.Faults[0].ID != "injected" {
		t.Errorf("%+v", l)
	}
	teacher.call("POST", inject, `{"clear":true}`).must(200)
	m := into[Movement](teacher.call("POST", inject, `{"lab":"sag","volts":1.9,"for":"40ms"}`).must(200))
	if !m.Changed || m.Takes.D < 40*time.Millisecond {
		t.Errorf("%+v", m)
	}
	for _, body := range []string{`{}`, `{"clear":true,"hand":"cut"}`, `{"lab":"sag"}`, `{"lab":"ambient"}`, `{"hand":"cut","for":"2h"}`} {
		teacher.call("POST", inject, body).refused(problem.Invalid)
	}
	teacher.call("POST", at+"/message", `{"text":"Read the log first."}`).must(200)
	me := into[training.TraineeSelf](one.call("GET", "/training/me", nil).must(200))
	if len(me.Messages) != 1 || me.Messages[0].Text != "Read the log first." {
		t.Errorf("%+v", me)
	}

	// In exam mode a trainee sees neither score nor debrief until they are handed out.
	over := one.choose(a.ID, "finish", "").Attempt
	if over.Score != nil || over.Debrief {
		t.Errorf("%+v", over)
	}
	one.call("GET", "/training/attempts/"+a.ID+"/debrief", nil).refused(problem.Conflict, "handed out")
	one.call("GET", "/training/trainees/"+j.Trainee.ID+"/results", nil).refused(problem.Conflict)
	teacher.call("GET", "/training/attempts/"+a.ID+"/debrief", nil).must(200)
	teacher.call("POST", at+"/hand-out", nil).must(200)
	one = c.with(j.Token)
	d := into[training.DebriefView](one.call("GET", "/training/attempts/"+a.ID+"/debrief", nil).must(200))
	if d.Debrief.Cause.EN == "" || len(d.Record.Entries) != 2 {
		t.Errorf("%+v", d)
	}
	one.call("GET", "/training/trainees/"+j.Trainee.ID+"/results?form=csv", nil).must(200)
	one.call("GET", "/locks/"+a.Lock+"/flash", nil).must(200)
	w := one.call("POST", "/training/attempts/"+a.ID+"/what-if", `{"entry":1}`).must(201)
	fork := into[fleet.Lock](w)
	c.with(j.Token).call("POST", "/locks/"+fork.ID+"/hands/cells-out", nil).must(200)
	c.with(j.Token).call("GET", "/locks/"+fork.ID+"/flash", nil).must(200)
	if w.Header().Get("Location") != "/api/v1/locks/"+fork.ID {
		t.Errorf("%v", w.Header())
	}

	csv := teacher.call("GET", at+"/results?form=csv", nil).must(200).Body.String()
	if lines := strings.Split(strings.TrimSpace(csv), "\n"); len(lines) != 2 || !strings.Contains(lines[1], "trainee 1") {
		t.Errorf("%s", csv)
	}
	xapi := teacher.call("GET", at+"/results?form=xapi", nil).must(200)
	if strings.Contains(xapi.Body.String(), "trainee 1") || xapi.Header().Get("Content-Type") != "application/jsonl" {
		t.Errorf("%v %s", xapi.Header(), xapi.Body)
	}
	teacher.call("DELETE", "/training/trainees/"+j.Trainee.ID, nil).must(204)
	c.call("GET", "/locks/"+a.Lock, nil).refused(problem.UnknownLock)
	c.call("GET", "/locks/"+fork.ID, nil).refused(problem.UnknownLock)
	if _, err := c.tokens.Identify(j.Token); err == nil {
		t.Error("the token of a trainee who was deleted is good")
	}
}

func TestWrongCodesAreRefusedAndThenSlowedDown(t *testing.T) {
	c := newSchool(t)
	class := c.class("hints")
	nobody := *c.rig
	nobody.who = access.Identity{}
	n := 0
	for ; n < 100; n++ {
		w := nobody.call("POST", "/training/join", `{"code":"BBB-BBB"}`)
		if w.Code == 429 {
			w.refused(problem.TooFast)
			if w.Header().Get("Retry-After") == "" {
				t.Error("nobody says when to try again")
			}
			break
		}
		w.refused(problem.UnknownThing, "no class with this code")
	}
	if n > 20 {
		t.Errorf("%d wrong codes were tried", n)
	}
	// The right code does not help who is too fast.
	nobody.call("POST", "/training/join", `{"code":"`+class.Code+`"}`).refused(problem.TooFast)
	c.clock.Turn(time.Minute)
	nobody.call("POST", "/training/join", `{"code":"`+class.Code+`"}`).must(201)
	if strings.Contains(c.log.String(), class.Code) {
		t.Error("the log has the code")
	}
}

func TestWhoIsAloneGetsATokenOfHisOwn(t *testing.T) {
	c := newSchool(t)
	c.as("read").call("POST", "/training/attempts", `{"case":"`+lostPIN+`"}`).refused(problem.Forbidden, "teach")
	s := into[training.Started](c.call("POST", "/training/attempts", `{"case":"`+lostPIN+`","mode":"guided","lang":"fr"}`).must(201))
	if s.Token == "" || s.Trainee == nil || s.Attempt.Lang != "fr" || s.Attempt.Suggestion == nil {
		t.Errorf("%+v", s)
	}
	one := c.with(s.Token)
	if me := into[training.TraineeSelf](one.call("GET", "/training/me", nil).must(200)); me.Attempt != s.Attempt.ID || me.Class != nil {
		t.Errorf("%+v", me)
	}
	one.call("GET", "/locks/"+s.Attempt.Lock+"/flash", nil).refused(problem.Covered)
	c.call("GET", "/locks/"+s.Attempt.Lock+"/flash", nil).must(200)
	c.call("GET", "/training/me", nil).refused(problem.UnknownThing)
	if l := into[CaseList](c.call("GET", "/training/cases", nil).must(200)); len(l.Cases) == 0 {
		t.Error("there are no cases")
	}
	if v := c.call("GET", "/training/cases/"+lostPIN+"?mode=exam", nil).must(200); strings.Contains(v.Body.String(), "hidden") {
		t.Errorf("%s", v.Body)
	}
}

func TestAClassIsFollowedLive(t *testing.T) {
	c := newSchool(t)
	class := c.class("hints")
	j, a := c.trainee(class)
	teacher := c.as("teach")
	url := teacher.serve()
	for _, open := range []func() reader{
		func() reader { return teacher.stream(url, "/training/classes/"+class.ID+"/events") },
		func() reader { return teacher.socket(url, "/training/classes/"+class.ID+"/events") },
	} {
		feed := open()
		defer feed.close()
		await(t, feed, "class", "")
		await(t, feed, "trainee", "")
		await(t, feed, "listed", "")
		m := c.with(j.Token).choose(a.ID, "ask", "light")
		told := await(t, feed, "choice", "trainee 1")
		if told["entry"].(tree)["n"] != float64(m.Entry.N) {
			t.Errorf("%v", told)
		}
		if row := await(t, feed, "trainee", "")["trainee"].(tree)["attempt"].(tree); row["entries"] != float64(m.Entry.N) {
			t.Errorf("%v", row)
		}
	}
	one := c.with(j.Token)
	mine := one.stream(one.serve(), "/training/attempts/"+a.ID+"/events")
	defer mine.close()
	await(t, mine, "attempt", "")
	teacher.call("POST", "/training/classes/"+class.ID+"/message", `{"text":"Well done."}`).must(200)
	if m := await(t, mine, "message", ""); m["message"].(tree)["text"] != "Well done." {
		t.Errorf("%v", m)
	}
	teacher.call("POST", "/training/classes/"+class.ID+"/freeze", nil).must(200)
	if m := await(t, mine, "frozen", ""); m["frozen"] != true {
		t.Errorf("%v", m)
	}
	teacher.call("DELETE", "/training/classes/"+class.ID, nil).must(204)
	await(t, mine, "end", "")
	teacher.call("GET", "/training/classes/"+class.ID+"/events", nil).refused(problem.NotAcceptable)
}
