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
	if got, want := p.standIns(n, true), []int{0, 2, 2, 2, 5, 5, 6, 7}; !slices.Equal(got, want) {
		t.Errorf("%v stand in, want %v", got, want)
	}
	if got, want := p.standIns(n, false), []int{0, 1, 2, 3, 4, 5, 6, 7}; !slices.Equal(got, want) {
		t.Errorf("%v stand in, want %v", got, want)
	}
	n.survey.Classes[3].Fault.For = 1
	if got, want := p.standIns(n, true), []int{0, 2, 2, 3, 5, 5, 6, 7}; !slices.Equal(got, want) {
		t.Errorf("with another length %v stand in, want %v", got, want)
	}
}
