package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"locktwin/emulator/api"
	"locktwin/emulator/problem"
	"locktwin/scenarios/twin/forecast"
)

// pictureFlag asks for a picture beside the answer.
type pictureFlag struct {
	SVG string `name:"svg" placeholder:"FILE" help:"Draw it into a file, as SVG."`
}

// check finds a file that cannot be written before anything takes long.
func (f *pictureFlag) check() error {
	if f.SVG == "" {
		return nil
	}
	return checkOutputs(output{"--svg", f.SVG})
}

// save puts the picture of an answer into the file, if one is asked for.
func (f *pictureFlag) save(s *Streams, c *rest, r request) int {
	if f.SVG == "" {
		return exitMet
	}
	r.path, r.accept = r.path+"/svg", "*/*"
	content, err := c.do(r)
	if err != nil {
		return s.refuseTwin(err)
	}
	if err := writePublic(f.SVG, content); err != nil {
		return s.refuse(fmt.Errorf("--svg %w", err))
	}
	return exitMet
}

type fitTwinCommand struct {
	oneTwin
	pictureFlag
	Cells string `placeholder:"KIND" help:"Cells in the bay, if the telemetry does not say it; 'locktwin cells' lists the kinds."`
	Seed  uint64 `placeholder:"N" help:"Of the draws (0)."`
}

func (c *fitTwinCommand) run(s *Streams) int {
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	return c.with(s, func(a *rest) int {
		done := working(s, "fitting")
		v, text, err := fitNow(a, c.at(""), c.Cells, c.Seed)
		done()
		if err != nil {
			return s.refuseTwin(err)
		}
		if status := c.save(s, a, request{path: c.at("/fit")}); status != exitMet {
			return status
		}
		status := exitMet
		if !v.Fit.Usable {
			status = exitNotMet
		}
		if c.JSON {
			showAnswer(s, &remoteFlags{JSON: true}, text, func(api.FitAnswer) {})
			return status
		}
		sayFit(s, &v)
		return status
	})
}

// fitNow fits a twin.
func fitNow(a *rest, twin, cells string, seed uint64) (v api.FitAnswer, text []byte, err error) {
	body := fields{"seed": seed}
	put(body, "cells", cells)
	if text, err = a.do(request{method: http.MethodPost, path: twin + "/fit", body: body}); err == nil {
		v, err = answerIn[api.FitAnswer](text)
	}
	return v, text, err
}

func sayFit(s *Streams, v *api.FitAnswer) {
	p, f := colors("auto", s), v.Fit
	chosen := ""
	if f.CellsMade {
		chosen = ", chosen as those that explain the telemetry best"
	}
	verdict := p.in(green, "may be used")
	if !f.Usable {
		verdict = p.in(red, "must not be used")
	}
	fmt.Fprintf(s.Out, "the fit %s\n", verdict)
	for _, r := range f.Refusals {
		fmt.Fprintf(s.Out, "  %s: %s\n", r.Code, r.Text)
	}
	fmt.Fprintln(s.Out)
	table(s.Out, p,
		pair{"telemetry", fmt.Sprintf("%s to %s, %s, %s", instant(f.FromMS), instant(f.ToMS), count(f.Reports, "report"), count(f.Actions, "action"))},
		pair{"cells", f.Chemistry + chosen},
		pair{"taken for", f.BatteryType},
		pair{"use", fmt.Sprintf("%s actions a day, %s with the latch, %s °C on average", about(f.PerDay), percent(f.Unlatch), about(f.Celsius))},
		pair{"held back", fmt.Sprintf("%s, %s inside their 90 %% intervals", count(f.Held.Records, "record"), percent(f.Held.Within))})
	fmt.Fprintln(s.Out)
	s.estimates(f)
	s.notes(p, nil, v.Basis)
}

// aheadFlags ask for another future than the one that goes on as before.
type aheadFlags struct {
	oneTwin
	pictureFlag
	Cells   string   `placeholder:"KIND" help:"As if a new set of these was put in first."`
	Celsius *float64 `placeholder:"C" help:"As if it was so warm on average, degrees Celsius."`
	PerDay  *float64 `placeholder:"N" help:"As if the lock moved so often a day."`
	Seed    uint64   `placeholder:"N" help:"Of the draws (0)."`
}

func (f *aheadFlags) query() url.Values {
	q := url.Values{}
	if f.Cells != "" {
		q.Set("cells", f.Cells)
	}
	for name, v := range map[string]*float64{"celsius": f.Celsius, "per_day": f.PerDay} {
		if v != nil {
			q.Set(name, strconv.FormatFloat(*v, 'g', -1, 64))
		}
	}
	if f.Seed != 0 {
		q.Set("seed", strconv.FormatUint(f.Seed, 10))
	}
	return q
}

// lookAhead asks for what follows from the fit of a twin. A twin that has no fit, or
// telemetry that its fit has not seen, is fitted first.
func lookAhead[T any](s *Streams, f *aheadFlags, path string, show func(*T)) int {
	if err := f.check(); err != nil {
		return s.refuse(err)
	}
	return f.with(s, func(a *rest) int {
		r := request{path: f.at(path), query: f.query()}
		text, err := a.do(r)
		if noFit(err) || err == nil && old(text) {
			if status := freshFit(s, a, f.at("")); status != exitMet {
				return status
			}
			text, err = a.do(r)
		}
		if err != nil {
			return s.refuseTwin(err)
		}
		if status := showAnswer(s, &remoteFlags{JSON: f.JSON}, text, func(v T) { show(&v) }); status != exitMet {
			return status
		}
		return f.save(s, a, r)
	})
}

// noFit tells whether an answer is missing because there is no fit.
func noFit(err error) bool {
	var d *problem.Document
	return errors.As(err, &d) && d.IsA(problem.UnknownThing)
}

// old tells whether an answer was made without the newest telemetry.
func old(text []byte) bool {
	v, err := answerIn[struct{ Stale bool }](text)
	return err == nil && v.Stale
}

// freshFit fits a twin unless there is a fit that has seen all its telemetry.
func freshFit(s *Streams, a *rest, twin string) int {
	kept, err := fetch[api.FitAnswer](a, request{path: twin + "/fit"})
	if err == nil && !kept.OutOfDate {
		return exitMet
	}
	if err != nil && !noFit(err) {
		return s.refuseTwin(err)
	}
	done := working(s, "fitting")
	_, _, err = fitNow(a, twin, "", 0)
	done()
	if err != nil {
		return s.refuseTwin(err)
	}
	return exitMet
}

type forecastTwinCommand struct{ aheadFlags }

func (c *forecastTwinCommand) run(s *Streams) int {
	return lookAhead(s, &c.aheadFlags, "/forecast", func(v *api.ForecastAnswer) { sayForecast(s, v) })
}

func sayForecast(s *Streams, v *api.ForecastAnswer) {
	p, f := colors("auto", s), v.Forecast
	fmt.Fprintln(s.Out, p.in(bold, untilText("warning", f.Warning, f.FromMS)))
	for _, x := range []struct {
		what string
		at   forecast.Until
	}{{"first critical answer, right after an action on a cold day,", f.FirstSign}, {"critical", f.Critical}, {"first brown-out at a motor start", f.BrownOut}, {"empty", f.Empty}} {
		fmt.Fprintln(s.Out, untilText(x.what, x.at, f.FromMS))
	}
	fmt.Fprintln(s.Out)
	table(s.Out, p,
		pair{"cells", fmt.Sprintf("%s, taken for %s, %s full (%s..%s)", f.Cells, f.BatteryType, percent(f.Charge.Value), percent(f.Charge.Low), percent(f.Charge.High))},
		pair{"use", fmt.Sprintf("%s actions a day, %s with the latch, %s °C on average", about(f.PerDay), percent(f.Unlatch), about(f.Celsius))},
		pair{"from", instant(f.FromMS)})
	fmt.Fprintln(s.Out)
	s.stack(f.Stack, &f.Total)
	s.notes(p, f.Notes, v.Basis)
}

type explainTwinCommand struct{ aheadFlags }

func (c *explainTwinCommand) run(s *Streams) int {
	return lookAhead(s, &c.aheadFlags, "/explain", func(v *api.ExplainAnswer) {
		p := colors("auto", s)
		sayExplanation(s, p, v.Explanation)
		s.notes(p, v.Explanation.Notes, v.Basis)
	})
}

func sayExplanation(s *Streams, p paint, e *forecast.Explanation) {
	fmt.Fprintln(s.Out, p.in(bold, e.Summary))
	fmt.Fprintln(s.Out)
	hidden := "nothing that known consumers do not explain"
	if e.Needed {
		hidden = fmt.Sprintf("%s mAh a day (%s), %s of the drain (%s..%s), as %s mA all the time",
			about(e.Hidden.Value), span(e.Hidden.Low, e.Hidden.High), percent(e.Share.Value), percent(e.Share.Low), percent(e.Share.High), about(e.Amps.Value))
	}
	table(s.Out, p,
		pair{"cells", e.Cells},
		pair{"drained", fmt.Sprintf("%s mAh a day (%s)", about(e.Drained.Value), span(e.Drained.Low, e.Drained.High))},
		pair{"hidden", hidden},
		pair{"a full set", fmt.Sprintf("%s as things are, %s without anything hidden", days(e.Life.Value), days(e.Healthy.Value))})
	if len(e.Known) > 0 {
		fmt.Fprintln(s.Out)
		s.stack(e.Known, nil)
	}
	var rows [][]string
	heaviest := 0.0
	for _, c := range e.Candidates {
		heaviest = max(heaviest, c.Weight)
	}
	for _, c := range e.Candidates {
		cost := span(c.LowMAh, c.HighMAh) + " mAh/day"
		if c.MAhPerDay == 0 {
			cost = percent(c.LifeFactor) + " of the life"
		}
		rows = append(rows, []string{percent(c.Weight), c.Title, cost, yesNo(c.Explains), bar(c.Weight, heaviest)})
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintln(s.Out)
	columns(s.Out, []string{"WEIGHT", "CANDIDATE", "COSTS", "ENOUGH ALONE", ""}, rows)
	if first := e.Candidates[0]; first.Test != "" {
		fmt.Fprintf(s.Out, "\nwhat would confirm the first: %s\n", strings.TrimSuffix(first.Test, "."))
	}
}
