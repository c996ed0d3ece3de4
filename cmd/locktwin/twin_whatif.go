package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"locktwin/emulator/api"
	"locktwin/emulator/problem"
	"locktwin/scenarios/twin/change"
	"locktwin/scenarios/twin/futures"
)

type whatIfTwinCommand struct {
	oneTwin
	pictureFlag
	Cells     string   `placeholder:"KIND" help:"Other new cells; 'locktwin cells' lists the kinds."`
	Celsius   *float64 `placeholder:"C" help:"Another temperature at the change, degrees Celsius."`
	Hand      string   `enum:",careful,usual,hasty,shaky" default:"" help:"Another hand: careful, usual, hasty or shaky."`
	Profile   string   `placeholder:"NAME" help:"Another firmware; 'locktwin profiles' lists them."`
	When      string   `enum:",warning,critical,empty,early" default:"" help:"Another moment of the change: warning, critical, empty or early."`
	NoPolling bool     `help:"Nobody asks the lock all the time."`
	Gap       float64  `placeholder:"S" help:"So long without cells, in seconds."`
	SoftStart int      `placeholder:"MS" help:"So long a ramp of the motor, in milliseconds."`
	Bulk      float64  `placeholder:"UF" help:"Such a capacitor on the board, in microfarads."`
	Count     int      `default:"1000" placeholder:"N" help:"How many changes to play (${default})."`
	Levers    int      `default:"300" placeholder:"N" help:"How many changes to play of each thing that could be done otherwise; 0 tries none (${default})."`
	Seed      uint64   `placeholder:"N" help:"Of what is drawn (0)."`
}

// body is the question as the API takes it.
func (c *whatIfTwinCommand) body() fields {
	levers := c.Levers
	if levers == 0 {
		levers = -1
	}
	v := futures.Vary{Cells: c.Cells, Celsius: c.Celsius, Profile: c.Profile, NoPolling: c.NoPolling, GapSeconds: c.Gap, SoftStartMS: c.SoftStart, BulkMicrofarads: c.Bulk}
	v.Hand, v.When = change.Hand(c.Hand), futures.When(c.When)
	body := fields{"count": c.Count, "levers": levers, "seed": c.Seed}
	if !v.None() {
		body["vary"] = v
	}
	return body
}

func (c *whatIfTwinCommand) run(s *Streams) int {
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	return c.with(s, func(a *rest) int {
		if status := freshFit(s, a, c.at("")); status != exitMet {
			return status
		}
		r := request{method: http.MethodPost, path: c.at("/whatif"), body: c.body()}
		v, text, err := followWhatIf(s, a, r)
		if err != nil {
			return s.refuseTwin(err)
		}
		if status := c.save(s, a, r); status != exitMet {
			return status
		}
		if c.JSON {
			return showAnswer(s, &remoteFlags{JSON: true}, text, func(api.WhatIfAnswer) {})
		}
		sayWhatIf(s, v)
		return exitMet
	})
}

// followWhatIf asks, and shows on a terminal how far it is.
func followWhatIf(s *Streams, a *rest, r request) (*api.WhatIfAnswer, []byte, error) {
	r.path, r.accept = r.path+"/lines", "*/*"
	got, err := a.open(r)
	if err != nil {
		return nil, nil, err
	}
	defer got.Body.Close()
	step := func(done, of int) {}
	if s.ErrTerminal {
		bar := workBar(s, "changing cells", 1)
		defer bar.Clear()
		step = func(done, of int) {
			bar.ChangeMax(of + 1) // a bar that is full does not move any more
			bar.Set(done)
		}
	}
	lines := bufio.NewReader(got.Body)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, nil, fmt.Errorf("the answer of %s broke off: %w", a.host, plainNetError(withoutURL(err)))
		}
		var l struct {
			Done    int               `json:"done"`
			Of      int               `json:"of"`
			Answer  json.RawMessage   `json:"answer"`
			Problem *problem.Document `json:"problem"`
		}
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, nil, fmt.Errorf("the server's answer cannot be read: %w", err)
		}
		switch {
		case l.Problem != nil:
			return nil, nil, l.Problem
		case l.Answer != nil:
			v, err := answerIn[api.WhatIfAnswer](l.Answer)
			return &v, l.Answer, err
		}
		step(l.Done, l.Of)
	}
}

// inHundred words a chance as people count.
func inHundred(c futures.Chance) string {
	n := func(p float64) string { return strconv.FormatFloat(p*100, 'f', decimals(p), 64) }
	return fmt.Sprintf("in %s of 100 changes (%s..%s)", n(c.P), n(c.Low), n(c.High))
}

// decimals is how many places behind the point a share of 100 needs.
func decimals(p float64) int {
	if p > 0 && p < 0.02 {
		return 1
	}
	return 0
}

func sayWhatIf(s *Streams, v *api.WhatIfAnswer) {
	p, r := colors("auto", s), v.Result
	fmt.Fprintln(s.Out, p.in(bold, "PIN lost "+inHundred(r.Before.PIN)))
	fmt.Fprintf(s.Out, "%s changes a year: %s losses of the PIN a year\n", about(r.Before.ChangesPerYear), about(r.Before.PINPerYear))
	fmt.Fprintf(s.Out, "settings lost %s; authorizations lost %s\n", inHundred(r.Before.Settings), inHundred(r.Before.Authorizations))
	fmt.Fprintf(s.Out, "as it is: %s\n", situation(&r.Before.Situation))
	if l := r.Vary; l != nil {
		fmt.Fprintln(s.Out)
		fmt.Fprintln(s.Out, p.in(bold, "as asked for: PIN lost "+inHundred(l.After.PIN)))
		fmt.Fprintf(s.Out, "that is %s in 100 (%s..%s); %s losses of the PIN a year\n", signed(l.Difference), signed(l.Low), signed(l.High), about(l.After.PINPerYear))
		fmt.Fprintf(s.Out, "as asked for: %s\n", situation(&l.After.Situation))
	}
	if len(r.Before.Classes) > 0 {
		fmt.Fprintln(s.Out)
		var rows [][]string
		most := 0.0
		for _, c := range r.Before.Classes {
			most = max(most, c.Chance.P)
		}
		for _, c := range r.Before.Classes {
			rows = append(rows, []string{string(c.Class), strings.TrimPrefix(inHundred(c.Chance), "in "), bar(c.Chance.P, most)})
		}
		columns(s.Out, []string{"THE PIN THEN IS", "", ""}, rows)
	}
	if len(r.Levers) > 0 {
		fmt.Fprintln(s.Out)
		var rows [][]string
		for _, l := range r.Levers {
			rows = append(rows, []string{l.Title, signed(l.Difference), signed(l.Low) + ".." + signed(l.High), about(l.After.PINPerYear), strconv.Itoa(l.Saved), strconv.Itoa(l.Spoiled)})
		}
		columns(s.Out, []string{"WHAT WOULD LOWER IT MOST", "IN 100", "90 %", "A YEAR", "SAVED", "SPOILED"}, rows)
	}
	s.notes(p, []string{r.Hypothesis, r.Interval}, v.Basis)
}

// signed is a difference of chances in 100, with its sign.
func signed(v float64) string {
	return strconv.FormatFloat(v*100, 'f', decimals(max(v, -v)), 64)
}

// situation words what was assumed.
func situation(v *futures.Vary) string {
	words := []string{v.Cells, "a hand that is " + string(v.Hand), "firmware " + v.Profile, "changed at " + string(v.When)}
	if v.Celsius != nil {
		words = append(words, about(*v.Celsius)+" °C")
	}
	if v.NoPolling {
		words = append(words, "no polling")
	}
	if v.GapSeconds > 0 {
		words = append(words, about(v.GapSeconds)+" s without cells")
	}
	if v.SoftStartMS > 0 {
		words = append(words, fmt.Sprintf("a soft start of %d ms", v.SoftStartMS))
	}
	if v.BulkMicrofarads > 0 {
		words = append(words, about(v.BulkMicrofarads)+" µF on the board")
	}
	return strings.Join(words, ", ")
}
