package training

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"locktwin/emulator/fleet"
	"locktwin/scenarios/training"
)

// DebriefView is what is told after an attempt.
type DebriefView struct {
	Debrief training.Debrief `json:"debrief" doc:"Score, cause, what rail and memory really did, the moment of the loss, and what a look before would have shown."`
	Record  training.Record  `json:"record" doc:"The choices, with all that came of them."`
	WhatIfs []string         `json:"what_ifs" nullable:"false" doc:"Ids of the locks on which it is tried again, the oldest first."`
	Hidden  *Hidden          `json:"hidden,omitempty" doc:"The hidden story as a lock that plays it, once somebody has asked for that."`
}

// Hidden is the hidden story as a lock that plays it again, with its rail recorded.
type Hidden struct {
	Lock  string `json:"lock" doc:"Id of the lock."`
	Scope string `json:"scope" doc:"Address of the recording of its rail."`
}

// readable tells whether the debrief of an attempt may be seen; the caller holds
// mu.
func (a *attempt) readable(unveiled bool) error {
	switch {
	case !a.Over:
		return fmt.Errorf("%w: there is a debrief when the attempt is over", ErrState)
	case !unveiled && !a.shown():
		return fmt.Errorf("%w: the instructor has not handed out the results", ErrState)
	}
	return nil
}

// Debrief tells what really happened, when an attempt is over. unveiled is for the
// instructor, who need not wait until it is handed out. Errors wrap ErrNotFound or
// ErrState.
func (s *Service) Debrief(ctx context.Context, id string, unveiled bool) (DebriefView, error) {
	a, give, err := s.turnOf(ctx, id)
	if err != nil {
		return DebriefView{}, err
	}
	defer give()
	s.mu.Lock()
	err = a.readable(unveiled)
	s.mu.Unlock()
	if err != nil {
		return DebriefView{}, err
	}
	d, err := s.debrief(a)
	if err != nil {
		return DebriefView{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := DebriefView{Debrief: *d, Record: a.Record, WhatIfs: append([]string{}, a.WhatIfs...)}
	if a.Hidden != "" {
		v.Hidden = new(hiddenAt(a.Hidden))
	}
	return v, nil
}

func hiddenAt(lock string) Hidden {
	return Hidden{lock, "/api/v1/locks/" + lock + "/scope"}
}

// debrief makes the debrief the first time it is wanted; the caller has the turn.
func (s *Service) debrief(a *attempt) (*training.Debrief, error) {
	if a.told != nil {
		return a.told, nil
	}
	c, err := s.Case(a.Case)
	if err != nil {
		return nil, err
	}
	var d training.Debrief
	err = s.withStory(c, func(story *training.Story) (err error) {
		d, err = training.DebriefOf(c, story, a.Record)
		return err
	})
	if errors.Is(err, training.ErrRecord) {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	if err != nil {
		return nil, err
	}
	a.told = &d
	return a.told, nil
}

// WhatIf makes a lock as that of the attempt was before a choice, the entry of that
// number, and gives it to the trainee; 0 is the choice before which he should have
// looked. Errors wrap ErrNotFound, ErrState or ErrInput, or are those of the fleet.
func (s *Service) WhatIf(ctx context.Context, id string, entry int, unveiled bool) (fleet.Lock, error) {
	a, give, err := s.turnOf(ctx, id)
	if err != nil {
		return fleet.Lock{}, err
	}
	defer give()
	s.mu.Lock()
	err = a.readable(unveiled)
	n := len(a.Record.Entries)
	snapshots := maps.Clone(a.Snapshots)
	s.mu.Unlock()
	if err != nil {
		return fleet.Lock{}, err
	}
	if entry == 0 {
		d, err := s.debrief(a)
		if err != nil {
			return fleet.Lock{}, err
		}
		if d.WhatIf == nil {
			return fleet.Lock{}, fmt.Errorf("%w: there was no choice before which one should have looked; name one", ErrState)
		}
		entry = d.WhatIf.N
	}
	if entry < 1 || entry > n {
		return fleet.Lock{}, fmt.Errorf("%w: choice %d; there are 1 to %d", ErrInput, entry, n)
	}
	frozen, err := s.before(ctx, a, entry, snapshots[entry])
	if err != nil {
		return fleet.Lock{}, err
	}
	return s.giveLock(ctx, a, frozen)
}

// before gives the lock of an attempt as it was before a choice: from a snapshot,
// or, when there is none, by doing again what was done until then.
func (s *Service) before(ctx context.Context, a *attempt, entry int, snapshot string) ([]byte, error) {
	if snapshot != "" {
		frozen, err := s.o.Fleet.SnapshotBytes(ctx, a.ID, snapshot)
		if err == nil || !errors.Is(err, fleet.ErrNotFound) {
			return frozen, err
		}
	}
	c, err := s.Case(a.Case)
	if err != nil {
		return nil, err
	}
	var frozen []byte
	err = s.withStory(c, func(story *training.Story) error {
		l, err := c.Replay(story, a.Record, entry)
		if err == nil {
			frozen, err = l.AppendFrozen(nil)
		}
		return err
	})
	return frozen, err
}

// giveLock makes another lock for an attempt that is over, and lets its trainee
// reach it. The oldest goes when there are too many.
func (s *Service) giveLock(ctx context.Context, a *attempt, frozen []byte) (fleet.Lock, error) {
	s.mu.Lock()
	a.Forks++
	id := fmt.Sprintf("%s-w%d", a.ID, a.Forks)
	s.mu.Unlock()
	row, err := s.o.Fleet.Adopt(ctx, frozen, fleet.Spec{ID: id, Name: lockName(id), Speed: fleet.Speed{Factor: 1}})
	if err != nil {
		return fleet.Lock{}, err
	}
	var old []string
	s.mu.Lock()
	if s.attempts[a.ID] != a {
		s.mu.Unlock()
		return fleet.Lock{}, errors.Join(fmt.Errorf("%w: attempt %s was deleted", ErrNotFound, a.ID), s.deleteLock(ctx, id))
	}
	a.WhatIfs = append(append([]string(nil), a.WhatIfs...), id)
	if over := len(a.WhatIfs) - s.o.Limits.WhatIfs; over > 0 {
		old, a.WhatIfs = a.WhatIfs[:over], a.WhatIfs[over:]
	}
	a.Used = s.now()
	s.locks[id] = a
	for _, gone := range old {
		delete(s.locks, gone)
	}
	s.rescope(a.trainee)
	err = s.keep(ctx, a)
	s.mu.Unlock()
	for _, gone := range old {
		err = errors.Join(err, s.deleteLock(ctx, gone))
	}
	return row, err
}
