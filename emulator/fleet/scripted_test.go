package fleet_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/scenarios"
)

const overTheAir = `scenario: over-the-air
story: Anna changes her PIN, and once the answer is lost.
seed: 4
lock: {profile: ab-slots, phones: radio}
steps:
  - pair: anna
  - set-pin: 4711
  - air-fault: {name: answer-lost, on: anna, disconnect: {at: 2, of: indication, uuid: usdio}}
  - set-pin: 2580
  - air-fault: {remove: all}
  - verify-pin: 2580
expect:
  - the fault answer-lost was applied
  - PIN 2580 is accepted
  - PIN 4711 is rejected
  - the PIN is intact
  - the last command was accepted
`

func TestPhonesOfAScriptShareALiveLockWithOtherCentrals(t *testing.T) {
	for name, speed := range map[string]fleet.Speed{"1x": {}, "max": {Max: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := open(t, fleet.Options{})
				create(t, f, fleet.Spec{ID: "door", Speed: speed})
				p := newPhone(t, f, "somebody else")
				link, err := p.central.Connect("door", instant())
				if err != nil {
					t.Fatal(err)
				}
				p.link = link
				for !p.up {
					if _, ok := p.next(); !ok {
						t.Fatal("the other central is cut off")
					}
				}
				r, err := f.RunScenario(t.Context(), "door", "air.yaml", []byte(overTheAir))
				if err != nil {
					t.Fatal(err)
				}
				mtu := 0
				p.client.ExchangeMTU(247, func(got int, _ error) { mtu = got })
				for mtu == 0 {
					if _, ok := p.next(); !ok {
						t.Fatal("the other central is cut off")
					}
				}
				for r.State == fleet.RunRunning {
					var changed <-chan struct{}
					if r, changed, err = f.Run("door", r.ID); err != nil {
						t.Fatal(err)
					}
					if r.State == fleet.RunRunning {
						<-changed
					}
				}
				if r.State != fleet.RunPass {
					t.Errorf("%+v", r)
				}
				p.central.Close()
			})
		})
	}
}

func TestPhonesOfAScriptThatIsCancelledHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, fleet.Options{})
		create(t, f, fleet.Spec{ID: "door"})
		time.Sleep(10 * time.Second)
		text := strings.Replace(overTheAir, "  - set-pin: 2580\n", "  - air-fault: {name: deaf, no-confirm: {}}\n  - set-pin: 2580\n", 1)
		r, err := f.RunScenario(t.Context(), "door", "air.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		links := func() (n int) {
			if err := f.Look(t.Context(), "door", func(l *model.Lock) { n = len(l.Air().Links()) }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		time.Sleep(20 * time.Second)
		if n := links(); n != 1 {
			t.Fatalf("%d connections while the phone waits", n)
		}
		if err := f.CancelRun(t.Context(), "door", r.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if n := links(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

func TestALockIsMadeWithAProtocolOfItsOwn(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	users, mtu, no := 7, 65, false
	create(t, f, fleet.Spec{ID: "door", Protocol: &fleet.Protocol{
		Wire: "gen3", Hardware: "5.1", MaxUsers: &users, MTU: &mtu, PairWhenNew: &no, IdleTimeout: "30s",
		KeypadStages: []fleet.KeypadStage{{Wrong: 2, For: "1s"}, {Wrong: 3, For: "2s"}, {Wrong: 4, For: "3s"}},
	}})
	if err := f.Look(t.Context(), "door", func(l *model.Lock) {
		p := l.Profile().Protocol
		if p.Wire.Name != "gen3" || p.Hardware != [2]uint8{5, 1} || p.MaxUsers != 7 || p.MTU != 65 || p.PairWhenNew || p.IdleTimeout != 30*time.Second || p.KeypadStages[2].Wrong != 4 {
			t.Errorf("%+v", p)
		}
	}); err != nil {
		t.Fatal(err)
	}
	mtu = 22
	_, err := f.Create(t.Context(), fleet.Spec{Protocol: &fleet.Protocol{MTU: &mtu}})
	if !errors.Is(err, fleet.ErrSpec) || !strings.Contains(err.Error(), "mtu") || !strings.Contains(err.Error(), "23") {
		t.Errorf("an MTU of 22: %v", err)
	}
}

func TestASpecHasTheKeysOfAScenarioFile(t *testing.T) {
	keys := func(v any) (out []string) {
		for f := range reflect.TypeOf(v).Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			out = append(out, name)
		}
		return out
	}
	var lock *scenarios.Shape
	for _, m := range scenarios.Describe().Members {
		if m.Key == "lock" {
			lock = m.Shape
		}
	}
	for _, m := range lock.Members {
		var have []string
		switch m.Key {
		case "protocol":
			have = keys(fleet.Protocol{})
		case "board":
			have = keys(fleet.Board{})
		case "supervisor":
			have = keys(fleet.Supervisor{})
		case "cells":
			have = keys(fleet.Cells{})
		}
		if have == nil {
			continue
		}
		for _, k := range m.Shape.Members {
			if !slices.Contains(have, k.Key) {
				t.Errorf("a scenario file has %s.%s, a lock that is created has not", m.Key, k.Key)
			}
		}
		if len(have) != len(m.Shape.Members) {
			t.Errorf("%s has %d keys in a scenario file, and %d when a lock is created", m.Key, len(m.Shape.Members), len(have))
		}
	}
}
