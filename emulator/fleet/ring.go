package fleet

import (
	"sync"
	"time"

	"locktwin/model/sim"
	"locktwin/model/trace"
)

// entry is an event as a ring keeps it: small, because there are many.
type entry struct {
	sim   sim.Time
	wall  int64 // Unix nanoseconds
	name  string
	text  string
	state string
	flash trace.FlashOp
	kind  trace.Kind
	fleet bool // of the fleet itself; kind does not count
}

func (e *entry) kindName() string {
	if e.fleet {
		return KindFleet
	}
	return e.kind.String()
}

func (e *entry) event(seq uint64) Event {
	return Event{
		Seq: seq, SimNS: int64(e.sim), Wall: time.Unix(0, e.wall), Kind: e.kindName(), Name: e.name, Text: e.text, State: e.state,
		Flash: FlashDetail{Op: e.flash.Op, Address: e.flash.Addr, Bytes: e.flash.Size, Permille: e.flash.Permille},
	}
}

// ring remembers the latest events of one lock and passes each on to the feeds.
// The host adds; anybody reads.
type ring struct {
	mu    sync.Mutex
	buf   []entry
	start int    // of the oldest, once buf is full
	next  uint64 // number of the next event
	limit int
	feeds []*Feed
	// behind are events of an earlier run that the store may still hold: those
	// from this number up to the oldest in buf; 0: none.
	behind uint64
	ended  bool
}

func newRing(limit int, next uint64) *ring { return &ring{limit: limit, next: next} }

// oldest is the number of the oldest event in buf.
func (r *ring) oldest() uint64 { return r.next - uint64(len(r.buf)) }

// at gives the event of a number that is in buf.
func (r *ring) at(seq uint64) *entry {
	return &r.buf[(r.start+int(seq-r.oldest()))%len(r.buf)]
}

// add appends an event and returns its number.
func (r *ring) add(e entry) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.buf) < r.limit {
		r.buf = append(r.buf, e)
	} else {
		r.buf[r.start] = e
		r.start = (r.start + 1) % r.limit
	}
	seq := r.next
	r.next++
	if len(r.feeds) > 0 {
		item := FeedItem{Kind: FeedEvent, Event: e.event(seq)}
		for _, f := range r.feeds {
			if f.takes(item.Event.Kind) {
				f.offer(&item)
			}
		}
	}
	return seq
}

// each tells the events that are remembered, oldest first.
func (r *ring) each(tell func(*entry)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for seq := r.oldest(); seq < r.next; seq++ {
		tell(r.at(seq))
	}
}

// last is the number of the latest event.
func (r *ring) last() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next - 1
}

// after copies at most limit events (0: all) later than the number after, and
// tells how many between are no longer there.
func (r *ring) after(after uint64, limit int) (events []Event, missed uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.afterLocked(after, limit)
}

func (r *ring) afterLocked(after uint64, limit int) (events []Event, missed uint64) {
	if after >= r.next-1 {
		return nil, 0
	}
	from := after + 1
	if old := r.oldest(); from < old {
		missed, from = old-from, old
	}
	n := r.next - from
	if limit > 0 {
		n = min(n, uint64(limit))
	}
	events = make([]Event, 0, n)
	for seq := from; seq < from+n; seq++ {
		events = append(events, r.at(seq).event(seq))
	}
	return events, missed
}

// wants tells whether older events than those in buf may be in the store.
func (r *ring) wants(after uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.behind != 0 && after+1 < r.oldest() && len(r.buf) < r.limit
}

// recall puts events of an earlier run in front, as far as they fit and join on.
func (r *ring) recall(older []Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.behind == 0 {
		return
	}
	r.behind = 0
	old := r.oldest()
	for len(older) > 0 && older[len(older)-1].Seq >= old {
		older = older[:len(older)-1]
	}
	// A gap would make the numbers lie: keep what joins on without one.
	keep := len(older)
	for keep > 0 && older[keep-1].Seq+uint64(len(older)-keep)+1 == old && len(r.buf)+len(older)-keep < r.limit {
		keep--
	}
	older = older[keep:]
	front := make([]entry, 0, len(older)+len(r.buf))
	for i := range older {
		front = append(front, older[i].entry())
	}
	r.buf, r.start = append(front, r.buf...), 0
}

// entry is the way back from an Event.
func (e *Event) entry() entry {
	out := entry{
		sim: sim.Time(e.SimNS), wall: e.Wall.UnixNano(), name: e.Name, text: e.Text, state: e.State, fleet: e.Kind == KindFleet,
		flash: trace.FlashOp{Op: e.Flash.Op, Addr: e.Flash.Address, Size: e.Flash.Bytes, Permille: e.Flash.Permille},
	}
	for k := trace.Rail; k.String() != "unknown"; k++ {
		if k.String() == e.Kind {
			out.kind = k
		}
	}
	return out
}

// subscribe adds a feed and gives it the history it asked for. It tells false
// when there are too many feeds, or the lock is gone.
func (r *ring) subscribe(f *Feed, after uint64, most int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return ErrClosed
	}
	if len(r.feeds) >= most {
		return ErrLimit
	}
	var history []Event
	if after != NoHistory {
		var missed uint64
		history, missed = r.afterLocked(after, 0)
		f.missed = missed
	}
	f.c = make(chan FeedItem, f.queue+len(history)+2) // and room for what was missed, and for the end
	for i := range history {
		if f.takes(history[i].Kind) {
			f.offer(&FeedItem{Kind: FeedEvent, Event: history[i]})
		}
	}
	r.feeds = append(r.feeds, f)
	return nil
}

// leave takes a feed away and closes its channel.
func (r *ring) leave(f *Feed, end bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.feeds {
		if r.feeds[i] == f {
			r.feeds = append(r.feeds[:i], r.feeds[i+1:]...)
			f.end(end)
			return
		}
	}
}

// offerRail gives a bucket to one feed.
func (r *ring) offerRail(f *Feed, b RailBucket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !f.closed {
		f.offer(&FeedItem{Kind: FeedRail, Rail: b})
	}
}

// end closes all feeds; the lock is gone.
func (r *ring) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	for _, f := range r.feeds {
		f.end(true)
	}
	r.feeds = nil
}

// open counts the feeds.
func (r *ring) open() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.feeds)
}
