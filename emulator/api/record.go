package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// Deed is one thing that was done to a lock.
type Deed struct {
	AtNS    int64  `json:"at_ns" doc:"Simulated time at which it was done, in nanoseconds."`
	By      string `json:"by" doc:"Who did it." enum:"hand,laboratory,service,air,phone,script"`
	Word    string `json:"word" doc:"What was done, as the step of a scenario file that does it is called where there is one." example:"cells-out"`
	Text    string `json:"text" doc:"One plain sentence. No PIN is in it."`
	Times   int    `json:"times" doc:"How often in a row; more than 1 only for what a phone reads again and again."`
	Refused bool   `json:"refused" doc:"The lock has refused it."`
}

// DeedList is the record of a lock.
type DeedList struct {
	Deeds     []Deed `json:"deeds" nullable:"false" doc:"The oldest first."`
	Forgotten uint64 `json:"forgotten" doc:"How many before these are no longer known."`
}

func (a *API) recordOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/record", id: "get-record", tag: tagScenarios, summary: "See what was done to a lock",
		about: "What hands, a laboratory and a service did, and what phones asked for over the air, since the lock was made. " +
			"A rewind goes back to the record as it was then, a fork takes it along.", right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[DeedList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			deeds, forgotten, err := a.o.Fleet.Record(ctx, row.ID)
			list := DeedList{Deeds: []Deed{}, Forgotten: forgotten}
			for i := range deeds {
				list.Deeds = append(list.Deeds, deedOf(&deeds[i]))
			}
			return answer(list, err)
		})

	type scenarioInput struct {
		OneLock
		Name string `query:"name" doc:"Name of the scenario; 'recorded' if left out." pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" maxLength:"80"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/scenario", id: "save-scenario", tag: tagScenarios, summary: "Get what was done to a lock as a scenario file",
		about: "An ordinary file, with the lock, the steps at their instants, and how the lock stands now as its expectations. " +
			"What a file has no words for stands in it as a comment. The PINs that were given are in it.",
		right: access.Control, files: []string{yamlType}, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *scenarioInput) (*rawFile, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			name := cmpOr(in.Name, "recorded")
			text, err := a.o.Fleet.Scenario(ctx, row.ID, name)
			if err != nil {
				return nil, err
			}
			return file(yamlType, name+libraryEnd, text), nil
		})
}

func deedOf(d *fleet.Deed) Deed {
	out := Deed{AtNS: d.AtNS, By: d.By(), Word: d.Word(), Text: d.Text(), Times: 1}
	if d.Asked != nil {
		out.Times, out.Refused = max(d.Asked.Times, 1), d.Asked.Refused
	}
	return out
}
