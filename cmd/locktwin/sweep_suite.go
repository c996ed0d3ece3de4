package main

import (
	"errors"
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/history"
	"locktwin/scenarios/campaign/report"
)

// suiteName is the suite that there is.
const suiteName = "history"

// shownFound is how many of the ways to fail of one case are printed.
const shownFound = 4

// judged is what came of one case of the suite.
type judged struct {
	Name    string           `json:"name"`
	Store   string           `json:"store"` // in words
	Taken   string           `json:"taken,omitempty"`
	OK      bool             `json:"ok"`
	Lost    float64          `json:"lost"` // share of the window, 0 to 1
	Missing []string         `json:"missing"`
	Found   []campaign.Group `json:"found"`
}

// suite sweeps stores that have to fail as their models did, and others that
// have to come out whole.
func (c *sweepCommand) suite(s *Streams) int {
	cases, err := suiteCases(c.Suite)
	if err != nil {
		return s.refuse(fmt.Errorf("--suite %s: %w", c.Suite, err))
	}
	p := colors(c.Color, s)
	all := []judged{}
	bad := 0
	for _, x := range cases {
		began := s.Clock()
		x.Spec.Version = version()
		result, err := c.play(s, x.Spec, nil)
		if err != nil {
			return c.ended(s, nil, fmt.Errorf("%s: %w", x.Name, err))
		}
		j := x.Judge(result)
		row := judged{Name: x.Name, Store: x.Row, Taken: x.Taken, OK: j.OK, Lost: j.Lost, Missing: []string{}, Found: append([]campaign.Group{}, j.Found...)}
		for _, w := range j.Missing {
			row.Missing = append(row.Missing, w.String())
		}
		if !j.OK {
			bad++
		}
		all = append(all, row)
		if !c.JSON.standard() {
			c.tellCase(s, p, &x, &row, took(s.Clock().Sub(began)))
		}
	}
	if c.JSON.standard() {
		s.object(all)
	} else {
		fmt.Fprintf(s.Out, "%d of %s as known\n", len(all)-bad, count(len(all), "case"))
	}
	if bad > 0 {
		return exitNotMet
	}
	return exitMet
}

// suiteCases are the cases that a text names: all of them, or those whose names
// begin with what stands behind a slash.
func suiteCases(text string) ([]history.Case, error) {
	suite, name, _ := strings.Cut(text, "/")
	if suite != suiteName {
		return nil, fmt.Errorf("there is no such suite, only %s", suiteName)
	}
	var out []history.Case
	for _, x := range history.Suite() {
		if strings.HasPrefix(x.Name, name) {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no case begins so")
	}
	return out, nil
}

// tellCase prints one case: whether it came out as it is known to, and what was
// found.
func (c *sweepCommand) tellCase(s *Streams, p paint, x *history.Case, j *judged, time string) {
	mark := p.in(green, "ok     ")
	if !j.OK {
		mark = p.in(red, "NOT OK ")
	}
	what := "nothing lost"
	if j.Lost > 0 {
		what = report.Percent(j.Lost) + " of the window lost"
	} else if len(j.Found) > 0 {
		what = "lost by several cuts"
	}
	fmt.Fprintf(s.Out, "%s%s: %s  %s\n", mark, p.in(bold, j.Name), what, p.in(faint, time))
	if c.Quiet {
		return
	}
	fmt.Fprintf(s.Out, "       %s\n", x.Story)
	for _, g := range j.Found[:min(len(j.Found), shownFound)] {
		fmt.Fprintf(s.Out, "       found: %s\n", report.FailureWords(&g.Failure))
	}
	if more := len(j.Found) - shownFound; more > 0 {
		fmt.Fprintf(s.Out, "       and %d more\n", more)
	}
	for _, m := range j.Missing {
		fmt.Fprintf(s.Out, "       %s %s\n", p.in(red, "not found:"), m)
	}
}
