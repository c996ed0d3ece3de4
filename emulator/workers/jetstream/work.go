package jetstream

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// WorkerOptions say what a worker is.
type WorkerOptions struct {
	Version string // of this program; a campaign of another one is refused
	Build   string // as Options.Build
	Name    string // in what a campaign says about its workers
	Cores   int    // engines that run at a time, 1 to workers.MaxPool
	// Engines makes the engines for a campaign, one for each core.
	Engines func(campaign.Spec) (workers.Factory, error)
	// Grace is how long shards that run may go on when the worker is told to end;
	// 0 drops them at once. Their campaign gives them to somebody else.
	Grace time.Duration
	// Report is told what happens, one event at a time; nil tells nobody.
	Report func(Event)
	// Clock is for how long shards take.
	Clock func() time.Time
}

// maxDeliveries is how often a shard is handed out. One that has ended so many
// workers is a fault of its own, and its campaign is told so.
const maxDeliveries = 5

// Work takes part in every campaign on the server, until ctx ends; then it
// returns nil. It goes on when the server has been away.
//
// ErrOtherVersion is returned when campaigns are open and every one is of another
// version; ErrNoJetStream when the server cannot have any.
func Work(ctx context.Context, nc *nats.Conn, o WorkerOptions) error {
	if o.Cores < 1 || o.Cores > workers.MaxPool {
		return fmt.Errorf("%d cores, must be 1 to %d", o.Cores, workers.MaxPool)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	if err := greet(ctx, js); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return inWords("the server", err)
	}
	w := &worker{
		options: o, js: js, link: newLink(nc), cores: make(chan struct{}, o.Cores),
		jobs: map[string]*job{}, others: map[string]announcement{},
	}
	defer w.link.close()
	defer w.leaveAll()
	err = w.watch(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// worker is one process that takes part. One goroutine, that of Work, has jobs
// and others.
type worker struct {
	options WorkerOptions
	js      jetstream.JetStream
	link    *link
	cores   chan struct{} // holds one for each engine that runs
	jobs    map[string]*job
	others  map[string]announcement // campaigns of other versions
	goes    sync.WaitGroup

	reporting sync.Mutex
}

// watch follows the bucket of campaigns.
func (w *worker) watch(ctx context.Context) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		up, stop, err := w.link.up(ctx)
		if err != nil {
			return err
		}
		err = w.follow(ctx, up)
		broken := errors.Is(context.Cause(up), errLinkBroken)
		stop()
		if ctx.Err() != nil || errors.Is(err, ErrOtherVersion) {
			return err
		}
		if broken {
			w.report(Event{Kind: Away})
			pause = firstPause
		} else if err != nil && !passing(err) && !gone(err) {
			return err
		}
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
}

// follow follows the bucket over one connection, up.
func (w *worker) follow(ctx, up context.Context) error {
	kv, err := openBucket(up, w.js, 1)
	if err != nil {
		return err
	}
	watcher, err := kv.WatchAll(up)
	if err != nil {
		return err
	}
	defer watcher.Stop()
	seen := map[string]bool{} // nil when all that was there has been seen
	for {
		select {
		case <-up.Done():
			return context.Cause(up)
		case e, ok := <-watcher.Updates():
			switch {
			case !ok:
				return nats.ErrDisconnected
			case e == nil:
				w.leaveOthers(seen)
				seen = nil
			case e.Operation() == jetstream.KeyValuePut:
				if seen != nil {
					seen[e.Key()] = true
				}
				w.announced(ctx, e.Key(), e.Value())
			default:
				w.leave(e.Key())
			}
		}
		if seen == nil {
			if err := w.refuse(); err != nil {
				return err
			}
		}
	}
}

// announced takes part in a campaign, if it is of this version.
func (w *worker) announced(ctx context.Context, id string, entry []byte) {
	if w.jobs[id] != nil {
		return
	}
	a, err := readAnnouncement(entry)
	if err == nil && (a.Version != w.options.Version || a.Build != w.options.Build) {
		w.others[id] = a
		w.report(Event{Kind: Refused, Campaign: id, Name: a.Name, Err: w.otherVersion(a)})
		return
	}
	var spec campaign.Spec
	if err == nil {
		spec, err = a.read(id)
	}
	if err != nil {
		w.report(Event{Kind: Refused, Campaign: id, Name: a.Name, Err: err})
		return
	}
	j := &job{worker: w, place: place{id}, spec: spec}
	j.ctx, j.cancel = context.WithCancelCause(ctx)
	w.jobs[id] = j
	w.report(Event{Kind: Joined, Campaign: id, Name: spec.Name})
	w.goes.Go(j.run)
}

// refuse ends a worker that has nothing to do but what it must not.
func (w *worker) refuse() error {
	if len(w.jobs) > 0 || len(w.others) == 0 {
		return nil
	}
	first := slices.Sorted(maps.Keys(w.others))[0]
	return w.otherVersion(w.others[first])
}

func (w *worker) otherVersion(a announcement) error {
	if a.Version == w.options.Version {
		return fmt.Errorf("%w: campaign %q is of another build of version %s; both sides have to run the same file",
			ErrOtherVersion, a.Name, a.Version)
	}
	return fmt.Errorf("%w: campaign %q is of version %s, this worker is %s", ErrOtherVersion, a.Name, a.Version, w.options.Version)
}

// errWithdrawn ends a job whose campaign is not announced any more.
var errWithdrawn = errors.New("the campaign was withdrawn")

func (w *worker) leave(id string) {
	delete(w.others, id)
	if j := w.jobs[id]; j != nil {
		j.cancel(errWithdrawn)
		delete(w.jobs, id)
		w.report(Event{Kind: Left, Campaign: id, Name: j.spec.Name})
	}
}

// leaveOthers leaves the campaigns that are not among these: they ended while the
// server was away.
func (w *worker) leaveOthers(these map[string]bool) {
	for _, id := range slices.Sorted(maps.Keys(w.jobs)) {
		if !these[id] {
			w.leave(id)
		}
	}
	maps.DeleteFunc(w.others, func(id string, _ announcement) bool { return !these[id] })
}

// leaveAll waits until everything has ended.
func (w *worker) leaveAll() {
	for _, id := range slices.Sorted(maps.Keys(w.jobs)) {
		w.leave(id)
	}
	w.goes.Wait()
}

func (w *worker) report(e Event) {
	if w.options.Report == nil {
		return
	}
	w.reporting.Lock()
	defer w.reporting.Unlock()
	w.options.Report(e)
}
