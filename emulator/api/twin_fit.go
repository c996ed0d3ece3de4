package api

import (
	"context"
	"errors"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin"
	draw "locktwin/scenarios/twin/picture"
	"locktwin/scenarios/twin/telemetry"
)

const svgType = "image/svg+xml"

// FitAnswer is a fit with what it rests on.
type FitAnswer struct {
	shadow.FitNote
	Fit   *twin.Fit `json:"fit" doc:"The numbers of the lock, with their intervals, residuals, and why it must not be used if so."`
	Basis string    `json:"basis" doc:"What the intervals rest on; whoever shows the numbers shows this beside them."`
}

func (a *API) fitOperations() {
	type twinFitBody struct {
		Cells string `json:"cells,omitempty" doc:"Kind of cell in the bay, if the telemetry does not say it; chosen by how well it explains the telemetry if left out." maxLength:"40"`
		Seed  uint64 `json:"seed,omitempty" doc:"Of the draws; the same seed and telemetry give the same fit."`
	}
	type fitInput struct {
		OneTwin
		Body *twinFitBody
	}
	followed(a, operation{method: http.MethodPost, path: "/twins/{twin}/fit", id: "fit-twin", summary: "Fit the numbers of a lock to its telemetry", right: access.Control, slow: true,
		about: "It takes seconds and is kept with the twin. A fit that must not be used is answered and kept too, and says why.", problems: []problem.Kind{problem.FitRefused, problem.Limit, problem.Slow}},
		func(ctx context.Context, r *shadow.Registry, in *fitInput) (*Output[FitAnswer], error) {
			var o twinFitBody
			if b := in.Body; b != nil {
				o = *b
				if err := checkFitCells("body.cells", b.Cells); err != nil {
					return nil, err
				}
			}
			return answer(a.fit(ctx, r, in.Twin, o.Cells, o.Seed))
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/fit", id: "get-twin-fit", summary: "See the fit that is kept", right: access.Read,
		problems: []problem.Kind{problem.UnknownThing}},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*Output[FitAnswer], error) {
			return answer(keptFit(ctx, r, in.Twin))
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/fit/svg", id: "draw-twin-fit", summary: "See the fit that is kept as a picture", right: access.Read,
		files: []string{svgType}, problems: []problem.Kind{problem.UnknownThing}},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*rawFile, error) {
			kept, err := keptFit(ctx, r, in.Twin)
			if err != nil {
				return nil, err
			}
			series, _, err := r.Series(ctx, in.Twin)
			if err != nil {
				return nil, err
			}
			return drawn("fit", draw.Fit(kept.Fit, series)), nil
		})
}

// fit fits a twin and keeps what comes of it.
func (a *API) fit(ctx context.Context, r *shadow.Registry, ref, cells string, seed uint64) (FitAnswer, error) {
	series, revision, err := r.Series(ctx, ref)
	if err != nil {
		return FitAnswer{}, err
	}
	done, err := a.cores.take(ctx)
	if err != nil {
		return FitAnswer{}, err
	}
	f, err := fitted(series, cells, seed)
	done()
	if err != nil {
		return FitAnswer{}, err
	}
	note, err := r.SetFit(ctx, ref, f, revision)
	return FitAnswer{FitNote: note, Fit: f, Basis: twin.Basis}, err
}

// fitted is twin.New, with what it says about telemetry that is too little in the
// words of the API.
func fitted(s telemetry.Series, cells string, seed uint64) (*twin.Fit, error) {
	f, err := twin.New(s, twin.Options{Chemistry: cells, Seed: seed})
	if errors.Is(err, twin.ErrNoReports) {
		return nil, problem.New(problem.FitRefused, "%v; a lock that is asked for its battery report tells what is needed", err)
	}
	return f, err
}

// keptFit is the fit that is kept of a twin.
func keptFit(ctx context.Context, r *shadow.Registry, ref string) (FitAnswer, error) {
	k, err := r.Fit(ctx, ref)
	if errors.Is(err, shadow.ErrNothing) {
		return FitAnswer{}, problem.New(problem.UnknownThing, "the twin has not been fitted yet; POST %s/twins/%s/fit does it", Prefix, ref)
	}
	return FitAnswer{FitNote: k.FitNote, Fit: k.Fit, Basis: twin.Basis}, err
}

// usableFit is the fit that is kept of a twin, if it may be used.
func usableFit(ctx context.Context, r *shadow.Registry, ref string) (FitAnswer, error) {
	k, err := keptFit(ctx, r, ref)
	if err != nil || k.Fit.Usable {
		return k, err
	}
	return k, refusedFit(k.Fit)
}

// refusedFit says why a fit must not be used.
func refusedFit(f *twin.Fit) error {
	d := problem.New(problem.FitRefused, "there is no answer from a fit that is refused")
	for _, x := range f.Refusals {
		d.At("path.twin."+x.Code, nil, "", x.Text)
	}
	return d
}

// drawn is a picture as an answer.
func drawn(name string, svg []byte) *rawFile { return file(svgType, name+".svg", svg) }
