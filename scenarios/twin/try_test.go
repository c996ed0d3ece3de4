package twin_test

import (
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
)

func TestAgainst(t *testing.T) {
	for i, l := range hidden.New(1, 60) {
		if i != 40 && i != 16 && i != 53 && i != 6 {
			continue
		}
		s, truth, err := l.Telemetry()
		if err != nil {
			t.Fatal(err)
		}
		t.Log(truth)
		t.Log(l.Sets())
		twin.Search(s, l.Chemistry, func(x string) { t.Log(x) })
		f, _ := twin.New(s, twin.Options{Chemistry: l.Chemistry})
		for _, e := range f.Estimates {
			t.Logf("%+v", e)
		}
	}
}
