package stores_test

import (
	"testing"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/stores"
)

// spec is a campaign of one design with a PIN, settings and one authorization.
func spec(design, variant, part string) campaign.Spec {
	return campaign.Spec{
		Store: &campaign.StoreSubject{
			Design: design, Variant: variant, Part: part, Seed: 7,
			Workload: campaign.Workload{
				Before: []campaign.Save{{Key: 1, Bytes: 4}, {Key: 2, Bytes: 16}, {Key: 16, Bytes: 16}},
				Cut:    []campaign.Save{{Key: 1, Bytes: 4, Round: 1}},
				After:  []campaign.Save{{Key: 2, Bytes: 16, Round: 1, Times: 2}},
			},
			Supply: campaign.Supply{Volts: 3, Brownout: 1.7},
		},
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 1, Samples: 4,
	}
}

// explored is a campaign run to its end.
func explored(t testing.TB, s campaign.Spec) *campaign.Result {
	t.Helper()
	c, err := campaign.NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	e, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	for !c.Done() {
		for x := range c.Ready() {
			if err := c.Take(campaign.Run(e, x)); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// played gives the survey and the findings of a campaign's only variant.
func played(t testing.TB, s campaign.Spec) (*campaign.Survey, []campaign.Finding) {
	t.Helper()
	e, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Survey(campaign.Variant{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Explore(campaign.Variant{}, nil, 0, len(v.Classes))
	if err != nil {
		t.Fatal(err)
	}
	return v, f
}

// classesOf counts the samples with each class of the PIN.
func classesOf(fs []campaign.Finding) map[string]int {
	out := map[string]int{}
	for _, f := range fs {
		for _, v := range f.Verdicts {
			out[v.PIN] += v.Samples
		}
	}
	return out
}

func TestInPlaceLosesThePINInEraseAndInProgram(t *testing.T) {
	s, fs := played(t, spec("in-place-crc", "", "nrf52832"))
	lost := map[string]bool{}
	for i, f := range fs {
		if op := s.Classes[i].Operation; op >= 0 && f.Verdicts[0].PIN == "default" {
			lost[s.Operations[op].Kind] = true
		}
	}
	if !lost["erase"] || !lost["program"] {
		t.Errorf("lost in %v", lost)
	}
}

func TestSettledDesignsKeepEverythingThroughEveryCut(t *testing.T) {
	designs := []string{"ab-slots-3", "ab-slots-settled", "journal", "ring3"}
	if testing.Short() {
		designs = designs[:1]
	}
	for _, design := range designs {
		_, fs := played(t, spec(design, "", "nrf52832"))
		if got := classesOf(fs); len(got) != 1 || got["intact"] == 0 {
			t.Errorf("%s: %v", design, got)
		}
	}
}
