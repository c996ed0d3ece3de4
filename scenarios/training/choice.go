package training

import (
	"fmt"
	"strings"

	"locktwin/scenarios"
)

// ChoiceKind is what a trainee chooses to do.
type ChoiceKind string

// Kinds of choice.
const (
	Ask      ChoiceKind = "ask"      // a question to the customer
	Do       ChoiceKind = "do"       // something at the lock, or with an instrument
	Tell     ChoiceKind = "tell"     // a statement to the customer
	Diagnose ChoiceKind = "diagnose" // a decision on what is the matter
	Hint     ChoiceKind = "hint"     // a hint is bought
	Next     ChoiceKind = "stage"    // on to the next stage
	Finish   ChoiceKind = "finish"   // the attempt is over
)

// ChoiceKinds are the kinds there are.
func ChoiceKinds() []ChoiceKind {
	return []ChoiceKind{Ask, Do, Tell, Diagnose, Hint, Next, Finish}
}

// named says whether a choice of this kind names something.
func (k ChoiceKind) named() bool { return k != Next && k != Finish }

// Choice is one choice of a trainee.
type Choice struct {
	Kind ChoiceKind `json:"kind" doc:"ask, do, tell, diagnose, hint, stage or finish."`
	// ID names the question, action, statement, diagnosis or hint.
	ID string `json:"id,omitempty" doc:"Id of the question, action, statement, diagnosis or hint."`
	// Hand says that the trainee has done it with his own hands on the bench: it is
	// judged by what the lock is like now, and not played again. Do only.
	Hand bool `json:"hand,omitempty" doc:"It was done with the hands of the trainee, and not played."`
}

// String is the choice as a case file writes it: "ask app-pin".
func (c Choice) String() string {
	if c.ID == "" {
		return string(c.Kind)
	}
	return string(c.Kind) + " " + c.ID
}

// parseChoice reads a choice as a case file writes it.
func parseChoice(s string) (Choice, error) {
	kind, id, _ := strings.Cut(s, " ")
	c := Choice{Kind: ChoiceKind(kind), ID: id}
	for _, k := range ChoiceKinds() {
		if k != c.Kind {
			continue
		}
		switch {
		case k.named() && id == "":
			return c, fmt.Errorf("does not say what to %s", k)
		case !k.named() && id != "":
			return c, fmt.Errorf("says more than '%s'", k)
		}
		return c, nil
	}
	return c, fmt.Errorf("does not begin with ask, do, tell, diagnose, hint, stage or finish")
}

func readChoice() scenarios.Reading[Choice] {
	return scenarios.ReadParsed("a choice, such as 'ask app-pin', 'do look-flash', 'stage' or 'finish'",
		`^((ask|do|tell|diagnose|hint) [a-z0-9-]+|stage|finish)$`, "ask app-pin", parseChoice, Choice.String)
}
