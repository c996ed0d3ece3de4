package workers

import (
	"slices"
	"sync"

	"locktwin/scenarios/campaign"
)

// queue holds the shards that wait for a worker. An engine keeps the reference
// runs of the variants that it was at last, and another one has to play them
// anew; so a worker goes on with a variant of its own as long as there is one,
// then with one that nobody is at, begins a new one, and takes a shard of
// somebody else's variant only when nothing else is left. Which worker runs what
// changes no answer.
type queue struct {
	mu      sync.Mutex
	some    sync.Cond                // a shard came in, or the queue was closed
	fresh   []campaign.Shard         // surveys that begin a variant, oldest first
	begun   []int                    // variants that have other shards waiting, oldest first
	waiting map[int][]campaign.Shard // these, by variant
	own     [][]int                  // by worker: the variants it was at last, latest first
	closed  bool
}

// ownVariants is for how many variants a worker feels at home: no more than an
// engine keeps, and enough that a worker which begins a new variant, while the
// shards of its last survey are still being made, comes back to these.
const ownVariants = 2

func newQueue(workers int) *queue {
	q := &queue{waiting: map[int][]campaign.Shard{}, own: make([][]int, workers)}
	q.some.L = &q.mu
	return q
}

// push adds a shard; of a queue that is closed it drops it.
func (q *queue) push(s campaign.Shard) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.some.Signal()
	if s.Kind == campaign.SurveyShard && len(s.Path) == 0 {
		q.fresh = append(q.fresh, s)
		return
	}
	v := s.Variant.Index
	if len(q.waiting[v]) == 0 {
		q.begun = append(q.begun, v)
	}
	q.waiting[v] = append(q.waiting[v], s)
}

// pop waits for a shard for one of the workers; false when the queue is closed.
func (q *queue) pop(worker int) (campaign.Shard, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed && len(q.fresh)+len(q.begun) == 0 {
		q.some.Wait()
	}
	if q.closed {
		return campaign.Shard{}, false
	}
	s := q.take(worker)
	own := slices.DeleteFunc(q.own[worker], func(v int) bool { return v == s.Variant.Index })
	own = slices.Insert(own, 0, s.Variant.Index)
	q.own[worker] = own[:min(len(own), ownVariants)]
	return s, true
}

// take takes the shard that suits a worker best.
func (q *queue) take(worker int) campaign.Shard {
	i := slices.IndexFunc(q.begun, func(v int) bool { return slices.Contains(q.own[worker], v) })
	if i < 0 {
		i = slices.IndexFunc(q.begun, q.nobodys)
	}
	if i < 0 && len(q.fresh) > 0 {
		s := q.fresh[0]
		q.fresh = q.fresh[1:]
		return s
	}
	i = max(i, 0)
	v := q.begun[i]
	s := q.waiting[v][0]
	if q.waiting[v] = q.waiting[v][1:]; len(q.waiting[v]) == 0 {
		delete(q.waiting, v)
		q.begun = slices.Delete(q.begun, i, i+1)
	}
	return s
}

// nobodys says whether no worker is at a variant.
func (q *queue) nobodys(v int) bool {
	return !slices.ContainsFunc(q.own, func(own []int) bool { return slices.Contains(own, v) })
}

// close drops what waits and sends every worker home.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.fresh, q.begun, q.waiting = nil, nil, nil
	q.some.Broadcast()
}
