package server

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/transport/gattws"
	"locktwin/emulator/transport/noble"
)

// Transport carries GATT, or something else, on the main listener. What it
// serves stands behind the gate.
type Transport interface {
	// Routes puts the transport onto a mux.
	Routes(mux *http.ServeMux)
	// Close tells its clients that the server ends, and waits for them as long as
	// the context allows. The fleet has told them before.
	Close(ctx context.Context) error
}

// Paths of the transports on the main listener.
const (
	GATTPath  = "/gatt"
	NoblePath = "/noble"
)

// gattTransport is package gattws on the main listener.
type gattTransport struct{ *gattws.Handler }

func (t gattTransport) Routes(mux *http.ServeMux) {
	mux.Handle(GATTPath, t.Handler)
	mux.Handle("GET "+gattws.DescriptionPath, gattws.Description())
}

// nobleTransport is package noble on the main listener.
type nobleTransport struct {
	*noble.Handler
	gateway bool
}

func (t nobleTransport) Routes(mux *http.ServeMux) {
	var h http.Handler = t.Handler
	if t.gateway {
		h = airForAnyone(h)
	}
	mux.Handle(NoblePath, h)
}

func (t nobleTransport) Close(ctx context.Context) error { return t.Shutdown(ctx) }

// airForAnyone lets a request through that carries no token: the handler behind
// it asks for credentials of its own.
func airForAnyone(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if !access.From(ctx).Token {
			ctx = access.WithIdentity(ctx, access.Identity{Name: "gateway client", Scope: airScope()})
		}
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// airScope lets its holder be a central of every lock, and nothing else.
func airScope() access.Scope {
	s, err := access.NewScope(access.Grant{Right: access.Air})
	if err != nil {
		panic(err) // the grant is a constant
	}
	return s
}
