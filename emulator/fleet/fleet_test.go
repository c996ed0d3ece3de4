package fleet_test

import (
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
