package training

import (
	"slices"
	"time"

	"locktwin/scenarios/training"
)

// Attempt is an attempt as its trainee sees it.
type Attempt struct {
	ID         string               `json:"id" doc:"Identifier."`
	Lock       string               `json:"lock" doc:"Id of its lock."`
	Trainee    string               `json:"trainee" doc:"Id of the trainee."`
	Name       string               `json:"name" doc:"Name of the trainee."`
	Class      string               `json:"class,omitempty" doc:"Id of the class, if there is one."`
	Case       training.CaseView    `json:"case" doc:"What is known of the case."`
	Lang       string               `json:"lang" doc:"Language in which it is played." enum:"en,de,fr"`
	State      string               `json:"state" doc:"running or over." enum:"running,over"`
	WhyOver    string               `json:"why_over,omitempty" doc:"finished: by the trainee; time: it was up; class: the class was ended; lost: its lock is gone." enum:"finished,time,class,lost"`
	Frozen     bool                 `json:"frozen" doc:"Whether the instructor has stopped it."`
	Stage      int                  `json:"stage" doc:"Stage that is reached, counted from 0."`
	Stages     int                  `json:"stages" doc:"How many stages there are."`
	Open       []training.Part      `json:"open" nullable:"false" doc:"What is uncovered."`
	Covered    []training.Part      `json:"covered" nullable:"false" doc:"What is still covered."`
	Entries    []training.Entry     `json:"entries" nullable:"false" doc:"Choices so far, with what came of them as far as the mode shows it."`
	Began      time.Time            `json:"began" doc:"When it began."`
	Ended      time.Time            `json:"ended,omitzero" doc:"When it was over."`
	SpentNS    int64                `json:"spent_ns" doc:"Real time it took so far, without that in which it was frozen, in nanoseconds."`
	LeftNS     *int64               `json:"left_ns,omitempty" doc:"Real time that is left, in nanoseconds, if there is a limit."`
	EventsFrom uint64               `json:"events_from" doc:"Events of the lock up to this number were before the attempt."`
	Suggestion *training.Suggestion `json:"suggestion,omitempty" doc:"The next step, in guided mode."`
	Score      *training.Score      `json:"score,omitempty" doc:"The score so far. In exam mode it is left out until it is over, and handed out in a class."`
	Debrief    bool                 `json:"debrief" doc:"Whether the debrief may be asked for."`
	Messages   []Message            `json:"messages" nullable:"false" doc:"What the instructor said, the oldest first."`
}

// Attempt shows an attempt: as its trainee sees it, or unveiled, as the instructor
// does. Errors wrap ErrNotFound.
func (s *Service) Attempt(id string, unveiled bool) (Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.theAttempt(id)
	if err != nil {
		return Attempt{}, err
	}
	return s.attemptView(a, unveiled), nil
}

// attemptView shows an attempt; the caller holds mu.
func (s *Service) attemptView(a *attempt, unveiled bool) Attempt {
	now := s.now()
	v := Attempt{
		ID: a.ID, Lock: a.ID, Trainee: a.Trainee, Name: a.trainee.Name, Class: a.trainee.Class, Lang: a.Lang, State: a.state(), WhyOver: a.WhyOver, Frozen: a.trainee.Frozen,
		Stage: a.Stage, Stages: a.Stages, Open: append([]training.Part{}, a.Open...), Covered: []training.Part{}, Entries: []training.Entry{},
		Began: a.Began, Ended: a.Ended, SpentNS: int64(a.spent(now)), EventsFrom: a.EventsFrom, Debrief: a.shown() || unveiled && a.Over,
		Messages: append([]Message{}, a.trainee.Messages...),
	}
	if c, err := s.Case(a.Case); err == nil {
		v.Case = c.View(a.Mode)
	}
	if a.shown() {
		v.Open = training.Parts()
	}
	for _, p := range training.Parts() {
		if !slices.Contains(v.Open, p) {
			v.Covered = append(v.Covered, p)
		}
	}
	open := unveiled || a.shown()
	for _, e := range a.Record.Entries {
		if !open {
			e.Outcome = e.Outcome.View(a.Mode)
		}
		v.Entries = append(v.Entries, e)
	}
	if left, ok := a.left(now); ok {
		v.LeftNS = new(int64(left))
	}
	if a.Mode == training.Guided && !a.Over {
		v.Suggestion = a.Next
	}
	if open || a.Mode != training.Exam {
		score := a.Score
		v.Score = &score
	}
	return v
}

// FollowAttempt gives a live feed of an attempt for its trainee. Errors wrap
// ErrNotFound.
func (s *Service) FollowAttempt(id string) (*Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.theAttempt(id)
	if err != nil {
		return nil, err
	}
	f := a.board.subscribe(func() []Notice {
		s.mu.Lock()
		defer s.mu.Unlock()
		return []Notice{{NoticeAttempt, attemptBody{NoticeAttempt, s.attemptView(a, false)}}}
	}, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.tellTrainee(a.trainee)
	})
	s.tellTrainee(a.trainee)
	return f, nil
}
