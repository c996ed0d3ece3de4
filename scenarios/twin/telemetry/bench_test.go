package telemetry

import "testing"

// year is what a gateway tells in a year: a report every half hour, 3,000 actions
// in the log, and levels in between.
func year() []Record {
	var rs []Record
	action := int64(0)
	for half := int64(0); half < 365*48; half++ {
		if half%6 == 0 {
			action++
			rs = append(rs, entry(half*30+7, action, minutes(half*30+7)))
		}
		r := report(half*30+10, 1200+action%50, 5600-half/20)
		r.Report.VoltageMV = Some(5600 - half/20 - half%7)
		rs = append(rs, r)
		if half%48 == 0 {
			rs = append(rs, level(half*30+11, 100-half*100/(365*48)/2*2))
		}
	}
	return rs
}

func BenchmarkYear(b *testing.B) {
	rs := year()
	lines, csv := AppendLines(nil, rs), AppendCSV(nil, rs)
	b.Run("lines", func(b *testing.B) {
		b.SetBytes(int64(len(lines)))
		for b.Loop() {
			Read("year", lines)
		}
	})
	b.Run("csv", func(b *testing.B) {
		b.SetBytes(int64(len(csv)))
		for b.Loop() {
			Read("year", csv)
		}
	})
	b.Run("clean", func(b *testing.B) {
		for b.Loop() {
			Clean("", rs)
		}
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			lines = AppendLines(lines[:0], rs)
		}
	})
	b.Logf("%d records, %d bytes", len(rs), len(lines))
}
