package fleet

import (
	"strings"
	"testing"
)

func TestScenarioFilesOfARecordAreBounded(t *testing.T) {
	var r record
	r.add(Deed{Knock: &Knock{}}, 1000)
	text := strings.Repeat("#", mostText/4)
	for range 4 {
		r.add(Deed{Script: &Script{Text: text}}, 1000)
	}
	if len(r.deeds) != 5 || r.gone != 0 {
		t.Fatalf("%d deeds, %d forgotten, though the files fit", len(r.deeds), r.gone)
	}
	r.add(Deed{Knock: &Knock{}}, 1000)
	r.add(Deed{Script: &Script{Text: "x"}}, 1000)
	if len(r.deeds) != 5 || r.gone != 2 || r.first != 2 || r.deeds[0].Script == nil {
		t.Errorf("%d deeds from place %d, %d forgotten", len(r.deeds), r.first, r.gone)
	}
}
