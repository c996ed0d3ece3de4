package training

import (
	"context"
	"errors"
	"slices"
)

// DeleteTrainee removes a trainee with all that is kept of him: attempts, locks,
// token. Errors wrap ErrNotFound or ErrStore.
func (s *Service) DeleteTrainee(ctx context.Context, id string) error {
	s.mu.Lock()
	t, err := s.theTrainee(id)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.delete(ctx, []*trainee{t}, nil)
}

// DeleteClass removes a class with all its trainees. Errors wrap ErrNotFound or
// ErrStore.
func (s *Service) DeleteClass(ctx context.Context, id string) error {
	s.mu.Lock()
	c, err := s.theClass(id)
	var list []*trainee
	if err == nil {
		c.State, c.Code = ClassEnded, "" // nobody joins while it goes
		list = slices.Clone(c.trainees)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.delete(ctx, list, []*class{c})
}

// DeleteAll removes everything that is kept of trainings. The error wraps
// ErrStore.
func (s *Service) DeleteAll(ctx context.Context) error {
	s.mu.Lock()
	var list []*trainee
	for _, t := range s.trainees {
		list = append(list, t)
	}
	var classes []*class
	for _, c := range s.classes {
		c.State, c.Code = ClassEnded, ""
		classes = append(classes, c)
	}
	s.mu.Unlock()
	return s.delete(ctx, list, classes)
}

// delete removes trainees and classes: first what is kept, so that nothing comes
// back, then the locks.
func (s *Service) delete(ctx context.Context, list []*trainee, classes []*class) error {
	s.mu.Lock()
	var gone []kept
	var locks []string
	for _, t := range list {
		gone = append(gone, t)
		for _, a := range t.attempts {
			gone = append(gone, a)
			locks = append(locks, a.own()...)
		}
	}
	for _, c := range classes {
		gone = append(gone, c)
	}
	if err := s.drop(ctx, gone...); err != nil {
		s.mu.Unlock()
		return err
	}
	for _, t := range list {
		s.o.Tokens.Revoke(t.tokenName())
		delete(s.trainees, t.ID)
		for _, a := range t.attempts {
			delete(s.attempts, a.ID)
			a.board.end("the attempt was deleted")
		}
		if t.class != nil {
			t.class.trainees = slices.DeleteFunc(t.class.trainees, func(other *trainee) bool { return other == t })
			t.class.board.post(NoticeGone, goneBody{NoticeGone, t.ID})
			s.tellClass(t.class)
		}
	}
	for _, c := range classes {
		delete(s.classes, c.ID)
		c.board.end("the class was deleted")
	}
	for _, id := range locks {
		delete(s.locks, id)
	}
	s.o.Log.Info("trainings deleted", "trainees", len(list), "classes", len(classes), "locks", len(locks))
	s.mu.Unlock()
	var failed error
	for _, id := range locks {
		failed = errors.Join(failed, s.deleteLock(ctx, id))
	}
	return failed
}
