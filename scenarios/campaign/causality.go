package campaign

import "time"

// Causality says when a loss became inevitable. The failing run is forked at
// earlier moments; each fork is played on with other samples of everything that
// was still open then, and the share of forks that end in the loss is the
// probability at that moment.
type Causality struct {
	Variant int    `json:"variant"` // index of the variant; 0 where there is but one
	Part    string `json:"part"`    // as Row has it
	Class   string `json:"class"`
	// Symptom is what was seen, in words, and SymptomAt when. Instants count from
	// the beginning of the run; those of Points lie before the symptom.
	Symptom   string           `json:"symptom"`
	SymptomAt time.Duration    `json:"symptom_at_ns"`
	Points    []CausalityPoint `json:"points"` // in order of time
	// Inevitable is the earliest moment from which on every fork ended in the
	// loss; below 0 there is none before the symptom.
	Inevitable time.Duration `json:"inevitable_ns"`
	// Because says what happened at that moment.
	Because string   `json:"because,omitempty"`
	Moments []Moment `json:"moments,omitempty"` // to find one's way by
}

// CausalityPoint is the probability of the loss, seen from one moment.
type CausalityPoint struct {
	At          time.Duration `json:"at_ns"`
	Probability float64       `json:"probability"` // 0 to 1
	Samples     int           `json:"samples"`     // forks behind it
}
