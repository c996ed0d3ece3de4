package api

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/shadow"
	"locktwin/emulator/training"
)

// Prefix is where the operations lie.
const Prefix = "/api/v1"

// Public are the paths that need no token: they say nothing about any lock.
func Public() []string {
	return []string{DocsPath, DocsPath + "/", DocumentPath + ".json", DocumentPath + ".yaml", "/api/problems/", TrainingPath + "/join", "/healthz", "/readyz"}
}

// Options are what the API is made of.
type Options struct {
	Fleet    *fleet.Fleet               // nil serves the description alone
	Training *training.Service          // nil: there are no trainings
	Shadow   *shadow.Registry           // nil: there are no twins of real locks
	Feeds    func() []shadow.FeedStatus // what feeds them; nil: nothing does
	Gate     *access.Gate               // counts live feeds; nil: nobody counts
	Limits   access.Limits
	Clock    fleet.Clock  // for live feeds and waits; nil: that of the machine. Simulated time is the fleet's
	Log      *slog.Logger // nil: nobody listens
	Random   io.Reader    // names of log entries; nil: crypto/rand. Many goroutines read it
	Version  string       // of the program
	Ready    func() error // nil: it always is
}

// API is the control API.
type API struct {
	o     Options
	huma  huma.API
	mux   *http.ServeMux
	live  map[string]http.HandlerFunc // by pattern: what a WebSocket or an event stream gets
	parts map[string]string           // by pattern: the part of a lock that the operation belongs to
	feeds sync.WaitGroup
	cores *cores // what computes about twins
	asked *answers
	ended context.Context
	end   context.CancelFunc
}

// New makes the API.
func New(o Options) *API {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Clock == nil {
		o.Clock = fleet.RealClock()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &API{o: o, mux: http.NewServeMux(), live: map[string]http.HandlerFunc{}, parts: map[string]string{}, cores: newCores(), asked: newAnswers()}
	a.ended, a.end = context.WithCancel(context.Background())
	registry := schemas()
	config := huma.DefaultConfig("", "")
	config.OpenAPI.Info = info()
	config.OpenAPI.Components = &huma.Components{Schemas: registry, Responses: map[string]*huma.Response{}, SecuritySchemes: securitySchemes()}
	config.OpenAPI.Security = []map[string][]string{{}, {bearerScheme: {}}}
	config.OpenAPI.Tags = tags()
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.RejectUnknownQueryParameters = true
	config.Transformers = []huma.Transformer{a.document}
	a.huma = humago.New(switchboard{a}, config)
	for _, register := range []func(){
		a.lockOperations, a.carryOperations, a.thingOperations, a.handOperations, a.bayOperations, a.labOperations, a.faultOperations, a.timeOperations,
		a.snapshotOperations, a.flashOperations, a.traceOperations, a.scopeOperations, a.firmwareOperations, a.runOperations, a.recordOperations, a.loadOperations, a.eventOperations,
		a.trainingOperations, a.twinOperations, a.diagnoseOperations, a.catalogueOperations, a.aboutOperations,
	} {
		register()
	}
	// The library describes its own documents of an error; ours are described by
	// their type.
	delete(registry.Map(), "ErrorModel")
	delete(registry.Map(), "ErrorDetail")
	a.documentRoutes()
	a.healthRoutes()
	return a
}

// Routes puts the API onto a mux.
func (a *API) Routes(mux *http.ServeMux) {
	for _, p := range []string{"/api/", "/healthz", "/readyz"} {
		mux.Handle(p, a.Handler())
	}
}

// Handler serves everything that the API has.
func (a *API) Handler() http.Handler { return a.guarded(a.mux) }

// Close ends the live feeds and waits until they are gone, or for the context.
// The fleet ends them too; then there is nothing to wait for.
func (a *API) Close(ctx context.Context) error {
	a.end()
	gone := make(chan struct{})
	go func() {
		a.feeds.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// switchboard takes the routes of the operations, and hands requests for a live
// feed to whoever serves it at the same address.
type switchboard struct{ a *API }

func (s switchboard) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.a.mux.ServeHTTP(w, r) }

func (s switchboard) HandleFunc(pattern string, plain func(http.ResponseWriter, *http.Request)) {
	s.a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if live := s.a.live[pattern]; live != nil && wantsLive(r) {
			live(w, r.WithContext(withPart(r.Context(), s.a.parts[pattern])))
			return
		}
		plain(w, r)
	})
}
