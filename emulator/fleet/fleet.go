package fleet

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"locktwin/emulator/metrics"
)

// Options are what a fleet is built from.
type Options struct {
	Clock   Clock        // nil: the clock of the machine
	Store   Store        // nil: nothing survives
	Log     *slog.Logger // nil: nobody listens
	Metrics *metrics.Set // nil: nobody counts
	Limits  Limits       // zero fields: their defaults
	Random  io.Reader    // identifiers and seeds nobody chose; nil: crypto/rand
	Version string       // of the program, written beside what is saved
}

// Fleet is many running locks and the centrals near them. Its methods are safe
// for concurrent use.
type Fleet struct {
	clock    Clock
	store    Store // nil: nothing survives
	log      *slog.Logger
	meter    *metrics.Set
	limits   Limits
	version  string
	registry *registry
	hub      hub
	solvers  solvers
	goes     sync.WaitGroup // all goroutines but that of the caller
	saving   context.Context
	stop     context.CancelCauseFunc
	beat     chan struct{} // closed: the fleet stops being alive
	scopes   atomic.Int32  // locks whose scope records

	mu       sync.Mutex
	random   io.Reader
	hosts    map[string]*host
	coming   int             // locks that are being made
	strange  map[string]bool // locks in the store that could not be taken up
	centrals map[*Central]struct{}
	closing  bool
	closed   chan struct{} // Close has done its work
	errs     []error       // of the last saves
}

// Open makes a fleet and takes up what the store holds. A lock that cannot be
// taken up is left in the store as it is, and said in the log; an error is
// returned only when the store cannot be read at all, and wraps ErrStore.
func Open(ctx context.Context, o Options) (*Fleet, error) {
	r, err := newRegistry()
	if err != nil {
		return nil, err
	}
	f := &Fleet{
		clock: o.Clock, store: o.Store, log: o.Log, meter: o.Metrics, limits: o.Limits.filled(), version: o.Version,
		registry: r, hub: hub{beacons: map[*host]*beacon{}}, solvers: solvers{most: 4 * workers()}, random: o.Random, hosts: map[string]*host{}, strange: map[string]bool{},
		centrals: map[*Central]struct{}{}, closed: make(chan struct{}), beat: make(chan struct{}),
	}
	if f.clock == nil {
		f.clock = RealClock()
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.random == nil {
		f.random = rand.Reader
	}
	f.saving, f.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	f.meter.Source(f)
	if f.store != nil {
		if err := f.restore(ctx); err != nil {
			return nil, errors.Join(err, f.Close(ctx))
		}
		f.goes.Go(f.heart)
	}
	return f, nil
}

// Close tells the centrals, saves everything and ends all goroutines. It returns
// what could not be saved. When ctx ends first, saves under way are given up.
func (f *Fleet) Close(ctx context.Context) error {
	f.mu.Lock()
	if f.closing {
		f.mu.Unlock()
		<-f.closed
		return nil
	}
	f.closing = true
	hosts := make([]*host, 0, len(f.hosts))
	for _, h := range f.hosts {
		hosts = append(hosts, h)
	}
	centrals := make([]*Central, 0, len(f.centrals))
	for c := range f.centrals {
		centrals = append(centrals, c)
	}
	f.mu.Unlock()
	defer close(f.closed)

	giveUp := context.AfterFunc(ctx, func() { f.stop(context.Cause(ctx)) })
	defer giveUp()
	for _, c := range centrals {
		c.shutDown()
	}
	close(f.beat)
	for _, h := range hosts {
		close(h.quit)
	}
	f.goes.Wait()
	f.stop(ErrClosed)
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.errs...)
}

// lastErr keeps an error for Close.
func (f *Fleet) lastErr(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, err)
}

// find gives the host of a lock, by ID, address or name.
func (f *Fleet) find(ref string) (*host, error) {
	f.mu.Lock()
	h, closing := f.hosts[ref], f.closing
	f.mu.Unlock()
	if closing {
		return nil, ErrClosed
	}
	if h != nil {
		return h, nil
	}
	l := f.registry.lock(ref)
	if l != nil {
		f.mu.Lock()
		h = f.hosts[l.ID]
		f.mu.Unlock()
	}
	if h == nil {
		return nil, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	return h, nil
}

// start lets a host live whose lock is in the registry, after all that is visible of
// it has been shown, and gives up the places that were reserved for it. A fleet that
// is closing takes it out again.
func (f *Fleet) start(h *host, reserved int) error {
	h.report()
	f.mu.Lock()
	closing := f.closing
	if !closing {
		f.hosts[h.id] = h
		f.coming -= reserved
		f.goes.Go(h.run)
	}
	f.mu.Unlock()
	if closing {
		f.hub.publish(h, nil)
		f.registry.remove(h.id)
		return ErrClosed
	}
	return nil
}

// The fleet's own values in the store.
const (
	ownValues = ""      // the lock that is none
	keyAlive  = "alive" // when the fleet was last alive
)

// heartbeat is how often the fleet says that it is alive: a lock that was idle
// when the process was killed goes on from there.
const heartbeat = time.Second

// heart writes down once a second that the fleet is alive.
func (f *Fleet) heart() {
	t := f.clock.NewTimer(heartbeat)
	defer t.Stop()
	for {
		select {
		case <-f.beat:
			f.alive()
			return
		case <-t.C():
			f.alive()
			t.Reset(heartbeat)
		}
	}
}

func (f *Fleet) alive() {
	now := must(f.clock.Now().MarshalText())
	if err := f.store.Save(f.saving, ownValues, map[string][]byte{keyAlive: now}, nil); err != nil {
		f.log.Error("the server's last time of life could not be saved", "error", err)
	}
}

// workers is how many goroutines do something for each of many locks.
func workers() int { return runtime.GOMAXPROCS(0) }
