package shadow

import "testing"

// BenchmarkAYearIsRead reads the telemetry of a year from the store.
func BenchmarkAYearIsRead(b *testing.B) {
	r := open(b, database(b, b.TempDir()), Limits{})
	r.make(b, "d", year(20_000)...)
	for b.Loop() {
		r.list[r.get(b, "d").ID].book = nil
		if n := r.get(b, "d").Records; n != 20_000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkOneRecordIsTaken adds one record to a year of them.
func BenchmarkOneRecordIsTaken(b *testing.B) {
	r := open(b, database(b, b.TempDir()), Limits{Twins: 1, Records: 10_000_000, Bytes: 1 << 40, Cached: 10_000_000})
	r.make(b, "d", year(20_000)...)
	at := noon
	for b.Loop() {
		at += minute
		r.now = at
		r.feed(b, "d", bolt(at, numbered("s", int(at/minute%7))))
	}
}
