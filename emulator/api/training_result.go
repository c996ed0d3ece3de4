package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
)

// Media types of results that are not JSON.
const (
	csvType   = "text/csv"
	linesType = "application/jsonl"
)

// ResultList is what came of attempts.
type ResultList struct {
	Rows []training.ResultRow `json:"rows" nullable:"false" doc:"One an attempt, in the order in which they began."`
}

// InResultForm is the part of a query that says in which form results are wanted.
type InResultForm struct {
	Form string `query:"form" doc:"json; csv: a table with a line of titles; xapi: statements of xAPI, one a line." enum:"json,csv,xapi" default:"json"`
}

func (a *API) resultOperations() {
	files := []string{jsonType, csvType, linesType}
	type allInput struct{ InResultForm }
	teach(a, operation{method: http.MethodGet, path: "/training/results", id: "get-results", summary: "Get the results of all trainings", files: files},
		func(_ context.Context, s *training.Service, in *allInput) (*rawFile, error) {
			return results(s, training.Whose{}, in.Form, "training")
		})
	type classInput struct {
		OneClass
		InResultForm
	}
	teach(a, operation{method: http.MethodGet, path: "/training/classes/{class}/results", id: "get-class-results", summary: "Get the results of a class", files: files},
		func(_ context.Context, s *training.Service, in *classInput) (*rawFile, error) {
			return results(s, training.Whose{Class: in.Class}, in.Form, in.Class)
		})
	type traineeInput struct {
		OneTrainee
		InResultForm
	}
	add(a, operation{method: http.MethodGet, path: "/training/trainees/{trainee}/results", id: "get-trainee-results", tag: tagTraining, summary: "Get the results of a trainee",
		about: "For who teaches, and for the trainee himself when they are handed out.", files: files, problems: []problem.Kind{problem.UnknownThing, problem.Conflict}},
		func(ctx context.Context, in *traineeInput) (*rawFile, error) {
			s, err := a.trainings()
			if err != nil {
				return nil, err
			}
			who := access.From(ctx).Scope
			if !who.MaySome(access.Teach) {
				if !who.May(access.Learn, in.Trainee) {
					return nil, problem.New(problem.UnknownThing, "there is no trainee '%s'", in.Trainee)
				}
				if err := s.HandedOut(in.Trainee); err != nil {
					return nil, err
				}
			}
			return results(s, training.Whose{Trainee: in.Trainee}, in.Form, in.Trainee)
		})
}

func results(s *training.Service, w training.Whose, form, name string) (*rawFile, error) {
	var b bytes.Buffer
	if form == "xapi" {
		if err := s.WriteStatements(&b, w); err != nil {
			return nil, err
		}
		return file(linesType, name+".jsonl", b.Bytes()), nil
	}
	rows, err := s.Results(w)
	if err != nil {
		return nil, err
	}
	if form == "csv" {
		if err := training.WriteCSV(&b, rows); err != nil {
			return nil, err
		}
		return file(csvType+"; charset=utf-8", name+".csv", b.Bytes()), nil
	}
	text, err := json.Marshal(ResultList{rows})
	if err != nil {
		return nil, err
	}
	out := file(jsonType, name+".json", append(text, '\n'))
	out.ContentDisposition = ""
	return out, nil
}
