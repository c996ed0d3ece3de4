package api

import (
	"context"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
)

// Patterns of the live feeds of trainings.
const (
	classEventsPattern   = "GET " + TrainingPath + "/classes/{class}/events"
	attemptEventsPattern = "GET " + TrainingPath + "/attempts/{attempt}/events"
)

func (a *API) trainingFeeds() {
	onlyLive := func() error {
		return problem.New(problem.NotAcceptable, "this is a live feed: ask for a WebSocket, or accept text/event-stream")
	}
	teach(a, operation{method: http.MethodGet, path: "/training/classes/{class}/events", id: "follow-class", summary: "Follow a class", status: http.StatusOK,
		about: aboutLive + "There is nothing but the feed at this address. It begins with the `class`, each `trainee` and one `listed`; then comes whatever changes: `class`, `trainee`, `gone`, " +
			"each `choice` with what came of it, `message` and `injected`. After `missed` everything is told anew. `end` comes last.",
		files: []string{streamType}, problems: []problem.Kind{problem.NotAcceptable}},
		func(context.Context, *training.Service, *OneClass) (*struct{}, error) { return nil, onlyLive() })
	a.live[classEventsPattern] = func(w http.ResponseWriter, r *http.Request) {
		a.trainingFeed(w, r, func(ctx context.Context) (*training.Feed, error) {
			s, err := a.trainings()
			if err == nil && !access.From(ctx).Scope.MaySome(access.Teach) {
				err = forbidden(access.Teach)
			}
			if err != nil {
				return nil, err
			}
			return s.FollowClass(r.PathValue("class"))
		})
	}
	add(a, operation{method: http.MethodGet, path: "/training/attempts/{attempt}/events", id: "follow-attempt", tag: tagTraining, summary: "Follow an attempt as its trainee",
		about: aboutLive + "There is nothing but the feed at this address. It begins with the `attempt` and tells it again after each change; `entry` is a choice that was taken, `message` what the " +
			"instructor said, `frozen` whether he has stopped it. After `missed` everything is told anew. `end` comes last.",
		status: http.StatusOK, files: []string{streamType}, problems: []problem.Kind{problem.UnknownThing, problem.NotAcceptable}},
		func(context.Context, *OneAttempt) (*struct{}, error) { return nil, onlyLive() })
	a.live[attemptEventsPattern] = func(w http.ResponseWriter, r *http.Request) {
		a.trainingFeed(w, r, func(ctx context.Context) (*training.Feed, error) {
			id := r.PathValue("attempt")
			s, _, err := a.forAttempt(ctx, id)
			if err != nil {
				return nil, err
			}
			return s.FollowAttempt(id)
		})
	}
}

func (a *API) trainingFeed(w http.ResponseWriter, r *http.Request, follow func(context.Context) (*training.Feed, error)) {
	for key := range r.URL.Query() {
		a.refuseFeed(w, r, invalid("query."+key, nil, "nothing", "the feed has no parameters"))
		return
	}
	a.feed(w, r, func() (source, error) {
		f, err := follow(r.Context())
		if err != nil {
			return nil, err
		}
		return trainingSource{f}, nil
	})
}

// trainingSource is the feed of a class or an attempt.
type trainingSource struct{ f *training.Feed }

func (s trainingSource) close() { s.f.Close() }

func (s trainingSource) next(ctx context.Context, tick <-chan time.Time) (m []message, last bool) {
	list, last := s.f.Next(ctx, tick)
	for _, n := range list {
		m = append(m, message{kind: n.Kind, body: n.Body})
	}
	return m, last
}
