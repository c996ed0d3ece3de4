package scenarios

import (
	"io/fs"
	"strings"
	"testing"

	"locktwin/model/firmware"
)

func story(steps, expect string) string {
	return "scenario: a\nstory: b\nseed: 1\nlock: {profile: ab-slots}\nsteps:\n" + steps + "expect:\n" + expect
}

// overAir is a story whose phones go over the air.
func overAir(steps, expect string) string {
	return strings.Replace(story(steps, expect), "profile: ab-slots", "profile: ab-slots, phones: radio", 1)
}

func TestLintFindsWhatNobodyMeans(t *testing.T) {
	ok := "  - the lock is usable\n"
	for _, c := range []struct{ text, want string }{
		{"scenario: a\nstory: b\nlock: {profile: ab-slots}\nsteps: [wait: 1d]\nexpect: [the lock is usable]\n", "x.yaml:1:1: the file has no seed"},
		{"scenario: a\nseed: 1\nlock: {profile: ab-slots}\nsteps: [wait: 1d]\nexpect: [the lock is usable]\n", "x.yaml:1:1: the file has no story"},
		{"scenario: a\nseed: 1\nstory: b\nlock: {profile: ab-slots}\nsteps: [wait: 1d]\n", "advice: nothing is expected"},
		{strings.Replace(story("  - wait: 1d\n", ok), "ab-slots", "ab-slots, part: stm32f405", 1), "x.yaml:4:33: this lock cannot be built"},
		{strings.Replace(story("  - wait: 1d\n", ok), "ab-slots", "ab-slots, board: {bulk: 0uF}", 1), "x.yaml:4:41: bulk is '0uF', which is outside"},
		{strings.Replace(story("  - wait: 1d\n", ok), "ab-slots", "ab-slots, board: {hold-up: 1pF}", 1), "x.yaml:4:44: hold-up is '1pF'"},
		{strings.Replace(story("  - wait: 1d\n", ok), "ab-slots", "save-on-warning, supervisor: {warning: off}", 1), "x.yaml:4:56: this lock cannot be built"},
		{strings.Replace(story("  - update: save-on-warning\n", ok), "ab-slots", "ab-slots, supervisor: {warning: off}", 1), "x.yaml:6:5: this lock cannot be built"},
		{story("  - cells-in: firm\n", ok), "x.yaml:6:5: cells are put in, and there are cells in already"},
		{story("  - cells-out\n  - cells-out\n", ok), "x.yaml:7:5: the cells are taken out, and they are out already"},
		{story("  - cells-out\n  - knock\n", ok), "a knock shakes"},
		{story("  - cells-out\n  - sag: {to: 1V, for: 1s}\n", ok), "the supply is disturbed"},
		{story("  - supply: off\n", ok), "it was not on"},
		{story("  - unlock\n", ok), "none was ever paired"},
		{story("  - pair: anna\n  - unlock: ben\n", ok), "the phone 'ben' acts"},
		{story("  - pair: anna\n  - pair: anna\n", ok), "second time"},
		{story("  - pair: anna\n  - cells-out\n  - wait: 1h\n  - unlock\n", ok), "advice: nobody hears this"},
		{story("  - repeat:\n      times: 2\n      steps:\n        - cells-out\n", ok), "x.yaml:9:11: the cells are taken out"},
		{story("  - update: ab-slots\n", ok), "installed already"},
		{story("  - wait: 1d\n", "  - PIN 4711 is rejected\n"), "x.yaml:8:5: PIN 4711 was never set"},
		{story("  - wait: 1d\n", "  - factory reset with PIN 4711 is refused\n"), "never set"},
		{story("  - wait: 1d\n", "  - the PIN is intact\n  - the PIN is denied\n"), "x.yaml:9:5: this and 'the PIN is intact' cannot both be true"},
		{story("  - wait: 1d\n", "  - no reset happened\n  - at least 1 reset happened\n"), "cannot both"},
		{story("  - wait: 1d\n", "  - VDD fell below 1.7 V\n  - VDD stayed above 1.8 V\n"), "cannot both"},
		{story("  - wait: 1d\n", "  - settings are kept\n  - setting name is lost\n"), "cannot both"},
		{story("  - wait: 1d\n", "  - nothing was lost\n  - the PIN is denied\n"), "cannot both"},
		{story("  - wait: 1d\n", "  - PIN 0000 is accepted\n  - no PIN is accepted\n"), "cannot both"},
		{story("  - air-fault: loss id=a permille=20\n", ok), "x.yaml:6:5: advice: no phone of this file goes over the air"},
		{story("  - air-fault: {name: a, no-confirm: {}, on: anna}\n", ok), "x.yaml:6:5: the fault is one of a phone, and no phone"},
		{overAir("  - air-fault: {name: a, no-confirm: {}, on: ben}\n  - pair: anna\n", ok), "x.yaml:6:5: the fault is one of the phone 'ben', which is never paired"},
		{overAir("  - air-fault: {remove: a}\n", ok), "x.yaml:6:5: the fault 'a' is taken away, and was never set"},
		{overAir("  - wait: 1d\n", "  - the fault a was applied\n"), "x.yaml:8:5: no fault 'a' was ever set"},
		{overAir("  - air-fault: loss id=a permille=20\n", "  - the fault a was applied\n  - the fault a was never applied\n"), "cannot both"},
		{overAir("  - pair: anna\n  - factory-reset\n", ok), "x.yaml:7:5: the published protocol has no factory reset"},
		{story("  - wait: 1d\n", "  - led brightness is 1\n  - led brightness is 2\n"), "cannot both"},
	} {
		_, ps := Lint("x.yaml", []byte(c.text))
		found := false
		for _, p := range ps {
			found = found || strings.Contains(p.Error(), c.want)
		}
		if !found {
			t.Errorf("want %q, got\n%v\n%s", c.want, ps, c.text)
		}
	}
}

func TestLintLeavesGoodFilesAlone(t *testing.T) {
	for _, text := range []string{
		story("  - pair: anna\n  - repeat:\n      times: 3\n      steps: [cells-out, wait: 1m, cells-in, unlock]\n", "  - the PIN is not intact\n  - the PIN is denied\n  - VDD fell below 1.7 V\n  - VDD stayed above 1.6 V\n"),
		overAir("  - air-fault: {name: a, loss: {share: 2%}, on: phone}\n  - pair\n  - status: phone\n  - air-fault: {remove: all}\n  - factory-reset: {by: button}\n", "  - the fault a was applied at least 3 times\n  - the fault a was applied\n"),
		story("  - cells-out\n  - supply: 6V\n  - cut: 1s\n  - supply: off\n  - cells-in\n", "  - PIN 0000 is accepted\n  - some setting is lost\n  - setting name is kept\n"),
	} {
		if _, ps := Lint("x.yaml", []byte(text)); len(ps) > 0 {
			t.Errorf("%v\n%s", ps, text)
		}
	}
}

func TestLibraryFilesAreInOrder(t *testing.T) {
	names, err := fs.Glob(Library(), "*.yaml")
	if err != nil || len(names) < 11 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(Library(), name)
		if err != nil {
			t.Fatal(err)
		}
		f, ps := Lint(name, text)
		if len(ps) > 0 {
			t.Errorf("%v", ps)
			continue
		}
		if f.Scenario+".yaml" != name {
			t.Errorf("%s calls itself %s", name, f.Scenario)
		}
		if _, err := Format(f); err != nil {
			t.Error(err)
		}
	}
}

func TestSettingsAreTheFieldsOfTheFirmware(t *testing.T) {
	fields, settings := firmware.Fields(), Settings()
	if len(fields) != len(settings) {
		t.Fatalf("%d fields, %d settings", len(fields), len(settings))
	}
	for i, f := range fields {
		if f.String() != string(settings[i].Setting) {
			t.Errorf("field %d is %s, setting %s", i, f, settings[i].Setting)
		}
	}
}
