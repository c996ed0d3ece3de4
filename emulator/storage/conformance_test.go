package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// fatal is a test or a property.
type fatal interface{ Fatalf(string, ...any) }

func save(t fatal, s Store, lock string, puts map[string][]byte, deletes ...string) {
	if err := s.Save(context.Background(), lock, puts, deletes); err != nil {
		t.Fatalf("save: %v", err)
	}
}

func load(t fatal, s Store, lock, prefix string) map[string][]byte {
	out, err := s.Load(context.Background(), lock, prefix)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return out
}

func locks(t fatal, s Store) []string {
	out, err := s.Locks(context.Background())
	if err != nil {
		t.Fatalf("locks: %v", err)
	}
	return out
}

func same(a, b map[string][]byte) bool { return maps.EqualFunc(a, b, bytes.Equal) }

func value(s string) map[string][]byte { return map[string][]byte{"v": []byte(s)} }

func openDB(t testing.TB, dir string) *DB {
	t.Helper()
	d, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// each runs a test on every kind of store. again closes a store and opens it anew
// where it survives that.
func each(t *testing.T, test func(t *testing.T, s Store, again func(Store) Store)) {
	t.Run("database", func(t *testing.T) {
		dir := t.TempDir()
		test(t, openDB(t, dir), func(s Store) Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return openDB(t, dir)
		})
	})
	t.Run("memory", func(t *testing.T) {
		test(t, NewMemory(), func(s Store) Store { return s })
	})
	t.Run("twins of a database", func(t *testing.T) {
		dir := t.TempDir()
		test(t, twinStore{openDB(t, dir)}, func(s Store) Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return twinStore{openDB(t, dir)}
		})
	})
	t.Run("twins in memory", func(t *testing.T) {
		test(t, twinStore{NewMemory()}, func(s Store) Store { return s })
	})
}

func TestAStoreKeepsWhatWasSaved(t *testing.T) {
	each(t, func(t *testing.T, s Store, again func(Store) Store) {
		if got := locks(t, s); len(got) != 0 {
			t.Errorf("a new store has the locks %q", got)
		}
		one := map[string][]byte{"meta": []byte("{}"), "frozen": {0, 1, 0xFF}, "empty": {}, "nothing": nil, "events/1": []byte("a"), "events/2": []byte("b")}
		save(t, s, "zwei", value("2"))
		save(t, s, "ä", one)
		save(t, s, "", value("own"))
		s = again(s)
		if got, want := locks(t, s), []string{"", "zwei", "ä"}; !slices.Equal(got, want) {
			t.Errorf("the locks are %q, want %q", got, want)
		}
		want := maps.Clone(one)
		want["nothing"] = []byte{}
		if got := load(t, s, "ä", ""); !same(got, want) || got["empty"] == nil {
			t.Errorf("%q", got)
		}
		if got := load(t, s, "ä", "events/"); len(got) != 2 || string(got["events/2"]) != "b" {
			t.Errorf("with a prefix: %q", got)
		}
		if got := load(t, s, "nobody", ""); got == nil || len(got) != 0 {
			t.Errorf("of a lock that is not there: %v", got)
		}
		save(t, s, "ä", map[string][]byte{"meta": []byte("new"), "more": {1}}, "frozen", "events/1", "never was")
		s = again(s)
		if got := slices.Sorted(maps.Keys(load(t, s, "ä", ""))); !slices.Equal(got, []string{"empty", "events/2", "meta", "more", "nothing"}) {
			t.Errorf("after a change: %q", got)
		}
		for _, lock := range []string{"ä", "nobody"} {
			if err := s.Delete(context.Background(), lock); err != nil {
				t.Fatal(err)
			}
		}
		save(t, s, "zwei", nil, "v")
		s = again(s)
		if got := locks(t, s); !slices.Equal(got, []string{""}) {
			t.Errorf("after two were removed: %q", got)
		}
	})
}

func TestAStoreKeepsNothingOfTheCaller(t *testing.T) {
	each(t, func(t *testing.T, s Store, _ func(Store) Store) {
		b := []byte("as it was")
		save(t, s, "l", map[string][]byte{"v": b})
		clear(b)
		got := load(t, s, "l", "")
		if string(got["v"]) != "as it was" {
			t.Errorf("%q", got)
		}
		clear(got["v"])
		if got := load(t, s, "l", ""); string(got["v"]) != "as it was" {
			t.Errorf("after a reader wrote into it: %q", got)
		}
	})
}

func TestAStoreRefusesWhatItCannotKeep(t *testing.T) {
	each(t, func(t *testing.T, s Store, _ func(Store) Store) {
		save(t, s, "l", value("old"))
		long := strings.Repeat("n", maxNameBytes+1)
		for name, err := range map[string]error{
			"lock's name too long": s.Save(context.Background(), long, value("x"), nil),
			"name too long":        s.Save(context.Background(), "l", map[string][]byte{long: nil}, nil),
			"zero":                 s.Save(context.Background(), "l", map[string][]byte{"a\x00b": nil}, nil),
			"no text":              s.Save(context.Background(), "l\xFF", value("x"), nil),
			"both":                 s.Save(context.Background(), "l", value("x"), []string{"v"}),
			"delete":               s.Delete(context.Background(), "l\x00"),
		} {
			if !errors.Is(err, ErrValue) {
				t.Errorf("%s: %v", name, err)
			}
		}
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Save(gone, "l", value("new"), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("for a caller who has gone: %v", err)
		}
		if got := load(t, s, "l", ""); string(got["v"]) != "old" {
			t.Errorf("what was refused has changed something: %q", got)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Errorf("closed twice: %v", err)
		}
		_, errLocks := s.Locks(context.Background())
		_, errLoad := s.Load(context.Background(), "l", "")
		for _, err := range []error{errLocks, errLoad, s.Save(context.Background(), "l", value("x"), nil), s.Delete(context.Background(), "l")} {
			if !errors.Is(err, ErrClosed) {
				t.Errorf("of a closed store: %v", err)
			}
		}
	})
}

// hammer: many locks save at once, each its own sequence, and read in between.
func TestHammerManyLocksSaveAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s Store, again func(Store) Store) {
		const writers, rounds = 40, 25
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				lock := fmt.Sprint("lock-", w)
				for n := range rounds {
					text := []byte(fmt.Sprint(n))
					if err := s.Save(context.Background(), lock, map[string][]byte{"a": text, "b": text}, nil); err != nil {
						t.Error(err)
						return
					}
					got, err := s.Load(context.Background(), lock, "")
					if err != nil || string(got["a"]) != string(text) || string(got["b"]) != string(text) {
						t.Errorf("%s: saved %s, read %q, %v", lock, text, got, err)
						return
					}
				}
			})
		}
		group.Wait()
		s = again(s)
		if n := len(locks(t, s)); n != writers {
			t.Errorf("%d locks, want %d", n, writers)
		}
	})
}

func TestAStoreIsAMapOfMaps(t *testing.T) {
	each(t, func(t *testing.T, s Store, again func(Store) Store) {
		rapid.Check(t, func(t *rapid.T) {
			for _, l := range locks(t, s) {
				if err := s.Delete(context.Background(), l); err != nil {
					t.Fatal(err)
				}
			}
			model := map[string]map[string][]byte{}
			name := rapid.SampledFrom([]string{"", "a", "a/1", "a/2", "ab", "b%", "b_", "ü"})
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				lock := name.Draw(t, "lock")
				switch rapid.IntRange(0, 9).Draw(t, "step") {
				case 0:
					s = again(s)
				case 1:
					if err := s.Delete(context.Background(), lock); err != nil {
						t.Fatal(err)
					}
					delete(model, lock)
				default:
					puts := rapid.MapOfN(name, rapid.SliceOfN(rapid.Byte(), 0, 20), 0, 4).Draw(t, "puts")
					drop := name.Draw(t, "drop")
					var deletes []string
					if _, both := puts[drop]; !both {
						deletes = []string{drop}
					}
					save(t, s, lock, puts, deletes...)
					if model[lock] == nil {
						model[lock] = map[string][]byte{}
					}
					maps.Copy(model[lock], puts)
					for _, n := range deletes {
						delete(model[lock], n)
					}
					if len(model[lock]) == 0 {
						delete(model, lock)
					}
				}
				prefix := name.Draw(t, "prefix")
				want := map[string][]byte{}
				for n, v := range model[lock] {
					if strings.HasPrefix(n, prefix) {
						want[n] = v
					}
				}
				if got := load(t, s, lock, prefix); !same(got, want) {
					t.Fatalf("of %q with %q: %q, want %q", lock, prefix, got, want)
				}
			}
			if got, want := locks(t, s), slices.Sorted(maps.Keys(model)); !slices.Equal(got, want) {
				t.Fatalf("the locks are %q, want %q", got, want)
			}
		})
	})
}
