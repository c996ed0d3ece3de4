package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
	cases "locktwin/scenarios/training"
)

const tagTraining = "training"

// TrainingPath is where the operations of trainings lie.
const TrainingPath = Prefix + "/training"

// CaseCard is a case in a list.
type CaseCard struct {
	ID       string     `json:"id" doc:"Identifier."`
	Title    cases.Text `json:"title" doc:"Its title."`
	Level    int        `json:"level" doc:"1 easy to 3 hard." minimum:"1" maximum:"3"`
	Patience int        `json:"patience_minutes" doc:"Minutes that the customer has."`
	Version  string     `json:"version" doc:"Of the file of the case."`
}

// CaseList is every case.
type CaseList struct {
	Cases []CaseCard `json:"cases" nullable:"false" doc:"In the order of their ids."`
}

type (
	// OneClass is the part of a path that names a class.
	OneClass struct {
		Class string `path:"class" doc:"Id of the class." maxLength:"40"`
	}
	// OneTrainee is the part of a path that names a trainee.
	OneTrainee struct {
		Trainee string `path:"trainee" doc:"Id of the trainee." maxLength:"40"`
	}
	// OneAttempt is the part of a path that names an attempt.
	OneAttempt struct {
		Attempt string `path:"attempt" doc:"Id of the attempt, which is that of its lock." maxLength:"40"`
	}
)

// trainings gives the trainings of the server.
func (a *API) trainings() (*training.Service, error) {
	if a.o.Training == nil {
		return nil, problem.New(problem.Unavailable, "there are no trainings on this server")
	}
	return a.o.Training, nil
}

// forAttempt gives the trainings to who may see an attempt: its trainee, or who
// teaches; unveiled tells the latter. For anybody else there is no such attempt.
func (a *API) forAttempt(ctx context.Context, id string) (s *training.Service, unveiled bool, err error) {
	if s, err = a.trainings(); err != nil {
		return nil, false, err
	}
	who := access.From(ctx)
	if unveiled = who.Scope.MaySome(access.Teach); unveiled || s.OwnsAttempt(who, id) {
		return s, unveiled, nil
	}
	return nil, false, problem.New(problem.UnknownThing, "there is no attempt '%s'", id)
}

// teach registers an operation of who teaches.
func teach[I, O any](a *API, op operation, handler func(context.Context, *training.Service, *I) (*O, error)) {
	op.tag, op.right = tagTraining, access.Teach
	op.problems = append(op.problems, problem.UnknownThing)
	add(a, op, func(ctx context.Context, in *I) (*O, error) {
		s, err := a.trainings()
		if err != nil {
			return nil, err
		}
		return handler(ctx, s, in)
	})
}

func (a *API) trainingOperations() {
	type caseInput struct {
		Case string `path:"case" doc:"Id of the case." maxLength:"80"`
		Mode string `query:"mode" doc:"How much help there is." enum:"guided,hints,exam" default:"guided"`
	}
	add(a, operation{method: http.MethodGet, path: "/training/cases", id: "list-training-cases", tag: tagTraining, summary: "List the cases that can be played"},
		func(context.Context, *struct{}) (*Output[CaseList], error) {
			s, err := a.trainings()
			if err != nil {
				return nil, err
			}
			list := CaseList{Cases: []CaseCard{}}
			all, err := s.Cases()
			for _, c := range all {
				list.Cases = append(list.Cases, CaseCard{c.ID, c.Title, c.Level, c.Patience, c.Version})
			}
			return answer(list, err)
		})
	teach(a, operation{method: http.MethodGet, path: "/training/cases/{case}", id: "get-training-case", summary: "See a case as its trainees do",
		about: "The hidden cause and the right answers are not in it."},
		func(_ context.Context, s *training.Service, in *caseInput) (*Output[cases.CaseView], error) {
			c, err := s.Case(in.Case)
			if err != nil {
				return nil, err
			}
			return answer(c.View(cases.Mode(in.Mode)), nil)
		})
	a.classOperations()
	a.traineeOperations()
	a.attemptOperations()
	a.resultOperations()
	a.trainingFeeds()
}
