package training

import (
	"errors"
	"fmt"
	"io/fs"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/model/trace"
	"locktwin/scenarios"
)

// ErrStory is wrapped when the hidden story of a case cannot be played.
var ErrStory = errors.New("the hidden story cannot be played")

// Story is the hidden story of a case, played to its end: the lock as the trainee
// finds it, and what happened to it before. It is not changed after Prepare, and may
// be shared by those who only call its methods one after the other.
type Story struct {
	file   scenarios.File
	course *scenarios.Course
	past   past
	chosen []scenarios.Assignment // settings that were chosen, the last value of each
	users  int                    // authorizations there were at most
	ownPIN bool                   // a PIN was set, and not taken back
	hand   scenarios.CellsIn      // how cells were put in the last time
	lines  []Moment
	holds  map[string]bool // of sentences of the case
}

// Moment is a line of the hidden story: an instant of simulated time and what
// happened then, in the words of the trace.
type Moment struct {
	AtNS int64  `json:"at_ns" doc:"Simulated instant, in nanoseconds."`
	Kind string `json:"kind" doc:"What it is about, as the kinds of events."`
	Name string `json:"name" doc:"Stable identifier within the kind."`
	Text string `json:"text" doc:"One plain sentence."`
}

// file is the hidden scenario of a case.
func (c *Case) file() (scenarios.File, error) {
	if c.Hidden.Library == "" {
		return c.Hidden.Scenario, nil
	}
	name := c.Hidden.Library + ".yaml"
	text, err := fs.ReadFile(scenarios.Library(), name)
	if err != nil {
		return scenarios.File{}, fmt.Errorf("%w: there is no scenario %s in the library", ErrStory, c.Hidden.Library)
	}
	return scenarios.Parse(name, text)
}

// Prepare plays the hidden story to its end. That takes from a tenth of a second to
// a few seconds. Errors wrap ErrStory.
func (c *Case) Prepare() (*Story, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	if c.Hidden.Seed.Set {
		f.Seed = c.Hidden.Seed
	}
	s := &Story{file: f, holds: map[string]bool{}}
	s.course, err = scenarios.Begin(f, scenarios.Options{Trace: trace.Func(s.hear)})
	if err == nil {
		err = s.course.PlayUntil(sim.Never, func() bool {
			s.users = max(s.users, s.course.Lock().App().Authorizations())
			return false
		})
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStory, err)
	}
	s.steps(f.Steps)
	if err := s.judge(c.claims()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStory, err)
	}
	return s, nil
}

// claims are the sentences that the case speaks of.
func (c *Case) claims() []scenarios.Expectation {
	var all []scenarios.Expectation
	for _, d := range c.Diagnoses {
		all = append(all, d.Holds...)
	}
	for _, t := range c.Statements {
		all = append(all, t.Holds...)
	}
	return all
}

func (s *Story) judge(claims []scenarios.Expectation) error {
	met, err := s.course.Holds(claims)
	for i := range met {
		s.holds[claims[i].Text] = met[i]
	}
	return err
}

// true says whether all sentences hold of the lock as the story leaves it.
func (s *Story) true(claims []scenarios.Expectation) bool {
	for _, e := range claims {
		if !s.holds[e.Text] {
			return false
		}
	}
	return true
}

// steps learns from the script what the customer has chosen.
func (s *Story) steps(steps []scenarios.Step) {
	for _, step := range steps {
		switch a := step.Action.(type) {
		case scenarios.Set:
			for _, v := range a.Values {
				s.choose(v)
			}
		case scenarios.SetPIN:
			s.ownPIN = a.To != scenarios.NoPIN
		case scenarios.CellsIn:
			s.hand = a
		case scenarios.Repeat:
			s.steps(a.Steps)
		}
	}
}

func (s *Story) choose(v scenarios.Assignment) {
	for i := range s.chosen {
		if s.chosen[i].Setting == v.Setting {
			s.chosen[i] = v
			return
		}
	}
	s.chosen = append(s.chosen, v)
}

// maxLines bounds what is kept of a story for the debrief; the last lines count.
const maxLines = 4000

func (s *Story) hear(e *trace.Event) {
	s.past.hear(e)
	if e.Text == "" {
		return
	}
	if len(s.lines) == 2*maxLines {
		s.lines = append(s.lines[:0], s.lines[maxLines:]...)
	}
	s.lines = append(s.lines, Moment{AtNS: int64(e.At), Kind: e.Kind.String(), Name: e.Name, Text: e.Text})
}

// Lines are the last lines of the story, in order, for the part of that name and for
// the debrief.
func (s *Story) Lines() []Moment {
	return append([]Moment{}, s.lines[max(0, len(s.lines)-maxLines):]...)
}

// Lock is a copy of the lock as the trainee finds it, for one attempt.
func (s *Story) Lock() *model.Lock { return s.course.Lock().Fork() }

// Frozen is the same as bytes that model.Thaw takes. Errors as AppendFrozen.
func (s *Story) Frozen() ([]byte, error) { return s.Lock().AppendFrozen(nil) }

// File is the hidden scenario. It gives the cause away.
func (s *Story) File() scenarios.File { return s.file }

// Ended is the instant at which the trainee comes.
func (s *Story) Ended() sim.Time { return s.course.Now() }

// seed is that of the story.
func (s *Story) seed() uint64 { return uint64(s.file.Seed.Or(scenarios.DefaultSeed)) }
