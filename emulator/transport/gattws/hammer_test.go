package gattws

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// TestHammerOfClientsLosesNothing lets hundreds of clients write to their locks at
// once, four to a lock. Every write is answered, and every indication comes, to
// the one client that it is for. A fifth client of each lock comes and goes in
// vain all the while. Time runs as usual: at full pace it would be kept going by
// whoever tries to connect, and pass the limits that locks set to idle phones.
func TestHammerOfClientsLosesNothing(t *testing.T) {
	locks, writes := 50, 20
	if testing.Short() {
		locks, writes = 12, 8
	}
	b := newBench(t, fleet.Spec{})
	ctx, cancel := context.WithTimeout(t.Context(), 6*within)
	defer cancel()
	var clients, intruders sync.WaitGroup
	done := make(chan struct{})
	for n := range locks {
		id := fmt.Sprintf("lock-%d", n)
		if _, err := b.fleet.Create(ctx, fleet.Spec{ID: id, Seed: uint64(n + 1)}); err != nil {
			t.Fatal(err)
		}
		var ready sync.WaitGroup
		ready.Add(gatt.MaxConnections)
		for range gatt.MaxConnections {
			clients.Go(func() {
				if err := hammer(ctx, b.server.URL, id, writes, ready.Done); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		intruders.Go(func() {
			ready.Wait()
			if err := knock(ctx, b.server.URL, id, done); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		})
	}
	clients.Wait()
	close(done)
	intruders.Wait()
}

// hammer is a client that writes and waits for what comes back.
func hammer(ctx context.Context, url, id string, writes int, connected func()) error {
	connected = sync.OnceFunc(connected)
	defer connected()
	c, err := Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	conn, err := c.Connect(ctx, ConnectParams{Device: id, MTU: 247, Instant: true})
	if err != nil {
		return err
	}
	connected()
	usdio := ByUUID(gatt.UUID(keyturner.USDIO.UUID()))
	for _, k := range []keyturner.Characteristic{keyturner.USDIO, keyturner.KeyturnerGDIO} {
		if _, err := conn.Subscribe(ctx, ByUUID(gatt.UUID(k.UUID()))); err != nil {
			return err
		}
	}
	// A message under an authorization that nobody has is refused with a report.
	message := keyturner.Seal(nil, &[32]byte{}, &[24]byte{}, 0xFFFF, keyturner.CmdRequestData, nil)
	for range writes {
		if err := conn.Write(ctx, usdio, message); err != nil {
			return errors.Join(err, conn.Err())
		}
		v, err := conn.Receive(ctx)
		if err != nil {
			return err
		}
		if got := fmt.Sprintf("%X", []byte(v.Value)); got != "120020000013D7" || v.Device != id {
			return fmt.Errorf("%s of %s came", got, v.Device)
		}
	}
	return conn.Disconnect(ctx)
}

// knock tries to connect to a lock that has no connection left, and gives up each
// time, until it gets one or is told to stop.
func knock(ctx context.Context, url, id string, done <-chan struct{}) error {
	c, err := Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		select {
		case <-done:
			return nil
		default:
		}
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		conn, err := c.Connect(short, ConnectParams{Device: id, Instant: true})
		cancel()
		switch {
		case err == nil:
			return conn.Disconnect(ctx)
		case !errors.Is(err, context.DeadlineExceeded):
			return err
		}
	}
}
