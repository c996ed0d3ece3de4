package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/emulator/training"
	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/power"
	"locktwin/scenarios"
	cases "locktwin/scenarios/training"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/diagnose"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/futures"
	"locktwin/scenarios/twin/remains"
)

// because tells which kind of problem an error is. The first that fits counts.
var because = []struct {
	err  error
	kind problem.Kind
}{
	{context.DeadlineExceeded, problem.Slow},
	{training.ErrNotFound, problem.UnknownThing},
	{training.ErrCode, problem.UnknownThing},
	{training.ErrFrozen, problem.Frozen},
	{training.ErrState, problem.Conflict},
	{training.ErrLimit, problem.Limit},
	{training.ErrInput, problem.Invalid},
	{training.ErrStore, problem.Unavailable},
	{shadow.ErrNotFound, problem.UnknownTwin},
	{shadow.ErrNothing, problem.UnknownThing},
	{shadow.ErrExists, problem.Conflict},
	{shadow.ErrConflict, problem.Conflict},
	{shadow.ErrLimit, problem.Limit},
	{shadow.ErrInput, problem.Invalid},
	{shadow.ErrStore, problem.Unavailable},
	{twin.ErrNoReports, problem.FitRefused},
	{twin.ErrNotUsable, problem.FitRefused},
	{twin.ErrValue, problem.Invalid},
	{forecast.ErrOptions, problem.Invalid},
	{futures.ErrQuestion, problem.Invalid},
	{diagnose.ErrSymptom, problem.Invalid},
	{remains.ErrInput, problem.Invalid},
	{remains.ErrOptions, problem.Invalid},
	{remains.ErrNoProfile, problem.Invalid},
	{cases.ErrChoice, problem.Conflict},
	{cases.ErrOver, problem.Conflict},
	{fleet.ErrNotFound, problem.UnknownThing},
	{fleet.ErrExists, problem.Conflict},
	{fleet.ErrLimit, problem.Limit},
	{fleet.ErrNotReached, problem.NotReached},
	{fleet.ErrClosed, problem.Unavailable},
	{fleet.ErrStore, problem.Unavailable},
	{fleet.ErrFailed, problem.Conflict},
	{fleet.ErrOnAir, problem.Conflict},
	{fleet.ErrUpdate, problem.Conflict},
	{model.ErrCellsIn, problem.Conflict},
	{fleet.ErrVersion, problem.Invalid},
	{fleet.ErrSpec, problem.Invalid},
	{scenarios.ErrScenario, problem.Invalid},
	{scenarios.ErrBuild, problem.Invalid},
	{power.ErrConfig, problem.Invalid},
	{power.ErrUnknownCell, problem.Invalid},
	{flashsim.ErrUnknownPart, problem.Invalid},
	{flashsim.ErrFormat, problem.Invalid},
	{firmware.ErrUnknownProfile, problem.Invalid},
}

// asProblem turns an error into the document that is answered. What is not
// known is the server's fault: it is logged, and the document only says where.
func (a *API) asProblem(ctx context.Context, err error) error {
	var d *problem.Document
	if errors.As(err, &d) {
		return d
	}
	var fast *training.TooFast
	if errors.As(err, &fast) {
		return huma.ErrorWithHeaders(problem.New(problem.TooFast, "%v", err), http.Header{"Retry-After": {strconv.Itoa(fast.Seconds)}})
	}
	if d, ok := scenarioProblem(err); ok {
		return d
	}
	for _, b := range because {
		if errors.Is(err, b.err) {
			return problem.New(b.kind, "%v", err)
		}
	}
	if errors.Is(err, context.Canceled) {
		return problem.New(problem.Unavailable, "the request was given up")
	}
	return a.broken(ctx, err)
}

// broken logs what should not have happened and answers with its place in the
// log.
func (a *API) broken(ctx context.Context, err error) *problem.Document {
	d := problem.New(problem.Broken, "")
	d.Instance = newInstance(a.o.Random)
	a.o.Log.ErrorContext(ctx, "a request failed", "instance", d.Instance, "err", err)
	return d
}

// newInstance is a name that occurs once.
func newInstance(random io.Reader) string {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		rand.Read(b[:])
	}
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// longestFound is how much of a value a document shows.
const longestFound = 200

// document turns what huma found wrong with a request into a problem document.
func (a *API) document(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	k := problem.ForStatus(m.Status)
	if k == problem.Broken {
		texts := []error{errors.New(m.Detail)}
		for _, e := range m.Errors {
			texts = append(texts, e)
		}
		return a.broken(ctx.Context(), errors.Join(texts...)), nil
	}
	d := problem.New(k, "%s", m.Detail)
	if m.Detail == "validation failed" {
		d.Detail = fmt.Sprintf("what is wrong stands in errors: %d in all", len(m.Errors))
	}
	for _, e := range m.Errors {
		if e != nil {
			d.Errors = append(d.Errors, a.field(ctx.Operation(), e))
		}
	}
	slices.SortFunc(d.Errors, func(x, y problem.Field) int {
		return strings.Compare(x.Location+"\x00"+x.Message, y.Location+"\x00"+y.Message)
	})
	return d, nil
}

// field says what is wrong with one field in the words of this API.
func (a *API) field(op *huma.Operation, e *huma.ErrorDetail) problem.Field {
	f := problem.Field{Location: e.Location, Message: e.Message}
	switch v := e.Value.(type) {
	case string:
		if e.Location != "body" && v != "" {
			f.Found = v[:min(len(v), longestFound)]
		}
	case float64:
		if f.Found = v; math.IsInf(v, 0) || math.IsNaN(v) {
			f.Found = strconv.FormatFloat(v, 'g', -1, 64) // JSON has no such number
		}
	case bool, int64, uint64, int, nil:
		f.Found = v
	}
	switch {
	case e.Message == validation.MsgUnexpectedProperty:
		name := e.Location[strings.LastIndexByte(e.Location, '.')+1:]
		known := a.propertiesBeside(op, e.Location)
		f.Message = "there is no such field." + problem.DidYouMean(name, known)
		f.Wanted = problem.OneOf(known)
	case e.Message == "unknown query parameter":
		var known []string
		for _, p := range op.Parameters {
			if p.In == "query" {
				known = append(known, p.Name)
			}
		}
		slices.Sort(known)
		f.Message = "there is no such parameter." + problem.DidYouMean(strings.TrimPrefix(e.Location, "query."), known)
		f.Wanted = problem.OneOf(known)
	default:
		if wanted, ok := strings.CutPrefix(e.Message, "expected "); ok {
			f.Wanted = wanted
		}
		if s := a.schemaAt(op, e.Location); s != nil && len(s.Enum) > 0 {
			var words []string
			for _, w := range s.Enum {
				words = append(words, fmt.Sprint(w))
			}
			f.Wanted = problem.OneOf(words)
			f.Message = "is none of the words that are allowed here."
			if found, ok := f.Found.(string); ok {
				f.Message += problem.DidYouMean(found, words)
			}
		}
	}
	return f
}

// propertiesBeside lists the properties that could stand where one does.
func (a *API) propertiesBeside(op *huma.Operation, location string) []string {
	s := a.schemaAt(op, location[:max(strings.LastIndexByte(location, '.'), 0)])
	if s == nil {
		return nil
	}
	var names []string
	for n := range s.Properties {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// schemaAt is the schema of a place in a request, nil when there is none.
func (a *API) schemaAt(op *huma.Operation, location string) *huma.Schema {
	registry := a.huma.OpenAPI().Components.Schemas
	follow := func(s *huma.Schema) *huma.Schema {
		for s != nil && s.Ref != "" {
			s = registry.SchemaFromRef(s.Ref)
		}
		return s
	}
	where, rest, _ := strings.Cut(location, ".")
	if where != "body" {
		for _, p := range op.Parameters {
			if p.In == where && p.Name == rest {
				return follow(p.Schema)
			}
		}
		return nil
	}
	if op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
		return nil
	}
	s := follow(op.RequestBody.Content["application/json"].Schema)
	for name := range strings.SplitSeq(rest, ".") {
		if name == "" || s == nil {
			break
		}
		name, _, isItem := strings.Cut(name, "[")
		s = follow(s.Properties[name])
		if isItem && s != nil {
			s = follow(s.Items)
		}
	}
	return s
}
