package change_test

import (
	"testing"

	"locktwin/model/power"
	"locktwin/scenarios/twin/change"
)

func pack(kind power.CellKind, percent float64) power.PackConfig {
	return power.PackConfig{Kind: kind, Cells: 4, ChargePercent: percent}
}

func usual(seed uint64) change.Change {
	return change.Change{Old: pack(power.Eneloop, 15), New: pack(power.Eneloop, 100), Celsius: 21, Seed: seed}
}

func prepare(t testing.TB, profile string, o change.Options) *change.Bench {
	t.Helper()
	b, err := change.Prepare(profile, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// BenchmarkPlay is one battery change from the mark to the verdict, each with another
// hand.
func BenchmarkPlay(b *testing.B) {
	for _, f := range change.Faults() {
		b.Run(string(f), func(b *testing.B) {
			bench := prepare(b, "rewrite-at-boot", change.Options{})
			lost, n := 0, uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				c := usual(n)
				c.Fault = f
				o, err := bench.Play(c)
				if err != nil {
					b.Fatal(err)
				}
				if o.Lost() {
					lost++
				}
				n++
			}
			b.ReportMetric(float64(lost)/float64(n), "lost/op")
		})
	}
}

// BenchmarkPrepare is what a bench costs before its first play.
func BenchmarkPrepare(b *testing.B) {
	for b.Loop() {
		prepare(b, "rewrite-at-boot", change.Options{})
	}
}
