package main

import (
	"bytes"
	"strings"
	"testing"

	"locktwin/emulator/api"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/futures"
	"locktwin/scenarios/twin/remains"
)

// printed gives what a command prints.
func printed(show func(s *Streams)) string {
	var b bytes.Buffer
	show(&Streams{Out: &b, Err: &b, Getenv: func(string) string { return "" }})
	return b.String()
}

// has holds an output against the texts that it has to have.
func has(t *testing.T, out string, texts ...string) {
	t.Helper()
	for _, x := range texts {
		if !strings.Contains(out, x) {
			t.Errorf("%q is missing in:\n%s", x, out)
		}
	}
}

const startMS = 1_795_737_600_000 // 2026-11-27

func TestAForecastIsSaidInDaysAndADate(t *testing.T) {
	for _, x := range []struct {
		at   forecast.Until
		want string
	}{
		{forecast.Until{Days: 41.4, Low: 33, High: 52.2, Chance: 1}, "warning in 41 days (33..52), about 7 January 2027"},
		{forecast.Until{Days: 900, Low: 700, High: 3650, HighOpen: true, Chance: 0.9}, "warning in 900 days (700..never), about 15 May 2029"},
		{forecast.Until{Reached: true, Chance: 1}, "warning: reached already"},
		{forecast.Until{Never: true}, "warning: not before the cells are empty"},
		{forecast.Until{Never: true, Chance: 0.2}, "warning: not before the cells are empty, but in 20 % of the futures"},
		{forecast.Until{Days: 0.3, High: 2, Chance: 1}, "warning in less than a day (0..2), about 27 November 2026"},
	} {
		if got := untilText("warning", x.at, startMS); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestAForecastShowsTheStackWithBars(t *testing.T) {
	v := &api.ForecastAnswer{Basis: "simulated locks", Forecast: &forecast.Forecast{FromMS: startMS, Cells: "eneloop", BatteryType: "accumulators",
		Stack: []forecast.Share{{Consumer: forecast.Motor, MAhPerDay: 4, Low: 3, High: 5, Basis: "fit"}, {Consumer: forecast.Radio, MAhPerDay: 1, Low: 0.5, High: 1.5, Basis: "assumed"}},
		Total: forecast.Share{MAhPerDay: 5, Low: 4, High: 6}, Notes: []string{"a note"}}}
	has(t, printed(func(s *Streams) { sayForecast(s, v) }),
		"motor     4.00     3.00..5.00   fit      ########################\n", "radio     1.00     0.500..1.50  assumed  ######\n", "together  5.00     4.00..6.00\n",
		"note: a note\n", "rests on: simulated locks\n")
}

func TestAnExplanationNamesTheHiddenLoadAndItsCandidates(t *testing.T) {
	e := &forecast.Explanation{Summary: "Half of the drain is hidden.", Needed: true, Hidden: forecast.Band{Value: 30, Low: 25, High: 36}, Share: forecast.Band{Value: 0.5, Low: 0.4, High: 0.6},
		Candidates: []forecast.Candidate{{Title: "polling", MAhPerDay: 30, LowMAh: 20, HighMAh: 40, Weight: 0.7, Explains: true, Test: "Switch it off."}, {Title: "wrong type", LifeFactor: 0.6, Weight: 0.1}}}
	has(t, printed(func(s *Streams) { sayExplanation(s, false, e) }), "Half of the drain is hidden.\n", "30.0 mAh a day (25.0..36.0), 50 % of the drain (40 %..60 %)",
		"70 %    polling     20.0..40.0 mAh/day  yes", "10 %    wrong type  60 % of the life    no", "what would confirm the first: Switch it off\n")
}

func TestAWhatIfSaysTheChanceAndTheBestLeverFirst(t *testing.T) {
	pin := futures.Chance{P: 0.12, Low: 0.1, High: 0.14, Hits: 120, Count: 1000}
	v := &api.WhatIfAnswer{Basis: "simulated locks", Result: &futures.Result{Hypothesis: "h", Interval: "i", Before: futures.Losses{PIN: pin, ChangesPerYear: 3, PINPerYear: 0.36},
		Levers: []futures.Lever{{Title: "change earlier", Difference: -0.08, Low: -0.1, High: -0.06, Saved: 24}}}}
	has(t, printed(func(s *Streams) { sayWhatIf(s, v) }), "PIN lost in 12 of 100 changes (10..14)\n", "3.00 changes a year: 0.360 losses of the PIN a year",
		"change earlier            -8      -10..-6  0       24     0", "rests on: simulated locks")
	if got := inHundred(futures.Chance{P: 0, High: 0.0027}); got != "in 0 of 100 changes (0..0.3)" {
		t.Error(got)
	}
}

func TestAWayOutSaysFirstWhetherThereIsOne(t *testing.T) {
	w := &remains.WayOut{OnlyReset: true, Trying: remains.Trying{Why: "nothing is left"}, Reset: remains.Reset{How: "hold the button", Destroys: []string{"every phone"}, Keeps: []string{"the serial number"}}}
	if out := printed(func(s *Streams) { sayWayOut(s, w) }); !strings.HasPrefix(out, "only a factory reset is left\nnothing is left\n") {
		t.Error(out)
	}
	w = &remains.WayOut{Trying: remains.Trying{Helps: true, Why: "the lock takes it"}, Candidates: []remains.Candidate{{PIN: 471, Rank: 1, Probability: 0.9, Attempts: 1, Why: []string{"an older copy"}}}, Reset: w.Reset}
	has(t, printed(func(s *Streams) { sayWayOut(s, w) }), "the first value to try is 0471, with 90 %\n", "an older copy\n", "it destroys every phone\n", "it keeps the serial number\n")
}

func TestATimeIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]int64{"2026-11-27": startMS, "2026-11-27T00:00": startMS, "2026-11-27T01:00:00+01:00": startMS, "1795737600000": startMS} {
		if got, err := instantIn(text); err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "now", "-1", "2026-13-01"} {
		if got, err := instantIn(text); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}
