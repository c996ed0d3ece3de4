package scenarios

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRemarksChangeNothingThatAFileSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFile(t)
		if _, total := expanded(f.Steps); total > MaxTotal {
			return // longer than a file may be
		}
		r := Remarks{Head: []string{"before\neverything"}, Before: map[int][]string{1: {"first: [one]", "last"}, len(f.Steps) + 1: {"behind"}}}
		text, err := FormatWith(f, r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse("drawn", text)
		if err != nil || !Equal(f, back) {
			t.Fatalf("another file came back: %v\n%s", err, text)
		}
		for _, words := range []string{"# before everything", "# first: [one]", "# last", "# behind"} {
			if !strings.Contains(string(text), words) {
				t.Fatalf("%q is not in\n%s", words, text)
			}
		}
	})
}
