package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// airborne is a scenario of the test's own whose phones go over the air.
func airborne(t testing.TB, lines ...string) File {
	t.Helper()
	return scripted(t, append([]string{"lock: {profile: ab-slots, phones: radio}"}, lines...)...)
}

// met plays a scenario all of whose expectations are to be met.
func met(t testing.TB, f File, o Options) Report {
	t.Helper()
	r := played(t, f, o)
	for _, e := range r.Expectations {
		if !e.Met {
			t.Errorf("%s: %s", e.Text, e.Got)
		}
	}
	return r
}

func TestEveryCommandOfAPhoneGoesOverTheAir(t *testing.T) {
	for _, protocol := range []string{"{}", "{mtu: 23, wire: gen2-doc21, indicate-first: yes}", "{wire: gen3, require-subscription: yes, complete-at-once: yes}"} {
		f := scripted(t, "lock: {profile: journal, phones: radio, protocol: "+protocol+"}", "steps:",
			"  - pair: anna", "  - pair: ben", "  - set-pin: 1234", "  - verify-pin", "  - verify-pin: 9999",
			`  - expect: [the last command was refused with "wrong PIN"]`,
			"  - set: {led-brightness: 5, name: Attic, latitude: 48.137154deg, time-zone-offset: -5h, lock-n-go-timeout: 7s, double-press: unlatch, night-start: '21:30'}",
			"  - invite: {name: guest, count: 6}", "  - remove-user: guest 3", "  - users", "  - log", "  - status", "  - read-settings", "  - battery-report", "  - update-time",
			"  - unlock", "  - lock", "  - unlatch: {as: ben}", "  - full-lock", "  - lock-n-go", "  - wait: 30s", "  - calibrate",
			"  - use: {for: 1d, actions-per-day: 4, poll: 6h}",
			"  - reboot", "  - wait: 10s", "  - status: ben",
			"expect:", "  - 7 authorizations are left", "  - PIN 1234 is accepted", "  - nothing was lost", "  - the last command was accepted", "  - phones stay paired", "  - 1 soft reset happened",
			`  - name is "Attic"`, "  - double press is unlatch", "  - latitude is 48.137154deg")
		commands, links := 0, 0
		met(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
			switch e.Name {
			case "command":
				commands++
			case "link-up":
				links++
			}
		})})
		if commands < 30 || links < 6 || links >= commands {
			t.Errorf("protocol %s: %d commands over %d connections", protocol, commands, links)
		}
	}
}

func TestAStoryOverTheAirIsTheSameEachTime(t *testing.T) {
	f := airborne(t, "seed: 9", "steps:", "  - pair: anna", "  - air-fault: {name: lossy, loss: {share: 20%}}", "  - air-fault: {name: slow, latency: {delay: 5ms, jitter: 30ms}, on: anna}",
		"  - set-pin: 4711", "  - unlock: anna", "  - log", "expect: [the fault lossy was applied, the fault slow was applied at least 20 times, the PIN is intact]")
	first := met(t, f, Options{})
	if second := played(t, f, Options{}); !reflect.DeepEqual(first, second) {
		t.Errorf("two runs differ:\n%+v\n%+v", first, second)
	}
}

func TestACopyMadeInTheMiddleOfAConversationGoesTheSameWay(t *testing.T) {
	// Copies are made again and again, with phones in the middle of what they say,
	// and go the same way.
	f := airborne(t, "steps:", "  - pair: anna", "  - pair: ben", "  - set-pin: {to: 4711, as: anna}", "  - knock: 1ms", "    after: 1ms into the erase",
		"  - unlock: ben", "  - wait: until the motor", "    after: 0s", "  - status: anna", "expect: [the PIN is intact, the bolt is unlocked]")
	var placed, began sim.Time
	looked := met(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
		switch {
		case e.Name == "command" && e.Text == "anna sends set-pin":
			began = e.At
		case e.Name == "cells-knocked" || strings.Contains(e.Name, "knock"):
			placed = e.At
		}
	})})
	if began == 0 || placed <= began {
		t.Fatalf("the knock comes at %v, the command at %v", placed, began)
	}
	p, err := newPlayer(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.lock.Advance(sim.Time(0).Add(FirstMinute)); err != nil {
		t.Fatal(err)
	}
	done, copies := false, 0
	for ; !done; copies++ {
		c, limit := p.ahead(), p.lock.Now().Add(170*time.Millisecond)
		if err := c.run(c.root, limit, nil); err != nil {
			t.Fatal(err)
		}
		if err := p.run(&watched{p.root, &done}, limit, nil); err != nil {
			t.Fatal(err)
		}
		if c.lock.Hash() != p.lock.Hash() {
			t.Fatalf("at %v a copy is elsewhere", p.lock.Now())
		}
	}
	if copies < 50 {
		t.Errorf("only %d copies", copies)
	}
	if err := p.lock.Wait(time.Microsecond); err != nil {
		t.Fatal(err)
	}
	p.ordered.Flush()
	if sum := p.hash.Sum(); hexOf(sum[:]) != looked.TraceSHA256 {
		t.Error("looking ahead from the middle of a conversation changes the story")
	}
}

// watched notes whether a task is done.
type watched struct {
	task
	done *bool
}

func (w *watched) poll(p *player) (sim.Time, bool, error) {
	wake, done, err := w.task.poll(p)
	*w.done = *w.done || done
	return wake, done, err
}

func TestAHandActsWhileAPhoneWaits(t *testing.T) {
	f := airborne(t, "steps:", "  - pair: anna", "  - air-fault: {name: late, late-indication: {by: 3s}}", "  - status", "  - press-button: 100ms", "    after: 1s")
	var pressed, told sim.Time
	played(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
		switch {
		case e.Kind == trace.Hand && strings.Contains(e.Text, "presses"):
			pressed = e.At
		case e.Name == "answer":
			told = e.At
		}
	})})
	if pressed == 0 || told <= pressed {
		t.Errorf("pressed at %v, told at %v", pressed, told)
	}
}

func TestOnePhoneDoesOneThingAtATime(t *testing.T) {
	f := airborne(t, "steps:", "  - pair: anna", "  - unlock: anna", "  - status: anna", "    after: 10ms", "  - users: {as: anna}", "    after: 10ms", "expect: [the bolt is unlocked]")
	var order []string
	open, most := 0, 0
	met(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
		switch e.Name {
		case "answer":
			order = append(order, e.Text)
		case "link-up":
			if e.Kind == trace.Phone {
				open++
				most = max(most, open)
			}
		case "link-down":
			if e.Kind == trace.Phone {
				open--
			}
		}
	})})
	if most != 1 || len(order) != 4 || !strings.Contains(order[1], "unlock") || !strings.Contains(order[2], "status") || !strings.Contains(order[3], "users") {
		t.Errorf("%d connections at a time; %q", most, order)
	}
}

func TestFaultsOfTheLinkDoWhatTheySay(t *testing.T) {
	for name, steps := range map[string][]string{
		"a lost request leaves the old PIN": {
			"  - air-fault: {name: f, disconnect: {at: 2, of: write, uuid: usdio}}", "  - set-pin: 99",
			`  - expect: [the last command was refused with "no answer", PIN 4711 is accepted, PIN 0099 is rejected, the PIN is intact, the fault f was applied exactly 1 time]`},
		"a lost answer leaves the new PIN": {
			"  - air-fault: {name: f, on: anna, disconnect: {at: 2, of: indication, uuid: usdio, reason: remote-user}}", "  - set-pin: 99",
			`  - expect: [the last command was refused with "no answer", PIN 0099 is accepted, PIN 4711 is rejected, the PIN is intact, the fault f was applied]`},
		"an app that confirms nothing is dropped, and another goes on": {
			"  - air-fault: {name: f, on: anna, no-confirm: {}}", "  - status: anna", "  - status: ben", "    after: 5s",
			"  - wait: 1s", "  - expect: [the fault f was applied]", "  - status: ben", "  - expect: [the last command was accepted]"},
		"a fault follows its phone and leaves others alone": {
			"  - air-fault: {name: f, on: anna, latency: {delay: 10ms}}", "  - status: ben", "  - expect: [the fault f was never applied]", "  - status: anna", "  - wait: 5s", "  - status: anna",
			"  - expect: [the fault f was applied at least 60 times]"},
		"a fault that is set anew is counted on": {
			"  - air-fault: duplicate-indication id=f every=1000", "  - air-fault: {name: f, latency: {delay: 1ms}}", "  - status", "  - air-fault: {remove: f}", "  - status",
			"  - air-fault: {name: f, rssi: {level: -70dBm}}", "  - wait: 5s", "  - expect: [the fault f was applied at least 10 times]", "  - status", "  - expect: [the last command was accepted]"},
		"a pause of the advertising begins with its step": {
			"  - wait: 1m", "  - air-fault: {name: f, advertising-pause: {for: 12s}}", "  - status", "  - expect: [the last command was accepted, the fault f was applied]"},
		"without packets nobody gets through": {
			"  - air-fault: {name: f, loss: {share: 100%}}", "  - status", `  - expect: [the last command was refused with "no answer"]`, "  - air-fault: {remove: all}", "  - status", "  - expect: [the last command was accepted]"},
		"a link that is lost before anything is said is made again": {
			"  - air-fault: {name: f, disconnect: {at: 9}}", "  - status", "  - expect: [the last command was accepted, the fault f was applied]"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := append([]string{"steps:", "  - pair: anna", "  - pair: ben", "  - set-pin: 4711", "  - wait: 1s"}, steps...)
			met(t, airborne(t, lines...), Options{})
		})
	}
}

func TestAPhoneThatIsNoLongerAuthorizedLearnsIt(t *testing.T) {
	met(t, airborne(t, "steps:", "  - pair: anna", "  - pair: ben", "  - remove-user: {name: ben, as: anna}", "  - status: ben",
		`  - expect: [the last command was refused with "0x20", 1 authorization is left]`,
		"  - status: anna", "expect: [the last command was accepted, phones stay paired]"), Options{})
}

func TestALockWithoutPowerIsSilence(t *testing.T) {
	f := airborne(t, "steps:", "  - pair: anna", "  - cells-out: abrupt", "  - wait: 3h", "  - status", `  - expect: [the last command was refused with "no answer"]`,
		"  - cells-in: clean", "  - wait: 1m", "  - status", "  - unlock", "  - cells-out: abrupt", "    after: 10ms into the motor", "expect:", `  - the last command was refused with "no answer"`)
	var sent, told []sim.Time
	met(t, f, Options{Trace: trace.Func(func(e *trace.Event) {
		switch e.Name {
		case "cells-out":
			sent = append(sent, e.At)
		case "answer":
			told = append(told, e.At)
		}
	})})
	// The supervision time-out ends the connection for the phone.
	if took := told[len(told)-1].Sub(sent[1]); took < 3*time.Second || took > 6*time.Second {
		t.Errorf("the phone knows %v after the cells went", took)
	}
}

func TestTheAirCannotDoEverything(t *testing.T) {
	for steps, word := range map[string]string{
		"[pair: anna, factory-reset]":         "factory-reset",
		"[air-fault: {remove: fog}]":          "air-fault",
		"[pair: anna, set: {auto-lock: yes}]": "set",
		"[air-fault: {name: a, disconnect: {at: 1, of: write, uuid: a92ee202-5501-11e4-916c-0800200c9a67}}]": "air-fault",
	} {
		_, err := Play(scripted(t, "lock: {profile: ab-slots, phones: radio, protocol: {wire: gen2-doc21}}", "steps: "+steps), Options{})
		var step *StepError
		if !errors.Is(err, ErrScenario) || !errors.As(err, &step) || step.Step != word {
			t.Errorf("%s: %v", steps, err)
		}
	}
	_, err := Play(scripted(t, "lock: {profile: ab-slots}", "steps: [{air-fault: {name: a, no-confirm: {}, on: anna}}]"), Options{})
	if !errors.Is(err, ErrImpossible) {
		t.Errorf("a fault for a phone that is not on the air: %v", err)
	}
}

func TestNoCutLosesAPINThatAPhoneSetsOverTheAir(t *testing.T) {
	// The line is opened at and inside every operation of the memory that the
	// request brings about, on a board whose capacitor has dried out.
	outcomes, silent, interrupted := map[bool]int{}, 0, 0
	for _, at := range []struct {
		moment string
		most   int
		after  []string
	}{{"erase", 1, []string{"0s", "20ms", "89ms"}}, {"program", 30, []string{"0s", "20us"}}} {
		for nth := 1; nth <= at.most; nth++ {
			for _, delay := range at.after {
				f := scripted(t, "seed: 5", "lock: {profile: ab-slots, phones: radio, board: {bulk: 1uF, decoupling: 200nF}, supervisor: {warning: off, write-gate: no}}", "steps:",
					"  - pair: anna", "  - set-pin: 4711", "  - set-pin: 99", "  - cut: 30s",
					fmt.Sprintf("    after: %s into the %s %s", delay, ordinal(nth), at.moment), "  - wait: 1m", "  - status", "expect: [the PIN is intact, the last command was accepted, phones stay paired]")
				told := false
				r, err := Play(f, Options{Trace: trace.Func(func(e *trace.Event) {
					told = told || e.Name == "answer" && e.Text == "anna gets no answer to set-pin"
				})})
				if errors.Is(err, ErrMoment) {
					nth = at.most
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range r.Expectations {
					if !e.Met {
						t.Errorf("cut %s into %s %d: %s: %s", delay, at.moment, nth, e.Text, e.Got)
					}
				}
				outcomes[r.Outcome.PIN.CustomAccepted]++
				if told {
					silent++
				}
				interrupted += r.Flash.Interrupted
			}
		}
	}
	if outcomes[true] < 3 || outcomes[false] < 1 || silent < 5 || interrupted == 0 {
		t.Errorf("%d runs: the last PIN acknowledged is accepted %d times, another one %d; %d times the phone is told nothing; %d operations interrupted",
			outcomes[true]+outcomes[false], outcomes[true], outcomes[false], silent, interrupted)
	}
}

func TestEveryFieldOfTheProtocolCanBeSet(t *testing.T) {
	l := scripted(t, "lock:", "  profile: ab-slots", "  protocol: {wire: gen3, hardware: 9.8, max-users: 3, max-codes: 0, pairing-for: 20s, flow-timeout: 2s, pair-when-new: no, new-beside-pairing: yes, mtu: 23, require-subscription: yes,",
		"    indicate-first: yes, idle-timeout: 5s, complete-at-once: yes, complete-after: 0s, progress-every: 0s, auto-unlock-after: 0s, require-calibration: yes, keypad-type-only: no,",
		"    keypad-stages: [{wrong: 1, for: 1s}, {wrong: 2, for: 2s}, {wrong: 3, for: 3s}], pin-attempts: 2, pin-lock-out: 15m}", "steps: [wait: 1s]").Lock
	p, err := l.profileOf("ab-slots")
	if err != nil {
		t.Fatal(err)
	}
	standard := firmware.DefaultProtocol()
	got, usual := reflect.ValueOf(p.Protocol), reflect.ValueOf(standard)
	for i := range got.NumField() {
		if reflect.DeepEqual(got.Field(i).Interface(), usual.Field(i).Interface()) {
			t.Errorf("%s cannot be set, or the test does not set it", got.Type().Field(i).Name)
		}
	}
	if p.Protocol.Wire.Name != "gen3" || len(Wires()) != len(keyturner.WireProfiles()) {
		t.Errorf("%+v", p.Protocol.Wire)
	}
	if p.PIN.Attempts != 2 || p.PIN.LockOut != 15*time.Minute {
		t.Errorf("the guard of the PIN: %+v", p.PIN)
	}
	none := LockSpec{Profile: "ab-slots"}
	if p, err := none.profileOf("ab-slots"); err != nil || p.Protocol != standard {
		t.Errorf("nothing is set: %+v, %v", p.Protocol, err)
	}
}
