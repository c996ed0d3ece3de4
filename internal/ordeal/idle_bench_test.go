package ordeal

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/transport/gattws"
	"locktwin/model/gatt"
)

// BenchmarkTenThousandIdleLocks has a server in a process of its own keep 10,000
// locks that advertise and that nobody uses, in a data directory. It reports the
// memory of the process, and its share of one core while nobody scans and while a
// client looks for one name or for one service; then how long such a server takes
// to start again after it was killed, and its memory then.
func BenchmarkTenThousandIdleLocks(b *testing.B) {
	const locks = 10_000
	for b.Loop() {
		// All that counts is measured below; a loop resets what was reported.
	}
	rest := fleet.DefaultLimits().DozeAfter + 10*time.Second // until all are asleep
	dir := b.TempDir()
	p, on := start(b, dir)
	ids := make(chan int)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range ids {
				spec := fleet.Spec{ID: fmt.Sprintf("l%05d", i), Seed: uint64(i + 1), NukiID: uint32(i + 1)}
				if err := on.call("POST", "/locks", spec, nil); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range locks {
		ids <- i
	}
	close(ids)
	group.Wait()
	time.Sleep(rest)
	on.watch(b, "idle")
	b.ReportMetric(on.figures(b)["process_resident_memory_bytes"]/1e6, "resident-MB")
	name := gattws.ScanFilter{Name: "Nuki_00000007"}
	on.scan(b, gattws.ScanParams{Filters: []gattws.ScanFilter{name}, AllowDuplicates: true}, func() { on.watch(b, "scan-name") })
	service := gattws.ScanFilter{Services: []gatt.UUID{gatt.MustParseUUID("a92ee200-5501-11e4-916c-0800200c9a66")}}
	on.scan(b, gattws.ScanParams{Filters: []gattws.ScanFilter{service}}, func() { on.watch(b, "scan-service") })
	on.leave()
	p.kill()
	p.wait()

	begin := time.Now()
	p, on = start(b, dir)
	b.ReportMetric(time.Since(begin).Seconds(), "start-s")
	time.Sleep(rest)
	b.ReportMetric(on.figures(b)["process_resident_memory_bytes"]/1e6, "restarted-MB")
	on.leave()
	p.kill()
	p.wait()
}

// start starts a server and waits until it serves.
func start(b *testing.B, dir string) (*process, *site) {
	b.Helper()
	p, err := launch(dir)
	if err != nil {
		b.Fatal(err)
	}
	url, err := p.ready()
	if err != nil {
		b.Fatal(err)
	}
	return p, newSite(url)
}

// watch reports the share of one core that the server uses for some seconds.
func (s *site) watch(b *testing.B, name string) {
	b.Helper()
	const seconds = "process_cpu_seconds_total"
	before, begin := s.figures(b)[seconds], time.Now()
	time.Sleep(5 * time.Second)
	b.ReportMetric((s.figures(b)[seconds]-before)/time.Since(begin).Seconds()*100, name+"-%core")
}

// scan has a client scan meanwhile.
func (s *site) scan(b *testing.B, p gattws.ScanParams, meanwhile func()) {
	b.Helper()
	c, err := s.dial(nil)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = c.Scan(ctx, p, func(gattws.Advertisement) bool { return false }) // ends with the context
	}()
	meanwhile()
	cancel()
	<-over
	c.Close()
}
