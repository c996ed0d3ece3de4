package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"locktwin/scenarios/training"
)

// byHand says what hands may do at the bench, by the word that the control API has
// for it: when the case allows one of the actions of which it is a part, and which
// of these it is, the first that the case allows. What is a part only, such as
// taking out cells before new ones go in, is judged with what follows.
var byHand = map[string]struct{ is, partOf []string }{
	"cells-out":    {[]string{"cells-out"}, []string{"restart", "new-cells", "repeat-change", "measure-cells", "warm-up"}},
	"cells-in":     {[]string{"cells-in", "restart"}, []string{"cells-out", "new-cells", "repeat-change", "measure-cells", "warm-up"}},
	"new-cells":    {[]string{"new-cells"}, []string{"repeat-change"}},
	"press-button": {[]string{"press-button"}, []string{"pair", "factory-reset", "restart"}},
}

// harmless are what hands may always do where the bay is open.
var harmless = []string{"turn-by-hand", "door"}

// handAction gives the action that something done by hand is recorded as, "" for
// none. What the case does not allow cannot be done by hand either, or evidence
// could go without a trace in the record.
func handAction(c *training.Case, word string) (action string, err error) {
	actions := c.View(training.Exam).Actions
	allowed := func(id string) bool {
		return slices.ContainsFunc(actions, func(a training.ActionView) bool { return a.ID == id })
	}
	if slices.Contains(harmless, word) {
		if allowed(word) {
			action = word
		}
		return action, nil
	}
	for _, id := range byHand[word].is {
		if allowed(id) {
			return id, nil
		}
	}
	if slices.ContainsFunc(byHand[word].partOf, allowed) {
		return "", nil
	}
	return "", fmt.Errorf("%w: this case does not allow that", ErrState)
}

// HandBegins is called before a trainee does something to the lock of his attempt
// with his own hands: the lock is put by as it is. done records it; takes is how
// long it goes on, in simulated time. Errors wrap ErrNotFound, ErrFrozen or
// ErrState, or are those of ctx.
func (s *Service) HandBegins(ctx context.Context, lock, word string) (done func(takes time.Duration, did bool), err error) {
	a, give, err := s.turnOf(ctx, lock)
	if err != nil {
		return nil, err
	}
	ch, at, err := s.handChoice(a, word)
	if err != nil {
		give()
		return nil, err
	}
	if ch.ID != "" {
		s.putBy(ctx, a, ch)
	}
	return func(takes time.Duration, did bool) {
		defer give()
		if !did || ch.ID == "" {
			return
		}
		if _, err := s.choose(ctx, a, ch, at, takes); err != nil && !errors.Is(err, training.ErrChoice) {
			s.o.Log.Warn("what a trainee did by hand could not be recorded", "attempt", a.ID, "word", word, "error", err)
		}
	}, nil
}

// handChoice is the choice that something done by hand is recorded as, and its time.
func (s *Service) handChoice(a *attempt, word string) (ch training.Choice, at time.Duration, err error) {
	ch = training.Choice{Kind: training.Do, Hand: true}
	if at, err = s.mayChoose(a); err != nil {
		return ch, at, err
	}
	c, err := s.Case(a.Case)
	if err != nil {
		return ch, at, err
	}
	ch.ID, err = handAction(c, word)
	return ch, at, err
}
