package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

const tagSnapshots = "snapshots"

// OneSnapshot is the part of a path that names a snapshot of a lock.
type OneSnapshot struct {
	OneLock
	Snapshot string `path:"snapshot" doc:"Id of the snapshot." maxLength:"80"`
}

// SnapshotList is every snapshot of a lock.
type SnapshotList struct {
	Snapshots []fleet.SnapshotInfo `json:"snapshots" nullable:"false" doc:"The oldest first."`
}

func (a *API) snapshotOperations() {
	unknown := []problem.Kind{problem.UnknownLock, problem.UnknownThing}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/snapshots", id: "list-snapshots", tag: tagSnapshots, summary: "List a lock's snapshots",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[SnapshotList], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			list, err := a.o.Fleet.Snapshots(row.ID)
			return answer(SnapshotList{append([]fleet.SnapshotInfo{}, list...)}, err)
		})

	type snapshotBody struct {
		Label string `json:"label,omitempty" doc:"What it shows, for people." maxLength:"80"`
	}
	type createInput struct {
		OneLock
		Body *snapshotBody
	}
	type createdSnapshot struct {
		Location string `header:"Location" doc:"Address of the snapshot."`
		Body     fleet.SnapshotInfo
	}
	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/snapshots", id: "take-snapshot", tag: tagSnapshots, summary: "Put the lock by as it is now",
		about: "Works at any instant, in the middle of an erase too.", status: http.StatusCreated, right: access.Control,
		problems: []problem.Kind{problem.UnknownLock, problem.Limit}},
		func(ctx context.Context, in *createInput) (*createdSnapshot, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			label := ""
			if in.Body != nil {
				label = in.Body.Label
			}
			s, err := a.o.Fleet.Snapshot(ctx, row.ID, label)
			if err != nil {
				return nil, err
			}
			return &createdSnapshot{Location: Prefix + "/locks/" + row.ID + "/snapshots/" + s.ID, Body: s}, nil
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/snapshots/{snapshot}", id: "get-snapshot", tag: tagSnapshots, summary: "See what a snapshot shows",
		right: access.Read, problems: unknown},
		func(ctx context.Context, in *OneSnapshot) (*Output[fleet.SnapshotInfo], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			return answer(a.snapshot(row.ID, in.Snapshot))
		})

	type renameInput struct {
		OneSnapshot
		Body struct {
			Label string `json:"label" doc:"What it shows, for people." maxLength:"80"`
		}
	}
	add(a, operation{method: http.MethodPatch, path: "/locks/{lock}/snapshots/{snapshot}", id: "rename-snapshot", tag: tagSnapshots, summary: "Name a snapshot",
		about: "One that the lock took by itself stays then, and makes no room for others.", right: access.Control, problems: append(unknown, problem.Limit)},
		func(ctx context.Context, in *renameInput) (*Output[fleet.SnapshotInfo], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, err := a.snapshot(row.ID, in.Snapshot); err != nil {
				return nil, err
			}
			return answer(a.o.Fleet.RenameSnapshot(ctx, row.ID, in.Snapshot, in.Body.Label))
		})

	add(a, operation{method: http.MethodDelete, path: "/locks/{lock}/snapshots/{snapshot}", id: "delete-snapshot", tag: tagSnapshots, summary: "Forget a snapshot",
		right: access.Control, problems: unknown},
		func(ctx context.Context, in *OneSnapshot) (*struct{}, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, err := a.snapshot(row.ID, in.Snapshot); err != nil {
				return nil, err
			}
			return nil, a.o.Fleet.DeleteSnapshot(ctx, row.ID, in.Snapshot)
		})

	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/snapshots/{snapshot}/rewind", id: "rewind", tag: tagSnapshots, summary: "Bring the lock back to a snapshot",
		about: "Connections end. What happened since stays in the list of events, with the instant at which it was taken back.", right: access.Control, problems: unknown},
		func(ctx context.Context, in *OneSnapshot) (*Output[fleet.Lock], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if _, err := a.snapshot(row.ID, in.Snapshot); err != nil {
				return nil, err
			}
			if err := a.o.Fleet.Rewind(ctx, row.ID, in.Snapshot); err != nil {
				return nil, err
			}
			return answer(a.o.Fleet.Lock(row.ID))
		})
}

// snapshot finds a snapshot by its id.
func (a *API) snapshot(lock, id string) (fleet.SnapshotInfo, error) {
	list, err := a.o.Fleet.Snapshots(lock)
	if err != nil {
		return fleet.SnapshotInfo{}, err
	}
	var ids []string
	for _, s := range list {
		if s.ID == id {
			return s, nil
		}
		ids = append(ids, s.ID)
	}
	return fleet.SnapshotInfo{}, problem.New(problem.UnknownThing, "there is no snapshot '%s'.%s", id, problem.DidYouMean(id, ids)).
		At("path.snapshot", id, problem.OneOf(ids), "there is no such snapshot")
}
