package ordeal

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/locktest"
	"locktwin/emulator/transport/gattws"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// BenchmarkTwoThousandClients has 2,000 sockets, four to a lock, send a command a
// second each to locks at 1x for some seconds, and counts the answers. The command
// asks for the public key, which a lock that is not in pairing mode refuses.
func BenchmarkTwoThousandClients(b *testing.B) {
	const clients, seconds = 2000, 5
	for b.Loop() {
		// All that counts is measured below; a loop resets what was reported.
	}
	s := locktest.Start(b, locktest.RealTime(), locktest.Parallel())
	pairing := gattws.ByUUID(gatt.UUID(keyturner.PairingGDIO.UUID()))
	ask := keyturner.AppendPlain(nil, keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdPublicKey}.Append(nil))
	never := false
	for i := range clients / gatt.MaxConnections {
		s.CreateLock(fleet.Spec{
			ID: fmt.Sprintf("l%03d", i), Seed: uint64(i + 1), NukiID: uint32(i + 1), Speed: fleet.Speed{Factor: 1},
			Protocol: &fleet.Protocol{PairWhenNew: &never},
		})
	}
	ctx, cancel := context.WithTimeout(b.Context(), 3*time.Minute)
	defer cancel()
	links := make([]*gattws.Connection, clients)
	var group sync.WaitGroup
	places := make(chan struct{}, 64)
	for i := range clients {
		group.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			c, err := gattws.Dial(ctx, s.GATT(), nil)
			if err != nil {
				b.Error(err)
				return
			}
			b.Cleanup(func() { c.Close() })
			l, err := c.Connect(ctx, gattws.ConnectParams{Device: fmt.Sprintf("l%03d", i/gatt.MaxConnections), MTU: 247})
			if err == nil {
				_, err = l.Subscribe(ctx, pairing)
			}
			if err != nil {
				b.Errorf("client %d: %v", i, err)
				return
			}
			links[i] = l
		})
	}
	group.Wait()
	if b.Failed() {
		return
	}
	took := make([][]time.Duration, clients)
	begin := time.Now()
	for i, l := range links {
		group.Go(func() {
			for n := range seconds {
				due := begin.Add(time.Duration(n)*time.Second + time.Duration(i)*time.Second/clients)
				time.Sleep(time.Until(due))
				sent := time.Now()
				if err := l.Write(ctx, pairing, ask); err != nil {
					b.Errorf("client %d: %v", i, err)
					return
				}
				if _, err := l.Receive(ctx); err != nil {
					b.Errorf("client %d: %v", i, err)
					return
				}
				took[i] = append(took[i], time.Since(sent))
			}
		})
	}
	group.Wait()
	all := slices.Concat(took...)
	if slices.Sort(all); len(all) == 0 {
		b.Fatal("nothing was answered")
	}
	b.ReportMetric(float64(clients*seconds-len(all)), "lost")
	b.ReportMetric(float64(len(all))/time.Since(begin).Seconds(), "answers/s")
	b.ReportMetric(float64(all[len(all)/2].Milliseconds()), "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Milliseconds()), "p99-ms")
}
