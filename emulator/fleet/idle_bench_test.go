package fleet_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkIdleLocks keeps 10,000 locks that advertise and that nobody uses. It
// reports memory and goroutine stacks per lock and the share of one processor
// core, without a scanner and with one that looks for one name, for one service,
// and wants all.
func BenchmarkIdleLocks(b *testing.B) {
	const locks = 10_000
	for b.Loop() {
		// All that counts is measured below; a loop resets what was reported.
	}
	f := open(b, fleet.Options{Limits: fleet.Limits{DozeAfter: time.Millisecond}})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	var group sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := w; i < locks; i += runtime.GOMAXPROCS(0) {
				if _, err := f.Create(b.Context(), fleet.Spec{ID: fmt.Sprintf("l%05d", i), Seed: uint64(i + 1), NukiID: uint32(i + 1)}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	for f.Dozing() < locks && time.Since(began) < 3*time.Minute {
		time.Sleep(50 * time.Millisecond)
	}
	b.Logf("%d of %d asleep after %v", f.Dozing(), locks, time.Since(began))
	for range 4 {
		debug.FreeOSMemory() // stacks shrink by half each time
	}
	runtime.ReadMemStats(&after)
	perLock := func(n uint64) float64 { return float64(n) / locks }
	b.ReportMetric(perLock(after.HeapAlloc-before.HeapAlloc), "heap-B/lock")
	b.ReportMetric(perLock(after.StackInuse-before.StackInuse), "stack-B/lock")
	b.ReportMetric(float64(after.Sys-after.HeapReleased)/1e6, "held-MB")
	watch := func(name string, d time.Duration) {
		start, used := time.Now(), cpu(b)
		time.Sleep(d)
		b.ReportMetric(float64(cpu(b)-used)/float64(time.Since(start))*100, name+"-%core")
	}
	watch("idle", 3*time.Second)
	c, err := f.NewCentral("scanner")
	if err != nil {
		b.Fatal(err)
	}
	heard := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range c.Events() {
			heard++
		}
	}()
	c.Scan(fleet.ScanOptions{Names: []string{"Nuki_00000007"}, AllowDuplicates: true})
	watch("scan-name", 3*time.Second)
	c.Scan(fleet.ScanOptions{Services: []gatt.UUID{gatt.MustParseUUID("a92ee200-5501-11e4-916c-0800200c9a66")}})
	watch("scan-service", 5*time.Second)
	c.Scan(fleet.ScanOptions{AllowDuplicates: true})
	watch("scan-all", 3*time.Second)
	c.Close()
	<-done
	b.ReportMetric(float64(heard), "heard")
}
