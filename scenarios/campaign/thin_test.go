package campaign

import (
	"slices"
	"testing"
)

func TestThinKeepsTheMostMarginalClassOfEachStretchThatEndsAlike(t *testing.T) {
	p := newPlan(Variant{})
	good := p.endingNumber([]Verdict{{PIN: intact, Settings: intact, Authorizations: intact, Decision: "valid", Samples: 4}})
	mixed := func(a, b int) int {
		return p.endingNumber([]Verdict{
			{PIN: "unstable", Settings: intact, Authorizations: intact, Decision: "valid", Samples: a},
			{PIN: intact, Settings: intact, Authorizations: intact, Decision: "valid", Samples: b},
		})
	}
	n := &node{}
	add := func(operation, ending int, bits int32) {
		n.survey.Classes = append(n.survey.Classes, Class{Operation: operation})
		n.results = append(n.results, result{state: int32(len(n.results)), ending: int32(ending), bits: bits})
	}
	add(-1, good, 0)
	add(0, good, 0)
	add(0, good, 3)
	add(0, good, 3)
	add(0, mixed(3, 1), 2)
	add(0, mixed(1, 3), 5)
	add(0, good, 1)
	add(1, good, 0)
	var kept []int32
	for _, r := range p.thin(n) {
		if r.state >= 0 {
			kept = append(kept, r.state)
		}
	}
	if want := []int32{0, 2, 5, 6, 7}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
	for i, r := range n.results {
		if r.state != int32(i) {
			t.Errorf("result %d was changed", i)
		}
	}
}
