package api

import (
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

const story = `scenario: a-knock
lock: {profile: ab-slots}
steps:
  - knock: 5ms
  - wait: 1m
  - expect: [no operation was interrupted]
expect:
  - no reset happened
`

func TestAScenarioIsPlayedOnALock(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	w := r.call("POST", "/locks/front/runs?name=mine.yaml", story).must(201)
	run := into[fleet.Run](w)
	if run.Scenario != "a-knock" || run.Lock != "front" || run.State != "running" || w.Header().Get("Location") != "/api/v1/locks/front/runs/"+run.ID {
		t.Errorf("%+v at %s", run, w.Header().Get("Location"))
	}
	r.run("front", "2m")
	run = into[fleet.Run](r.call("GET", "/locks/front/runs/"+run.ID, nil).must(200))
	if run.State != "pass" || len(run.Results) != 2 || !run.Results[0].Met {
		t.Errorf("%+v", run)
	}
	if list := into[RunList](r.call("GET", "/locks/front/runs", nil).must(200)); len(list.Runs) != 1 || list.Runs[0].ID != run.ID {
		t.Errorf("%+v", list)
	}
	r.call("DELETE", "/locks/front/runs/"+run.ID, nil).must(204)
	if again := into[fleet.Run](r.call("GET", "/locks/front/runs/"+run.ID, nil).must(200)); again.State != "pass" {
		t.Errorf("a run that is over was given up: %+v", again)
	}

	run = into[fleet.Run](r.call("POST", "/scenarios/quick-swap-survives/runs", `{"lock":"front"}`).must(201))
	if run.Scenario != "quick-swap-survives" {
		t.Errorf("%+v", run)
	}
	r.call("POST", "/locks/front/runs", story).refused(problem.Conflict)
	r.call("DELETE", "/locks/front/runs/"+run.ID, nil).must(204)
	if run := into[fleet.Run](r.call("GET", "/locks/front/runs/"+run.ID, nil).must(200)); run.State != "cancelled" {
		t.Errorf("%+v", run)
	}
	r.call("GET", "/locks/front/runs/x", nil).refused(problem.UnknownThing, "no run 'x'")
	r.call("DELETE", "/locks/front/runs/x", nil).refused(problem.UnknownThing)
	r.call("POST", "/scenarios/quick-swap/runs", `{"lock":"front"}`).refused(problem.UnknownThing, "Did you mean 'quick-swap-survives'?")
	r.call("POST", "/scenarios/quick-swap-survives/runs", `{"lock":"frnt"}`).refused(problem.UnknownLock)
}

func TestARunIsAwaitedAsLongAsIsAsked(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	run := into[fleet.Run](r.call("POST", "/locks/front/runs", story).must(201))
	r.call("GET", "/locks/front/runs/"+run.ID+"?wait=2m", nil).refused(problem.Invalid, "from 0s to 1m")
	done := make(chan fleet.Run)
	go func() { done <- into[fleet.Run](r.call("GET", "/locks/front/runs/"+run.ID+"?wait=1m", nil)) }()
	r.run("front", "2m")
	if got := <-done; got.State != "pass" {
		t.Errorf("%+v", got)
	}
	// The wait ends by the clock when the run does not.
	run = into[fleet.Run](r.call("POST", "/locks/front/runs", story).must(201))
	go func() { done <- into[fleet.Run](r.call("GET", "/locks/front/runs/"+run.ID+"?wait=30s", nil)) }()
	for {
		select {
		case got := <-done:
			if got.State != "running" {
				t.Errorf("%+v", got)
			}
			return
		default:
			r.clock.Turn(time.Second)
		}
	}
}

func TestWrongScenariosAreRefusedWithTheirLine(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.call("POST", "/locks/front/runs", strings.Replace(story, "knock: 5ms", "knok: 5ms", 1)).refused(problem.Invalid, "line 4, column 5", "did you mean 'knock'?")
	r.call("POST", "/locks/front/runs", "").refused(problem.Malformed, "body is required")
	r.call("POST", "/locks/front/runs", story+"# "+strings.Repeat("x", scenarios.MaxFileBytes)).refused(problem.TooLarge)
}

func FuzzPlaceOfComplaints(f *testing.F) {
	f.Add(story)
	f.Add("scenario: x\nlock: {cells: {charge: 3}}\nsteps: []\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := scenarios.Parse("x.yaml", []byte(text)); err != nil {
			if d, ok := scenarioProblem(err); !ok || len(d.Errors) == 0 {
				t.Errorf("%v became %v", err, d)
			}
		}
	})
}
