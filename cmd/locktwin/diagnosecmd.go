package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"locktwin/emulator/api"
	"locktwin/scenarios/twin/diagnose"
)

// diagnoseCommand ranks the causes of what a customer tells. It needs neither a
// server nor a data directory.
type diagnoseCommand struct {
	Symptoms []string `arg:"" optional:"" placeholder:"SYMPTOM=VALUE" help:"What is known, such as pin=rejected; without any the words that there are are listed."`
	Ask      bool     `help:"Ask the question that separates the causes best, and go on until one is likely enough."`
	Most     int      `default:"5" placeholder:"N" help:"How many causes to show (${default})."`
	JSON     bool     `help:"JSON on standard output."`
	pictureFlag
}

// sureEnough is how probable a cause is when there is no need to ask any more.
const sureEnough = 0.8

func (c *diagnoseCommand) run(s *Streams) int {
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	symptoms, err := diagnose.Parse(c.Symptoms)
	if err != nil {
		return s.refuse(err)
	}
	return withoutData(func(a *rest) int {
		if len(c.Symptoms) == 0 && !c.Ask {
			return c.words(s, a)
		}
		r := request{method: http.MethodPost, path: "/diagnose", body: symptoms}
		text, err := a.do(r)
		if err != nil {
			return s.refuseRemote(err)
		}
		d, err := answerIn[diagnose.Diagnosis](text)
		if err != nil {
			return s.refuse(err)
		}
		if c.Ask {
			if r.body, err = c.ask(s, a, symptoms, &d); err != nil {
				return s.refuseRemote(err)
			}
			if text, err = a.do(r); err != nil {
				return s.refuseRemote(err)
			}
		}
		if status := c.save(s, a, r); status != exitMet {
			return status
		}
		if c.JSON {
			return showAnswer(s, &remoteFlags{JSON: true}, text, func(diagnose.Diagnosis) {})
		}
		sayDiagnosis(s, &d, c.Most)
		return exitMet
	})
}

// words lists the symptoms that there are.
func (c *diagnoseCommand) words(s *Streams, a *rest) int {
	return said(s, &twinFlags{JSON: c.JSON}, a, request{path: "/diagnose/words"}, func(list api.Items[diagnose.Word]) int {
		for _, w := range list.Items {
			fmt.Fprintf(s.Out, "%s=  %s\n", w.Key, w.About)
			var rows [][]string
			for _, x := range w.Answers {
				rows = append(rows, []string{"    " + x.Value, x.About})
			}
			switch {
			case len(rows) > 0:
				columns(s.Out, nil, rows)
			case w.Kind == diagnose.TextKind:
				fmt.Fprintln(s.Out, "    any text")
			default:
				fmt.Fprintf(s.Out, "    a number from %g to %g\n", w.Low, w.High)
			}
		}
		fmt.Fprintln(s.Out, "\nWhat is left out, or is unknown, is left open.")
		return exitMet
	})
}

// ask asks one question after the other until a cause is likely enough, nothing is
// left to ask, or nobody answers any more. D is the diagnosis at its end.
func (c *diagnoseCommand) ask(s *Streams, a *rest, known diagnose.Symptoms, d *diagnose.Diagnosis) (diagnose.Symptoms, error) {
	in := bufio.NewReader(s.In)
	words := c.Symptoms
	open := map[string]bool{}
	for d.Next != nil && (len(d.Causes) == 0 || d.Causes[0].Probability < sureEnough) {
		q := *d.Next
		for _, other := range d.Questions {
			// A question that nobody could answer is not asked again.
			if open[q.Key] && !open[other.Key] && other.Kind != "bench" {
				q = other
			}
		}
		if open[q.Key] {
			return known, nil
		}
		askOne(s, d, &q)
		answer, err := in.ReadString('\n')
		answer = strings.TrimSpace(answer)
		if err != nil && (!errors.Is(err, io.EOF) || answer == "") {
			fmt.Fprintln(s.Err)
			if errors.Is(err, io.EOF) {
				return known, nil
			}
			return known, plainPathError(err)
		}
		if answer == "" || answer == diagnose.Unknown || answer == "?" {
			open[q.Key] = true
			continue
		}
		more := append(slices.Clone(words), q.Key+"="+answer)
		next, err := diagnose.Parse(more)
		if err != nil {
			fmt.Fprintln(s.Err, "  "+err.Error())
			continue
		}
		known, words = next, more
		if *d, err = fetch[diagnose.Diagnosis](a, request{method: http.MethodPost, path: "/diagnose", body: known}); err != nil {
			return known, err
		}
	}
	return known, nil
}

// askOne asks on standard error, since standard output may be a pipe.
func askOne(s *Streams, d *diagnose.Diagnosis, q *diagnose.Question) {
	if len(d.Causes) > 0 {
		fmt.Fprintf(s.Err, "so far: %s, %s\n", d.Causes[0].Title, percent(d.Causes[0].Probability))
	}
	fmt.Fprintln(s.Err, q.Text)
	if q.Cost != "" {
		fmt.Fprintln(s.Err, "  "+q.Cost)
	}
	var answers []string
	for _, x := range q.Answers {
		answers = append(answers, x.Answer)
	}
	fmt.Fprintf(s.Err, "%s [%s, or nothing if you do not know]: ", q.Key, strings.Join(answers, " "))
}

func sayDiagnosis(s *Streams, d *diagnose.Diagnosis, most int) {
	p := colors("auto", s)
	fmt.Fprintln(s.Out, p.in(bold, d.Summary))
	if len(d.Causes) > 0 {
		fmt.Fprintln(s.Out)
		var rows [][]string
		for _, c := range d.Causes[:min(most, len(d.Causes))] {
			rows = append(rows, []string{percent(c.Probability), percent(c.Low) + ".." + percent(c.High), c.Title, bar(c.Probability, d.Causes[0].Probability)})
		}
		columns(s.Out, []string{"LIKELY", "90 %", "CAUSE", ""}, rows)
		first := &d.Causes[0]
		fmt.Fprintln(s.Out)
		table(s.Out, p,
			pair{"inside", first.Inside},
			pair{"confirm by", first.Confirm},
			pair{"helps now", first.Now},
			pair{"for good", first.Good},
			pair{"hypothesis", strings.Join(nonEmpty(first.Profile, first.Store, first.Fault), ", ")},
			pair{"see it with", first.Command})
	}
	if q := d.Next; q != nil {
		fmt.Fprintf(s.Out, "\nask next: %s (%s=)\n", q.Text, q.Key)
		var rows [][]string
		for _, x := range q.Answers {
			rows = append(rows, []string{"  " + x.Answer, percent(x.Probability), "then " + titleOf(d, x.Leads), percent(x.LeadsTo)})
		}
		columns(s.Out, nil, rows)
	}
	if d.Drain != nil {
		fmt.Fprintln(s.Out)
		sayExplanation(s, p, d.Drain)
	}
	s.notes(p, d.Notes, "")
}

// titleOf is the title of a cause.
func titleOf(d *diagnose.Diagnosis, id string) string {
	for i := range d.Causes {
		if d.Causes[i].ID == id {
			return d.Causes[i].Title
		}
	}
	return id
}

func nonEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
