package diagnose

import (
	"errors"
	"strings"
	"testing"
)

func TestSymptomsAreReadFromWordsAndFromJSONAlike(t *testing.T) {
	a, err := Parse([]string{"pin=denied", "default=refused", "settings=all", "cell-life=4w", "times=3", "phones=yes", "cells=eneloop", "firmware=3.5.1 beta"})
	if err != nil {
		t.Fatal(err)
	}
	want := Symptoms{PIN: "rejected", DefaultPIN: "rejected", Settings: "lost", CellDays: 28, Times: 3, Phones: "paired", Cells: "eneloop", Firmware: "3.5.1 beta"}
	if a != want {
		t.Errorf("%+v", a)
	}
	b, err := ParseJSON([]byte(`{"pin":"denied","default":"rejected","settings":"all","cell-days":28,"times":3,"phones":"paired","cells":"eneloop","firmware":"3.5.1 beta"}`))
	if err != nil || b != want {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestWhatIsNotUnderstoodIsNamedWithWhatWouldBeRight(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"pin=strange", "right would be rejected, accepted, older, varies, dead, unknown"},
		{"pinn=rejected", "no symptom has this key"},
		{"pinn=rejected", "did you mean pin?"},
		{"pin=rejcted", "did you mean rejected?"},
		{"rejected", "it has no =; did you mean pin=rejected?"},
		{"times=0", "a whole number from 1 to 1000"},
		{"times=1.5", "a whole number from 1 to 1000"},
		{"cell-days=NaN", "a number from 1 to 3650"},
		{"cell-life=4", "a number with d, w or m"},
		{"cell-life=", "a number with d, w or m"},
		{"firmware=a\x00b", "one line of at most"},
		{"changes=2", "it has happened 3 times"},
		{"times=3", "this key was given before"},
	} {
		words := []string{c.word}
		if strings.HasPrefix(c.want, "it has happened") || strings.HasPrefix(c.want, "this key") {
			words = []string{"times=3", c.word}
		}
		_, err := Parse(words)
		var e *SymptomError
		if !errors.As(err, &e) || !errors.Is(err, ErrSymptom) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.word, err)
		}
	}
	for _, text := range []string{`{"pinn":"rejected"}`, `{"pin":"rejected"} {}`, `[]`, ``, `{"times":-1}`, `{"cell-days":5000}`, strings.Repeat(" ", maxInputBytes+1)} {
		if _, err := ParseJSON([]byte(text)); !errors.Is(err, ErrSymptom) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range append(append([]string(nil), forumStory...), "pin", "=", "cell-life=1e400w", "firmware=\xff") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		s, err := Parse([]string{word})
		if err != nil {
			if !errors.Is(err, ErrSymptom) {
				t.Fatal(err)
			}
			return
		}
		again := s
		if err := again.Validate(); err != nil || again != s {
			t.Fatalf("%q: %+v, %v", word, again, err)
		}
	})
}
