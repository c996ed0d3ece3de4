package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wantFault opens a directory and wants an error of a kind that names the file.
func wantFault(t *testing.T, dir string, is error, says string) {
	t.Helper()
	d, err := Open(dir, Options{})
	if err == nil {
		d.Close()
		t.Fatalf("it opens; want %v", is)
	}
	var f *FileError
	if !errors.As(err, &f) || !errors.Is(err, is) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), dir) {
		t.Errorf("%v; want %v with %q and the file's name", err, is, says)
	}
	if f != nil && advice[f.Is] == "" {
		t.Errorf("%v: nobody is told what to do", err)
	}
}

// files reads all files of a directory but the one that is locked.
func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == lockName {
			continue
		}
		if out[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func write(t testing.TB, dir string, content map[string][]byte) string {
	t.Helper()
	for name, b := range content {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// filled is the content of a directory with some locks; hot leaves the log as a
// killed process does.
func filled(t testing.TB, hot bool) (content map[string][]byte, values map[string]map[string][]byte) {
	t.Helper()
	dir := t.TempDir()
	d := openDB(t, dir)
	values = map[string]map[string][]byte{}
	draw := rand.New(rand.NewPCG(3, 4))
	for i := range 20 {
		lock := fmt.Sprint("lock-", i)
		values[lock] = map[string][]byte{}
		for k := range 4 {
			b := make([]byte, draw.IntN(6000))
			for i := range b {
				b[i] = byte(draw.Uint32())
			}
			values[lock][fmt.Sprint("value-", k)] = b
		}
		save(t, d, lock, values[lock])
	}
	if !hot {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	content = files(t, dir)
	if _, log := content[fileName+"-wal"]; log != hot {
		t.Fatalf("the directory holds %d files", len(content))
	}
	return content, values
}

func TestADamagedDatabaseIsReportedAndLeftAsItIs(t *testing.T) {
	for _, hot := range []bool{false, true} {
		content, values := filled(t, hot)
		draw := rand.New(rand.NewPCG(5, 6))
		offsets := []int{0, 5, 15, 16, 18, 19, 20, 21, 28, 56, 60, 63, 68, 71, 95, 99, 100, 101, 103, 105, 107}
		for range 120 {
			offsets = append(offsets, draw.IntN(len(content[fileName])))
		}
		reported := 0
		for _, at := range offsets {
			spoiled := map[string][]byte{}
			for name, b := range content {
				spoiled[name] = bytes.Clone(b)
			}
			spoiled[fileName][at] ^= 1 << draw.IntN(8)
			dir := write(t, t.TempDir(), spoiled)
			d, err := Open(dir, Options{})
			if err != nil {
				reported++
				var f *FileError
				if !errors.As(err, &f) || f.Path != filepath.Join(dir, fileName) {
					t.Errorf("byte %d: %v does not name the file", at, err)
				}
				if after := files(t, dir); !same(after, spoiled) {
					t.Errorf("byte %d: reported as %v, and changed", at, err)
				}
				continue
			}
			damaged := false
			for lock, want := range values {
				got, err := d.Load(context.Background(), lock, "")
				if err != nil {
					if !errors.Is(err, ErrDamaged) {
						t.Errorf("byte %d: %v", at, err)
					}
					damaged = true
				} else if !same(got, want) {
					t.Errorf("byte %d: lock %s reads as another, and nobody says so", at, lock)
				}
			}
			if damaged {
				reported++
			}
			d.Close()
		}
		if reported < len(offsets)/2 && !hot {
			t.Errorf("of %d flipped bits only %d were reported", len(offsets), reported)
		}
	}
}

func TestADamagedLogNeverMakesUpValues(t *testing.T) {
	content, values := filled(t, true)
	log := content[fileName+"-wal"]
	draw := rand.New(rand.NewPCG(8, 9))
	for range 60 {
		at := draw.IntN(len(log))
		spoiled := map[string][]byte{fileName: content[fileName], fileName + "-wal": bytes.Clone(log)}
		spoiled[fileName+"-wal"][at] ^= 0x10
		dir := write(t, t.TempDir(), spoiled)
		d, err := Open(dir, Options{})
		if err != nil {
			if after := files(t, dir); !same(after, spoiled) {
				t.Errorf("byte %d of the log: reported as %v, and changed", at, err)
			}
			continue
		}
		for _, lock := range locks(t, d) {
			got, err := d.Load(context.Background(), lock, "")
			if err == nil && !same(got, values[lock]) {
				t.Errorf("byte %d of the log: lock %s reads as it never was", at, lock)
			}
		}
		d.Close()
	}
}

func TestADatabaseThatIsNotOursIsLeftAsItIs(t *testing.T) {
	whole, _ := filled(t, false)
	foreign := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE t (a)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	other, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content map[string][]byte
		is      error
		says    string
	}{
		{"empty", map[string][]byte{fileName: {}}, ErrDamaged, "0 bytes"},
		{"short", map[string][]byte{fileName: whole[fileName][:80]}, ErrDamaged, "80 bytes"},
		{"cut off", map[string][]byte{fileName: whole[fileName][:len(whole[fileName])-5000]}, ErrDamaged, ""},
		{"half", map[string][]byte{fileName: whole[fileName][:len(whole[fileName])/2]}, ErrDamaged, ""},
		{"text", map[string][]byte{fileName: bytes.Repeat([]byte("text "), 100)}, ErrDamaged, "does not begin"},
		{"log alone", map[string][]byte{fileName + "-wal": {1, 2, 3}}, ErrDamaged, "is gone"},
		{"other program", map[string][]byte{fileName: other}, ErrForeign, "program"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, t.TempDir(), c.content)
			wantFault(t, dir, c.is, c.says)
			if after := files(t, dir); !same(after, c.content) {
				t.Error("it was changed")
			}
		})
	}
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, fileName), 0o700); err != nil {
			t.Fatal(err)
		}
		wantFault(t, dir, ErrForeign, "not a file")
	})
}

func TestAStepIsTakenOnceAndANewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	d := openDB(t, dir)
	save(t, d, "l", value("kept"))
	d.Close()
	next := append(append([]string{}, steps...), "CREATE TABLE more (a) STRICT", "ALTER TABLE entry ADD COLUMN age INTEGER")
	before := files(t, dir)
	if d, err := open(dir, Options{}, append(append([]string{}, steps...), "CREATE TABLE more (a ANY) STRICT", "not a step")); err == nil {
		d.Close()
		t.Fatal("a step that fails is not reported")
	}
	next[len(steps)] = "CREATE TABLE IF NOT EXISTS more (a ANY) STRICT"
	for range 2 { // the second time there is nothing to do
		d, err := open(dir, Options{}, next)
		if err != nil {
			t.Fatal(err)
		}
		if got := load(t, d, "l", ""); string(got["v"]) != "kept" {
			t.Errorf("after the steps: %q", got)
		}
		save(t, d, "m", value("new"))
		d.Close()
	}
	if same(before, files(t, dir)) {
		t.Fatal("nothing was done")
	}
	newer := files(t, dir)
	wantFault(t, dir, ErrNewer, fmt.Sprintf("version %d, this program knows up to %d", len(next), len(steps)))
	if !same(newer, files(t, dir)) {
		t.Error("a newer database was changed")
	}
}

func TestASecondStoreInTheSameDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	d := openDB(t, dir)
	save(t, d, "l", value("1"))
	wantFault(t, dir, ErrInUse, "another server")
	save(t, d, "l", value("2"))
	d.Close()
	if got := load(t, openDB(t, dir), "l", ""); string(got["v"]) != "2" {
		t.Errorf("%q", got)
	}
}

func TestADatabaseThatWasNotFinishedIsMadeAnew(t *testing.T) {
	dir := write(t, t.TempDir(), map[string][]byte{fileName + ".new": []byte("half"), fileName + ".new-journal": {1}})
	save(t, openDB(t, dir), "l", value("1"))
}

func TestReadingOnlyWritesNothing(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none"), Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory that is not there: %v", err)
	}
	for _, hot := range []bool{false, true} {
		content, values := filled(t, hot)
		dir := write(t, t.TempDir(), content)
		d, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Save(context.Background(), "l", value("x"), nil); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%v", err)
		}
		for lock, want := range values {
			if got := load(t, d, lock, ""); !same(got, want) {
				t.Errorf("%s reads as another", lock)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		after := files(t, dir)
		for name, b := range content {
			if !bytes.Equal(after[name], b) && !strings.HasSuffix(name, "-shm") {
				t.Errorf("%s was changed", name)
			}
		}
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d := openDB(t, dir)
	save(t, d, "l", value("1"))
	if os.PathSeparator == '\\' {
		return // where rights are no bits of a mode
	}
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		if st, err := e.Info(); err != nil || st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, st.Mode(), err)
		}
		return nil
	})
}
