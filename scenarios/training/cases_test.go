package training

import (
	"fmt"
	"io/fs"
	"os"
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
			if err != nil {
				t.Fatal(err)
			}
			holdSaid(t, p)
		})
	}
}

// TestTheCaseOfTheDocumentIsSound plays the case that docs/training-case.md shows.
func TestTheCaseOfTheDocumentIsSound(t *testing.T) {
	doc, err := os.ReadFile("../../docs/training-case.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(doc), "```yaml\n")
	text, _, ok := strings.Cut(text, "```\n")
	if !ok {
		t.Fatal("the document shows no case")
	}
	c, problems := Lint("training-case.md", []byte(text))
	for _, p := range problems {
		t.Error(p.Show())
	}
	if c == nil {
		return
	}
	if _, err := c.Prove(); err != nil {
		t.Error(err)
	}
}

// TestTheDocumentListsEveryCase holds the table of docs/training.md against the files.
func TestTheDocumentListsEveryCase(t *testing.T) {
	doc, err := os.ReadFile("../../docs/training.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if line := fmt.Sprintf("| `%s` | %d |", c.ID, c.Level); !strings.Contains(string(doc), line) {
			t.Errorf("docs/training.md lacks %q", line)
		}
	}
}
