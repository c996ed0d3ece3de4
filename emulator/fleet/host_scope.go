package fleet

import (
	"fmt"
	"math"
	"slices"
	"time"

	"locktwin/emulator/scope"
	"locktwin/flashsim"
	"locktwin/model/gatt"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// recording is what a host keeps for the scope of its lock.
type recording struct {
	recorder *scope.Recorder // nil: nobody has asked
	asked    time.Time       // the last time
	began    time.Time
	turns    []turnBack // since it began
	feeds    []*ScopeFeed
}

// openScope begins to record, unless it does already.
func (h *host) openScope() error {
	h.scope.asked = h.wall
	if h.scope.recorder != nil {
		return nil
	}
	if n := h.f.scopes.Add(1); int(n) > h.f.limits.Scopes {
		h.f.scopes.Add(-1)
		return fmt.Errorf("%w: the scopes of %d locks record", ErrLimit, h.f.limits.Scopes)
	}
	now := int64(h.lock.Now())
	config := h.lock.Machine().Config()
	r := scope.New(now, milli(float64(config.Supervisor.PowerOnLevel)*1e3))
	h.recallLanes(r)
	r.Assume(now, h.lock.Machine().CPU().String())
	for _, i := range h.lock.Air().Links() {
		if l := h.air.links[i.Conn]; l != nil && l.up {
			r.Link(int64(i.Since), uint32(i.Conn), l.central.name, true)
		}
	}
	r.TakeNews()
	h.scope.recorder, h.scope.began, h.scope.turns = r, h.wall, nil
	return nil
}

// recallLanes gives a recorder what the lock remembers of its past: lanes without
// the rail.
func (h *host) recallLanes(r *scope.Recorder) {
	h.ring.each(func(e *entry) {
		switch {
		case !e.fleet:
			r.Event(&trace.Event{At: e.sim, Kind: e.kind, Name: e.name, Text: e.text, State: e.state, Flash: e.flash})
		case e.name == EventRewound:
			r.Cut(int64(e.sim))
		}
	})
}

// closeScope ends the recording.
func (h *host) closeScope() {
	if h.scope.recorder != nil {
		h.scope.recorder = nil
		h.f.scopes.Add(-1)
	}
}

// followScope takes in a feed.
func (h *host) followScope(s *ScopeFeed) error {
	if len(h.scope.feeds) >= h.f.limits.Feeds {
		return fmt.Errorf("%w: %d feeds of the scope of lock %s", ErrLimit, len(h.scope.feeds), h.id)
	}
	if err := h.openScope(); err != nil {
		return err
	}
	s.seen = int64(h.lock.Now())
	s.rail = s.seen
	h.scope.feeds = append(h.scope.feeds, s)
	return nil
}

// pruneScopes forgets feeds that were closed.
func (h *host) pruneScopes() {
	h.scope.feeds = slices.DeleteFunc(h.scope.feeds, func(s *ScopeFeed) bool { return s.closed.Load() })
}

// endScopes tells the feeds that nothing follows.
func (h *host) endScopes() {
	for _, s := range h.scope.feeds {
		close(s.c)
	}
	h.scope.feeds = nil
	h.closeScope()
}

// look shows the recorder the present, and gives it.
func (h *host) look() scope.Present {
	m := h.lock.Machine()
	p := scope.Present{At: int64(h.lock.Now()), CPU: m.CPU().String()}
	if op, done, busy := m.Flash().InFlight(); busy {
		p.Busy, p.Erase, p.Address, p.Bytes = true, op.Kind != flashsim.Program, op.Addr, op.Size
		p.Since, p.Done = p.At-int64(done*float64(op.Duration)), int(1000*done)
	}
	h.scope.recorder.Look(scope.Of(p.At, uv(m.Sample())))
	return p
}

// showScope gives the feeds that are due what has changed.
func (h *host) showScope() {
	k := &h.scope
	if k.recorder == nil || h.failed != nil || h.lock == nil {
		return
	}
	if len(k.feeds) == 0 {
		return
	}
	k.asked = h.wall
	news := k.recorder.TakeNews()
	var now scope.Present
	looked := false
	for _, s := range k.feeds {
		s.rail, s.lanes = min(s.rail, news.Rail), min(s.lanes, news.Lanes)
		if h.wall.Before(s.next) || !s.pending(int64(h.lock.Now())) {
			continue
		}
		s.next = h.wall.Add(s.pace(h.clock.line.factor))
		if len(s.c) == cap(s.c) {
			s.skipped++
			continue
		}
		if !looked {
			now, looked = h.look(), true
		}
		s.c <- h.frame(s, &now)
	}
}

// frame makes a frame of what has changed for a feed.
func (h *host) frame(s *ScopeFeed, now *scope.Present) ScopeFrame {
	r := h.scope.recorder
	every, points := s.every.Load(), s.points.Load()
	out := ScopeFrame{Skipped: s.skipped, Rewound: s.rewound}
	from, to := max(min(s.rail, s.seen, now.At), 0), now.At+1
	if first := to/every - points + 1; from/every < first {
		out.MissedFromNS, out.MissedToNS = from/every*every, first*every
		from = first * every
	}
	out.Window = r.Rail(from, to, every, now.At)
	since, underway := r.Underway(now)
	lanes := min(s.lanes, s.again)
	if s.again = math.MaxInt64; underway {
		s.again = since // what is shown now is told in another way later
		lanes = min(lanes, since)
	}
	if lanes != math.MaxInt64 {
		out.Lanes = r.Show(lanes, to, every, int(points), now)
	}
	s.seen, s.rail, s.lanes, s.skipped, s.rewound = now.At, math.MaxInt64, math.MaxInt64, 0, false
	return out
}

// nextScope is when the next frame is due, or the recording may end; the zero time
// for never.
func (h *host) nextScope() time.Time {
	k := &h.scope
	if k.recorder == nil {
		return time.Time{}
	}
	if len(k.feeds) == 0 {
		if end := k.asked.Add(scopeKept); h.wall.Before(end) {
			return end
		}
		h.closeScope()
		return time.Time{}
	}
	if h.failed != nil || h.lock == nil {
		return time.Time{}
	}
	var next time.Time
	for _, s := range k.feeds {
		if h.clock.line.factor == 0 && !s.pending(int64(h.lock.Now())) {
			continue
		}
		if at := s.next; next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if !next.IsZero() && next.Before(h.wall) {
		next = h.wall.Add(spin)
	}
	return next
}

// rewindScope brings the recording back to an instant.
func (h *host) rewindScope(at sim.Time) {
	if h.scope.recorder == nil {
		return
	}
	h.scope.recorder.Cut(int64(at))
	h.scope.turns = append(h.scope.turns, turnBack{h.wall, int64(at)})
	h.scope.recorder.Assume(int64(at), h.look().CPU)
	for _, s := range h.scope.feeds {
		s.rewound = true
		s.seen = min(s.seen, int64(at))
	}
}

// scopeLink tells the scope that a connection is up, or over.
func (h *host) scopeLink(l *link, at sim.Time, up bool) {
	if h.scope.recorder != nil && l.conn != 0 {
		h.scope.recorder.Link(int64(at), uint32(l.conn), l.central.name, up)
	}
}

// scopeFrame tells the scope of a frame on the air.
func (h *host) scopeFrame(c gatt.ConnID, at sim.Time) {
	if h.scope.recorder != nil {
		h.scope.recorder.Frame(int64(at), uint32(c))
	}
}

// scopeScript tells the scope what has reached a phone of the script.
func (h *host) scopeScript(d *gatt.Delivery) {
	switch r := h.scope.recorder; {
	case r == nil:
	case d.Kind == gatt.Connected:
		r.Link(int64(d.At), uint32(d.Conn), "scenario", true)
	case d.Kind == gatt.Disconnected:
		r.Link(int64(d.At), uint32(d.Conn), "", false)
	case d.Kind == gatt.Received:
		r.Frame(int64(d.At), uint32(d.Conn))
	}
}
