package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// roomy is the least memory that has a code book.
var roomy = Geometry{PageBytes: 2048, Pages: 16, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF}

func addCode(by keyturner.AuthID, code uint32) Command {
	return Command{Op: OpAddKeypadCode, Auth: by, Code: code, Name: keyturner.NewName("Cleaner")}
}

// keypad pairs a keypad.
func (r *rig) keypad(owner keyturner.AuthID) keyturner.AuthID {
	r.t.Helper()
	return r.must(Command{Op: OpInviteAuthorization, Auth: owner, Name: keyturner.NewName("Keypad"), IDType: keyturner.IDKeypad}).Auth
}

func enter(pad keyturner.AuthID, code uint32, action keyturner.KeypadAction) Command {
	return Command{Op: OpKeypadAction, Auth: pad, Source: keyturner.KeypadCodeEntry, Code: code, Keypad: action}
}

func (r *rig) codes(owner keyturner.AuthID) []KeypadCode {
	r.t.Helper()
	var all []KeypadCode
	for {
		reply := r.must(Command{Op: OpRequestKeypadCodes, Auth: owner, Offset: uint32(len(all)), Count: ListPage})
		all = append(all, reply.Codes[:reply.Entries]...)
		if len(all) >= int(reply.Total) || reply.Entries == 0 {
			return all
		}
	}
}

func TestAKeypadOpensWithACodeAndTheLogTellsWhose(t *testing.T) {
	for _, name := range []string{"ab-slots", "rewrite-at-boot", "nvs"} {
		r, owner := livedOn(t, profile(t, name), roomy, 0, 0)
		pad := r.keypad(owner)
		id := r.must(addCode(owner, 334455)).Entry
		if reply := r.call(enter(pad, 334455, keyturner.KeypadUnlock)); reply.Error != keyturner.NoError {
			t.Fatalf("%s: %v", name, reply.Error)
		}
		if r.app.State.Bolt != keyturner.Unlocked {
			t.Fatalf("%s: the lock is %v", name, r.app.State.Bolt)
		}
		e := r.must(Command{Op: OpRequestLog, Auth: owner, Count: 1, Descending: true}).Log[0]
		want := keyturner.KeypadActionData(keyturner.ActionUnlock, keyturner.KeypadCodeEntry, keyturner.CompletionSuccess, id)
		if e.Type != keyturner.LogKeypadAction || e.Data != want || e.Auth != pad {
			t.Errorf("%s: log entry %+v", name, e)
		}
		if got := r.codes(owner); len(got) != 1 || got[0].LockCount != 1 || got[0].Code != 334455 || got[0].Name.String() != "Cleaner" {
			t.Errorf("%s: %+v", name, got)
		}
		// A code outlives a loss of power, its uses do not unless its record was written.
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if got := r.codes(owner); len(got) != 1 || got[0].ID != id || got[0].LockCount != 0 {
			t.Errorf("%s: after a boot %+v", name, got)
		}
		r.must(enter(pad, 334455, keyturner.KeypadIntelligent))
		if r.app.State.Bolt != keyturner.Locked {
			t.Errorf("%s: the lock is %v", name, r.app.State.Bolt)
		}
	}
}

func TestCodesKeepTheRules(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), roomy, 0, 0)
	for code, want := range map[uint32]keyturner.ErrorCode{
		111111: keyturner.NoError, 123456: keyturner.ErrBadParameter, 340455: keyturner.ErrBadParameter,
		12345: keyturner.ErrBadParameter, 0: keyturner.ErrBadParameter, 999999: keyturner.NoError, 0xFFFFFFFF: keyturner.ErrBadParameter,
	} {
		if got := r.call(addCode(owner, code)).Error; got != want {
			t.Errorf("%d: %v", code, got)
		}
	}
	if got := r.call(addCode(owner, 111111)).Error; got != keyturner.ErrCodeExists {
		t.Errorf("a code that exists: %v", got)
	}
	ids := r.codes(owner)
	update := Command{Op: OpUpdateKeypadCode, Auth: owner, Entry: ids[0].ID, Code: ids[1].Code, Enabled: true}
	if got := r.call(update).Error; got != keyturner.ErrCodeExists {
		t.Errorf("changed to a code that exists: %v", got)
	}
	update.Code = 777777
	r.must(update)
	update.Entry = 99
	if got := r.call(update).Error; got != keyturner.ErrBadParameter {
		t.Errorf("a code that is not there: %v", got)
	}
	r.must(Command{Op: OpRemoveKeypadCode, Auth: owner, Entry: ids[1].ID})
	if got := r.call(Command{Op: OpRemoveKeypadCode, Auth: owner, Entry: ids[1].ID}).Error; got != keyturner.ErrBadParameter {
		t.Errorf("removed twice: %v", got)
	}
	if got := r.codes(owner); len(got) != 1 || got[0].Code != 777777 {
		t.Errorf("%+v", got)
	}
}

// numbered gives distinct valid codes.
func numbered(n int) uint32 {
	code := uint32(0)
	for i := 0; i < 5; i++ {
		code = code*10 + uint32(1+n%9)
		n /= 9
	}
	return 300000 + code
}

func TestTheSmallestPagesHoldAHundredCodesAndThirtyOneUsers(t *testing.T) {
	for _, name := range []string{"ab-slots", "rewrite-at-boot", "nvs"} {
		p := profile(t, name)
		r, owner := livedOn(t, p, roomy, 0, 0)
		r.twice, r.hal.log = false, false
		for range MaxTimeControls {
			r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 1, 0, keyturner.ActionLock)})
		}
		if _, code := r.app.ownIdentity(); code != keyturner.NoError {
			t.Fatal(code)
		}
		r.invite(owner, 0, MaxAuthorizations-2) // the identity takes the place of one
		for i := range MaxKeypadCodes {
			r.must(addCode(owner, numbered(i)))
		}
		if got := r.call(addCode(owner, 999999)).Error; got != keyturner.ErrTooManyEntries {
			t.Errorf("%s: code %d is answered with %v", name, MaxKeypadCodes+1, got)
		}
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if got := len(r.codes(owner)); got != MaxKeypadCodes || r.app.Authorizations() != MaxAuthorizations-1 {
			t.Errorf("%s: %d codes, %d users", name, got, r.app.Authorizations())
		}
	}
}

func TestAMemoryWithoutRoomForABookHasNoCodes(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), small, 0, 0)
	if got := r.call(addCode(owner, 334455)).Error; got != keyturner.ErrTooManyEntries {
		t.Errorf("%v", got)
	}
	if got := r.call(enter(r.keypad(owner), 334455, keyturner.KeypadUnlock)).Error; got != keyturner.ErrCodeInvalid {
		t.Errorf("%v", got)
	}
}

func TestWrongCodesBringOnThreeStages(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), roomy, 0, 0)
	pad := r.keypad(owner)
	r.must(addCode(owner, 334455))
	wrong := func() keyturner.ErrorCode { return r.call(enter(pad, 334456, keyturner.KeypadUnlock)).Error }
	for n := 1; n <= 27; n++ {
		want := keyturner.ErrCodeInvalid
		wait := time.Duration(0)
		switch {
		case n == 5:
			want, wait = keyturner.ErrCodeTimeout1, 30*time.Second
		case n == 15:
			want, wait = keyturner.ErrCodeTimeout2, 5*time.Minute
		case n >= 25:
			want, wait = keyturner.ErrCodeTimeout3, 30*time.Minute
		}
		if got := wrong(); got != want {
			t.Fatalf("wrong code %d is answered with %v", n, got)
		}
		if wait == 0 {
			continue
		}
		if got := r.call(enter(pad, 334455, keyturner.KeypadUnlock)).Error; got != want {
			t.Fatalf("the right code during the stage of %d is answered with %v", n, got)
		}
		r.run(wait)
	}
	e := r.must(Command{Op: OpRequestLog, Auth: owner, Count: 1, Descending: true}).Log[0]
	if e.Type != keyturner.LogKeypadAction || keyturner.Completion(e.Data[2]) != keyturner.CompletionInvalidCode {
		t.Errorf("log entry %+v", e)
	}
	r.must(enter(pad, 334455, keyturner.KeypadUnlock))
	if wrong() != keyturner.ErrCodeInvalid || r.app.State.Keypad.Wrong != 1 {
		t.Error("the right code does not set the count back")
	}
}

func TestACodeHasItsLimits(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), roomy, 0, 0)
	pad := r.keypad(owner)
	c := addCode(owner, 334455)
	c.Limits = TimeLimits{Limited: true, Weekdays: uint8(keyturner.Monday), FromTime: 8 * 60, UntilTime: 18 * 60}
	id := r.must(c).Entry
	try := func() keyturner.ErrorCode { return r.call(enter(pad, 334455, keyturner.KeypadLock)).Error }
	if got := try(); got != keyturner.ErrTimeNotAllowed {
		t.Errorf("without a time of day: %v", got)
	}
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at("2026-06-15 09:00:00")}) // a Monday
	if got := try(); got != keyturner.NoError {
		t.Errorf("within: %v", got)
	}
	r.must(Command{Op: OpUpdateTime, Auth: owner, Time: at("2026-06-16 09:00:00")})
	if got := try(); got != keyturner.ErrTimeNotAllowed {
		t.Errorf("a day later: %v", got)
	}
	r.must(Command{Op: OpUpdateKeypadCode, Auth: owner, Entry: id, Code: 334455, Enabled: false})
	if got := try(); got != keyturner.ErrDisabled {
		t.Errorf("disabled: %v", got)
	}
}

func TestTheArrowKeyLocksAndNothingElse(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), roomy, 0, 0)
	pad := r.keypad(owner)
	arrow := func(k keyturner.KeypadAction) keyturner.ErrorCode {
		return r.call(Command{Op: OpKeypadAction, Auth: pad, Keypad: k}).Error
	}
	if arrow(keyturner.KeypadUnlock) != keyturner.ErrCodeInvalid || arrow(keyturner.KeypadIntelligent) != keyturner.ErrCodeInvalid {
		t.Error("a locked lock opens without a code")
	}
	r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
	if code := arrow(keyturner.KeypadIntelligent); code != keyturner.NoError || r.app.State.Bolt != keyturner.Locked {
		t.Errorf("%v, the lock is %v", code, r.app.State.Bolt)
	}
	if got := r.call(enter(owner, 334455, keyturner.KeypadLock)).Error; got != keyturner.ErrBadParameter {
		t.Errorf("an app that plays a keypad: %v", got)
	}
}

func TestAFactoryResetMakesTheBookVoid(t *testing.T) {
	r, owner := livedOn(t, profile(t, "ab-slots"), roomy, 0, 0)
	r.must(addCode(owner, 334455))
	erases := r.hal.erases
	r.must(Command{Op: OpFactoryReset, Auth: owner})
	wiped := r.hal.erases - erases
	owner = r.pairOwner()
	if len(r.codes(owner)) != 0 {
		t.Error("the codes outlive a factory reset")
	}
	if got := r.call(enter(r.keypad(owner), 334455, keyturner.KeypadLock)).Error; got != keyturner.ErrCodeInvalid {
		t.Errorf("an old code is answered with %v", got)
	}
	r.must(addCode(owner, 555555))
	if got := r.codes(owner); len(got) != 1 || got[0].Code != 555555 || wiped == 0 {
		t.Errorf("%+v", got)
	}
}

func TestAnUpdateToAnotherLayoutTakesCodesAndTimeControlAlong(t *testing.T) {
	for _, way := range [][2]string{{"rewrite-at-boot", "nvs"}, {"nvs", "ab-slots"}, {"fds-gc-at-boot", "nvs"}} {
		r, owner := livedOn(t, profile(t, way[0]), nordic, 0, 0)
		r.must(addCode(owner, 334455))
		r.must(addCode(owner, 555555))
		r.must(Command{Op: OpAddTimeControl, Auth: owner, TimeControl: entry(0, 1, 0, keyturner.ActionLock)})
		r.hal.random = 77
		id, code := r.app.ownIdentity()
		if code != keyturner.NoError {
			t.Fatal(code)
		}
		was := *id
		r.update(profile(t, way[1]))
		r.run(time.Minute)
		if got := r.codes(owner); len(got) != 2 || got[0].Code != 334455 || got[1].Code != 555555 {
			t.Errorf("%v: codes %+v", way, got)
		}
		if got := r.timeControls(owner, 0); len(got) != 1 {
			t.Errorf("%v: time control %+v", way, got)
		}
		if id, _ = r.app.ownIdentity(); *id != was {
			t.Errorf("%v: the lock is somebody else", way)
		}
	}
}

func TestNoCutLosesACodeThatWasAcknowledged(t *testing.T) {
	p := profile(t, "ab-slots")
	r, owner := livedOn(t, p, roomy, 0, 0)
	r.twice = false
	r.must(addCode(owner, 334455))
	cuts := r.sweep(func() { r.boot(PowerOn); r.run(30 * time.Second) }, func() bool {
		cut, _ := r.handle(Event{Kind: CommandReceived, Phone: phone, Command: addCode(owner, 555555)})
		return cut
	}, func(place string) {
		r.boot(PowerOn)
		r.run(30 * time.Second)
		got := r.codes(owner)
		if len(got) < 1 || got[0].Code != 334455 || len(got) > 2 || len(got) == 2 && got[1].Code != 555555 {
			t.Errorf("%s: %+v", place, got)
		}
	})
	if cuts < 10 {
		t.Errorf("only %d cuts", cuts)
	}
}
