package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model/sim"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/locks"
)

// Loaded is a lock that was made of a scenario file, with the run that plays it.
type Loaded struct {
	Location string `header:"Location" doc:"Address of the lock."`
	Body     LoadedLock
}

// LoadedLock is the same without the address.
type LoadedLock struct {
	Lock fleet.Lock `json:"lock" doc:"The lock."`
	Run  fleet.Run  `json:"run" doc:"The run that plays the steps."`
}

// StagedCase is a scenario with the fault of a campaign in it.
type StagedCase struct {
	Name          string `json:"name" doc:"Name of the scenario."`
	Scenario      string `json:"scenario" doc:"The file."`
	StopStep      int    `json:"stop_step" doc:"Step of the file after whose beginning the last fault comes, counted from 1."`
	FaultOffsetNS int64  `json:"fault_offset_ns" doc:"How long after that, in nanoseconds."`
}

func (a *API) loadOperations() {
	type loadInput struct {
		File       string   `query:"file" doc:"Name of the file, for messages about it." maxLength:"120"`
		ID         string   `query:"id" doc:"Id of the lock; drawn if left out." pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" maxLength:"40"`
		Name       string   `query:"name" doc:"Its name; made up if left out." maxLength:"80"`
		Profile    string   `query:"profile" doc:"Firmware in place of that in the file." maxLength:"80"`
		Speed      string   `query:"speed" doc:"How fast the story is played, such as 10x; as fast as possible if left out." maxLength:"40"`
		Then       string   `query:"then" doc:"How fast time runs once the story is over or, when it goes on, after the stop; 1x if left out." maxLength:"40"`
		StopStep   int      `query:"stop_step" doc:"Time stands still after the beginning of this step of the file's own list, counted from 1." minimum:"1" maximum:"100000"`
		StopOffset Duration `query:"stop_offset" doc:"How long after it; at once if left out."`
		StopAtNS   int64    `query:"stop_at_ns" doc:"Time stands still at this instant, in nanoseconds since the lock was made." minimum:"60000000000"`
		RawBody    []byte   `contentType:"application/yaml"`
	}
	add(a, operation{method: http.MethodPost, path: "/scenarios/load", id: "load-scenario", tag: tagScenarios, summary: "Make the lock of a scenario, and play it",
		about: "The body is a scenario file. The lock that it describes is made, its first minute passes, and the steps begin; the answer comes then. " +
			"Once the story is over, or was stopped and goes on, time runs at 1x, or as `then` says.",
		status: http.StatusCreated, right: access.Admin, bytes: scenarios.MaxFileBytes + 1,
		problems: []problem.Kind{problem.Conflict, problem.Limit, problem.TooLarge}},
		func(ctx context.Context, in *loadInput) (*Loaded, error) {
			if len(in.RawBody) > scenarios.MaxFileBytes {
				return nil, problem.New(problem.TooLarge, "a scenario file has at most %d bytes", scenarios.MaxFileBytes)
			}
			what := fleet.Loading{Name: cmpOr(in.File, "scenario.yaml"), File: bytes.Clone(in.RawBody), Profile: in.Profile,
				Spec: fleet.Spec{ID: in.ID, Name: in.Name}, After: &fleet.Speed{Factor: 1}}
			if in.Profile != "" {
				if err := checkProfile("query.profile", in.Profile); err != nil {
					return nil, err
				}
			}
			for _, x := range []struct {
				name, text string
				into       *fleet.Speed
			}{{"speed", in.Speed, &what.Spec.Speed}, {"then", in.Then, what.After}} {
				if x.text == "" {
					continue
				}
				s, err := fleet.ParseSpeed(x.text)
				if err != nil {
					return nil, invalid("query."+x.name, x.text, "a factor such as 1x, 'paused' or 'max'", "%v", err)
				}
				*x.into = s
			}
			offset, err := within("query.stop_offset", in.StopOffset, 0, scenarios.MaxTotal, 0)
			if err != nil {
				return nil, err
			}
			what.Stop = fleet.Stop{Step: in.StopStep, After: offset, At: sim.Time(in.StopAtNS)}
			row, run, err := a.o.Fleet.Load(ctx, what)
			if err != nil {
				return nil, err
			}
			return &Loaded{Location: Prefix + "/locks/" + row.ID, Body: LoadedLock{row, run}}, nil
		})

	// The parts of a result are read by the program that wrote them, so they are
	// described there.
	type caseBody struct {
		Spec    json.RawMessage `json:"spec" doc:"Spec of the campaign, as its result in JSON has it."`
		Variant json.RawMessage `json:"variant" doc:"The variant, as the result has it: its index and values."`
		Path    json.RawMessage `json:"path" doc:"The faults, as findings of the result have them: kind, at_ns since the beginning of the window, for_ns, microvolts, times."`
		Verdict json.RawMessage `json:"verdict,omitempty" doc:"How it ended, as the result has it; the expectations of the scenario say so."`
	}
	type caseInput struct {
		Body caseBody
	}
	add(a, operation{method: http.MethodPost, path: "/scenarios/cases", id: "stage-case", tag: tagScenarios, summary: "Write a fault of a campaign as a scenario",
		about: "The scenario of the campaign is played up to the faults, to find the step that each comes after. Campaigns on a bare memory have none.",
		right: access.Control, bytes: a.o.Limits.UploadBytes, slow: true, problems: []problem.Kind{problem.Conflict, problem.Slow, problem.TooLarge}},
		func(ctx context.Context, in *caseInput) (*Output[StagedCase], error) {
			if who := access.From(ctx).Scope; !who.MaySomeWhole(access.Control) && !who.MaySome(access.Teach) {
				return nil, forbidden(access.Control)
			}
			b := &in.Body
			var spec campaign.Spec
			var variant campaign.Variant
			var path []campaign.Fault
			var end *campaign.Verdict
			for _, part := range []struct {
				name string
				text json.RawMessage
				into any
			}{{"spec", b.Spec, &spec}, {"variant", b.Variant, &variant}, {"path", b.Path, &path}, {"verdict", b.Verdict, &end}} {
				if len(part.text) == 0 {
					continue
				}
				if err := json.Unmarshal(part.text, part.into); err != nil {
					return nil, invalid("body."+part.name, nil, "as a campaign's result has it", "%v", err)
				}
			}
			if spec.Lock == nil {
				return nil, cannot("the campaign is about a bare memory, without a lock around it; 'locktwin sweep --spec' plays it")
			}
			c, err := locks.Stage(spec, variant, path, end)
			if errors.Is(err, campaign.ErrSpec) {
				return nil, invalid("body", nil, "as a campaign's result has it", "%v", err)
			}
			if err != nil {
				return nil, err
			}
			text, err := scenarios.Format(c.File)
			if err != nil {
				return nil, err
			}
			return answer(StagedCase{Name: c.File.Scenario, Scenario: string(text), StopStep: c.After, FaultOffsetNS: int64(c.Delay / time.Nanosecond)}, nil)
		})
}
