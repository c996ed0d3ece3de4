package training

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"locktwin/emulator/fleet"
)

// whom gives the trainees of a class, or the one that is named; the caller holds
// mu.
func (s *Service) whom(classID, traineeID string) (*class, []*trainee, error) {
	c, err := s.theClass(classID)
	if err != nil {
		return nil, nil, err
	}
	if traineeID == "" {
		return c, c.trainees, nil
	}
	t, err := s.theTrainee(traineeID)
	if err == nil && t.class != c {
		err = fmt.Errorf("%w: trainee %.80q is none of this class", ErrNotFound, traineeID)
	}
	return c, []*trainee{t}, err
}

type frozenBody struct {
	Type   string `json:"type"`
	Frozen bool   `json:"frozen"`
}

// Freeze stops all trainees of a class, or one, or lets them go on: their locks
// stand still, their clocks too, and no choice is taken. A choice that is being
// carried out comes to its end before. Errors wrap ErrNotFound or ErrStore.
func (s *Service) Freeze(ctx context.Context, classID, traineeID string, stop bool) (ClassView, error) {
	s.mu.Lock()
	c, list, err := s.whom(classID, traineeID)
	if err != nil {
		s.mu.Unlock()
		return ClassView{}, err
	}
	var running []*attempt
	var changed []kept
	for _, t := range list {
		if t.Frozen == stop {
			continue
		}
		if a := t.running(); a != nil {
			a.settle(s.now())
			running = append(running, a)
			changed = append(changed, a)
		}
		t.Frozen = stop
		changed = append(changed, t)
	}
	err = s.keep(ctx, changed...)
	for _, k := range changed {
		if t, ok := k.(*trainee); ok {
			s.tellTrainee(t)
		}
	}
	for _, a := range running {
		a.since = s.now()
		a.board.post(NoticeFrozen, frozenBody{NoticeFrozen, stop})
		s.tellAttempt(a)
	}
	s.nudge()
	s.mu.Unlock()
	for _, a := range running {
		err = errors.Join(err, s.keepPace(ctx, a))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.viewOf(c), err
}

// keepPace lets the lock of an attempt run as it should now.
func (s *Service) keepPace(ctx context.Context, a *attempt) error {
	give, err := a.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	s.mu.Lock()
	pace := a.pace()
	s.mu.Unlock()
	if err := s.o.Fleet.SetSpeed(ctx, a.ID, pace); err != nil && !errors.Is(err, fleet.ErrNotFound) {
		return err
	}
	return nil
}

type messageBody struct {
	Type    string  `json:"type"`
	Message Message `json:"message"`
}

// Tell says something to all trainees of a class, or to one. Errors wrap
// ErrNotFound, ErrInput or ErrStore.
func (s *Service) Tell(ctx context.Context, classID, traineeID, text string) (Message, error) {
	if err := checkWords("message", text, MaxMessageChars); err != nil {
		return Message{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, list, err := s.whom(classID, traineeID)
	if err != nil {
		return Message{}, err
	}
	m := Message{At: s.now(), Text: strings.TrimSpace(text), Trainee: traineeID}
	var changed []kept
	for _, t := range list {
		t.Told++
		m.N = t.Told
		t.Messages = append(t.Messages, m)
		if over := len(t.Messages) - s.o.Limits.Messages; over > 0 {
			t.Messages = append([]Message(nil), t.Messages[over:]...)
		}
		changed = append(changed, t)
		if a := t.latest(); a != nil {
			a.board.post(NoticeMessage, messageBody{NoticeMessage, m})
		}
	}
	c.board.post(NoticeMessage, messageBody{NoticeMessage, m})
	return m, s.keep(ctx, changed...)
}

// RunningLock gives the lock of the attempt that a trainee plays. Errors wrap
// ErrNotFound or ErrState.
func (s *Service) RunningLock(traineeID string) (lock string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.theTrainee(traineeID)
	if err != nil {
		return "", err
	}
	a := t.running()
	if a == nil {
		return "", fmt.Errorf("%w: no attempt of this trainee runs", ErrState)
	}
	return a.ID, nil
}

type injectedBody struct {
	Type      string `json:"type"`
	Trainee   string `json:"trainee"`
	Injection any    `json:"injection"`
}

// Injected tells the instructors of a class what one of them has injected. The
// trainee is told nothing.
func (s *Service) Injected(traineeID string, what any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.trainees[traineeID]; t != nil && t.class != nil {
		t.class.board.post(NoticeInjected, injectedBody{NoticeInjected, traineeID, what})
	}
}
