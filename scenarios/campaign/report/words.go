package report

import (
	"time"

	"locktwin/scenarios/campaign"
)

// Span writes a duration in the unit that fits: "61.204 ms".
func Span(d time.Duration) string { return span(d) }

// Percent writes a share, 0 to 1, with three significant figures: "24.3 %".
func Percent(p float64) string { return percent(p) }

// Volts writes a voltage: "2.40 V".
func Volts(microvolts int64) string { return volts(microvolts) }

// Plural writes a count with its noun: "1,204 classes".
func Plural(n int, noun string) string { return plural(n, noun) }

// FailureWords says how a failure came about, as a clause.
func FailureWords(f *campaign.Failure) string { return failureWords(f) }
