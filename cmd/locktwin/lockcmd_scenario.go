package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

type scenarioCommand struct {
	oneLock
	File    string `arg:"" help:"Scenario file; - is standard input. With --library the name of one that ships."`
	Library bool   `help:"Play a scenario of the library."`
	NoWait  bool   `help:"Do not wait for its end."`
}

// patience is how long one request waits for the end of a run.
const patience = "30s"

func (c *scenarioCommand) run(s *Streams) int {
	a, err := c.api(s)
	if err != nil {
		return s.refuse(err)
	}
	var begun fleet.Run
	if c.Library {
		r := request{method: http.MethodPost, path: "/scenarios/" + url.PathEscape(c.File) + "/runs", body: fields{"lock": c.Name}}
		begun, err = fetch[fleet.Run](a, r)
	} else {
		var text []byte
		if text, err = readFile(s, c.File, scenarios.MaxFileBytes); err != nil {
			return s.refuse(err)
		}
		begun, err = c.start(a, shownName(c.File), text)
	}
	if err != nil {
		return s.refuseRemote(err)
	}
	if c.NoWait {
		if c.JSON {
			return s.object(begun)
		}
		fmt.Fprintf(s.Out, "%s begins as %s\n", begun.Scenario, begun.ID)
		return exitMet
	}
	ended, err := c.await(a, begun)
	if err != nil {
		return s.refuseRemote(err)
	}
	if c.JSON {
		s.object(ended)
	} else {
		printRun(s, &ended)
	}
	switch ended.State {
	case fleet.RunPass:
		return exitMet
	case fleet.RunFail:
		return exitNotMet
	}
	return exitBadInput
}

func (f *oneLock) start(a *rest, name string, text []byte) (fleet.Run, error) {
	run, err := fetch[fleet.Run](a, request{method: http.MethodPost, path: f.at("/runs"), query: url.Values{"name": {name}}, body: text, media: "application/yaml"})
	if d := (*problem.Document)(nil); errors.As(err, &d) {
		for i := range d.Errors {
			if d.Errors[i].Location == "body" {
				d.Errors[i].Location = name // what is in the body has a name here
			}
		}
	}
	return run, err
}

// await waits for the end of a run.
func (f *oneLock) await(a *rest, run fleet.Run) (fleet.Run, error) {
	for run.State == fleet.RunRunning {
		var err error
		if run, err = fetch[fleet.Run](a, request{path: f.at("/runs/" + url.PathEscape(run.ID)), query: url.Values{"wait": {patience}}}); err != nil {
			return run, err
		}
	}
	return run, nil
}

// play begins a run and waits for its end.
func (f *oneLock) play(a *rest, name string, text []byte) (fleet.Run, error) {
	run, err := f.start(a, name, text)
	if err != nil {
		return run, err
	}
	return f.await(a, run)
}

// printRun shows how a run ended, as the verdict on a scenario is shown.
func printRun(s *Streams, r *fleet.Run) {
	p := colors("auto", s)
	met := 0
	for _, e := range r.Results {
		if e.Met {
			met++
		}
	}
	switch r.State {
	case fleet.RunPass:
		fmt.Fprintf(s.Out, "%s  %s on %s: %d of %d expectations met\n", p.in(green, "PASS"), r.Scenario, r.Lock, met, len(r.Results))
	case fleet.RunFail:
		fmt.Fprintf(s.Out, "%s  %s on %s: %d of %d expectations met\n", p.in(red, "FAIL"), r.Scenario, r.Lock, met, len(r.Results))
	default:
		fmt.Fprintf(s.Out, "%s on %s was not played to its end: %s\n", r.Scenario, r.Lock, orElse(r.Error, r.State))
	}
	for _, e := range r.Results {
		mark := p.in(green, "    met")
		if !e.Met {
			mark = p.in(red, "NOT MET")
		}
		fmt.Fprintf(s.Out, "  %s  %s  %s\n", mark, e.Text, p.in(faint, "got: "+e.Got))
	}
}
