package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
	cases "locktwin/scenarios/training"
)

// joinBody is what somebody sends who wants to join a class.
type joinBody struct {
	Code string `json:"code" doc:"The code of the class. Case, blanks and hyphens do not matter." minLength:"1" maxLength:"64" example:"KTR-WMX"`
	Name string `json:"name,omitempty" doc:"What the instructor sees; 'trainee' and a number if left out. It need not be your real name." maxLength:"40"`
	Lang string `json:"lang,omitempty" doc:"Language; that of the class if left out." enum:"en,de,fr"`
}

func (a *API) traineeOperations() {
	type joinInput struct{ Body joinBody }
	type joined struct {
		CacheControl string `header:"Cache-Control" hidden:"true"`
		Body         training.Joined
	}
	add(a, operation{method: http.MethodPost, path: "/training/join", id: "join-class", tag: tagTraining, summary: "Join a class with its code", status: http.StatusCreated,
		about: "Needs no token. The answer has one, which reaches what belongs to this trainee and nothing else; it is told only here. " +
			"How often a wrong code may be tried is limited.", problems: []problem.Kind{problem.UnknownThing, problem.Limit}},
		func(ctx context.Context, in *joinInput) (*joined, error) {
			s, err := a.trainings()
			if err != nil {
				return nil, err
			}
			j, err := s.Join(ctx, in.Body.Code, in.Body.Name, in.Body.Lang, access.Address(ctx))
			return &joined{"no-store", j}, err
		})
	add(a, operation{method: http.MethodGet, path: "/training/me", id: "get-trainee", tag: tagTraining, summary: "See who you are in a training",
		about: "For who sends the token of a trainee.", problems: []problem.Kind{problem.UnknownThing}},
		func(ctx context.Context, _ *struct{}) (*Output[training.TraineeSelf], error) {
			s, err := a.trainings()
			if err != nil {
				return nil, err
			}
			id := s.TraineeOf(access.From(ctx))
			if id == "" {
				return nil, problem.New(problem.UnknownThing, "the request carries no token of a trainee")
			}
			return answer(s.Trainee(id))
		})
}

// startBody says which case to play.
type startBody struct {
	Case      string   `json:"case" doc:"Id of the case." minLength:"1" maxLength:"80"`
	Mode      string   `json:"mode,omitempty" doc:"How much help there is. In a class the class says so." enum:"guided,hints,exam" default:"guided"`
	Lang      string   `json:"lang,omitempty" doc:"Language; that of the trainee, or English, if left out." enum:"en,de,fr"`
	TimeLimit Duration `json:"time_limit,omitzero" doc:"Real time for it, 1m to 8h; no limit if left out. In a class the class says so."`
}

// choiceBody is one choice.
type choiceBody struct {
	Kind string `json:"kind" doc:"ask: a question to the customer. do: something at the lock, or with an instrument. tell: a statement to the customer. diagnose: what is the matter. hint: a hint is bought. stage: on to the next stage. finish: it is over." enum:"ask,do,tell,diagnose,hint,stage,finish"`
	ID   string `json:"id,omitempty" doc:"Id of the question, action, statement, diagnosis or hint; left out for stage and finish." maxLength:"80"`
	Hand bool   `json:"hand,omitempty" doc:"With do: it was done already with a phone on the bench; it is judged and not done again. What hands do at the bay, the knob and the button is recorded by the server."`
}

func (a *API) attemptOperations() {
	type startInput struct{ Body startBody }
	type started struct {
		Location     string `header:"Location" doc:"Address of the attempt."`
		CacheControl string `header:"Cache-Control" hidden:"true"`
		Body         training.Started
	}
	add(a, operation{method: http.MethodPost, path: "/training/attempts", id: "start-attempt", tag: tagTraining, summary: "Begin to play a case", status: http.StatusCreated,
		about: "The hidden story is played at full speed; then there is a lock of this attempt alone, as the customer has it now. Who sends the token of a trainee plays as that trainee. " +
			"Anybody else needs the right `teach` and plays alone, as a trainee without a class whose token is in the answer.",
		slow: true, problems: []problem.Kind{problem.UnknownThing, problem.Conflict, problem.Limit, problem.Frozen, problem.Slow}},
		func(ctx context.Context, in *startInput) (*started, error) {
			s, err := a.trainings()
			if err != nil {
				return nil, err
			}
			who := access.From(ctx)
			id := s.TraineeOf(who)
			if id == "" && !who.Scope.MaySome(access.Teach) {
				return nil, forbidden(access.Teach)
			}
			b := &in.Body
			out, err := s.Start(ctx, id, training.StartSpec{Case: b.Case, Mode: cases.Mode(b.Mode), Lang: b.Lang, TimeLimit: b.TimeLimit.D})
			if err != nil {
				return nil, err
			}
			return &started{training.AttemptPath(out.Attempt.ID), "no-store", out}, nil
		})
	add(a, operation{method: http.MethodGet, path: "/training/attempts/{attempt}", id: "get-attempt", tag: tagTraining, summary: "See an attempt",
		about: "For its trainee, and unveiled for who teaches.", problems: []problem.Kind{problem.UnknownThing}},
		func(ctx context.Context, in *OneAttempt) (*Output[training.Attempt], error) {
			s, unveiled, err := a.forAttempt(ctx, in.Attempt)
			if err != nil {
				return nil, err
			}
			return answer(s.Attempt(in.Attempt, unveiled))
		})
	type chooseInput struct {
		OneAttempt
		Body choiceBody
	}
	add(a, operation{method: http.MethodPost, path: "/training/attempts/{attempt}/choices", id: "choose", tag: tagTraining, summary: "Take one choice",
		about: "Answers when it is carried out and saved; what is done to the lock is done at full speed. What customers answer and instruments show comes from the lock as it is.",
		slow:  true, problems: []problem.Kind{problem.UnknownThing, problem.Conflict, problem.Limit, problem.Frozen, problem.Slow}},
		func(ctx context.Context, in *chooseInput) (*Output[training.Chosen], error) {
			s, _, err := a.forAttempt(ctx, in.Attempt)
			if err != nil {
				return nil, err
			}
			return answer(s.Choose(ctx, in.Attempt, cases.Choice{Kind: cases.ChoiceKind(in.Body.Kind), ID: in.Body.ID, Hand: in.Body.Hand}))
		})
	add(a, operation{method: http.MethodGet, path: "/training/attempts/{attempt}/debrief", id: "get-debrief", tag: tagTraining, summary: "See what really happened",
		about: "When the attempt is over; in exam mode trainees of a class see it when the results are handed out.", slow: true,
		problems: []problem.Kind{problem.UnknownThing, problem.Conflict, problem.Slow}},
		func(ctx context.Context, in *OneAttempt) (*Output[training.DebriefView], error) {
			s, unveiled, err := a.forAttempt(ctx, in.Attempt)
			if err != nil {
				return nil, err
			}
			return answer(s.Debrief(ctx, in.Attempt, unveiled))
		})
	add(a, operation{method: http.MethodPost, path: "/training/attempts/{attempt}/hidden", id: "relive", tag: tagTraining, summary: "Get a lock that has played the hidden story again",
		about: "Its rail is recorded, so its scope shows what really happened. It stands still at the end of the story. What was made once is given again.", slow: true,
		problems: []problem.Kind{problem.UnknownThing, problem.Conflict, problem.Limit, problem.Slow}},
		func(ctx context.Context, in *OneAttempt) (*Output[training.Hidden], error) {
			s, unveiled, err := a.forAttempt(ctx, in.Attempt)
			if err != nil {
				return nil, err
			}
			return answer(s.Relive(ctx, in.Attempt, unveiled))
		})
	type whatIfBody struct {
		Entry int `json:"entry,omitempty" doc:"Number of the choice; the one before which a look was due if left out." minimum:"0" maximum:"1000"`
	}
	type whatIfInput struct {
		OneAttempt
		Body *whatIfBody
	}
	add(a, operation{method: http.MethodPost, path: "/training/attempts/{attempt}/what-if", id: "what-if", tag: tagTraining, summary: "Get the lock as it was before a choice, to try again",
		about: "The lock runs, and the trainee may do everything with it. Of one attempt there are four at most; the oldest goes.", status: http.StatusCreated, slow: true,
		problems: []problem.Kind{problem.UnknownThing, problem.Conflict, problem.Limit, problem.Slow}},
		func(ctx context.Context, in *whatIfInput) (*Created, error) {
			s, unveiled, err := a.forAttempt(ctx, in.Attempt)
			if err != nil {
				return nil, err
			}
			entry := 0
			if in.Body != nil {
				entry = in.Body.Entry
			}
			return created(s.WhatIf(ctx, in.Attempt, entry, unveiled))
		})
}
