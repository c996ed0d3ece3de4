package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func entry(days keyturner.Weekdays, hour, minute uint8, action keyturner.LockAction) keyturner.TimeControlEntry {
	return keyturner.TimeControlEntry{Enabled: true, TimeControl: keyturner.TimeControl{
		Weekdays: days, Time: keyturner.ClockTime{Hour: hour, Minute: minute}, Action: action,
	}}
}

// timeControls lists the whole table.
func (r *rig) timeControls(by keyturner.AuthID, pin uint16) []keyturner.TimeControlEntry {
	r.t.Helper()
	var all []keyturner.TimeControlEntry
	for {
		reply := r.must(Command{Op: OpRequestTimeControls, Auth: by, PIN: pin, Offset: uint32(len(all)), Count: ListPage})
		all = append(all, reply.TimeControls[:reply.Entries]...)
		if len(all) >= int(reply.Total) || reply.Entries == 0 {
			return all
		}
	}
}

func TestTimeControlActsAtItsLocalTimeOnItsDays(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldTimeZone, Value: 37})   // Berlin
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at("2026-06-16 03:00:00")}) // Tuesday 05:00
	weekdays := keyturner.Monday | keyturner.Tuesday | keyturner.Wednesday | keyturner.Thursday | keyturner.Friday
	open := r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(weekdays, 7, 30, keyturner.ActionUnlock)}).Entry
	shut := r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 22, 0, keyturner.ActionLock)}).Entry
	if open != 1 || shut != 2 {
		t.Fatalf("ids %d and %d", open, shut)
	}
	r.run(2*time.Hour + 25*time.Minute)
	if r.app.State.Bolt != keyturner.Locked {
		t.Fatal("it acts early")
	}
	r.run(10 * time.Minute)
	if r.app.State.Bolt != keyturner.Unlocked || r.app.State.Trigger != keyturner.TriggerAutomatic {
		t.Fatalf("at 07:35 the lock is %v by %v", r.app.State.Bolt, r.app.State.Trigger)
	}
	r.run(15 * time.Hour)
	if r.app.State.Bolt != keyturner.Locked {
		t.Fatalf("at 22:35 the lock is %v", r.app.State.Bolt)
	}
	// Saturday: only the entry of every day acts.
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at("2026-06-20 03:00:00")})
	r.run(10 * time.Hour)
	if r.app.State.Bolt != keyturner.Locked {
		t.Errorf("on a Saturday the lock is %v", r.app.State.Bolt)
	}
	// A disabled entry rests.
	e := entry(0, 8, 0, keyturner.ActionUnlock)
	e.ID, e.Enabled = uint8(open), false
	r.must(Command{Op: OpUpdateTimeControl, Auth: owner, TimeControl: e})
	r.run(48 * time.Hour)
	if r.app.State.Bolt != keyturner.Locked {
		t.Errorf("a disabled entry leaves the lock %v", r.app.State.Bolt)
	}
	r.must(Command{Op: OpRemoveTimeControl, Auth: owner, TimeControl: keyturner.TimeControlEntry{ID: uint8(shut)}})
	if all := r.timeControls(owner, 0); len(all) != 1 || all[0] != e {
		t.Errorf("the table is %+v", all)
	}
	if r.hal.timers[TimerTimeControl].on {
		t.Error("a timer runs for entries that are not")
	}
}

func TestTimeControlSurvivesABootAndWaitsForTheTimeOfDay(t *testing.T) {
	for _, name := range []string{"ab-slots", "fds-gc-at-boot", "nvs"} {
		r, owner := livedOn(t, profile(t, name), nordic, 0, 0)
		r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 12, 0, keyturner.ActionUnlock)})
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if r.hal.timers[TimerTimeControl].on {
			t.Fatal("a lock without a time of day arms its time control")
		}
		r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at("2026-06-16 11:00:00")})
		r.run(2 * time.Hour)
		if r.app.State.Bolt != keyturner.Unlocked {
			t.Errorf("%s: the lock is %v", name, r.app.State.Bolt)
		}
	}
}

func TestTimeControlRefusesWhatItCannotDo(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	for _, c := range []struct {
		command Command
		want    keyturner.ErrorCode
	}{
		{Command{Op: OpAddTimeControl, TimeControl: entry(0, 24, 0, keyturner.ActionLock)}, keyturner.ErrBadParameter},
		{Command{Op: OpAddTimeControl, TimeControl: entry(0, 1, 0, 0x44)}, keyturner.ErrBadParameter},
		{Command{Op: OpRemoveTimeControl}, keyturner.ErrBadParameter},
		{Command{Op: OpUpdateTimeControl, TimeControl: entry(0, 1, 0, keyturner.ActionLock)}, keyturner.ErrBadParameter},
	} {
		c.command.Auth = owner
		if got := r.call(c.command).Error; got != c.want {
			t.Errorf("%v: %v", c.command.Op, got)
		}
	}
	for range MaxTimeControls {
		r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 1, 0, keyturner.ActionLock)})
	}
	full := r.call(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 1, 0, keyturner.ActionLock)})
	if full.Error != keyturner.ErrTooManyEntries || len(r.timeControls(owner, 0)) != MaxTimeControls {
		t.Errorf("a full table answers %v", full.Error)
	}
	r.must(Command{Op: OpRemoveTimeControl, Auth: owner, TimeControl: keyturner.TimeControlEntry{ID: 3}})
	if id := r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 1, 0, keyturner.ActionLock)}).Entry; id != 3 {
		t.Errorf("the free place is given the id %d", id)
	}
	r.must(Command{Op: OpFactoryReset, Auth: owner})
	if owner = r.pairOwner(); len(r.timeControls(owner, 0)) != 0 {
		t.Error("a factory reset leaves time control")
	}
}
