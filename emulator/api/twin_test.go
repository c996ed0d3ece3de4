package api

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/emulator/storage"
	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
	"locktwin/scenarios/twin/telemetry"
)

// twinRig is a rig with twins of real locks beside the locks.
func twinRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	store := storage.NewMemory()
	t.Cleanup(func() { store.Close() })
	registry, err := shadow.Open(context.Background(), shadow.Options{Store: store.Twins(), Now: r.clock.Now, Random: rand.NewChaCha8([32]byte{2})})
	if err != nil {
		t.Fatal(err)
	}
	r.api.o.Shadow = registry
	return r
}

const firstTelemetry = `{"v":1,"t":"2024-04-01T08:00:00Z","kind":"battery_state","lock":"1A2B3C4D","level_pct":60,"critical":false}
nonsense
{"v":1,"t":"2024-04-02T08:00:00Z","kind":"state","lock":"1A2B3C4D","lock_state":"locked"}
`

// twin makes a twin with some telemetry.
func (r *rig) twin(name string) shadow.Twin {
	r.t.Helper()
	t := into[shadow.Twin](r.call("POST", Prefix+"/twins", `{"name":"`+name+`"}`, "Content-Type", jsonType).must(201))
	r.call("POST", Prefix+"/twins/"+t.ID+"/telemetry", firstTelemetry, "Content-Type", "text/plain").must(200)
	return t
}

// fitted keeps a fit of a lock whose cells have gone halfway down.
func (r *rig) fitted(id string, usable bool) {
	r.t.Helper()
	cell, err := power.LookupCell("eneloop")
	if err != nil {
		r.t.Fatal(err)
	}
	f := &twin.Fit{Lock: "1A2B3C4D", Chemistry: "eneloop", BatteryType: "accumulators", FromMS: 1_711_958_400_000, ToMS: 1_714_000_000_000, CellsMS: 1_711_958_400_000,
		Reports: 60, Actions: 140, PerDay: 6, Celsius: 18, Swing: 4, Usable: usable, Estimates: []twin.Estimate{}, Residuals: []twin.Residual{}, Others: []twin.Rival{}, Refusals: []twin.Refusal{}}
	if !usable {
		f.Refusals = []twin.Refusal{{Code: "short-span", Text: "the telemetry spans 2 days; 14 are needed"}}
	}
	s := repro.Root(5).Stream()
	for range 32 {
		spread := func(v, rel float64) float64 { return v * repro.Exp(rel*s.Normal()) }
		f.Draws = append(f.Draws, twin.Values{min(1, spread(0.5, 0.05)), spread(cell.CapacityMilliampHours.V, 0.05), spread(0.3, 0.1), spread(0.2, 0.1), spread(400, 0.1), spread(0.5, 0.1),
			spread(2, 0.1), spread(cell.ResistancePerKelvin.V, 0.05), spread(0.01, 0.1)})
	}
	if _, err := r.api.o.Shadow.SetFit(context.Background(), id, f, 2); err != nil {
		r.t.Fatal(err)
	}
}

func TestATwinIsMadeFedAskedAndDeleted(t *testing.T) {
	r := twinRig(t)
	made := r.call("POST", Prefix+"/twins", `{"name":"front door","lock":"1a2b3c4d"}`, "Content-Type", jsonType).must(201)
	v := into[shadow.Twin](made)
	if got := made.Header().Get("Location"); got != Prefix+"/twins/"+v.ID || v.Name != "front door" {
		t.Errorf("%s %+v", got, v)
	}
	report := into[shadow.Report](r.call("POST", Prefix+"/twins/front%20door/telemetry?file=april.jsonl", firstTelemetry, "Content-Type", "text/plain").must(200))
	if report.Taken != 2 || len(report.Findings) != 1 || report.Findings[0].Line != 2 || report.Findings[0].Text == "" {
		t.Errorf("%+v", report)
	}
	again := into[shadow.Report](r.call("POST", Prefix+"/twins/"+v.ID+"/telemetry", firstTelemetry, "Content-Type", "text/plain").must(200))
	if again.Taken != 0 || again.Duplicates != 2 {
		t.Errorf("the same text again: %+v", again)
	}
	state := into[shadow.State](r.call("GET", Prefix+"/twins/"+v.ID+"/state?at_ms=1711965600000", nil).must(200))
	if state.Values["level_pct"].Value != "60" || len(state.Values["lock_state"].Value) > 0 {
		t.Errorf("between the two records: %+v", state.Values)
	}
	now := into[shadow.State](r.call("GET", Prefix+"/twins/"+v.ID+"/state", nil).must(200))
	if now.Values["lock_state"].Value != "locked" || now.Stale.Says == shadow.Fresh {
		t.Errorf("a month later: %+v", now)
	}
	if list := into[TwinList](r.call("GET", Prefix+"/twins", nil).must(200)); len(list.Twins) != 1 || list.Twins[0].Records != 2 {
		t.Errorf("%+v", list)
	}
	r.call("DELETE", Prefix+"/twins/"+v.ID, nil).must(204)
	r.call("GET", Prefix+"/twins/"+v.ID, nil).refused(problem.UnknownTwin)
}

func TestADesiredStateIsChangedOnlyFromTheRevisionThatIsExpected(t *testing.T) {
	r := twinRig(t)
	at := Prefix + "/twins/" + r.twin("a").ID + "/desired"
	first := into[shadow.Desired](r.call("PUT", at, `{"values":{"lock_state":"unlocked"},"revision":0}`, "Content-Type", jsonType).must(200))
	r.call("PUT", at, `{"values":{"lock_state":"locked"},"revision":0}`, "Content-Type", jsonType).refused(problem.Conflict, "revision")
	if v := into[shadow.Twin](r.call("GET", Prefix+"/twins/a", nil).must(200)); len(v.Delta) != 1 || v.Delta[0].Reported != "locked" || first.Revision == 0 {
		t.Errorf("%+v", v.Delta)
	}
	gone := into[shadow.Desired](r.call("PUT", at, `{"values":{"lock_state":null}}`, "Content-Type", jsonType).must(200))
	if len(gone.Values) != 0 {
		t.Errorf("%+v", gone)
	}
}

func TestATwinIsCarriedAsOneFile(t *testing.T) {
	r := twinRig(t)
	v := r.twin("carried")
	text := bytes.Clone(r.call("GET", Prefix+"/twins/"+v.ID+"/export", nil).must(200).Body.Bytes())
	r.call("DELETE", Prefix+"/twins/"+v.ID, nil).must(204)
	back := into[shadow.Twin](r.call("POST", Prefix+"/twins/import", text, "Content-Type", TwinFileType).must(201))
	if back.Name != "carried" || back.Records != 2 || back.Reported.Values["level_pct"].Value != "60" {
		t.Errorf("%+v", back)
	}
	r.call("POST", Prefix+"/twins/import", text[:len(text)/2], "Content-Type", TwinFileType).refused(problem.Invalid)
}

func TestOnlyRightsForAllLocksReachTwins(t *testing.T) {
	r := twinRig(t)
	at := Prefix + "/twins/" + r.twin("private").ID
	for scope, may := range map[string]int{"admin": 2, "control": 2, "read": 1, "air": 0, "teach": 0, "read:private": 0, "control:private air": 0} {
		as := r.as(scope)
		for _, x := range []struct {
			needs                int
			method, path, body   string
			mediaType, otherwise string
		}{
			{1, "GET", at, "", "", ""},
			{1, "GET", at + "/state", "", "", ""},
			{1, "GET", Prefix + "/twins", "", "", ""},
			{2, "GET", at + "/export", "", "", ""},
			{2, "PUT", at + "/desired", `{"values":{}}`, jsonType, ""},
			{2, "POST", at + "/telemetry", "{}", "text/plain", ""},
		} {
			got := as.call(x.method, x.path, x.body, "Content-Type", x.mediaType)
			if refused := got.Code == 403; refused != (may < x.needs) {
				t.Errorf("%s: %s %s: %d %s", scope, x.method, x.path, got.Code, got.Body)
			}
		}
	}
}

func TestAForecastAndAnExplanationSayWhatTheyRestOn(t *testing.T) {
	r := twinRig(t)
	v := r.twin("a")
	at := Prefix + "/twins/" + v.ID
	r.call("GET", at+"/forecast", nil).refused(problem.UnknownThing, "not been fitted")
	r.fitted(v.ID, true)
	f := into[ForecastAnswer](r.call("GET", at+"/forecast", nil).must(200))
	if f.Basis != twin.Basis || f.Forecast == nil || len(f.Forecast.Stack) == 0 || f.Forecast.Empty.Days <= 0 {
		t.Fatalf("%+v", f)
	}
	busy := into[ForecastAnswer](r.call("GET", at+"/forecast?per_day=40&celsius=-5", nil).must(200))
	if !(busy.Forecast.Empty.Days < f.Forecast.Empty.Days) || busy.Forecast.Celsius != -5 {
		t.Errorf("40 actions a day at -5 °C: empty in %v days, else in %v", busy.Forecast.Empty.Days, f.Forecast.Empty.Days)
	}
	e := into[ExplainAnswer](r.call("GET", at+"/explain", nil).must(200))
	if e.Basis != twin.Basis || e.Explanation.Summary == "" {
		t.Errorf("%+v", e)
	}
	for _, picture := range []string{"/forecast/svg", "/explain/svg", "/fit/svg"} {
		p := r.call("GET", at+picture, nil).must(200)
		if p.Header().Get("Content-Type") != svgType || !strings.HasPrefix(p.Body.String(), "<svg") {
			t.Errorf("%s: %s %.60q", picture, p.Header().Get("Content-Type"), p.Body)
		}
	}
	r.call("GET", at+"/forecast?cells=zinc", nil).refused(problem.Invalid, "query.cells", "zinc-carbon")
	r.call("GET", at+"/forecast?celsius=hot", nil).refused(problem.Invalid, "query.celsius")
	r.call("GET", at+"/forecast?celsius=90", nil).refused(problem.Invalid, "-40 to 60")
}

func TestALockIsFittedAheadOfEverythingElse(t *testing.T) {
	r := twinRig(t)
	lock, err := hidden.Sample(1, hidden.Wish{Days: 40, Cells: "alkaline", PerDay: 8})
	if err != nil {
		t.Fatal(err)
	}
	records, truth, err := lock.Record(1_714_000_000_000)
	if err != nil {
		t.Fatal(err)
	}
	r.call("POST", Prefix+"/twins", `{"name":"front"}`, "Content-Type", jsonType).must(201)
	r.call("POST", Prefix+"/twins/front/telemetry", string(telemetry.AppendLines(nil, records)), "Content-Type", "text/plain").must(200)
	r.call("GET", Prefix+"/twins/front/forecast", nil).refused(problem.UnknownThing, "not been fitted")
	fit := into[FitAnswer](r.call("POST", Prefix+"/twins/front/fit", nil).must(200))
	if !fit.Fit.Usable || fit.Basis != twin.Basis || fit.Fit.Chemistry != "alkaline" {
		t.Fatalf("%+v", fit.Fit)
	}
	for p, e := range fit.Fit.Estimates {
		// Ten times as far off as nine locks in ten is a fit of something else.
		if v := truth[p]; v < e.Value-10*(e.Value-e.Low) || v > e.Value+10*(e.High-e.Value) {
			t.Errorf("%s is %g in truth, and the fit says %g (%g..%g)", e.Name, v, e.Value, e.Low, e.High)
		}
	}
	if f := into[ForecastAnswer](r.call("GET", Prefix+"/twins/front/forecast", nil).must(200)); f.Stale || f.Forecast.Warning.Days <= 0 {
		t.Errorf("%+v", f.Forecast.Warning)
	}
	if e := into[ExplainAnswer](r.call("GET", Prefix+"/twins/front/explain", nil).must(200)); len(e.Explanation.Candidates) == 0 {
		t.Errorf("%+v", e.Explanation)
	}
	for _, picture := range []string{"/fit/svg", "/forecast/svg", "/explain/svg"} {
		if got := r.call("GET", Prefix+"/twins/front"+picture, nil).must(200); !strings.HasPrefix(got.Body.String(), "<svg") {
			t.Errorf("%s: %.60s", picture, got.Body.String())
		}
	}
	r.call("POST", Prefix+"/twins/front/fit", `{"cells":"lemon"}`, "Content-Type", jsonType).refused(problem.Invalid)
}

func TestAFitThatIsRefusedGivesNoAnswerAndSaysWhy(t *testing.T) {
	r := twinRig(t)
	v := r.twin("a")
	r.fitted(v.ID, false)
	at := Prefix + "/twins/" + v.ID
	for _, path := range []string{"/forecast", "/explain"} {
		r.call("GET", at+path, nil).refused(problem.FitRefused, "spans 2 days")
	}
	for _, path := range []string{"/whatif", "/whatif/svg", "/whatif/lines"} {
		r.call("POST", at+path, nil).refused(problem.FitRefused, "spans 2 days")
	}
	if f := into[FitAnswer](r.call("GET", at+"/fit", nil).must(200)); f.Usable || f.Fit.Refusals[0].Code != "short-span" {
		t.Errorf("%+v", f.FitNote)
	}
}

func TestAWhatIfIsAnsweredAsJSONAsLinesAndAsAPicture(t *testing.T) {
	r := twinRig(t)
	v := r.twin("a")
	r.fitted(v.ID, true)
	at := Prefix + "/twins/" + v.ID + "/whatif"
	const question = `{"count":20,"levers":-1,"seed":3,"vary":{"hand":"careful"}}`
	w := into[WhatIfAnswer](r.call("POST", at, question, "Content-Type", jsonType).must(200))
	if w.Result == nil || w.Result.Before.PIN.Count != 20 || w.Result.Vary == nil || w.Futures != 40 || w.Basis != twin.Basis {
		t.Fatalf("%+v", w)
	}
	lines := strings.Split(strings.TrimSpace(r.call("POST", at+"/lines", question, "Content-Type", jsonType).must(200).Body.String()), "\n")
	var last whatIfLine
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || last.Answer == nil || last.Answer.Result.Before.PIN != w.Result.Before.PIN {
		t.Errorf("%v %s", err, lines)
	}
	other := strings.Split(strings.TrimSpace(r.call("POST", at+"/lines", `{"count":20,"levers":-1,"seed":4}`, "Content-Type", jsonType).must(200).Body.String()), "\n")
	var first whatIfLine
	if err := json.Unmarshal([]byte(other[0]), &first); err != nil || first.Done != 1 || first.Of < 1 || len(other) < 2 {
		t.Errorf("the first line of another question is %s, %v", other[0], err)
	}
	if p := r.call("POST", at+"/svg", question, "Content-Type", jsonType).must(200); !strings.HasPrefix(p.Body.String(), "<svg") {
		t.Errorf("%.60q", p.Body)
	}
	r.call("POST", at, `{"vary":{"profile":"none-such"}}`, "Content-Type", jsonType).refused(problem.Invalid, "none-such")
}

func TestTwinsNeedNoLocksBesideThem(t *testing.T) {
	r := twinRig(t)
	alone := *r
	alone.api = New(Options{Shadow: r.api.o.Shadow, Limits: access.DefaultLimits()})
	alone.call("GET", Prefix+"/twins", nil).must(200)
	alone.call("GET", "/locks", nil).refused(problem.Unavailable)
}

func TestOnlySoManyComputationsWait(t *testing.T) {
	c := newCores()
	gone, leave := context.WithCancel(context.Background())
	var done []func()
	for range mostComputations {
		d, err := c.take(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, d)
	}
	c.waiting.Add(mostComputationsWaiting)
	if _, err := c.take(gone); err == nil || !strings.Contains(err.Error(), problem.Limit.Title) {
		t.Errorf("one too many: %v", err)
	}
	c.waiting.Add(-mostComputationsWaiting)
	leave()
	if _, err := c.take(gone); err != context.Canceled {
		t.Errorf("one that gives up: %v", err)
	}
	for _, d := range done {
		d()
	}
	if n := c.waiting.Load(); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestAnswersAskedForLongAgoMakeRoom(t *testing.T) {
	a := newAnswers()
	for i := range mostAnswers + 1 {
		a.put(string(rune('a'+i)), i)
		a.get("a")
	}
	if _, ok := a.get("b"); ok {
		t.Error("the answer that was asked for the longest time ago is still there")
	}
	if v, ok := a.get("a"); !ok || v != 0 {
		t.Errorf("an answer that is asked for again and again is gone: %v %v", v, ok)
	}
}
