package jetstream

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"locktwin/scenarios/campaign"
)

// queueAtOnce is how many shards are published before the server's confirmations
// are waited for.
const queueAtOnce = 128

// queue is the goroutine of a campaign that publishes shards, as long as there is
// room for them in the window.
func (c *Campaign) queue() {
	for {
		batch := c.next()
		if len(batch) == 0 {
			select {
			case <-c.publish:
			case <-c.ctx.Done():
				return
			}
			continue
		}
		full := false
		err := c.link.try(c.ctx, func(ctx context.Context) error {
			var err error
			batch, full, err = c.put(ctx, batch)
			return err
		})
		if err != nil {
			c.fail(fmt.Errorf("the queue: %w", err))
			return
		}
		if full {
			c.back(batch)
			// An answer makes room, and so does a redelivered shard of earlier days.
			if wait(c.ctx, time.Second) != nil {
				return
			}
		}
	}
}

// next gives the shards to publish now.
func (c *Campaign) next() []campaign.Shard {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	var batch []campaign.Shard
	for len(c.backlog) > 0 && len(batch) < queueAtOnce && len(c.sent) < c.options.Window {
		s := c.backlog[0]
		c.backlog = c.backlog[1:]
		if c.shards[s.ID] == waiting { // and not answered in the meantime
			c.shards[s.ID] = queued
			c.sent[s.ID] = s
			batch = append(batch, s)
		}
	}
	return batch
}

// back takes back what the server has no room for.
func (c *Campaign) back(batch []campaign.Shard) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keep []campaign.Shard
	for _, s := range batch {
		if c.shards[s.ID] == queued { // and not answered in the meantime
			c.shards[s.ID] = waiting
			delete(c.sent, s.ID)
			keep = append(keep, s)
		}
	}
	c.backlog = append(keep, c.backlog...)
}

// requeue puts everything that is not answered on the server once more. What is
// there is not taken twice.
func (c *Campaign) requeue() {
	c.mu.Lock()
	defer c.mu.Unlock()
	var again []campaign.Shard
	for _, id := range slices.Sorted(maps.Keys(c.sent)) {
		c.shards[id] = waiting
		again = append(again, c.sent[id])
	}
	clear(c.sent)
	c.backlog = append(again, c.backlog...)
	poke(c.publish)
}

// put publishes shards and gives those that the server has not confirmed. full:
// it has no room for them.
func (c *Campaign) put(ctx context.Context, batch []campaign.Shard) (left []campaign.Shard, full bool, err error) {
	limit := partBytes(c.link.nc)
	futures := make([]jetstream.PubAckFuture, len(batch))
	var p packer
	for i, s := range batch {
		body, err := p.pack(s, campaign.MaxShardBytes)
		if err != nil {
			return batch, false, fmt.Errorf("shard %s: %w", s.ID, err)
		}
		if len(body) > limit {
			return batch, false, fmt.Errorf("shard %s: %w: %d bytes packed, the limit is %d", s.ID, ErrTooLarge, len(body), limit)
		}
		m := &nats.Msg{Subject: c.place.workSubject(s.ID), Data: body, Header: nats.Header{headShard: {s.ID}}}
		if futures[i], err = c.js.PublishMsgAsync(m); err != nil {
			return batch[i:], false, err
		}
	}
	for i, f := range futures {
		select {
		case <-f.Ok():
		case e := <-f.Err():
			if refused(e, textMaxPerShard) {
				continue // it is there
			}
			left = append(left, batch[i])
			if refused(e, textMaxBytes) {
				full = true
			} else if err == nil {
				err = e
			}
		case <-ctx.Done():
			return append(left, batch[i:]...), false, ctx.Err()
		}
	}
	return left, full && err == nil, err
}
