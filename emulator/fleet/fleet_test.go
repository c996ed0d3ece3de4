package fleet_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
)

func TestALockThatWasMadeIsShownAndFoundByEachOfItsNames(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	made := create(t, f, fleet.Spec{ID: "front-door", NukiID: 0x2E96447C})
	if made.ID != "front-door" || made.Name != "Nuki_2E96447C" || made.Address != "54:d2:72:96:44:7c" || made.Profile != fleet.DefaultProfile {
		t.Errorf("made %+v", made)
	}
	clock.Turn(time.Minute)
	if err := f.Look(t.Context(), made.ID, func(l *model.Lock) {
		if got := time.Duration(l.Now()); got != time.Minute {
			t.Errorf("the lock shows %v, want 1m", got)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"front-door", "Nuki_2E96447C", "54:D2:72:96:44:7C"} {
		l, err := f.Lock(ref)
		if err != nil || l.ID != made.ID || l.State != "running" || l.Boots != 1 || l.Bolt != "locked" || l.Battery.VBATMicro < 5_000_000 {
			t.Errorf("%s: %+v, %v", ref, l, err)
		}
	}
}

func TestOneGoroutineOwnsALock(t *testing.T) {
	f := open(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Factor: 1000}})
	inside, calls := 0, 0 // without a lock of their own: the race detector looks on
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			for range 20 {
				if err := f.Do(t.Context(), "a", func(l *model.Lock) error {
					inside++
					if inside != 1 {
						t.Errorf("%d are with the lock at the same time", inside)
					}
					calls++
					inside--
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if calls != 400 {
		t.Errorf("%d calls, want 400", calls)
	}
}

func TestAModelThatPanicsTakesOnlyItsOwnLockDown(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	create(t, f, fleet.Spec{ID: "b", NukiID: 2})
	p := newPhone(t, f, "anna")
	if !p.connect("a", instant()) {
		t.Fatalf("no connection: %v", p.over)
	}
	err := f.Do(t.Context(), "a", func(*model.Lock) error { panic("a fault of the program") })
	if !errors.Is(err, fleet.ErrFailed) {
		t.Errorf("%v", err)
	}
	if p.until(func() bool { return false }); p.over == 0 {
		t.Error("its central was not told")
	}
	if l, err := f.Lock("a"); err != nil || l.State != "failed" || l.Failure == "" || l.Connections != 0 {
		t.Errorf("%+v, %v", l, err)
	}
	if err := f.Do(t.Context(), "a", func(*model.Lock) error { return nil }); !errors.Is(err, fleet.ErrFailed) {
		t.Errorf("%v", err)
	}
	if link, err := p.central.Connect("a", instant()); err != nil {
		t.Error(err)
	} else if e := <-p.central.Events(); e.Kind != fleet.ConnectFailed || e.Link != link {
		t.Errorf("%+v", e)
	}
	if err := f.Do(t.Context(), "b", func(*model.Lock) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := f.Delete(t.Context(), "a"); err != nil {
		t.Error(err)
	}
}
