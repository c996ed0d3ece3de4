package diagnose

import (
	"flag"
	"os"
	"slices"
	"testing"

	"locktwin/scenarios"
)

var update = flag.Bool("update", false, "play the table of this folder anew")

// The whole table takes two minutes to play, so a sample of its cells is played
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
		step = 11
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

func TestAPlayFollowsFromItsKeyAndFromNothingBefore(t *testing.T) {
	for _, id := range []string{"rewrite-at-boot/" + faultBounce, "nvs-early/" + faultLate} {
		hs := hypotheses()
		h := &hs[slices.IndexFunc(hs, func(h hypothesis) bool { return h.id == id })]
		p, err := newPlayer(h, 0)
		if err != nil {
			t.Fatal(err)
		}
		var rows [5]row
		for n, play := range [...]int{0, 1, 2, 1, 0} {
			if rows[n], err = p.play(len(hands)-1, 1, h.keyOf(5, 0, 1, play)); err != nil {
				t.Fatal(err)
			}
		}
		if rows[0] != rows[4] || rows[1] != rows[3] {
			t.Errorf("%s: the same plays end in %+v", id, rows)
		}
	}
}

func TestEveryMechanismThatIsPlayedLosesSomethingAndTheCarefulOneHardlyEver(t *testing.T) {
	w := whole(t)
	lost, all := map[string]int{}, map[string]int{}
	for i, tally := range w.table.Hypotheses {
		mechanism := w.hs[i].mechanism
		plays := 0
		for _, pairs := range tally.Counts {
			for j := 0; j < len(pairs); j += 2 {
				plays += pairs[j+1]
				if r := w.table.Rows[pairs[j]]; r.PIN != scenarios.Intact {
					lost[mechanism] += pairs[j+1]
				}
			}
		}
		all[mechanism] += plays
		if plays != strata*len(kinds)*playsEach {
			t.Errorf("%s has %d plays", tally.ID, plays)
		}
	}
	for mechanism, n := range all {
		share := float64(lost[mechanism]) / float64(n)
		if lost[mechanism] == 0 && mechanism != "careful" || mechanism == "careful" && share > 0.01 {
			t.Errorf("%s: %d of %d plays lose the PIN", mechanism, lost[mechanism], n)
		}
	}
}
