package jetstream_test

import (
	"fmt"
	"testing"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

// BenchmarkShard carries shards whose answers take no time, to see what the
// carrying costs: from the plan over the queue to a worker, and the answer back.
func BenchmarkShard(b *testing.B) {
	for _, cores := range []int{1, 8} {
		b.Run(fmt.Sprint(cores, "-cores"), func(b *testing.B) {
			s := newSite(b)
			hire(b, s, jetstream.WorkerOptions{Name: "a", Cores: cores})
			p := newPlan(testSpec(), 0)
			for i := range b.N {
				p.add(campaign.Shard{ID: fmt.Sprint("e-", i), Kind: campaign.ExploreShard, From: 0, To: 50, Weight: 50})
			}
			c := open(b, s, testSpec(), jetstream.Options{})
			b.ResetTimer()
			if err := workers.Run(patient(b), p, c, workers.Options{}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
