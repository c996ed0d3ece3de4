package results

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func document(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/results-db.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryQueryOfTheDocumentFindsSomething(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50_000_000))
	now := example("v2", 10_000_000)
	now.Variants[1].Rows[0].Class = "wrong"
	write(t, file, now)
	db := read(t, file)
	queries := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(document(t), -1)
	if len(queries) < 5 {
		t.Fatalf("the document has %d queries", len(queries))
	}
	for _, q := range queries {
		if len(rows(t, db, q[1])) == 0 {
			t.Errorf("finds nothing:\n%s", q[1])
		}
	}
}

func TestTheDocumentListsEveryTableColumnAndView(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50))
	db := read(t, file)
	sections := map[string]string{}
	for _, s := range strings.Split(document(t), "\n### ")[1:] {
		name, text, _ := strings.Cut(s, "\n")
		sections[name] = text
	}
	tables := rows(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'")
	for _, table := range tables {
		want := rows(t, db, "SELECT name FROM pragma_table_info('"+table+"')")
		var got []string
		for _, line := range strings.Split(sections[table], "\n") {
			first, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
			for _, c := range regexp.MustCompile("`([a-z_0-9]+)`").FindAllStringSubmatch(first, -1) {
				got = append(got, c[1])
			}
		}
		for _, c := range want {
			if !slices.Contains(got, c) && c != "campaign_id" && c != "variant" {
				t.Errorf("table %s: column %s is not in the document", table, c)
			}
		}
		for _, c := range got {
			if !slices.Contains(want, c) {
				t.Errorf("table %s: the document has a column %s", table, c)
			}
		}
	}
	if len(sections) != len(tables) {
		t.Errorf("the document has %d tables, the file has %d", len(sections), len(tables))
	}
	for _, view := range rows(t, db, "SELECT name FROM sqlite_schema WHERE type = 'view'") {
		if !strings.Contains(document(t), "\n| `"+view+"` |") {
			t.Errorf("view %s is not in the document", view)
		}
	}
}
