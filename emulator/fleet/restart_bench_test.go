package fleet_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/storage"
	"locktwin/model"
)

// BenchmarkRestart takes up 500 locks from SQLite and puts them away again. It
// reports the time of each per lock.
func BenchmarkRestart(b *testing.B) {
	const locks = 500
	db, err := storage.Open(filepath.Join(b.TempDir(), "data"), storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	o := fleet.Options{Store: db, Random: random()}
	f, err := fleet.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	for i := range locks {
		create(b, f, fleet.Spec{ID: fmt.Sprintf("l%05d", i), Seed: uint64(i + 1), NukiID: uint32(i + 1)})
	}
	var opening, closing time.Duration
	rounds := 0
	for b.Loop() {
		began := time.Now()
		if err := f.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		closing += time.Since(began)
		began = time.Now()
		if f, err = fleet.Open(b.Context(), o); err != nil {
			b.Fatal(err)
		}
		opening += time.Since(began)
		rounds++
	}
	b.ReportMetric(float64(opening.Microseconds())/float64(rounds*locks), "open-us/lock")
	b.ReportMetric(float64(closing.Microseconds())/float64(rounds*locks), "close-us/lock")
	if err := f.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSave is one change of a lock that is saved in SQLite before the caller
// is answered.
func BenchmarkSave(b *testing.B) {
	db, err := storage.Open(filepath.Join(b.TempDir(), "data"), storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	f := open(b, fleet.Options{Store: db})
	create(b, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Paused: true}})
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Do(b.Context(), "a", func(l *model.Lock) error { l.SetAmbient(20); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
}
