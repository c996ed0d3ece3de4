package locks

import (
	"io/fs"
	"testing"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// shipped is the campaign of a file of the library.
func shipped(b *testing.B, name string) campaign.Spec {
	text, err := fs.ReadFile(scenarios.Library(), name)
	if err != nil {
		b.Fatal(err)
	}
	s, err := campaign.New(name, text, campaign.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkSweep is a whole sweep, the search for smallest cases included, with one
// engine; experiments with all their samples a second.
func BenchmarkSweep(b *testing.B) {
	spec := shipped(b, "pin-denied-after-battery-change.yaml")
	n := 0
	for b.Loop() {
		e, err := New(spec)
		if err != nil {
			b.Fatal(err)
		}
		c, err := campaign.NewCoordinator(spec)
		if err != nil {
			b.Fatal(err)
		}
		for !c.Done() {
			for s := range c.Ready() {
				if err := c.Take(campaign.Run(e, s)); err != nil {
					b.Fatal(err)
				}
			}
		}
		r, err := c.Result()
		if err != nil {
			b.Fatal(err)
		}
		n += r.Variants[0].Counts.Experiments
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "experiments/s")
}

// BenchmarkSurvey divides the window; every engine that takes part does it once.
func BenchmarkSurvey(b *testing.B) {
	spec := shipped(b, "pin-denied-after-battery-change.yaml")
	for b.Loop() {
		e, err := New(spec)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Survey(campaign.Variants(spec)[0], nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExperiment is one class after the other, with eight samples where noise
// decides.
func BenchmarkExperiment(b *testing.B) {
	spec := shipped(b, "pin-denied-after-battery-change.yaml")
	e, err := New(spec)
	if err != nil {
		b.Fatal(err)
	}
	v := campaign.Variants(spec)[0]
	s, err := e.Survey(v, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		class := i * 37 % len(s.Classes)
		if _, err := e.Explore(v, nil, class, class+1); err != nil {
			b.Fatal(err)
		}
	}
}
