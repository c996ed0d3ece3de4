package fleet

import (
	"slices"

	"locktwin/emulator/metrics"
)

// Feed is a reader's end of what happens to one lock.
type Feed struct {
	ring  *ring
	host  *host
	kinds []string
	queue int
	meter *metrics.Set

	// What follows belongs to the ring's mutex.
	c      chan FeedItem
	missed uint64
	closed bool
}

// C is where the items come. It is closed after FeedEnd and by Close.
func (f *Feed) C() <-chan FeedItem { return f.c }

// Close ends the feed. It may be called more than once.
func (f *Feed) Close() {
	f.ring.leave(f, false)
	f.host.nudge()
}

func (f *Feed) takes(kind string) bool { return len(f.kinds) == 0 || slices.Contains(f.kinds, kind) }

// offer puts an item into the queue, or counts it as missed. What was missed is
// told before the next item that finds room. Two places of the channel are kept
// for that and for the end.
func (f *Feed) offer(item *FeedItem) {
	room := cap(f.c) - 2 - len(f.c)
	if f.missed > 0 && room > 1 {
		f.c <- FeedItem{Kind: FeedMissed, Missed: f.missed}
		f.missed = 0
		room--
	}
	if f.missed > 0 || room < 1 {
		f.missed++
		f.meter.Dropped("feed", 1)
		return
	}
	f.c <- *item
}

// end closes the channel; told adds a last item that says so.
func (f *Feed) end(told bool) {
	if f.closed {
		return
	}
	f.closed = true
	if told {
		if f.missed > 0 {
			f.c <- FeedItem{Kind: FeedMissed, Missed: f.missed}
		}
		f.c <- FeedItem{Kind: FeedEnd}
	}
	close(f.c)
}
