package api

import (
	"context"
	"net/http"
	"slices"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/gatt"
)

const tagFaults = "link faults"

// FaultList is every fault of a lock.
type FaultList struct {
	Faults []Fault `json:"faults" nullable:"false" doc:"In the order in which they were set."`
}

// OneFault is the part of a path that names a fault of a lock.
type OneFault struct {
	OneLock
	Fault string `path:"fault" doc:"Id of the fault." example:"slow" maxLength:"64"`
}

func (a *API) faultOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/faults", id: "list-faults", tag: tagFaults, summary: "List a lock's link faults",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[FaultList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			return answer(a.faultsOf(ctx, row.ID))
		})

	type createInput struct {
		OneLock
		Body FaultSetting
	}
	type createdFault struct {
		Location string `header:"Location" doc:"Address of the fault."`
		Body     Fault
	}
	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/faults", id: "create-fault", tag: tagFaults, summary: "Set a new link fault",
		status: http.StatusCreated, right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.Conflict, problem.Limit}},
		func(ctx context.Context, in *createInput) (*createdFault, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, err := a.faultOf(ctx, row.ID, in.Body.ID); err == nil {
				return nil, problem.New(problem.Conflict, "there is a fault '%s' already; PUT replaces it", in.Body.ID)
			}
			f, err := a.setFault(ctx, row.ID, "body", in.Body)
			if err != nil {
				return nil, err
			}
			return &createdFault{Location: Prefix + "/locks/" + row.ID + "/faults/" + f.ID, Body: f}, nil
		})

	type populateInput struct {
		OneLock
		Body FaultSettings
	}
	add(a, operation{method: http.MethodPut, path: "/locks/{lock}/faults", id: "populate-faults", tag: tagFaults, summary: "Set exactly these link faults",
		about: "Faults that are not named are removed. A fault that stands already with the same parameters keeps its counters, so the same file may be sent again at any time. " +
			"Nothing changes when one of them is wrong.",
		right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.Limit}},
		func(ctx context.Context, in *populateInput) (*Output[FaultList], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if err := a.populate(ctx, row.ID, in.Body); err != nil {
				return nil, err
			}
			return answer(a.faultsOf(ctx, row.ID))
		})

	add(a, operation{method: http.MethodDelete, path: "/locks/{lock}/faults", id: "reset-faults", tag: tagFaults, summary: "Remove every link fault",
		right: access.Control, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*struct{}, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			return nil, a.o.Fleet.ResetFaults(ctx, row.ID)
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/faults/{fault}", id: "get-fault", tag: tagFaults, summary: "See a link fault and its counters",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing}},
		func(ctx context.Context, in *OneFault) (*Output[Fault], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			return answer(a.faultOf(ctx, row.ID, in.Fault))
		})

	type putInput struct {
		OneFault
		Body FaultSetting
	}
	add(a, operation{method: http.MethodPut, path: "/locks/{lock}/faults/{fault}", id: "set-fault", tag: tagFaults, summary: "Set a link fault, new or in place of the one of that id",
		about: "Its counters begin at 0.", right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.Limit}},
		func(ctx context.Context, in *putInput) (*Output[Fault], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if in.Body.ID == "" {
				in.Body.ID = in.Fault
			}
			if in.Body.ID != in.Fault {
				return nil, invalid("body.id", in.Body.ID, "'"+in.Fault+"', or none", "the address names another fault")
			}
			return answer(a.setFault(ctx, row.ID, "body", in.Body))
		})

	type patchInput struct {
		OneFault
		Body FaultChange
	}
	add(a, operation{method: http.MethodPatch, path: "/locks/{lock}/faults/{fault}", id: "change-fault", tag: tagFaults, summary: "Change a link fault",
		about: "Parameters and connection that the body leaves out stay. Its counters begin at 0.", right: access.Control,
		problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing}},
		func(ctx context.Context, in *patchInput) (*Output[Fault], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			f, err := a.faultOf(ctx, row.ID, in.Fault)
			if err != nil {
				return nil, err
			}
			return answer(a.setFault(ctx, row.ID, "body", in.Body.on(f.FaultSetting)))
		})

	add(a, operation{method: http.MethodDelete, path: "/locks/{lock}/faults/{fault}", id: "delete-fault", tag: tagFaults, summary: "Remove a link fault",
		right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing}},
		func(ctx context.Context, in *OneFault) (*struct{}, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, err := a.faultOf(ctx, row.ID, in.Fault); err != nil {
				return nil, err
			}
			return nil, a.o.Fleet.RemoveFault(ctx, row.ID, in.Fault)
		})
}

// faultsOf reads the faults with their counters as they are now.
func (a *API) faultsOf(ctx context.Context, lock string) (FaultList, error) {
	list := FaultList{Faults: []Fault{}}
	err := a.o.Fleet.Look(ctx, lock, func(l *model.Lock) {
		for _, f := range l.Air().Faults() {
			list.Faults = append(list.Faults, faultView(f))
		}
	})
	return list, err
}

// faultOf finds a fault of a lock by its id.
func (a *API) faultOf(ctx context.Context, lock, id string) (Fault, error) {
	list, err := a.faultsOf(ctx, lock)
	if err != nil {
		return Fault{}, err
	}
	var ids []string
	for _, f := range list.Faults {
		if f.ID == id {
			return f, nil
		}
		ids = append(ids, f.ID)
	}
	message := "there is no fault '" + id + "'." + problem.DidYouMean(id, ids)
	return Fault{}, problem.New(problem.UnknownThing, "%s", message).At("path.fault", id, problem.OneOf(ids), "there is no such fault")
}

func (a *API) setFault(ctx context.Context, lock, location string, s FaultSetting) (Fault, error) {
	f, err := s.fault(location)
	if err != nil {
		return Fault{}, err
	}
	if err := a.o.Fleet.SetFault(ctx, lock, f); err != nil {
		return Fault{}, err
	}
	return faultView(f), nil
}

// populate makes the faults of a lock those of a file, at one instant.
func (a *API) populate(ctx context.Context, lock string, file FaultSettings) error {
	wanted, err := file.faults("body")
	if err != nil {
		return err
	}
	return a.o.Fleet.Do(ctx, lock, func(l *model.Lock) error {
		air := l.Air()
		stands := map[string]gatt.Fault{}
		for _, f := range air.Faults() {
			f.Counters = gatt.Counters{}
			stands[f.ID] = f
		}
		// Whether the lock takes them is tried on a copy of the air, so that nothing
		// changes when it does not.
		trial := l.Fork().Air()
		for _, f := range wanted {
			if err := trial.SetFault(f); err != nil {
				return problem.New(problem.Invalid, "%v", err)
			}
		}
		for id := range stands {
			if !slices.ContainsFunc(wanted, func(f gatt.Fault) bool { return f.ID == id }) {
				air.RemoveFault(id)
			}
		}
		for _, f := range wanted {
			if old, ok := stands[f.ID]; ok && old == f {
				continue
			}
			if err := air.SetFault(f); err != nil {
				return err
			}
		}
		return nil
	})
}
