package sim

// DropIf removes the entries that drop names, and tells how many those were. It
// is asked once about each entry, in no particular order.
func (q *Queue[E]) DropIf(drop func(at Time, e *E) bool) int {
	var out []int32
	for i := range q.heap {
		if n := &q.heap[i]; drop(n.at, &q.slots[n.slot].e) {
			out = append(out, n.slot)
		}
	}
	for _, s := range out {
		q.remove(int(q.slots[s].pos))
	}
	return len(out)
}
