package scenarios

import "encoding/json"

// Report is the result of one run, as 'run --json' prints it: one object. Keys
// keep their meaning once published; new ones may join them.
type Report struct {
	Scenario     string              `json:"scenario"`
	Seed         uint64              `json:"seed"`
	Profile      string              `json:"profile"`      // the one the story began with
	Verdict      Verdict             `json:"verdict"`      // pass: every expectation was met
	Expectations []ExpectationResult `json:"expectations"` // in the order they were judged
	Outcome      Outcome             `json:"outcome"`
	Flash        FlashCounts         `json:"flash"`
	Energy       []EnergyShare       `json:"energy"`
	TraceSHA256  string              `json:"trace_sha256"` // of the whole trace, in hexadecimal
	SimulatedNS  int64               `json:"simulated_ns"` // length of the story
	WallNS       int64               `json:"wall_ns"`      // what it took; the only field that differs from run to run
}

// Verdict sums up a run.
type Verdict string

// Verdicts.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
)

// ExpectationResult is one expectation, judged.
type ExpectationResult struct {
	Text string `json:"text"` // the sentence as written
	Met  bool   `json:"met"`
	Got  string `json:"got"`   // what was so, in words
	AtNS int64  `json:"at_ns"` // when it was judged
}

// Outcome is what became of what the lock was told to keep.
type Outcome struct {
	PIN            PINOutcome            `json:"pin"`
	Settings       SettingsOutcome       `json:"settings"`
	Authorizations AuthorizationsOutcome `json:"authorizations"`
	Boots          int                   `json:"boots"`
	Resets         []Reset               `json:"resets"`
	Usable         bool                  `json:"usable"` // runs and obeys a paired phone
}

// PINOutcome is what became of the security PIN.
type PINOutcome struct {
	Class           Class `json:"class"`
	CustomAccepted  bool  `json:"custom_accepted"`  // the last acknowledged PIN, when it was not 0000
	DefaultAccepted bool  `json:"default_accepted"` // 0000
}

// SettingsOutcome says which of the settings that were changed still read what
// was acknowledged.
type SettingsOutcome struct {
	Kept []Setting `json:"kept"`
	Lost []Setting `json:"lost"`
}

// AuthorizationsOutcome counts authorizations: the most that were acknowledged
// and not deleted on purpose, and those left.
type AuthorizationsOutcome struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// Reset is one reset after the first power-on.
type Reset struct {
	AtNS  int64  `json:"at_ns"`
	Cause string `json:"cause"` // power-on, brown-out, pin, soft, watchdog, lockup
}

// FlashCounts counts memory operations, and what they left behind.
type FlashCounts struct {
	Programs      int `json:"programs"`
	Erases        int `json:"erases"`
	Interrupted   int `json:"interrupted"`
	MarginalWords int `json:"marginal_words"` // at the end
}

// EnergyShare is what the cells gave to one consumer over the whole story.
type EnergyShare struct {
	Name Consumer `json:"name"`
	MAh  float64  `json:"mah"`
}

// MarshalJSON writes empty lists as [], never as null.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	p := plain(r)
	p.Expectations, p.Energy = list(p.Expectations), list(p.Energy)
	return json.Marshal(p)
}

// MarshalJSON writes empty lists as [], never as null.
func (o Outcome) MarshalJSON() ([]byte, error) {
	type plain Outcome
	p := plain(o)
	p.Resets = list(p.Resets)
	return json.Marshal(p)
}

// MarshalJSON writes empty lists as [], never as null.
func (s SettingsOutcome) MarshalJSON() ([]byte, error) {
	type plain SettingsOutcome
	p := plain(s)
	p.Kept, p.Lost = list(p.Kept), list(p.Lost)
	return json.Marshal(p)
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
