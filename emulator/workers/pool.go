package workers

import (
	"context"
	"fmt"
	"sync"

	"locktwin/scenarios/campaign"
)

// MaxPool is how many workers a pool has at most: far more than any machine has
// cores.
const MaxPool = 1024

// Pool is the backend of this machine: goroutines with one engine each.
type Pool struct {
	queue   *queue
	answers chan campaign.Answer
	school  school
}

// NewPool starts a pool of n workers, 1 to MaxPool. It ends when it is stopped
// and its answers have been read to the end.
func NewPool(n int, engines Factory) (*Pool, error) {
	if n < 1 || n > MaxPool {
		return nil, fmt.Errorf("%d workers, must be 1 to %d", n, MaxPool)
	}
	p := &Pool{queue: newQueue(n), answers: make(chan campaign.Answer, n)}
	var busy sync.WaitGroup
	for i := range n {
		busy.Go(func() { p.work(i, engines) })
	}
	go func() {
		busy.Wait()
		close(p.answers)
	}()
	return p, nil
}

// work is the life of one worker. It makes its engine when there is something
// to do, and a new one after a panic.
func (p *Pool) work(worker int, engines Factory) {
	var e campaign.Engine
	for {
		s, ok := p.queue.pop(worker)
		if !ok {
			return
		}
		if e == nil {
			var err error
			if e, err = engines(); err != nil {
				e = nil
				p.answers <- campaign.Answer{Shard: s.ID, Error: err.Error()}
				continue
			}
		}
		p.school.before(e, &s)
		a, sound := Answer(e, s)
		if sound {
			p.school.after(e, &s)
		} else {
			e = nil
		}
		p.answers <- a
	}
}

// Submit puts shards into the queue. It never waits and never fails.
func (p *Pool) Submit(_ context.Context, shards ...campaign.Shard) error {
	for _, s := range shards {
		p.queue.push(s)
	}
	return nil
}

// Answers is where the answers come out.
func (p *Pool) Answers() <-chan campaign.Answer { return p.answers }

// Stop drops the shards that wait. Those that run are finished. It may be called
// more than once.
func (p *Pool) Stop(bool) { p.queue.close() }

// Err is nil: nothing ends a pool but Stop.
func (p *Pool) Err() error { return nil }
