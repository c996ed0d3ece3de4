package training

import (
	"errors"
	"slices"
	"time"

	"locktwin/scenarios"
)

// Debrief is what a trainee and who trains him look at together when it is over.
type Debrief struct {
	Score     Score      `json:"score" doc:"What the attempt is worth."`
	Cause     Text       `json:"cause" doc:"What really was the matter."`
	Hidden    []Moment   `json:"hidden" nullable:"false" doc:"What rail, memory and firmware did before the trainee came, and at the choices."`
	Decisive  *Moment    `json:"decisive,omitempty" doc:"When it was decided; left out when nothing was lost."`
	Actions   []Acted    `json:"actions" nullable:"false" doc:"The choices beside that."`
	WhatIf    *WhatIf    `json:"what_if,omitempty" doc:"The first choice before which a look was due."`
	Otherwise *Otherwise `json:"otherwise,omitempty" doc:"The same story with another firmware."`
}

// Acted is a choice in the debrief: on the wall clock, and on that of the lock.
type Acted struct {
	N         int        `json:"n" doc:"Number of the choice."`
	AtNS      int64      `json:"at_ns" doc:"Real time since the attempt began, in nanoseconds."`
	SimNS     int64      `json:"sim_ns" doc:"Simulated instant of the lock at which it was chosen, in nanoseconds."`
	AfterNS   int64      `json:"after_ns" doc:"Simulated instant of the lock at which it was done, in nanoseconds."`
	Choice    Choice     `json:"choice" doc:"The choice."`
	Name      Text       `json:"name" doc:"The choice for people."`
	Text      Text       `json:"text" doc:"How it went."`
	Destroyed []Evidence `json:"destroyed,omitempty" doc:"Evidence that is gone and was not known."`
	Lost      []Loss     `json:"lost,omitempty" doc:"What the customer has lost by it."`
}

// WhatIf is the first choice that destroyed what nobody had read, and what a look
// before it would have shown. Replay gives the lock as it was then.
type WhatIf struct {
	N       int      `json:"n" doc:"Number of the choice."`
	SimNS   int64    `json:"sim_ns" doc:"Simulated instant of the lock to go back to, in nanoseconds."`
	Did     Choice   `json:"did" doc:"What was chosen."`
	Instead Choice   `json:"instead" doc:"What would have been better then."`
	Lost    Evidence `json:"lost" doc:"The evidence that went."`
	Text    Text     `json:"text" doc:"Why."`
	Would   Outcome  `json:"would" doc:"What it would have shown."`
}

// Otherwise is the same story with the firmware that an update installs: a scenario
// to be played, and what becomes of the PIN in it.
type Otherwise struct {
	Profile  string          `json:"profile" doc:"The other firmware profile."`
	Scenario string          `json:"scenario" doc:"The story as a scenario file."`
	PIN      scenarios.Class `json:"pin" doc:"What becomes of the PIN with it."`
	Was      scenarios.Class `json:"was" doc:"What became of it with the firmware of the case."`
}

// DebriefOf makes the debrief of a record. It plays the hidden story some more times,
// which takes a second or a few. Errors wrap ErrRecord or ErrStory.
func DebriefOf(c *Case, s *Story, r Record) (Debrief, error) {
	d := Debrief{Score: ScoreOf(c, r), Cause: c.Cause, Hidden: s.Lines(), Actions: []Acted{}}
	for i := range r.Entries {
		e := &r.Entries[i]
		d.Actions = append(d.Actions, Acted{
			N: e.N, AtNS: e.AtNS, SimNS: e.Outcome.SimNS, AfterNS: e.Outcome.AfterNS, Choice: e.Choice, Name: c.name(e.Choice),
			Text: e.Outcome.Text, Destroyed: e.Outcome.Destroyed, Lost: e.Outcome.Lost,
		})
	}
	var err error
	if d.Decisive, err = c.decisive(s); err != nil {
		return d, err
	}
	if d.WhatIf, err = c.whatIf(s, r); err != nil {
		return d, err
	}
	d.Otherwise, err = c.otherwise(s)
	return d, err
}

// name is what a choice is called.
func (c *Case) name(ch Choice) Text {
	switch ch.Kind {
	case Ask:
		return c.words.say("ask." + ch.ID)
	case Do:
		return c.words.say("do." + ch.ID)
	case Tell:
		t, _ := c.statement(ch.ID)
		return t.Text
	case Diagnose:
		d, _ := c.diagnosis(ch.ID)
		return d.Text
	}
	return c.words.say("choice." + string(ch.Kind))
}

// decisive is the moment from which on nothing would have saved what was lost; where
// nothing was lost, the last event of the kind that the case names.
func (c *Case) decisive(s *Story) (*Moment, error) {
	if c.Hidden.Moment != "" {
		for i := len(s.lines) - 1; i >= 0; i-- {
			if s.lines[i].Name == c.Hidden.Moment {
				m := s.lines[i]
				return &m, nil
			}
		}
		return nil, nil
	}
	m, ok, err := s.loss()
	if err != nil {
		return nil, errors.Join(ErrStory, err)
	}
	if !ok {
		return nil, nil
	}
	return &m, nil
}

// whatIf looks for the first choice before which one should have looked.
func (c *Case) whatIf(s *Story, r Record) (*WhatIf, error) {
	for i := range r.Entries {
		e := &r.Entries[i]
		for _, v := range e.Outcome.Destroyed {
			look, ok := c.reader(v)
			if !ok {
				continue
			}
			l, err := c.Replay(s, r, e.N)
			if err != nil {
				return nil, err
			}
			before := r
			before.Entries = slices.Clone(r.Entries[:e.N-1])
			try := &Attempt{c: c, story: s, r: before}
			would, err := try.do(OnLock(l, s.seed()), look)
			if err != nil {
				return nil, err
			}
			text := fill(fill(c.words.say("what-if"), "{did}", c.name(e.Choice)), "{instead}", c.name(look))
			return &WhatIf{N: e.N, SimNS: e.Outcome.SimNS, Did: e.Choice, Instead: look, Lost: v, Text: text, Would: would}, nil
		}
	}
	return nil, nil
}

// reader is the test of the case that reads evidence and does least to the lock.
func (c *Case) reader(e Evidence) (Choice, bool) {
	best, rank := Choice{}, -1
	for _, a := range c.Actions {
		t, ok := toolOf(a.Do)
		if ok && a.Key && slices.Contains(t.reads, e) && (rank < 0 || t.touch.rank() < rank) {
			best, rank = Choice{Kind: Do, ID: a.Do}, t.touch.rank()
		}
	}
	return best, rank >= 0
}

// otherwise plays the hidden story with the firmware that an update installs.
func (c *Case) otherwise(s *Story) (*Otherwise, error) {
	if c.Hidden.Firmware == "" || c.Hidden.Firmware == s.file.Lock.Profile {
		return nil, nil
	}
	f := s.file
	f.Lock.Profile, f.Expect, f.Sweep = c.Hidden.Firmware, nil, scenarios.Sweep{}
	text, err := scenarios.Format(f)
	if err != nil {
		return nil, errors.Join(ErrStory, err)
	}
	course, err := scenarios.Begin(f, scenarios.Options{})
	if err == nil {
		err = course.Finish()
	}
	if err != nil {
		// The story names a moment that does not come with this firmware: there is
		// nothing to compare.
		return nil, nil
	}
	return &Otherwise{
		Profile: string(c.Hidden.Firmware), Scenario: string(text), PIN: course.Fork().Fate().PIN, Was: s.course.Fork().Fate().PIN,
	}, nil
}

// Took is how long an attempt took on the wall clock, from its first choice on.
func (r *Record) Took() time.Duration {
	if len(r.Entries) == 0 {
		return 0
	}
	return time.Duration(r.Entries[len(r.Entries)-1].AtNS)
}
