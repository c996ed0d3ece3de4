package training

import (
	"context"
	"errors"
	"fmt"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/scenarios/training"
)

// Why an attempt is over.
const (
	OverFinished = "finished" // the trainee said so
	OverTime     = "time"     // its time was up
	OverClass    = "class"    // the instructor ended the class
	OverLost     = "lost"     // its lock is gone
)

// States of an attempt.
const (
	StateRunning = "running"
	StateOver    = "over"
)

// attempt is one attempt as it is kept. Its id is that of its lock.
type attempt struct {
	ID           string               `json:"id"`
	Order        uint64               `json:"order"`
	Trainee      string               `json:"trainee"`
	Case         string               `json:"case"`
	Mode         training.Mode        `json:"mode"`
	Lang         string               `json:"lang"`
	TimeLimit    time.Duration        `json:"time_limit_ns"`
	Began        time.Time            `json:"began"`
	Ended        time.Time            `json:"ended,omitzero"`
	Used         time.Time            `json:"used"` // last, for the retention
	Spent        time.Duration        `json:"spent_ns"`
	EventsFrom   uint64               `json:"events_from"` // number of the last event that was before the trainee came
	Over         bool                 `json:"over"`
	WhyOver      string               `json:"why_over,omitempty"`
	Record       training.Record      `json:"record"`
	Walls        []time.Time          `json:"walls"` // when each entry was made
	Stage        int                  `json:"stage"`
	Stages       int                  `json:"stages"`
	Open         []training.Part      `json:"open"`
	Next         *training.Suggestion `json:"next,omitempty"`
	Score        training.Score       `json:"score"`
	Registration string               `json:"registration"`
	Session      string               `json:"session"`
	Snapshots    map[int]string       `json:"snapshots,omitempty"` // by the number of the entry before which it was taken
	WhatIfs      []string             `json:"what_ifs,omitempty"`  // locks, the oldest first
	Forks        int                  `json:"forks"`               // what-ifs so far, for their ids
	Sent         int                  `json:"sent"`                // statements that the record store has taken
	AllSent      bool                 `json:"all_sent"`            // there will be no more

	Hidden string `json:"hidden,omitempty"` // lock that plays the hidden story again

	trainee *trainee
	told    *training.Debrief // of whoever has the turn; nil: not made yet
	board   *board
	since   time.Time         // Spent is as of this instant
	turn    chan struct{}     // holds one thing: who takes it may change the attempt
	live    *training.Attempt // of whoever has the turn; nil: not taken up yet
}

// AttemptRow is an attempt as an instructor sees it in a list.
type AttemptRow struct {
	ID      string          `json:"id" doc:"Identifier."`
	Lock    string          `json:"lock" doc:"Id of its lock."`
	Case    string          `json:"case" doc:"Id of the case."`
	Title   training.Text   `json:"title" doc:"Title of the case."`
	Mode    training.Mode   `json:"mode" doc:"How much help there is." enum:"guided,hints,exam"`
	State   string          `json:"state" doc:"running or over." enum:"running,over"`
	WhyOver string          `json:"why_over,omitempty" doc:"finished: by the trainee; time: it was up; class: the class was ended; lost: its lock is gone." enum:"finished,time,class,lost"`
	Stage   int             `json:"stage" doc:"Stage of the case that is reached, counted from 0."`
	Stages  int             `json:"stages" doc:"How many stages there are."`
	Open    []training.Part `json:"open" nullable:"false" doc:"What is uncovered."`
	Began   time.Time       `json:"began" doc:"When it began."`
	Ended   time.Time       `json:"ended,omitzero" doc:"When it was over."`
	SpentNS int64           `json:"spent_ns" doc:"Real time it took so far, without that in which it was frozen, in nanoseconds."`
	LeftNS  *int64          `json:"left_ns,omitempty" doc:"Real time that is left, in nanoseconds, if there is a limit."`
	Points  int             `json:"points" doc:"Points so far."`
	Of      int             `json:"of" doc:"Points that can be had."`
	Passed  *bool           `json:"passed,omitempty" doc:"Whether it was passed, when it is over."`
	Entries int             `json:"entries" doc:"Choices so far."`
	Latest  *training.Entry `json:"latest,omitempty" doc:"The latest of them, with all that came of it."`
}

// prepare gives an attempt what is not kept.
func (a *attempt) prepare(s *Service) {
	a.board, a.turn = newBoard(s.o.Limits.Notices), make(chan struct{}, 1)
	a.turn <- struct{}{}
	if a.Snapshots == nil {
		a.Snapshots = map[int]string{}
	}
}

// take waits for the turn of an attempt; the returned function gives it back.
func (a *attempt) take(ctx context.Context) (give func(), err error) {
	select {
	case <-a.turn:
		return func() { a.turn <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// own are the ids of all locks that belong to it.
func (a *attempt) own() []string {
	ids := append([]string{a.ID}, a.WhatIfs...)
	if a.Hidden != "" {
		ids = append(ids, a.Hidden)
	}
	return ids
}

func (a *attempt) state() string {
	if a.Over {
		return StateOver
	}
	return StateRunning
}

// shown tells whether the trainee may see everything.
func (a *attempt) shown() bool {
	return a.Over && (a.Mode != training.Exam || a.trainee.class == nil || a.trainee.class.HandedOut)
}

// pace is how the time of its lock runs while nothing is being played.
func (a *attempt) pace() fleet.Speed {
	return fleet.Speed{Factor: 1, Paused: a.Over || a.trainee.Frozen}
}

// spent is the real time that the attempt took so far.
func (a *attempt) spent(now time.Time) time.Duration {
	if a.Over || a.trainee.Frozen {
		return a.Spent
	}
	return a.Spent + max(now.Sub(a.since), 0)
}

// settle brings Spent up to date.
func (a *attempt) settle(now time.Time) {
	a.Spent = a.spent(now)
	a.since = now
}

// left is the real time that is left; false without a limit.
func (a *attempt) left(now time.Time) (time.Duration, bool) {
	return max(a.TimeLimit-a.spent(now), 0), a.TimeLimit > 0
}

func (s *Service) attemptRow(a *attempt) AttemptRow {
	now := s.now()
	r := AttemptRow{
		ID: a.ID, Lock: a.ID, Case: a.Case, Mode: a.Mode, State: a.state(), WhyOver: a.WhyOver, Stage: a.Stage, Stages: a.Stages, Open: append([]training.Part{}, a.Open...),
		Began: a.Began, Ended: a.Ended, SpentNS: int64(a.spent(now)), Points: a.Score.Points, Of: a.Score.Of, Entries: len(a.Record.Entries),
	}
	if c, err := s.Case(a.Case); err == nil {
		r.Title = c.Title
	}
	if left, ok := a.left(now); ok {
		r.LeftNS = new(int64(left))
	}
	if a.Over {
		r.Passed = new(a.Score.Passed)
	}
	if n := len(a.Record.Entries); n > 0 {
		r.Latest = &a.Record.Entries[n-1]
	}
	return r
}

// read takes over from the live attempt what is shown of it. The caller has the
// turn and, when others know of the attempt already, mu.
func (s *Service) read(a *attempt, c *training.Case) {
	a.Record = a.live.Record()
	a.Stage, a.Stages, a.Open, a.Score = a.live.Stage(), len(c.Stages), a.live.Open(), a.live.Score()
	a.Next = nil
	if next, ok := a.live.Next(); ok && a.Mode == training.Guided {
		a.Next = &next
	}
}

// resume gives the live attempt; the caller has the turn.
func (s *Service) resume(a *attempt) (*training.Attempt, *training.Case, error) {
	c, err := s.Case(a.Case)
	if err != nil {
		return nil, nil, err
	}
	if a.live != nil {
		return a.live, c, nil
	}
	err = s.withStory(c, func(story *training.Story) (err error) {
		a.live, err = training.Resume(c, story, a.Record)
		return err
	})
	if errors.Is(err, training.ErrRecord) {
		err = fmt.Errorf("%w: %w", ErrState, err)
	}
	return a.live, c, err
}
