package jetstream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// reader reads the stream of answers from its beginning, and each message once.
type reader struct {
	js     jetstream.JetStream
	link   *link
	place  place
	last   uint64 // number of the last message that was read
	server string // which process it was read from
	gather gatherer
}

// readAtOnce is how many messages are asked for at a time.
const readAtOnce = 256

// recall reads what the stream holds already. take says whether an answer is to
// stay in the stream.
func (r *reader) recall(ctx context.Context, take func(arrival) bool) error {
	return r.link.try(ctx, func(ctx context.Context) error {
		s, err := r.js.Stream(ctx, r.place.answers())
		if err != nil {
			return err
		}
		info, err := s.Info(ctx)
		if err != nil {
			return err
		}
		if info.State.Msgs == 0 || info.State.LastSeq <= r.last {
			return nil
		}
		c, err := r.consumer(ctx)
		if err != nil {
			return err
		}
		for {
			batch, err := c.Fetch(readAtOnce, jetstream.FetchContext(ctx))
			if err != nil {
				return err
			}
			for m := range batch.Messages() {
				got, meta, err := r.message(m)
				if err != nil {
					return err
				}
				if got.whole && !take(got) {
					if err := s.DeleteMsg(ctx, meta.Sequence.Stream); err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
						return err
					}
				}
				if meta.NumPending == 0 {
					return nil
				}
			}
			if err := batch.Error(); err != nil {
				return err
			}
		}
	})
}

// rewind is how many messages are read again from a server that has been
// started anew: one that lost its power may have lost the last of them, and then
// others have their numbers.
const rewind = 10_000

// meet finds out whether this is another process than before, and goes back then.
func (r *reader) meet(ctx context.Context) (another bool, err error) {
	s, err := r.js.Stream(ctx, r.place.answers())
	if err != nil {
		return false, err
	}
	id := r.link.nc.ConnectedServerId()
	if id == r.server {
		return false, nil
	}
	if another = r.server != ""; another {
		r.last = min(r.last, s.CachedInfo().State.LastSeq)
		r.last -= min(r.last, rewind)
	}
	r.server = id
	return another, nil
}

// follow reads what comes, until the connection breaks or ctx ends.
func (r *reader) follow(ctx context.Context, take func(arrival)) error {
	c, err := r.consumer(ctx)
	if err != nil {
		return err
	}
	for {
		batch, err := c.Fetch(readAtOnce, jetstream.FetchContext(ctx))
		if err != nil {
			return err
		}
		for m := range batch.Messages() {
			got, _, err := r.message(m)
			if err != nil {
				return err
			}
			if got.whole {
				take(got)
			}
		}
		if err := batch.Error(); err != nil {
			return err
		}
	}
}

// consumer makes one that begins behind what was read. The server forgets it by
// itself.
func (r *reader) consumer(ctx context.Context) (jetstream.Consumer, error) {
	return r.js.CreateConsumer(ctx, r.place.answers(), jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.last + 1,
		AckPolicy: jetstream.AckNonePolicy, InactiveThreshold: 2 * jetstream.DefaultExpires, MemoryStorage: true,
	})
}

// message takes one message; it may be the last part of an answer.
func (r *reader) message(m jetstream.Msg) (got arrival, meta *jetstream.MsgMetadata, err error) {
	if meta, err = m.Metadata(); err != nil {
		return got, nil, err
	}
	number := meta.Sequence.Stream
	if number <= r.last {
		return got, meta, nil
	}
	r.last = number
	h := m.Headers()
	got.worker, got.took = h.Get(headWorker), parseTook(h.Get(headTook))
	got.answer, got.whole, err = r.gather.add(h.Get(headShard), h.Get(headSum), h.Get(headPart), m.Data())
	if err != nil {
		err = fmt.Errorf("message %d of stream %s: %w", number, r.place.answers(), err)
	}
	return got, meta, err
}

// read is the goroutine of a campaign that reads answers.
func (c *Campaign) read() {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		up, stop, err := c.link.up(c.ctx)
		if err == nil {
			before := c.reader.last
			err = c.follow(up)
			broken := errors.Is(context.Cause(up), errLinkBroken)
			stop()
			if c.reader.last > before {
				pause = firstPause
			}
			if broken || passing(err) {
				err = wait(c.ctx, pause)
			}
		}
		if err == nil {
			continue
		}
		if gone(err) {
			// A consumer in memory is gone with its server; the stream is not.
			if err = c.there(); err == nil {
				continue
			}
		}
		c.fail(err)
		return
	}
}

// follow reads over one connection.
func (c *Campaign) follow(up context.Context) error {
	another, err := c.reader.meet(up)
	if err != nil {
		return err
	}
	if another {
		c.requeue()
	}
	return c.reader.follow(up, c.take)
}

// there asks whether the campaign is still on the server.
func (c *Campaign) there() error {
	err := c.link.try(c.ctx, func(ctx context.Context) error {
		_, err := c.js.Stream(ctx, c.place.answers())
		return err
	})
	if gone(err) {
		return ErrEnded
	}
	return err
}

// full is called when a worker says that there is no room for its answer.
func (c *Campaign) full(*nats.Msg) {
	err := c.link.try(c.ctx, func(ctx context.Context) error {
		s, err := c.js.Stream(ctx, c.place.answers())
		if err != nil {
			return err
		}
		// A part, its headers and what the server keeps beside it.
		if held := s.CachedInfo().State.Bytes; held+messageBytes > uint64(c.options.AnswersBytes) {
			return fmt.Errorf("the answers: %w: it holds %d bytes, its limit is %d", ErrFull, held, c.options.AnswersBytes)
		}
		return nil
	})
	if errors.Is(err, ErrFull) {
		c.fail(err)
	}
}
