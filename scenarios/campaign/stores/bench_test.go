package stores

import (
	"fmt"
	"testing"
	"time"

	"locktwin/flashsim/cuts"
	"locktwin/scenarios/campaign"
)

// record16 is a 16-byte record that is saved over and over in A/B slots: so many
// times before the window, then four times in it.
func record16(b testing.TB, before int) (*rig, *reference) {
	b.Helper()
	x, err := newSubject(campaign.StoreSubject{
		Design: "ab-slots", Part: "nrf52832", Seed: 1,
		Workload: campaign.Workload{
			Before: []campaign.Save{{Key: 2, Bytes: 16, Times: before}},
			Cut:    []campaign.Save{{Key: 2, Bytes: 16, Round: before, Times: 4}},
		},
		Supply: campaign.Supply{Volts: 3, Brownout: 1.7},
	}, nil)
	if err != nil {
		b.Fatal(err)
	}
	r := newRig(x)
	f, err := r.window()
	if err != nil {
		b.Fatal(err)
	}
	return r, f
}

// finish is a whole experiment: the memory as it was, the cut, the boot, a look at
// the record, the rest of the saves with the one that was cut, and a look again.
func (r *rig) finish(tb testing.TB, f *reference, b blow) {
	r.strike(f, b)
	save := r.x.workload.window
	if ops := f.log.Operations(); b.cut.Operation < len(ops) {
		save = f.steps[ops[b.cut.Operation].Step].save
	}
	if !r.boot(0) {
		tb.Fatal("did not come up")
	}
	for ; save < r.x.workload.window; save++ {
		r.put(save)
	}
	r.witness.note(&r.ledger, 0, r.read(0, r.x.workload.keys[0]))
	if r.witness.worst[0] != intact {
		tb.Fatalf("cut %+v: %s", b.cut, r.witness.worst[0].class())
	}
}

// between are the cuts between operations: what they leave is digital.
func between(f *reference) []blow {
	var out []blow
	for k := range len(f.ops) + 1 {
		out = append(out, blow{cut: cuts.Cut{Operation: k, At: cuts.Idle}})
	}
	return out
}

// torn are cuts in the middle of operations that leave marginal bits.
func torn(f *reference) []blow {
	var out []blow
	for k := range f.ops {
		op := &f.ops[k]
		for _, percent := range []time.Duration{2, 5, 10, 20, 50} {
			out = append(out, blow{cut: cuts.Cut{Operation: k, At: (op.To - op.From) * percent / 100}})
		}
	}
	return out
}

func BenchmarkCutBetweenOperations(b *testing.B) {
	r, f := record16(b, 1)
	all := between(f)
	b.ReportAllocs()
	begin := cpu()
	for i := 0; b.Loop(); i++ {
		r.finish(b, f, all[i%len(all)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "experiments/s")
	perCPU(b, begin)
}

func BenchmarkCutInOperations(b *testing.B) {
	r, f := record16(b, 1)
	all := torn(f)
	b.ReportAllocs()
	begin := cpu()
	for i := 0; b.Loop(); i++ {
		r.finish(b, f, all[i%len(all)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "experiments/s")
	perCPU(b, begin)
}

// BenchmarkCutOnEveryCore is to be run with -cpu 1,2: each goroutine has a rig of
// its own and all share one reference run.
func BenchmarkCutOnEveryCore(b *testing.B) {
	r, f := record16(b, 1)
	all := between(f)
	r.finish(b, f, all[0])
	begin := cpu()
	b.RunParallel(func(pb *testing.PB) {
		own := newRig(r.x)
		for i := 0; pb.Next(); i++ {
			own.finish(b, f, all[i%len(all)])
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "experiments/s")
	perCPU(b, begin)
}

// BenchmarkCutAfterALongStory shows that the cost of a cut does not depend on what
// came before it.
func BenchmarkCutAfterALongStory(b *testing.B) {
	for _, before := range []int{1, 10, 1000} {
		b.Run(fmt.Sprint(before), func(b *testing.B) {
			r, f := record16(b, before)
			all := between(f)
			begin := cpu()
			for i := 0; b.Loop(); i++ {
				r.finish(b, f, all[i%len(all)])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "experiments/s")
			perCPU(b, begin)
		})
	}
}
