package stores

import (
	"testing"

	"locktwin/scenarios/campaign"
)

func TestAFilledWorkloadErasesWithTheFirstSaveOfTheWindow(t *testing.T) {
	for _, design := range []string{"two-page", "fds", "nvs", "journal"} {
		s := campaign.StoreSubject{
			Design: design, Part: "24lc256", Seed: 1, Supply: campaign.Supply{Volts: 3.3, Brownout: 2.5},
			Workload: campaign.Workload{
				Before: []campaign.Save{{Key: 1, Bytes: 16}, {Key: 2, Bytes: 32}}, Fill: true,
				Cut: []campaign.Save{{Key: 2, Bytes: 32, Round: 1}}, After: []campaign.Save{{Key: 1, Bytes: 16, Round: 1}},
			},
		}
		full, err := filled(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		if full.Workload.Fill || len(s.Workload.Before) != 2 {
			t.Errorf("%s: it is to be filled again, or the question was changed", design)
		}
		x, err := newSubject(full, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := newRig(x)
		if err := x.store.Format(&r.m, &r.ram); err != nil {
			t.Fatal(err)
		}
		start := r.m.erases
		for i := range x.workload.before {
			r.put(i)
		}
		idle := r.m.erases
		r.put(x.workload.before)
		if r.m.erases == idle {
			t.Errorf("%s: %d saves before the window (%d erases), and the first one in it erases nothing", design, x.workload.before, idle-start)
		}
	}
}

func TestADesignThatErasesWithEverySaveIsNotFilled(t *testing.T) {
	s := campaign.StoreSubject{
		Design: "in-place", Part: "24lc256", Seed: 1, Supply: campaign.Supply{Volts: 3.3, Brownout: 2.5},
		Workload: campaign.Workload{Fill: true, Cut: []campaign.Save{{Key: 1, Bytes: 16}}},
	}
	full, err := filled(s, nil)
	if err != nil || len(full.Workload.Before) != 0 {
		t.Errorf("%+v (%v)", full.Workload, err)
	}
}
