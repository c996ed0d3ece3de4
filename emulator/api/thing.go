package api

import (
	"context"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/thing"
)

// thingInput is a lock, and the address under which the server was asked: the forms
// of a description have to lead back to it.
type thingInput struct {
	OneLock
	base string
}

// Resolve takes the address out of the request. A proxy may have taken TLS off.
func (in *thingInput) Resolve(ctx huma.Context) []error {
	scheme := "http"
	if ctx.TLS() != nil || ctx.Header("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	in.base = scheme + "://" + ctx.Host()
	return nil
}

// thingAnswer is a Thing Description.
type thingAnswer struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Body        []byte
}

func (a *API) thingOperations() {
	document := sync.OnceValues(a.Document)
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/thing", id: "get-thing", tag: tagLocks, summary: "Get a lock's Thing Description",
		about: "A Thing Description 1.1 of the W3C Web of Things: what the lock lets read, what it lets do and what it tells, with the addresses of each over HTTP and WebSocket. " +
			"It has just the operations of this API. Its addresses begin with that under which it was asked for.",
		right: access.Read, files: []string{thing.MediaType}, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *thingInput) (*thingAnswer, error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			openapi, err := document()
			if err != nil {
				return nil, err
			}
			td, err := thing.Describe(openapi, thing.About{Base: in.base, ID: row.ID, Name: row.Name, Token: access.From(ctx).Token})
			if err != nil {
				return nil, err
			}
			return &thingAnswer{ContentType: thing.MediaType, Body: td}, nil
		})
}
