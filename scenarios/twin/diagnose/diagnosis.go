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
	Symptoms   Symptoms              `json:"symptoms" doc:"What is known."`
	Summary    string                `json:"summary" doc:"Two or three sentences for a support person."`
	Settled    bool                  `json:"settled" doc:"Whether one mechanism is probable enough, 0.6, to act on it and to tell the customer."`
	Causes     []Cause               `json:"causes" nullable:"false" doc:"Ranked, the most probable first; their probabilities add up to 1. Empty when the life of cells is all that was told."`
	Mechanisms []Mechanism           `json:"mechanisms" nullable:"false" doc:"The same probabilities added up by what happens inside."`
	EntropyBit float64               `json:"entropy_bit" doc:"Of the causes: 0 certain."`
	Next       *Question             `json:"next" doc:"The question or test at the door that separates the causes best, nil when nothing there would. Lab is the best of what needs a bench."`
	Lab        *Question             `json:"lab,omitempty" doc:"The best of what needs a bench."`
	Questions  []Question            `json:"questions" nullable:"false" doc:"All that are open, the best first; those that destroy evidence come last."`
	Doubts     []Doubt               `json:"doubts" nullable:"false" doc:"Answers that are probably wrong in view of all the others, the oddest first: worth asking again."`
	Capacitor  *Capacitor            `json:"capacitor,omitempty" doc:"What the symptoms say about the capacitor at the motor, when the leading cause was played."`
	Drain      *forecast.Explanation `json:"drain,omitempty" doc:"The second finding: what empties the cells, when their life was told."`
	Plays      int                   `json:"plays" doc:"Of the simulator, in the table."`
	Notes      []string              `json:"notes" nullable:"false" doc:"What was assumed, and what this is not."`
}

// Cause is one hypothesis in the light of the symptoms.
type Cause struct {
	ID          string     `json:"id" doc:"Its identifier."`
	Mechanism   string     `json:"mechanism" doc:"Which mechanism it belongs to."`
	Title       string     `json:"title" doc:"For a support person."`
	Probability float64    `json:"probability" doc:"How probable it is, 0 to 1."`
	Low         float64    `json:"low" doc:"5 % lie below, in view of the number of plays."`
	High        float64    `json:"high" doc:"5 % lie above."`
	Prior       float64    `json:"prior" doc:"How probable it was before anything was known, 0 to 1."`
	Rate        float64    `json:"rate" doc:"How often it ends in these symptoms, of the events in which it could."`
	Plays       int        `json:"plays" doc:"How many plays of the simulator tell it."`
	Inside      string     `json:"inside" doc:"What happens in the lock."`
	For         []Evidence `json:"for" nullable:"false" doc:"The strongest first."`
	Against     []Evidence `json:"against" nullable:"false" doc:"The strongest first."`
	Confirm     string     `json:"confirm" doc:"The test that would confirm it."`
	Now         string     `json:"now" doc:"What helps the customer today."`
	Good        string     `json:"good" doc:"What helps for good."`
	Plain       string     `json:"plain" doc:"What happened, in words without electronics."`
	Tell        string     `json:"tell" doc:"What to tell the customer."`
	Avoid       string     `json:"avoid" doc:"What makes it worse."`
	Profile     string     `json:"profile,omitempty" doc:"Firmware profile."`
	Store       string     `json:"store,omitempty" doc:"Design of the store."`
	Fault       string     `json:"fault,omitempty" doc:"What went wrong."`
	Command     string     `json:"command,omitempty" doc:"Plays a story in which it loses something in the simulator; left out when no story of the library does."`
	Shows       string     `json:"shows,omitempty" doc:"How that story ends."`
}

// Evidence is what one symptom says about one cause.
type Evidence struct {
	Symptom string  `json:"symptom" doc:"The symptom."`
	Answer  string  `json:"answer" doc:"The answer."`
	Nats    float64 `json:"nats" doc:"Logarithm of how much likelier the answer is with this cause than on average."`
	Text    string  `json:"text" doc:"In words."`
}

// Mechanism is a kind of cause.
type Mechanism struct {
	ID          string  `json:"id" doc:"Its identifier."`
	Title       string  `json:"title" doc:"What it is, in words."`
	Probability float64 `json:"probability" doc:"How probable it is, 0 to 1."`
	Low         float64 `json:"low" doc:"5 % lie below."`
	High        float64 `json:"high" doc:"5 % lie above."`
}

// Question is something to ask or to try.
type Question struct {
	Key      string   `json:"key" doc:"Of the symptom that it fills in."`
	Text     string   `json:"text" doc:"In words."`
	Kind     string   `json:"kind" doc:"One of ask, try, bench."`
	Bits     float64  `json:"bits" doc:"Expected loss of entropy over the causes."`
	KindBits float64  `json:"kind_bits" doc:"The same over the mechanisms, which decide what helps: questions are ranked by it first."`
	Cost     string   `json:"cost" doc:"Effort and risk in words."`
	Destroys bool     `json:"destroys" doc:"May destroy evidence; comes after all others."`
	Answers  []Answer `json:"answers" nullable:"false" doc:"With the cause that would then lead."`
}

// Answer is one possible answer to a question.
type Answer struct {
	Answer      string  `json:"answer" doc:"The answer."`
	About       string  `json:"about" doc:"What it means."`
	Probability float64 `json:"probability" doc:"How probable it is, 0 to 1."`
	Kind        string  `json:"kind" doc:"ID of the mechanism that would then be on top."`
	KindTo      float64 `json:"kind_to" doc:"How probable that mechanism would then be."`
	Leads       string  `json:"leads" doc:"ID of the cause that would then be on top."`
	LeadsTo     float64 `json:"leads_to" doc:"How probable that cause would then be."`
}

// Doubt is an answer that is probably wrong.
type Doubt struct {
	Symptom     string  `json:"symptom" doc:"The symptom."`
	Answer      string  `json:"answer" doc:"The answer."`
	Probability float64 `json:"probability" doc:"That this answer is wrong, in view of all the others, 0 to 1."`
	Text        string  `json:"text" doc:"In words."`
}

// Capacitor is what the symptoms say about a part of the lock that grows old.
type Capacitor struct {
	Probability float64 `json:"probability" doc:"That it has lost half of its capacitance or more, 0 to 1."`
	Prior       float64 `json:"prior" doc:"The same before anything was known, 0 to 1."`
	Text        string  `json:"text" doc:"In words."`
}
