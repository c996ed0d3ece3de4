package api

import (
	"context"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/scenarios"
)

const tagTime = "time"

// runBody says until when simulated time runs; one of For, AtNS and Event.
type runBody struct {
	For    Duration `json:"for,omitzero" doc:"So much simulated time from now; 1ns to 2080w."`
	AtNS   int64    `json:"at_ns,omitempty" doc:"Until this simulated instant, in nanoseconds since the lock was made." minimum:"0"`
	Event  string   `json:"event,omitempty" doc:"Until the first event of this name, such as erase-begin or bolt-rests." maxLength:"80"`
	AtMost Duration `json:"at_most,omitzero" doc:"How long to wait for the event, in simulated time; 30d if left out."`
}

const eventAtMost = 30 * 24 * time.Hour

func (a *API) timeOperations() {
	// turn registers an operation on the time of a lock, which answers with the lock.
	turn := func(op operation, fn func(ctx context.Context, row fleet.Lock) error) {
		op.method, op.tag, op.right = http.MethodPost, tagTime, access.Control
		op.problems = append(op.problems, problem.UnknownLock, problem.Conflict)
		add(a, op, func(ctx context.Context, in *OneLock) (*Output[fleet.Lock], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			if err := fn(ctx, row); err != nil {
				return nil, err
			}
			return answer(a.seenRow(ctx, row.ID))
		})
	}
	turn(operation{path: "/locks/{lock}/time/pause", id: "pause", summary: "Stop simulated time", about: "Does nothing when it stands still already."},
		func(ctx context.Context, row fleet.Lock) error {
			row.Speed.Paused = true
			return a.o.Fleet.SetSpeed(ctx, row.ID, row.Speed)
		})
	turn(operation{path: "/locks/{lock}/time/resume", id: "resume", summary: "Let simulated time go on, as fast as before", about: "Does nothing when it runs already."},
		func(ctx context.Context, row fleet.Lock) error {
			row.Speed.Paused = false
			return a.o.Fleet.SetSpeed(ctx, row.ID, row.Speed)
		})
	turn(operation{path: "/locks/{lock}/time/step", id: "step", summary: "Go to the next thing that happens", slow: true, problems: []problem.Kind{problem.Slow},
		about: "Stops also in the middle of an activation of the firmware: at the beginning or the end of a flash operation, or when a watched level is crossed."},
		func(ctx context.Context, row fleet.Lock) error { return a.o.Fleet.Step(ctx, row.ID) })

	type runInput struct {
		OneLock
		Body runBody
	}
	add(a, operation{method: http.MethodPost, path: "/locks/{lock}/time/run", id: "run-until", tag: tagTime, summary: "Run simulated time to a point, as fast as possible",
		about: "Answers when the lock is there. Afterwards time goes on as fast as before, or stands still if it did.", right: access.Control, slow: true,
		problems: []problem.Kind{problem.UnknownLock, problem.Conflict, problem.NotReached, problem.Slow}},
		func(ctx context.Context, in *runInput) (*Output[fleet.Lock], error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			until, err := in.Body.until()
			if err != nil {
				return nil, err
			}
			if until.AtNS != 0 {
				var now int64
				if err := a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { now = int64(l.Now()) }); err != nil {
					return nil, err
				}
				if until.AtNS < now {
					return nil, invalid("body.at_ns", until.AtNS, "an instant that is still to come", "the lock shows %d already", now)
				}
			}
			if err := a.o.Fleet.RunUntil(ctx, row.ID, until); err != nil {
				return nil, err
			}
			return answer(a.seenRow(ctx, row.ID))
		})
}

func (b *runBody) until() (fleet.Until, error) {
	given := 0
	for _, is := range []bool{b.For.given(), b.AtNS != 0, b.Event != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		return fleet.Until{}, invalid("body", nil, "one of 'for', 'at_ns' and 'event'", "%d of them are given", given)
	}
	if b.AtMost.given() && b.Event == "" {
		return fleet.Until{}, invalid("body.at_most", spell(b.AtMost.D), "'at_most' beside 'event'", "it bounds the wait for an event, and there is none")
	}
	d, err := within("body.for", b.For, 1, scenarios.MaxTotal, 0)
	if err != nil {
		return fleet.Until{}, err
	}
	most, err := within("body.at_most", b.AtMost, 1, scenarios.MaxTotal, eventAtMost)
	if err != nil {
		return fleet.Until{}, err
	}
	return fleet.Until{For: d, AtNS: b.AtNS, Event: b.Event, AtMost: most}, nil
}
