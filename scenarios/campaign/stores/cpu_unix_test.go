//go:build unix

package stores

import (
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time that this process has taken.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// perCPU reports experiments in a second of processor time, which a machine with
// other work to do does not change much.
func perCPU(b *testing.B, since time.Duration) {
	if spent := cpu() - since; spent > 0 {
		b.ReportMetric(float64(b.N)/spent.Seconds(), "experiments/CPU-s")
	}
}
