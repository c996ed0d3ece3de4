package scenarios_test

import (
	"errors"
	"strings"
	"testing"

	"locktwin/model"
	"locktwin/model/power"
	"locktwin/scenarios"
)

func TestASectionIsReadByItselfAsYAMLAndAsJSON(t *testing.T) {
	yaml, err := scenarios.ParseLock("lock", []byte("profile: ab-slots\ncells: {kind: eneloop, charge: 80%}\ndoor: stiff\n"))
	if err != nil {
		t.Fatal(err)
	}
	json, err := scenarios.ParseLock("lock", []byte(`{"profile":"ab-slots","cells":{"kind":"eneloop","charge":"80%"},"door":"stiff"}`))
	if err != nil {
		t.Fatal(err)
	}
	if yaml != json {
		t.Errorf("YAML gives %+v, JSON %+v", yaml, json)
	}
	c, err := json.Config(7)
	if err != nil || c.Seed != 7 || c.Power.Pack.Kind != power.Eneloop || c.Power.Pack.ChargePercent != 80 {
		t.Errorf("%+v, %v", c.Power.Pack, err)
	}
	if _, err := model.New(c); err != nil {
		t.Error(err)
	}
	cells, err := scenarios.ParseCells("cells", []byte(`{"kind":"eneloop","count":4,"charge":"20%"}`))
	if err != nil || cells.Pack().ChargePercent != 20 {
		t.Errorf("%+v, %v", cells, err)
	}
}

func TestAFaultOfASectionIsShown(t *testing.T) {
	for text, want := range map[string]string{
		`{"profile":"ab-slots","dor":"stiff"}`: "dor", `{"profile":7}`: "7", "": "empty", "{": "YAML", "a: \x01": "no text",
	} {
		_, err := scenarios.ParseLock("lock", []byte(text))
		if !errors.Is(err, scenarios.ErrScenario) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", text, err, want)
		}
	}
}
