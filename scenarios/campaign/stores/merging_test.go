package stores_test

import (
	"slices"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/stores"
)

// tiny is a campaign of one save of two bytes over another.
func tiny(design, variant, part string) campaign.Spec {
	s := spec(design, variant, part)
	s.Store.Workload = campaign.Workload{
		Before: []campaign.Save{{Key: 1, Bytes: 2}},
		Cut:    []campaign.Save{{Key: 1, Bytes: 2, Round: 1}},
		After:  []campaign.Save{{Key: 2, Bytes: 2}},
	}
	s.Store.Supply = campaign.Supply{Volts: 3.3, Brownout: 2.7}
	s.Samples = 2
	return s
}

// subjects are designs on parts of every kind: plain, half-words, error
// correction, hidden erase, bursts with pre-program, no erase at all.
func subjects() []campaign.Spec {
	slow := tiny("ab-slots", "", "nrf52832")
	slow.Store.Supply.Fall = 2 * time.Millisecond
	weak := tiny("in-place-crc", "", "nrf52832")
	weak.Store.Supply = campaign.Supply{Volts: 3, Brownout: 1.45, Fall: 20 * time.Millisecond}
	cold := tiny("ab-slots-settled", "", "nrf52840")
	cold.Store.Hours, cold.Store.Celsius = 48, celsius(60)
	if testing.Short() {
		return []campaign.Spec{tiny("ab-slots", "", "nrf52832"), slow}
	}
	return []campaign.Spec{
		tiny("ab-slots", "", "nrf52832"), slow, weak, cold, tiny("two-page", "early", "stm32f031"), tiny("journal", "", "stm32l431"),
		tiny("ring3", "", "24lc256"), tiny("two-page", "early", "sst26vf016b"), tiny("nvs", "", "nrf52832"), tiny("ab-slots", "by-sequence", "fm25v10"),
	}
}

func TestClassesCoverTheWindowWithoutGap(t *testing.T) {
	for _, s := range subjects() {
		v, fs := played(t, s)
		at := time.Duration(0)
		for i, c := range v.Classes {
			if c.From != at || c.To <= c.From || c.Fault.At < c.From || c.Fault.At >= c.To || c.Raw < 1 {
				t.Fatalf("%s on %s: class %d is %+v after %v", s.Store.Design, s.Store.Part, i, c, at)
			}
			at = c.To
		}
		if at != v.Window || len(fs) != len(v.Classes) {
			t.Errorf("%s on %s: classes end at %v of %v", s.Store.Design, s.Store.Part, at, v.Window)
		}
	}
}

// TestAnyInstantOfAClassEndsLikeItsMiddle plays instants that nobody chose by
// themselves. Where no bit is marginal the end is the class's own; where some are,
// noise decides, but what the class says is certain has to be so.
func TestAnyInstantOfAClassEndsLikeItsMiddle(t *testing.T) {
	tried := 40
	if testing.Short() {
		tried = 5
	}
	for n, s := range subjects() {
		v, fs := played(t, s)
		draw := repro.Root(uint64(n)).Stream()
		one := s
		for range tried {
			i := int(draw.Uint64() % uint64(len(v.Classes)))
			c := v.Classes[i]
			if c.Operation < 0 {
				continue
			}
			at := c.From + time.Duration(draw.Uint64()%uint64(c.To-c.From))
			one.Fault.At = []time.Duration{at}
			_, alone := played(t, one)
			if c.Marginal != (alone[0].MarginalBits > 0) {
				t.Errorf("%s on %s: %v is marginal with %d bits, its class %v to %v is %v", s.Store.Design, s.Store.Part, at,
					alone[0].MarginalBits, c.From, c.To, c.Marginal)
			}
			if !c.Marginal && !slices.EqualFunc(alone[0].Verdicts, fs[i].Verdicts, sameVerdict) {
				t.Errorf("%s on %s: a cut at %v ends as %+v, its class %v to %v as %+v", s.Store.Design, s.Store.Part, at,
					alone[0].Verdicts, c.From, c.To, fs[i].Verdicts)
			}
		}
	}
}

// TestAnyInstantOfARecoveryEndsLikeItsClass is the same for a second cut.
func TestAnyInstantOfARecoveryEndsLikeItsClass(t *testing.T) {
	for n, s := range []campaign.Spec{tiny("ab-slots-settled", "", "nrf52832"), tiny("ring3", "", "nrf52832"), tiny("journal", "", "nrf52832")} {
		s.Depth = 2
		e, err := stores.New(s)
		if err != nil {
			t.Fatal(err)
		}
		root, err := e.Survey(campaign.Variant{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		draw := repro.Root(uint64(100 + n)).Stream()
		for range 2 {
			first := root.Classes[draw.IntN(len(root.Classes))].Fault
			path := []campaign.Fault{first}
			v, err := e.Survey(campaign.Variant{}, path)
			if err != nil {
				t.Fatal(err)
			}
			fs, err := e.Explore(campaign.Variant{}, path, 0, len(v.Classes))
			if err != nil {
				t.Fatal(err)
			}
			for range 20 {
				i := draw.IntN(len(v.Classes))
				c := v.Classes[i]
				if c.Operation < 0 {
					continue
				}
				one := s
				one.Fault.At = []time.Duration{first.At, c.From + time.Duration(draw.Uint64()%uint64(c.To-c.From))}
				e, err := stores.New(one)
				if err != nil {
					t.Fatal(err)
				}
				alone, err := e.Explore(campaign.Variant{}, path, 0, 1)
				if err != nil {
					t.Fatal(err)
				}
				if c.Marginal != (alone[0].MarginalBits > 0) {
					t.Errorf("%s: %v has %d marginal bits, its class %d", s.Store.Design, one.Fault.At, alone[0].MarginalBits, fs[i].MarginalBits)
				}
				if !c.Marginal && !slices.EqualFunc(alone[0].Verdicts, fs[i].Verdicts, sameVerdict) {
					t.Errorf("%s: cuts at %v end as %+v, their class as %+v", s.Store.Design, one.Fault.At, alone[0].Verdicts, fs[i].Verdicts)
				}
			}
		}
	}
}

func sameVerdict(a, b campaign.Verdict) bool {
	return a.PIN == b.PIN && a.Settings == b.Settings && a.Authorizations == b.Authorizations && a.Decision == b.Decision && a.Samples == b.Samples
}

func TestAnswersDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	s := tiny("ab-slots", "", "nrf52832")
	s.Depth = 2
	s.Axes = []campaign.Axis{{Key: "seed", Values: []string{"1", "2"}}}
	variants := campaign.Variants(s)
	e, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	first, err := e.Explore(variants[1], nil, 100, 110)
	if err != nil {
		t.Fatal(err)
	}
	path := first[3].Path
	deep, err := e.Explore(variants[1], path, 5, 9)
	if err != nil {
		t.Fatal(err)
	}
	other, err := stores.New(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Survey(variants[0], nil); err != nil {
		t.Fatal(err)
	}
	deepAgain, err := other.Explore(variants[1], path, 5, 9)
	if err != nil {
		t.Fatal(err)
	}
	firstAgain, err := other.Explore(variants[1], nil, 100, 110)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if encoded(t, first[i]) != encoded(t, firstAgain[i]) {
			t.Errorf("finding %d: %+v and %+v", i, first[i], firstAgain[i])
		}
	}
	for i := range deep {
		if encoded(t, deep[i]) != encoded(t, deepAgain[i]) {
			t.Errorf("deep finding %d: %+v and %+v", i, deep[i], deepAgain[i])
		}
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := campaign.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
