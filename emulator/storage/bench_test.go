package storage

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
)

// BenchmarkSave saves what a lock saves with each acknowledged write of its
// flash, from one and from many locks at once.
func BenchmarkSave(b *testing.B) {
	for _, at := range []int{1, 100} {
		b.Run(fmt.Sprint(at, "-at-once"), func(b *testing.B) {
			d := openDB(b, b.TempDir())
			var locks atomic.Int64
			b.SetParallelism(at)
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				lock := fmt.Sprint("lock-", locks.Add(1))
				puts := map[string][]byte{"meta": make([]byte, 600), "frozen": make([]byte, 4000), "events/1": make([]byte, 3000)}
				for p.Next() {
					if err := d.Save(context.Background(), lock, puts, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/float64(max(d.commits, 1)), "saves/commit")
		})
	}
}
