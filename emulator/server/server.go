package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/api"
	"locktwin/emulator/fleet"
	"locktwin/emulator/metrics"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/emulator/shadow/mqtt"
	"locktwin/emulator/storage"
	"locktwin/emulator/training"
	"locktwin/emulator/transport/gattws"
	"locktwin/emulator/transport/noble"
)

// Server is a fleet of locks on listeners.
type Server struct {
	c          Config
	store      storage.Store
	closeStore func() error // of a store that the server has opened
	fleet      *fleet.Fleet
	twins      *shadow.Registry
	feedsMu    sync.Mutex
	feeds      []*mqtt.Feed // while the server serves
	training   *training.Service
	meter      *metrics.Set
	api        *api.API
	counts     *counts
	conns      *access.Connections
	transports []Transport
	nobleRadio *noble.Handler // on listeners of its own
	main       bound
	noble      []bound
	state      atomic.Int32
}

// bound is a listener and what it serves.
type bound struct {
	net.Listener
	http *http.Server
}

// States of a Server.
const (
	starting int32 = iota
	serving
	ending
)

// New makes a server: it opens the listeners and takes up what the store holds,
// and serves nothing yet. Serve does; a server that is not served has to be
// closed by Close. Errors wrap ErrConfig, ErrPortTaken, or what the store and the
// fleet say.
func New(c Config) (*Server, error) {
	c = c.filled()
	p, err := c.policy()
	if err != nil {
		return nil, err
	}
	s := &Server{c: c, counts: newCounts()}
	s.conns = access.NewConnections(c.Limits, s.counts.turned.Inc)
	s.counts.watch(s.conns)
	if s.main.Listener = c.Listener; s.main.Listener == nil {
		if s.main.Listener, err = listen(c.Listen); err != nil {
			return nil, err
		}
	}
	open := []net.Listener{s.main.Listener}
	nobles, err := c.listenNoble(c.Log)
	if err != nil {
		closeAll(open)
		return nil, err
	}
	open = append(open, nobles...)
	for _, l := range nobles {
		s.noble = append(s.noble, bound{Listener: l})
	}
	if err := s.openStore(); err != nil {
		closeAll(open)
		return nil, err
	}
	if err = s.openTwins(); err == nil {
		err = s.openFleet()
	}
	if err == nil {
		if err = s.openTraining(p); err == nil {
			if err = s.mount(p); err != nil {
				s.training.Close(context.Background())
			}
		}
		if err != nil {
			s.fleet.Close(context.Background())
		}
	}
	if err != nil {
		closeAll(open)
		return nil, errors.Join(err, s.closeStore())
	}
	return s, nil
}

func (s *Server) openStore() error {
	s.store, s.closeStore = s.c.Store, func() error { return nil }
	switch {
	case s.store != nil:
	case s.c.DataDir != "":
		db, err := storage.Open(s.c.DataDir, storage.Options{})
		if err != nil {
			return err
		}
		s.store, s.closeStore = db, db.Close
	default:
		m := storage.NewMemory()
		s.store, s.closeStore = m, m.Close
	}
	return nil
}

func (s *Server) openFleet() error {
	var err error
	if s.meter, err = metrics.New(s.counts.registry, commandNames()...); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	s.meter.Twins(s.countTwins)
	ctx := context.Background()
	s.fleet, err = fleet.Open(ctx, fleet.Options{
		Clock: s.c.Clock, Store: s.store, Log: s.c.Log, Metrics: s.meter, Limits: s.c.FleetLimits, Random: s.c.Random, Version: s.c.Version,
	})
	if err != nil {
		return err
	}
	if !s.c.Demo || len(s.fleet.Locks(fleet.Query{Limit: 1})) > 0 {
		return nil
	}
	spec := s.c.DemoSpec
	spec.ID, spec.Name = DemoLock, DemoLock
	if _, err := s.fleet.Create(ctx, spec); err != nil {
		s.fleet.Close(ctx)
		return fmt.Errorf("demo lock: %w", err)
	}
	return nil
}

// openTraining takes up the trainings that the store holds. Their time is that of
// the machine, as that of the tokens is.
func (s *Server) openTraining(p policy) error {
	t := s.c.Training
	var err error
	s.training, err = training.Open(context.Background(), training.Options{
		Fleet: s.fleet, Tokens: p.tokens, Store: s.store, Random: s.c.Random, Log: s.c.Log, Limits: t.Limits, Record: t.Record, Home: t.Home, Retention: t.Retention,
	})
	if err != nil {
		return fmt.Errorf("trainings: %w", err)
	}
	return nil
}

// DemoLock is the id and the name of the demo lock.
const DemoLock = "demo"

// mount puts everything onto the listeners.
func (s *Server) mount(p policy) error {
	c := &s.c
	wall := fleet.RealClock() // sockets and their owners do not live in the time of locks
	anyone := access.Everything()
	if !p.open {
		anyone = access.Scope{}
	}
	public := append(api.Public(), gattws.DescriptionPath)
	if c.Gateway != nil {
		public = append(public, NoblePath)
	}
	if c.Root != nil {
		public = append(public, c.RootPaths...)
	}
	gate := access.NewGate(access.Policy{
		Tokens: p.tokens, Anonymous: anyone, Origins: p.origins, Hosts: p.hosts, Loopback: p.loopback, Public: public,
		Limits: c.Limits, Now: wall.Now, Log: c.Log, Refused: s.counts.refusal,
	})
	s.api = api.New(api.Options{
		Fleet: s.fleet, Training: s.training, Shadow: s.twins, Feeds: s.feedStatus, Gate: gate, Limits: c.Limits, Clock: wall, Log: c.Log, Random: c.Random, Version: c.Version, Ready: s.ready,
	})
	radio, err := s.newNoble(c.Gateway)
	if err != nil {
		return err
	}
	s.transports = append([]Transport{
		gattTransport{gattws.NewHandler(gattws.Options{Fleet: s.fleet, Clock: c.Clock, Log: c.Log, Meter: s.meter, Limits: c.GATTLimits, Version: c.Version})},
		nobleTransport{radio, c.Gateway != nil},
	}, c.More...)
	mux := http.NewServeMux()
	s.api.Routes(mux)
	mux.Handle("GET /metrics", s.counts.handler())
	for _, t := range s.transports {
		t.Routes(mux)
	}
	if c.Root != nil {
		for _, p := range c.RootPaths {
			if p == "/" {
				p = "/{$}"
			}
			mux.Handle("GET "+p, c.Root)
		}
	} else {
		mux.Handle("GET /{$}", http.RedirectHandler(api.DocsPath+"/", http.StatusFound))
	}
	s.main.http = s.httpServer(gate, mux)

	if len(s.noble) == 0 {
		return nil
	}
	if s.nobleRadio, err = s.newNoble(nil); err != nil {
		return err
	}
	// The library cannot carry a token, so this listener, which only this machine
	// can reach, needs none; it is good for the air and for nothing else.
	nobleGate := access.NewGate(access.Policy{
		Anonymous: airScope(), Origins: p.origins, Hosts: p.hosts, Loopback: true, Limits: c.Limits, Now: wall.Now, Log: c.Log, Refused: s.counts.refusal,
	})
	nobleMux := http.NewServeMux()
	nobleMux.Handle("/{$}", s.nobleRadio)
	for i := range s.noble {
		s.noble[i].http = s.httpServer(nobleGate, nobleMux)
	}
	return nil
}

func (s *Server) newNoble(g *noble.Gateway) (*noble.Handler, error) {
	h, err := noble.New(s.fleet, noble.Options{MTU: s.c.NobleMTU, Gateway: g, Clock: s.c.Clock, Random: s.c.Random, Log: s.c.Log, Limits: s.c.NobleLimits})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return h, nil
}

// httpServer serves a mux behind a gate, with limits on time and size.
func (s *Server) httpServer(gate *access.Gate, mux *http.ServeMux) *http.Server {
	routed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			api.NoRoute(mux, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
	behind := gate.Wrap(routed)
	l := s.c.Limits
	return &http.Server{
		Handler: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			w := &writer{ResponseWriter: out, control: http.NewResponseController(out), limit: l.WriteTime}
			defer func() { s.counts.answered(r.Method, w.status) }()
			if s.state.Load() == ending {
				w.Header().Set("Retry-After", "5")
				w.Header().Set("Connection", "close")
				problem.New(problem.Unavailable, "the server ends").Write(w)
				return
			}
			behind.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: l.HeaderTime, ReadTimeout: l.BodyTime, IdleTimeout: l.IdleTime, MaxHeaderBytes: l.HeaderBytes,
		ErrorLog: slog.NewLogLogger(s.c.Log.Handler(), slog.LevelWarn),
	}
}

// ready tells whether the server serves.
func (s *Server) ready() error {
	switch s.state.Load() {
	case starting:
		return errors.New("the server starts")
	case ending:
		return errors.New("the server ends")
	}
	return nil
}

// Fleet is the fleet that is served.
func (s *Server) Fleet() *fleet.Fleet { return s.fleet }

// Address is that of the main listener.
func (s *Server) Address() net.Addr { return s.main.Addr() }

// NobleAddresses are those of the listeners for the noble library.
func (s *Server) NobleAddresses() []net.Addr {
	var out []net.Addr
	for _, b := range s.noble {
		out = append(out, b.Addr())
	}
	return out
}

// URL is the address of the main listener as a client on this machine writes it.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.Address().String())
	if err != nil {
		return "http://" + s.Address().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Serve serves until the context is done, or a listener fails, and then ends
// everything within the time that the Config has for it. It returns nil when the
// end was in order. It may be called once.
func (s *Server) Serve(ctx context.Context) error {
	if !s.state.CompareAndSwap(starting, serving) {
		return errors.New("a server is served once")
	}
	if err := s.startFeeds(); err != nil {
		return errors.Join(err, s.end())
	}
	bounds := append([]bound{s.main}, s.noble...)
	failed := make(chan error, len(bounds))
	for _, b := range bounds {
		go func() {
			if err := b.http.Serve(s.conns.Listen(b.Listener)); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("listener %s: %w", b.Addr(), err)
			}
		}()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		s.c.Log.Error("a listener failed", "err", err)
	}
	return errors.Join(err, s.end())
}

// Close ends a server that is not served. After Serve it does nothing.
func (s *Server) Close() error {
	if s.state.CompareAndSwap(starting, ending) {
		return s.finish()
	}
	return nil
}

func (s *Server) end() error {
	s.state.Store(ending)
	return s.finish()
}

// finish tells everybody, saves everything and lets go of the listeners. What is
// not over in time is cut off.
func (s *Server) finish() error {
	wall := fleet.RealClock()
	began := wall.Now()
	ctx, cancel := context.WithTimeout(context.Background(), s.c.Shutdown)
	defer cancel()
	bounds := append([]bound{s.main}, s.noble...)
	stopped := make(chan error, len(bounds))
	for _, b := range bounds {
		go func() {
			err := b.http.Shutdown(ctx)
			b.Close() // also when it was never served
			stopped <- err
		}()
	}
	var errs []error
	note := func(what string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
	}
	// The fleet tells the centrals and ends the feeds; what carries them follows.
	note("trainings", s.training.Close(ctx))
	note("fleet", s.fleet.Close(ctx))
	for _, t := range s.transports {
		note("transport", t.Close(ctx))
	}
	if s.nobleRadio != nil {
		note("noble", s.nobleRadio.Shutdown(ctx))
	}
	note("live feeds", s.api.Close(ctx))
	for range bounds {
		note("listener", <-stopped)
	}
	for _, f := range s.feeds {
		f.Close() // what it has heard is kept
	}
	for _, b := range bounds {
		b.http.Close()
	}
	note("store", s.closeStore())
	s.c.Log.Info("the server has ended", "took", wall.Now().Sub(began).Round(time.Millisecond), "in_order", len(errs) == 0)
	return errors.Join(errs...)
}
