package api

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

const tagScenarios = "scenarios"

// Ran is a run that was begun, and where it is.
type Ran struct {
	Location string `header:"Location" doc:"Address of the run."`
	Body     fleet.Run
}

// RunList is every run that a lock remembers.
type RunList struct {
	Runs []fleet.Run `json:"runs" nullable:"false" doc:"The oldest first."`
}

// OneRun is the part of a path that names a run on a lock.
type OneRun struct {
	OneLock
	Run string `path:"run" doc:"Id of the run." maxLength:"80"`
}

// longestWait is how long a request may wait for the end of a run.
const longestWait = time.Minute

func (a *API) runOperations() {
	unknown := []problem.Kind{problem.UnknownLock, problem.UnknownThing}
	type startInput struct {
		OneLock
		Name    string `query:"name" doc:"Name of the file, for messages about it." maxLength:"120"`
		RawBody []byte `contentType:"application/yaml"`
	}
	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/runs", id: "run-scenario", tag: tagScenarios, summary: "Play a scenario on a lock",
		about: "The body is a scenario file. Its steps and expectations are played on the lock as it is; the lock that the file describes does not count. " +
			"The run goes on at the lock's speed; the answer comes at its beginning.",
		status: http.StatusCreated, right: access.Control, bytes: scenarios.MaxFileBytes + 1,
		problems: []problem.Kind{problem.UnknownLock, problem.Conflict, problem.TooLarge}},
		func(ctx context.Context, in *startInput) (*Ran, error) {
			return a.startRun(ctx, in.Lock, cmpOr(in.Name, "scenario.yaml"), bytes.Clone(in.RawBody))
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/runs", id: "list-runs", tag: tagScenarios, summary: "List a lock's runs", right: access.Read,
		problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[RunList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			runs, err := a.o.Fleet.Runs(row.ID)
			return answer(RunList{append([]fleet.Run{}, runs...)}, err)
		})

	type getInput struct {
		OneRun
		Wait Duration `query:"wait" doc:"How long to wait for its end, in real time; 0s to 1m."`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/runs/{run}", id: "get-run", tag: tagScenarios, summary: "See how a run goes, or its report", right: access.Read,
		problems: unknown},
		func(ctx context.Context, in *getInput) (*Output[fleet.Run], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			wait, err := within("query.wait", in.Wait, 0, longestWait, 0)
			if err != nil {
				return nil, err
			}
			return answer(a.awaitRun(ctx, row.ID, in.Run, wait))
		})

	add(a, operation{method: http.MethodDelete, path: "/locks/{lock}/runs/{run}", id: "cancel-run", tag: tagScenarios, summary: "Give a run up",
		about: "What its steps have begun goes on. A run that has ended stays as it is.", right: access.Control, problems: unknown},
		func(ctx context.Context, in *OneRun) (*struct{}, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			run, err := a.awaitRun(ctx, row.ID, in.Run, 0)
			if err != nil || run.State != fleet.RunRunning {
				return nil, err
			}
			return nil, a.o.Fleet.CancelRun(ctx, row.ID, in.Run)
		})

	type playBody struct {
		Lock string `json:"lock" doc:"Id, name or address of the lock." example:"demo" maxLength:"80"`
	}
	type libraryInput struct {
		Scenario string `path:"scenario" doc:"Name of a scenario of the library." maxLength:"80"`
		Body     playBody
	}
	add(a, operation{method: http.MethodPost, path: "/scenarios/{scenario}/runs", id: "run-library-scenario", tag: tagScenarios, summary: "Play a scenario of the library on a lock",
		status: http.StatusCreated, right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing, problem.Conflict}},
		func(ctx context.Context, in *libraryInput) (*Ran, error) {
			text, err := libraryFile(in.Scenario)
			if err != nil {
				return nil, err
			}
			return a.startRun(ctx, in.Body.Lock, in.Scenario+libraryEnd, text)
		})
}

func (a *API) startRun(ctx context.Context, lock, name string, text []byte) (*Ran, error) {
	row, err := a.found(ctx, lock, access.Control)
	if err != nil {
		return nil, err
	}
	if len(text) > scenarios.MaxFileBytes {
		return nil, problem.New(problem.TooLarge, "a scenario file has at most %d bytes", scenarios.MaxFileBytes)
	}
	runs, err := a.o.Fleet.Runs(row.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		if r.State == fleet.RunRunning {
			return nil, problem.New(problem.Conflict, "the scenario '%s' is being played on it as run '%s'; DELETE gives it up", r.Scenario, r.ID)
		}
	}
	run, err := a.o.Fleet.RunScenario(ctx, row.ID, name, text)
	if err != nil {
		return nil, err
	}
	return &Ran{Location: Prefix + "/locks/" + row.ID + "/runs/" + run.ID, Body: run}, nil
}

// awaitRun gives a run once it is over, or when the wait is.
func (a *API) awaitRun(ctx context.Context, lock, id string, wait time.Duration) (fleet.Run, error) {
	var enough <-chan time.Time
	if wait > 0 {
		timer := a.o.Clock.NewTimer(wait)
		defer timer.Stop()
		enough = timer.C()
	}
	for {
		run, changed, err := a.o.Fleet.Run(lock, id)
		if err != nil {
			return run, a.noRun(lock, id, err)
		}
		if run.State != fleet.RunRunning || wait == 0 {
			return run, nil
		}
		select {
		case <-changed:
		case <-enough:
			return run, nil
		case <-ctx.Done():
			return run, ctx.Err()
		case <-a.ended.Done():
			return run, nil
		}
	}
}

func (a *API) noRun(lock, id string, err error) error {
	runs, e := a.o.Fleet.Runs(lock)
	if e != nil {
		return err
	}
	var ids []string
	for _, r := range runs {
		ids = append(ids, r.ID)
	}
	return problem.New(problem.UnknownThing, "there is no run '%s'.%s", id, problem.DidYouMean(id, ids)).At("path.run", id, problem.OneOf(ids), "there is no such run")
}

const (
	libraryEnd = ".yaml"
	yamlType   = "application/yaml"
)

// libraryNames lists the scenarios that ship.
func libraryNames() []string {
	var names []string
	files, _ := fs.Glob(scenarios.Library(), "*"+libraryEnd)
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f, libraryEnd))
	}
	return names
}

func libraryFile(name string) ([]byte, error) {
	names := libraryNames()
	if err := checkWord("path.scenario", "scenario", name, names); err != nil {
		return nil, problem.New(problem.UnknownThing, "there is no scenario '%s' in the library.%s", name, problem.DidYouMean(name, names)).
			At("path.scenario", name, problem.OneOf(names), "there is no such scenario")
	}
	return fs.ReadFile(scenarios.Library(), name+libraryEnd)
}
