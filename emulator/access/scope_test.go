package access

import (
	"errors"
	"strings"
	"testing"
)

func TestScopesGrantWhatTheySayAndNothingElse(t *testing.T) {
	type ask struct {
		right Right
		lock  string
	}
	cases := []struct {
		scope string
		yes   []ask
		no    []ask
	}{
		{"", nil, []ask{{Read, "a"}, {Air, "a"}, {Control, "a"}, {Admin, ""}}},
		{"admin", []ask{{Read, "a"}, {Air, "a"}, {Control, "b"}, {Admin, ""}}, nil},
		{"read", []ask{{Read, "a"}, {Read, "b"}}, []ask{{Air, "a"}, {Control, "a"}, {Admin, ""}}},
		{"air:a", []ask{{Air, "a"}}, []ask{{Air, "b"}, {Read, "a"}, {Control, "a"}, {Admin, ""}}},
		{"control:a,b", []ask{{Control, "a"}, {Control, "b"}, {Read, "a"}, {Air, "b"}}, []ask{{Control, "c"}, {Read, "c"}, {Admin, "a"}}},
		{"read air:a", []ask{{Read, "z"}, {Air, "a"}}, []ask{{Air, "z"}, {Control, "a"}}},
		{"control", []ask{{Control, "z"}}, []ask{{Admin, ""}}},
	}
	for _, c := range cases {
		s, err := ParseScope(c.scope)
		if err != nil {
			t.Fatal(err)
		}
		if s.String() != c.scope {
			t.Errorf("%q is written as %q", c.scope, s)
		}
		for _, a := range c.yes {
			if !s.May(a.right, a.lock) {
				t.Errorf("%q does not grant %v for %q", c.scope, a.right, a.lock)
			}
		}
		for _, a := range c.no {
			if s.May(a.right, a.lock) {
				t.Errorf("%q grants %v for %q", c.scope, a.right, a.lock)
			}
		}
	}
	if s, _ := ParseScope("read control:a"); !s.MayAll(Read) || s.MayAll(Control) || !s.MaySome(Control) || s.MaySome(Admin) {
		t.Error("all and some are mixed up")
	}
}

func TestBadScopesAreRefusedWithTheReason(t *testing.T) {
	for text, want := range map[string]string{
		"contrl:a":                               "Did you mean 'control'?",
		"admin:a":                                "'control:a' is for single locks",
		"air:":                                   `"" is no id`,
		"air:a,,b":                               `"" is no id`,
		"air:*":                                  `"*" is no id`,
		strings.Repeat("read ", 1000):            "at most 4096",
		"read:" + strings.Repeat("a,", 64) + "a": "at most 64",
	} {
		if _, err := ParseScope(text); !errors.Is(err, ErrScope) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
	if _, err := NewScope(Grant{Right: 9}); !errors.Is(err, ErrScope) {
		t.Errorf("a right that does not exist: %v", err)
	}
}

func FuzzParseScope(f *testing.F) {
	for _, s := range []string{"admin", "read air:a,b", "control:x control:y", ":", "air:\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScope(text)
		if err != nil {
			return
		}
		again, err := ParseScope(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q is written as %q, which reads as %q, %v", text, s, again, err)
		}
	})
}
