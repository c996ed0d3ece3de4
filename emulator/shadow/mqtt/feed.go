package mqtt

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin/telemetry"
)

// Keeper keeps the records; Into makes one.
type Keeper interface {
	// OfLock is the id of the twin of a lock, which is made if there is none.
	OfLock(ctx context.Context, lock string) (id string, err error)
	Ingest(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (shadow.Report, error)
}

// Into lets a feed go into the twins of a registry.
func Into(r *shadow.Registry) Keeper { return into{r} }

type into struct{ r *shadow.Registry }

func (i into) OfLock(ctx context.Context, lock string) (string, error) { return i.r.OfLock(ctx, lock) }

func (i into) Ingest(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (shadow.Report, error) {
	return i.r.Hear(ctx, ref, rs, found)
}

// Feed is a source that feeds twins, until it is closed.
type Feed struct {
	o      Options
	dial   string
	to     Keeper
	queue  chan message
	end    context.CancelFunc
	goes   sync.WaitGroup
	handed chan struct{} // closed when the listener has ended

	mu     sync.Mutex
	status shadow.FeedStatus
}

// message is one message as it came.
type message struct {
	topic    string
	payload  []byte
	retained bool
	at       telemetry.UnixMilli
}

// Connect begins to listen and returns at once; a broker that is not there is tried
// again and again. The feed ends with ctx or with Close. Errors wrap ErrOptions.
func Connect(ctx context.Context, o Options, to Keeper) (*Feed, error) {
	dial, err := o.dial()
	if err != nil {
		return nil, err
	}
	if o.Queue == 0 {
		o.Queue = DefaultQueue
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.FirstPause == 0 {
		o.FirstPause = firstPause
	}
	f := &Feed{o: o, dial: dial, to: to, queue: make(chan message, o.Queue), handed: make(chan struct{}), status: shadow.FeedStatus{URL: o.URL}}
	ctx, f.end = context.WithCancel(ctx)
	f.goes.Go(func() {
		defer close(f.handed)
		f.listen(ctx)
	})
	f.goes.Go(f.keep)
	return f, nil
}

// Close ends the feed. What has come is kept before it returns.
func (f *Feed) Close() {
	f.end()
	f.goes.Wait()
}

// Status is how the feed is doing.
func (f *Feed) Status() shadow.FeedStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.status
	s.Waiting = len(f.queue)
	return s
}

func (f *Feed) count(note func(s *shadow.FeedStatus)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	note(&f.status)
}

func (f *Feed) now() int64 { return f.o.Now().UnixMilli() }

// listen connects again and again.
func (f *Feed) listen(ctx context.Context) {
	pause := f.o.FirstPause
	for ctx.Err() == nil {
		was, err := f.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if was {
			pause = f.o.FirstPause
		}
		f.count(func(s *shadow.FeedStatus) { s.Connected, s.SinceMS, s.Fault = false, f.now(), err.Error() })
		f.o.Log.Warn("no connection to the broker", "url", f.o.URL, "error", err, "again_in", pause)
		wait := time.NewTimer(pause)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
		pause = min(2*pause, longestPause)
	}
}

// session is one connection, until it is lost. was: it came about.
func (f *Feed) session(ctx context.Context) (was bool, err error) {
	lost := make(chan error, 1)
	o := paho.NewClientOptions().AddBroker(f.dial).SetClientID(f.o.ClientID).SetCleanSession(f.o.CleanStart).
		SetUsername(f.o.User).SetPassword(f.o.Password).SetProtocolVersion(4).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(connectTime).SetKeepAlive(keepAlive).SetOrderMatters(true).
		SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { f.hear(m) }).
		SetConnectionLostHandler(func(_ paho.Client, err error) { lost <- err })
	if f.o.TLS != nil {
		o.SetTLSConfig(f.o.TLS.Clone())
	}
	c := paho.NewClient(o)
	defer c.Disconnect(0)
	if err := done(ctx, c.Connect()); err != nil {
		return false, err
	}
	// No handler of its own: everything comes in the order in which the broker sent it.
	if err := done(ctx, c.SubscribeMultiple(f.o.filters(), nil)); err != nil {
		return false, err
	}
	f.count(func(s *shadow.FeedStatus) {
		s.Connected, s.SinceMS, s.Fault, s.Connections = true, f.now(), "", s.Connections+1
	})
	f.o.Log.Info("connected to the broker", "url", f.o.URL)
	select {
	case err := <-lost:
		return true, err
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

// done waits for the library.
func done(ctx context.Context, t paho.Token) error {
	wait := time.NewTimer(2 * connectTime)
	defer wait.Stop()
	select {
	case <-t.Done():
		return t.Error()
	case <-wait.C:
		return errors.New("the broker does not answer")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hear takes a message from the library, which must not wait.
func (f *Feed) hear(m paho.Message) {
	f.put(message{m.Topic(), m.Payload(), m.Retained(), telemetry.UnixMilli(f.now())})
}

func (f *Feed) put(m message) {
	kept := false
	if len(m.payload) <= MaxPayload {
		select {
		case f.queue <- m:
			kept = true
		default:
		}
	}
	f.count(func(s *shadow.FeedStatus) {
		s.Messages++
		s.LastMS = max(s.LastMS, int64(m.at))
		if m.retained {
			s.Retained++
		}
		if !kept {
			s.Dropped++
		}
	})
}
