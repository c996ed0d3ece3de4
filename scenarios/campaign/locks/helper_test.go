package locks

import (
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// change is a change of cells without a gap, shortened to what matters.
const change = `
scenario: change
seed: 5
lock:
  profile: rewrite-at-boot
  board: {bulk: 68uF}
steps:
  - pair: anna
  - set-pin: 4711
  - set: {led-brightness: 1}
  - cells-out: quick
  - wait: 1m
  - cells-in: clean
  - wait: 1ms
  - wait: 2s
  - verify-pin
`

// about is a campaign of cuts in that change. Its window opens when the capacitors are
// full: before that, each nanosecond of contact feeds the erase for microseconds.
func about(text string, window time.Duration) campaign.Spec {
	return campaign.Spec{
		Name: "change", Depth: 1, Samples: 1,
		Lock:  &campaign.LockSubject{File: "change.yaml", Text: text, Step: 7, Window: window},
		Fault: campaign.FaultPlan{Kind: campaign.Cut, For: []time.Duration{250 * time.Millisecond}},
	}
}

func engine(t testing.TB, s campaign.Spec) (*Engine, campaign.Variant) {
	t.Helper()
	e, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return e, campaign.Variants(s)[0]
}

func surveyed(t testing.TB, e *Engine, v campaign.Variant, path ...campaign.Fault) *campaign.Survey {
	t.Helper()
	s, err := e.Survey(v, path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func explored(t testing.TB, e *Engine, v campaign.Variant, path []campaign.Fault, from, to int) []campaign.Finding {
	t.Helper()
	f, err := e.Explore(v, path, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
