package api

import (
	"context"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
)

// Types of the messages of the feed of locks.
const (
	typePresent  = "present"
	typeListed   = "listed"
	typeAppeared = "appeared"
	typeChanged  = "changed"
	typeGone     = "gone"
)

type (
	lockMessage struct {
		Type string     `json:"type"`
		Lock fleet.Lock `json:"lock"`
	}
	listedMessage struct {
		Type  string `json:"type"`
		Locks int    `json:"locks"`
	}
	goneMessage struct {
		Type string `json:"type"`
		ID   string `json:"id"`
	}
)

// registryFeed serves the live feed of all locks.
func (a *API) registryFeed(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for key := range q {
		if err := checkWord("query."+key, "parameter", key, []string{"every"}); err != nil {
			a.refuseFeed(w, r, err)
			return
		}
	}
	every, err := parameter(q, "every", 50*time.Millisecond, time.Minute, 200*time.Millisecond)
	switch {
	case err != nil:
	case a.o.Fleet == nil:
		err = problem.New(problem.Unavailable, "there are no locks behind this description")
	case !maySome(r.Context(), access.Read) && !access.From(r.Context()).Scope.MaySome(access.Learn): // a trainee without an attempt sees no lock yet
		err = forbidden(access.Read)
	}
	if err != nil {
		a.refuseFeed(w, r, err)
		return
	}
	a.feed(w, r, func() (source, error) {
		ctx := r.Context()
		return &registrySource{
			fleet: a.o.Fleet, clock: a.o.Clock, every: every,
			sees: func(l fleet.Lock) (fleet.Lock, bool) {
				return a.seen(ctx, l), a.may(ctx, access.Read, l.ID, training.PartRow)
			},
		}, nil
	})
}

// registrySource compares what the registry shows with what was told last.
type registrySource struct {
	fleet   *fleet.Fleet
	clock   fleet.Clock
	sees    func(fleet.Lock) (fleet.Lock, bool) // a row as who asks sees it, if he does
	every   time.Duration
	told    map[string]fleet.Lock // without what runs on by itself; nil at first
	changed <-chan struct{}
}

func (s *registrySource) close() {}

func (s *registrySource) next(ctx context.Context, tick <-chan time.Time) (m []message, last bool) {
	for {
		if s.changed != nil {
			select {
			case <-s.changed:
			case <-tick:
				return nil, false
			case <-ctx.Done():
				return nil, false
			}
			// Whatever else changes soon is told together.
			timer := s.clock.NewTimer(s.every)
			select {
			case <-timer.C():
			case <-ctx.Done():
				timer.Stop()
				return nil, false
			}
		}
		if m = s.look(); len(m) > 0 {
			return m, false
		}
	}
}

// look tells what is different from what was told.
func (s *registrySource) look() []message {
	locks, changed := s.fleet.Watch(fleet.Query{})
	s.changed = changed
	first := s.told == nil
	now := make(map[string]fleet.Lock, len(locks))
	var m []message
	for _, l := range locks {
		l, ok := s.sees(l)
		if !ok {
			continue
		}
		// What runs on by itself is no news.
		plain := l
		plain.SimTimeNS, plain.LastSeq = 0, 0
		now[l.ID] = plain
		old, known := s.told[l.ID]
		kind := typeChanged
		switch {
		case first:
			kind = typePresent
		case !known:
			kind = typeAppeared
		case old == plain:
			continue
		}
		m = append(m, message{kind: kind, body: lockMessage{kind, l}})
	}
	if first {
		m = append(m, message{kind: typeListed, body: listedMessage{typeListed, len(now)}})
	}
	var gone []string
	for id := range s.told {
		if _, ok := now[id]; !ok {
			gone = append(gone, id)
		}
	}
	for _, id := range sorted(gone) {
		m = append(m, message{kind: typeGone, body: goneMessage{typeGone, id}})
	}
	s.told = now
	return m
}
