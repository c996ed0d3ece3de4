package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

const tagLocks = "locks"

// LockList is some of the locks.
type LockList struct {
	Locks []fleet.Lock `json:"locks" doc:"In the order of their ids." nullable:"false"`
	Total int          `json:"total" doc:"How many match, on all pages together."`
}

// Created is a lock that was made, and where it is.
type Created struct {
	Location string `header:"Location" doc:"Address of the lock."`
	Body     fleet.Lock
}

func created(l fleet.Lock, err error) (*Created, error) {
	if err != nil {
		return nil, err
	}
	return &Created{Location: Prefix + "/locks/" + l.ID, Body: l}, nil
}

func (a *API) lockOperations() {
	type listInput struct {
		State   string `query:"state" doc:"Only locks in this state." enum:"running,booting,reset,off,hung,paused,failed"`
		Profile string `query:"profile" doc:"Only locks with this firmware profile."`
		Name    string `query:"name" doc:"Only locks whose name has this in it, in any case."`
		Limit   int    `query:"limit" doc:"At most so many." minimum:"1" maximum:"1000" default:"100"`
		Offset  int    `query:"offset" doc:"Leave out so many first." minimum:"0"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks", id: "list-locks", tag: tagLocks, summary: "List locks", right: access.Read},
		func(ctx context.Context, in *listInput) (*Output[LockList], error) {
			q := fleet.Query{State: in.State, Profile: in.Profile, Name: in.Name}
			all := a.visible(ctx, q)
			page := all[min(in.Offset, len(all)):]
			page = page[:min(in.Limit, len(page))]
			return answer(LockList{Locks: append([]fleet.Lock{}, page...), Total: len(all)}, nil)
		})

	type createInput struct {
		Body fleet.Spec `required:"true"`
	}
	add(a, operation{method: http.MethodPost, path: "/locks", id: "create-lock", tag: tagLocks, summary: "Create a lock", status: http.StatusCreated,
		about: "The lock has its cells in, and begins to boot. What the body leaves out is as in a scenario file; `{}` makes an ordinary lock.",
		right: access.Admin, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Conflict, problem.Limit, problem.TooLarge}},
		func(ctx context.Context, in *createInput) (*Created, error) {
			if err := checkSpec(&in.Body); err != nil {
				return nil, err
			}
			return created(a.o.Fleet.Create(ctx, in.Body))
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}", id: "get-lock", tag: tagLocks, summary: "See a lock", right: access.Read,
		problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[fleet.Lock], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			return answer(a.seen(ctx, row), err)
		})

	type patchInput struct {
		OneLock
		Body fleet.Patch
	}
	add(a, operation{method: http.MethodPatch, path: "/locks/{lock}", id: "change-lock", tag: tagLocks, summary: "Change a lock's name or speed",
		about: "What the body leaves out stays.", right: access.Control, problems: []problem.Kind{problem.UnknownLock, problem.Conflict}},
		func(ctx context.Context, in *patchInput) (*Output[fleet.Lock], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, veiled := a.veilOf(ctx, row.ID); veiled && in.Body.Name != nil {
				return nil, forbidden(access.Control)
			}
			row, err = a.o.Fleet.Patch(ctx, row.ID, in.Body)
			return answer(a.seen(ctx, row), err)
		})

	add(a, operation{method: http.MethodDelete, path: "/locks/{lock}", id: "delete-lock", tag: tagLocks, summary: "Delete a lock",
		about: "Its memory, snapshots, events and runs go with it.", right: access.Admin, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*struct{}, error) {
			row, err := a.found(ctx, in.Lock, access.Admin)
			if err != nil {
				return nil, err
			}
			return nil, a.o.Fleet.Delete(ctx, row.ID)
		})

	type connectionList struct {
		Connections []Connection `json:"connections" nullable:"false" doc:"Open connections, the oldest first."`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/connections", id: "list-connections", tag: tagLocks, summary: "List a lock's open connections",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[connectionList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			list := connectionList{Connections: []Connection{}}
			open, err := a.o.Fleet.Connections(row.ID)
			for _, c := range open {
				list.Connections = append(list.Connections, connectionOf(c))
			}
			return answer(list, err)
		})

	type authorizationList struct {
		Authorizations []fleet.Authorization `json:"authorizations" nullable:"false" doc:"As the firmware has them in memory, without their keys."`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/authorizations", id: "list-authorizations", tag: tagLocks,
		summary: "List who is authorized, as the firmware sees it", right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[authorizationList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			list, err := a.o.Fleet.Authorizations(row.ID)
			return answer(authorizationList{append([]fleet.Authorization{}, list...)}, err)
		})
}

// Connection is one link of a lock.
type Connection struct {
	ID       uint32   `json:"id" doc:"Number of the connection, never used again by this lock."`
	Central  string   `json:"central" doc:"Name of the central."`
	SinceNS  int64    `json:"since_ns" doc:"Simulated time at which it came up, in nanoseconds."`
	Interval Duration `json:"interval" doc:"Connection interval."`
	Latency  int      `json:"latency" doc:"Connection events that the lock may leave out."`
	Timeout  Duration `json:"timeout" doc:"Supervision timeout."`
	Instant  bool     `json:"instant" doc:"Frames arrive at once, without connection events."`
}
