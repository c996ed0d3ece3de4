package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// job is the part that a worker takes in one campaign.
type job struct {
	worker *worker
	place  place
	spec   campaign.Spec
	ctx    context.Context // ends when no more shards are taken
	cancel context.CancelCauseFunc

	ackWait time.Duration
	factory workers.Factory
	broken  error // why there is no factory
}

// run is the goroutine of a job: it keeps as many goroutines busy as there are
// cores.
func (j *job) run() {
	var queue jetstream.Consumer
	err := j.worker.link.try(j.ctx, func(ctx context.Context) (err error) {
		queue, err = j.worker.js.Consumer(ctx, j.place.work(), consumer)
		return err
	})
	if err != nil {
		if j.ctx.Err() == nil {
			j.failed(fmt.Errorf("the queue: %w", err))
		}
		return
	}
	j.ackWait = queue.CachedInfo().Config.AckWait
	j.factory, j.broken = j.worker.options.Engines(j.spec)
	var cores sync.WaitGroup
	for range j.worker.options.Cores {
		cores.Go(func() { (&core{job: j, queue: queue}).run() })
	}
	cores.Wait()
}

func (j *job) failed(err error) {
	j.worker.report(Event{Kind: Failed, Campaign: j.place.id, Name: j.spec.Name, Err: err})
}

// core takes one shard after the other and has an engine for them.
type core struct {
	*job
	queue  jetstream.Consumer
	engine campaign.Engine
	packer packer
}

func (c *core) run() {
	for pause := firstPause; ; {
		m, err := c.next()
		if err == nil {
			pause = firstPause
			c.work(m)
		}
		if c.ctx.Err() != nil {
			return
		}
		if err == nil || errors.Is(err, nats.ErrTimeout) {
			continue
		}
		if !passing(err) && !errors.Is(err, errLinkBroken) && !errors.Is(err, context.Canceled) {
			c.failed(fmt.Errorf("the queue: %w", err))
		}
		if wait(c.ctx, pause) != nil {
			return
		}
		pause = min(2*pause, lastPause)
	}
}

// next waits for a shard.
func (c *core) next() (jetstream.Msg, error) {
	up, stop, err := c.worker.link.up(c.ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	m, err := c.queue.Next(jetstream.FetchContext(up))
	if err != nil && up.Err() != nil {
		return nil, context.Cause(up)
	}
	return m, err
}

// work answers the shard of a message. While it does, the server is told so.
func (c *core) work(m jetstream.Msg) {
	quiet := c.beat(m)
	defer quiet()
	select {
	case c.worker.cores <- struct{}{}:
	case <-c.ctx.Done():
		c.giveBack(m)
		return
	}
	meta, err := m.Metadata()
	if err != nil {
		<-c.worker.cores
		c.failed(err)
		return
	}
	shard := m.Headers().Get(headShard)
	if meta.NumDelivered > 1 {
		c.worker.report(Event{Kind: Again, Campaign: c.place.id, Name: c.spec.Name, Shard: shard})
	}
	began := c.worker.options.Clock()
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-c.worker.cores }()
		done <- c.answer(m.Data(), shard, meta.NumDelivered)
	}()
	select {
	case o := <-done:
		c.finish(m, o, c.worker.options.Clock().Sub(began))
		return
	case <-c.ctx.Done():
	}
	grace := time.NewTimer(c.worker.options.Grace)
	defer grace.Stop()
	select {
	case o := <-done:
		c.finish(m, o, c.worker.options.Clock().Sub(began))
	case <-grace.C:
		c.giveBack(m)
	}
}

// outcome is what came of a message.
type outcome struct {
	answer campaign.Answer
	weight int
}

// answer runs the shard of a message. Whatever is wrong with it is the Error of
// its answer.
func (c *core) answer(body []byte, id string, deliveries uint64) outcome {
	failed := func(err error) outcome { return outcome{answer: campaign.Answer{Shard: id, Error: err.Error()}} }
	var s campaign.Shard
	plain, err := unpack(body, campaign.MaxShardBytes)
	if err == nil {
		s, err = campaign.DecodeShard(plain)
	}
	if err != nil {
		return failed(fmt.Errorf("the shard as it came: %w", err))
	}
	switch {
	case s.ID != id:
		return failed(fmt.Errorf("the shard as it came: %w: it is shard %q", ErrDamaged, s.ID))
	case deliveries > maxDeliveries:
		return failed(fmt.Errorf("it was handed out %d times, and nobody has answered it", deliveries-1))
	case c.broken != nil:
		return failed(c.broken)
	}
	if c.engine == nil {
		e, err := c.factory()
		if err != nil {
			return failed(err)
		}
		c.engine = e
	}
	a, sound := workers.Answer(c.engine, s)
	if !sound {
		c.engine = nil
	}
	return outcome{a, s.Weight}
}

// beatsPerWait is how often a shard that runs is spoken for in the time to
// acknowledge.
const beatsPerWait = 4

// beat tells the server, until quiet is called, that a shard is worked at.
func (c *core) beat(m jetstream.Msg) (quiet func()) {
	t := time.NewTicker(c.ackWait / beatsPerWait)
	over := make(chan struct{})
	var goes sync.WaitGroup
	goes.Go(func() {
		for {
			select {
			case <-t.C:
				// When it cannot be told, the shard goes to somebody else, too.
				_ = m.InProgress()
			case <-over:
				return
			}
		}
	})
	return func() {
		t.Stop()
		close(over)
		goes.Wait()
	}
}

// farewell is how long it may take to hand in the last answers of a campaign.
const farewell = 5 * time.Second

// finish hands in an answer, and then acknowledges its shard.
func (c *core) finish(m jetstream.Msg, o outcome, took time.Duration) {
	// When the job ends, what was worked out is handed in all the same, if that
	// is quickly done: a campaign that was stopped goes on with it.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	release := context.AfterFunc(c.ctx, func() {
		t := time.AfterFunc(farewell, cancel)
		context.AfterFunc(ctx, func() { t.Stop() })
	})
	defer release()
	if err := c.handIn(ctx, o.answer, took); err != nil {
		if c.ctx.Err() == nil {
			c.failed(fmt.Errorf("the answer to shard %s: %w", o.answer.Shard, err))
			c.giveBack(m)
		}
		return
	}
	c.acknowledge(m)
	c.worker.report(Event{Kind: Answered, Campaign: c.place.id, Name: c.spec.Name, Shard: o.answer.Shard, Weight: o.weight, Took: took})
}

// acknowledge takes a shard from the queue. When that is lost the shard is
// answered a second time, and nobody takes the answer.
func (c *core) acknowledge(m jetstream.Msg) {
	up, stop, err := c.worker.link.up(c.ctx)
	if err != nil {
		_ = m.Ack() // nobody waits for the end of a campaign that is over
		return
	}
	defer stop()
	once, cancel := context.WithTimeout(up, attempt)
	defer cancel()
	_ = m.DoubleAck(once)
}

// handIn publishes an answer and returns when the server has stored it. It waits
// as long as the stream is full, or the server away.
func (c *core) handIn(ctx context.Context, a campaign.Answer, took time.Duration) error {
	packed, err := c.packer.pack(a, campaign.MaxAnswerBytes)
	if err == nil && len(packed) > maxPackedBytes {
		err = fmt.Errorf("%w: %d bytes packed, the limit is %d", ErrTooLarge, len(packed), maxPackedBytes)
	}
	if err != nil {
		if packed, err = c.packer.pack(campaign.Answer{Shard: a.Shard, Error: "the answer: " + err.Error()}, campaign.MaxAnswerBytes); err != nil {
			return err
		}
	}
	sum := checksum(packed)
	parts := split(packed, partBytes(c.worker.link.nc))
	for i, part := range parts {
		n := formatPart(i+1, len(parts))
		m := &nats.Msg{Subject: c.place.answerSubject(), Data: part, Header: nats.Header{
			headShard: {a.Shard}, headSum: {sum}, headPart: {n},
			headWorker: {c.worker.options.Name}, headTook: {strconv.FormatInt(int64(took), 10)},
		}}
		if err := c.store(ctx, m, a.Shard+" "+sum[:16]+" "+n); err != nil {
			return err
		}
	}
	return nil
}

// store publishes one message under an ID by which the server knows it again.
func (c *core) store(ctx context.Context, m *nats.Msg, id string) error {
	told := false
	for {
		err := c.worker.link.try(ctx, func(ctx context.Context) error {
			_, err := c.worker.js.PublishMsg(ctx, m, jetstream.WithMsgID(id), jetstream.WithExpectStream(c.place.answers()))
			return err
		})
		if !refused(err, textMaxBytes) || c.ctx.Err() != nil {
			return err
		}
		if !told {
			told = true
			c.failed(fmt.Errorf("the answers: %w", ErrFull))
		}
		_ = c.worker.link.nc.Publish(c.place.fullSubject(), nil) // and again, if it is lost
		if err := wait(c.ctx, lastPause); err != nil {
			return err
		}
	}
}

// giveBack lets somebody else have the shard at once.
func (c *core) giveBack(m jetstream.Msg) { _ = m.Nak() }
