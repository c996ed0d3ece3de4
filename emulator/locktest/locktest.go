// Package locktest is a whole server with virtual locks inside a test, in one
// line: on a random port of this machine, with nothing kept, and with a clock
// that stands still until the test turns it.
//
// An app is tested against it as against real locks: over the WebSockets of
// [Server.GATT] and [Server.Noble], with hands and laboratory through the API at
// [Server.URL] or through [Server.Do]. The package knows the server from outside
// only, and nothing of the app. It imports testing, so only tests may import it.
package locktest

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"locktwin/emulator/fleet"
	"locktwin/emulator/server"
	"locktwin/model"
)

// Server is a server that runs until the test ends.
type Server struct {
	// URL is the address of the main listener, without a slash at its end.
	URL string
	// Fleet is what the server serves.
	Fleet *fleet.Fleet

	t     testing.TB
	clock *fleet.HandClock // nil: the clock of the machine
	noble string
}

// Begin is what the clock shows first.
var Begin = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// Option changes what Start starts.
type Option func(*settings)

type settings struct {
	config   server.Config
	clock    *fleet.HandClock
	noble    bool
	parallel bool
}

// RealTime lets the clock of the machine run in place of one that the test turns.
func RealTime() Option { return func(s *settings) { s.clock = nil } }

// Noble adds a listener for the noble library, on a random port too.
func Noble() Option { return func(s *settings) { s.noble = true } }

// Token has the server ask for a token, which grants a scope as in "admin" or
// "control:front".
func Token(text, scope string) Option {
	return func(s *settings) {
		s.config.Tokens = append(s.config.Tokens, server.Token{Name: scope, Text: text, Scope: scope})
	}
}

// Config changes whatever else the server is made of.
func Config(change func(*server.Config)) Option { return func(s *settings) { change(&s.config) } }

// Parallel is for tests that run beside others in one process: whose goroutines
// are left at the end cannot be told then, so nobody looks.
func Parallel() Option { return func(s *settings) { s.parallel = true } }

// Start starts a server that ends with the test. The end fails the test when the
// server does not end in order, a lock has failed, or goroutines are left.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	before := goleak.IgnoreCurrent()
	set := settings{clock: fleet.NewHandClock(Begin)}
	set.config = server.Config{
		Listen: "127.0.0.1:0", Noble: []string{}, Random: rand.NewChaCha8([32]byte{}), Version: "locktest",
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, o := range options {
		o(&set)
	}
	if set.clock != nil {
		set.config.Clock = set.clock
	}
	if set.noble {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatalf("locktest: %v", err)
		}
		set.config.NobleListeners = []net.Listener{l}
	}
	inner, err := server.New(set.config)
	if err != nil {
		t.Fatalf("locktest: %v", err)
	}
	s := &Server{URL: inner.URL(), Fleet: inner.Fleet(), t: t, clock: set.clock}
	if a := inner.NobleAddresses(); len(a) > 0 {
		s.noble = "ws://" + a[0].String() + "/"
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- inner.Serve(ctx) }()
	t.Cleanup(func() {
		for _, l := range s.Fleet.Locks(fleet.Query{}) {
			if l.Failure != "" {
				t.Errorf("locktest: the lock %s has failed: %s", l.ID, l.Failure)
			}
		}
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("locktest: the server did not end in order: %v", err)
		}
		if !set.parallel {
			goleak.VerifyNone(t, before)
		}
	})
	return s
}

// GATT is the address of the own protocol, for WebSockets.
func (s *Server) GATT() string { return "ws" + strings.TrimPrefix(s.URL, "http") + server.GATTPath }

// Noble is the address for clients of the noble library; "" without the option.
func (s *Server) Noble() string { return s.noble }

// CreateLock makes a lock and lets it come up: a minute of its time passes, so its
// first boot is over. What the spec leaves out is as everywhere; the seed is 1.
func (s *Server) CreateLock(spec fleet.Spec) fleet.Lock {
	s.t.Helper()
	if spec.Seed == 0 {
		spec.Seed = 1
	}
	ctx := context.Background()
	l, err := s.Fleet.Create(ctx, spec)
	if err == nil {
		err = s.Fleet.RunUntil(ctx, l.ID, fleet.Until{For: time.Minute})
	}
	if err == nil {
		l, err = s.Fleet.Lock(l.ID)
	}
	if err != nil {
		s.t.Fatalf("locktest: %v", err)
	}
	return l
}

// Lock is what there is to see of a lock, by id, name or address.
func (s *Server) Lock(id string) fleet.Lock {
	s.t.Helper()
	// The registry follows the lock; what was done is shown when it is acknowledged.
	err := s.Fleet.Do(context.Background(), id, func(*model.Lock) error { return nil })
	if errors.Is(err, fleet.ErrFailed) {
		err = nil // it is shown all the same
	}
	var l fleet.Lock
	if err == nil {
		l, err = s.Fleet.Lock(id)
	}
	if err != nil {
		s.t.Fatalf("locktest: %v", err)
	}
	return l
}

// Do does something to a lock at its present instant, with all that the model
// can: take cells out, sag the rail, press the button.
func (s *Server) Do(id string, what func(*model.Lock) error) {
	s.t.Helper()
	if err := s.Fleet.Do(context.Background(), id, what); err != nil {
		s.t.Fatalf("locktest: %v", err)
	}
}

// Events lists what has happened to a lock, as far as it is remembered.
func (s *Server) Events(id string) []fleet.Event {
	s.t.Helper()
	events, _, err := s.Fleet.Events(id, 0, 0)
	if err != nil {
		s.t.Fatalf("locktest: %v", err)
	}
	return events
}

// Advance turns the clock. A lock with a speed of 1x goes on by the same time,
// and has done so when Advance returns.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if s.clock == nil {
		s.t.Fatal("locktest: the clock of the machine runs by itself")
	}
	s.clock.Turn(d)
	for _, l := range s.Fleet.Locks(fleet.Query{}) {
		err := s.Fleet.Look(context.Background(), l.ID, func(*model.Lock) {})
		if err != nil && !errors.Is(err, fleet.ErrFailed) && !errors.Is(err, fleet.ErrNotFound) {
			s.t.Fatalf("locktest: %v", err)
		}
	}
}

// Crank turns the clock again and again, by a little each time, until stop is
// called: for code that waits for a lock and cannot turn the clock meanwhile.
func (s *Server) Crank(little time.Duration) (stop func()) {
	s.t.Helper()
	if s.clock == nil {
		s.t.Fatal("locktest: the clock of the machine runs by itself")
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		// The locks' hosts and the test need the processor as well.
		pause := time.NewTicker(100 * time.Microsecond)
		defer pause.Stop()
		for {
			select {
			case <-quit:
				return
			case <-pause.C:
				s.clock.Turn(little)
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(quit)
		<-done
	})
}
