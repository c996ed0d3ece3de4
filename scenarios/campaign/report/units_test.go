package report

import (
	"testing"
	"time"
)

func TestFiguresAreWrittenAsPeopleReadThem(t *testing.T) {
	for _, x := range []struct{ got, want string }{
		{Span(0), "0 ns"}, {Span(999), "999 ns"}, {Span(1000), "1 µs"}, {Span(4120), "4.12 µs"}, {Span(61_204 * time.Microsecond), "61.204 ms"},
		{Span(61_204_499), "61.204 ms"}, {Span(999_999_999), "1,000 ms"}, {Span(90 * time.Second), "90 s"}, {Span(2 * time.Minute), "2 min"},
		{Span(61 * time.Minute), "1 h 1 min"}, {Span(24 * time.Hour), "1 d"}, {Span(12*24*time.Hour + 4*time.Hour), "12 d 4 h"}, {Span(-1500), "−1.5 µs"},
		{exact(264_000_123), "264.000123 ms"}, {exact(3 * time.Millisecond), "3 ms"}, {exact(12), "12 ns"},
		{brief(26_031_000), "26 ms"}, {brief(132_815_000), "133 ms"}, {brief(5_102_000), "5.1 ms"}, {brief(999_999), "1 ms"}, {brief(7), "7 ns"},
		{volts(1_700_000), "1.70 V"}, {volts(2_812_500), "2.813 V"}, {volts(5_000_000), "5.00 V"},
		{odds(0), "none"}, {odds(1), "all"}, {odds(0.24), "24 in 100"}, {odds(0.034), "3.4 in 100"}, {odds(0.01), "1 in 100"}, {odds(0.0034), "3.4 in 1,000"},
		{odds(8e-7), "8 in 10,000,000"}, {odds(1e-12), "less than 1 in 1,000,000,000"}, {odds(0.9991), "99.91 in 100"}, {odds(0.996), "99.6 in 100"},
		{Percent(0.123456), "12.3 %"}, {Percent(0.00000125), "0.000125 %"}, {Percent(1), "100 %"},
		{Plural(1, "window"), "1 window"}, {Plural(2000, "way"), "2,000 ways"}, {Plural(2, "class"), "2 classes"}, {Plural(0, "entry"), "0 entries"},
		{listed([]string{"a", "b", "c"}), "a, b and c"},
		{tied("lost for 3 ms, at 2.1 V and 22 %."), "lost for 3\u00a0ms, at 2.1\u00a0V and 22\u00a0%."}, {tied("3 meters"), "3 meters"},
		{shortened("a long name", 7), "a long…"}, {shortened("short", 7), "short"},
	} {
		if x.got != x.want {
			t.Errorf("written %q, want %q", x.got, x.want)
		}
	}
}

func TestDecisionsAreToldInWords(t *testing.T) {
	for name, want := range map[string]string{
		"":                                "boot notes nothing",
		"pin-unknown":                     "boot knows only that some PIN is set",
		"config-default+pin-unknown":      "boot puts the settings back to the factory's and knows only that some PIN is set",
		"advanced-default+config-default": "boot puts all settings back to the factory's",
		"valid-no-check-is-kept":          "boot finds the store in order (“no check is kept”)",
		"refused-corrupt-no-swap-page":    "boot finds the store damaged and refuses it (“no swap page”)",
		"never-heard-of":                  "boot decides “never-heard-of”",
		"corrupt-the-check-does-not-match-everything-in-it-is-given-up": "boot finds the store damaged (“the check does not match, everything in it is given up”)",
		"recovered-one-slot-fails-it-s-used-again":                      "boot puts an interrupted save in order (“one slot fails, it's used again”)",
	} {
		if got := decisionWords(name); got != want {
			t.Errorf("%q is told as %q, want %q", name, got, want)
		}
	}
}

func TestNoTwoClassesLookAlike(t *testing.T) {
	seen := map[string]string{}
	for _, l := range looks {
		for _, mark := range []string{"letter " + l.letter, "pattern " + l.mark, "colour " + l.paint} {
			if other, ok := seen[mark]; ok {
				t.Errorf("%s and %s share the %s", other, l.class, mark)
			}
			seen[mark] = l.class
		}
	}
}
