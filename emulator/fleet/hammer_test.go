package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"locktwin/emulator/fleet"
	"locktwin/emulator/metrics"
	"locktwin/model"
	"locktwin/model/gatt"
)

// TestHammer lets hundreds of centrals connect, talk, scan, vanish and be slow,
// while others change speeds, take snapshots, fork, rewind, delete and restart.
// It looks for races, deadlocks and goroutines that stay; what is answered is
// looked at elsewhere.
func TestHammer(t *testing.T) {
	const locks, centrals, rounds = 24, 200, 3
	set, err := metrics.New(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	f, err := fleet.Open(t.Context(), fleet.Options{
		Random: random(), Store: newMemory(), Metrics: set, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Limits: fleet.Limits{CentralQueue: 64, EventRing: 128, FeedQueue: 16, DozeAfter: time.Millisecond, SaveEvery: time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := func(i int) string { return fmt.Sprintf("lock-%02d", i%locks) }
	for i := range locks {
		create(t, f, fleet.Spec{ID: name(i), Seed: uint64(i + 1), NukiID: uint32(i + 1), Speed: fleet.Speed{Max: i%2 == 0, Factor: 1000}})
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var group sync.WaitGroup
	for i := range centrals {
		group.Go(func() {
			for r := range rounds {
				visit(t, f, name(i+r), i+r)
			}
		})
	}
	tolerated := func(err error) bool {
		for _, e := range []error{fleet.ErrNotFound, fleet.ErrLimit, fleet.ErrExists, fleet.ErrClosed, fleet.ErrSpec, fleet.ErrNotReached} {
			if errors.Is(err, e) {
				return true
			}
		}
		return err == nil
	}
	for i := range 8 {
		group.Go(func() {
			for r := range 8 {
				id := name(i*3 + r)
				for what, err := range map[string]error{
					"do":       f.Do(ctx, id, func(l *model.Lock) error { l.TurnKey(1000, time.Millisecond); return nil }),
					"speed":    f.SetSpeed(ctx, id, fleet.Speed{Factor: float64(1 + r*100), Max: r%3 == 0}),
					"run":      f.RunUntil(ctx, id, fleet.Until{For: time.Second}),
					"snapshot": takeAndRewind(ctx, f, id),
					"fork":     forkAndDelete(ctx, f, id),
					"fault":    f.SetFault(ctx, id, gatt.Fault{ID: "x", Kind: gatt.FaultLoss, Loss: gatt.LossFault{Permille: 100}}),
					"reset":    f.ResetFaults(ctx, id),
				} {
					if !tolerated(err) {
						t.Errorf("%s: %v", what, err)
					}
				}
			}
		})
	}
	for i := range 8 {
		group.Go(func() {
			for r := range 10 {
				feed, err := f.Subscribe(name(i+r), fleet.FeedOptions{RailEvery: 10 * time.Millisecond})
				if err != nil {
					continue
				}
				for range 10 {
					select {
					case <-feed.C():
					case <-time.After(time.Millisecond):
					}
				}
				feed.Close()
				_, changed := f.Watch(fleet.Query{State: "running"})
				select {
				case <-changed:
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	group.Wait()
	if err := f.Close(ctx); err != nil {
		t.Error(err)
	}
}

// visit is one central's stay.
func visit(t *testing.T, f *fleet.Fleet, lock string, how int) {
	c, err := f.NewCentral("visitor")
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	defer c.Close()
	c.Scan(fleet.ScanOptions{AllowDuplicates: how%2 == 0})
	link, err := c.Connect(lock, instant())
	if err != nil {
		return
	}
	if how%7 == 0 {
		return // gone before the answer
	}
	client := gatt.NewClient(func(p gatt.PDU) { _ = c.Send(link, p) })
	patience := time.After(20 * time.Millisecond)
	for found := false; !found; {
		select {
		case <-patience:
			return
		case e, ok := <-c.Events():
			switch {
			case !ok || e.Kind == fleet.Overflow:
				return
			case e.Kind == fleet.Connected && how%5 == 0:
				_ = c.Disconnect(link)
			case e.Kind == fleet.Connected:
				client.Discover(func([]gatt.DiscoveredService, error) { found = true })
			case e.Kind == fleet.Received:
				client.Receive(e.PDU)
			case e.Kind == fleet.Disconnected || e.Kind == fleet.ConnectFailed:
				return
			}
		}
	}
}

func takeAndRewind(ctx context.Context, f *fleet.Fleet, lock string) error {
	s, err := f.Snapshot(ctx, lock, "hammer")
	if err != nil {
		return err
	}
	return errors.Join(f.Rewind(ctx, lock, s.ID), f.DeleteSnapshot(ctx, lock, s.ID))
}

func forkAndDelete(ctx context.Context, f *fleet.Fleet, lock string) error {
	l, err := f.Fork(ctx, lock, fleet.Spec{})
	if err != nil {
		return err
	}
	return f.Delete(ctx, l.ID)
}
