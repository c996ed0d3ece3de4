package workers

import (
	"slices"
	"sync"

	"locktwin/scenarios/campaign"
)

// queue holds the shards that wait for a worker. A worker stays with the
// variant that it has played already, since its engine keeps the reference run
// of that; else it takes the oldest variant that nobody is at, else the oldest.
// Which worker runs what changes no answer.
type queue struct {
	mu      sync.Mutex
	some    sync.Cond // a shard came in, or the queue was closed
	waiting map[int][]campaign.Shard
	order   []int // variants that have shards waiting, oldest first
	at      []int // the variant of each worker; -1: none yet
	closed  bool
}

func newQueue(workers int) *queue {
	q := &queue{waiting: map[int][]campaign.Shard{}, at: make([]int, workers)}
	q.some.L = &q.mu
	for i := range q.at {
		q.at[i] = -1
	}
	return q
}

// push adds a shard; of a queue that is closed it drops it.
func (q *queue) push(s campaign.Shard) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	v := s.Variant.Index
	if len(q.waiting[v]) == 0 {
		q.order = append(q.order, v)
	}
	q.waiting[v] = append(q.waiting[v], s)
	q.some.Signal()
}

// pop waits for a shard for one of the workers; false when the queue is closed.
func (q *queue) pop(worker int) (campaign.Shard, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed && len(q.order) == 0 {
		q.some.Wait()
	}
	if q.closed {
		return campaign.Shard{}, false
	}
	i := q.choose(worker)
	v := q.order[i]
	s := q.waiting[v][0]
	if q.waiting[v] = q.waiting[v][1:]; len(q.waiting[v]) == 0 {
		delete(q.waiting, v)
		q.order = slices.Delete(q.order, i, i+1)
	}
	q.at[worker] = v
	return s, true
}

// choose gives the place in order of the variant that a worker goes on with.
func (q *queue) choose(worker int) int {
	if mine := q.at[worker]; len(q.waiting[mine]) > 0 {
		return slices.Index(q.order, mine)
	}
	for i, v := range q.order {
		if !slices.Contains(q.at, v) {
			return i
		}
	}
	return 0
}

// close drops what waits and sends every worker home.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.waiting, q.order = nil, nil
	q.some.Broadcast()
}
