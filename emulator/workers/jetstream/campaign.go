package jetstream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// Campaign is the backend of a campaign whose workers are somewhere else. It is
// made with Open, and gone when it has been stopped and its answers were read to
// the end. Its connection stays the caller's.
type Campaign struct {
	place   place
	options Options
	js      jetstream.JetStream
	link    *link
	alarm   *nats.Subscription
	answers chan campaign.Answer

	ctx  context.Context // ends when no more is done
	end  context.CancelFunc
	goes sync.WaitGroup

	reader reader // of the goroutine that reads

	mu      sync.Mutex
	shards  map[string]standing
	sent    map[string]campaign.Shard  // those that are queued
	backlog []campaign.Shard           // not on the server yet
	early   map[string]campaign.Answer // nobody has asked for these yet
	due     []campaign.Answer          // on their way to Answers
	tally   map[string]*Tally
	err     error
	stopped bool
	publish chan struct{} // says that backlog may move
	deliver chan struct{} // says that due may move
}

// standing is how far a shard is.
type standing uint8

const (
	unknown standing = iota
	waiting          // in the backlog
	queued           // on the server
	answered
)

var _ workers.Backend = (*Campaign)(nil)

// Open puts a campaign on the server, or goes on with one of the same Spec that
// is there: then the answers which it has are not asked for again. ctx is for the
// opening.
//
// ErrNoJetStream, ErrFull and ErrTooLarge say why a server cannot have it.
func Open(ctx context.Context, nc *nats.Conn, spec campaign.Spec, o Options) (_ *Campaign, err error) {
	if o, err = o.filled(); err != nil {
		return nil, err
	}
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	id, err := ID(spec, o.Build)
	if err != nil {
		return nil, err
	}
	entry, err := announce(spec, o.Build, min(nc.MaxPayload()-headBytes, messageBytes))
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncTimeout(attempt))
	if err != nil {
		return nil, err
	}
	if err := greet(ctx, js); err != nil {
		return nil, inWords("the server", err)
	}
	c := &Campaign{
		place: place{id}, options: o, js: js, link: newLink(nc),
		answers: make(chan campaign.Answer), shards: map[string]standing{}, sent: map[string]campaign.Shard{}, early: map[string]campaign.Answer{},
		tally: map[string]*Tally{}, publish: make(chan struct{}, 1), deliver: make(chan struct{}, 1),
	}
	c.ctx, c.end = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			c.end()
			c.link.close()
		}
	}()
	if err := c.link.try(ctx, func(ctx context.Context) error { return build(ctx, js, c.place, o) }); err != nil {
		return nil, err
	}
	c.reader = reader{js: js, link: c.link, place: c.place}
	if err := c.reader.recall(ctx, c.recalled); err != nil {
		return nil, err
	}
	err = c.link.try(ctx, func(ctx context.Context) error {
		kv, err := openBucket(ctx, js, o.Replicas)
		if err != nil {
			return err
		}
		_, err = kv.Put(ctx, id, entry)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the announcement: %w", err)
	}
	if c.alarm, err = nc.Subscribe(c.place.fullSubject(), c.full); err != nil {
		return nil, err
	}
	c.goes.Go(c.read)
	c.goes.Go(c.queue)
	go c.hand()
	return c, nil
}

// ID is the name of the campaign on the server.
func (c *Campaign) ID() string { return c.place.id }

// Submit takes shards. It does not wait for the server.
func (c *Campaign) Submit(_ context.Context, shards ...campaign.Shard) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range shards {
		if !validID(s.ID) {
			return fmt.Errorf("shard %q: an ID is 1 to %d of a-z, 0-9 and -", s.ID, maxIDBytes)
		}
		if c.shards[s.ID] != unknown {
			continue
		}
		if a, ok := c.early[s.ID]; ok {
			delete(c.early, s.ID)
			c.shards[s.ID] = answered
			c.due = append(c.due, a)
			continue
		}
		c.shards[s.ID] = waiting
		c.backlog = append(c.backlog, s)
	}
	poke(c.publish)
	poke(c.deliver)
	return nil
}

// Answers is where the answers come out.
func (c *Campaign) Answers() <-chan campaign.Answer { return c.answers }

// Err is why the campaign ended by itself.
func (c *Campaign) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Stop withdraws the campaign: workers leave it when they have finished the
// shard at which they are. When it is done, all that belongs to it is removed
// from the server; else the answers stay there.
func (c *Campaign) Stop(done bool) {
	c.mu.Lock()
	first := !c.stopped
	c.stopped = true
	c.mu.Unlock()
	if first {
		go c.withdraw(done)
	}
}

// tidying is how long the end of a campaign may take. What is left over then
// ends by its age.
const tidying = 10 * time.Second

// withdraw is the goroutine that ends a campaign.
func (c *Campaign) withdraw(done bool) {
	defer c.end()
	ctx, cancel := context.WithTimeout(context.Background(), tidying)
	defer cancel()
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error {
			kv, err := c.js.KeyValue(ctx, bucket)
			if err != nil {
				return err
			}
			return kv.Purge(ctx, c.place.id)
		},
		func(ctx context.Context) error {
			if done {
				return c.js.DeleteStream(ctx, c.place.work())
			}
			s, err := c.js.Stream(ctx, c.place.work())
			if err != nil {
				return err
			}
			return s.Purge(ctx)
		},
		func(ctx context.Context) error {
			if done {
				return c.js.DeleteStream(ctx, c.place.answers())
			}
			return nil
		},
	} {
		// One that fails does not keep the others from being tried.
		_ = c.link.try(ctx, step)
	}
}

// fail ends a campaign that cannot go on.
func (c *Campaign) fail(err error) {
	c.mu.Lock()
	first := !c.stopped
	c.stopped = true
	if first {
		c.err = err
	}
	c.mu.Unlock()
	switch {
	case !first:
	case errors.Is(err, ErrEnded):
		c.end() // there is nothing of ours
	default:
		go c.withdraw(false)
	}
}

// hand is the goroutine that hands answers out. It is the last one to end.
func (c *Campaign) hand() {
	defer close(c.answers)
	over := false
	for {
		c.mu.Lock()
		due := c.due
		c.due = nil
		c.mu.Unlock()
		for _, a := range due {
			c.answers <- a
		}
		if over && len(due) == 0 {
			_ = c.alarm.Unsubscribe()
			c.link.close()
			return
		}
		select {
		case <-c.deliver:
		case <-c.ctx.Done():
			c.goes.Wait() // nothing becomes due after that
			over = true
		}
	}
}

// poke wakes whoever reads from a channel with room for one.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
