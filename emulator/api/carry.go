package api

import (
	"context"
	"fmt"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
)

// LockFileType is the media type of an exported lock.
const LockFileType = "application/vnd.locktwin.lock"

// rawFile is an answer that is a file.
type rawFile struct {
	ContentType        string `header:"Content-Type" hidden:"true"`
	ContentDisposition string `header:"Content-Disposition" doc:"A name for the file."`
	CacheControl       string `header:"Cache-Control" hidden:"true"`
	Body               []byte
}

func file(mediaType, name string, body []byte) *rawFile {
	return &rawFile{ContentType: mediaType, ContentDisposition: fmt.Sprintf("attachment; filename=%q", name), CacheControl: "no-store", Body: body}
}

func (a *API) carryOperations() {
	type forkBody struct {
		ID    string      `json:"id,omitempty" doc:"Id of the new lock; drawn if left out." pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" maxLength:"40"`
		Name  string      `json:"name,omitempty" doc:"Its name; made up if left out." maxLength:"80"`
		Speed fleet.Speed `json:"speed,omitzero" doc:"How fast its time runs; as that of the first lock if left out."`

		Snapshot string `json:"snapshot,omitempty" doc:"Snapshot of the first lock to begin from; as it is now if left out." maxLength:"80"`
		Profile  string `json:"profile,omitempty" doc:"Firmware to install, as an update over the air does; the answer comes when it is up." example:"ab-slots" maxLength:"80"`
		Repeat   bool   `json:"repeat,omitempty" doc:"What was done to the first lock after that snapshot is done to the new one, at the same distances in time. What phones asked for is repeated behind the encryption."`
	}
	type forkInput struct {
		OneLock
		Body *forkBody
	}
	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/fork", id: "fork-lock", tag: tagLocks, summary: "Make another lock in the same state",
		about: "It has an address and an identity of its own on the air; everything else is as in the first lock at this instant, or at that of a snapshot. " +
			"With other firmware and `repeat` it shows what the same hand would have done to that. A firmware that does not keep the PIN and the authorizations is refused.",
		status: http.StatusCreated, right: access.Admin, slow: true,
		problems: []problem.Kind{problem.UnknownLock, problem.UnknownThing, problem.Conflict, problem.Limit, problem.Slow}},
		func(ctx context.Context, in *forkInput) (*Created, error) {
			row, err := a.found(ctx, in.Lock, access.Admin)
			if err != nil {
				return nil, err
			}
			to := fleet.Forking{Spec: fleet.Spec{Speed: row.Speed}}
			if b := in.Body; b != nil {
				to.Spec.ID, to.Spec.Name, to.Snapshot, to.Profile, to.Repeat = b.ID, b.Name, b.Snapshot, b.Profile, b.Repeat
				if b.Speed != (fleet.Speed{}) {
					to.Spec.Speed = b.Speed
				}
			}
			if err := a.checkForking(row.ID, &to); err != nil {
				return nil, err
			}
			return created(a.o.Fleet.ForkTo(ctx, row.ID, to))
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/export", id: "export-lock", tag: tagLocks, summary: "Get a lock as one file",
		about: "With its memory, and everything in it: whoever has the file has the keys and the PIN of the lock.", right: access.Control,
		files: []string{LockFileType}, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*rawFile, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			data, err := a.o.Fleet.Export(ctx, row.ID)
			if err != nil {
				return nil, err
			}
			return file(LockFileType, row.ID+".locktwin", data), nil
		})

	type importInput struct {
		ID      string `query:"id" doc:"Id of the new lock; drawn if left out." pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" maxLength:"40"`
		Name    string `query:"name" doc:"Its name; that in the file if left out." maxLength:"80"`
		Speed   string `query:"speed" doc:"How fast its time runs, such as 1x or paused; as in the file if left out."`
		RawBody []byte `contentType:"application/vnd.locktwin.lock"`
	}
	add(a, operation{method: http.MethodPost, path: "/locks/import", id: "import-lock", tag: tagLocks, summary: "Make a lock of an exported file", status: http.StatusCreated,
		right: access.Admin, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Conflict, problem.Limit, problem.TooLarge}},
		func(ctx context.Context, in *importInput) (*Created, error) {
			spec := fleet.Spec{ID: in.ID, Name: in.Name}
			if in.Speed != "" {
				s, err := fleet.ParseSpeed(in.Speed)
				if err != nil {
					return nil, invalid("query.speed", in.Speed, "a factor such as 1x, 'paused' or 'max'", "%v", err)
				}
				spec.Speed = s
			}
			return created(a.o.Fleet.Import(ctx, in.RawBody, spec))
		})
}

// checkForking finds names in a request for a fork that do not exist.
func (a *API) checkForking(lock string, to *fleet.Forking) error {
	if to.Profile != "" {
		if err := checkProfile("body.profile", to.Profile); err != nil {
			return err
		}
	}
	if to.Snapshot != "" {
		if _, err := a.snapshot(lock, to.Snapshot); err != nil {
			return err
		}
	}
	if to.Repeat && to.Snapshot == "" {
		return invalid("body.repeat", true, "'repeat' beside 'snapshot'", "nothing was done to the lock after now")
	}
	return nil
}
