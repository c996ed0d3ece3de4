package main

import (
	"os"
	"strings"
	"testing"
)

func TestThePageOfTheDiagnosisShowsWhatTheToolSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	said, shown := "", 0
	for _, block := range indented(string(page)) {
		if words, ok := strings.CutPrefix(block, "locktwin diagnose "); ok {
			said = ""
			if strings.HasPrefix(words, "--ask") {
				continue
			}
			s, out, stderr := testStreams(nil)
			if got := Main(append([]string{"diagnose"}, strings.Fields(words)...), s); got != exitMet {
				t.Fatalf("%s: exit status %d, %s", block, got, stderr)
			}
			said = out.String()
			continue
		}
		shown++
		for _, part := range strings.Split(block, "\n\n") {
			if !strings.Contains(said, part) {
				t.Errorf("docs/diagnose.md shows\n%s\nand the tool says\n%s", part, said)
			}
		}
	}
	if shown < 3 {
		t.Errorf("%d blocks of what the tool says", shown)
	}
}

// indented lists the blocks of a page that are set apart by four spaces, without these.
func indented(page string) []string {
	var out []string
	open := false
	gap := ""
	for _, line := range strings.Split(page, "\n") {
		text, ok := strings.CutPrefix(line, "    ")
		switch {
		case ok && open && !strings.HasPrefix(out[len(out)-1], "locktwin "):
			out[len(out)-1] += gap + "\n" + text
			gap = ""
		case ok:
			out, open, gap = append(out, text), true, ""
		case line == "" && open:
			gap += "\n"
		default:
			open, gap = false, ""
		}
	}
	return out
}
