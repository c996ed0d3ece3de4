package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func TestAutoLockWaitsForTheDoor(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldAutoLockSeconds, Value: 30})
	r.hal.door = false
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
	r.run(5 * time.Minute)
	if r.app.State.Bolt != keyturner.Unlocked {
		t.Fatalf("with the door open the lock is %v", r.app.State.Bolt)
	}
	r.hal.door = true
	r.handle(Event{Kind: DoorMoved, DoorClosed: true})
	r.run(time.Minute)
	if r.app.State.Bolt != keyturner.Locked || r.app.State.Trigger != keyturner.TriggerAutoLock {
		t.Errorf("the lock is %v by %v", r.app.State.Bolt, r.app.State.Trigger)
	}
}

func TestTheAutomaticLockHasASwitchAndATime(t *testing.T) {
	type settings = keyturner.AdvancedSettings
	for _, c := range []struct {
		name string
		set  keyturner.SetAdvancedConfig
		want keyturner.LockState
	}{
		{"on", keyturner.SetAdvancedConfig{AdvancedSettings: settings{AutoLockSeconds: 30, AutoLockEnabled: true}}, keyturner.Locked},
		{"off", keyturner.SetAdvancedConfig{AdvancedSettings: settings{AutoLockSeconds: 30}}, keyturner.Unlocked},
		{"on without a time", keyturner.SetAdvancedConfig{AdvancedSettings: settings{AutoLockEnabled: true}}, keyturner.Unlocked},
		{"off but for the night", keyturner.SetAdvancedConfig{AdvancedSettings: settings{
			AutoLockSeconds: 30, NightMode: true, NightAutoLock: true, NightEnd: keyturner.ClockTime{Hour: 23},
		}}, keyturner.Locked},
		{"by the short form", keyturner.SetAdvancedConfig{Short: true, AdvancedSettings: settings{AutoLockSeconds: 30}}, keyturner.Locked},
		{"off by the short form", keyturner.SetAdvancedConfig{Short: true}, keyturner.Unlocked},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, o := talking(t, profile(t, "ab-slots"))
			r.must(Command{Op: OpUpdateTime, Auth: o.id, PIN: 4321, Time: at("2026-06-16 12:00:00")})
			r.must(Command{Op: OpSetField, Auth: o.id, PIN: 4321, Field: FieldAutoLockEnabled, Value: 0})
			c.set.LockNGoSeconds, c.set.UnlatchSeconds = 20, 3
			if got := o.order(keyturner.CmdSetAdvancedConfig, c.set.Append(nil), 4321, 0); got != "complete" {
				t.Fatal(got)
			}
			o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0, 40*time.Second)
			if got := r.app.State.Bolt; got != c.want {
				t.Errorf("a lock that was left open is %v", got)
			}
		})
	}
}
