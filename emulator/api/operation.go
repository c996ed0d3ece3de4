package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
)

// operation describes one route.
type operation struct {
	method, path string // the path below Prefix
	id           string
	summary      string
	about        string
	tag          string
	status       int            // of success; 0 is 200, or 204 without a body
	problems     []problem.Kind // beside those that every operation has
	right        access.Right   // what it takes; 0: nothing
	bytes        int64          // longest body; 0: the limit for ordinary ones
	slow         bool           // it runs simulated time, so it may take a while
	alone        bool           // it needs no locks
	files        []string       // media types of an answer that is not JSON, or not only
}

// everywhere are the problems that every operation may answer with.
var everywhere = []problem.Kind{problem.Malformed, problem.Invalid, problem.Unauthorized, problem.Forbidden, problem.ForeignOrigin,
	problem.ForeignHost, problem.TooFast, problem.Broken, problem.Unavailable}

// add registers an operation.
func add[I, O any](a *API, op operation, handler func(context.Context, *I) (*O, error)) {
	limit := op.bytes
	if limit == 0 {
		limit = a.o.Limits.BodyBytes
	}
	about := op.about
	if op.right != 0 {
		about = strings.TrimSpace(about + "\n\nNeeds the right `" + op.right.String() + "`.")
	}
	description := huma.Operation{
		Method: op.method, Path: Prefix + op.path, OperationID: op.id, Summary: op.summary, Description: about, Tags: []string{op.tag},
		DefaultStatus: op.status, MaxBodyBytes: limit, BodyReadTimeout: a.o.Limits.BodyTime, Responses: a.problemResponses(op.problems),
	}
	if len(op.files) > 0 {
		content := map[string]*huma.MediaType{}
		for _, t := range op.files {
			content[t] = &huma.MediaType{}
			if t != jsonType {
				content[t].Schema = &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"contentMediaType": t}}
			}
		}
		description.Responses["200"] = &huma.Response{Description: "OK", Content: content}
	}
	part := op.part()
	a.parts[op.method+" "+Prefix+op.path] = part
	huma.Register(a.huma, description, func(ctx context.Context, in *I) (*O, error) {
		if a.o.Fleet == nil && !op.alone {
			return nil, problem.New(problem.Unavailable, "there are no locks behind this description")
		}
		if c, ok := ctx.Value(controllerKey{}).(*http.ResponseController); ok {
			// The request is here; its deadline must not end what it asks for.
			c.SetReadDeadline(time.Time{})
		}
		if op.right != 0 && !maySome(ctx, op.right) {
			if access.From(ctx).Scope.MaySome(access.Learn) && part != "" {
				return nil, problem.New(problem.Covered, "no part of a lock is uncovered for this")
			}
			return nil, forbidden(op.right)
		}
		if op.slow {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, a.o.Limits.RequestTime)
			defer cancel()
		}
		ctx = withPart(ctx, part)
		done, err := a.byHand(ctx, &op, in)
		if err != nil {
			return nil, a.asProblem(ctx, err)
		}
		out, err := func() (out *O, err error) {
			defer func() { done(out) }()
			return handler(ctx, in)
		}()
		if err != nil {
			return nil, a.asProblem(ctx, err)
		}
		return out, nil
	})
}

// problemResponses describes the problems of an operation, by status. What
// several operations share stands once, among the components.
func (a *API) problemResponses(more []problem.Kind) map[string]*huma.Response {
	kinds := map[int][]problem.Kind{}
	for _, k := range append(append([]problem.Kind(nil), everywhere...), more...) {
		kinds[k.Status] = append(kinds[k.Status], k)
	}
	shared := a.huma.OpenAPI().Components.Responses
	out := map[string]*huma.Response{}
	for status, list := range kinds {
		var names, texts []string
		for _, k := range list {
			names = append(names, k.Name)
			texts = append(texts, fmt.Sprintf("%s (`%s`)", k.Title, k.Type()))
		}
		name := strings.Join(names, ".")
		if shared[name] == nil {
			shared[name] = &huma.Response{Description: strings.Join(texts, "; or: "), Content: map[string]*huma.MediaType{problem.MediaType: {Schema: a.problemSchema()}}}
		}
		out[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + name}
	}
	return out
}

const jsonType = "application/json"

type controllerKey struct{}

// guarded is what stands before every request of the API: panics become
// problems, and addresses that do not exist get one.
func (a *API) guarded(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), controllerKey{}, http.NewResponseController(w))
		r = r.WithContext(ctx)
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			d := a.broken(ctx, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			d.Write(w)
		}()
		if _, pattern := mux.Handler(r); pattern == "" {
			NoRoute(mux, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// NoRoute answers a request for which a mux has no route.
func NoRoute(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = m
		if _, pattern := mux.Handler(&other); pattern != "" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		problem.New(problem.NoMethod, "%s takes %s, not %s", r.URL.Path, problem.OneOf(allowed), r.Method).Write(w)
		return
	}
	problem.New(problem.NoRoute, "the API has no %s", r.URL.Path).Write(w)
}

func forbidden(r access.Right) *problem.Document {
	return problem.New(problem.Forbidden, "this takes the right '%s'", r)
}

// OneLock is the part of a path that names a lock.
type OneLock struct {
	Lock string `path:"lock" doc:"Id, name or address of the lock." example:"demo" maxLength:"80"`
}

// found looks a lock up for who asks, and holds the right that is needed against
// what may be done with it. A lock that may not be seen does not exist.
func (a *API) found(ctx context.Context, name string, right access.Right) (fleet.Lock, error) {
	part := partFrom(ctx)
	row, err := a.o.Fleet.Lock(name)
	if err == nil && a.may(ctx, right, row.ID, part) {
		return row, a.notFrozen(ctx, right, row.ID, part)
	}
	if err != nil && !errors.Is(err, fleet.ErrNotFound) {
		return fleet.Lock{}, err
	}
	if err == nil && a.may(ctx, access.Read, row.ID, training.PartRow) {
		if _, ok := a.veilOf(ctx, row.ID); ok {
			return fleet.Lock{}, problem.New(problem.Covered, "this part of the lock is covered at this stage")
		}
		return fleet.Lock{}, forbidden(right)
	}
	return fleet.Lock{}, a.noLock(ctx, name)
}

// mostNames is among how many locks one with a name like the unknown one is looked
// for: to compare many names costs more than it helps.
const mostNames = 1000

// noLock is the answer about a lock that does not exist for who asks.
func (a *API) noLock(ctx context.Context, name string) error {
	var names []string
	for _, l := range a.visible(ctx, fleet.Query{Limit: mostNames}) {
		names = append(names, l.ID)
		if l.Name != l.ID {
			names = append(names, l.Name)
		}
	}
	d := problem.New(problem.UnknownLock, "there is no lock '%s'.%s", name, problem.DidYouMean(name, names))
	return d.At("path.lock", name, "id, name or address of one of the locks that GET "+Prefix+"/locks lists", "there is no such lock")
}

// visible lists the locks that who asks may see.
func (a *API) visible(ctx context.Context, q fleet.Query) []fleet.Lock {
	if access.From(ctx).Scope.MayAll(access.Read) {
		return a.o.Fleet.Locks(q)
	}
	limit, offset := q.Limit, q.Offset
	q.Limit, q.Offset = 0, 0
	var out []fleet.Lock
	for _, l := range a.o.Fleet.Locks(fleet.Query{}) {
		if !a.may(ctx, access.Read, l.ID, training.PartRow) {
			continue
		}
		// What is covered cannot be asked for either.
		if l = a.seen(ctx, l); q.Takes(&l) {
			out = append(out, l)
		}
	}
	out = out[min(offset, len(out)):]
	if limit > 0 {
		out = out[:min(limit, len(out))]
	}
	return out
}

// invalid is a problem with one field.
func invalid(location string, found any, wanted, format string, args ...any) *problem.Document {
	message := fmt.Sprintf(format, args...)
	return problem.New(problem.Invalid, "%s: %s", location, message).At(location, found, wanted, message)
}

// within holds a duration of a request against its range; left out, it is the
// default.
func within(location string, d Duration, low, high, otherwise time.Duration) (time.Duration, error) {
	if !d.given() {
		return otherwise, nil
	}
	if d.D < low || d.D > high {
		text, _ := d.MarshalText()
		return 0, invalid(location, string(text), "from "+spell(low)+" to "+spell(high), "%s is outside the range", text)
	}
	return d.D, nil
}

func spell(d time.Duration) string {
	text, _ := For(d).MarshalText()
	return string(text)
}

// Output is what an operation answers with.
type Output[T any] struct{ Body T }

// answer makes an Output of a value, unless there is an error.
func answer[T any](v T, err error) (*Output[T], error) {
	if err != nil {
		return nil, err
	}
	return &Output[T]{Body: v}, nil
}
