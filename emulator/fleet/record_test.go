package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// weak is the lock of the story in which a battery change loses the PIN.
func weak(id, profile string) fleet.Spec {
	return fleet.Spec{
		ID: id, Profile: profile, Seed: 2411, Speed: fleet.Speed{Factor: 1, Paused: true},
		Cells: &fleet.Cells{Kind: "eneloop", Charge: "40%", Cycles: 150}, Board: &fleet.Board{Bulk: "68uF"},
	}
}

// hand acts on locks of a fleet whose time stands still between its deeds.
type hand struct {
	t testing.TB
	f *fleet.Fleet
}

func (h hand) wait(id string, d time.Duration) {
	h.t.Helper()
	if err := h.f.RunUntil(h.t.Context(), id, fleet.Until{For: d}); err != nil {
		h.t.Fatal(err)
	}
}

func (h hand) does(id string, d fleet.Deed) fleet.Done {
	h.t.Helper()
	done, err := h.f.Perform(h.t.Context(), id, func(*model.Lock) (fleet.Deed, error) { return d, nil })
	if err != nil {
		h.t.Fatal(err)
	}
	return done
}

// talks lets a phone converse with a lock over the air.
func (h hand) talks(id string, say func(link keyturner.Link)) {
	h.t.Helper()
	err := h.f.Do(h.t.Context(), id, func(l *model.Lock) error {
		radio := model.NewRadio(l)
		c, err := radio.Dial(gatt.DefaultParams(), gatt.MaxMTU)
		if err != nil {
			return err
		}
		say(c)
		c.Close()
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// pairs holds the button down and pairs.
func (h hand) pairs(id, name string) keyturner.Credentials {
	h.t.Helper()
	h.does(id, fleet.Deed{PressButton: &fleet.PressButton{For: 6 * time.Second}})
	h.wait(id, 8*time.Second)
	var who keyturner.Credentials
	h.talks(id, func(link keyturner.Link) {
		var err error
		if who, err = keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDApp, AppID: uint32(len(name)), Name: name, Random: random()}); err != nil {
			h.t.Fatal(err)
		}
	})
	return who
}

func (h hand) asks(id string, who keyturner.Credentials, ask func(c *keyturner.Client) error) {
	h.t.Helper()
	h.talks(id, func(link keyturner.Link) {
		if err := ask(keyturner.NewClient(link, who, random())); err != nil {
			h.t.Error(err)
		}
	})
}

// setsUp gives a lock a phone and a PIN, and its ring another brightness.
func (h hand) setsUp(id string) keyturner.Credentials {
	h.t.Helper()
	h.wait(id, 70*time.Second)
	who := h.pairs(id, "owner")
	h.wait(id, 5*time.Second)
	h.asks(id, who, func(c *keyturner.Client) error { return c.SetPIN(4711, 0) })
	h.wait(id, 5*time.Second)
	h.asks(id, who, func(c *keyturner.Client) error {
		config, err := c.Config()
		if err != nil {
			return err
		}
		s := config.Settings
		s.LEDBrightness = 1
		return c.SetConfig(s, 4711)
	})
	h.wait(id, 20*time.Second)
	return who
}

// changesCells takes the cells out and puts others in, with a hand that hesitates.
func (h hand) changesCells(id string) {
	h.t.Helper()
	h.does(id, fleet.Deed{CellsOut: &fleet.CellsOut{Over: 200 * time.Millisecond, Chatter: 2}})
	h.wait(id, 2*time.Minute)
	h.does(id, fleet.Deed{CellsIn: &fleet.CellsIn{
		Manner: "hesitant", Cells: &fleet.Cells{Kind: "eneloop", Charge: "100%", Cycles: 150}, Bounces: -1, Gap: 250 * time.Millisecond,
	}})
	h.wait(id, 90*time.Second)
}

func knowledge(t testing.TB, f *fleet.Fleet, id string) (k firmware.PINKnowledge) {
	t.Helper()
	if err := f.Look(t.Context(), id, func(l *model.Lock) { k = l.App().State.PIN.Knowledge }); err != nil {
		t.Fatal(err)
	}
	return k
}

func words(t testing.TB, f *fleet.Fleet, id string) string {
	t.Helper()
	deeds, _, err := f.Record(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range deeds {
		out = append(out, deeds[i].Word())
		if strings.Contains(deeds[i].Text(), "4711") {
			t.Errorf("a PIN stands in the text %q", deeds[i].Text())
		}
	}
	return strings.Join(out, " ")
}

const setUp = "press-button pair set-pin read-settings set"

func TestAChangeByHandThatLosesThePINIsSavedAsAScenarioThatLosesIt(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	h.setsUp("door")
	h.changesCells("door")
	if got := words(t, f, "door"); got != setUp+" cells-out cells-in" {
		t.Fatalf("the record is %s", got)
	}
	if k := knowledge(t, f, "door"); k != firmware.PINUnknown {
		t.Fatalf("the firmware's knowledge of the PIN is %v", k)
	}
	text, err := f.Scenario(t.Context(), "door", "by-hand")
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Parse("by-hand.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	report, err := scenarios.Play(file, scenarios.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if report.Outcome.PIN.Class != scenarios.Denied || report.Verdict != scenarios.Pass || len(report.Expectations) < 5 {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestTheSameHandMeetsOtherFirmware(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	who := h.setsUp("door")
	h.changesCells("door")
	list, err := f.Snapshots("door")
	if err != nil || len(list) != 1 || !list[0].Auto || !strings.HasPrefix(list[0].Label, "before cells-out at 0 d 00:01:") {
		t.Fatalf("%+v, %v", list, err)
	}
	fork, err := f.ForkTo(t.Context(), "door", fleet.Forking{
		Spec: fleet.Spec{ID: "fixed", Speed: fleet.Speed{Factor: 1, Paused: true}}, Snapshot: list[0].ID, Profile: "ab-slots", Repeat: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	o := fork.Origin
	if o == nil || o.Lock != "door" || o.Snapshot != list[0].ID || o.AtNS != list[0].SimNS || o.ShiftNS != int64(30*time.Second) || o.Repeats != 1 ||
		fork.Profile != "ab-slots" || fork.SimTimeNS != o.AtNS+o.ShiftNS {
		t.Fatalf("%+v of %+v", o, fork)
	}
	h.wait("fixed", 4*time.Minute)
	if got := words(t, f, "fixed"); got != setUp+" update cells-out cells-in" {
		t.Errorf("the record of the fork is %s", got)
	}
	first, _, _ := f.Record(t.Context(), "door")
	again, _, _ := f.Record(t.Context(), "fixed")
	for i := range 2 {
		if a, b := first[len(first)-1-i].AtNS, again[len(again)-1-i].AtNS; b-a != o.ShiftNS {
			t.Errorf("a deed comes at %v in place of %v", sim.Time(b), sim.Time(a+o.ShiftNS))
		}
	}
	if lost, kept := knowledge(t, f, "door"), knowledge(t, f, "fixed"); lost != firmware.PINUnknown || kept != firmware.PINCustom {
		t.Errorf("the first lock %v, the other one %v", lost, kept)
	}
	h.asks("fixed", who, func(c *keyturner.Client) error {
		ok, err := c.VerifyPIN(4711)
		if !ok {
			t.Error("the fixed firmware refuses the PIN")
		}
		return err
	})
	if l, _ := f.Lock("fixed"); l.Origin.Repeats != 0 {
		t.Errorf("%+v", l.Origin)
	}
}

func TestWhatPhonesAskedForIsRepeatedBehindTheEncryption(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	who := h.setsUp("door")
	s, err := f.Snapshot(t.Context(), "door", "before the new PIN")
	if err != nil {
		t.Fatal(err)
	}
	h.wait("door", 10*time.Second)
	h.asks("door", who, func(c *keyturner.Client) error { return c.SetPIN(2580, 4711) })
	h.wait("door", 10*time.Second)
	if _, err := f.ForkTo(t.Context(), "door", fleet.Forking{
		Spec: fleet.Spec{ID: "again", Speed: fleet.Speed{Factor: 1, Paused: true}}, Snapshot: s.ID, Repeat: true,
	}); err != nil {
		t.Fatal(err)
	}
	h.wait("again", 30*time.Second)
	h.asks("again", who, func(c *keyturner.Client) error {
		if ok, err := c.VerifyPIN(2580); !ok {
			return fmt.Errorf("the new PIN is refused: %w", err)
		}
		return nil
	})
	if err := f.Look(t.Context(), "again", func(l *model.Lock) {
		if l.App().State.Phones != 0 || l.Replies() != 0 {
			t.Errorf("%d phones and %d answers are left", l.App().State.Phones, l.Replies())
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func TestARewindTakesTheRecordBackAndAForkMayStillRepeatWhatItTook(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	h.setsUp("door")
	h.changesCells("door")
	list, _ := f.Snapshots("door")
	if err := f.Rewind(t.Context(), "door", list[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := words(t, f, "door"); got != setUp {
		t.Errorf("after the rewind the record is %s", got)
	}
	l, err := f.ForkTo(t.Context(), "door", fleet.Forking{Spec: fleet.Spec{ID: "again"}, Snapshot: list[0].ID, Repeat: true})
	if err != nil || l.Origin.Repeats != 1 {
		t.Fatalf("%+v, %v", l.Origin, err)
	}
	h.wait("door", time.Second)
	h.does("door", fleet.Deed{Knock: &fleet.Knock{Times: 1, For: 5 * time.Millisecond}})
	l, err = f.ForkTo(t.Context(), "door", fleet.Forking{Spec: fleet.Spec{ID: "other"}, Snapshot: list[0].ID, Repeat: true})
	if err != nil || l.Origin.Repeats != 1 {
		t.Fatalf("%+v, %v", l.Origin, err)
	}
}

func TestTheRecordAndWhatIsToBeRepeatedSurviveARestart(t *testing.T) {
	store := newMemory()
	f, clock := cranked(t, fleet.Options{Store: store})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	h.setsUp("door")
	h.changesCells("door")
	for range 40 {
		h.does("door", fleet.Deed{PressButton: &fleet.PressButton{For: 200 * time.Millisecond}})
		h.wait("door", time.Second)
	}
	list, _ := f.Snapshots("door")
	if _, err := f.ForkTo(t.Context(), "door", fleet.Forking{Spec: fleet.Spec{ID: "fixed"}, Snapshot: list[0].ID, Profile: "ab-slots", Repeat: true}); err != nil {
		t.Fatal(err)
	}
	before, fork := words(t, f, "door"), words(t, f, "fixed")
	again := open(t, fleet.Options{Store: store.killed(), Clock: clock})
	if got := words(t, again, "door"); got != before {
		t.Errorf("the record is %s, was %s", got, before)
	}
	if got := words(t, again, "fixed"); got != fork {
		t.Errorf("the record of the fork is %s, was %s", got, fork)
	}
	if l, err := again.Lock("fixed"); err != nil || l.Origin == nil || l.Origin.Repeats != 41 {
		t.Errorf("%+v, %v", l.Origin, err)
	}
	h = hand{t, again}
	h.wait("fixed", 5*time.Minute)
	if got := words(t, again, "fixed"); !strings.HasPrefix(got, fork+" cells-in press-button") {
		t.Errorf("later the record of the fork is %s", got)
	}
	if err := again.Rewind(t.Context(), "door", list[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := words(t, again, "door"); got != setUp {
		t.Errorf("after a rewind the record is %s", got)
	}
	file, err := again.Export(t.Context(), "door")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Import(t.Context(), file, fleet.Spec{ID: "copy"}); err != nil {
		t.Fatal(err)
	}
	if got := words(t, again, "copy"); got != setUp {
		t.Errorf("the record of the copy is %s", got)
	}
}

func TestSnapshotsOfItsOwnMakeRoomForNewOnesAndNotForOthers(t *testing.T) {
	f, _ := cranked(t, fleet.Options{Limits: fleet.Limits{Snapshots: 2}})
	h := hand{t, f}
	create(t, f, fleet.Spec{ID: "door", Speed: fleet.Speed{Factor: 1, Paused: true}})
	for i := range 2 {
		if _, err := f.Snapshot(t.Context(), "door", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	for range 11 {
		h.does("door", fleet.Deed{CellsOut: &fleet.CellsOut{}})
		h.wait("door", time.Second)
		h.does("door", fleet.Deed{CellsIn: &fleet.CellsIn{}})
		h.wait("door", time.Second)
	}
	list, _ := f.Snapshots("door")
	if autos := len(slices.DeleteFunc(slices.Clone(list), func(s fleet.SnapshotInfo) bool { return !s.Auto })); len(list) != 10 || autos != 8 {
		t.Errorf("%d snapshots, %d of its own", len(list), autos)
	}
	if _, err := f.Snapshot(t.Context(), "door", "one more"); !errors.Is(err, fleet.ErrLimit) {
		t.Error(err)
	}
}

func TestTheRecordForgetsTheOldest(t *testing.T) {
	f, _ := cranked(t, fleet.Options{Store: newMemory(), Limits: fleet.Limits{Deeds: 5}})
	h := hand{t, f}
	create(t, f, fleet.Spec{ID: "door", Speed: fleet.Speed{Factor: 1, Paused: true}})
	for range 9 {
		h.does("door", fleet.Deed{PressButton: &fleet.PressButton{For: 200 * time.Millisecond}})
	}
	deeds, forgotten, err := f.Record(t.Context(), "door")
	if err != nil || len(deeds) != 5 || forgotten != 4 {
		t.Errorf("%d deeds, %d forgotten: %v", len(deeds), forgotten, err)
	}
	text, err := f.Scenario(t.Context(), "door", "rest")
	if err != nil || !strings.Contains(string(text), "the first 4 deeds are no longer known") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestAForkWithFirmwareThatDoesNotSuitTheMemoryIsRefused(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	create(t, f, fleet.Spec{ID: "door", Speed: fleet.Speed{Factor: 1, Paused: true}})
	if _, err := f.ForkTo(t.Context(), "door", fleet.Forking{Profile: "ab-slots"}); !errors.Is(err, fleet.ErrUpdate) || !strings.Contains(err.Error(), "not up") {
		t.Errorf("before its first boot: %v", err)
	}
	if _, err := f.ForkTo(t.Context(), "door", fleet.Forking{Profile: "no-such"}); !errors.Is(err, fleet.ErrSpec) && !errors.Is(err, fleet.ErrUpdate) {
		t.Errorf("firmware that there is not: %v", err)
	}
	if _, err := f.ForkTo(context.Background(), "door", fleet.Forking{Snapshot: "s000009"}); !errors.Is(err, fleet.ErrNotFound) {
		t.Errorf("a snapshot that there is not: %v", err)
	}
}

func TestEveryFirmwareKeepsPINAndPhonesOverTheUpdateOfAFork(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	h.setsUp("door")
	for _, profile := range firmware.ProfileNames() {
		if _, err := f.ForkTo(t.Context(), "door", fleet.Forking{Spec: fleet.Spec{ID: "x-" + profile, Speed: fleet.Speed{Paused: true}}, Profile: profile}); err != nil {
			t.Errorf("%s: %v", profile, err)
		}
	}
}
