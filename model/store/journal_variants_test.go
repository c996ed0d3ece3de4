package store

import (
	"bytes"
	"testing"
)

// journalMistakes are the variants of the journal with a known weakness.
var journalMistakes = map[string]Options{
	"commit in entry": {CommitInEntry: true},
	"replay once":     {ReplayOnce: true},
}

func TestJournalVariantsKeepValuesWhileNothingIsCut(t *testing.T) {
	for name, o := range journalMistakes {
		for _, p := range parts {
			s := mustNew(t, "journal", o)
			c := newChip(p)
			var ram RAM
			format(t, s, c, &ram)
			want := map[Key][]byte{}
			for round := range 120 {
				k := Key(round * 5 % 7)
				want[k] = pattern(k, round, 1+round*11%64)
				put(t, s, c, &ram, k, want[k])
				if round%29 == 0 {
					if rep := remount(t, s, c, &ram); rep.Found != Valid {
						t.Fatalf("%s on %s, round %d: %+v", name, p.name, round, rep)
					}
				}
			}
			checkAll(t, s, c, &ram, want)
			remount(t, s, c, &ram)
			checkAll(t, s, c, &ram, want)
			if c.over != nil {
				t.Errorf("%s on %s: %v", name, p.name, c.over)
			}
		}
	}
	if _, err := New("journal", Options{CommitInEntry: true, ReplayOnce: true}); err == nil {
		t.Error("both mistakes at once were accepted")
	}
}

func TestJournalVariantsTakeBackWhatABootActedOn(t *testing.T) {
	old, next := []byte("old4"), []byte("new4")
	changes := func(o Options) (n int) {
		s := mustNew(t, "journal", o)
		for seed := range uint64(12) {
			for cut := 0; ; cut++ {
				c := newChip(smallParts[0])
				var ram RAM
				format(t, s, c, &ram)
				put(t, s, c, &ram, 1, old)
				c.ops, c.cutAt, c.tear, c.seed = 0, cut, tearUnstable, seed
				if !c.run(func() { s.Put(c, &ram, 1, next) }) {
					break
				}
				remount(t, s, c, &ram)
				first := read(t, s, c, &ram, 1)
				for range 6 {
					remount(t, s, c, &ram)
					if !bytes.Equal(read(t, s, c, &ram, 1), first) {
						n++
						break
					}
				}
			}
		}
		return n
	}
	for name, o := range journalMistakes {
		if changes(o) == 0 {
			t.Errorf("%s: no boot took back what an earlier one had replayed", name)
		}
	}
	if n := changes(Options{}); n != 0 {
		t.Errorf("the journal itself took %d values back", n)
	}
}
