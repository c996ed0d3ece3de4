package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"locktwin/emulator/api"
	"locktwin/scenarios/twin/diagnose"
)

// diagnoseCommand ranks the causes of what a customer tells. It needs neither a
// server nor a data directory.
type diagnoseCommand struct {
	Symptoms []string `arg:"" optional:"" placeholder:"SYMPTOM=VALUE" help:"What is known, such as pin=rejected; without any the words that there are are listed."`
	Ask      bool     `help:"Ask the question that separates the causes best, and go on until one kind of cause is likely enough."`
	Most     int      `default:"5" placeholder:"N" help:"How many causes to show (${default})."`
	JSON     bool     `help:"JSON on standard output."`
	pictureFlag
}

// sureEnough is how probable a mechanism is when there is no need to ask any more.
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

// ask asks one question after the other until a kind of cause is likely enough, nothing is
// left to ask, or nobody answers any more. D is the diagnosis at its end.
func (c *diagnoseCommand) ask(s *Streams, a *rest, known diagnose.Symptoms, d *diagnose.Diagnosis) (diagnose.Symptoms, error) {
	in := bufio.NewReader(s.In)
	words := c.Symptoms
	open := map[string]bool{}
	for d.Next != nil && (len(d.Mechanisms) == 0 || d.Mechanisms[0].Probability < sureEnough) {
		q := *d.Next
		for _, other := range d.Questions {
			// A question that nobody could answer is not asked again.
			if open[q.Key] && !open[other.Key] && other.Kind != diagnose.KindBench && !other.Destroys && other.Bits >= diagnose.LeastBits {
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
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(q.Answers) {
			answer = q.Answers[n-1].Answer
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
	fmt.Fprintln(s.Err)
	if len(d.Mechanisms) > 0 && d.Symptoms != (diagnose.Symptoms{}) {
		fmt.Fprintf(s.Err, "So far: %s, %s\n", d.Mechanisms[0].Title, percent(d.Mechanisms[0].Probability))
	}
	fmt.Fprintln(s.Err, q.Text)
	if c := costWords(q); c != "" {
		fmt.Fprintln(s.Err, c)
	}
	var rows [][]string
	for i, x := range q.Answers {
		rows = append(rows, []string{fmt.Sprintf("  %d", i+1), x.Answer, x.About})
	}
	columns(s.Err, nil, rows)
	fmt.Fprint(s.Err, "Number or word, or nothing if nobody knows: ")
}
