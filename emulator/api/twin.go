package api

import (
	"bytes"
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin/telemetry"
)

const tagTwins = "twins"

// TwinFileType is the media type of an exported twin.
const TwinFileType = "application/vnd.locktwin.twin+json"

// OneTwin is the part of a path that names a twin.
type OneTwin struct {
	Twin string `path:"twin" doc:"Id or name of the twin, or the id of its lock." example:"front-door" maxLength:"80"`
}

// TwinList is every twin.
type TwinList struct {
	Twins []shadow.Summary `json:"twins" nullable:"false" doc:"In the order of their names."`
}

// TwinFeeds is what feeds twins.
type TwinFeeds struct {
	Feeds []shadow.FeedStatus `json:"feeds" nullable:"false" doc:"One for each broker that the server was started with."`
}

// TwinMade is a twin that was made, and what became of its first telemetry.
type TwinMade struct {
	Location string `header:"Location" doc:"Address of the twin."`
	Body     shadow.Twin
}

// followed registers an operation about twins. They are no locks of the server, so
// a grant that names locks does not reach them: it takes the right for all.
func followed[I, O any](a *API, op operation, handler func(context.Context, *shadow.Registry, *I) (*O, error)) {
	op.tag, op.alone = tagTwins, true
	op.about = joined(op.about, "A grant that names single locks is not enough.")
	op.problems = append(op.problems, problem.UnknownTwin)
	add(a, op, func(ctx context.Context, in *I) (*O, error) {
		if a.o.Shadow == nil {
			return nil, problem.New(problem.Unavailable, "there are no twins on this server")
		}
		if !access.From(ctx).Scope.MayAll(op.right) {
			return nil, forbidden(op.right)
		}
		return handler(ctx, a.o.Shadow, in)
	})
}

// joined puts a blank between two sentences.
func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func (a *API) twinOperations() {
	followed(a, operation{method: http.MethodGet, path: "/twins", id: "list-twins", summary: "List the twins", right: access.Read},
		func(_ context.Context, r *shadow.Registry, _ *struct{}) (*Output[TwinList], error) {
			return answer(TwinList{append([]shadow.Summary{}, r.List()...)}, nil)
		})

	followed(a, operation{method: http.MethodGet, path: "/twin-feeds", id: "list-twin-feeds", summary: "See how the brokers that feed twins are doing", right: access.Read},
		func(context.Context, *shadow.Registry, *struct{}) (*Output[TwinFeeds], error) {
			out := TwinFeeds{Feeds: []shadow.FeedStatus{}}
			if a.o.Feeds != nil {
				out.Feeds = a.o.Feeds()
			}
			return answer(out, nil)
		})

	type newTwinBody struct {
		Name string `json:"name" doc:"Its name, one line." minLength:"1" maxLength:"80"`
		Lock string `json:"lock,omitempty" doc:"Id of the lock that it follows, 8 hexadecimal digits; that of the first telemetry if left out." pattern:"^[0-9A-Fa-f]{8}$"`
	}
	type newInput struct{ Body newTwinBody }
	followed(a, operation{method: http.MethodPost, path: "/twins", id: "create-twin", summary: "Make a twin", status: http.StatusCreated, right: access.Control,
		about: "It knows nothing until telemetry comes.", problems: []problem.Kind{problem.Conflict, problem.Limit}},
		func(ctx context.Context, r *shadow.Registry, in *newInput) (*TwinMade, error) {
			t, _, err := r.Create(ctx, shadow.New{Name: in.Body.Name, Lock: in.Body.Lock})
			return made(t, err)
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}", id: "get-twin", summary: "See a twin", right: access.Read,
		about: "With what its lock has reported, what is desired of it, and where the two differ."},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*Output[shadow.Twin], error) {
			return answer(r.Get(ctx, in.Twin))
		})
	type renameBody struct {
		Name string `json:"name" doc:"Its new name, one line." minLength:"1" maxLength:"80"`
	}
	type renameInput struct {
		OneTwin
		Body renameBody
	}
	followed(a, operation{method: http.MethodPatch, path: "/twins/{twin}", id: "rename-twin", summary: "Give a twin another name", right: access.Control,
		problems: []problem.Kind{problem.Conflict}},
		func(ctx context.Context, r *shadow.Registry, in *renameInput) (*Output[shadow.Summary], error) {
			return answer(r.Rename(ctx, in.Twin, in.Body.Name))
		})
	followed(a, operation{method: http.MethodDelete, path: "/twins/{twin}", id: "delete-twin", summary: "Delete a twin with everything that is kept of it",
		about: "Telemetry, desired state, fit and memory image; nothing of them stays.", right: access.Control},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*struct{}, error) {
			return nil, r.Delete(ctx, in.Twin)
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/export", id: "export-twin", summary: "Get a twin as one file", right: access.Control,
		about: "With all that is kept of it: telemetry, names that were asked for, and the memory image, in which keys and a PIN may lie.", files: []string{TwinFileType}},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*rawFile, error) {
			t, err := r.Get(ctx, in.Twin)
			if err != nil {
				return nil, err
			}
			text, err := r.Export(ctx, t.ID)
			if err != nil {
				return nil, err
			}
			return file(TwinFileType, t.ID+".twin.json", text), nil
		})
	type importInput struct {
		RawBody []byte `contentType:"application/vnd.locktwin.twin+json"`
	}
	followed(a, operation{method: http.MethodPost, path: "/twins/import", id: "import-twin", summary: "Make a twin of an exported file", status: http.StatusCreated,
		right: access.Control, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Conflict, problem.Limit, problem.TooLarge}},
		func(ctx context.Context, r *shadow.Registry, in *importInput) (*TwinMade, error) {
			return made(r.Import(ctx, bytes.Clone(in.RawBody)))
		})

	type telemetryInput struct {
		OneTwin
		File    string `query:"file" doc:"Name of the file, for messages about it." maxLength:"120"`
		Lock    string `query:"lock" doc:"Id of the lock for lines that do not say whose they are, 8 hexadecimal digits; that of the twin if left out." pattern:"^[0-9A-Fa-f]{8}$"`
		Names   bool   `query:"names" doc:"Keep the names of people that stand in it. They are personal data; left out, they are dropped while reading."`
		RawBody []byte `contentType:"text/plain"`
	}
	followed(a, operation{method: http.MethodPost, path: "/twins/{twin}/telemetry", id: "add-telemetry", summary: "Give a twin what its lock was heard to say",
		about: "JSON lines or CSV of the documented schema, the history export of Home Assistant, or a log of MQTT messages; the content tells which. " +
			"What is damaged, doubled, late or impossible stands in the findings with its line and never spoils the rest. The same text may be sent again.",
		right: access.Control, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Limit, problem.TooLarge}},
		func(ctx context.Context, r *shadow.Registry, in *telemetryInput) (*Output[shadow.Report], error) {
			t, err := r.Get(ctx, in.Twin)
			if err != nil {
				return nil, err
			}
			done, err := a.cores.take(ctx)
			if err != nil {
				return nil, err
			}
			defer done()
			o := telemetry.ReadOptions{Names: in.Names, Lock: cmpOr(in.Lock, t.Lock), At: telemetry.UnixMilli(a.o.Clock.Now().UnixMilli())}
			records, findings := o.Read(cmpOr(in.File, "telemetry"), in.RawBody)
			report, err := r.Ingest(ctx, t.ID, records, findings)
			report.Findings = append([]telemetry.Finding{}, report.Findings...)
			return answer(report, err)
		})

	type desireBody struct {
		Revision *uint64            `json:"revision,omitempty" doc:"Revision of the desired state that is expected; whichever is there if left out."`
		Values   map[string]*string `json:"values" doc:"What is desired, by key; null takes a wish back. Keys are those of the reported state."`
	}
	type desireInput struct {
		OneTwin
		Body desireBody
	}
	followed(a, operation{method: http.MethodPut, path: "/twins/{twin}/desired", id: "desire", summary: "Say what is desired of the lock", right: access.Control,
		about: "Nothing is sent to a lock: what is desired is kept and held against what is reported. Keys that are not named stay.", problems: []problem.Kind{problem.Conflict, problem.Limit}},
		func(ctx context.Context, r *shadow.Registry, in *desireInput) (*Output[shadow.Desired], error) {
			expected := shadow.AnyRevision
			if in.Body.Revision != nil {
				expected = *in.Body.Revision
			}
			return answer(r.Desire(ctx, in.Twin, in.Body.Values, expected))
		})

	type stateInput struct {
		OneTwin
		AtMS int64 `query:"at_ms" doc:"Unix milliseconds; now if left out." minimum:"0" maximum:"253402300799999"`
	}
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/state", id: "get-twin-state", summary: "See what the lock had reported up to an instant", right: access.Read},
		func(ctx context.Context, r *shadow.Registry, in *stateInput) (*Output[shadow.State], error) {
			at := telemetry.UnixMilli(in.AtMS)
			if at == 0 {
				at = telemetry.UnixMilli(a.o.Clock.Now().UnixMilli())
			}
			return answer(r.At(ctx, in.Twin, at))
		})
	a.fitOperations()
	a.aheadOperations()
	a.whatIfOperations()
	a.imageOperations()
}

func made(t shadow.Twin, err error) (*TwinMade, error) {
	if err != nil {
		return nil, err
	}
	return &TwinMade{Location: Prefix + "/twins/" + t.ID, Body: t}, nil
}
