package sim

// ID names one entry of a Queue. The zero ID names nothing. An ID stays stale
// after its entry has been popped or cancelled, also when its place is reused.
type ID uint64

// Queue holds things that will happen, the earliest first; things of the same
// instant come out in the order in which they went in. The zero Queue is empty
// and ready. It allocates only when it grows beyond its largest size so far.
//
// A binary heap of small records points into a table of the payloads, so that
// sifting moves 24 bytes whatever E is.
type Queue[E any] struct {
	heap  []node
	slots []slot[E]
	free  int32 // first free slot + 1
	seq   uint64
}

type node struct {
	at   Time
	seq  uint64
	slot int32
}

type slot[E any] struct {
	e   E
	pos int32 // place in the heap; next free slot + 1 when unused
	gen uint32
}

func (a *node) before(b *node) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// Push adds e, to happen at the instant at, and returns its name for Cancel.
func (q *Queue[E]) Push(at Time, e E) ID {
	var s int32
	if q.free > 0 {
		s = q.free - 1
		q.free = q.slots[s].pos
	} else {
		s = int32(len(q.slots))
		q.slots = append(q.slots, slot[E]{})
	}
	sl := &q.slots[s]
	sl.e = e
	sl.gen++
	if sl.gen == 0 {
		sl.gen = 1
	}
	q.heap = append(q.heap, node{at: at, seq: q.seq, slot: s})
	q.seq++
	q.up(len(q.heap) - 1)
	return ID(uint64(q.slots[s].gen)<<32 | uint64(uint32(s)))
}

// Cancel removes the entry and tells whether it was still waiting.
func (q *Queue[E]) Cancel(id ID) bool {
	s := int(uint32(id))
	if s >= len(q.slots) || q.slots[s].gen != uint32(id>>32) || id>>32 == 0 {
		return false
	}
	pos := int(q.slots[s].pos)
	// A free slot keeps its generation until it is used again, so its place in the
	// heap must be checked too.
	if pos >= len(q.heap) || int(q.heap[pos].slot) != s {
		return false
	}
	q.remove(pos)
	return true
}

// Peek returns the instant of the earliest entry; false when there is none.
func (q *Queue[E]) Peek() (Time, bool) {
	if len(q.heap) == 0 {
		return Never, false
	}
	return q.heap[0].at, true
}

// Pop removes and returns the earliest entry; false when there is none.
func (q *Queue[E]) Pop() (Time, E, bool) {
	if len(q.heap) == 0 {
		var none E
		return Never, none, false
	}
	at := q.heap[0].at
	e := q.slots[q.heap[0].slot].e
	q.remove(0)
	return at, e, true
}

// Len returns the number of entries that wait.
func (q *Queue[E]) Len() int { return len(q.heap) }

// Clear removes every entry and keeps the memory. IDs given out before stay stale.
func (q *Queue[E]) Clear() {
	for len(q.heap) > 0 {
		q.remove(len(q.heap) - 1)
	}
}

// Clone returns an independent queue with the same entries; IDs are valid in
// both. Payloads are copied by assignment.
func (q *Queue[E]) Clone() Queue[E] {
	var c Queue[E]
	c.CopyFrom(q)
	return c
}

// CopyFrom makes q equal to src, reusing the memory q has.
func (q *Queue[E]) CopyFrom(src *Queue[E]) {
	if q == src {
		return
	}
	clear(q.slots)
	q.heap = append(q.heap[:0], src.heap...)
	q.slots = append(q.slots[:0], src.slots...)
	q.free, q.seq = src.free, src.seq
}

// remove takes the node at pos out of the heap and frees its slot.
func (q *Queue[E]) remove(pos int) {
	s := q.heap[pos].slot
	last := len(q.heap) - 1
	if pos != last {
		q.heap[pos] = q.heap[last]
	}
	q.heap = q.heap[:last]
	if pos != last {
		q.slots[q.heap[pos].slot].pos = int32(pos)
		if !q.up(pos) {
			q.down(pos)
		}
	}
	sl := &q.slots[s]
	var none E
	sl.e = none
	sl.pos = q.free
	q.free = s + 1
}

// up moves the node at i towards the root and tells whether it moved.
func (q *Queue[E]) up(i int) bool {
	n := q.heap[i]
	start := i
	for i > 0 {
		parent := (i - 1) / 2
		if !n.before(&q.heap[parent]) {
			break
		}
		q.heap[i] = q.heap[parent]
		q.slots[q.heap[i].slot].pos = int32(i)
		i = parent
	}
	q.heap[i] = n
	q.slots[n.slot].pos = int32(i)
	return i != start
}

// down moves the node at i away from the root.
func (q *Queue[E]) down(i int) {
	n := q.heap[i]
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			break
		}
		if r := child + 1; r < len(q.heap) && q.heap[r].before(&q.heap[child]) {
			child = r
		}
		if !q.heap[child].before(&n) {
			break
		}
		q.heap[i] = q.heap[child]
		q.slots[q.heap[i].slot].pos = int32(i)
		i = child
	}
	q.heap[i] = n
	q.slots[n.slot].pos = int32(i)
}
