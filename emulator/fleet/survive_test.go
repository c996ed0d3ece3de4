package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/storage"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
)

// state is what must be the same after a restart.
type state struct {
	hash [32]byte
	at   time.Duration
	last uint64
	name string
}

func stateOf(t testing.TB, f *fleet.Fleet, lock string) state {
	t.Helper()
	var s state
	if err := f.Look(t.Context(), lock, func(l *model.Lock) { s.hash, s.at = l.Hash(), time.Duration(l.Now()) }); err != nil {
		t.Fatal(err)
	}
	l, err := f.Lock(lock)
	if err != nil {
		t.Fatal(err)
	}
	s.last, s.name = l.LastSeq, l.Name
	return s
}

func TestARestartKeepsLocksTheirTimeAndTheirHistory(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			clock := fleet.NewHandClock(begin)
			f, err := fleet.Open(t.Context(), fleet.Options{Clock: clock, Store: store, Random: random()})
			if err != nil {
				t.Fatal(err)
			}
			create(t, f, fleet.Spec{ID: "a", Name: "Front door", Speed: fleet.Speed{Factor: 100}})
			clock.Turn(time.Minute)
			if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.RemoveCells(time.Second, 2); return nil }); err != nil {
				t.Fatal(err)
			}
			clock.Turn(time.Second)
			setSpeed(t, f, "a", "paused")
			want := stateOf(t, f, "a")
			events, _, err := f.Events("a", 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			clock.Turn(time.Hour)
			g := open(t, fleet.Options{Clock: clock, Store: store})
			got := stateOf(t, g, "a")
			if want.last++; got != want { // it was taken up, which is an event
				t.Errorf("after the restart %+v, before %+v", got, want)
			}
			again, missed, err := g.Events("a", 0, 0)
			if err != nil || missed != 0 || len(again) != len(events)+1 {
				t.Fatalf("%d events and %d missed, before %d; %v", len(again), missed, len(events), err)
			}
			for i, e := range events {
				if !e.Wall.Equal(again[i].Wall) {
					t.Errorf("event %d was at %v, now %v", i, e.Wall, again[i].Wall)
				}
				e.Wall, again[i].Wall = time.Time{}, time.Time{}
				if e != again[i] {
					t.Errorf("event %d was %+v, now %+v", i, e, again[i])
				}
			}
			if e := again[len(again)-1]; e.Kind != fleet.KindFleet || e.Name != fleet.EventRestored {
				t.Errorf("the last event is %+v", e)
			}
			if l, err := g.Lock("Front door"); err != nil || l.ID != "a" || l.Speed.String() != "paused" || l.Battery.In {
				t.Errorf("%+v, %v", l, err)
			}
		})
	}
}

// stores are the places in which a fleet may keep its locks.
func stores(t testing.TB) map[string]fleet.Store {
	t.Helper()
	db, err := storage.Open(filepath.Join(t.TempDir(), "data"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]fleet.Store{"memory": newMemory(), "SQLite": db}
}

func TestAnIdleLockLosesNoTimeWhenTheProcessIsKilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		f := open(t, fleet.Options{Store: store})
		create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Factor: 60}})
		time.Sleep(10 * time.Hour)
		before := shows(t, f, "a")
		left := store.killed()
		g := open(t, fleet.Options{Store: left})
		if after := shows(t, g, "a"); before-after > time.Minute+time.Second || after > before {
			t.Errorf("killed at %v, taken up at %v", before, after)
		}
	})
}

// TestNothingAcknowledgedIsMissingAfterAKill kills the fleet again and again: what
// it has told anybody, by a frame or by a reply, is there when another one takes up
// what was in the store at that instant.
func TestNothingAcknowledgedIsMissingAfterAKill(t *testing.T) {
	store := newMemory()
	f := open(t, fleet.Options{Store: store, Limits: fleet.Limits{SaveEvery: time.Hour}})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err) // the first position run
	}
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	for round := range 20 {
		name := fmt.Sprintf("name %d", round)
		if _, err := f.Patch(t.Context(), "a", fleet.Patch{Name: &name}); err != nil {
			t.Fatal(err)
		}
		pin := uint16(1000 + round)
		call(t, f, "a", firmware.Command{Op: firmware.OpSetPIN, PIN: currentPIN(round), NewPIN: pin})
		left := store.killed()
		g, err := fleet.Open(t.Context(), fleet.Options{Store: left, Random: random()})
		if err != nil {
			t.Fatal(err)
		}
		var accepts bool
		if err := g.Look(t.Context(), "a", func(l *model.Lock) { accepts = l.Read().Accepts(pin) }); err != nil {
			t.Fatal(err)
		}
		if l, err := g.Lock("a"); err != nil || !accepts || l.Name != name {
			t.Errorf("round %d: PIN accepted %v, name %q, %v", round, accepts, l.Name, err)
		}
		if err := g.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func currentPIN(round int) uint16 {
	if round == 0 {
		return 0
	}
	return uint16(1000 + round - 1)
}

// call lets a scripted phone send a command and wait for its answer, inside the
// lock, and returns when that is saved.
func call(t testing.TB, f *fleet.Fleet, lock string, c firmware.Command) {
	t.Helper()
	err := f.Do(t.Context(), lock, func(l *model.Lock) error {
		a, err := l.Call("anna", c)
		if err != nil {
			return err
		}
		return a.Err()
	})
	if err != nil {
		t.Fatalf("%v: %v", c.Op, err)
	}
}

func TestAFrameThatTellsOfAFlashWriteWaitsForTheSave(t *testing.T) {
	store := newMemory()
	var mu sync.Mutex
	saving, hold := false, make(chan struct{})
	f := open(t, fleet.Options{Store: store})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	p, pairing := talking(t, f, "a")
	store.mu.Lock()
	store.before = func(lock string) {
		if lock == "a" {
			mu.Lock()
			saving = true
			mu.Unlock()
			<-hold
		}
	}
	store.mu.Unlock()
	// Something changes the memory; whatever the lock says after that waits.
	done := make(chan error, 1)
	go func() {
		done <- f.Do(context.Background(), "a", func(l *model.Lock) error {
			_, err := l.Call("berta", firmware.Command{Op: firmware.OpPair})
			return err
		})
	}()
	for began := false; !began; {
		mu.Lock()
		began = saving
		mu.Unlock()
	}
	if err := p.central.Send(p.link, badFrame(pairing)); err != nil {
		t.Fatal(err)
	}
	if err := f.Look(t.Context(), "a", func(*model.Lock) {}); err != nil {
		t.Fatal(err)
	}
	select {
	case e := <-p.central.Events():
		t.Errorf("%v %v came before the save was over", e.Kind, e.PDU)
	case err := <-done:
		t.Errorf("the reply came before the save was over: %v", err)
	default:
	}
	close(hold)
	if e := <-p.central.Events(); e.Kind != fleet.Received {
		t.Errorf("%v", e.Kind)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	p.central.Close()
}

func TestAFullDiskIsToldAndOvercome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		f := open(t, fleet.Options{Store: store})
		create(t, f, fleet.Spec{ID: "a"})
		store.failWith(errDisk)
		err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.SetAmbient(-5); return nil })
		if !errors.Is(err, fleet.ErrStore) || !errors.Is(err, errDisk) {
			t.Errorf("%v", err)
		}
		time.Sleep(10 * time.Second)
		store.failWith(nil)
		time.Sleep(2 * time.Second)
		g := open(t, fleet.Options{Store: store.killed()})
		events, _, err := g.Events("a", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for _, e := range events {
			if e.Name == fleet.EventSaveFailed {
				failed++
			}
		}
		if l, err := g.Lock("a"); err != nil || l.AmbientMC != -5000 || failed != 1 {
			t.Errorf("ambient %d, told %d times, %v", l.AmbientMC, failed, err)
		}
	})
}

func TestALockThatCannotBeTakenUpStaysInTheStore(t *testing.T) {
	store := newMemory()
	f, err := fleet.Open(t.Context(), fleet.Options{Store: store, Random: random()})
	if err != nil {
		t.Fatal(err)
	}
	create(t, f, fleet.Spec{ID: "good"})
	create(t, f, fleet.Spec{ID: "bad", NukiID: 9})
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	broken := []byte("LTLOCK\r\nbut not really")
	store.locks["bad"]["lock/frozen"] = broken
	g := open(t, fleet.Options{Store: store})
	if _, err := g.Lock("good"); err != nil {
		t.Error(err)
	}
	if _, err := g.Lock("bad"); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if string(store.locks["bad"]["lock/frozen"]) != string(broken) {
		t.Error("it was overwritten")
	}
	// Nor may a new one take its place.
	if _, err := g.Create(t.Context(), fleet.Spec{ID: "bad", NukiID: 9}); !errors.Is(err, fleet.ErrExists) {
		t.Errorf("%v", err)
	}
}

func TestADeletedLockIsGoneForGood(t *testing.T) {
	store := newMemory()
	f, _ := cranked(t, fleet.Options{Store: store})
	create(t, f, fleet.Spec{ID: "a"})
	if err := f.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Lock("a"); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := f.Delete(t.Context(), "a"); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if len(store.locks["a"]) != 0 {
		t.Errorf("%d values are left", len(store.locks["a"]))
	}
	create(t, f, fleet.Spec{ID: "a"})
}

func TestTheInstantAtWhichAFlashWriteIsToldIsSavedToo(t *testing.T) {
	store := newMemory()
	f := open(t, fleet.Options{Store: store})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PressButton(6 * time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 7 * time.Second}); err != nil {
		t.Fatal(err)
	}
	p, pairing := talking(t, f, "a")
	setSpeed(t, f, "a", "paused")
	// The lock writes something down, and 45 ms later it answers who begins to pair.
	if err := p.central.Send(p.link, gatt.PDU([]byte{0x12, byte(pairing), byte(pairing >> 8), 0x01, 0x00, 0x03, 0x00, 0x27, 0xA7})); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: 30 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	from := shows(t, f, "a")
	hold, done := make(chan struct{}), make(chan error, 1)
	store.mu.Lock()
	store.before = func(string) { <-hold }
	store.mu.Unlock()
	ctx := t.Context()
	go func() { done <- f.RunUntil(ctx, "a", fleet.Until{For: time.Second}) }()
	for shows(t, f, "a") < from+time.Second {
		// The run goes on.
	}
	answered := func() bool {
		for {
			select {
			case e := <-p.central.Events():
				if e.Kind == fleet.Received && e.PDU.Opcode() == 0x1D {
					return true
				}
			default:
				return false
			}
		}
	}
	early := answered()
	close(hold)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if early || !answered() {
		t.Errorf("the answer came before the lock was saved as it was then: %v", early)
	}
	p.central.Close()
}

func TestEventsThatWereReadKeepTheirNumbersAfterAKill(t *testing.T) {
	store := newMemory()
	f := open(t, fleet.Options{Store: store, Limits: fleet.Limits{SaveEvery: time.Hour}})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	p, _ := talking(t, f, "a") // nothing of which the lock has to be saved for
	read, _, err := f.Events("a", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	g := open(t, fleet.Options{Store: store.killed()})
	again, _, err := g.Events("a", 0, 0)
	if err != nil || len(again) < len(read) {
		t.Fatalf("%d events were read, and %d are left, %v", len(read), len(again), err)
	}
	for i, e := range read {
		if got := again[i]; got.Seq != e.Seq || got.Name != e.Name || got.SimNS != e.SimNS {
			t.Errorf("event %d was %+v, now %+v", e.Seq, e, got)
		}
	}
	p.central.Close()
}
