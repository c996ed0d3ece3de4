package fleet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
)

func TestACentralThatDoesNotReadIsCutOffAndHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{Limits: fleet.Limits{CentralQueue: 8}})
		create(t, f, fleet.Spec{ID: "a"})
		slow, pairing := talking(t, f, "a")
		write := badFrame(pairing)
		for range 20 {
			if err := slow.central.Send(slow.link, write); err != nil && !errors.Is(err, fleet.ErrClosed) {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond) // simulated too: the link is at 1x
		}
		// The lock goes on: somebody else connects and is answered.
		other := newPhone(t, f, "berta")
		if !other.connect("a", instant()) {
			t.Fatalf("no connection: %v", other.over)
		}
		other.discover()
		var kinds []fleet.CentralKind
		for e := range slow.central.Events() {
			kinds = append(kinds, e.Kind)
		}
		if len(kinds) != 9 || kinds[8] != fleet.Overflow {
			t.Errorf("the slow one read %v", kinds)
		}
		if err := slow.central.Send(slow.link, write); !errors.Is(err, fleet.ErrClosed) {
			t.Errorf("it sends on: %v", err)
		}
		time.Sleep(time.Minute)
		if c, err := f.Connections("a"); err != nil || len(c) != 1 || c[0].Central != "berta" {
			t.Errorf("%+v, %v", c, err)
		}
		other.central.Close()
	})
}

func TestACentralHoldsConnectionsToSeveralLocks(t *testing.T) {
	f := open(t, fleet.Options{Limits: fleet.Limits{Links: 2}})
	for i, id := range []string{"a", "b", "c"} {
		create(t, f, fleet.Spec{ID: id, NukiID: uint32(i + 1), Speed: fleet.Speed{Max: true}})
	}
	c, err := f.NewCentral("anna")
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]fleet.Link{}
	for _, id := range []string{"a", "b"} {
		l, err := c.Connect(id, instant())
		if err != nil {
			t.Fatal(err)
		}
		links[id] = l
		if e := <-c.Events(); e.Kind != fleet.Connected || e.Link != l || e.Lock != id {
			t.Errorf("%+v", e)
		}
	}
	if _, err := c.Connect("c", instant()); !errors.Is(err, fleet.ErrLimit) {
		t.Errorf("a third: %v", err)
	}
	for _, id := range []string{"b", "a"} {
		if err := c.Send(links[id], gatt.PDU("\x02\x17\x00")); err != nil { // exchange MTU
			t.Fatal(err)
		}
		if e := <-c.Events(); e.Kind != fleet.Received || e.Link != links[id] || e.Lock != id || e.PDU.Opcode() != 0x03 {
			t.Errorf("%+v", e)
		}
	}
	if err := c.ReadRSSI(links["a"]); err != nil {
		t.Fatal(err)
	}
	if e := <-c.Events(); e.Kind != fleet.RSSI || e.RSSI >= 0 || e.Link != links["a"] {
		t.Errorf("%+v", e)
	}
	if err := c.Disconnect(links["a"]); err != nil {
		t.Fatal(err)
	}
	if e := <-c.Events(); e.Kind != fleet.Disconnected || e.Reason != gatt.ReasonLocalHost {
		t.Errorf("%+v", e)
	}
	if err := c.Send(links["a"], "\x02\x17\x00"); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	for _, p := range []gatt.PDU{"", gatt.PDU(make([]byte, 1000))} {
		if err := c.Send(links["b"], p); !errors.Is(err, fleet.ErrOnAir) {
			t.Errorf("%d bytes: %v", len(p), err)
		}
	}
	if _, err := c.Connect("nobody", instant()); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := c.Connect("c", gatt.Params{}); !errors.Is(err, gatt.ErrParams) {
		t.Errorf("%v", err)
	}
	// The lock that is taken away is gone for the central, too.
	if err := f.Delete(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	if e := <-c.Events(); e.Kind != fleet.Disconnected || e.Link != links["b"] {
		t.Errorf("%+v", e)
	}
	c.Close()
	c.Close()
	if _, err := c.Connect("c", instant()); !errors.Is(err, fleet.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestACentralThatGoesAwayIsMissedAfterTheSupervisionTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "a"})
		p := newPhone(t, f, "anna")
		params := gatt.DefaultParams()
		params.Timeout = 6 * time.Second
		if !p.connect("a", params) {
			t.Fatalf("no connection: %v", p.over)
		}
		count := func() (n int) {
			if err := f.Look(t.Context(), "a", func(l *model.Lock) { n = l.App().State.Server.Count() }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		time.Sleep(time.Second)
		p.central.Close()
		time.Sleep(5 * time.Second)
		if got := count(); got != 1 {
			t.Errorf("after 5s the lock has %d connections", got)
		}
		time.Sleep(2 * time.Second)
		if got := count(); got != 0 {
			t.Errorf("after 7s the lock has %d connections", got)
		}
	})
}

func TestClosingTellsTheCentrals(t *testing.T) {
	f, err := fleet.Open(t.Context(), fleet.Options{Random: random()})
	if err != nil {
		t.Fatal(err)
	}
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	p := newPhone(t, f, "anna")
	if !p.connect("a", instant()) {
		t.Fatalf("no connection: %v", p.over)
	}
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	e, ok := <-p.central.Events()
	if !ok || e.Kind != fleet.ShuttingDown {
		t.Errorf("%+v", e)
	}
	if _, ok := <-p.central.Events(); ok {
		t.Error("more follows")
	}
	for name, err := range map[string]error{
		"create":  second(f.Create(t.Context(), fleet.Spec{})),
		"do":      f.Do(t.Context(), "a", func(*model.Lock) error { return nil }),
		"central": second(f.NewCentral("b")),
	} {
		if !errors.Is(err, fleet.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := f.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestLimitsHold(t *testing.T) {
	f := open(t, fleet.Options{Limits: fleet.Limits{Locks: 1, Centrals: 1, Feeds: 1, Snapshots: 1}})
	create(t, f, fleet.Spec{ID: "a"})
	for name, twice := range map[string]func() error{
		"locks":     func() error { return second(f.Create(t.Context(), fleet.Spec{Seed: 2})) },
		"centrals":  func() error { return second(f.NewCentral("c")) },
		"feeds":     func() error { return second(f.Subscribe("a", fleet.FeedOptions{})) },
		"snapshots": func() error { return second(f.Snapshot(t.Context(), "a", "")) },
	} {
		if name != "locks" {
			if err := twice(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := twice(); !errors.Is(err, fleet.ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLocksThatAreMadeAtTheSameTimeCountOnce(t *testing.T) {
	const most = 3
	store := newMemory()
	saving, hold := make(chan struct{}, most), make(chan struct{})
	store.before = func(lock string) {
		if lock != "" {
			select {
			case saving <- struct{}{}:
			default: // at the end
			}
			<-hold
		}
	}
	f := open(t, fleet.Options{Store: store, Limits: fleet.Limits{Locks: most}})
	made := make(chan error, most)
	for i := range most {
		go func() { made <- second(f.Create(context.Background(), fleet.Spec{Seed: 1, NukiID: uint32(i + 1)})) }()
		select {
		case <-saving: // it lives, and is not saved yet
		case err := <-made:
			close(hold)
			t.Fatal(err)
		}
	}
	close(hold)
	for range most {
		if err := <-made; err != nil {
			t.Error(err)
		}
	}
}
