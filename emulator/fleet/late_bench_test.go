package fleet_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
)

// BenchmarkLateness lets 100 locks run at 1x, each with a phone that writes once a
// second, and reports how long after its simulated instant the indication that
// answers reaches the phone. The write response before it is left out: the model
// gives it away only when the activation that sends both is over.
func BenchmarkLateness(b *testing.B) {
	const locks, seconds = 100, 8
	for b.Loop() {
		// All that counts is measured below; a loop resets what was reported.
	}
	f := open(b, fleet.Options{})
	phones := make([]*phone, locks)
	writes := make([]gatt.PDU, locks)
	for i := range locks {
		id := fmt.Sprintf("l%03d", i)
		create(b, f, fleet.Spec{ID: id, Seed: uint64(i + 1), NukiID: uint32(i + 1), Speed: fleet.Speed{Max: true}})
		p, pairing := talking(b, f, id)
		if err := f.RunUntil(b.Context(), id, fleet.Until{For: time.Minute}); err != nil {
			b.Fatal(err)
		}
		phones[i], writes[i] = p, badFrame(pairing)
		setSpeed(b, f, id, "1x")
	}
	late := make([][]time.Duration, locks)
	var group sync.WaitGroup
	for i, p := range phones {
		group.Go(func() {
			// Where simulated and wall time meet.
			var sim time.Duration
			var wall time.Time
			if err := f.Look(b.Context(), fmt.Sprintf("l%03d", i), func(l *model.Lock) {
				sim, wall = time.Duration(l.Now()), time.Now()
			}); err != nil {
				b.Error(err)
				return
			}
			time.Sleep(time.Duration(i) * time.Second / locks)
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for range seconds {
				<-tick.C
				if err := p.central.Send(p.link, writes[i]); err != nil {
					b.Error(err)
					return
				}
				for {
					e := <-p.central.Events()
					if e.Kind != fleet.Received {
						b.Errorf("%v", e.Kind)
						return
					}
					if e.PDU.Opcode() == 0x1D {
						late[i] = append(late[i], time.Since(wall)-(time.Duration(e.SimNS)-sim))
						break
					}
				}
				if err := p.central.Send(p.link, "\x1E"); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	all := slices.Concat(late...)
	slices.Sort(all)
	if len(all) == 0 {
		b.Fatal("nothing was answered")
	}
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-us")
	b.ReportMetric(float64(all[len(all)-1].Microseconds()), "max-us")
	b.ReportMetric(float64(len(all)), "answers")
}
