package storage

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
)

// twinStore is the shelf of twins, used as that of locks is.
type twinStore struct{ Store }

func (s twinStore) Save(ctx context.Context, owner string, puts map[string][]byte, deletes []string) error {
	return s.Twins().Save(ctx, owner, puts, deletes)
}
func (s twinStore) Locks(ctx context.Context) ([]string, error) { return s.Twins().List(ctx) }
func (s twinStore) Load(ctx context.Context, owner, prefix string) (map[string][]byte, error) {
	return s.Twins().Load(ctx, owner, prefix)
}
func (s twinStore) Delete(ctx context.Context, owner string) error {
	return s.Twins().Delete(ctx, owner)
}

func TestALockAndATwinOfOneNameAreTwoThings(t *testing.T) {
	each(t, func(t *testing.T, s Store, again func(Store) Store) {
		if _, twin := s.(twinStore); twin {
			s = s.(twinStore).Store
			again = func(s Store) Store { return s }
		}
		save(t, s, "x", value("lock"))
		save(t, twinStore{s}, "x", value("twin"))
		save(t, twinStore{s}, "y", value("other"))
		s = again(s)
		if a, b := load(t, s, "x", ""), load(t, twinStore{s}, "x", ""); string(a["v"]) != "lock" || string(b["v"]) != "twin" {
			t.Errorf("%q, %q", a, b)
		}
		if err := s.Delete(context.Background(), "x"); err != nil {
			t.Fatal(err)
		}
		if a, b := locks(t, s), locks(t, twinStore{s}); len(a) != 0 || !slices.Equal(b, []string{"x", "y"}) {
			t.Errorf("%q, %q", a, b)
		}
	})
}

func TestNothingOfWhatTwinsHadStaysInTheFile(t *testing.T) {
	dir := t.TempDir()
	d := openDB(t, dir)
	secret := bytes.Repeat([]byte("confidential "), 2000)
	for _, owner := range []string{"one", "two"} {
		save(t, twinStore{d}, owner, map[string][]byte{"long": secret, "short": secret[:13], "replaced": secret[:5000]})
		save(t, d, "lock-"+owner, map[string][]byte{"long": secret[1:2]})
	}
	save(t, twinStore{d}, "two", map[string][]byte{"replaced": []byte("plain")}, "long", "short")
	if err := d.Twins().Delete(context.Background(), "one"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range files(t, dir) {
		if bytes.Contains(b, secret[:13]) {
			t.Errorf("%s still has it", name)
		}
	}
}

// old makes a database as version 1 of the schema has it, with one lock.
func old(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if d, err := open(dir, Options{}, steps[:1]); err == nil {
		d.Close()
		t.Fatal("version 1 has a shelf of twins")
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, fileName))
	if err == nil {
		v := []byte("kept")
		_, err = db.Exec("INSERT INTO entry (lock, name, value, sum) VALUES (?, ?, ?, ?)", "l", "v", v, lockShelf.sum("l", "v", v))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestADatabaseWithoutTwinsGetsAShelfForThem(t *testing.T) {
	dir := old(t)
	d, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := load(t, d, "l", ""); string(got["v"]) != "kept" || len(locks(t, twinStore{d})) != 0 || len(load(t, twinStore{d}, "x", "")) != 0 {
		t.Errorf("read only: %q", got)
	}
	d.Close()
	d = openDB(t, dir)
	save(t, twinStore{d}, "x", value("twin"))
	if got := load(t, d, "l", ""); string(got["v"]) != "kept" {
		t.Errorf("%q", got)
	}
	d.Close()
	if got := load(t, twinStore{openDB(t, dir)}, "x", ""); string(got["v"]) != "twin" {
		t.Errorf("%q", got)
	}
}

func TestARowOfOneShelfDoesNotPassOnAnother(t *testing.T) {
	dir := t.TempDir()
	d := openDB(t, dir)
	save(t, d, "x", value("lock"))
	d.Close()
	db, err := sql.Open("sqlite", filepath.Join(dir, fileName))
	if err == nil {
		_, err = db.Exec("INSERT INTO twin_entry SELECT lock, name, value, sum FROM entry")
	}
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	wantFault(t, dir, ErrDamaged, "of twin")
}
