package campaign

import (
	"fmt"
	"testing"
	"time"

	"locktwin/scenarios"
)

// BenchmarkCoordinator is the cost of what is not an experiment: 100,000
// findings that are planned, taken, merged and added up.
func BenchmarkCoordinator(b *testing.B) {
	const n = 100_000
	e := &script{first: &Survey{Window: n}}
	for i := range time.Duration(n) {
		e.first.Classes = append(e.first.Classes, Class{Fault: Fault{Kind: Cut, At: i}, From: i, To: i + 1, Raw: 1, Operation: -1})
		e.states = append(e.states, fmt.Sprintf("%064d", i%(n/2)))
		e.ends = append(e.ends, end(scenarios.Classes[i%8], "valid"))
	}
	var answers []Answer
	s := plainSpec()
	c, err := NewCoordinator(s)
	if err != nil {
		b.Fatal(err)
	}
	for !c.Done() {
		for shard := range c.Ready() {
			a := Run(e, shard)
			answers = append(answers, a)
			if err := c.Take(a); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		c, err := NewCoordinator(s)
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range answers {
			if err := c.Take(a); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := c.Result(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "findings/s")
}
