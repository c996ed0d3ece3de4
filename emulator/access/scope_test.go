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
		{"control", []ask{{Control, "z"}}, []ask{{Admin, ""}, {Teach, ""}, {Learn, "z"}}},
		{"teach", []ask{{Teach, ""}}, []ask{{Admin, ""}, {Read, "a"}, {Control, "a"}}},
		{"learn:t1 read:a/lock+events", []ask{{Learn, "t1"}}, []ask{{Learn, "t2"}, {Read, "a"}, {Teach, ""}}},
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
		"teach:a":                                "every training",
		"learn":                                  "single trainees",
		"read/lock":                              "no right",
		"air:a/lock":                             "only 'read' and 'control'",
		"read:a/":                                `"" is no part`,
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

func TestAGrantForPartsOfALockIsGoodForTheseAlone(t *testing.T) {
	s, err := NewScope(Grant{Right: Control, Locks: []string{"a"}, Parts: []string{"hands", "time"}}, Grant{Right: Read, Locks: []string{"a", "b"}, Parts: []string{"lock"}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseScope(s.String())
	if err != nil || again.String() != "control:a/hands+time read:a,b/lock" {
		t.Errorf("%v: %v", again, err)
	}
	for _, c := range []struct {
		right      Right
		lock, part string
		want       bool
	}{
		{Control, "a", "hands", true}, {Read, "a", "hands", true}, {Air, "a", "hands", true}, {Control, "a", "lock", false}, {Read, "a", "lock", true},
		{Read, "b", "lock", true}, {Read, "b", "hands", false}, {Read, "a", "", false}, {Control, "a", "", false}, {Read, "c", "lock", false}, {Read, "a", "flash", false},
	} {
		if got := s.MayPart(c.right, c.lock, c.part); got != c.want {
			t.Errorf("%v of %q, part %q: %v", c.right, c.lock, c.part, got)
		}
	}
	if s.MaySomeWhole(Control) || s.MaySomeWhole(Read) || !Everything().MaySomeWhole(Control) {
		t.Error("parts of locks stand for a whole one")
	}
	if s.May(Read, "a") || s.MayAll(Read) || !s.MaySome(Read) || s.May(Air, "a") {
		t.Error("a part stands for the whole lock")
	}
}
