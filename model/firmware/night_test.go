package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func TestNightModeLocksAtItsStart(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	for f, v := range map[Field]int32{FieldNightStart: 22 * 60, FieldNightEnd: 6 * 60, FieldNightLockAtStart: 1} {
		r.must(Command{Op: OpSetField, Auth: owner, Field: f, Value: v})
	}
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldNightMode, Value: 1})
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: 1_700_000_000/86400*86400 + 21*3600})
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
	r.run(50 * time.Minute)
	if r.app.State.Night || r.app.State.Bolt != keyturner.Unlocked {
		t.Fatal("night comes early")
	}
	r.run(20 * time.Minute)
	if !r.app.State.Night || r.app.State.Bolt != keyturner.Locked {
		t.Errorf("at night the lock is %v", r.app.State.Bolt)
	}
	r.run(8 * time.Hour)
	if r.app.State.Night {
		t.Error("night does not end")
	}
}

func TestTheNightIsThatOfTheWallClock(t *testing.T) {
	for _, c := range []struct {
		zone  uint16
		now   string
		night bool
		left  time.Duration // until that changes
	}{
		{0xFFFF, "2026-06-16 21:30:00", false, 30 * time.Minute},
		{0xFFFF, "2026-06-16 22:00:00", true, 8 * time.Hour},
		{37, "2026-06-16 19:30:00", false, 30 * time.Minute}, // Berlin, summer: 21:30
		{37, "2026-06-16 20:00:00", true, 8 * time.Hour},
		{37, "2026-01-16 21:30:00", true, 7*time.Hour + 30*time.Minute},
		{37, "2026-03-28 21:00:00", true, 7 * time.Hour},     // an hour of the night is skipped
		{37, "2026-10-24 20:00:00", true, 9 * time.Hour},     // one comes twice
		{12, "2026-01-17 02:30:00", false, 30 * time.Minute}, // New York: 21:30 of the day before
	} {
		r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
		r.app.State.Config.TimeZone = c.zone
		r.app.State.Advanced.NightMode = true
		r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at(c.now)})
		if got := r.app.State.Night; got != c.night {
			t.Errorf("zone %d, %s UTC: night is %t", c.zone, c.now, got)
		}
		r.run(c.left - time.Second)
		if r.app.State.Night != c.night {
			t.Errorf("zone %d, %s UTC: that changes early", c.zone, c.now)
		}
		r.run(2 * time.Second)
		if r.app.State.Night == c.night {
			t.Errorf("zone %d, %s UTC: that does not change after %v", c.zone, c.now, c.left)
		}
	}
}
