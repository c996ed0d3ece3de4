package scenarios

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFormattedFileParsesBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFile(t)
		if _, total := expanded(f.Steps); total > MaxTotal {
			return // longer than a file may be; refused, as its own test says
		}
		text, err := Format(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse("drawn", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !Equal(f, back) {
			t.Fatalf("another file came back\nwrote %+v\nread  %+v\n%s", f.placeless(), back.placeless(), text)
		}
		again, err := Format(back)
		if err != nil || string(again) != string(text) {
			t.Fatalf("formatting twice gives two texts: %v\n%s\n%s", err, text, again)
		}
	})
}

func TestEverySentenceParsesBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClaim(t)
		s := Sentence(c)
		back, err := ParseClaim(s)
		if err != nil {
			t.Fatal(err)
		}
		if back != c {
			t.Fatalf("%q was written for %#v and is read as %#v", s, c, back)
		}
	})
}
