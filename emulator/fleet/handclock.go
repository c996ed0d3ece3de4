package fleet

import (
	"sync"
	"time"
)

// HandClock is a clock that stands still until somebody turns it, for tests.
// It is safe for concurrent use.
type HandClock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[*handTimer]struct{} // those that are set
}

// NewHandClock returns a clock that shows start.
func NewHandClock(start time.Time) *HandClock {
	return &HandClock{now: start, timers: map[*handTimer]struct{}{}}
}

// Now returns what the clock shows.
func (c *HandClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Turn moves the clock on by d, which must not be below 0, and lets the alarms
// go off that are due.
func (c *HandClock) Turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	for t := range c.timers {
		t.ring()
	}
}

// NewTimer gives an alarm of this clock.
func (c *HandClock) NewTimer(d time.Duration) Timer {
	t := &handTimer{clock: c, c: make(chan time.Time, 1)}
	t.Reset(d)
	return t
}

type handTimer struct {
	clock *HandClock
	c     chan time.Time
	at    time.Time
}

func (t *handTimer) C() <-chan time.Time { return t.c }

func (t *handTimer) Reset(d time.Duration) {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.drop()
	t.at = t.clock.now.Add(d)
	t.clock.timers[t] = struct{}{}
	t.ring()
}

func (t *handTimer) Stop() {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.drop()
	delete(t.clock.timers, t)
}

// drop throws away what the alarm has sent and nobody has read.
func (t *handTimer) drop() {
	select {
	case <-t.c:
	default:
	}
}

// ring lets the alarm go off if it is due.
func (t *handTimer) ring() {
	if t.at.After(t.clock.now) {
		return
	}
	delete(t.clock.timers, t)
	t.c <- t.clock.now
}
