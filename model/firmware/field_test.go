package firmware

import (
	"testing"

	"locktwin/model/keyturner"
)

func TestAnAppChangesOneFieldOfWhatItRead(t *testing.T) {
	c, a := DefaultConfig(), DefaultAdvancedConfig()
	published := a.published()
	for _, f := range Fields() {
		settings, advanced := keyturner.Settings(c), published.AdvancedSettings
		if f == FieldName {
			if f.SetPublished(&settings, &advanced, 1) {
				t.Error("the name is taken for a number")
			}
			continue
		}
		if f.SetPublished(&settings, &advanced, 1<<20) && f != FieldLatitude && f != FieldLongitude {
			t.Errorf("%v takes a value beyond its type", f)
		}
		if !f.SetPublished(&settings, &advanced, 1) {
			t.Errorf("%v does not take 1", f)
		}
		back := advancedFrom(&advanced)
		if f.Get(Config(settings), back) != 1 {
			t.Errorf("%v does not keep 1", f)
		}
		changed := 0
		for _, g := range Fields() {
			if g.Get(Config(settings), back) != g.Get(c, a) {
				changed++
			}
		}
		if changed > 1 || f.Advanced() && settings != keyturner.Settings(c) || !f.Advanced() && advanced != published.AdvancedSettings {
			t.Errorf("%v changes others too", f)
		}
	}
}
