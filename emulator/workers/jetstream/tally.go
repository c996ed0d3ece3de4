package jetstream

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// Tally is what one worker has done for a campaign.
type Tally struct {
	Worker string        // its name
	Shards int           // answered first by it
	Busy   time.Duration // of its engines, summed up
}

// Tallies says who has answered, in the order of their names. Answers of an
// earlier run of the campaign count.
func (c *Campaign) Tallies() []Tally {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]Tally, 0, len(c.tally))
	for _, t := range slices.SortedFunc(maps.Values(c.tally), func(a, b *Tally) int { return strings.Compare(a.Worker, b.Worker) }) {
		out = append(out, *t)
	}
	return out
}

// take notes an answer and sends it on its way; one that came before is dropped.
func (c *Campaign) take(got arrival) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := got.answer.Shard
	if _, twice := c.early[id]; twice || c.shards[id] == answered {
		return
	}
	c.count(got)
	if c.shards[id] == unknown {
		c.early[id] = got.answer
		return
	}
	delete(c.sent, id)
	c.shards[id] = answered
	c.due = append(c.due, got.answer)
	poke(c.deliver)
	poke(c.publish)
}

// recalled takes an answer of an earlier run. One with an Error is not taken, so
// that its shard is tried again.
func (c *Campaign) recalled(got arrival) (keep bool) {
	if got.answer.Error != "" {
		return false
	}
	c.take(got)
	return true
}

func (c *Campaign) count(got arrival) {
	t := c.tally[got.worker]
	if t == nil {
		t = &Tally{Worker: got.worker}
		c.tally[got.worker] = t
	}
	t.Shards++
	t.Busy += got.took
}

// arrival is an answer and what its headers say.
type arrival struct {
	answer campaign.Answer
	whole  bool // its last part has come
	worker string
	took   time.Duration
}

func parseTook(text string) time.Duration {
	ns, err := strconv.ParseInt(text, 10, 64)
	if err != nil || ns < 0 {
		return 0
	}
	return time.Duration(ns)
}
