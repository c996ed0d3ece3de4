package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/futures"
	draw "locktwin/scenarios/twin/picture"
)

// WhatIfAnswer is what a thousand battery changes of a twin came to.
type WhatIfAnswer struct {
	Result  *futures.Result `json:"result" doc:"How often the PIN is lost, and what would lower that."`
	Futures int             `json:"futures" doc:"Battery changes that were played in the full simulator."`
	Stale   bool            `json:"stale" doc:"There is telemetry that the fit has not seen; fitting again takes it in."`
	Basis   string          `json:"basis" doc:"What the fit rests on; whoever shows the numbers shows this beside them."`
}

// twinWhatIfBody is what is asked about a twin.
type twinWhatIfBody struct {
	Base   *futures.Vary `json:"base,omitempty" doc:"The situation that is asked about; as the lock is used if left out."`
	Vary   *futures.Vary `json:"vary,omitempty" doc:"How it is varied; not at all if left out."`
	Count  int           `json:"count,omitempty" doc:"Battery changes of the situation and of the variation; 1000 if left out." minimum:"0" maximum:"20000"`
	Levers int           `json:"levers,omitempty" doc:"Battery changes for each thing that could be done otherwise; 300 if left out, -1 for none of that." minimum:"-1" maximum:"20000"`
	Seed   uint64        `json:"seed,omitempty" doc:"Of what is drawn; the same question with the same seed has the same answer."`
}

type whatIfInput struct {
	OneTwin
	Body *twinWhatIfBody
}

func (in *whatIfInput) question(f *twin.Fit) futures.Question {
	q := futures.Question{Fit: f}
	if b := in.Body; b != nil {
		q.Count, q.Levers, q.Seed = b.Count, b.Levers, b.Seed
		if b.Base != nil {
			q.Base = *b.Base
		}
		if b.Vary != nil {
			q.Vary = *b.Vary
		}
	}
	return q
}

// whatIfLine is one line of an answer that tells how far it is.
type whatIfLine struct {
	Done    int               `json:"done,omitempty"`
	Of      int               `json:"of,omitempty"`
	Answer  *WhatIfAnswer     `json:"answer,omitempty"`
	Problem *problem.Document `json:"problem,omitempty"`
}

func (a *API) whatIfOperations() {
	about := "The cells of the twin are changed, each time with another draw of its numbers, another hand and another board, in the full simulator: nothing draws lots on the outcome. " +
		"It takes seconds, on all cores, and ends with the request. The same question asked again is answered from memory."
	kinds := []problem.Kind{problem.UnknownThing, problem.FitRefused, problem.Limit, problem.Slow}
	followed(a, operation{method: http.MethodPost, path: "/twins/{twin}/whatif", id: "change-twin-cells", summary: "Ask what the next battery change does, a thousand times", about: about,
		right: access.Read, slow: true, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, in *whatIfInput) (*Output[WhatIfAnswer], error) {
			v, err := a.whatIf(ctx, r, in, nil)
			if err != nil {
				return nil, err
			}
			return answer(*v, nil)
		})
	followed(a, operation{method: http.MethodPost, path: "/twins/{twin}/whatif/svg", id: "draw-twin-changes", summary: "See the answer to a what-if as a picture", about: about,
		right: access.Read, slow: true, files: []string{svgType}, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, in *whatIfInput) (*rawFile, error) {
			v, err := a.whatIf(ctx, r, in, nil)
			if err != nil {
				return nil, err
			}
			return drawn("whatif", draw.Futures(v.Result)), nil
		})
	followed(a, operation{method: http.MethodPost, path: "/twins/{twin}/whatif/lines", id: "follow-twin-changes", summary: "Ask a what-if and see how far it is",
		about: about + " The answer is JSON lines: `done` and `of`, and in the last line the `answer`, or the `problem` that came up on the way.",
		right: access.Read, slow: true, files: []string{linesType}, problems: kinds}, a.whatIfLines)
}

// whatIfLines answers while it computes. What is wrong with the question is found
// before the first line, so that it is an ordinary problem.
func (a *API) whatIfLines(ctx context.Context, r *shadow.Registry, in *whatIfInput) (*huma.StreamResponse, error) {
	k, err := usableFit(ctx, r, in.Twin)
	if err != nil {
		return nil, err
	}
	if _, err := futures.NewPlan(in.question(k.Fit)); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		h.SetHeader("Content-Type", linesType)
		h.SetHeader("Cache-Control", "no-store")
		// The context of the operation has ended with it; that of the request goes on.
		ctx, cancel := context.WithTimeout(h.Context(), a.o.Limits.RequestTime)
		defer cancel()
		control, _ := ctx.Value(controllerKey{}).(*http.ResponseController)
		lines := json.NewEncoder(h.BodyWriter())
		tell := func(l whatIfLine) {
			if control != nil {
				control.SetWriteDeadline(a.o.Clock.Now().Add(a.o.Limits.WriteTime)) // a recorder of tests has none
			}
			if lines.Encode(l) != nil {
				cancel() // nobody reads any more
			}
			if control != nil {
				control.Flush()
			}
		}
		v, err := a.whatIf(ctx, r, in, func(done, of int) { tell(whatIfLine{Done: done, Of: of}) })
		if err == nil {
			tell(whatIfLine{Answer: v})
			return
		}
		var d *problem.Document
		if !errors.As(a.asProblem(ctx, err), &d) {
			d = a.broken(ctx, err)
		}
		tell(whatIfLine{Problem: d})
	}}, nil
}

// whatIf plays the futures that are asked for, unless the answer is known.
func (a *API) whatIf(ctx context.Context, r *shadow.Registry, in *whatIfInput, step func(done, of int)) (*WhatIfAnswer, error) {
	t, err := r.Get(ctx, in.Twin)
	if err != nil {
		return nil, err
	}
	k, err := usableFit(ctx, r, t.ID)
	if err != nil {
		return nil, err
	}
	q := in.question(k.Fit)
	plan, err := futures.NewPlan(q)
	if err != nil {
		return nil, err
	}
	asked, err := json.Marshal([]any{t.ID, k.Revision, k.MadeMS, q.Base, q.Vary, q.Count, q.Levers, q.Seed})
	if err != nil {
		return nil, err
	}
	v := &WhatIfAnswer{Futures: plan.Futures(), Stale: k.OutOfDate, Basis: twin.Basis}
	if known, ok := a.asked.get(string(asked)); ok {
		v.Result = known.(*futures.Result)
		return v, nil
	}
	done, err := a.cores.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	answers := make([]futures.Answer, plan.Shards())
	err = spread(ctx, len(answers), func(i int) (err error) {
		if answers[i], err = plan.Play(i); err != nil {
			return fmt.Errorf("shard %d: %w", i, err)
		}
		return nil
	}, func(done int) {
		if step != nil {
			step(done, len(answers))
		}
	})
	if err != nil {
		return nil, err
	}
	if v.Result, err = plan.Merge(answers); err != nil {
		return nil, err
	}
	a.asked.put(string(asked), v.Result)
	return v, nil
}
