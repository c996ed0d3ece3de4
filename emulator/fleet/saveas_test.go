package fleet_test

import (
	"strings"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/keyturner"
	"locktwin/scenarios"
)

// saved is the scenario of a lock, which has to be one that can be read and played.
func saved(t *testing.T, f *fleet.Fleet, id string) (string, scenarios.File, scenarios.Report) {
	t.Helper()
	text, err := f.Scenario(t.Context(), id, "saved")
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Parse("saved.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	report, err := scenarios.Play(file, scenarios.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return string(text), file, report
}

func TestWhatPhonesReadAgainAndAgainIsOneDeed(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "ab-slots"))
	who := h.setsUp("door")
	for range 5 {
		h.asks("door", who, func(c *keyturner.Client) error { _, err := c.States(); return err })
		h.wait("door", time.Minute)
	}
	deeds, _, err := f.Record(t.Context(), "door")
	if err != nil {
		t.Fatal(err)
	}
	if last := deeds[len(deeds)-1]; len(deeds) != 6 || last.Word() != "status" || last.Asked.Times != 5 {
		t.Errorf("%d deeds, the last %+v", len(deeds), last.Asked)
	}
	if text, _, report := saved(t, f, "door"); !strings.Contains(text, "# The phone asked for the same 5 times in a row; once stands for all.") || report.Verdict != scenarios.Pass {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestAPINThatWasRefusedIsNotTheOneThatIsExpected(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "ab-slots"))
	who := h.setsUp("door")
	h.asks("door", who, func(c *keyturner.Client) error {
		if err := c.SetPIN(1234, 9999); err == nil {
			t.Error("a PIN is changed with a wrong one")
		}
		return nil
	})
	h.wait("door", 10*time.Second)
	deeds, _, _ := f.Record(t.Context(), "door")
	if last := deeds[len(deeds)-1]; last.Word() != "set-pin" || !last.Asked.Refused {
		t.Errorf("%+v", last.Asked)
	}
	text, _, report := saved(t, f, "door")
	if report.Verdict != scenarios.Pass || !strings.Contains(text, "PIN 4711 is accepted") || !strings.Contains(text, "{to: '1234', pin: '9999'}") {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestWhatAnAppDoesInARowIsDoneInARow(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "rewrite-at-boot"))
	h.wait("door", 70*time.Second)
	who := h.pairs("door", "owner")
	h.asks("door", who, func(c *keyturner.Client) error {
		if err := c.SetPIN(4711, 0); err != nil {
			return err
		}
		config, err := c.Config()
		if err != nil {
			return err
		}
		s := config.Settings
		s.LEDBrightness = 5
		return c.SetConfig(s, 4711)
	})
	h.wait("door", 10*time.Second)
	h.changesCells("door")
	text, _, report := saved(t, f, "door")
	if report.Verdict != scenarios.Pass || !strings.Contains(text, "all settings are lost") {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestAUserWhoWasInvitedAndRemovedIsSoInTheFile(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	create(t, f, weak("door", "ab-slots"))
	who := h.setsUp("door")
	second := h.pairs("door", "second")
	h.asks("door", who, func(c *keyturner.Client) error { return c.RemoveAuthorization(second.AuthID, 4711) })
	h.wait("door", 10*time.Second)
	text, file, report := saved(t, f, "door")
	removed := false
	for _, s := range file.Steps {
		if r, ok := s.Action.(scenarios.RemoveUser); ok && r.Name == "second" {
			removed = true
		}
	}
	if !removed || report.Verdict != scenarios.Pass {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestAScenarioThatWasPlayedStandsInTheFileWithWhatWasDoneBesideIt(t *testing.T) {
	f, _ := cranked(t, fleet.Options{})
	h := hand{t, f}
	const story = "scenario: short\nseed: 3\nlock: {profile: ab-slots}\nsteps:\n  - pair\n  - set-pin: 4711\n  - wait: 1m\nexpect: [PIN 4711 is accepted]\n"
	l, run, err := f.Load(t.Context(), fleet.Loading{Name: "short.yaml", File: []byte(story), Spec: fleet.Spec{ID: "door", Speed: fleet.Speed{Factor: 1, Paused: true}}})
	if err != nil || run.BeganNS != int64(time.Minute) || l.Seed != 3 {
		t.Fatalf("%+v %+v, %v", l, run, err)
	}
	h.wait("door", 20*time.Second)
	h.does("door", fleet.Deed{Knock: &fleet.Knock{Times: 1, For: time.Millisecond}})
	h.wait("door", 2*time.Minute)
	text, file, report := saved(t, f, "door")
	if _, ok := file.Steps[0].Action.(scenarios.Repeat); !ok || report.Verdict != scenarios.Pass || !strings.Contains(text, "knock") || !strings.Contains(text, "PIN 4711 is accepted") {
		t.Errorf("%+v\n%s", report.Expectations, text)
	}
}

func TestALoadedStoryIsPlayedAsFastAsPossibleAndThenTimeRunsAsUsual(t *testing.T) {
	f, clock := cranked(t, fleet.Options{})
	const story = "scenario: long\nlock: {profile: ab-slots}\nsteps:\n  - use: {for: 2d, actions-per-day: 3}\nexpect: [the lock is usable]\n"
	one := fleet.Speed{Factor: 1}
	_, run, err := f.Load(t.Context(), fleet.Loading{Name: "long.yaml", File: []byte(story), Spec: fleet.Spec{ID: "door"}, After: &one})
	if err != nil {
		t.Fatal(err)
	}
	for run.State == fleet.RunRunning {
		clock.Turn(time.Millisecond)
		if run, _, err = f.Run("door", run.ID); err != nil {
			t.Fatal(err)
		}
	}
	l, err := f.Lock("door")
	if err != nil || run.State != fleet.RunPass || l.Speed != one || l.SimTimeNS < int64(47*time.Hour) {
		t.Errorf("%+v %+v, %v", run, l, err)
	}
}
