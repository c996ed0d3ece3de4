package workers

import (
	"fmt"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// BenchmarkPool runs a campaign with a store: a PIN of 16 bytes that is saved
// four times in two slots, with four seeds of the cells, cut at every instant that
// makes a difference. Two workers on two cores should do about twice as many
// experiments a second as one.
func BenchmarkPool(b *testing.B) {
	spec := campaign.Spec{
		Version: "v1", Name: "bench", Depth: 1, Samples: 8, NoShrink: true,
		Fault: campaign.FaultPlan{Kind: campaign.Cut},
		Store: &campaign.StoreSubject{Design: "ab-slots", Part: "nrf52840", Seed: 1,
			Workload: campaign.Workload{Before: []campaign.Save{{Key: 1, Bytes: 16}}, Cut: []campaign.Save{{Key: 1, Bytes: 16, Round: 1, Times: 4}},
				After: []campaign.Save{{Key: 1, Bytes: 16, Round: 5}}},
			Supply: campaign.Supply{Volts: 3.3, Brownout: 1.7, Fall: 500 * time.Microsecond}},
	}
	axis := campaign.Axis{Key: "seed"}
	for seed := range 4 {
		axis.Values = append(axis.Values, fmt.Sprint(seed+1))
	}
	spec.Axes = []campaign.Axis{axis}
	engines, err := Engines(spec)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", n), func(b *testing.B) {
			experiments := 0
			for b.Loop() {
				c, err := campaign.NewCoordinator(spec)
				if err != nil {
					b.Fatal(err)
				}
				if err := Run(b.Context(), c, pool(b, n, engines), Options{}); err != nil {
					b.Fatal(err)
				}
				r, err := c.Result()
				if err != nil {
					b.Fatal(err)
				}
				for i := range r.Variants {
					experiments += r.Variants[i].Counts.Experiments
				}
			}
			b.ReportMetric(float64(experiments)/b.Elapsed().Seconds(), "experiments/s")
		})
	}
}
