package diagnose

import "locktwin/scenarios/twin/forecast"

// Options change how a case is weighed.
type Options struct {
	// Priors replaces weights of the table of priors: a mechanism's or a hypothesis's ID
	// -> its weight, 0..1e6; what is not named keeps its own. Weights need not add up
	// to anything.
	Priors map[string]float64
	// Seed decides the draws behind the intervals, and nothing else.
	Seed uint64
}

// Diagnosis is what a case comes to.
type Diagnosis struct {
	Symptoms Symptoms `json:"symptoms"`
	Summary  string   `json:"summary"` // two or three sentences for a support person
	// Causes are ranked, the most probable first; their probabilities add up to 1.
	Causes []Cause `json:"causes"`
	// Mechanisms are the same probabilities added up by what happens inside.
	Mechanisms []Mechanism `json:"mechanisms"`
	EntropyBit float64     `json:"entropy_bit"` // of the causes: 0 certain
	// Next is the question or test at the door that separates the causes best, nil when
	// nothing there would. Lab is the best of what needs a bench.
	Next      *Question  `json:"next"`
	Lab       *Question  `json:"lab,omitempty"`
	Questions []Question `json:"questions"` // all that are open, the best first; those that destroy evidence come last
	// Drain is the second finding: what empties the cells, when their life was told.
	Drain *forecast.Explanation `json:"drain,omitempty"`
	Plays int            `json:"plays"` // of the simulator, in the table
	Notes []string       `json:"notes"` // what was assumed, and what this is not
}

// Cause is one hypothesis in the light of the symptoms.
type Cause struct {
	ID          string     `json:"id"`
	Mechanism   string     `json:"mechanism"`
	Title       string     `json:"title"` // for a support person
	Probability float64    `json:"probability"`
	Low         float64    `json:"low"`  // 5 % lie below, in view of the number of plays
	High        float64    `json:"high"` // 5 % lie above
	Prior       float64    `json:"prior"`
	Rate        float64    `json:"rate"` // how often it ends in these symptoms, of the events in which it could
	Plays       int        `json:"plays"`
	Inside      string     `json:"inside"`  // what happens in the lock
	For         []Evidence `json:"for"`     // the strongest first
	Against     []Evidence `json:"against"` // the strongest first
	Confirm     string     `json:"confirm"` // the test that would confirm it
	Now         string     `json:"now"`     // what helps the customer today
	Good        string     `json:"good"`    // what helps for good
	Profile     string     `json:"profile,omitempty"`
	Store       string     `json:"store,omitempty"`
	Fault       string     `json:"fault,omitempty"`
	Command     string     `json:"command,omitempty"` // shows it in the simulator
}

// Evidence is what one symptom says about one cause.
type Evidence struct {
	Symptom string  `json:"symptom"`
	Answer  string  `json:"answer"`
	Nats    float64 `json:"nats"` // logarithm of how much likelier the answer is with this cause than on average
	Text    string  `json:"text"`
}

// Mechanism is a kind of cause.
type Mechanism struct {
	ID          string  `json:"id"`
	Title       string  `json:"title"`
	Probability float64 `json:"probability"`
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
}

// Question is something to ask or to try.
type Question struct {
	Key      string   `json:"key"` // of the symptom that it fills in
	Text     string   `json:"text"`
	Kind     string   `json:"kind"`      // ask try bench
	Bits     float64  `json:"bits"`      // expected loss of entropy over the causes
	Cost     string   `json:"cost"`      // effort and risk in words
	Destroys bool     `json:"destroys"`  // may destroy evidence; comes after all others
	Answers  []Answer `json:"answers"`   // with the cause that would then lead
}

// Answer is one possible answer to a question.
type Answer struct {
	Answer      string  `json:"answer"`
	Probability float64 `json:"probability"`
	Leads       string  `json:"leads"` // ID of the cause that would then be on top
	LeadsTo     float64 `json:"leads_to"`
}
