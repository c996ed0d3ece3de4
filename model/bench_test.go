package model_test

import (
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/mcu"
	"locktwin/model/power"
	"locktwin/model/sim"
)

// paired is a lock with a phone, a PIN and its first minute behind it.
func paired(b testing.TB, profile string, kind power.CellKind) *model.Lock {
	b.Helper()
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		b.Fatal(err)
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		b.Fatal(err)
	}
	cfg.Power = power.DefaultConfig(kind)
	l, err := model.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	wait(b, l, time.Minute)
	for _, c := range []firmware.Command{{Op: firmware.OpPair}, {Op: firmware.OpSetPIN, NewPIN: 4711}} {
		if a := call(b, l, c); !a.OK() {
			b.Fatal(a.Err())
		}
	}
	return l
}

// BenchmarkYearOfOrdinaryUse is a year of eight actions a day on eneloops, which
// are changed every eighty days: every motor start on the exact rail, with log
// writes and idle time.
func BenchmarkYearOfOrdinaryUse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		l := paired(b, "ab-slots", power.Eneloop)
		actions := 0
		for day := range 365 {
			morning := l.Now()
			for n := range 8 {
				action := keyturner.ActionUnlock
				if n%2 == 1 {
					action = keyturner.ActionLock
				}
				if a := call(b, l, firmware.Command{Op: firmware.OpLockAction, Action: action}); a.OK() {
					actions++
				} else {
					b.Fatalf("day %d: %v", day, a.Err())
				}
				wait(b, l, 2*time.Hour)
			}
			if err := l.Advance(morning.Add(24 * time.Hour)); err != nil {
				b.Fatal(err)
			}
			if day%80 == 79 {
				d := l.RemoveCells(200*time.Millisecond, 2)
				wait(b, l, d+2*time.Minute)
				d, err := l.InsertCells(model.Insertion{Cells: &power.PackConfig{Kind: power.Eneloop, Cells: 4, ChargePercent: 100}, Bounces: -1})
				if err != nil {
					b.Fatal(err)
				}
				wait(b, l, d+time.Minute)
			}
		}
		if actions != 365*8 || l.Now() < sim.Time(365*24*time.Hour) {
			b.Fatalf("%d actions in %v", actions, l.Now())
		}
		b.ReportMetric(float64(actions), "actions/op")
	}
}

// BenchmarkBatteryChangeFromSnapshotToVerdict forks a lock, changes its cells
// with a bouncing contact and reads what it makes of its PIN.
func BenchmarkBatteryChangeFromSnapshotToVerdict(b *testing.B) {
	l := paired(b, "rewrite-at-boot", power.Eneloop)
	b.ReportAllocs()
	for b.Loop() {
		f := l.Fork()
		d := f.RemoveCells(200*time.Millisecond, 2)
		wait(b, f, d+2*time.Minute)
		d, err := f.InsertCells(model.Insertion{Bounces: -1, LongGap: 150 * time.Millisecond})
		if err != nil {
			b.Fatal(err)
		}
		wait(b, f, d+10*time.Second)
		if r := f.Read(); !r.Up {
			b.Fatal("the lock did not come up")
		}
	}
}

// BenchmarkSnapshotAndRestore puts a lock by and brings it back, between
// activations and in the middle of an erase, where a restore plays the
// activation again up to that instant.
func BenchmarkSnapshotAndRestore(b *testing.B) {
	l := paired(b, "rewrite-at-boot", power.Eneloop)
	b.Run("at rest", func(b *testing.B) { snapshotAndRestore(b, l) })
	l.PullReset()
	for inFlight := false; !inFlight; _, _, inFlight = l.Machine().Flash().InFlight() {
		wait(b, l, 2*time.Millisecond)
		if l.Machine().Stats().Boots > 1 && l.Machine().CPU() == mcu.Asleep {
			b.Fatal("the boot wrote nothing")
		}
	}
	b.Run("in flight", func(b *testing.B) { snapshotAndRestore(b, l) })
	b.Run("fork", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.Fork()
		}
	})
}

func snapshotAndRestore(b *testing.B, l *model.Lock) {
	s := l.Snapshot(nil)
	b.ReportAllocs()
	for b.Loop() {
		s = l.Snapshot(s)
		l.Restore(s)
	}
}

// BenchmarkFreezeAndThaw puts a lock away as bytes after a battery change, and
// takes it up again.
func BenchmarkFreezeAndThaw(b *testing.B) {
	l := paired(b, "ab-slots", power.Eneloop)
	wait(b, l, l.RemoveCells(200*time.Millisecond, 2)+2*time.Minute)
	d, err := l.InsertCells(model.Insertion{Bounces: -1, LongGap: 150 * time.Millisecond})
	if err != nil {
		b.Fatal(err)
	}
	wait(b, l, d+time.Minute)
	bytes := freeze(b, l)
	b.Run("freeze", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if bytes, err = l.AppendFrozen(bytes[:0]); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(bytes)), "bytes")
	})
	b.Run("thaw", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			thaw(b, bytes)
		}
	})
}
