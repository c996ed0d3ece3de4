package twin_test

import (
	"testing"

	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
)

// A year of telemetry: about 3000 actions, most of them with a report.
func BenchmarkFitOfAYear(b *testing.B) {
	l := hidden.Year(1)
	s, _, err := l.Telemetry()
	if err != nil {
		b.Fatal(err)
	}
	var f *twin.Fit
	for b.Loop() {
		f = fit(b, s, twin.Options{Seed: 1})
	}
	b.ReportMetric(float64(f.Actions), "actions")
	b.ReportMetric(float64(f.Reports), "reports")
}

func BenchmarkFitOfASeason(b *testing.B) {
	s := heard(b, 3001, power.Alkaline)
	for b.Loop() {
		fit(b, s, twin.Options{Seed: 1})
	}
}

func BenchmarkSpan(b *testing.B) {
	r := assumed(b, "eneloop", 1)
	use := twin.Daily{Actions: 6, Unlatch: 0.1, Celsius: 10, IdleMicroamp: 200}
	for b.Loop() {
		r.Span(0.95, 0.1, use, 0)
	}
}
