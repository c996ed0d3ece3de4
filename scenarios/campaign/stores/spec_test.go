package stores_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/model/store"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/stores"
)

func TestAWrongSpecIsToldWhatWouldBeRight(t *testing.T) {
	for _, x := range []struct {
		name  string
		wreck func(*campaign.Spec)
		want  string
	}{
		{"no store", func(s *campaign.Spec) { s.Store = nil }, `set "store"`},
		{"a sag", func(s *campaign.Spec) { s.Fault.Kind = campaign.Sag }, `only "cut"`},
		{"lengths", func(s *campaign.Spec) { s.Fault.For = []time.Duration{1} }, "hours"},
		{"invariants", func(s *campaign.Spec) { s.Invariants = []string{"phones stay paired"} }, "whole lock"},
		{"depth", func(s *campaign.Spec) { s.Depth = 4 }, "1 to 3"},
		{"samples", func(s *campaign.Spec) { s.Samples = 0 }, "1 to 64"},
		{"axis", func(s *campaign.Spec) { s.Axes = []campaign.Axis{{Key: "charge", Values: []string{"1"}}} }, "design, variant, part"},
		{"axis value", func(s *campaign.Spec) { s.Axes = []campaign.Axis{{Key: "hours", Values: []string{"long"}}} }, "whole number of hours"},
		{"switch", func(s *campaign.Spec) { s.Axes = []campaign.Axis{{Key: "ecc", Values: []string{"maybe"}}} }, "on or off"},
		{"design", func(s *campaign.Spec) { s.Store.Design = "ext4" }, "ab-slots"},
		{"variant", func(s *campaign.Spec) { s.Store.Variant = "fast" }, "by-sequence"},
		{"no variants", func(s *campaign.Spec) { s.Store.Design, s.Store.Variant = "ring3", "fast" }, "none beside"},
		{"part", func(s *campaign.Spec) { s.Store.Part = "nrf5283" }, "nrf52832"},
		{"volts", func(s *campaign.Spec) { s.Store.Supply.Volts = 1 }, "needs 1.7 V"},
		{"brown-out", func(s *campaign.Spec) { s.Store.Supply.Brownout = 4 }, "under the supply"},
		{"fall", func(s *campaign.Spec) { s.Store.Supply.Fall = -1 }, "0 to 1m"},
		{"hours", func(s *campaign.Spec) { s.Store.Hours = -1 }, "0 to"},
		{"celsius", func(s *campaign.Spec) { s.Store.Celsius = celsius(200) }, "-40 to 125"},
		{"no cut", func(s *campaign.Spec) { s.Store.Workload.Cut = nil }, "at least one save"},
		{"key", func(s *campaign.Spec) { s.Store.Workload.Cut[0].Key = 7 }, "16 to 254"},
		{"bytes", func(s *campaign.Spec) { s.Store.Workload.Cut[0].Bytes = 200 }, "1 to 128"},
		{"times", func(s *campaign.Spec) { s.Store.Workload.Cut[0].Times = 100_000 }, "at most 10000"},
		{"too much", func(s *campaign.Spec) {
			s.Store.Part = "stm32l0-eeprom"
			for k := range uint8(20) {
				s.Store.Workload.Before = append(s.Store.Workload.Before, campaign.Save{Key: 20 + k, Bytes: 128})
			}
		}, "does not work on stm32l0-eeprom"},
		{"warning without energy", func(s *campaign.Spec) { s.Store.Design, s.Store.Variant = "in-place", "save-on-warning" }, "fall"},
		{"raw fields", func(s *campaign.Spec) {
			s.Store.Design, s.Store.Variant = "in-place", "raw"
			s.Store.Workload.Cut[0].Bytes = 9
		}, "one size for each key"},
		{"instants", func(s *campaign.Spec) { s.Fault.At = []time.Duration{time.Hour} }, "none of the instants"},
	} {
		s := spec("ab-slots", "", "nrf52832")
		x.wreck(&s)
		e, err := stores.New(s)
		if err == nil {
			_, err = e.Survey(campaign.Variants(s)[0], nil)
		}
		if !errors.Is(err, campaign.ErrSpec) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", x.name, err, x.want)
		}
	}
}

func TestAxesChangeTheSubject(t *testing.T) {
	axes := [][3]string{
		{"seed", "1", "2"}, {"hours", "0", "1000"}, {"brownout", "1.7", "0"},
		{"design", "ab-slots", "ring3"}, {"variant", "", "by-not-blank"}, {"part", "nrf52832", "stm32f031"},
		{"celsius", "21", "-20"}, {"ecc", "on", "off"}, {"shared", "off", "on"}, {"leakage", "off", "on"},
	}
	if testing.Short() {
		axes = axes[:3]
	}
	for _, x := range axes {
		s := tiny("ab-slots", "", "nrf52832")
		s.Store.Supply = campaign.Supply{Volts: 3, Brownout: 1.7}
		if x[0] == "brownout" {
			s.Store.Supply.Fall = 20 * time.Millisecond
		}
		if x[0] == "ecc" {
			s.Store.Design, s.Store.Part = "in-place", "stm32l431"
		}
		if x[0] == "part" {
			s.Store.Supply.Volts, s.Store.Supply.Brownout = 3.3, 2.9
		}
		s.Samples = 1
		if x[0] == "leakage" {
			s.Fault.At = []time.Duration{110 * time.Millisecond, 180 * time.Millisecond}
		}
		s.Axes = []campaign.Axis{{Key: x[0], Values: x[1:]}}
		e, err := stores.New(s)
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, v := range campaign.Variants(s) {
			survey, err := e.Survey(v, nil)
			if err != nil {
				t.Fatalf("%v: %v", x, err)
			}
			fs, err := e.Explore(v, nil, 0, len(survey.Classes))
			if err != nil {
				t.Fatalf("%v: %v", x, err)
			}
			states = append(states, encoded(t, survey)+encoded(t, fs))
		}
		if x[0] == "leakage" || x[0] == "shared" {
			continue // they show with rare cells only
		}
		if states[0] == states[1] {
			t.Errorf("%s: %s and %s do the same", x[0], x[1], x[2])
		}
	}
}

func TestEveryVariantWorksOnSomePart(t *testing.T) {
	names := map[string]bool{}
	for _, v := range stores.Variants() {
		if v.About == "" || names[v.Design+"/"+v.Name] {
			t.Errorf("%s %q: %q, there twice: %v", v.Design, v.Name, v.About, names[v.Design+"/"+v.Name])
		}
		names[v.Design+"/"+v.Name] = true
		s, err := stores.Default(v.Design, v.Name, "nrf52832")
		if err != nil {
			t.Errorf("%s %q: %v", v.Design, v.Name, err)
			continue
		}
		if err := s.Validate(); err != nil {
			t.Errorf("%s %q: %v", v.Design, v.Name, err)
		}
		s.Fault.At = []time.Duration{150 * time.Millisecond}
		if _, fs := played(t, s); len(fs) != 1 {
			t.Errorf("%s %q: %d findings", v.Design, v.Name, len(fs))
		}
	}
	for _, design := range store.Names() {
		if !names[design+"/"] {
			t.Errorf("%s is not in the table", design)
		}
	}
}

func TestTheDefaultWorkloadReachesTheCollection(t *testing.T) {
	for _, design := range []string{"two-page", "fds", "nvs", "journal", "ab-slots", "ring3"} {
		s, err := stores.Default(design, "", "nrf52832")
		if err != nil {
			t.Fatal(err)
		}
		s.Fault.At = []time.Duration{1}
		v, _ := played(t, s)
		erases := 0
		for _, o := range v.Operations {
			if o.Kind == "erase" {
				erases++
			}
		}
		if erases == 0 {
			t.Errorf("%s: no erase among %d operations", design, len(v.Operations))
		}
	}
}

func TestTheStrongDesignWorksOnEveryPart(t *testing.T) {
	for _, p := range flashsim.Catalogue() {
		s := tiny("ring3", "", p.Name)
		s.Store.Supply = campaign.Supply{Volts: 3.3, Brownout: 2.9}
		s.Fault.At = []time.Duration{101 * time.Millisecond}
		if _, fs := played(t, s); len(fs) != 1 || fs[0].Verdicts[0].PIN != "intact" {
			t.Errorf("%s: %+v", p.Name, fs)
		}
	}
}

func celsius(degrees float64) *float64 { return &degrees }
