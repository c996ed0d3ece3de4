package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

// sweepCommand runs a campaign. Its flags stand with the noun they are about:
// what is put to the test, with what, how it is run, and what is written.
type sweepCommand struct {
	File string `arg:"" optional:"" help:"Scenario file; - is standard input. Its section sweep says what is tried; flags say it in its place."`

	sweepSubject `embed:"" group:"What is put to the test:"`
	sweepFault   `embed:"" group:"What goes wrong:"`
	sweepRun     `embed:"" group:"How it is run:"`
	sweepOutput  `embed:"" group:"What is written:"`
}

// exitStopped is the exit status of a sweep that was stopped before it was
// done, as shells have it for Ctrl-C. There is no result then.
const exitStopped = 130

// sweepRun is how a campaign is run. Nothing of it changes the result.
type sweepRun struct {
	Workers   int    `short:"w" placeholder:"N" help:"How many shards run at a time; as many as there are processors if left out."`
	Journal   string `placeholder:"FILE" help:"Keep answers here while the sweep runs, in place of the folder for states."`
	Resume    string `placeholder:"FILE" help:"Go on with a sweep that was stopped, from its journal. FILE and the flags that say what is tried may be left out."`
	StopAfter int    `placeholder:"N" help:"Stop after so many shards, as Ctrl-C does."`

	natsFlags `embed:""`
	natsRoom  `embed:""`
}

// Help is the end of the help text.
func (c *sweepCommand) Help() string {
	return "Exit status: 0 done, 1 something of --fail-on was found, 2 bad input, 3 internal error, 130 stopped before it was done."
}

func (c *sweepCommand) run(s *Streams) int {
	failOn, err := c.check()
	if err != nil {
		return s.refuse(err)
	}
	if c.Suite != "" {
		return c.suite(s)
	}
	spec, journal, err := c.begin(s)
	if err != nil {
		return s.refuse(err)
	}
	began := s.Clock()
	result, err := c.play(s, spec, journal)
	if err != nil {
		return c.ended(s, journal, err)
	}
	if c.Causality {
		err = causes(result)
	}
	if err == nil {
		err = c.write(s, result, failOn)
	}
	if err != nil {
		return c.ended(s, journal, err)
	}
	if !c.JSON.standard() {
		c.tell(s, result, s.Clock().Sub(began))
	}
	if err := journal.Remove(); err != nil {
		return s.refuse(plainPathError(err))
	}
	if report.Fails(result, failOn) {
		return exitNotMet
	}
	return exitMet
}

// ended tells of a sweep that ended before it was done, and how to go on if
// there is anything to go on from.
func (c *sweepCommand) ended(s *Streams, journal *workers.Journal, err error) int {
	if errors.Is(err, errAtOnce) {
		// The campaign may still hold the journal; every line in it is whole.
		c.howToResume(s, journal)
		return exitStopped
	}
	kept := journal.Kept()
	put := journal.Close
	if kept == 0 {
		put = journal.Remove
	}
	if e := put(); e != nil {
		err = errors.Join(err, plainPathError(e))
	}
	stopped := errors.Is(err, workers.ErrStopped)
	switch {
	case errors.Is(err, workers.ErrPanic) || errors.Is(err, workers.ErrStuck):
		panic(err) // a fault of locktwin is told in one way
	case !stopped:
		s.refuse(err)
	}
	if kept > 0 {
		fmt.Fprintf(s.Err, "locktwin: %s kept\n", count(kept, "answer"))
		c.howToResume(s, journal)
	} else if stopped {
		fmt.Fprintln(s.Err, "locktwin: stopped; nothing was kept to go on from")
	}
	if stopped {
		return exitStopped
	}
	return exitBadInput
}

// check refuses flags that would otherwise be complained about too late.
func (c *sweepCommand) check() ([]string, error) {
	failOn, err := report.ParseFailOn(c.FailOn)
	if err != nil {
		return nil, fmt.Errorf("--fail-on: %w", err)
	}
	if c.Workers < 0 || c.Workers > workers.MaxPool {
		return nil, fmt.Errorf("--workers: %d, must be 1 to %d", c.Workers, workers.MaxPool)
	}
	if c.StopAfter < 0 {
		return nil, fmt.Errorf("--stop-after: %d, must be 0 or more", c.StopAfter)
	}
	if c.Journal != "" && c.Resume != "" {
		return nil, errors.New("--journal and --resume: one of the two; a sweep that goes on keeps its journal")
	}
	if err := c.natsFlags.check(); err != nil {
		return nil, err
	}
	if err := c.natsRoom.check(c.NATS); err != nil {
		return nil, err
	}
	if err := c.subjects(); err != nil {
		return nil, err
	}
	return failOn, checkOutputs(c.outputs()...)
}

// workers is how many shards run at a time.
func (c *sweepRun) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// begin says what is to be done, and opens the journal for it.
func (c *sweepCommand) begin(s *Streams) (campaign.Spec, *workers.Journal, error) {
	if c.Resume == "" {
		spec, err := c.spec(s)
		if err == nil {
			err = c.suits(&spec)
		}
		if err != nil {
			return spec, nil, err
		}
		journal, err := c.newJournal(s, spec)
		return spec, journal, err
	}
	journal, err := workers.ResumeJournal(c.Resume, version(), build())
	if err != nil {
		return campaign.Spec{}, nil, fmt.Errorf("--resume %w", plainPathError(err))
	}
	spec := journal.Spec()
	if c.named() > 0 {
		if spec, err = c.spec(s); err == nil {
			if err = journal.Belongs(spec); err != nil {
				err = fmt.Errorf("--resume %w", err)
			}
		}
	}
	if err == nil {
		err = c.suits(&spec)
	}
	if err != nil {
		journal.Close()
	}
	return spec, journal, err
}

// suits refuses what is asked of a result that such a campaign does not have.
func (c *sweepCommand) suits(spec *campaign.Spec) error {
	if c.Causality && spec.Lock == nil {
		return errors.New("--causality: a store by itself has no story to fork; it goes with a scenario file")
	}
	return nil
}

// took says how long something took, for a person.
func took(d time.Duration) string {
	switch {
	case d < time.Minute && d%time.Second == 0:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}
