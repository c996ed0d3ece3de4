package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"locktwin/scenarios"
	"locktwin/scenarios/training"
)

type lintCommand struct {
	Files []string `arg:"" name:"file" help:"Scenario files and training cases; - is standard input."`
	Quiet bool     `short:"q" help:"Say nothing about files that are in order."`
	Play  bool     `help:"Play training cases: one diagnosis has to be right, and the reference solution has to get full marks."`
}

// run checks every file and shows all that is wrong with each. Advice, too, is
// shown, but does not make a file bad input.
func (c *lintCommand) run(s *Streams) int {
	status := exitMet
	for _, name := range c.Files {
		text, err := readFile(s, name, scenarios.MaxFileBytes)
		if err != nil {
			status = s.refuse(err)
			continue
		}
		summary, problems := lint(shownName(name), text)
		for _, p := range problems {
			fmt.Fprint(s.Err, p.Show())
		}
		if problems.Faults() {
			status = exitBadInput
			continue
		}
		if c.Play {
			if err := prove(shownName(name), text); err != nil {
				fmt.Fprintf(s.Err, "%s: %v\n", shownName(name), err)
				status = exitBadInput
				continue
			}
		}
		if !c.Quiet {
			fmt.Fprintf(s.Out, "%s: ok, %s\n", shownName(name), summary)
		}
	}
	return status
}

// lint checks a scenario or, if the text is one, a training case, and says in a few
// words what it holds.
func lint(name string, text []byte) (summary string, problems scenarios.Problems) {
	if training.IsCase(text) {
		c, problems := training.Lint(name, text)
		if problems.Faults() {
			return "", problems
		}
		return fmt.Sprintf("%s with %s and a solution of %s", c.ID, count(len(c.Stages), "stage"), count(len(c.Solution), "choice")), problems
	}
	file, problems := scenarios.Lint(name, text)
	return fmt.Sprintf("%s with %s and %s", file.Scenario, count(len(file.Steps), "step"), count(len(file.Expect), "expectation")), problems
}

// prove plays a training case. Of a scenario there is nothing to prove: 'run' does.
func prove(name string, text []byte) error {
	if !training.IsCase(text) {
		return nil
	}
	c, err := training.Parse(name, text)
	if err != nil {
		return err
	}
	_, err = c.Prove()
	return err
}

// shownName is what messages call a file.
func shownName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// readScenario reads one scenario file, with changes of the form KEY=VALUE
// applied to it.
func readScenario(s *Streams, name string, set ...string) (scenarios.File, error) {
	text, err := readFile(s, name, scenarios.MaxFileBytes)
	if err != nil {
		return scenarios.File{}, err
	}
	return scenarios.Parse(shownName(name), text, set...)
}

// readFile reads a whole file or, for -, standard input, and refuses one that
// is larger than limit bytes before it fills the memory.
func readFile(s *Streams, name string, limit int64) ([]byte, error) {
	in := s.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, plainPathError(err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, plainPathError(err)
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes", shownName(name), limit)
	}
	return text, nil
}

// plainPathError says "name: what is wrong" without the name of the system
// call.
func plainPathError(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}

// withoutPath says what is wrong without the name of the file: of a file that
// is written beside its final name, nobody knows the name.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
