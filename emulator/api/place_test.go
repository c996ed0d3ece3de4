package api

import (
	"strings"
	"testing"

	"locktwin/emulator/problem"
	"locktwin/scenarios"
)

func TestThePlaceOfAValueInJSONIsFound(t *testing.T) {
	const line = `{"profile":"ab-slots","cells":{"kind":"ünknown","weak":{"cell":9,"charge":"30%"}},"list":[1,{"a":2}],"door":"stiff"}`
	for word, want := range map[string]string{
		`"ab-slots"`: "profile", `"kind"`: "cells.kind", `"ünknown"`: "cells.kind", `9`: "cells.weak.cell", `"30%"`: "cells.weak.charge",
		`"weak"`: "cells.weak", `2}`: "list[1].a", `"stiff"`: "door", `"door"`: "door", `{"kind"`: "cells",
	} {
		column := len([]rune(line[:strings.Index(line, word)])) + 1
		if got := pathAt(line, column); got != want {
			t.Errorf("at %s (column %d): %q, want %q", word, column, got, want)
		}
	}
	for _, c := range []int{0, 1, len(line) + 5} {
		if got := pathAt(line, c); got != "" {
			t.Errorf("at column %d: %q", c, got)
		}
	}
	if got := pathAt("not json", 3); got != "" {
		t.Errorf("in no JSON: %q", got)
	}
}

func FuzzPathAt(f *testing.F) {
	f.Add(`{"a":[1,{"b":2}]}`, 9)
	f.Fuzz(func(t *testing.T, line string, column int) { pathAt(line, column%10_000) })
}

func TestComplaintsAboutAScenarioFileNameTheirLine(t *testing.T) {
	_, err := scenarios.Parse("x.yaml", []byte("scenario: x\nlock: {profile: ab-slot}\nsteps: [dance]\n"))
	d, ok := scenarioProblem(err)
	if !ok || !d.IsA(problem.Invalid) || len(d.Errors) != 2 {
		t.Fatalf("%v %v", d, ok)
	}
	if f := d.Errors[0]; f.Location != "body" || !strings.HasPrefix(f.Message, "line 2, column 17: ") || !strings.Contains(f.Message, "did you mean 'ab-slots'?") {
		t.Errorf("%+v", f)
	}
}
