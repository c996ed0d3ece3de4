package training

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/training"
)

// ResultRow is what came of one attempt.
type ResultRow struct {
	Class     string              `json:"class,omitempty" doc:"Id of the class, if there is one."`
	Trainee   string              `json:"trainee" doc:"Id of the trainee."`
	Name      string              `json:"name" doc:"Name of the trainee."`
	Attempt   string              `json:"attempt" doc:"Id of the attempt."`
	Case      string              `json:"case" doc:"Id of the case."`
	Mode      training.Mode       `json:"mode" doc:"How much help there was." enum:"guided,hints,exam"`
	State     string              `json:"state" doc:"running or over." enum:"running,over"`
	WhyOver   string              `json:"why_over,omitempty" doc:"finished: by the trainee; time: it was up; class: the class was ended; lost: its lock is gone." enum:"finished,time,class,lost"`
	Began     time.Time           `json:"began" doc:"When it began."`
	Ended     time.Time           `json:"ended,omitzero" doc:"When it was over."`
	SpentNS   int64               `json:"spent_ns" doc:"Real time it took, in nanoseconds."`
	Minutes   int                 `json:"patience_minutes" doc:"Minutes of the customer that the choices took."`
	Points    int                 `json:"points" doc:"Points."`
	Of        int                 `json:"of" doc:"Points that can be had."`
	Passed    bool                `json:"passed" doc:"Whether it was passed."`
	Parts     []ResultPart        `json:"parts" nullable:"false" doc:"Points by criterion."`
	Minus     int                 `json:"minus" doc:"Points that were taken off; 0 or below."`
	Hints     int                 `json:"hints" doc:"Hints that were bought."`
	Destroyed []training.Evidence `json:"destroyed" nullable:"false" doc:"Evidence that is gone and nobody has read."`
	Lost      []training.Loss     `json:"lost" nullable:"false" doc:"What the customer has lost by what was done."`
	Diagnosis string              `json:"diagnosis,omitempty" doc:"The diagnosis."`
	Right     bool                `json:"right" doc:"Whether the diagnosis is right."`
	Debrief   string              `json:"debrief,omitempty" doc:"Address of the debrief, when it is over."`
}

// ResultPart is the points of one criterion.
type ResultPart struct {
	Criterion training.Criterion `json:"criterion" doc:"What is judged."`
	Points    int                `json:"points" doc:"Points."`
	Of        int                `json:"of" doc:"Points that can be had."`
}

// Whose results are wanted: of a class, of a trainee, or with both empty all.
type Whose struct{ Class, Trainee string }

// pick gives the attempts that are wanted, in the order in which they began; the
// caller holds mu.
func (s *Service) pick(w Whose) ([]*attempt, error) {
	if w.Class != "" {
		if _, err := s.theClass(w.Class); err != nil {
			return nil, err
		}
	}
	if w.Trainee != "" {
		if _, err := s.theTrainee(w.Trainee); err != nil {
			return nil, err
		}
	}
	var out []*attempt
	for _, a := range s.attempts {
		if (w.Class == "" || a.trainee.Class == w.Class) && (w.Trainee == "" || a.Trainee == w.Trainee) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(x, y *attempt) int { return int(x.Order) - int(y.Order) })
	return out, nil
}

// Results gives what came of attempts. Errors wrap ErrNotFound.
func (s *Service) Results(w Whose) ([]ResultRow, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.pick(w)
	if err != nil {
		return nil, err
	}
	out := make([]ResultRow, 0, len(list))
	for _, a := range list {
		out = append(out, s.result(a))
	}
	return out, nil
}

func (s *Service) result(a *attempt) ResultRow {
	r := ResultRow{
		Class: a.trainee.Class, Trainee: a.Trainee, Name: a.trainee.Name, Attempt: a.ID, Case: a.Case, Mode: a.Mode, State: a.state(), WhyOver: a.WhyOver,
		Began: a.Began, Ended: a.Ended, SpentNS: int64(a.spent(s.now())), Points: a.Score.Points, Of: a.Score.Of, Passed: a.Over && a.Score.Passed,
		Parts: []ResultPart{}, Destroyed: []training.Evidence{}, Lost: []training.Loss{},
	}
	if a.Over {
		r.Debrief = AttemptPath(a.ID) + "/debrief"
	}
	for _, p := range a.Score.Parts {
		r.Parts = append(r.Parts, ResultPart{p.Criterion, p.Points, p.Of})
	}
	for _, m := range a.Score.Minus {
		r.Minus += m.Points
	}
	for _, e := range a.Record.Entries {
		r.Minutes += e.Outcome.Minutes
		r.Destroyed = appendNew(r.Destroyed, e.Outcome.Destroyed)
		r.Lost = appendNew(r.Lost, e.Outcome.Lost)
		switch e.Choice.Kind {
		case training.Hint:
			r.Hints++
		case training.Diagnose:
			r.Diagnosis, r.Right = e.Choice.ID, e.Outcome.Right
		}
	}
	return r
}

// AttemptPath is the address of an attempt in the control API.
func AttemptPath(id string) string { return "/api/v1/training/attempts/" + id }

func appendNew[T comparable](to, from []T) []T {
	for _, v := range from {
		if !slices.Contains(to, v) {
			to = append(to, v)
		}
	}
	return to
}

// WriteCSV writes results as a table with a line of titles. A cell that a table
// program would take for a formula begins with an apostrophe.
func WriteCSV(w io.Writer, rows []ResultRow) error {
	out := csv.NewWriter(w)
	head := []string{"class", "trainee", "name", "attempt", "case", "mode", "state", "why over", "began", "ended", "seconds", "customer minutes", "points", "of", "passed"}
	for _, c := range training.Criteria() {
		head = append(head, string(c))
	}
	head = append(head, "minus", "hints", "destroyed evidence", "lost", "diagnosis", "diagnosis right")
	if err := out.Write(head); err != nil {
		return err
	}
	for _, r := range rows {
		ended := ""
		if !r.Ended.IsZero() {
			ended = r.Ended.Format(time.RFC3339)
		}
		line := []string{
			r.Class, r.Trainee, plainCell(r.Name), r.Attempt, r.Case, string(r.Mode), r.State, r.WhyOver, r.Began.Format(time.RFC3339), ended,
			strconv.FormatInt(r.SpentNS/int64(time.Second), 10), strconv.Itoa(r.Minutes), strconv.Itoa(r.Points), strconv.Itoa(r.Of), strconv.FormatBool(r.Passed),
		}
		for _, c := range training.Criteria() {
			points := ""
			for _, p := range r.Parts {
				if p.Criterion == c {
					points = strconv.Itoa(p.Points)
				}
			}
			line = append(line, points)
		}
		line = append(line, strconv.Itoa(r.Minus), strconv.Itoa(r.Hints), joined(r.Destroyed), joined(r.Lost), r.Diagnosis, strconv.FormatBool(r.Right))
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func joined[T any](list []T) string {
	var words []string
	for _, v := range list {
		words = append(words, fmt.Sprint(v))
	}
	return strings.Join(words, " ")
}

// HandedOut tells whether a trainee may see all his results: the error wraps
// ErrState when he may not yet, ErrNotFound when there is no such trainee.
func (s *Service) HandedOut(trainee string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.theTrainee(trainee)
	if err != nil {
		return err
	}
	for _, a := range t.attempts {
		if err := a.readable(false); err != nil {
			return err
		}
	}
	return nil
}
