package twin_test

import (
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/hidden"
)

func TestSearch(t *testing.T) {
	for _, l := range hidden.New(1, 6) {
		s, _, err := l.Telemetry()
		if err != nil {
			t.Fatal(err)
		}
		t.Log(l.Chemistry)
		twin.Search(s, l.Chemistry, func(x string) { t.Log(x) })
	}
}
