package stores_test

import (
	"slices"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/stores"
)

func TestTheSmallestCaseFailsAgainWithTheSameTrace(t *testing.T) {
	s := spec("in-place-crc", "", "nrf52832")
	s.Samples = 2
	s.Store.Hours, s.Store.Celsius = 5, celsius(30)
	e, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	_, fs := played(t, s)
	want := campaign.Failure{Operation: "erase of settings page", Decision: "empty-the-region-reads-erased", Part: "PIN", Class: "default"}
	at := slices.IndexFunc(fs, func(f campaign.Finding) bool {
		return f.Verdicts[0].Decision == want.Decision && f.Verdicts[0].PIN == want.Class && f.Path[0].At < 189*time.Millisecond
	})
	if at < 0 {
		t.Fatal("no finding to start from")
	}
	k, err := e.Shrink(campaign.Variant{}, fs[at], want)
	if err != nil {
		t.Fatal(err)
	}
	if k.Steps >= 6 || k.Bits > fs[at].MarginalBits || k.Tried == 0 {
		t.Errorf("%d saves, a cut at %v, after %d experiments", k.Steps, k.Path[0].At, k.Tried)
	}
	again, err := campaign.DecodeSpec([]byte(k.Scenario))
	if err != nil {
		t.Fatal(err)
	}
	if again.Store.Hours != 0 || again.Store.Celsius != nil {
		t.Errorf("%d hours and a temperature (%t) are left in", again.Store.Hours, again.Store.Celsius != nil)
	}
	v, found := played(t, again)
	op := v.Operations[v.Classes[0].Operation]
	if len(found) != 1 || found[0].Verdicts[0].PIN != want.Class || found[0].Verdicts[0].Decision != want.Decision ||
		op.Kind+" of "+op.Area != want.Operation || found[0].MarginalBits != k.Bits {
		t.Errorf("played again: %+v", found)
	}
	f, err := stores.New(again)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := f.Trace(campaign.Variant{}, k.Path)
	if err != nil || trace != k.Trace || len(trace) != 64 {
		t.Errorf("trace %s, %v; the case says %s", trace, err, k.Trace)
	}
	later := []campaign.Fault{{Kind: campaign.Cut, At: k.Path[0].At + time.Millisecond}}
	if other, err := f.Trace(campaign.Variant{}, later); err != nil || other == trace {
		t.Errorf("another cut has the trace %s, %v", other, err)
	}
}

func TestAFailureThatIsNotThereHasNoCase(t *testing.T) {
	s := tiny("ring3", "", "nrf52832")
	e, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	_, fs := played(t, s)
	if k, err := e.Shrink(campaign.Variant{}, fs[3], campaign.Failure{Part: "PIN", Class: "default"}); err == nil {
		t.Errorf("%+v", k)
	}
}

func TestWeakCommitLosesBothSlotsAtTheSecondCut(t *testing.T) {
	lost := map[string]bool{}
	designs := []string{"ab-slots", "ab-slots-3"}
	if testing.Short() {
		designs = designs[:1]
	}
	for _, design := range designs {
		s := tiny(design, "", "nrf52832")
		s.Store.Supply = campaign.Supply{Volts: 3, Brownout: 1.7}
		s.Store.Workload.Before = []campaign.Save{{Key: 1, Bytes: 2}, {Key: 2, Bytes: 2}}
		s.Store.Workload.After = []campaign.Save{{Key: 2, Bytes: 2, Round: 1}}
		s.Store.Seed, s.Samples = 0, 4
		_, fs := played(t, s)
		s.Depth = 2
		e, err := stores.New(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fs {
			if len(f.Verdicts) == 1 || f.Verdicts[0].Decision == f.Verdicts[1].Decision {
				continue // boot is sure of what it sees
			}
			v, err := e.Survey(campaign.Variant{}, f.Path)
			if err != nil {
				t.Fatal(err)
			}
			if v.Classes[0].From != f.Path[0].At {
				t.Errorf("the recovery begins at %v, the cut was at %v", v.Classes[0].From, f.Path[0].At)
			}
			second, err := e.Explore(campaign.Variant{}, f.Path, 0, len(v.Classes))
			if err != nil {
				t.Fatal(err)
			}
			if classesOf(second)["default"] > 0 {
				lost[design] = true
			}
		}
	}
	if !lost["ab-slots"] || lost["ab-slots-3"] {
		t.Errorf("lost in %v", lost)
	}
}

func TestSavingOnWarningLosesWhereverTheCutFalls(t *testing.T) {
	s := tiny("in-place", "save-on-warning", "nrf52832")
	s.Store.Supply = campaign.Supply{Volts: 3, Brownout: 1.7, Fall: 5 * time.Millisecond}
	v, fs := played(t, s)
	for i, c := range v.Classes {
		pending := c.From > 0
		if lost := fs[i].Verdicts[0].PIN != "intact"; lost != pending || pending != (c.Operation >= 0) {
			t.Errorf("%v to %v: %+v", c.From, c.To, fs[i])
		}
	}
	s.Store.Supply.Fall = 200 * time.Millisecond
	_, fs = played(t, s)
	for _, f := range fs {
		if f.Verdicts[0].PIN != "intact" {
			t.Errorf("with energy for the whole save: %+v", f)
		}
	}
}

func TestACampaignOfTwoDesignsRunsToItsEnd(t *testing.T) {
	s := tiny("in-place-crc", "", "nrf52832")
	s.Axes = []campaign.Axis{{Key: "design", Values: []string{"in-place-crc", "ring3"}}}
	r := explored(t, s)
	if len(r.Groups) == 0 || r.Groups[0].Variant != 0 || r.Groups[0].Smallest == nil {
		t.Fatalf("%+v", r.Groups)
	}
	for _, g := range r.Groups {
		if g.Variant == 1 {
			t.Errorf("ring3 fails: %+v", g)
		}
	}
}
