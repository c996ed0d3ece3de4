package fleet

import (
	"math"
	"sync/atomic"
	"time"

	"locktwin/emulator/scope"
)

// ScopeFrame is what has changed in the picture of a scope since the frame before.
type ScopeFrame struct {
	// Window has the buckets from the first that has changed up to now, and the
	// lanes if they have changed.
	scope.Window
	MissedFromNS, MissedToNS int64 // buckets of this stretch have changed and were not sent; equal: none
	Skipped                  uint64
	Rewound                  bool // the lock is at an earlier instant now
}

// ScopeFeed is a reader's end of the live picture of a lock's rail. Frames come at
// most 60 times a second. While the reader is slow none are made; the next one then
// has everything since, as far as it fits.
type ScopeFeed struct {
	host   *host
	c      chan ScopeFrame
	every  atomic.Int64
	points atomic.Int64
	closed atomic.Bool

	// What follows belongs to the host.
	next    time.Time // before that no frame, wall time
	seen    int64     // simulated instant of the last frame
	rail    int64     // from here on buckets have changed
	lanes   int64     // from here on lanes have changed
	again   int64     // lanes from here on showed what was not told yet
	skipped uint64
	rewound bool
}

const (
	scopeQueue   = 4 // frames that wait for one reader
	scopeFastest = time.Second / 60
	scopeSlowest = time.Second / 4
)

// C is where the frames come. It is closed when the lock is gone or the fleet ends.
func (s *ScopeFeed) C() <-chan ScopeFrame { return s.c }

// Zoom sets how long buckets are, which becomes a power of two of nanoseconds, and
// how many of them the reader shows, at most scope.MostPoints.
func (s *ScopeFeed) Zoom(every time.Duration, points int) {
	s.every.Store(scope.UpToPower(int64(every)))
	s.points.Store(int64(max(1, min(points, scope.MostPoints))))
	s.host.nudge()
}

// Close ends the feed. It may be called more than once.
func (s *ScopeFeed) Close() {
	s.closed.Store(true)
	s.host.nudge()
}

// FollowScope gives a feed of the scope of a lock, and lets it record as long as
// the feed is open. Errors wrap ErrNotFound, ErrLimit, ErrFailed or ErrClosed.
func (f *Fleet) FollowScope(ref string, every time.Duration, points int) (*ScopeFeed, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, err
	}
	s := &ScopeFeed{host: h, c: make(chan ScopeFrame, scopeQueue), rail: math.MaxInt64, lanes: math.MaxInt64, again: math.MaxInt64}
	s.Zoom(every, points)
	err = h.call(f.saving, false, func(h *host) error { return h.followScope(s) })
	if err != nil {
		return nil, err
	}
	return s, nil
}

// pending tells whether there is something to show.
func (s *ScopeFeed) pending(now int64) bool {
	return now != s.seen || s.rail != math.MaxInt64 || s.lanes != math.MaxInt64 || s.rewound
}

// pace is how long to wait after a frame: until about half a bucket has passed.
func (s *ScopeFeed) pace(factor float64) time.Duration {
	if factor <= 0 {
		return scopeFastest
	}
	return time.Duration(max(float64(scopeFastest), min(float64(s.every.Load())/2/factor, float64(scopeSlowest))))
}
