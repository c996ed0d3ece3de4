package scenarios

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestValuesAreExpandedAsTheyAreWritten(t *testing.T) {
	for text, want := range map[Values]string{
		"a":                         "a",
		"a, b,c":                    "a|b|c",
		"20%..100%/5":               "20%|40%|60%|80%|100%",
		"20% .. 100% / 5":           "20%|40%|60%|80%|100%",
		"20%..100% by 30%":          "20%|50%|80%",
		"1..8":                      "1|2|3|4|5|6|7|8",
		"0..10 by 5":                "0|5|10",
		"0..10/4":                   "0|3|7|10",
		"-2..1":                     "-2|-1|0|1",
		"1ms..1s/4 log":             "1ms|10ms|100ms|1s",
		"1us..1ms/3":                "1us|500.5us|1ms",
		"1..1000/4 log":             "1|10|100|1000",
		"100us..800us/4 log":        "100us|200us|400us|800us",
		"-10C..40C/3":               "-10C|15C|40C",
		"1.5V..2.5V by 250mV":       "1.5V|1.75V|2V|2.25V|2.5V",
		"47uF, 100uF..1mF/2 log":    "47uF|100uF|1mF",
		"2h30m, 1d":                 "2h30m|1d",
		"{kind: lipo, count: 1}, x": "{kind: lipo, count: 1}|x",
		"front..door":               "!a range begins with 'front'",
		"1ms..2ms":                  "!neither how many",
		"1ms..2V/3":                 "!ends with '2V', which",
		"5..5":                      "!from '5' to '5'",
		"9..1":                      "!from '9' to '1'",
		"1%..2%/1":                  "!the count is '1'",
		"1%..2%/20%":                "!a step is written 'by",
		"1%..2%/5 by 1%":            "!both a count and a step",
		"0s..1s/5 log":              "!only from above zero",
		"1s..2s by 1ms log":         "!with a count",
		"1s..2s by 0s":              "!the step is 0s",
		"1..3/9":                    "!too narrow for 9",
		"1..3/3 log":                "1|2|3",
		"1ns..3ns/9 log":            "!too narrow for 9",
		"1..2000":                   "!more than 1000 values",
		"1..600, 601..1200":         "!more than 1000 values",
		"a,, b":                     "!a value is missing",
		"":                          "!a value is missing",
		"a, b, a":                   "!'a' comes twice",
		"0s..520w/3":                "0s|1820d|3640d",
	} {
		got, err := text.Expand()
		if message, fails := strings.CutPrefix(want, "!"); fails {
			found := ""
			if err != nil {
				found = strings.ReplaceAll(err.Error(), "\n", " ")
			}
			if !errors.Is(err, ErrScenario) || !strings.Contains(found, message) {
				t.Errorf("%q: %v, %v; want %q", text, got, err, message)
			}
			continue
		}
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q: %q, %v; want %q", text, strings.Join(got, "|"), err, want)
		}
	}
}

func TestAFaultOfValuesIsShownWhereItIs(t *testing.T) {
	_, fault := Values("20%, 30%..90%").expand()
	if fault == nil || fault.column != 5 || fault.width != 8 {
		t.Errorf("%+v", fault)
	}
}

func TestRangesAreExactAtTheirEndsAndEvenBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, low, high, q, count, log := drawRange(t)
		got, err := Values(text).Expand()
		if err != nil {
			if int64(count) > (high-low)/2 || log {
				return // too narrow
			}
			t.Fatal(err)
		}
		if len(got) != count {
			t.Fatalf("%s gives %d values", text, len(got))
		}
		var v []int64
		for _, s := range got {
			x, err := q.parse(s)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, x)
		}
		if v[0] != low || v[count-1] != high {
			t.Fatalf("%s goes from %d to %d", text, v[0], v[count-1])
		}
		for i := 1; i < count; i++ {
			if v[i] <= v[i-1] {
				t.Fatalf("%s does not rise", text)
			}
			if log {
				continue
			}
			// Twice the distance to the exact place is at most one unit.
			off := 2 * (v[i]*int64(count-1) - low*int64(count-1) - (high-low)*int64(i))
			if off > int64(count-1) || off < -int64(count-1) {
				t.Fatalf("%s: value %d is %d", text, i, v[i])
			}
		}
		for i := 1; log && i < count-1; i++ {
			// Each is the geometric mean of its neighbours, up to rounding.
			a, b, c := float64(v[i-1]), float64(v[i]), float64(v[i+1])
			if d := b*b - a*c; d > 2*(a+b+c) || d < -2*(a+b+c) {
				if d/(b*b) > 1e-9 || d/(b*b) < -1e-9 {
					t.Fatalf("%s: %d, %d, %d are not in proportion", text, v[i-1], v[i], v[i+1])
				}
			}
		}
	})
}
