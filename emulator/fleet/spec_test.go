package fleet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model"
)

func TestASpecIsReadAsScenarioFilesAre(t *testing.T) {
	var s fleet.Spec
	text := `{"id":"a","name":"Back door","seed":7,"speed":"paused","profile":"rewrite-at-boot","ambient":"-5C","door":"stiff",
		"cells":{"kind":"eneloop","charge":"40%","cycles":150,"age":"52w","spread":"5%","weak":{"cell":2,"resistance":"3x"}},
		"board":{"bulk":"68uF","bulk-esr":"0.2Ohm","regulator":"ldo","motor":{"soft-start":"0s"}},"supervisor":{"warning":"off","write-gate":false}}`
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	f, _ := cranked(t, fleet.Options{})
	l, err := f.Create(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if l.State != "paused" || l.AmbientMC != -5000 || l.Battery.Kind != "eneloop" || l.Battery.ChargePercent > 45 || l.Profile != "rewrite-at-boot" {
		t.Errorf("%+v", l)
	}
	back, err := json.Marshal(l)
	if err != nil || !strings.Contains(string(back), `"speed":"paused"`) {
		t.Errorf("%s, %v", back, err)
	}
}

func TestAFaultySpecIsRefusedWithTheReason(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	for want, s := range map[string]fleet.Spec{
		"Upper":         {ID: "Upper"},
		"40":            {ID: strings.Repeat("a", 41)},
		"control":       {Name: "a\x00b"},
		"no-such":       {Profile: "no-such"},
		"charge":        {Cells: &fleet.Cells{Charge: "140%"}},
		"bulk":          {Board: &fleet.Board{Bulk: "68"}},
		"sidecar":       {Side: []byte{1}},
		"9007199254740": {Seed: 1 << 60},
		"factor":        {Speed: fleet.Speed{Factor: 1e9}},
		"memory":        {Part: "stm32f405"},
	} {
		if _, err := f.Create(t.Context(), s); !errors.Is(err, fleet.ErrSpec) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q in it", s, err, want)
		}
	}
	create(t, f, fleet.Spec{ID: "a", Name: "A", NukiID: 5})
	for _, s := range []fleet.Spec{{ID: "a", Name: "B"}, {ID: "b", Name: "A"}} {
		if _, err := f.Create(t.Context(), s); !errors.Is(err, fleet.ErrExists) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	// The same Nuki-ID is no fault; on the air the two differ by their addresses.
	l, err := f.Create(t.Context(), fleet.Spec{NukiID: 5})
	if err != nil || l.NukiID != 5 || l.Address != "54:d2:72:00:00:06" {
		t.Errorf("%+v, %v", l, err)
	}
	for _, text := range []string{"", "fast", "x", "-1x", "0x", "NaNx", "1e7x"} {
		if s, err := fleet.ParseSpeed(text); !errors.Is(err, fleet.ErrSpec) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	for _, text := range []string{"1x", "0.5x", "1000x", "max", "paused"} {
		if s, err := fleet.ParseSpeed(text); err != nil || s.String() != text {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

func TestALockBeginsWithTheImageOfAnother(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	var raw, hex bytes.Buffer
	c := flashsim.Conditions{Volts: 3, Celsius: 21}
	if err := f.Look(t.Context(), "a", func(l *model.Lock) {
		d := flashsim.New(l.Machine().Flash().Part(), repro.Root(0))
		if err := errors.Join(l.Machine().Flash().WriteRaw(&raw, c), d.ReadRaw(bytes.NewReader(raw.Bytes())), d.WriteHex(&hex, 0, c)); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for name, image := range map[string][]byte{"raw": raw.Bytes(), "hex": hex.Bytes()} {
		create(t, f, fleet.Spec{ID: name, Image: image, NukiID: 77, Speed: fleet.Speed{Max: true}})
		events, _, err := f.Events(name, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Name == "new-lock" {
				t.Errorf("%s: the memory is blank", name)
			}
		}
	}
	if _, err := f.Create(t.Context(), fleet.Spec{Image: []byte("short")}); !errors.Is(err, fleet.ErrSpec) {
		t.Errorf("%v", err)
	}
}

func TestWatchersAreWokenByWhatIsVisible(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "a"})
	create(t, f, fleet.Spec{ID: "b", NukiID: 9, Speed: fleet.Speed{Paused: true}})
	clock.Turn(time.Minute)
	shows(t, f, "a")
	list, changed := f.Watch(fleet.Query{State: "paused"})
	one, itself, err := f.WatchLock("b")
	if err != nil || len(list) != 1 || list[0].ID != "b" || one.ID != "b" {
		t.Fatalf("%+v, %+v, %v", list, one, err)
	}
	if err := f.Look(t.Context(), "b", func(*model.Lock) {}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
		t.Error("looking is no change")
	default:
	}
	name := "Cellar"
	if _, err := f.Patch(t.Context(), "a", fleet.Patch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	<-changed
	select {
	case <-itself:
		t.Error("the other lock has changed")
	default:
	}
	if l, err := f.Lock("Cellar"); err != nil || l.ID != "a" {
		t.Errorf("%+v, %v", l, err)
	}
	if got := f.Locks(fleet.Query{Name: "cell"}); len(got) != 1 || got[0].ID != "a" {
		t.Errorf("%+v", got)
	}
	if got := f.Locks(fleet.Query{Offset: 1, Limit: 5}); len(got) != 1 || got[0].ID != "b" {
		t.Errorf("%+v", got)
	}
	taken := "Cellar"
	if _, err := f.Patch(t.Context(), "b", fleet.Patch{Name: &taken}); !errors.Is(err, fleet.ErrExists) {
		t.Errorf("%v", err)
	}
	setSpeed(t, f, "b", "1x")
	<-itself
}
