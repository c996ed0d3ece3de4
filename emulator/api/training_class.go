package api

import (
	"context"
	"net/http"

	"locktwin/emulator/problem"
	"locktwin/emulator/training"
	cases "locktwin/scenarios/training"
)

// classBody says which class to open.
type classBody struct {
	Title     string   `json:"title" doc:"What it is called." minLength:"1" maxLength:"80"`
	Cases     []string `json:"cases" doc:"Ids of the cases that its trainees play." minItems:"1" maxItems:"16"`
	Mode      string   `json:"mode" doc:"guided: the next step is suggested. hints: there are hints, which cost points. exam: no help, and no score until it is handed out." enum:"guided,hints,exam"`
	Lang      string   `json:"lang,omitempty" doc:"Language of who does not choose another." enum:"en,de,fr" default:"en"`
	TimeLimit Duration `json:"time_limit,omitzero" doc:"Real time for one case, 1m to 8h; no limit if left out."`
	CodeFor   Duration `json:"code_for,omitzero" doc:"How long the join code is good, 5m to 1w; 8h if left out."`
	ShowNames bool     `json:"show_names,omitempty" doc:"Whether results that leave the server have the names that trainees gave. Left out, they have pseudonyms alone."`
}

// ClassList is every class.
type ClassList struct {
	Classes []training.Class `json:"classes" nullable:"false" doc:"The newest first."`
}

func (a *API) classOperations() {
	type openInput struct{ Body classBody }
	type opened struct {
		Location string `header:"Location" doc:"Address of the class."`
		Body     training.Class
	}
	teach(a, operation{method: http.MethodPost, path: "/training/classes", id: "open-class", summary: "Open a class", status: http.StatusCreated,
		about: "The answer has the code with which trainees join.", problems: []problem.Kind{problem.Limit}},
		func(ctx context.Context, s *training.Service, in *openInput) (*opened, error) {
			b := &in.Body
			c, err := s.OpenClass(ctx, training.ClassSpec{
				Title: b.Title, Cases: b.Cases, Mode: cases.Mode(b.Mode), Lang: cmpOr(b.Lang, "en"), TimeLimit: b.TimeLimit.D, CodeFor: b.CodeFor.D, ShowNames: b.ShowNames,
			})
			if err != nil {
				return nil, err
			}
			return &opened{TrainingPath + "/classes/" + c.ID, c}, nil
		})
	teach(a, operation{method: http.MethodGet, path: "/training/classes", id: "list-classes", summary: "List the classes"},
		func(_ context.Context, s *training.Service, _ *struct{}) (*Output[ClassList], error) {
			return answer(ClassList{s.Classes()}, nil)
		})
	teach(a, operation{method: http.MethodGet, path: "/training/classes/{class}", id: "get-class", summary: "See a class with its trainees"},
		func(_ context.Context, s *training.Service, in *OneClass) (*Output[training.ClassView], error) {
			return answer(s.Class(in.Class))
		})
	type codeBody struct {
		CodeFor Duration `json:"code_for,omitzero" doc:"How long the code is good, 5m to 1w; 8h if left out."`
	}
	type codeInput struct {
		OneClass
		Body *codeBody
	}
	teach(a, operation{method: http.MethodPost, path: "/training/classes/{class}/code", id: "new-class-code", summary: "Give a class another join code",
		about: "The old one is void. A class that was closed is open again.", problems: []problem.Kind{problem.Conflict}},
		func(ctx context.Context, s *training.Service, in *codeInput) (*Output[training.Class], error) {
			var b codeBody
			if in.Body != nil {
				b = *in.Body
			}
			return answer(s.NewCode(ctx, in.Class, b.CodeFor.D))
		})
	teach(a, operation{method: http.MethodPost, path: "/training/classes/{class}/close", id: "close-class", summary: "Let nobody join a class any more",
		problems: []problem.Kind{problem.Conflict}},
		func(ctx context.Context, s *training.Service, in *OneClass) (*Output[training.Class], error) {
			return answer(s.CloseClass(ctx, in.Class))
		})
	teach(a, operation{method: http.MethodPost, path: "/training/classes/{class}/hand-out", id: "hand-out", summary: "Let the trainees see their scores and debriefs",
		about: "In exam mode they do not before."},
		func(ctx context.Context, s *training.Service, in *OneClass) (*Output[training.Class], error) {
			return answer(s.HandOut(ctx, in.Class))
		})
	teach(a, operation{method: http.MethodPost, path: "/training/classes/{class}/end", id: "end-class", summary: "End a class",
		about: "Attempts that run are over as they are, and the results are handed out.", slow: true, problems: []problem.Kind{problem.Slow}},
		func(ctx context.Context, s *training.Service, in *OneClass) (*Output[training.Class], error) {
			return answer(s.EndClass(ctx, in.Class))
		})
	teach(a, operation{method: http.MethodDelete, path: "/training/classes/{class}", id: "delete-class", summary: "Delete a class",
		about: "Its trainees, their attempts, results and locks go with it."},
		func(ctx context.Context, s *training.Service, in *OneClass) (*struct{}, error) {
			return nil, s.DeleteClass(ctx, in.Class)
		})
	a.steeringOperations()
}

// steeringOperations are what an instructor does while a class plays.
func (a *API) steeringOperations() {
	type whomBody struct {
		Trainee string `json:"trainee,omitempty" doc:"Id of one trainee; all of the class if left out." maxLength:"40"`
	}
	type whomInput struct {
		OneClass
		Body *whomBody
	}
	freeze := func(word string, stop bool, op operation) {
		op.method, op.path, op.slow = http.MethodPost, "/training/classes/{class}/"+word, true
		op.problems = []problem.Kind{problem.Slow}
		teach(a, op, func(ctx context.Context, s *training.Service, in *whomInput) (*Output[training.ClassView], error) {
			var b whomBody
			if in.Body != nil {
				b = *in.Body
			}
			return answer(s.Freeze(ctx, in.Class, b.Trainee, stop))
		})
	}
	freeze("freeze", true, operation{id: "freeze", summary: "Stop all trainees of a class, or one",
		about: "Their locks stand still, their clocks too, and no choice is taken. A choice that is being carried out comes to its end before."})
	freeze("unfreeze", false, operation{id: "unfreeze", summary: "Let all trainees of a class go on, or one"})

	type messageBody struct {
		Text    string `json:"text" doc:"What is said." minLength:"1" maxLength:"500"`
		Trainee string `json:"trainee,omitempty" doc:"Id of one trainee; all of the class if left out." maxLength:"40"`
	}
	type messageInput struct {
		OneClass
		Body messageBody
	}
	teach(a, operation{method: http.MethodPost, path: "/training/classes/{class}/message", id: "tell-class", summary: "Say something to all trainees of a class, or to one"},
		func(ctx context.Context, s *training.Service, in *messageInput) (*Output[training.Message], error) {
			return answer(s.Tell(ctx, in.Class, in.Body.Trainee, in.Body.Text))
		})

	type injectInput struct {
		OneTrainee
		Body Injection
	}
	teach(a, operation{method: http.MethodPost, path: "/training/trainees/{trainee}/inject", id: "inject", summary: "Let something go wrong at a trainee's lock",
		about: "It is done to the lock of the attempt that runs. The trainee is not told.", problems: []problem.Kind{problem.Conflict, problem.Limit}},
		func(ctx context.Context, s *training.Service, in *injectInput) (*Output[Movement], error) {
			lock, err := s.RunningLock(in.Trainee)
			if err != nil {
				return nil, err
			}
			m, err := a.inject(ctx, lock, &in.Body)
			if err == nil {
				s.Injected(in.Trainee, in.Body)
			}
			return answer(m, err)
		})
	teach(a, operation{method: http.MethodDelete, path: "/training/trainees/{trainee}", id: "delete-trainee", summary: "Delete a trainee",
		about: "His attempts, results and locks go with him, and his token is void."},
		func(ctx context.Context, s *training.Service, in *OneTrainee) (*struct{}, error) {
			return nil, s.DeleteTrainee(ctx, in.Trainee)
		})
	teach(a, operation{method: http.MethodDelete, path: "/training/data", id: "delete-training-data", summary: "Delete everything that is kept of trainings"},
		func(ctx context.Context, s *training.Service, _ *struct{}) (*struct{}, error) {
			return nil, s.DeleteAll(ctx)
		})
}
