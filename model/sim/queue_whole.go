package sim

import (
	"errors"
	"fmt"
)

// ErrQueue is wrapped by the errors of Check.
var ErrQueue = errors.New("sim: not a queue")

// Check tells whether the queue is one: for a queue whose parts were read from
// somewhere. The error wraps ErrQueue.
func (q *Queue[E]) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%w: %s", ErrQueue, fmt.Sprintf(format, a...))
	}
	if len(q.heap) > len(q.slots) {
		return bad("%d entries in %d places", len(q.heap), len(q.slots))
	}
	for i := range q.heap {
		n := &q.heap[i]
		if n.slot < 0 || int(n.slot) >= len(q.slots) || int(q.slots[n.slot].pos) != i {
			return bad("entry %d does not know its place", i)
		}
		if n.seq >= q.seq {
			return bad("entry %d is number %d of %d", i, n.seq, q.seq)
		}
		if parent := &q.heap[max(i-1, 0)/2]; i > 0 && !parent.before(n) {
			return bad("entry %d comes before its parent", i)
		}
	}
	// What is left are the free places. The chain through them has as many links,
	// none of them in use.
	at := q.free
	for range len(q.slots) - len(q.heap) {
		if at < 1 || int(at) > len(q.slots) {
			return bad("the chain of free places leads to %d of %d", at, len(q.slots))
		}
		s := at - 1
		if next := q.slots[s].pos; next >= 0 && int(next) < len(q.heap) && q.heap[next].slot == s {
			return bad("place %d is free and in use", s)
		}
		at = q.slots[s].pos
	}
	if at != 0 {
		return bad("the chain of free places has no end")
	}
	return nil
}

// Mark is the present point in the sequence of all pushes, for DropSince.
func (q *Queue[E]) Mark() uint64 { return q.seq }

// DropSince removes the entries that were pushed after the mark.
func (q *Queue[E]) DropSince(mark uint64) {
	for i := len(q.heap) - 1; i >= 0; i-- {
		if i < len(q.heap) && q.heap[i].seq >= mark {
			q.remove(i)
			i = len(q.heap) // what moved may have moved anywhere
		}
	}
}
