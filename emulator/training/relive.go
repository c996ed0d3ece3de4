package training

import (
	"context"
	"errors"
	"fmt"

	"locktwin/emulator/fleet"
	"locktwin/scenarios"
	"locktwin/scenarios/training"
)

// Relive makes a lock that plays the hidden story of an attempt again, from its
// beginning, with its rail recorded, and returns when it has come to the end; there
// it stands still. What was made once is given again while its recording lasts.
// Errors wrap ErrNotFound or ErrState, or are those of the fleet.
func (s *Service) Relive(ctx context.Context, id string, unveiled bool) (Hidden, error) {
	a, give, err := s.turnOf(ctx, id)
	if err != nil {
		return Hidden{}, err
	}
	defer give()
	s.mu.Lock()
	err = a.readable(unveiled)
	made := a.Hidden
	s.mu.Unlock()
	if err != nil {
		return Hidden{}, err
	}
	if made != "" {
		// A recording that nobody has looked at for a while is given up.
		if v, err := s.o.Fleet.Scope(ctx, made, fleet.ScopeQuery{Points: 1}); err == nil && v.Known && v.OldestNS < v.NowNS {
			return hiddenAt(made), nil
		}
		if err := s.deleteLock(ctx, made); err != nil {
			return Hidden{}, err
		}
	}
	c, err := s.Case(a.Case)
	if err != nil {
		return Hidden{}, err
	}
	var file []byte
	err = s.withStory(c, func(story *training.Story) (err error) {
		file, err = scenarios.Format(story.File())
		return err
	})
	if err != nil {
		return Hidden{}, err
	}
	lock := a.ID + "-h"
	if err := s.playAgain(ctx, lock, file); err != nil {
		return Hidden{}, errors.Join(err, s.deleteLock(ctx, lock))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attempts[a.ID] != a {
		return Hidden{}, errors.Join(fmt.Errorf("%w: attempt %s was deleted", ErrNotFound, a.ID), s.deleteLock(ctx, lock))
	}
	a.Hidden, a.Used = lock, s.now()
	s.locks[lock] = a
	s.rescope(a.trainee)
	return hiddenAt(lock), s.keep(ctx, a)
}

// playAgain plays a scenario file on a lock of its own at full pace, with its rail
// recorded, and waits for the end.
func (s *Service) playAgain(ctx context.Context, lock string, file []byte) error {
	still := fleet.Speed{Factor: 1, Paused: true}
	_, run, err := s.o.Fleet.Load(ctx, fleet.Loading{Name: "story", File: file, Spec: fleet.Spec{ID: lock, Name: lockName(lock), Speed: still}, After: &still})
	if err != nil {
		return err
	}
	// Who asks for the scope lets it record.
	if _, err := s.o.Fleet.Scope(ctx, lock, fleet.ScopeQuery{Points: 1}); err != nil {
		return err
	}
	if err := s.o.Fleet.SetSpeed(ctx, lock, fleet.Speed{Factor: 1, Max: true}); err != nil {
		return err
	}
	for {
		r, changed, err := s.o.Fleet.Run(lock, run.ID)
		if err != nil {
			return err
		}
		if r.State != fleet.RunRunning {
			return s.o.Fleet.SetSpeed(ctx, lock, still)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// deleteLock deletes a lock that may not be there.
func (s *Service) deleteLock(ctx context.Context, lock string) error {
	if err := s.o.Fleet.Delete(context.WithoutCancel(ctx), lock); err != nil && !errors.Is(err, fleet.ErrNotFound) {
		return err
	}
	return nil
}
