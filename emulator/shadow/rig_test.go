package shadow

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"locktwin/emulator/storage"
	"locktwin/scenarios/twin/telemetry"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		child(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// noon is when the tests begin: 2025-06-01 12:00 UTC, Unix milliseconds.
const noon = int64(1_748_779_200_000)

const minute = int64(60_000)

const theLock = "1A2B3C4D"

// rig is a registry with a clock that a test sets.
type rig struct {
	*Registry
	now   int64
	store storage.Store
}

func random() io.Reader { return rand.NewChaCha8([32]byte{7}) }

func open(t testing.TB, store storage.Store, l Limits) *rig {
	t.Helper()
	r := &rig{now: noon, store: store}
	var err error
	r.Registry, err = Open(context.Background(), Options{Store: store.Twins(), Now: func() time.Time { return time.UnixMilli(r.now) }, Random: random(), Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newRig(t testing.TB) *rig { return open(t, storage.NewMemory(), Limits{}) }

func database(t testing.TB, dir string) *storage.DB {
	t.Helper()
	db, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// must is for what has to go well.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (r *rig) make(t testing.TB, name string, rs ...telemetry.Record) Twin {
	t.Helper()
	tw, _, err := r.Create(context.Background(), New{Name: name, Lock: theLock, Records: rs})
	if err != nil {
		t.Fatal(err)
	}
	return tw
}

func (r *rig) feed(t testing.TB, ref string, rs ...telemetry.Record) Report {
	t.Helper()
	return must[Report](t)(r.Ingest(context.Background(), ref, rs, nil))
}

func (r *rig) get(t testing.TB, ref string) Twin {
	t.Helper()
	return must[Twin](t)(r.Get(context.Background(), ref))
}

func record(at int64, kind telemetry.Kind) telemetry.Record {
	return telemetry.Record{At: telemetry.UnixMilli(at), Kind: kind, Lock: theLock, Source: "nuki_hub"}
}

func volts(at, mv int64) telemetry.Record {
	r := record(at, telemetry.KindBatteryReport)
	r.Report = &telemetry.BatteryReport{VoltageMV: telemetry.Some(mv), DrainMWS: telemetry.Some(mv / 3)}
	return r
}

func level(at, percent int64) telemetry.Record {
	r := record(at, telemetry.KindBatteryState)
	r.Battery = &telemetry.BatteryState{LevelPercent: telemetry.Some(percent), Critical: telemetry.Some(false)}
	return r
}

func bolt(at int64, state string) telemetry.Record {
	r := record(at, telemetry.KindState)
	r.State = &telemetry.State{Lock: state}
	return r
}

func setting(at int64, key, value string) telemetry.Record {
	r := record(at, telemetry.KindConfig)
	r.Config = &telemetry.Setting{Scope: "basic", Key: key, Value: value}
	return r
}

func online(at int64, is bool) telemetry.Record {
	r := record(at, telemetry.KindLink)
	r.Link = &telemetry.Link{Online: telemetry.Some(is)}
	return r
}

// year is so many records, half an hour apart, no two alike.
func year(n int) []telemetry.Record {
	out := make([]telemetry.Record, n)
	for i := range out {
		at := noon - int64(n-i)*30*minute
		switch i % 3 {
		case 0:
			out[i] = volts(at, 6000-int64(i/40))
		case 1:
			out[i] = bolt(at, []string{"locked", "unlocked"}[i/3%2])
		case 2:
			out[i] = level(at, 100-int64(i*60/n))
		}
		out[i].Line = i + 1
	}
	return out
}

func (r *rig) export(t testing.TB, ref string) string {
	t.Helper()
	return string(must[[]byte](t)(r.Export(context.Background(), ref)))
}

func wish(pairs ...string) map[string]*string {
	out := map[string]*string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &pairs[i+1]
	}
	return out
}

func numbered(prefix string, n int) string { return fmt.Sprintf("%s-%d", prefix, n) }
