package api

import (
	"strings"
	"testing"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

func TestWhatHandsAndALaboratoryDidIsARecordAndAScenario(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, p := range []struct{ method, path, body string }{
		{"POST", "hands/turn-key", `{"degrees":90}`},
		{"POST", "hands/press-button", ""},
		{"POST", "hands/knock", `{"times":2}`},
		{"PUT", "lab/ambient", `{"celsius":-10}`},
		{"POST", "lab/sag", `{"volts":2.4,"for":"40ms"}`},
		{"PUT", "lab/supply", `{"steps":[{"volts":6,"for":"2s"},{"volts":5.5,"for":"1s"}]}`},
		{"POST", "lab/reset-pin", ""},
		{"POST", "faults", `{"id":"slow","kind":"latency","latency":{"delay":"40ms"}}`},
		{"DELETE", "faults/slow", ""},
		{"POST", "hands/cut", `{"for":"1s"}`},
		{"POST", "hands/cells-out", `{"manner":"quick"}`},
		{"POST", "hands/cells-in", `{"manner":"bouncy","cells":{"charge":"55%"}}`},
		{"POST", "firmware/update", `{"profile":"journal"}`},
	} {
		var body any
		if p.body != "" {
			body = p.body
		}
		if w := r.call(p.method, "/locks/front/"+p.path, body); w.Code/100 != 2 {
			t.Fatalf("%s: %d %s", p.path, w.Code, w.Body)
		}
		r.run("front", "20s")
	}
	list := into[DeedList](r.call("GET", "/locks/front/record", nil).must(200))
	var words []string
	for _, d := range list.Deeds {
		words = append(words, d.By+":"+d.Word)
	}
	if got := strings.Join(words, " "); got != "hand:turn-key hand:press-button hand:knock laboratory:ambient laboratory:sag laboratory:supply laboratory:reset-pin "+
		"air:air-fault air:air-fault-over laboratory:cut hand:cells-out hand:cells-in service:update" || list.Forgotten != 0 {
		t.Errorf("%s, %d forgotten", got, list.Forgotten)
	}
	w := r.call("GET", "/locks/front/scenario?name=all-of-it", nil).must(200)
	if h := w.Header(); h.Get("Content-Type") != "application/yaml" || h.Get("Content-Disposition") != `attachment; filename="all-of-it.yaml"` {
		t.Errorf("%v", h)
	}
	f, err := scenarios.Parse("all.yaml", w.Body.Bytes())
	if err != nil {
		t.Fatalf("%v\n%s", err, w.Body)
	}
	report, err := scenarios.Play(f, scenarios.Options{})
	if err != nil || report.Verdict != scenarios.Pass {
		t.Errorf("%+v, %v\n%s", report.Expectations, err, w.Body)
	}
	if !strings.Contains(w.Body.String(), "# At 0 d 00:03:00: the reset pin is pulled. A file has no words for that.") {
		t.Errorf("%s", w.Body)
	}
	r.as("read").call("GET", "/locks/front/record", nil).must(200)
	r.as("read").call("GET", "/locks/front/scenario", nil).refused(problem.Forbidden)
	r.call("GET", "/locks/front/scenario?name=No+Name", nil).refused(problem.Invalid)
}

func TestAForkBeginsAtASnapshotWithOtherFirmwareAndTheSameHand(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.run("front", "10s")
	s := into[fleet.SnapshotInfo](r.call("POST", "/locks/front/snapshots", `{"label":"before"}`).must(201))
	r.run("front", "5s")
	r.call("POST", "/locks/front/hands/press-button", nil).must(200)
	r.run("front", "5s")
	fork := into[fleet.Lock](r.call("POST", "/locks/front/fork", `{"id":"fixed","snapshot":"`+s.ID+`","profile":"journal","repeat":true}`).must(201))
	if o := fork.Origin; fork.Profile != "journal" || o == nil || o.Lock != "front" || o.AtNS != s.SimNS || o.Repeats != 1 || fork.SimTimeNS != s.SimNS+o.ShiftNS {
		t.Fatalf("%+v of %+v", o, fork)
	}
	r.run("fixed", "10s")
	if l := r.see("fixed"); l.Origin.Repeats != 0 {
		t.Errorf("%+v", l.Origin)
	}
	if names := r.names("fixed"); !strings.Contains(names, " repeated ") {
		t.Error(names)
	}
	named := into[fleet.SnapshotInfo](r.call("PATCH", "/locks/front/snapshots/"+s.ID, `{"label":"the beginning"}`).must(200))
	if named.Label != "the beginning" || named.ID != s.ID || named.SimNS != s.SimNS {
		t.Errorf("%+v", named)
	}
	r.call("PATCH", "/locks/front/snapshots/s000077", `{"label":"x"}`).refused(problem.UnknownThing)
	if fate := into[Fate](r.call("GET", "/locks/fixed/fate", nil).must(200)); fate.PIN != "intact" || fate.CustomPIN || !fate.PINAccepted || !fate.DefaultAccepted || !fate.Usable || fate.PhonesPaired != 0 {
		t.Errorf("%+v", fate)
	}
	r.call("POST", "/locks/front/fork", `{"snapshot":"s000077"}`).refused(problem.UnknownThing, "s000077")
	r.call("POST", "/locks/front/fork", `{"profile":"jurnal"}`).refused(problem.Invalid, "journal")
	r.call("POST", "/locks/front/fork", `{"repeat":true}`).refused(problem.Invalid, "snapshot")
	r.call("POST", "/locks/front/hands/cells-out", nil).must(200)
	r.run("front", "1m")
	r.call("POST", "/locks/front/fork", `{"profile":"journal"}`).refused(problem.Conflict, "the lock is not up")
	list := into[SnapshotList](r.call("GET", "/locks/front/snapshots", nil).must(200))
	if n := len(list.Snapshots); n != 2 || !list.Snapshots[1].Auto || list.Snapshots[0].Auto {
		t.Errorf("%+v", list)
	}
}

// changed is a battery change whose insertion is cut short at a known instant.
const changed = `scenario: cut-short
seed: 5
lock: {profile: rewrite-at-boot, board: {bulk: 68uF}, supervisor: {write-gate: no}}
steps:
  - pair
  - set-pin: 4711
  - cells-out: quick
  - wait: 1m
  - cells-in: clean
  - after: 30ms
    cut: 250ms
  - wait: 10s
expect:
  - at least 1 reset happened
`

func TestAScenarioMakesItsLockAndStopsWhereItIsToldTo(t *testing.T) {
	r := newRig(t)
	w := r.call("POST", "/scenarios/load?id=case&name=A+case&stop_step=5&stop_offset=29ms&file=mine.yaml", changed).must(201)
	got := into[LoadedLock](w)
	if l := got.Lock; l.ID != "case" || l.Name != "A case" || l.Profile != "rewrite-at-boot" || l.Seed != 5 || w.Header().Get("Location") != "/api/v1/locks/case" {
		t.Errorf("%+v", l)
	}
	if got.Run.Scenario != "cut-short" || got.Run.BeganNS != 60e9 {
		t.Errorf("%+v", got.Run)
	}
	l := r.see("case")
	for i := 0; l.State != "paused" && i < 1000; i++ {
		r.clock.Turn(1e6)
		l = r.see("case")
	}
	names := r.names("case")
	if l.State != "paused" || strings.Count(names, " cells-in ") != 1 || strings.Contains(names, " cut ") {
		t.Fatalf("%+v after%s", l, names)
	}
	r.run("case", "999us")
	if l := r.see("case"); l.Battery.VBATMicro < 5e6 {
		t.Errorf("it is cut already: %+v", l.Battery)
	}
	r.run("case", "100ms")
	if l := r.see("case"); l.Battery.VBATMicro > 4e6 || !strings.Contains(r.names("case"), " cut ") {
		t.Errorf("it is not cut by then: %+v", l.Battery)
	}
	r.run("case", "1m")
	if run := into[fleet.Run](r.call("GET", "/locks/case/runs/"+got.Run.ID, nil).must(200)); run.State != "pass" {
		t.Errorf("%+v", run)
	}
	if list := into[DeedList](r.call("GET", "/locks/case/record", nil).must(200)); len(list.Deeds) != 1 || list.Deeds[0].Word != "scenario" {
		t.Errorf("%+v", list)
	}
	again := r.call("GET", "/locks/case/scenario?name=cut-short", nil).must(200).Body.String()
	if f, err := scenarios.Parse("again", []byte(again)); err != nil || len(f.Steps) != 7 || len(f.Expect) != 1 {
		t.Errorf("%v\n%s", err, again)
	}
	other := into[LoadedLock](r.call("POST", "/scenarios/load?profile=ab-slots&stop_at_ns=61000000000", changed).must(201))
	if other.Lock.Profile != "ab-slots" {
		t.Errorf("%+v", other.Lock)
	}
	r.call("POST", "/scenarios/load", "scenario: x\n").refused(problem.Invalid, "line 1")
	r.call("POST", "/scenarios/load?then=soon", changed).refused(problem.Invalid, "query.then")
	r.call("POST", "/scenarios/load?stop_step=8", changed).refused(problem.Invalid, "the file has 7")
	r.call("POST", "/scenarios/load?id=case", changed).refused(problem.Conflict)
	r.as("control").call("POST", "/scenarios/load", changed).refused(problem.Forbidden)
}

func TestAFaultOfACampaignBecomesAScenario(t *testing.T) {
	r := newRig(t)
	text := strings.Replace(changed, "  - after: 30ms\n    cut: 250ms\n", "", 1)
	spec := `{"version":"1","name":"mine","depth":1,"samples":1,"axes":[],"hand":{"shape":"","from_ns":0,"to_ns":0},
	  "lock":{"file":"mine.yaml","text":` + quote(text) + `,"step":5,"window_ns":200000000},
	  "fault":{"kind":"cut","for_ns":[250000000],"microvolts":[],"times":[],"at_ns":[]}}`
	body := `{"spec":` + spec + `,"variant":{"index":0,"values":[]},"path":[{"kind":"cut","at_ns":30000000,"for_ns":250000000}]}`
	c := into[StagedCase](r.call("POST", "/scenarios/cases", body).must(200))
	f, err := scenarios.Parse("case", []byte(c.Scenario))
	if err != nil || c.StopStep != 6 || c.FaultOffsetNS != 30e6 || c.Name != f.Scenario {
		t.Errorf("%+v, %v", c, err)
	}
	if _, ok := f.Steps[6].Action.(scenarios.Cut); !ok {
		t.Errorf("%s", c.Scenario)
	}
	bare := strings.Replace(body, `"lock":{`, `"store":{"design":"","part":"","workload":{"before":[],"cut":[],"after":[]},"supply":{"volts":3,"brownout":1.7,"fall_ns":0},"seed":1},"unused":{`, 1)
	r.call("POST", "/scenarios/cases", strings.Replace(bare, `"unused":{"file":"mine.yaml","text":`+quote(text)+`,"step":5,"window_ns":200000000},`, "", 1)).
		refused(problem.Conflict, "bare memory")
	r.call("POST", "/scenarios/cases", strings.Replace(body, `"path":[{"kind":"cut","at_ns":30000000,"for_ns":250000000}]`, `"path":[]`, 1)).refused(problem.Invalid)
}

func quote(s string) string {
	return `"` + strings.NewReplacer("\n", `\n`, `"`, `\"`).Replace(s) + `"`
}
