package training

import (
	"io/fs"
	"strings"
	"testing"
)

func TestReferenceSolutionsGetFullMarks(t *testing.T) {
	names, err := fs.Glob(Files(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, n := range names {
		t.Run(strings.TrimSuffix(n, ".yaml"), func(t *testing.T) {
			t.Parallel()
			text, _ := fs.ReadFile(Files(), n)
			c, problems := Lint(n, text)
			for _, p := range problems {
				t.Error(p.Show())
			}
			if c == nil {
				return
			}
			if c.ID+".yaml" != n {
				t.Errorf("the file %s holds the case %s", n, c.ID)
			}
			p, err := c.Prove()
			if testing.Verbose() {
				for _, e := range p.Record.Entries {
					t.Log(e.N, e.Choice, "->", e.Outcome.Value, "|", e.Outcome.Text.EN, e.Outcome.Shows, e.Outcome.Reads, e.Outcome.Destroyed, e.Outcome.Lost, e.Outcome.Stand)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
