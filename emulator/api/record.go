package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
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

// Fate is what became of what a lock was told to keep.
type Fate struct {
	PIN             string   `json:"pin" doc:"What became of the PIN, as scenarios name it." enum:"bricked,unstable,exposed,wrong,default,denied,stale,intact"`
	CustomPIN       bool     `json:"custom_pin" doc:"A PIN other than 0000 was acknowledged and not taken back."`
	PINAccepted     bool     `json:"pin_accepted" doc:"The PIN that was acknowledged last is accepted."`
	DefaultAccepted bool     `json:"default_accepted" doc:"0000 is accepted."`
	SettingsKept    []string `json:"settings_kept" nullable:"false" doc:"Settings that were changed and read what was acknowledged."`
	SettingsLost    []string `json:"settings_lost" nullable:"false" doc:"Settings that were changed and read something else."`
	PhonesPaired    int      `json:"phones_paired" doc:"Phones that were paired and not removed."`
	PhonesKnown     int      `json:"phones_known" doc:"How many of them the lock still knows."`
	Usable          bool     `json:"usable" doc:"It runs, and obeys a phone that was paired."`
	Interrupted     int      `json:"interrupted" doc:"Operations of the memory that were cut short since the lock was made."`
	MarginalWords   int      `json:"marginal_words" doc:"Words near the read level where the firmware keeps things."`
}

func fateOf(f *scenarios.Facts) Fate {
	out := Fate{
		PIN: string(f.Outcome.PIN.Class), CustomPIN: f.CustomPINOn, DefaultAccepted: f.Outcome.PIN.DefaultAccepted,
		PINAccepted: f.Outcome.PIN.CustomAccepted || !f.CustomPINOn && f.Outcome.PIN.DefaultAccepted, SettingsKept: []string{}, SettingsLost: []string{},
		PhonesPaired: f.Phones.Paired, PhonesKnown: f.Phones.Still, Usable: f.Outcome.Usable, Interrupted: f.Flash.Interrupted,
		MarginalWords: f.Flash.MarginalWords,
	}
	for _, s := range f.Outcome.Settings.Kept {
		out.SettingsKept = append(out.SettingsKept, string(s))
	}
	for _, s := range f.Outcome.Settings.Lost {
		out.SettingsLost = append(out.SettingsLost, string(s))
	}
	return out
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

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/fate", id: "get-fate", tag: tagScenarios, summary: "Find out what became of PIN, settings and phones",
		about: "Held against what the users were told, as far as the record of the lock tells. Whatever has to be tried is tried in copies of the lock: " +
			"to ask changes nothing. No PIN is in the answer.", right: access.Read, slow: true, problems: []problem.Kind{problem.UnknownLock, problem.Slow}},
		func(ctx context.Context, in *OneLock) (*Output[Fate], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			facts, err := a.o.Fleet.Fate(ctx, row.ID)
			if err != nil {
				return nil, err
			}
			return answer(fateOf(&facts), nil)
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
