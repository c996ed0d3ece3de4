package scenarios

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// lostPIN is what a battery change that tore the settings page leaves.
func lostPIN() Facts {
	return Facts{
		Outcome: Outcome{
			PIN:            PINOutcome{Class: Denied},
			Settings:       SettingsOutcome{Kept: []Setting{"name"}, Lost: []Setting{"led-brightness"}},
			Authorizations: AuthorizationsOutcome{Before: 20, After: 20},
			Boots:          3,
			Resets:         []Reset{{5, "power-on"}, {9, "brown-out"}},
			Usable:         true,
		},
		Flash:       FlashCounts{Programs: 40, Erases: 4, Interrupted: 1, MarginalWords: 12},
		Torn:        TornCounts{Erases: 1},
		PINs:        []PINTry{{4711, false}, {0, false}},
		FactoryTry:  []ResetTry{{By: ResetByPhone, PIN: 4711}, {By: ResetByButton, Allowed: true}},
		CustomPINOn: true,
		Settings: []SettingFact{
			{Setting: "name", Reads: SettingValue{Text: "Front door"}, Default: SettingValue{Text: "Lock"}, Chosen: Some(SettingValue{Text: "Front door"})},
			{Setting: "led-brightness", Reads: SettingValue{Number: 3}, Default: SettingValue{Number: 3}, Chosen: Some(SettingValue{Number: 1})},
			{Setting: "auto-lock", Reads: SettingValue{}, Default: SettingValue{}},
		},
		Phones:   PhoneCounts{Paired: 2, Still: 2},
		Bolt:     "locked",
		Warnings: 1,
		Boots: []BootFacts{
			{Found: []FoundFact{{"settings page", "valid"}}},
			{Found: []FoundFact{{"settings page", "blank"}, {"log", "valid"}}, Decisions: []string{"defaults-written: The defaults are written over what could not be read."}},
		},
		Rails:   []RailExtremes{{VBAT, 3_100_000, 6_400_000}, {VDD, 1_650_000, 3_300_000}},
		Battery: BatteryFacts{Lasted: 4 * week, Over: true},
		Charge:  []ChargeFact{{"motor", 200}, {"logic", 500}, {"extra load", 300}},
		Answer:  AnswerFact{Given: true, Reason: "0x21 wrong PIN"},
		Faults:  []FaultFact{{"slow", 3}, {"deaf", 0}},
	}
}

func TestClaimsAreJudged(t *testing.T) {
	for _, c := range []struct {
		text string
		met  bool
		got  string
	}{
		{"the PIN is denied", true, "the PIN is denied"},
		{"the PIN is wrong or denied", true, ""},
		{"the PIN is intact", false, "the PIN is denied"},
		{"the PIN is not intact", true, ""},
		{"PIN 4711 is rejected", true, "PIN 4711 is rejected"},
		{"PIN 4711 is accepted", false, "PIN 4711 is rejected"},
		{"PIN 1234 is rejected", false, "was not tried"},
		{"no PIN is accepted", true, "the PIN set is rejected, 0000 is rejected"},
		{"LED brightness is default", true, "led brightness is 3"},
		{"LED brightness is 1", false, "led brightness is 3"},
		{"LED brightness is not 1", true, ""},
		{`name is "Front door"`, true, "name is Front door"},
		{"name is default", false, ""},
		{"battery type is default", false, "was not read"},
		{"settings are kept", false, "kept: name; lost: led brightness is 3"},
		{"some setting is lost", true, ""},
		{"all settings are lost", false, ""},
		{"setting led-brightness is lost", true, ""},
		{"setting name is kept", true, "kept: name"},
		{"setting auto-lock is kept", false, "no such setting was changed"},
		{"phones stay paired", true, "2 of 2 phones are paired"},
		{"no phone is paired", false, ""},
		{"20 authorizations are left", true, "20 of 20 authorizations are left"},
		{"1 authorization is left", false, ""},
		{"2 resets happened", true, "2 resets happened"},
		{"a brown-out reset happened", true, "1 brown-out reset happened"},
		{"no watchdog reset happened", true, "no watchdog reset happened"},
		{"3 boots happened", true, ""},
		{"a warning happened", true, ""},
		{"an erase was interrupted", true, "1 erase interrupted"},
		{"no program was interrupted", true, ""},
		{"no operation was interrupted", false, "1 operation interrupted"},
		{"at least 5 erases were begun", false, "4 erases begun"},
		{"between 10 and 20 words are marginal", true, "12 words marginal"},
		{"VDD fell below 1.7 V", true, "VDD was at its lowest 1.65V"},
		{"VDD fell below 1650 mV", false, ""},
		{"VBAT stayed above 3 V", true, "3.1V"},
		{"VBAT stayed above 3.2 V", false, ""},
		{"VBAT rose above 6 V", true, "6.4V"},
		{"VBAT stayed below 6 V", false, ""},
		{"the lock is usable", true, ""},
		{"the lock is not usable", false, "the lock is usable"},
		{`boot decided "defaults-written"`, true, "defaults-written"},
		{`no boot decided "Defaults are written"`, false, ""},
		{`the last boot decided "wipe"`, false, ""},
		{"the last boot found the settings page blank", true, "boot 2 found the settings page blank"},
		{"the last boot found the settings page valid", false, ""},
		{"a boot found the settings page valid", true, ""},
		{"no boot found the settings page corrupt", true, ""},
		{"a boot found the layout word blank", false, "no boot looked at the layout word"},
		{"the battery lasted between 3 weeks and 5 weeks", true, "lasted 28d"},
		{"the battery lasted at least 29 days", false, ""},
		{"the motor used at most 20% of the charge", true, "the motor used 20% of the charge"},
		{"the motor used at most 19.9% of the charge", false, ""},
		{"the motor used at least 20% of the charge", true, ""},
		{"the radio used exactly 0% of the charge", true, ""},
		{"factory reset with PIN 4711 is refused", true, "factory reset with PIN 4711 is refused"},
		{"factory reset by the button is allowed", true, ""},
		{"factory reset with PIN 1111 is refused", false, "not tried"},
		{"nothing was lost", false, "the PIN is denied; kept: name; lost: led brightness is 3"},
		{`the last command was refused with "wrong pin"`, true, "0x21 wrong PIN"},
		{"the last command was accepted", false, ""},
		{"the bolt is locked", true, ""},
		{"the bolt is unlatched", false, "the bolt is locked"},
		{"the battery is critical", false, "not reported critical"},
		{"the fault slow was applied", true, "the fault slow was applied 3 times"},
		{"the fault slow was applied at most 2 times", false, "3 times"},
		{"the fault deaf was never applied", true, "the fault deaf was never applied"},
		{"the fault deaf was applied", false, "never applied"},
		{"the fault fog was never applied", false, "no fault fog was ever set"},
	} {
		claim, err := ParseClaim(c.text)
		if err != nil {
			t.Error(err)
			continue
		}
		met, got := Judge(Expectation{Claim: claim}, lostPIN())
		if met != c.met || !strings.Contains(got, c.got) {
			t.Errorf("%q: met %v, got %q; want %v, %q", c.text, met, got, c.met, c.got)
		}
	}
}

func TestNothingIsLostWhenNothingChanged(t *testing.T) {
	f := Facts{Outcome: Outcome{PIN: PINOutcome{Class: Intact}}}
	if met, got := Judge(Say(NothingLost{}), f); !met {
		t.Error(got)
	}
	if met, _ := Judge(Say(SettingFate{Lost: true}), f); met {
		t.Error("all settings are lost, though none was changed")
	}
}

func TestCellsThatStillWorkHaveNotLastedShort(t *testing.T) {
	f := Facts{Battery: BatteryFacts{Lasted: 10 * week}}
	for text, want := range map[string]bool{"at least 9 weeks": true, "at least 11 weeks": false, "between 3 weeks and 12 weeks": false, "at most 12 weeks": false} {
		claim, err := ParseClaim("the battery lasted " + text)
		if err != nil {
			t.Fatal(err)
		}
		if met, got := Judge(Say(claim), f); met != want {
			t.Errorf("%s: %v, %s", text, met, got)
		}
	}
}

func TestAVoidOfFactsMeetsNoPositiveClaim(t *testing.T) {
	for _, text := range []string{"PIN 4711 is accepted", "PIN 4711 is rejected", "LED brightness is default", "phones stay paired", "VDD stayed above 1 V",
		"the motor used at most 50% of the charge", "factory reset with PIN 0000 is refused", "the last command was refused", "the lock is usable", "the PIN is intact"} {
		claim, err := ParseClaim(text)
		if err != nil {
			t.Fatal(err)
		}
		if met, got := Judge(Say(claim), Facts{}); met {
			t.Errorf("%q holds of nothing: %s", text, got)
		}
	}
}

func TestQuestionsAreAskedOnce(t *testing.T) {
	claims := []Expectation{Say(PINAnswer{4711, true}), Say(PINAnswer{0, false}), Say(PINAnswer{4711, false}), Say(ResetAsked{ResetByPhone, 1, true}), Say(ResetAsked{ResetByPhone, 1, false})}
	q := QuestionsOf(claims)
	if len(q.PINs) != 2 || q.PINs[0] != 4711 || len(q.Resets) != 1 {
		t.Errorf("got %+v", q)
	}
}

func TestReportHasTheKeysThatArePromised(t *testing.T) {
	out, err := json.Marshal(Report{Scenario: "a", Seed: 7, Profile: "ab-slots", Verdict: Pass, SimulatedNS: int64(time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"scenario":"a","seed":7,"profile":"ab-slots","verdict":"pass","expectations":[],` +
		`"outcome":{"pin":{"class":"","custom_accepted":false,"default_accepted":false},"settings":{"kept":[],"lost":[]},` +
		`"authorizations":{"before":0,"after":0},"boots":0,"resets":[],"usable":false},` +
		`"flash":{"programs":0,"erases":0,"interrupted":0,"marginal_words":0},"energy":[],` +
		`"trace_sha256":"","simulated_ns":1000000000,"wall_ns":0}`
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}
