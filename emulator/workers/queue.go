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
// somebody else's variant only when nothing else is left. It takes that from the
// other end: neighbouring shards have most in common. Which worker runs what
// changes no answer.
type queue struct {
	mu      sync.Mutex
	some    sync.Cond                // a shard came in, or the queue was closed
	fresh   []campaign.Shard         // surveys that begin a variant, oldest first
	begun   []int                    // variants that have other shards waiting, oldest first
	waiting map[int][]campaign.Shard // these, by variant
	own     [][]home                 // by worker: the variants it was at last, latest first
	closed  bool
}

// home is a variant that a worker is at.
type home struct {
	variant int
	guest   bool // somebody else was there before
}

// ownVariants is for how many variants a worker feels at home: no more than an
// engine keeps, and enough that a worker which begins a new variant, while the
// shards of its last survey are still being made, comes back to these.
const ownVariants = 2

func newQueue(workers int) *queue {
	q := &queue{waiting: map[int][]campaign.Shard{}, own: make([][]home, workers)}
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
	s, at := q.take(worker)
	own := slices.DeleteFunc(q.own[worker], func(h home) bool { return h.variant == at.variant })
	own = slices.Insert(own, 0, at)
	q.own[worker] = own[:min(len(own), ownVariants)]
	return s, true
}

// take takes the shard that suits a worker best, and says where the worker is then.
func (q *queue) take(worker int) (campaign.Shard, home) {
	for i, v := range q.begun {
		if n := slices.IndexFunc(q.own[worker], func(h home) bool { return h.variant == v }); n >= 0 {
			at := q.own[worker][n]
			return q.part(i, at.guest), at
		}
	}
	if i := slices.IndexFunc(q.begun, q.nobodys); i >= 0 {
		at := home{variant: q.begun[i]}
		return q.part(i, false), at
	}
	if len(q.fresh) > 0 {
		s := q.fresh[0]
		q.fresh = q.fresh[1:]
		return s, home{variant: s.Variant.Index}
	}
	at := home{variant: q.begun[0], guest: true}
	return q.part(0, true), at
}

// part takes the first shard that waits of the variant at a place in begun, or
// the last one.
func (q *queue) part(i int, last bool) campaign.Shard {
	v := q.begun[i]
	all := q.waiting[v]
	s, rest := all[0], all[1:]
	if last {
		s, rest = all[len(all)-1], all[:len(all)-1]
	}
	q.waiting[v] = rest
	if len(rest) == 0 {
		delete(q.waiting, v)
		q.begun = slices.Delete(q.begun, i, i+1)
	}
	return s
}

// nobodys says whether no worker is at a variant.
func (q *queue) nobodys(v int) bool {
	return !slices.ContainsFunc(q.own, func(own []home) bool {
		return slices.ContainsFunc(own, func(h home) bool { return h.variant == v })
	})
}

// close drops what waits and sends every worker home.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.fresh, q.begun, q.waiting = nil, nil, nil
	q.some.Broadcast()
}
