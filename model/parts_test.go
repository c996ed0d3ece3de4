package model_test

import (
	"errors"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/power"
)

// TestALockWorksOnEveryMemoryThatItsFirmwareAccepts also holds that a memory
// which it does not accept is refused with the reason.
func TestALockWorksOnEveryMemoryThatItsFirmwareAccepts(t *testing.T) {
	works := map[string]int{}
	for _, part := range flashsim.Catalogue() {
		for _, name := range []string{"ab-slots", "journal", "rewrite-at-boot-crc", "nvs"} {
			p, err := firmware.LookupProfile(name)
			if err != nil {
				t.Fatal(err)
			}
			cfg, err := model.DefaultConfig(p)
			if err != nil {
				t.Fatal(err)
			}
			cfg.Part = part
			l, err := model.New(cfg)
			if err != nil {
				if !errors.Is(err, model.ErrConfig) {
					t.Errorf("%s on %s: %v", name, part.Name, err)
				}
				t.Logf("%s on %s: %v", name, part.Name, err)
				continue
			}
			works[part.Name]++
			wait(t, l, time.Minute)
			for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: 4711}} {
				if a := call(t, l, c); !a.OK() {
					t.Errorf("%s on %s: %v", name, part.Name, a.Err())
				}
			}
			wait(t, l, 10*time.Second)
			wait(t, l, l.RemoveCells(0, 0)+5*time.Minute)
			d, err := l.InsertCells(model.Insertion{})
			if err != nil {
				t.Fatal(err)
			}
			wait(t, l, d+time.Minute)
			s := l.Machine().Stats()
			if ok, err := l.TryPIN("anna", 4711); !ok || s.Boots != 2 || s.Interrupted != 0 {
				t.Errorf("%s on %s: after a change in quiet the PIN is accepted: %v, %v; %+v", name, part.Name, ok, err, s)
			}
		}
	}
	for _, must := range []string{"nrf52832", "nrf52840", "kh25l8005", "sst26vf016b", "fm25v10", "24lc256", "stm32f031", "stm32l431"} {
		if works[must] == 0 {
			t.Errorf("no firmware works on %s", must)
		}
	}
}

func TestAHandCannotTakeOutWhatIsNotIn(t *testing.T) {
	l := lock(t, "ab-slots")
	wait(t, l, 10*time.Second)
	before := l.Machine().Supply().Pack().Cells[0].Charge
	wait(t, l, l.RemoveCells(0, 0)+time.Second)
	if d := l.RemoveCells(200*time.Millisecond, 2); d != 0 || l.CellsIn() {
		t.Errorf("a second removal takes %v", d)
	}
	wait(t, l, time.Second)
	d, err := l.InsertCells(model.Insertion{})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, l, d+time.Second)
	pack := l.Machine().Supply().Pack()
	if !pack.Present || pack.Cells[0].Charge > before || pack.Cells[0].Charge < before-0.01 {
		t.Errorf("the cells came back as %+v", pack)
	}
	if _, err := l.InsertCells(model.Insertion{Cells: &power.PackConfig{Kind: power.Alkaline, Cells: 4, ChargePercent: 100}}); !errors.Is(err, model.ErrCellsIn) {
		t.Errorf("cells on top of cells: %v", err)
	}
}

func TestAnUpdateBringsProfileAndOptionBytes(t *testing.T) {
	l := lock(t, "ab-slots")
	wait(t, l, 10*time.Second)
	next := *l.Profile()
	next.Name, next.Supervisor.BrownOut = "without-brown-out", false
	l.UpdateFirmware(&next)
	wait(t, l, 10*time.Second)
	if l.Profile() != &next || l.Machine().Config().Supervisor.BrownOutOn || l.Machine().Stats().Boots != 2 {
		t.Errorf("%s, brown-out %v, %d boots", l.Profile().Name, l.Machine().Config().Supervisor.BrownOutOn, l.Machine().Stats().Boots)
	}
	wait(t, l, l.RemoveCells(0, 0)+5*time.Minute)
	other := next
	other.Name = "too-late"
	l.UpdateFirmware(&other)
	wait(t, l, time.Second)
	if l.Profile() != &next {
		t.Errorf("a lock without cells was updated to %s", l.Profile().Name)
	}
}

func TestASnapshotKeepsHandsPhonesAndBay(t *testing.T) {
	l := lock(t, "ab-slots")
	wait(t, l, 10*time.Second)
	if a := call(t, l, firmware.Command{Op: firmware.OpPair}); !a.OK() {
		t.Fatal(a.Err())
	}
	before := l.Hash()
	s := l.Snapshot(nil)
	l.Phone("berta")
	wait(t, l, l.RemoveCells(100*time.Millisecond, 2)+time.Second)
	if l.Hash() == before {
		t.Error("nothing changed")
	}
	l.Restore(s)
	if l.Hash() != before || !l.CellsIn() || len(l.Phones()) != 1 {
		t.Errorf("restored: cells in %v, %d phones, same state %v", l.CellsIn(), len(l.Phones()), l.Hash() == before)
	}
}
