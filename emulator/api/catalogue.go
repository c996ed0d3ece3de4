package api

import (
	"context"
	"net/http"
	"slices"

	"locktwin/emulator/problem"
	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/power"
	"locktwin/model/store"
	"locktwin/scenarios"
)

const tagCatalogue = "catalogue"

// What a lock can be made of, and what can be done to it.
type (
	// ProfileEntry is one firmware profile.
	ProfileEntry struct {
		Name       string `json:"name" doc:"Name of the mechanism."`
		Version    string `json:"version" doc:"As it reports it to apps."`
		Store      string `json:"settings_store" doc:"Design of the store that keeps PIN and settings."`
		Hypothesis string `json:"hypothesis" doc:"What of the users' reports the mechanism would explain. It is a guess."`
	}
	// PartEntry is one memory part.
	PartEntry struct {
		Name      string `json:"name" doc:"What a lock names it by."`
		Maker     string `json:"maker" doc:"Who makes it."`
		About     string `json:"about" doc:"What is special about it."`
		SizeBytes uint32 `json:"size_bytes" doc:"Its size."`
		UnitBytes uint32 `json:"program_unit_bytes" doc:"Smallest piece that is programmed."`
	}
	// CellEntry is one kind of cell.
	CellEntry struct {
		Name     string  `json:"name" doc:"What a set of cells names it by."`
		Title    string  `json:"title" doc:"Make and chemistry, for people."`
		Capacity float64 `json:"capacity_mah" doc:"Capacity in milliampere hours."`
	}
	// StoreEntry is one way to keep settings in flash.
	StoreEntry struct {
		Name     string   `json:"name" doc:"Name of the design."`
		Profiles []string `json:"profiles" nullable:"false" doc:"Firmware profiles that use it."`
	}
	// FaultEntry is one kind of link fault.
	FaultEntry struct {
		Kind       string           `json:"kind" doc:"Its name."`
		About      string           `json:"about" doc:"What it does."`
		Parameters []FaultParameter `json:"parameters" nullable:"false" doc:"Its parameters."`
	}
	// FaultParameter is one parameter of a fault.
	FaultParameter struct {
		Name  string `json:"name" doc:"Its name."`
		Type  string `json:"type" doc:"string, integer or boolean."`
		About string `json:"about" doc:"What it does; with its unit and range."`
	}
	// ScenarioEntry is one scenario of the library.
	ScenarioEntry struct {
		Name    string `json:"name" doc:"Its name, which is that of its file."`
		Story   string `json:"story" doc:"What happened, in a customer's words and then in a technician's."`
		Profile string `json:"profile" doc:"Firmware of its lock."`
		Steps   int    `json:"steps" doc:"How many steps it has."`
	}
)

// aboutFaults says what each kind of fault does.
var aboutFaults = map[gatt.FaultKind]string{
	gatt.FaultLatency:             "Delays every frame.",
	gatt.FaultLoss:                "Loses link-layer packets. Each is sent again one connection interval later; when nothing passes for the supervision timeout, the connection drops.",
	gatt.FaultDisconnect:          "Ends a connection at the n-th frame, write or indication.",
	gatt.FaultNoConfirm:           "Keeps the central's confirmations from the lock.",
	gatt.FaultDuplicateIndication: "Delivers indications twice.",
	gatt.FaultLateIndication:      "Delays indications.",
	gatt.FaultRSSI:                "Makes the signal weak; below -90 dBm it brings loss.",
	gatt.FaultAdvertisingPause:    "Keeps advertisements from everybody.",
}

// list registers one catalogue.
func list[T any](a *API, path, id, summary string, entries func() []T) {
	add(a, operation{method: http.MethodGet, path: path, id: id, tag: tagCatalogue, summary: summary},
		func(context.Context, *struct{}) (*Output[Items[T]], error) {
			return answer(Items[T]{Items: append([]T{}, entries()...)}, nil)
		})
}

// Items is a catalogue.
type Items[T any] struct {
	Items []T `json:"items" nullable:"false" doc:"All of them."`
}

func (a *API) catalogueOperations() {
	list(a, "/catalogue/profiles", "list-profiles", "List the firmware profiles", func() (out []ProfileEntry) {
		for _, p := range firmware.Profiles() {
			out = append(out, ProfileEntry{p.Name, version(p), p.Layout.Settings.Design, p.Hypothesis})
		}
		return out
	})
	list(a, "/catalogue/parts", "list-parts", "List the memory parts", func() (out []PartEntry) {
		for _, p := range flashsim.Catalogue() {
			out = append(out, PartEntry{p.Name, p.Maker, p.About, p.SizeBytes.Value, p.UnitBytes()})
		}
		return out
	})
	list(a, "/catalogue/cells", "list-cells", "List the kinds of cell", func() (out []CellEntry) {
		for _, c := range power.Chemistries() {
			out = append(out, CellEntry{string(c.Kind), c.Title, c.CapacityMilliampHours.V})
		}
		return out
	})
	list(a, "/catalogue/stores", "list-stores", "List the designs of stores", func() (out []StoreEntry) {
		for _, name := range store.Names() {
			e := StoreEntry{name, []string{}}
			for _, p := range firmware.Profiles() {
				if p.Layout.Settings.Design == name || p.Layout.Access.Design == name {
					e.Profiles = append(e.Profiles, p.Name)
				}
			}
			out = append(out, e)
		}
		return out
	})
	list(a, "/catalogue/faults", "list-fault-kinds", "List the kinds of link fault, with their parameters", a.faultEntries)
	list(a, "/catalogue/event-kinds", "list-event-kinds", "List the kinds of event", eventKinds)
	list(a, "/scenarios", "list-scenarios", "List the scenarios of the library", func() (out []ScenarioEntry) {
		for _, n := range libraryNames() {
			e := ScenarioEntry{Name: n}
			if text, err := libraryFile(n); err == nil {
				if f, err := scenarios.Parse(n, text); err == nil {
					e.Story, e.Profile, e.Steps = f.Story, string(f.Lock.Profile), len(f.Steps)
				}
			}
			out = append(out, e)
		}
		return out
	})
	type scenarioInput struct {
		Scenario string `path:"scenario" doc:"Name of a scenario of the library." maxLength:"80"`
	}
	add(a, operation{method: http.MethodGet, path: "/scenarios/{scenario}", id: "get-scenario", tag: tagCatalogue, summary: "Get a scenario of the library", files: []string{yamlType},
		problems: []problem.Kind{problem.UnknownThing}},
		func(_ context.Context, in *scenarioInput) (*rawFile, error) {
			text, err := libraryFile(in.Scenario)
			if err != nil {
				return nil, err
			}
			return file(yamlType, in.Scenario+libraryEnd, text), nil
		})
}

// faultEntries reads the parameters of each kind out of the description of the
// request that sets it, so that there is one source for both.
func (a *API) faultEntries() []FaultEntry {
	registry := a.huma.OpenAPI().Components.Schemas
	setting := registry.SchemaFromRef("#/components/schemas/FaultSetting")
	var out []FaultEntry
	for _, k := range gatt.FaultKinds() {
		e := FaultEntry{Kind: k.String(), About: aboutFaults[k], Parameters: []FaultParameter{}}
		of := setting.Properties[k.String()]
		for of != nil && of.Ref != "" {
			of = registry.SchemaFromRef(of.Ref)
		}
		if of != nil {
			for name, p := range of.Properties {
				e.Parameters = append(e.Parameters, FaultParameter{name, p.Type, p.Description})
			}
			slices.SortFunc(e.Parameters, func(x, y FaultParameter) int { return compare(x.Name, y.Name) })
		}
		out = append(out, e)
	}
	return out
}
