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

// StartSpec says which attempt to begin. In a class only the case counts.
type StartSpec struct {
	Case      string
	Mode      training.Mode // "": guided
	Lang      string        // "": that of the trainee, or English
	TimeLimit time.Duration // 0: none
}

// Started is an attempt that was begun. Whoever is alone gets a token with it.
type Started struct {
	Attempt Attempt      `json:"attempt" doc:"The attempt."`
	Token   string       `json:"token,omitempty" doc:"Only for who plays alone: send it with every request from now on; it is told only here."`
	Expires time.Time    `json:"expires,omitzero" doc:"When the token ends."`
	Trainee *TraineeSelf `json:"trainee,omitempty" doc:"Only for who plays alone: who you are from now on."`
}

// Start begins an attempt: it plays the hidden story of the case, gives the lock
// that it leaves to the fleet, and covers what the first stage covers. trainee is
// who plays; "" makes a trainee without a class. Errors wrap ErrNotFound, ErrInput,
// ErrState, ErrLimit or ErrStore, or what the fleet says.
func (s *Service) Start(ctx context.Context, trainee string, sp StartSpec) (Started, error) {
	c, err := s.Case(sp.Case)
	if err != nil {
		return Started{}, err
	}
	var out Started
	t, err := s.player(ctx, trainee, &sp, &out)
	if err != nil {
		return Started{}, err
	}
	a, err := s.begin(ctx, t, c, sp)
	if err != nil {
		if trainee == "" {
			s.DeleteTrainee(context.WithoutCancel(ctx), t.ID)
		}
		return Started{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out.Attempt = s.attemptView(a, false)
	if trainee == "" {
		self := s.self(t)
		out.Trainee = &self
	}
	return out, nil
}

// player finds who plays, or makes him, and fills in what his class says.
func (s *Service) player(ctx context.Context, id string, sp *StartSpec, out *Started) (*trainee, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sp.Mode == "" {
		sp.Mode = training.Guided
	}
	if id == "" {
		if sp.Lang == "" {
			sp.Lang = training.Languages()[0]
		}
		if err := checkPlay(sp.Mode, sp.Lang, sp.TimeLimit); err != nil {
			return nil, err
		}
		alone := 0
		for _, t := range s.trainees {
			if t.class == nil {
				alone++
			}
		}
		if alone >= s.o.Limits.Solo {
			return nil, fmt.Errorf("%w: %d trainees without a class are kept", ErrLimit, alone)
		}
		t, token, err := s.admit(ctx, nil, "trainee", sp.Lang)
		if err == nil {
			out.Token, out.Expires = token, t.Expires
		}
		return t, err
	}
	t, err := s.theTrainee(id)
	if err != nil {
		return nil, err
	}
	if sp.Lang == "" {
		sp.Lang = t.Lang
	}
	if c := t.class; c != nil {
		if c.State == ClassEnded {
			return nil, fmt.Errorf("%w: the class has ended", ErrState)
		}
		if !slices.Contains(c.Cases, sp.Case) {
			return nil, fmt.Errorf("%w: case %q is none of this class", ErrInput, sp.Case)
		}
		sp.Mode, sp.TimeLimit = c.Mode, c.TimeLimit
	}
	if t.Frozen {
		return nil, ErrFrozen
	}
	return t, checkPlay(sp.Mode, sp.Lang, sp.TimeLimit)
}

// begin makes the attempt and its lock.
func (s *Service) begin(ctx context.Context, t *trainee, c *training.Case, sp StartSpec) (*attempt, error) {
	a := &attempt{Trainee: t.ID, Case: c.ID, Mode: sp.Mode, Lang: sp.Lang, TimeLimit: sp.TimeLimit, trainee: t}
	a.prepare(s)
	for _, draw := range []struct {
		into *string
		how  func() (string, error)
	}{
		{&a.ID, func() (string, error) { return drawID(s.o.Random, "a-") }},
		{&a.Registration, func() (string, error) { return drawUUID(s.o.Random) }},
		{&a.Session, func() (string, error) { return drawUUID(s.o.Random) }},
	} {
		var err error
		if *draw.into, err = draw.how(); err != nil {
			return nil, err
		}
	}
	var frozen []byte
	err := s.withStory(c, func(story *training.Story) (err error) {
		a.live = training.Begin(c, story, sp.Mode)
		frozen, err = story.Frozen()
		return err
	})
	if err != nil {
		return nil, err
	}
	s.read(a, c)
	if err := s.admitAttempt(t, a); err != nil {
		return nil, err
	}
	row, err := s.o.Fleet.Adopt(ctx, frozen, fleet.Spec{ID: a.ID, Name: lockName(a.ID), Speed: fleet.Speed{Factor: 1}})
	if err == nil {
		err = s.settleIn(ctx, t, a, row.LastSeq)
	}
	if err != nil {
		return nil, errors.Join(err, s.withdraw(context.WithoutCancel(ctx), t, a))
	}
	s.o.Log.Info("attempt began", "attempt", a.ID, "trainee", t.ID, "case", c.ID, "mode", a.Mode)
	return a, nil
}

// admitAttempt counts an attempt that is being made, within the limits.
func (s *Service) admitAttempt(t *trainee, a *attempt) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	running := 0
	for _, other := range s.attempts {
		if !other.Over {
			running++
		}
	}
	switch {
	case s.trainees[t.ID] != t:
		return fmt.Errorf("%w: trainee %s", ErrNotFound, t.ID)
	case t.class != nil && t.class.State == ClassEnded:
		return fmt.Errorf("%w: the class has ended", ErrState)
	case t.Frozen:
		return ErrFrozen
	case t.running() != nil:
		return fmt.Errorf("%w: the attempt %s runs; finish it first", ErrState, t.running().ID)
	case len(t.attempts) >= s.o.Limits.Each:
		return fmt.Errorf("%w: a trainee has at most %d attempts", ErrLimit, s.o.Limits.Each)
	case running >= s.o.Limits.Running:
		return fmt.Errorf("%w: %d attempts run", ErrLimit, running)
	case len(s.attempts) >= s.o.Limits.Attempts:
		return fmt.Errorf("%w: %d attempts are kept", ErrLimit, len(s.attempts))
	}
	s.order++
	now := s.now()
	a.Order, a.Began, a.Used, a.since = s.order, now, now, now
	s.attempts[a.ID], s.locks[a.ID] = a, a
	t.attempts = append(t.attempts, a)
	return nil
}

// settleIn saves an attempt whose lock lives, and tells.
func (s *Service) settleIn(ctx context.Context, t *trainee, a *attempt, lastEvent uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attempts[a.ID] != a {
		return fmt.Errorf("%w: trainee %s was deleted", ErrNotFound, t.ID)
	}
	now := s.now()
	a.EventsFrom, a.Began, a.Used, a.since = lastEvent, now, now, now
	if err := s.keep(ctx, a); err != nil {
		return err
	}
	s.rescope(t)
	s.tellTrainee(t)
	s.nudge()
	s.toPost()
	return nil
}

// withdraw takes an attempt out again that did not come about.
func (s *Service) withdraw(ctx context.Context, t *trainee, a *attempt) error {
	s.mu.Lock()
	delete(s.attempts, a.ID)
	delete(s.locks, a.ID)
	t.attempts = slices.DeleteFunc(t.attempts, func(other *attempt) bool { return other == a })
	s.mu.Unlock()
	return s.deleteLock(ctx, a.ID)
}
