package training

import (
	"context"
	"time"
)

// keepEvery is how often old results are looked for.
const keepEvery = time.Hour

// keepOrder ends attempts whose time is up, and removes what is older than the
// retention. It sleeps until one of these is due.
func (s *Service) keepOrder() {
	timer := s.o.Clock.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C():
		case <-s.wake:
		case <-s.ended.Done():
			return
		}
		s.endLate()
		s.deleteOld()
		timer.Reset(s.nextDue())
	}
}

// nextDue is how long until there is something to do.
func (s *Service) nextDue() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := keepEvery
	for _, a := range s.attempts {
		if left, ok := a.left(s.now()); ok && !a.Over && !a.trainee.Frozen {
			due = min(due, max(left, time.Second)) // one that cannot be ended is tried again, but not at once
		}
	}
	return due
}

// endLate ends the attempts whose time is up.
func (s *Service) endLate() {
	s.mu.Lock()
	var late []*attempt
	for _, a := range s.attempts {
		if left, ok := a.left(s.now()); ok && left == 0 && !a.Over && !a.trainee.Frozen {
			late = append(late, a)
		}
	}
	s.mu.Unlock()
	for _, a := range late {
		if err := s.finish(s.ended, a, OverTime); err != nil && s.ended.Err() == nil {
			s.o.Log.Error("an attempt could not be ended when its time was up", "attempt", a.ID, "error", err)
		}
	}
}

// deleteOld removes trainees, and classes without any, that nobody has used for
// longer than the retention.
func (s *Service) deleteOld() {
	if s.o.Retention < 0 {
		return
	}
	s.mu.Lock()
	before := s.now().Add(-s.o.Retention)
	var old []*trainee
	for _, t := range s.trainees {
		used := t.Joined
		for _, a := range t.attempts {
			if a.Used.After(used) {
				used = a.Used
			}
		}
		if used.Before(before) {
			old = append(old, t)
		}
	}
	s.mu.Unlock()
	ctx := context.WithoutCancel(s.ended)
	err := s.deleteSome(ctx, old, nil)
	s.mu.Lock()
	var empty []*class
	for _, c := range s.classes {
		if len(c.trainees) == 0 && c.Created.Before(before) {
			empty = append(empty, c)
		}
	}
	s.mu.Unlock()
	if err == nil {
		err = s.deleteSome(ctx, nil, empty)
	}
	if err != nil {
		s.o.Log.Error("old trainings could not be removed", "error", err)
	}
}

func (s *Service) deleteSome(ctx context.Context, list []*trainee, classes []*class) error {
	if len(list)+len(classes) == 0 {
		return nil
	}
	return s.delete(ctx, list, classes)
}
