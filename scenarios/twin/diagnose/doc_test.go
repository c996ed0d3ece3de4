package diagnose

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// priorsTable is the table of docs/diagnose.md.
func priorsTable() string {
	var b strings.Builder
	b.WriteString("| mechanism | weight | reason |\n|---|---|---|\n")
	for _, m := range mechanisms() {
		fmt.Fprintf(&b, "| %s | %g | %s |\n", m.title, m.weight, m.reason)
	}
	return b.String()
}

func TestThePageOfTheDiagnosisHasThePriorsAndTheSizeOfTheTable(t *testing.T) {
	page, err := os.ReadFile("../../../docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	w := whole(t)
	plays := 0
	for _, p := range w.pools {
		plays += p.plays
	}
	for _, want := range []string{
		priorsTable(),
		fmt.Sprintf("%d,%03d plays", plays/1000, plays%1000),
		fmt.Sprintf("fault of the supply: %d of them", len(w.pools)),
		fmt.Sprintf("worn memory: %d of them", len(w.hs)-len(w.pools)),
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("docs/diagnose.md does not hold\n%s", want)
		}
	}
}
