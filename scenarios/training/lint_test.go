package training

import (
	"io/fs"
	"strings"
	"testing"
)

// TestLintShowsWhereAndWhatWasMeant breaks a sound case in one place after the other.
func TestLintShowsWhereAndWhatWasMeant(t *testing.T) {
	good, err := fs.ReadFile(Files(), "settings-gone.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ from, to, found string }{
		{"  - {ask: own-pin, key: yes}", "  - {ask: own-pn, key: yes}", "did you mean 'own-pin'?"},
		{"  - {do: look-flash, key: yes}", "  - {do: look-flsh, key: yes}", "did you mean 'look-flash'?"},
		{"  - do look-flash", "  - do look-flsh", "did you mean 'look-flash'?"},
		{"  - ask own-pin", "  - aks own-pin", "does not begin with ask, do, tell"},
		{"  - ask own-pin", "  - ask", "does not say what to ask"},
		{"  - tell set-no-pin-yet", "  - tell nothing", "nothing to tell named 'nothing'"},
		{"  - finish", "  - ask light", "does not end"},
		{"  - finish", "  - stage\n  - finish", "goes on 3 times, and there are 3 stages"},
		{"  - finish", "  - hint no-pin\n  - finish", "buys a hint"},
		{"gives: as-set", "gives: as-st", "did you mean 'as-set'?"},
		{"  - {do: enter-default, gives: accepted}", "  - {do: warm-up, gives: done}", "is not allowed"},
		{"phone: customer", "phone: custmer", "did you mean 'customer'?"},
		{"  - id: door\n", "  - id: hall\n", "the stage 'hall' has no title"},
		{"opens: [answers]", "opens: [time]", "no stage lets the customer answer"},
		{"opens: [story, scope, flash, time]", "opens: [story, scope, time]", "needs the part 'flash'"},
		{"opens: [answers]", "opens: [answer]", "did you mean 'answers'?"},
		{"  - id: reset-it\n", "  - id: no-reset-needed\n", "stands twice among the statements"},
		{"  - restart\n", "  - read-settings\n", "is allowed already"},
		{"  firmware: three-block-ring\n", "", "there is no firmware to install"},
		{"    seed: 77\n", "", "the hidden scenario has no seed"},
		{"      profile: rewrite-at-boot-crc\n", "      profile: rewrite-at-bot-crc\n", "did you mean 'rewrite-at-boot-crc'?"},
		{"warns: [users, settings]", "warns: [users, door]", "is no loss known here"},
		{"holds: [no authorization is left]", "holds: [no authorisation is left]", "not understood"},
		{"    text:\n      en: You need not", "    txt:\n      en: You need not", "did you mean 'text'?"},
		{"      fr: Vous n'avez rien", "      it: Vous n'avez rien", "unknown key 'it'"},
		{"training: settings-gone", "training: Settings gone", "is no name"},
		{"level: 1", "level: 7", "outside 1 to 3"},
		{"hidden:\n", "hidden:\n  library: pin-denied-after-battery-change\n", "has to be one scenario"},
		{"checks:\n", "rubric: {asking: 10, order: 10, evidence: 10, diagnosis: 10, telling: 10, checking: 10}\nchecks:\n", "add up to 60"},
	} {
		text := strings.Replace(string(good), x.from, x.to, 1)
		if text == string(good) {
			t.Fatalf("the case does not say %q", x.from)
		}
		_, problems := Lint("case.yaml", []byte(text))
		shown := problems.Error()
		if !problems.Faults() || !strings.Contains(shown, x.found) {
			t.Errorf("%q for %q: no word of %q in\n%s", x.to, x.from, x.found, shown)
			continue
		}
		if p := problems[0]; p.Position.Line < 1 || p.Line == "" {
			t.Errorf("%q: the place is missing: %+v", x.to, p)
		}
	}
}

func TestLintKnowsTheLibrary(t *testing.T) {
	good, _ := fs.ReadFile(Files(), "settings-gone.yaml")
	from, to := strings.Index(string(good), "  scenario:\n"), strings.Index(string(good), "stages:\n")
	text := string(good[:from]) + "  library: pin-denied-after-batery-change\n" + string(good[to:])
	_, problems := Lint("case.yaml", []byte(text))
	if shown := problems.Error(); !strings.Contains(shown, "did you mean 'pin-denied-after-battery-change'?") {
		t.Error(shown)
	}
}

func TestLintAdvisesWhereNothingWasTranslated(t *testing.T) {
	good, _ := fs.ReadFile(Files(), "settings-gone.yaml")
	const en, de = "Please reset the lock and start anew, that is the quickest way.", "Bitte setzen Sie das Schloss zurück und fangen Sie neu an, das geht am schnellsten."
	_, problems := Lint("case.yaml", []byte(strings.Replace(string(good), de, en, 1)))
	if shown := problems.Error(); problems.Faults() || !strings.Contains(shown, "advice: two languages have the same text") {
		t.Error(shown)
	}
}

func TestACaseIsToldFromAScenario(t *testing.T) {
	for text, want := range map[string]bool{"training: x\n": true, "scenario: x\n": false, "": false, "- training": false, "\t": false} {
		if IsCase([]byte(text)) != want {
			t.Errorf("%q: not %t", text, want)
		}
	}
}

func TestProveFindsWhatOnlyPlayingTells(t *testing.T) {
	good, _ := fs.ReadFile(Files(), "settings-gone.yaml")
	for _, x := range []struct{ from, to, found string }{
		{"holds: [the PIN is intact, some setting is lost, at least 1 erase was interrupted, the last boot found the settings page blank]", "holds: [the PIN is denied]", "0 diagnoses are true"},
		{"holds: [no authorization is left]", "holds: [the PIN is intact]", "2 diagnoses are true"},
		{"  - do restore-settings\n", "", "checking 0/7"},
		{"  firmware: three-block-ring\n", "  firmware: three-block-ring\n  moment: pin-lock-out\n", "no event 'pin-lock-out'"},
		{"          manner: hesitant\n          gap: 250ms\n", "          manner: clean\n", "loses nothing"},
		{"  - do look-flash\n", "", "evidence 0/10"},
		{"  - ask users\n", "", "asking 0/3"},
		{"  - stage\n  - do look-flash\n", "  - do look-flash\n", "the part flash is covered"},
		{"  - tell no-reset-needed\n", "  - tell reset-it\n", "something that is not true"},
	} {
		text := strings.Replace(string(good), x.from, x.to, 1)
		if text == string(good) {
			t.Fatalf("the case does not say %q", x.from)
		}
		c, err := Parse("case.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Prove(); err == nil || !strings.Contains(err.Error(), x.found) {
			t.Errorf("without %q: %v", x.from, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	names, _ := fs.Glob(Files(), "*.yaml")
	for _, n := range names {
		text, _ := fs.ReadFile(Files(), n)
		f.Add(text)
	}
	f.Add([]byte("training: x\nhidden: {library: no-page-to-swap}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Parse("case.yaml", text)
		if (c == nil) == (err == nil) {
			t.Fatal("neither a case nor an error, or both")
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
	})
}
