package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// sequence runs a lock action and lists what the phone is told.
func (r *rig) sequence(c Command) (states []keyturner.LockState, last Reply) {
	r.t.Helper()
	before := len(r.hal.replies)
	last = r.call(c)
	for _, reply := range r.hal.replies[before:] {
		if reply.Kind == ReplyStateChanged {
			states = append(states, reply.States.LockState)
		}
	}
	return states, last
}

func same(a, b []keyturner.LockState) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestLockActionsReportTheirStatesInOrder(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	for _, c := range []struct {
		action keyturner.LockAction
		want   []keyturner.LockState
		after  []keyturner.LockState // told or reached once it is over
	}{
		{keyturner.ActionUnlock, []keyturner.LockState{keyturner.Unlocking, keyturner.Unlocked}, nil},
		{keyturner.ActionLock, []keyturner.LockState{keyturner.Locking, keyturner.Locked}, nil},
		{keyturner.ActionUnlatch, []keyturner.LockState{keyturner.Unlocking, keyturner.Unlatching, keyturner.Unlatched, keyturner.Unlocked}, nil},
		{keyturner.ActionFullLock, []keyturner.LockState{keyturner.Locking, keyturner.Locked}, nil},
		{keyturner.ActionLockNGo, []keyturner.LockState{keyturner.Unlocking, keyturner.UnlockedLockNGo}, []keyturner.LockState{keyturner.Locked}},
		{keyturner.ActionLockNGoUnlatch, []keyturner.LockState{keyturner.Unlocking, keyturner.Unlatching, keyturner.Unlatched, keyturner.UnlockedLockNGo}, []keyturner.LockState{keyturner.Locked}},
		{keyturner.ActionFob1, []keyturner.LockState{keyturner.Unlocking, keyturner.Unlocked}, nil},
		{keyturner.ActionFob1, []keyturner.LockState{keyturner.Locking, keyturner.Locked}, nil},
	} {
		states, last := r.sequence(Command{Op: OpLockAction, Auth: owner, Action: c.action})
		if last.Kind != ReplyComplete || !same(states, c.want) {
			t.Errorf("action %#x: %v, %v", uint8(c.action), states, last.Error)
		}
		if c.after != nil {
			r.run(time.Minute)
			if r.app.State.Bolt != c.after[0] {
				t.Errorf("action %#x ends %v", uint8(c.action), r.app.State.Bolt)
			}
		}
	}
	if last := r.call(Command{Op: OpLockAction, Auth: owner, Action: 0x44}); last.Error != keyturner.ErrBadParameter {
		t.Errorf("an action that does not exist is answered with %v", last.Error)
	}
}

func TestASecondActionIsRefusedWhileTheFirstRuns(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 4321, 0)
	r.handle(Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}})
	r.handle(Event{Kind: CommandReceived, Phone: 8, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionLock}})
	if last := r.hal.replies[len(r.hal.replies)-1]; last.Phone != 8 || last.Error != keyturner.ErrBusy {
		t.Errorf("got %+v", last)
	}
	// The interlock: nothing is saved while the motor runs.
	programs := r.hal.programs
	r.handle(Event{Kind: CommandReceived, Phone: 8, Command: Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 5}})
	if last := r.hal.replies[len(r.hal.replies)-1]; last.Error != keyturner.ErrBusy || r.hal.programs != programs {
		t.Errorf("got %v, %d programs", last.Error, r.hal.programs-programs)
	}
	careless, owner := lived(t, profile(t, "rewrite-at-boot"), 4321, 0)
	careless.handle(Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}})
	careless.handle(Event{Kind: CommandReceived, Phone: 8, Command: Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 5}})
	if last := careless.hal.replies[len(careless.hal.replies)-1]; last.Error != keyturner.NoError {
		t.Errorf("without an interlock the save is answered with %v", last.Error)
	}
}

func TestAStallIsRetriedAndThenReported(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.hal.stall = true
	states, last := r.sequence(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
	if last.Error != keyturner.ErrMotorBlocked || !same(states, []keyturner.LockState{keyturner.Unlocking, keyturner.MotorBlocked}) {
		t.Errorf("%v, %v", states, last.Error)
	}
	if !r.noted("motor-retry") {
		t.Error("no second attempt was made")
	}
	entry := r.must(Command{Op: OpRequestLog, Auth: owner, Count: 1, Descending: true}).Log[0]
	if entry.Type != keyturner.LogLockAction || keyturner.Completion(entry.Data[3]) != keyturner.CompletionBlocked {
		t.Errorf("log entry %+v", entry)
	}
	r.hal.stall = false
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
}

func TestTheBootRunMovesAndReturns(t *testing.T) {
	r := newRig(t, profile(t, "rewrite-at-boot"), nordic)
	r.run(2500 * time.Millisecond)
	if r.app.State.Bolt != keyturner.BootRun || !r.hal.motor.on {
		t.Fatalf("2.5 s after insertion the lock is %v", r.app.State.Bolt)
	}
	r.run(time.Minute)
	if r.app.State.Bolt != keyturner.Locked || r.hal.angle != LockedMillidegrees {
		t.Errorf("after the run the lock is %v at %d", r.app.State.Bolt, r.hal.angle)
	}
	r.boot(SoftReset)
	r.run(time.Minute)
	if r.app.State.Bolt != keyturner.Locked || r.hal.motor.on {
		t.Errorf("after a soft reset the lock is %v", r.app.State.Bolt)
	}
}

func TestTheButtonActsOncePerPressAndCancels(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.handle(Event{Kind: Button, Press: 200 * time.Millisecond})
	r.run(10 * time.Second)
	if r.app.State.Bolt != keyturner.Unlocked || r.app.State.Trigger != keyturner.TriggerButton {
		t.Fatalf("one press: %v", r.app.State.Bolt)
	}
	r.handle(Event{Kind: Button, Press: 200 * time.Millisecond})
	r.run(300 * time.Millisecond)
	r.handle(Event{Kind: Button, Press: 200 * time.Millisecond})
	r.run(10 * time.Second)
	if r.app.State.Bolt != keyturner.UnlockedLockNGo {
		t.Fatalf("two presses: %v", r.app.State.Bolt)
	}
	r.run(time.Minute)
	r.handle(Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}})
	r.handle(Event{Kind: Button, Press: 200 * time.Millisecond})
	if last := r.hal.replies[len(r.hal.replies)-1]; last.Error != keyturner.ErrCanceled || r.hal.motor.on {
		t.Errorf("a press during the action: %v", last.Error)
	}
}

func TestPairingNeedsTheButtonOnceTheLockHasAnOwner(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	pair := Command{Op: OpPair, Name: keyturner.NewName("second"), AppID: 4712}
	if last := r.call(pair); last.Error != keyturner.ErrNotPairing {
		t.Fatalf("got %v", last.Error)
	}
	r.handle(Event{Kind: Button, Press: 6 * time.Second})
	if !r.hal.radio.Pairing {
		t.Error("the radio does not tell")
	}
	second := r.must(pair).Auth
	if r.call(pair).Error != keyturner.ErrNotPairing {
		t.Error("pairing mode outlives a pairing")
	}
	r.handle(Event{Kind: Button, Press: 6 * time.Second})
	again := r.must(pair).Auth
	if r.app.Authorizations() != 2 || again == second {
		t.Errorf("pairing the same application again gives %d after %d, %d in all", again, second, r.app.Authorizations())
	}
	r.handle(Event{Kind: Button, Press: 6 * time.Second})
	r.run(6 * time.Minute)
	if r.call(pair).Error != keyturner.ErrNotPairing {
		t.Error("pairing mode never ends")
	}
	if !r.app.useKey(owner) || r.app.work.key != [32]byte{1, 2, 3} {
		t.Errorf("key %v", r.app.work.key)
	}
}

func TestAuthorizationsAreListedUpdatedAndRemoved(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, MaxAuthorizations-1)
	if code := r.call(Command{Op: OpInviteAuthorization, Auth: owner, Name: keyturner.NewName("one too many")}).Error; code != keyturner.ErrTooManyEntries {
		t.Errorf("one guest too many is answered with %v", code)
	}
	seen := map[keyturner.AuthID]bool{}
	for offset := uint32(0); ; {
		page := r.must(Command{Op: OpRequestAuthorizations, Auth: owner, Offset: offset, Count: 100})
		if page.Total != MaxAuthorizations {
			t.Fatalf("total %d", page.Total)
		}
		if offset == 0 && page.Auths[0].ID != owner {
			t.Errorf("the first entry is %d", page.Auths[0].ID)
		}
		if page.Entries == 0 {
			break
		}
		for _, a := range page.Auths[:page.Entries] {
			seen[a.ID] = true
		}
		offset += uint32(page.Entries)
	}
	if len(seen) != MaxAuthorizations {
		t.Fatalf("%d entries", len(seen))
	}
	guest := owner + 1
	r.must(Command{Op: OpUpdateAuthorization, Auth: owner, Target: guest, Name: keyturner.NewName("cleaner"), Enabled: true,
		Limits: TimeLimits{Limited: true, FromTime: 8 * 60, UntilTime: 10 * 60}})
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: 1_700_000_000/86400*86400 + 9*3600})
	r.must(Command{Op: OpLockAction, Auth: guest, Action: keyturner.ActionUnlock})
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: 1_700_000_000/86400*86400 + 11*3600})
	if code := r.call(Command{Op: OpLockAction, Auth: guest, Action: keyturner.ActionLock}).Error; code != keyturner.ErrTimeNotAllowed {
		t.Errorf("outside the hours: %v", code)
	}
	r.must(Command{Op: OpUpdateAuthorization, Auth: owner, Target: guest, Name: keyturner.NewName("cleaner")})
	if code := r.call(Command{Op: OpLockAction, Auth: guest, Action: keyturner.ActionLock}).Error; code != keyturner.ErrDisabled {
		t.Errorf("disabled: %v", code)
	}
	r.must(Command{Op: OpRemoveAuthorization, Auth: owner, Target: guest})
	if code := r.call(Command{Op: OpRemoveAuthorization, Auth: owner, Target: guest}).Error; code != keyturner.ErrInvalidAuthID {
		t.Errorf("removed twice: %v", code)
	}
	r.boot(PowerOn)
	r.run(30 * time.Second)
	if n := r.app.Authorizations(); n != MaxAuthorizations-1 {
		t.Errorf("%d authorizations after a boot", n)
	}
}

func TestFiveWrongPINsLockOutEverybodyForAMinute(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 4321, 1)
	for i := 0; i < 5; i++ {
		if code := r.verify(owner, 1); code != keyturner.ErrBadPIN {
			t.Fatalf("attempt %d: %v", i, code)
		}
	}
	for _, who := range []keyturner.AuthID{owner, owner + 1} {
		if code := r.verify(who, 4321); code != keyturner.ErrTooManyPINAttempts {
			t.Fatalf("during the lock-out: %v", code)
		}
	}
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}) // needs no PIN
	r.boot(BrownOut)
	if code := r.verify(owner, 4321); code != keyturner.ErrTooManyPINAttempts {
		t.Errorf("a reset that keeps RAM ends the lock-out: %v", code)
	}
	r.run(61 * time.Second)
	if code := r.verify(owner, 4321); code != keyturner.NoError {
		t.Errorf("after a minute: %v", code)
	}
	for i := 0; i < 5; i++ {
		r.verify(owner, 1)
	}
	r.boot(PowerOn)
	if code := r.verify(owner, 4321); code != keyturner.NoError {
		t.Errorf("after a loss of power: %v", code)
	}
}

func TestFactoryResetNeedsThePINOrTheButtonWhereAllowed(t *testing.T) {
	r, owner := lived(t, profile(t, "rewrite-at-boot"), 4321, 3)
	if code := r.call(Command{Op: OpFactoryReset, Auth: owner, PIN: 1}).Error; code != keyturner.ErrBadPIN {
		t.Fatalf("wrong PIN: %v", code)
	}
	r.handle(Event{Kind: Button, Press: time.Minute})
	if r.app.Authorizations() != 4 {
		t.Fatal("the button resets a lock that does not allow it")
	}
	r.must(Command{Op: OpFactoryReset, Auth: owner, PIN: 4321})
	if r.app.Authorizations() != 0 || r.app.State.PIN.Knowledge != PINNone || r.app.State.Config != DefaultConfig() {
		t.Errorf("after the reset: %d authorizations, PIN %v", r.app.Authorizations(), r.app.State.PIN.Knowledge)
	}
	r.boot(PowerOn)
	r.run(30 * time.Second)
	if id := r.pairOwner(); r.verify(id, 0) != keyturner.NoError {
		t.Error("a reset lock cannot be set up")
	}
	w, _ := lived(t, profile(t, "wipe-on-error"), 4321, 3)
	w.handle(Event{Kind: Button, Press: 25 * time.Second})
	if w.app.Authorizations() != 0 || w.app.State.PIN.Knowledge != PINNone {
		t.Error("the button does not reset a lock that allows it")
	}
}

func TestTheLogIsARingThatKeepsTheNewest(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.twice = false
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: 1_700_000_000})
	for i := 0; i < 150; i++ {
		action := keyturner.ActionLock
		if i%2 == 0 {
			action = keyturner.ActionUnlock
		}
		r.must(Command{Op: OpLockAction, Auth: owner, Action: action})
	}
	newest := r.must(Command{Op: OpRequestLog, Auth: owner, Count: 4, Descending: true})
	if newest.Entries != 4 || newest.Log[0].Index < 150 || newest.Log[3].Index != newest.Log[0].Index-3 ||
		newest.Log[0].Name.String() != "owner" || newest.Log[0].Time < 1_700_000_000 || newest.Log[0].Auth != owner {
		t.Fatalf("%+v", newest.Log)
	}
	if newest.Total < 64 || newest.Total > 128 {
		t.Errorf("%d entries are left", newest.Total)
	}
	r.boot(BrownOut)
	again := r.must(Command{Op: OpRequestLog, Auth: owner, Count: 4, Descending: true})
	if again.Log != newest.Log || again.Total != newest.Total {
		t.Errorf("after a boot: %d of %d", again.Log[0].Index, again.Total)
	}
	// Reading on from an index, both ways, gives every entry once.
	count, at := 0, uint32(0)
	for {
		page := r.must(Command{Op: OpRequestLog, Auth: owner, Offset: at, Count: 4})
		if page.Entries == 0 {
			break
		}
		for _, e := range page.Log[:page.Entries] {
			if e.Index <= at {
				t.Fatalf("entry %d follows %d", e.Index, at)
			}
			at = e.Index
			count++
		}
	}
	if count != int(again.Total) || at != newest.Log[0].Index {
		t.Errorf("%d entries up to %d", count, at)
	}
}

func TestTheBatteryReportComesFromTheMotorRun(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldBattery, Value: int32(keyturner.Accumulators)})
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
	got := r.must(Command{Op: OpBatteryReport, Auth: owner}).Battery
	want := BatteryReport{
		DrainMilliwattSeconds: 8000, Voltage: 5200, Critical: uint8(74/2) << 2, LastAction: keyturner.ActionUnlock,
		StartVoltage: 5200, LowestVoltage: 4700, DistanceDegrees: 720, StartTemperature: 21, MaxTurnCurrent: 3300,
		ResistanceMilliohms: 151,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// Cells of 5.2 V are guessed to be accumulators when they are inserted.
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldBattery, Value: int32(keyturner.Alkaline)})
	r.must(Command{Op: OpSetField, Auth: owner, Field: FieldAutoBatteryType, Value: 1})
	if again := r.must(Command{Op: OpBatteryReport, Auth: owner}).Battery; again != want {
		t.Errorf("with automatic detection %+v", again)
	}
	// The same cells judged as alkaline warn much earlier.
	if a, b := ChargePercent(keyturner.Alkaline, 5000), ChargePercent(keyturner.Accumulators, 5000); a >= 40 || b <= a-20 {
		t.Errorf("at 5.0 V alkaline %d %%, accumulators %d %%", a, b)
	}
	r.hal.battery = 4800
	if s := r.must(Command{Op: OpKeyturnerStates, Auth: owner}).States; s.Battery&1 == 0 {
		t.Error("no warning at 4.8 V")
	}
}

func TestLockNGoCountsDown(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionLockNGo})
	was := r.must(Command{Op: OpKeyturnerStates, Auth: owner}).States.LockNGoSeconds
	r.run(5 * time.Second)
	if now := r.must(Command{Op: OpKeyturnerStates, Auth: owner}).States.LockNGoSeconds; was != 20 || now != 15 {
		t.Errorf("%d s, five seconds later %d s", was, now)
	}
}

func TestCalibrationMeasuresTheTurn(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 0, 0)
	states, last := r.sequence(Command{Op: OpCalibrate, Auth: owner})
	if last.Error != keyturner.NoError || !same(states, []keyturner.LockState{keyturner.Calibrating, keyturner.Unlocked}) {
		t.Fatalf("%v %v", states, last.Error)
	}
	if got := r.must(Command{Op: OpRequestAdvancedConfig, Auth: owner}).Advanced.TotalDegrees; got != 840 {
		t.Errorf("%d degrees", got)
	}
	r.hal.battery = 3900
	if code := r.call(Command{Op: OpCalibrate, Auth: owner}).Error; code != keyturner.ErrVoltageTooLow {
		t.Errorf("at 3.9 V: %v", code)
	}
}

func TestBootWritesWaitForASteadySupply(t *testing.T) {
	r, _ := lived(t, profile(t, "ab-slots"), 4321, 0)
	h := r.hal
	h.battery = 4000
	programs, erases := h.programs, h.erases
	r.boot(PowerOn)
	r.run(time.Hour)
	if h.programs != programs || h.erases != erases {
		t.Errorf("at 4.0 V the boot programs %d times and erases %d times", h.programs-programs, h.erases-erases)
	}
	if r.app.State.Work == 0 {
		t.Fatal("there is nothing to wait with")
	}
	h.battery = 5200
	r.run(2 * time.Minute)
	if r.app.State.Work != 0 || h.erases == erases {
		t.Error("a good supply does not end the wait")
	}
	eager, _ := lived(t, profile(t, "rewrite-at-boot"), 4321, 0)
	eager.hal.battery = 4000
	erases = eager.hal.erases
	if eager.boot(PowerOn); eager.hal.erases == erases {
		t.Error("rewrite-at-boot waits as well")
	}
}

func TestTheEnergyCheckIsCapacitorArithmetic(t *testing.T) {
	e := EnergyCheck{Enabled: true, Microfarads: 100, DropOut: 1800, Load: 8, Need: 100 * time.Millisecond}
	if got := e.holdUp(3000); got != 15*time.Millisecond {
		t.Errorf("100 µF from 3.0 to 1.8 V at 8 mA hold %v", got)
	}
	r, owner := lived(t, profile(t, "ab-slots"), 4321, 0)
	r.hal.battery = 3000
	if code := r.call(Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 1}).Error; code != keyturner.ErrVoltageTooLow {
		t.Errorf("a save at 3.0 V is answered with %v", code)
	}
	if r.verify(owner, 4321) != keyturner.NoError {
		t.Error("a refused save changes the PIN")
	}
}

func TestGoingQuietAndBack(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Warning.Action = WarningGoQuiet
	r, owner := lived(t, p, 0, 0)
	r.handle(Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}})
	r.handle(Event{Kind: Warning})
	if r.hal.motor.on || r.hal.radio.Mode != RadioOff || r.hal.light != 0 {
		t.Errorf("during the warning: motor %t, radio %v, light %d", r.hal.motor.on, r.hal.radio.Mode, r.hal.light)
	}
	r.handle(Event{Kind: WarningOver})
	r.run(time.Minute)
	if r.hal.radio.Mode != RadioAdvertising || r.app.State.Bolt != keyturner.Unlocked {
		t.Errorf("afterwards: radio %v, %v", r.hal.radio.Mode, r.app.State.Bolt)
	}
}

func TestHiddenLoadsReachTheHardware(t *testing.T) {
	r, _ := lived(t, profile(t, "hidden-load"), 0, 0)
	if r.hal.radio.PollEvery != 30*time.Second || r.hal.light == 0 || r.hal.idle != IdleSleep {
		t.Errorf("radio %+v, light %d, idle %d", r.hal.radio, r.hal.light, r.hal.idle)
	}
	r.boot(BrownOut)
	if r.hal.idle != IdleClockOn {
		t.Errorf("after a brown-out idle is %d", r.hal.idle)
	}
}

func TestASupplyThatGivesWayAgainAndAgainEndsTheAction(t *testing.T) {
	p := profile(t, "ab-slots")
	r, owner := lived(t, p, 0, 0)
	r.handle(Event{Kind: CommandReceived, Phone: phone, Command: Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}})
	runs := 0
	for ; r.hal.motor.on && runs < 20; runs++ {
		r.handle(Event{Kind: Warning})
		r.handle(Event{Kind: WarningOver})
		r.run(p.Motor.RetryDelay + 10*time.Millisecond)
	}
	if runs != p.Motor.Retries+1 || r.app.State.Bolt != keyturner.MotorBlocked || r.app.State.Last.Completion != keyturner.CompletionLowVoltage {
		t.Errorf("after %d runs the lock is %v, completion %d", runs, r.app.State.Bolt, r.app.State.Last.Completion)
	}
}
