package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const week = 7 * 24 * time.Hour

// spoken is how people say things.
var spoken = []struct {
	text  string
	claim Claim
}{
	{"the PIN is denied", PINIs{Classes: ClassesOf(Denied)}},
	{"the PIN is intact.", PINIs{Classes: ClassesOf(Intact)}},
	{"the pin is wrong or denied", PINIs{Classes: ClassesOf(Wrong, Denied)}},
	{"the PIN is not intact", PINIs{Not: true, Classes: ClassesOf(Intact)}},
	{"PIN 4711 is rejected", PINAnswer{4711, false}},
	{"PIN 0000 is accepted", PINAnswer{0, true}},
	{"0815 is accepted", PINAnswer{815, true}},
	{"no PIN is accepted", NoPINWorks{}},
	{"LED brightness is default", SettingIs{Setting: "led-brightness", Default: true}},
	{"the LED brightness is back to the default", SettingIs{Setting: "led-brightness", Default: true}},
	{"led-brightness is 4", SettingIs{Setting: "led-brightness", Value: SettingValue{Number: 4}}},
	{"LED brightness is not 4", SettingIs{Setting: "led-brightness", Not: true, Value: SettingValue{Number: 4}}},
	{`name is "Front door"`, SettingIs{Setting: "name", Value: SettingValue{Text: "Front door"}}},
	{"battery type is accumulators", SettingIs{Setting: "battery-type", Value: SettingValue{Number: 1}}},
	{"auto lock timeout is 5m", SettingIs{Setting: "auto-lock-timeout", Value: SettingValue{Number: 300}}},
	{"settings are kept", SettingFate{}},
	{"all settings are lost", SettingFate{Lost: true}},
	{"some setting is lost", SettingFate{Lost: true, Some: true}},
	{"setting name is lost", SettingFate{Setting: "name", Lost: true}},
	{"auto lock is kept", SettingFate{Setting: "auto-lock"}},
	{"phones stay paired", PhonesPaired{}},
	{"1 authorization is left", AuthorizationsLeft{Count{1, 1}}},
	{"no authorization is left", AuthorizationsLeft{Count{0, 0}}},
	{"at least 20 users are left", AuthorizationsLeft{Count{20, unlimited}}},
	{"no reset happened", Happened{Resets, Count{}}},
	{"at least 2 resets happened", Happened{Resets, Count{2, unlimited}}},
	{"a brown-out reset happened", Happened{BrownOutResets, Count{1, unlimited}}},
	{"between 2 and 5 boots happened", Happened{Boots, Count{2, 5}}},
	{"an erase was interrupted", Interrupted{Erases, Count{1, unlimited}}},
	{"no operation was interrupted", Interrupted{AnyOperation, Count{}}},
	{"at most 3 erases were begun", Done{Erases, Count{0, 3}}},
	{"at least 1 word is marginal", MarginalWords{Count{1, unlimited}}},
	{"VDD fell below 1.7 V", RailWent{VDD, true, 1_700_000, false}},
	{"VBAT stayed above 3V", RailWent{VBAT, true, 3_000_000, true}},
	{"VBAT never fell below 3000 mV", RailWent{VBAT, true, 3_000_000, true}},
	{"the lock is usable", Usable{}},
	{`boot decided "defaults-written"`, BootDecided{AnyBoot, "defaults-written"}},
	{`no boot decided "x, y"`, BootDecided{NoBoot, "x, y"}},
	{"the last boot found the settings page blank", BootFound{LastBoot, "settings page", "blank"}},
	{"the battery lasted between 3 weeks and 5 weeks", BatteryLasted{Span{3 * week, 5 * week}}},
	{"the battery lasted at least 90 days", BatteryLasted{Span{Min: 90 * 24 * time.Hour}}},
	{"the motor used at most 20% of the charge", ChargeUsed{"motor", Share{0, 20_000}}},
	{"the extra load used between 50 % and 90 % of the charge", ChargeUsed{"extra load", Share{50_000, 90_000}}},
	{"factory reset with PIN 4711 is refused", ResetAsked{ResetByPhone, 4711, false}},
	{"a factory reset by the button is allowed", ResetAsked{By: ResetByButton, Allowed: true}},
	{"nothing was lost", NothingLost{}},
	{`the last command was refused with "wrong PIN"`, LastAnswer{Reason: "wrong PIN"}},
	{"the bolt is in between", BoltIs{"in between"}},
	{"the battery is critical", BatteryCritical{}},
	{"the fault slow was applied", FaultApplied{"slow", Count{1, unlimited}}},
	{"the fault a.b was never applied.", FaultApplied{"a.b", Count{}}},
	{"the fault slow was applied at least 2 times", FaultApplied{"slow", Count{2, unlimited}}},
	{"the fault slow was applied exactly 1 time", FaultApplied{"slow", Count{1, 1}}},
}

func TestSentencesAreUnderstoodAsSpoken(t *testing.T) {
	for _, s := range spoken {
		c, err := ParseClaim(s.text)
		if err != nil {
			t.Errorf("%v", err)
		} else if c != s.claim {
			t.Errorf("%q is read as %#v, want %#v", s.text, c, s.claim)
		}
	}
}

func TestEveryFormOfSentenceIsSpokenOfInTests(t *testing.T) {
	for i, f := range sentenceTable {
		if !slices.ContainsFunc(spoken, func(s struct {
			text  string
			claim Claim
		}) bool {
			_, ok := f.parts(s.claim)
			return ok
		}) {
			// Forms that differ in one word from one that is spoken.
			if shown := Wordings()[i]; !slices.ContainsFunc(unspoken, func(u string) bool { return strings.HasPrefix(shown, u) }) {
				t.Errorf("nobody says %q", shown)
			}
		}
	}
}

var unspoken = []string{"the lock is not usable", "<setting> is not default", "some setting is kept", "no phone is paired", "<count> <operations> were interrupted",
	"<count> <operation> was begun", "<rail> rose above", "<rail> stayed below", "the last boot decided", "a boot found", "no boot found",
	"the battery is not critical", "factory reset with PIN <PIN> is allowed", "factory reset by button is refused", "the last command was refused", "the last command was accepted"}

func TestUnknownSentenceNamesTheNearest(t *testing.T) {
	for text, want := range map[string]string{
		"the PIN is denyed":                "did you mean 'denied'?",
		"the battery lasted at most 3":     "the battery lasted <span>",
		"VDD fell under 1.7 V":             "<rail> fell below <voltage>",
		"factory reset with 4711 refused":  "factory reset with PIN <PIN> is",
		"the last boot fond the log blank": "did you mean 'found'?",
		"the motor used 20 of the charge":  "the <consumer> used <share> of the charge",
		"nothing lost":                     "nothing was lost",
		"everything is fine":               "a sentence like",
		"LED brightness is 7":              "0 to 5",
		"battery type is nickel":           "accumulators",
		"between 5 and 2 resets happened":  "a sentence like",
	} {
		_, err := ParseClaim(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want %q in\n%v", text, want, err)
		}
	}
}
