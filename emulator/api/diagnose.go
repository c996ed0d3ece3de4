package api

import (
	"context"
	"errors"
	"net/http"

	"locktwin/emulator/problem"
	"locktwin/scenarios/twin/diagnose"
	draw "locktwin/scenarios/twin/picture"
)

const tagDiagnose = "diagnosis"

func (a *API) diagnoseOperations() {
	type symptomsInput struct{ Body diagnose.Symptoms }
	about := "What is left out, or is `unknown`, is left open. The causes are hypotheses of the simulator: it is said which of them would explain what was seen, and never what a real lock runs."
	add(a, operation{method: http.MethodPost, path: "/diagnose", id: "diagnose", tag: tagDiagnose, summary: "Rank the causes of symptoms", about: about, alone: true,
		problems: []problem.Kind{problem.Limit}},
		func(ctx context.Context, in *symptomsInput) (*Output[diagnose.Diagnosis], error) {
			d, err := a.diagnosis(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return answer(*d, nil)
		})
	add(a, operation{method: http.MethodPost, path: "/diagnose/svg", id: "draw-diagnosis", tag: tagDiagnose, summary: "See the causes of symptoms as a picture", about: about, alone: true,
		files: []string{svgType}, problems: []problem.Kind{problem.Limit}},
		func(ctx context.Context, in *symptomsInput) (*rawFile, error) {
			d, err := a.diagnosis(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return drawn("diagnosis", draw.Diagnosis(d)), nil
		})
	add(a, operation{method: http.MethodGet, path: "/diagnose/words", id: "list-symptoms", tag: tagDiagnose, summary: "List the symptoms and the answers that each can have", alone: true},
		func(context.Context, *struct{}) (*Output[Items[diagnose.Word]], error) {
			return answer(Items[diagnose.Word]{Items: diagnose.Vocabulary()}, nil)
		})
}

func (a *API) diagnosis(ctx context.Context, s diagnose.Symptoms) (*diagnose.Diagnosis, error) {
	if err := s.Validate(); err != nil {
		return nil, symptomProblem(err)
	}
	done, err := a.cores.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return diagnose.Diagnose(s, diagnose.Options{})
}

// symptomProblem says which symptom is not understood.
func symptomProblem(err error) error {
	var e *diagnose.SymptomError
	if !errors.As(err, &e) {
		return err
	}
	return invalid("body."+e.Key, e.Found, problem.OneOf(e.Right), "%s", e.Why)
}
