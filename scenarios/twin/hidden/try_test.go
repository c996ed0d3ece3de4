package hidden

import (
	"testing"
	"time"

	"locktwin/scenarios/twin"
)

func TestTry(t *testing.T) {
	for _, l := range New(1, 6) {
		a := time.Now()
		s, truth, err := l.Telemetry()
		if err != nil {
			t.Fatal(err)
		}
		b := time.Now()
		f, err := twin.New(s, twin.Options{Seed: 1, Chemistry: l.Chemistry})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s days %d records %d reports %d actions %d play %v fit %v  findings %d usable %v %v held %+v", l.Chemistry, l.Days, len(s.Records), f.Reports, f.Actions, b.Sub(a), time.Since(b), len(s.Findings), f.Usable, f.Refusals, f.Held)
		for p, e := range f.Estimates {
			in := " "
			if truth[p] < e.Low || truth[p] > e.High {
				in = "*"
			}
			t.Logf("   %-22s %9.4f  %9.4f (%9.4f..%9.4f) %s inf %.2f drawn %.4f", e.Name, truth[p], e.Value, e.Low, e.High, in, e.Informed, l.drawn[p])
		}
		for _, r := range f.Residuals {
			t.Logf("   %s n %d rms %.4f bias %.4f ratio %.2f", r.Channel, r.Count, r.RMS, r.Bias, r.Ratio)
		}
	}
}
