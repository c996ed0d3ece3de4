package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/change"
	"locktwin/scenarios/twin/forecast"
	draw "locktwin/scenarios/twin/picture"
)

// ForecastAnswer is a forecast with what it rests on.
type ForecastAnswer struct {
	Forecast *forecast.Forecast `json:"forecast" doc:"What lies ahead."`
	Stale    bool               `json:"stale" doc:"There is telemetry that the fit has not seen; fitting again takes it in."`
	Basis    string             `json:"basis" doc:"What the intervals rest on; whoever shows the numbers shows this beside them."`
}

// ExplainAnswer is an explanation with what it rests on.
type ExplainAnswer struct {
	Explanation *forecast.Explanation `json:"explanation" doc:"What the drain is made of."`
	Stale       bool                  `json:"stale" doc:"There is telemetry that the fit has not seen; fitting again takes it in."`
	Basis       string                `json:"basis" doc:"What the intervals rest on; whoever shows the numbers shows this beside them."`
}

// otherFuture asks for another future than the one that goes on as before.
type otherFuture struct {
	OneTwin
	Cells   string `query:"cells" doc:"Kind of cell: a new set of these is put in first. The cells in the bay if left out." maxLength:"40"`
	Celsius Number `query:"celsius" doc:"Degrees Celsius on average, -40 to 60; as seen if left out."`
	PerDay  Number `query:"per_day" doc:"Actions a day, 0.01 to 1000; as seen if left out."`
	Seed    uint64 `query:"seed" doc:"Of the draws."`
}

func (q *otherFuture) options() (forecast.Options, error) {
	o := forecast.Options{Chemistry: q.Cells, Celsius: q.Celsius.pointer(), PerDay: q.PerDay.V, Seed: q.Seed}
	if err := checkFitCells("query.cells", q.Cells); err != nil {
		return o, err
	}
	if err := inRange("query.celsius", q.Celsius, change.MinCelsius, change.MaxCelsius, " °C"); err != nil {
		return o, err
	}
	return o, inRange("query.per_day", q.PerDay, 0.01, 1000, " a day")
}

// mostVolts is more than a single cell has of which a lock takes four.
const mostVolts = 2

// checkFitCells finds cells that are unknown, or that no fit can be made of.
func checkFitCells(location, kind string) error {
	if kind == "" {
		return nil
	}
	var names []string
	for _, c := range power.Chemistries() {
		if c.Boost == nil && c.OCV[0].Volts <= mostVolts {
			names = append(names, string(c.Kind))
		}
	}
	return checkWord(location, "kind of single cell", kind, names)
}

func (a *API) aheadOperations() {
	about := "From the fit that is kept; a fit that must not be used gives no answer."
	kinds := []problem.Kind{problem.UnknownThing, problem.FitRefused, problem.Limit}
	ahead := func(ctx context.Context, r *shadow.Registry, q *otherFuture) (v ForecastAnswer, err error) {
		v.Basis = twin.Basis
		v.Stale, err = a.look(ctx, r, q, func(f *twin.Fit, o forecast.Options) (err error) {
			v.Forecast, err = forecast.New(f, o)
			return err
		})
		return v, err
	}
	explained := func(ctx context.Context, r *shadow.Registry, q *otherFuture) (v ExplainAnswer, err error) {
		v.Basis = twin.Basis
		v.Stale, err = a.look(ctx, r, q, func(f *twin.Fit, o forecast.Options) (err error) {
			v.Explanation, err = forecast.Explain(f, o)
			return err
		})
		return v, err
	}
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/forecast", id: "forecast", summary: "See when the warning, the critical state and the first brown-out come",
		about: about + " The stack of consumers adds up to the whole drain.", right: access.Read, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, q *otherFuture) (*Output[ForecastAnswer], error) {
			return answer(ahead(ctx, r, q))
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/forecast/svg", id: "draw-forecast", summary: "See the forecast as a picture", about: about, right: access.Read,
		files: []string{svgType}, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, q *otherFuture) (*rawFile, error) {
			v, err := ahead(ctx, r, q)
			if err != nil {
				return nil, err
			}
			return drawn("forecast", draw.Forecast(v.Forecast)), nil
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/explain", id: "explain", summary: "See what the drain is made of, and what would explain the rest",
		about: about, right: access.Read, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, q *otherFuture) (*Output[ExplainAnswer], error) {
			return answer(explained(ctx, r, q))
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/explain/svg", id: "draw-explanation", summary: "See the explanation as a picture", about: about, right: access.Read,
		files: []string{svgType}, problems: kinds},
		func(ctx context.Context, r *shadow.Registry, q *otherFuture) (*rawFile, error) {
			v, err := explained(ctx, r, q)
			if err != nil {
				return nil, err
			}
			return drawn("explanation", draw.Explanation(v.Explanation)), nil
		})
}

// look has something computed from the fit of a twin, and tells whether that is
// out of date.
func (a *API) look(ctx context.Context, r *shadow.Registry, q *otherFuture, compute func(*twin.Fit, forecast.Options) error) (stale bool, err error) {
	o, err := q.options()
	if err != nil {
		return false, err
	}
	k, err := usableFit(ctx, r, q.Twin)
	if err != nil {
		return false, err
	}
	done, err := a.cores.take(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	return k.OutOfDate, compute(k.Fit, o)
}
