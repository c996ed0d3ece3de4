package fleet

import (
	"cmp"
	"slices"
	"time"
)

// States of a Run.
const (
	RunRunning   = "running"
	RunPass      = "pass"      // every expectation is met
	RunFail      = "fail"      // an expectation is not met
	RunError     = "error"     // it could not be played to its end
	RunCancelled = "cancelled" // somebody ended it, or the server stopped
)

// Run is a scenario that was played on a lock.
type Run struct {
	ID       string    `json:"id" doc:"Identifier"`
	Lock     string    `json:"lock" doc:"Identifier of the lock"`
	Scenario string    `json:"scenario" doc:"Name of the scenario"`
	State    string    `json:"state" doc:"running, pass, fail, error or cancelled" enum:"running,pass,fail,error,cancelled"`
	BeganNS  int64     `json:"began_ns" doc:"Simulated time at which it began"`
	EndedNS  int64     `json:"ended_ns,omitempty" doc:"Simulated time at which it ended"`
	Began    time.Time `json:"began" doc:"Wall time at which it began"`
	PIN      string    `json:"pin,omitempty" doc:"What became of the PIN, as the scenario's judge names it"`
	Results  []Result  `json:"results,omitempty" doc:"The expectations, judged"`
	Error    string    `json:"error,omitempty" doc:"Why it could not be played to its end"`
}

// Result is one expectation of a scenario.
type Result struct {
	Text string `json:"text" doc:"The expectation"`
	Met  bool   `json:"met" doc:"Whether it was met"`
	Got  string `json:"got,omitempty" doc:"What was so"`
}

func sortRuns(runs []*Run) {
	slices.SortFunc(runs, func(a, b *Run) int { return cmp.Compare(a.ID, b.ID) })
}
