package fleet

import (
	"sync"
	"time"

	"locktwin/model"
	"locktwin/model/power"
)

// solvers are the working memories of locks that are being played. Each is most of
// a megabyte, so a lock has one only while something happens to it, and locks that
// are alike profit from what others have found.
type solvers struct {
	mu   sync.Mutex
	free []*power.Cache
	most int
}

func (s *solvers) take() *power.Cache {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free)
	if n == 0 {
		return power.NewCache()
	}
	c := s.free[n-1]
	s.free = s.free[:n-1]
	return c
}

func (s *solvers) give(c *power.Cache) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) < s.most {
		s.free = append(s.free, c)
	}
}

// relaxAfter is how long after a turn a lock keeps its working memory: whoever
// talks to it will talk on in less.
const relaxAfter = 2 * time.Millisecond

// exert gives the lock working memory, if it has none.
func (h *host) exert() {
	if h.solver == nil && h.lock != nil && h.failed == nil {
		h.solver = h.f.solvers.take()
		h.lock.Wake(h.solver)
	}
}

// relax takes the working memory from the lock.
func (h *host) relax() {
	if h.solver == nil {
		return
	}
	if h.lock != nil {
		h.lock.Rest()
	}
	h.f.solvers.give(h.solver)
	h.solver = nil
}

// lend lets a lock that has come with working memory of its own do with that of the
// host.
func (h *host) lend(l *model.Lock) {
	l.Rest()
	if h.solver == nil {
		h.solver = h.f.solvers.take()
	}
	l.Wake(h.solver)
}

// alarm sets the timer for the next turn, and before that for the instant at which
// the lock may relax. A timer that goes off too early is set anew then.
func (h *host) alarm() {
	at := h.next
	if h.solver != nil {
		if t := h.wall.Add(relaxAfter); at.IsZero() || t.Before(at) {
			at = t
		}
	}
	h.set(at)
}

// rang tells whether the timer that went off means a turn; if not the lock relaxes,
// and the timer is set anew.
func (h *host) rang() bool {
	h.armed = false
	now := h.f.clock.Now()
	if !h.next.IsZero() && !now.Before(h.next) {
		return true
	}
	if now.Sub(h.wall) >= relaxAfter {
		h.relax()
	}
	h.alarm()
	return false
}
