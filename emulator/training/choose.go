package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/scenarios/training"
)

// Chosen is a choice that was taken, and how things are now.
type Chosen struct {
	Entry   training.Entry `json:"entry" doc:"The choice and what came of it."`
	Attempt Attempt        `json:"attempt" doc:"The attempt as it is now."`
}

// Choose takes one choice: what it asks is asked of the lock as it is now, what it
// does is done to it at full pace. It is carried out to its end even when ctx ends
// meanwhile; when it returns without an error the choice is saved. Errors wrap
// ErrNotFound, ErrFrozen, ErrState, ErrLimit, ErrStore, training.ErrChoice, or are
// those of the fleet.
func (s *Service) Choose(ctx context.Context, id string, ch training.Choice) (Chosen, error) {
	a, give, err := s.turnOf(ctx, id)
	if err != nil {
		return Chosen{}, err
	}
	defer give()
	at, err := s.mayChoose(a)
	if err != nil {
		return Chosen{}, err
	}
	e, err := s.choose(ctx, a, ch, at, 0)
	if err != nil {
		return Chosen{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Outcome = e.Outcome.View(a.Mode)
	return Chosen{e, s.attemptView(a, false)}, nil
}

// turnOf finds an attempt and waits for its turn.
func (s *Service) turnOf(ctx context.Context, id string) (*attempt, func(), error) {
	s.mu.Lock()
	a, err := s.theAttempt(id)
	s.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	give, err := a.take(ctx)
	return a, give, err
}

// mayChoose tells whether a choice may be taken, and what the time is.
func (s *Service) mayChoose(a *attempt) (at time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left, limited := a.left(s.now())
	switch {
	case s.attempts[a.ID] != a:
		return 0, fmt.Errorf("%w: attempt %s", ErrNotFound, a.ID)
	case a.Over:
		return 0, fmt.Errorf("%w: the attempt is over", ErrState)
	case a.trainee.Frozen:
		return 0, ErrFrozen
	case limited && left == 0:
		return 0, fmt.Errorf("%w: the time is up", ErrState)
	case len(a.Record.Entries) >= s.o.Limits.Entries:
		return 0, fmt.Errorf("%w: an attempt has at most %d choices", ErrLimit, s.o.Limits.Entries)
	}
	return a.spent(s.now()), nil
}

// choose is Choose for whoever has the turn and was allowed to at the time at. ahead
// is how long what a hand has begun still takes.
func (s *Service) choose(ctx context.Context, a *attempt, ch training.Choice, at, ahead time.Duration) (training.Entry, error) {
	live, c, err := s.resume(a)
	if err != nil {
		return training.Entry{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Limits.ChoiceTime)
	defer cancel()
	if !ch.Hand {
		s.putBy(ctx, a, ch)
	}
	if _, err := live.Apply(s.benchOf(ctx, a, ahead), ch, at); err != nil {
		return training.Entry{}, err
	}
	if !live.Over() {
		return s.record(ctx, a, c, "")
	}
	e, err := s.record(ctx, a, c, OverFinished)
	s.rest(ctx, a)
	return e, err
}

func (s *Service) benchOf(ctx context.Context, a *attempt, ahead time.Duration) *bench {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &bench{ctx: ctx, fleet: s.o.Fleet, lock: a.ID, pace: a.pace(), seed: int64(len(a.Record.Entries)) + 1, ahead: ahead}
}

// putBy keeps the lock as it is before something is done to it, so that it can be
// tried again from there.
func (s *Service) putBy(ctx context.Context, a *attempt, ch training.Choice) {
	n := len(a.Record.Entries) + 1
	s.mu.Lock()
	wanted := ch.Kind == training.Do && len(a.Snapshots) < s.o.Limits.Snapshots && a.Snapshots[n] == ""
	s.mu.Unlock()
	if !wanted {
		return
	}
	info, err := s.o.Fleet.Snapshot(ctx, a.ID, fmt.Sprintf("before choice %d", n))
	if err != nil {
		s.o.Log.Warn("the lock of an attempt could not be put by", "attempt", a.ID, "error", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a.Snapshots[n] = info.ID
}

// record takes over what the live attempt has come to, saves and tells it. why is
// "" while it goes on.
func (s *Service) record(ctx context.Context, a *attempt, c *training.Case, why string) (training.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attempts[a.ID] != a {
		return training.Entry{}, fmt.Errorf("%w: attempt %s was deleted", ErrNotFound, a.ID)
	}
	before := *a
	now := s.now()
	s.read(a, c)
	entries := a.Record.Entries
	for len(a.Walls) < len(entries) {
		a.Walls = append(slices.Clip(a.Walls), now)
	}
	a.settle(now)
	a.Used = now
	if why != "" {
		a.Over, a.WhyOver, a.Ended = true, why, now
	}
	if err := s.keep(ctx, a); err != nil {
		*a = before
		a.live = nil // it is taken up again from what is kept
		return training.Entry{}, err
	}
	s.rescope(a.trainee)
	var e training.Entry
	if len(entries) > len(before.Record.Entries) {
		e = entries[len(entries)-1]
		s.tellEntry(a, e)
	}
	s.tellAttempt(a)
	s.tellTrainee(a.trainee)
	s.toPost()
	return e, nil
}

// rest lets the time of a lock stand still whose attempt is over.
func (s *Service) rest(ctx context.Context, a *attempt) {
	if err := s.o.Fleet.SetSpeed(ctx, a.ID, fleet.Speed{Factor: 1, Paused: true}); err != nil && !errors.Is(err, fleet.ErrNotFound) {
		s.o.Log.Warn("the lock of an attempt could not be stopped", "attempt", a.ID, "error", err)
	}
}

// finish ends an attempt as it is, whatever its trainee does.
func (s *Service) finish(ctx context.Context, a *attempt, why string) error {
	give, err := a.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	s.mu.Lock()
	over, at := a.Over, a.spent(s.now())
	s.mu.Unlock()
	if over {
		return nil
	}
	live, c, err := s.resume(a)
	if err != nil {
		// It cannot be gone on with. What is recorded of it counts.
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.attempts[a.ID] != a {
			return nil
		}
		a.settle(s.now())
		a.Over, a.WhyOver, a.Ended, a.Used = true, why, s.now(), s.now()
		s.rescope(a.trainee)
		s.tellAttempt(a)
		s.tellTrainee(a.trainee)
		return s.keep(ctx, a)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Limits.ChoiceTime)
	defer cancel()
	if _, err := live.Apply(s.benchOf(ctx, a, 0), training.Choice{Kind: training.Finish}, at); err != nil {
		return err
	}
	_, err = s.record(ctx, a, c, why)
	s.rest(ctx, a)
	return err
}

type (
	attemptBody struct {
		Type    string  `json:"type"`
		Attempt Attempt `json:"attempt"`
	}
	entryBody struct {
		Type  string         `json:"type"`
		Entry training.Entry `json:"entry"`
	}
	choiceBody struct {
		Type    string         `json:"type"`
		Trainee string         `json:"trainee"`
		Name    string         `json:"name"`
		Attempt string         `json:"attempt"`
		Entry   training.Entry `json:"entry"`
	}
)

// tellEntry tells trainee and instructor of a choice; the caller holds mu.
func (s *Service) tellEntry(a *attempt, e training.Entry) {
	if c := a.trainee.class; c != nil {
		c.board.post(NoticeChoice, choiceBody{NoticeChoice, a.Trainee, a.trainee.Name, a.ID, e})
	}
	e.Outcome = e.Outcome.View(a.Mode)
	a.board.post(NoticeEntry, entryBody{NoticeEntry, e})
}

// tellAttempt tells a trainee how his attempt is; the caller holds mu.
func (s *Service) tellAttempt(a *attempt) {
	if a.board.open() > 0 {
		a.board.post(NoticeAttempt, attemptBody{NoticeAttempt, s.attemptView(a, false)})
	}
}
