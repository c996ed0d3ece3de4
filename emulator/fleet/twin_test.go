package fleet_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/lockfile"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
)

func TestRewindBringsEverythingBackAndCutsConnections(t *testing.T) {
	for name, store := range map[string]fleet.Store{"kept": newMemory(), "ephemeral": nil} {
		t.Run(name, func(t *testing.T) {
			f, clock := cranked(t, fleet.Options{Store: store})
			create(t, f, fleet.Spec{ID: "a"})
			clock.Turn(time.Minute)
			setSpeed(t, f, "a", "paused")
			before := stateOf(t, f, "a")
			info, err := f.Snapshot(t.Context(), "a", "before the trouble")
			if err != nil {
				t.Fatal(err)
			}
			setSpeed(t, f, "a", "max")
			p := newPhone(t, f, "anna")
			if !p.connect("a", instant()) {
				t.Fatalf("no connection: %v", p.over)
			}
			call(t, f, "a", firmware.Command{Op: firmware.OpPair})
			setSpeed(t, f, "a", "paused")
			if err := f.Rewind(t.Context(), "a", info.ID); err != nil {
				t.Fatal(err)
			}
			p.until(func() bool { return false })
			if p.over != gatt.ReasonTimeout {
				t.Errorf("the central was told %v", p.over)
			}
			after := stateOf(t, f, "a")
			if after.hash != before.hash || after.at != before.at {
				t.Errorf("rewound to %v, the snapshot is of %v; same state %v", after.at, before.at, after.hash == before.hash)
			}
			if after.last <= before.last {
				t.Errorf("event numbers went back from %d to %d", before.last, after.last)
			}
			if a, err := f.Authorizations("a"); err != nil || len(a) != 0 {
				t.Errorf("%+v, %v", a, err)
			}
			if l, err := f.Lock("a"); err != nil || l.Connections != 0 {
				t.Errorf("%+v, %v", l, err)
			}
			if err := f.DeleteSnapshot(t.Context(), "a", info.ID); err != nil {
				t.Error(err)
			}
			if err := f.Rewind(t.Context(), "a", info.ID); !errors.Is(err, fleet.ErrNotFound) {
				t.Errorf("%v", err)
			}
			if s, err := f.Snapshots("a"); err != nil || len(s) != 0 {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}

func TestAFlashWriteAfterARewindIsSavedToo(t *testing.T) {
	store := newMemory()
	f, _ := cranked(t, fleet.Options{Store: store})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	info, err := f.Snapshot(t.Context(), "a", "")
	if err != nil {
		t.Fatal(err)
	}
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	if err := f.Rewind(t.Context(), "a", info.ID); err != nil {
		t.Fatal(err)
	}
	// The same again: the count of flash operations is what it was when the lock
	// was saved before.
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	g := open(t, fleet.Options{Store: store.killed()})
	if a, err := g.Authorizations("a"); err != nil || len(a) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAForkGoesOnAsTheLockDoesAndByItself(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", NukiID: 0x11AABBCC})
	clock.Turn(time.Minute)
	fork, err := f.Fork(t.Context(), "a", fleet.Spec{ID: "b", Name: "twin"})
	if err != nil {
		t.Fatal(err)
	}
	parent, _ := f.Lock("a")
	if fork.Name != "twin" || fork.Address == parent.Address || fork.NukiID != parent.NukiID || fork.Seed != parent.Seed {
		t.Errorf("the fork is %+v, its parent %+v", fork, parent)
	}
	clock.Turn(time.Minute)
	a, b := stateOf(t, f, "a"), stateOf(t, f, "b")
	if a.hash != b.hash || a.at != b.at {
		t.Error("two locks of the same making went different ways")
	}
	if err := f.Do(t.Context(), "b", func(l *model.Lock) error { l.PullReset(); return nil }); err != nil {
		t.Fatal(err)
	}
	clock.Turn(time.Minute)
	if a, b := stateOf(t, f, "a"), stateOf(t, f, "b"); a.hash == b.hash {
		t.Error("a reset of one was felt by the other")
	}
	if _, err := f.Fork(t.Context(), "a", fleet.Spec{Name: "twin"}); !errors.Is(err, fleet.ErrExists) {
		t.Errorf("a name twice: %v", err)
	}
}

func TestALockGoesThroughAFileToAnotherServer(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Name: "Front door"})
	clock.Turn(time.Minute)
	setSpeed(t, f, "a", "paused")
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	fault := gatt.Fault{ID: "slow", Kind: gatt.FaultLatency, Latency: gatt.LatencyFault{Delay: time.Second}}
	if err := f.SetFault(t.Context(), "a", fault); err != nil {
		t.Fatal(err)
	}
	file, err := f.Export(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, f, "a")
	g := open(t, fleet.Options{Store: newMemory()})
	l, err := g.Import(t.Context(), file, fleet.Spec{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Name != "Front door" || l.ID == "a" || l.State != "paused" {
		t.Errorf("%+v", l)
	}
	after := stateOf(t, g, l.ID)
	if after.hash != before.hash || after.at != before.at {
		t.Error("it is not the same lock")
	}
	if faults, err := g.Faults(l.ID); err != nil || len(faults) != 1 || faults[0].ID != "slow" {
		t.Errorf("%+v, %v", faults, err)
	}
	if users, err := g.Authorizations(l.ID); err != nil || len(users) != 1 || users[0].Type != "app" {
		t.Errorf("%+v, %v", users, err)
	}
	events, _, err := g.Events(l.ID, 0, 0)
	if err != nil || len(events) < 5 || events[0].Name != fleet.EventCreated {
		t.Errorf("%d events, %v", len(events), err)
	}
	if again, err := g.Import(t.Context(), file, fleet.Spec{}); err != nil || again.Name == "Front door" {
		t.Errorf("a second one is %+v, %v", again, err)
	}
	if _, err := g.Import(t.Context(), []byte("nonsense"), fleet.Spec{}); !errors.Is(err, fleet.ErrSpec) {
		t.Errorf("%v", err)
	}
}

func TestOfALockOfAnotherVersionTheMemoryIsSaved(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	call(t, f, "a", firmware.Command{Op: firmware.OpSetPIN, NewPIN: 4711})
	file, err := f.Export(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	in, err := lockfile.Read(file, lockfile.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	in.Frozen[len(in.Frozen)-1] ^= 0xFF // its head is whole, the rest is not
	var b strings.Builder
	if err := lockfile.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	l, err := f.Import(t.Context(), []byte(b.String()), fleet.Spec{ID: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntil(t.Context(), "b", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	var accepts bool
	if err := f.Look(t.Context(), "b", func(l *model.Lock) { accepts = l.Read().Accepts(4711) }); err != nil || !accepts {
		t.Errorf("the PIN is accepted: %v, %v", accepts, err)
	}
	events, _, err := f.Events("b", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, e := range events {
		told = told || e.Name == fleet.EventSalvaged
	}
	if !told || l.Boots != 0 && l.Seed != 1 {
		t.Errorf("told %v, %+v", told, l)
	}
}
