package diagnose

import (
	"bytes"
	_ "embed" // the table
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:embed table.json
var tableJSON []byte

// playsEach is how many plays there are for each hypothesis, stratum and kind of cells.
const playsEach = 4

// table is what the plays came to.
type table struct {
	About      string  `json:"about"`
	Seed       uint64  `json:"seed"`
	PlaysEach  int     `json:"plays_each"`
	Rows       []row   `json:"rows"`
	Hypotheses []tally `json:"hypotheses"`
}

// tally counts the plays of one hypothesis.
type tally struct {
	ID string `json:"id"`
	// Counts has one list for each stratum and kind of cells, strata outside, of pairs:
	// index of a row, how often.
	Counts [][]int `json:"counts"`
}

// ErrTable says that the table does not fit the hypotheses.
var ErrTable = errors.New("diagnose: the table of plays is not that of these hypotheses")

// tallyOf plays one hypothesis.
func tallyOf(h *hypothesis, seed uint64, each int, seen func(row) int) (tally, error) {
	t := tally{ID: h.id}
	for stratum := range strata {
		p, err := newPlayer(h, stratum/len(hands))
		if err != nil {
			return t, err
		}
		for kind := range kinds {
			n, err := p.count(h, seed, stratum, kind, each, seen)
			if err != nil {
				return t, err
			}
			t.Counts = append(t.Counts, n)
		}
	}
	return t, nil
}

// count plays one cell of the table.
func (p *player) count(h *hypothesis, seed uint64, stratum, kind, each int, seen func(row) int) ([]int, error) {
	var pairs []int
	for n := range each {
		r, err := p.play(stratum%len(hands), kind, h.keyOf(seed, stratum, kind, n))
		if err != nil {
			return nil, err
		}
		i := seen(r)
		at := 0
		for at < len(pairs) && pairs[at] != i {
			at += 2
		}
		if at == len(pairs) {
			pairs = append(pairs, i, 0)
		}
		pairs[at+1]++
	}
	return pairs, nil
}

// generate plays the whole table: some twenty thousand plays, two minutes of one core.
func generate() ([]byte, error) {
	t := table{About: "Counts of how plays of the full simulator end, by go generate in this folder; never typed in.", Seed: tableSeed, PlaysEach: playsEach}
	seen := func(r row) int {
		i := slices.Index(t.Rows, r)
		if i < 0 {
			i = len(t.Rows)
			t.Rows = append(t.Rows, r)
		}
		return i
	}
	hs := hypotheses()
	for i := range hs {
		if hs[i].stated != nil {
			continue
		}
		n, err := tallyOf(&hs[i], t.Seed, t.PlaysEach, seen)
		if err != nil {
			return nil, err
		}
		t.Hypotheses = append(t.Hypotheses, n)
	}
	return t.text()
}

// text writes the table with a row and a hypothesis to the line.
func (t *table) text() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"about\": %q, \"seed\": %d, \"plays_each\": %d,\n\"rows\": [\n", t.About, t.Seed, t.PlaysEach)
	lines := func(n int, of func(int) any) error {
		var out []string
		for i := range n {
			line, err := json.Marshal(of(i))
			if err != nil {
				return err
			}
			out = append(out, string(line))
		}
		b.WriteString(strings.Join(out, ",\n"))
		return nil
	}
	if err := lines(len(t.Rows), func(i int) any { return t.Rows[i] }); err != nil {
		return nil, err
	}
	b.WriteString("\n],\n\"hypotheses\": [\n")
	if err := lines(len(t.Hypotheses), func(i int) any { return t.Hypotheses[i] }); err != nil {
		return nil, err
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// readTable reads a table and holds it against the hypotheses.
func readTable(text []byte, hs []hypothesis) (*table, error) {
	var t table
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTable, err)
	}
	at := 0
	for i := range hs {
		if hs[i].stated != nil {
			continue
		}
		if at >= len(t.Hypotheses) || t.Hypotheses[at].ID != hs[i].id || len(t.Hypotheses[at].Counts) != strata*len(kinds) {
			return nil, fmt.Errorf("%w: %s", ErrTable, hs[i].id)
		}
		for _, pairs := range t.Hypotheses[at].Counts {
			for j, v := range pairs {
				if len(pairs)%2 != 0 || v < 0 || j%2 == 0 && v >= len(t.Rows) {
					return nil, fmt.Errorf("%w: %s has %v", ErrTable, hs[i].id, pairs)
				}
			}
		}
		at++
	}
	return &t, nil
}
