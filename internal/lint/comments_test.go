package lint

import (
	"strings"
	"testing"
)

// saysWhatItIsFor finds packages whose purpose nobody wrote down.
func saysWhatItIsFor(u *unit) []finding {
	var docs []string
	for _, f := range u.files {
		if f.Doc != nil {
			docs = append(docs, f.Doc.Text())
		}
	}
	opening := "Package " + u.name + " "
	if u.name == "main" {
		opening = "Command " + u.path[strings.LastIndex(u.path, "/")+1:] + " "
	}
	switch {
	case len(docs) == 0:
		return []finding{{u.path, "has no package comment"}}
	case len(docs) > 1:
		return []finding{{u.path, "has more than one package comment: nobody knows which one is kept current"}}
	case !strings.HasPrefix(docs[0], opening):
		return []finding{{u.path, "its package comment does not begin with \"" + strings.TrimSpace(opening) + "\""}}
	case len(strings.Fields(docs[0])) < 12:
		return []finding{{u.path, "its package comment does not say what it is for and what it must not know"}}
	}
	return nil
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	for _, u := range load(t) {
		report(t, saysWhatItIsFor(u))
	}
}

func TestCommentRuleFindsSilence(t *testing.T) {
	mustFind(t, saysWhatItIsFor(snippet(t, "model/sim", "package sim\n")), 1, "no package comment")
	mustFind(t, saysWhatItIsFor(snippet(t, "model/sim", "// Simulates.\npackage sim\n")), 1, "does not begin")
	mustFind(t, saysWhatItIsFor(snippet(t, "model/sim", "// Package sim is sim.\npackage sim\n")), 1, "what it is for")
	mustFind(t, saysWhatItIsFor(snippet(t, "cmd/locktwin", "// Command twin is something else altogether.\npackage main\nfunc main() {}\n")), 1, "does not begin")
}
