package training

import (
	"encoding/hex"
	"slices"

	"locktwin/scenarios"
)

// Case is one case: a customer, a lock, and what there is to find out.
type Case struct {
	ID         string
	Title      Text
	Level      int  // 1 easy to 3 hard
	Message    Text // of the customer, with which it begins
	Patience   int  // minutes that the customer has
	Customer   Customer
	Hidden     Hidden
	Stages     []Stage
	Questions  []Question // that the case colours or counts; all others can be asked as well
	Actions    []Action   // that are allowed and of which the file says more
	Also       []string   // more actions that are allowed
	Statements []Statement
	Diagnoses  []Diagnosis
	Hints      []HintSpec
	Checks     []Check
	Weights    Weights
	Cause      Text // what really was the matter, for the debrief
	Solution   []Choice
	// Version tells files with the same ID apart: the beginning of their SHA-256.
	Version string

	words words
}

// Customer is what the customer has in hand.
type Customer struct {
	Phone string        // name of the customer's phone in the hidden scenario
	PIN   scenarios.PIN // the PIN that the customer takes for right
}

// Hidden is the hidden cause.
type Hidden struct {
	Library  string         // a scenario of the library, or
	Scenario scenarios.File // one that stands in the case
	Seed     scenarios.Opt[int64]
	Firmware scenarios.Profile // what a firmware update installs; "" there is none
	Moment   string            // name of the event of the trace that decided it, where nothing was lost from the memory
}

// Stage is a stage of a case: first the telephone, then perhaps a phone at the door,
// then the bench. What was uncovered stays so.
type Stage struct {
	ID    string
	Title Text
	Opens []Part
}

// Question is what a case makes of a question of the catalogue.
type Question struct {
	Ask    string
	Key    bool // it belongs to a full answer
	Before Text // what the customer says around the fact
	After  Text
}

// Action is an action of the catalogue that the case allows.
type Action struct {
	Do      string
	Key     bool // it belongs to the evidence for the diagnosis
	Minutes int  // in place of what the catalogue says; 0 keeps that
}

// Statement is something that the customer can be told.
type Statement struct {
	ID     string
	Text   Text
	Warns  []Loss                  // what it says the customer will lose
	Needed bool                    // the customer has to hear it
	Holds  []scenarios.Expectation // it is true when these are; none: it claims nothing about the lock
}

// Diagnosis is one of those to choose from. It is right when all that it claims is so
// of the lock as the hidden story leaves it.
type Diagnosis struct {
	ID    string
	Text  Text
	Why   Text // why it is right, or what speaks against it
	Near  bool // not right, but the customer is helped by it as well
	Holds []scenarios.Expectation
}

// HintSpec is a hint.
type HintSpec struct {
	ID   string
	Text Text
	Cost int // points
}

// Check is what a trainee has to try after the last thing that was changed.
type Check struct {
	Do    string
	Gives string // the value that shows the case is solved
}

// Weights is how many points there are for what. They add up to 100.
type Weights struct {
	Asking, Order, Evidence, Diagnosis, Telling, Checking int
}

// DefaultWeights are those of a case that names none.
func DefaultWeights() Weights { return Weights{15, 15, 20, 20, 15, 15} }

func (w Weights) sum() int {
	return w.Asking + w.Order + w.Evidence + w.Diagnosis + w.Telling + w.Checking
}

// defaultPatience is how long a customer stays on the line, in minutes, where a case
// does not say (assumption).
const defaultPatience = 90

func version(sum [32]byte) string { return hex.EncodeToString(sum[:8]) }

func (c *Case) question(id string) (Question, bool) {
	for _, q := range c.Questions {
		if q.Ask == id {
			return q, true
		}
	}
	return Question{Ask: id}, false
}

// action is what the case says of an action; ok is false when it is not allowed.
func (c *Case) action(id string) (Action, bool) {
	for _, a := range c.Actions {
		if a.Do == id {
			return a, true
		}
	}
	return Action{Do: id}, slices.Contains(c.Also, id)
}

// allowed are the actions that are allowed, by ID.
func (c *Case) allowed() []string {
	var ids []string
	for _, a := range c.Actions {
		ids = append(ids, a.Do)
	}
	return append(ids, c.Also...)
}

func (c *Case) statement(id string) (Statement, bool) {
	for _, s := range c.Statements {
		if s.ID == id {
			return s, true
		}
	}
	return Statement{}, false
}

func (c *Case) diagnosis(id string) (Diagnosis, bool) {
	for _, d := range c.Diagnoses {
		if d.ID == id {
			return d, true
		}
	}
	return Diagnosis{}, false
}

func (c *Case) hint(id string) (HintSpec, bool) {
	for _, h := range c.Hints {
		if h.ID == id {
			return h, true
		}
	}
	return HintSpec{}, false
}
