package diagnose

import (
	"flag"
	"os"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "play the table of this folder anew")

// The whole table takes half a minute to play, so a sample of its cells is played
// here: one of each hypothesis, and each stratum and kind of cells in turn.
func TestTableFileIsCurrent(t *testing.T) {
	if *update {
		text, err := generate()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("table.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile("table.json")
	if err != nil {
		t.Fatal(err)
	}
	hs := hypotheses()
	table, err := readTable(text, hs)
	if err != nil {
		t.Fatal(err)
	}
	if table.Seed != tableSeed || table.PlaysEach != playsEach {
		t.Errorf("the table has seed %d and %d plays each, not %d and %d", table.Seed, table.PlaysEach, tableSeed, playsEach)
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	for i := 0; i < len(table.Hypotheses); i += step {
		h := &hs[i]
		cell := i * 7 % (strata * len(kinds))
		stratum, kind := cell/len(kinds), cell%len(kinds)
		p, err := newPlayer(h, stratum/len(hands))
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.count(h, table.Seed, stratum, kind, table.PlaysEach, func(r row) int { return slices.Index(table.Rows, r) })
		if err != nil {
			t.Fatal(err)
		}
		if want := table.Hypotheses[i].Counts[cell]; !slices.Equal(got, want) {
			t.Errorf("%s, stratum %d, %s: the table has %v, the simulator %v: run 'go generate ./scenarios/twin/diagnose'", h.id, stratum, kinds[kind], want, got)
		}
	}
}
