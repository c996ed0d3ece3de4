package training

import (
	"errors"
	"fmt"
	"time"
)

// ErrCase is wrapped when a case does not do what it promises.
var ErrCase = errors.New("the case is not sound")

// Proof is what playing a case has shown.
type Proof struct {
	Record Record
	Score  Score
}

// pace is how long a choice of the reference solution takes on the wall clock, for
// the record that Prove makes.
const pace = time.Minute

// Prove plays the reference solution of a case in exam mode. It is sound when
// exactly one diagnosis is right, there is a decisive moment for the debrief, the
// solution can be played, and it gets full marks;
// an error wraps ErrCase and says what is missing.
func (c *Case) Prove() (Proof, error) {
	s, err := c.Prepare()
	if err != nil {
		return Proof{}, err
	}
	return c.prove(s)
}

func (c *Case) prove(s *Story) (Proof, error) {
	var right []string
	for _, d := range c.Diagnoses {
		if s.true(d.Holds) {
			right = append(right, d.ID)
		}
	}
	if len(right) != 1 {
		return Proof{}, fmt.Errorf("%w: %s: of the hidden story %d diagnoses are true %v, and it has to be one", ErrCase, c.ID, len(right), right)
	}
	switch m, err := c.decisive(s); {
	case err != nil:
		return Proof{}, fmt.Errorf("%w: %s: %w", ErrCase, c.ID, err)
	case m == nil && c.Hidden.Moment != "":
		return Proof{}, fmt.Errorf("%w: %s: the hidden story has no event '%s'", ErrCase, c.ID, c.Hidden.Moment)
	case m == nil:
		return Proof{}, fmt.Errorf("%w: %s: the hidden story loses nothing, and 'moment' does not name what decided it", ErrCase, c.ID)
	}
	p, err := c.play(s, Exam, c.Solution)
	if err != nil {
		return p, fmt.Errorf("%w: %s: the reference solution: %w", ErrCase, c.ID, err)
	}
	if p.Score.Points != p.Score.Of {
		return p, fmt.Errorf("%w: %s: the reference solution gets %d of %d points: %s", ErrCase, c.ID, p.Score.Points, p.Score.Of, p.Score.missed())
	}
	return p, nil
}

// play makes an attempt of choices on a lock of its own.
func (c *Case) play(s *Story, m Mode, choices []Choice) (Proof, error) {
	a := Begin(c, s, m)
	b := OnLock(s.Lock(), s.seed())
	for i, ch := range choices {
		if _, err := a.Apply(b, ch, time.Duration(i+1)*pace); err != nil {
			return Proof{a.Record(), a.Score()}, fmt.Errorf("choice %d: %w", i+1, err)
		}
	}
	return Proof{a.Record(), a.Score()}, nil
}

// missed says where points are missing, in English.
func (s *Score) missed() string {
	out := ""
	for _, p := range s.Parts {
		for _, r := range p.Reasons {
			if r.Points < r.Of {
				out += fmt.Sprintf("\n  %s %d/%d: %s", p.Criterion, r.Points, r.Of, r.Text.EN)
			}
		}
	}
	for _, m := range s.Minus {
		out += fmt.Sprintf("\n  %d: %s", m.Points, m.Text.EN)
	}
	return out
}
