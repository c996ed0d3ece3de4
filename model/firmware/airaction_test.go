package firmware

import (
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func lockAction(a keyturner.LockAction) []byte {
	return (&keyturner.LockActionRequest{Action: a}).Append(nil)
}

func TestCompleteComesAWhileAfterAccepted(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	o.challenge()
	before := r.hal.now
	if got := o.raw(o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0)); got != "accepted, states locking, states locked" {
		t.Fatalf("at once: %s", got)
	}
	if got := o.listen(200 * time.Millisecond); got != "complete" || r.hal.now-before < 100*time.Millisecond {
		t.Errorf("then: %s after %v", got, r.hal.now-before)
	}
	p := profile(t, "ab-slots")
	p.Protocol.CompleteAtOnce = true
	_, o = talking(t, p)
	if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0, time.Second); got != "complete" {
		t.Errorf("a version that completes at once: %s", got)
	}
	if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0, 5*time.Second); got != "accepted, states unlocking, states unlocked, complete" {
		t.Errorf("where there is something to do: %s", got)
	}
}

func TestCompleteWaitsUntilAcceptedWasHeard(t *testing.T) {
	for _, mtu := range []int{23, 247} {
		r, o := talking(t, profile(t, "ab-slots"))
		late := &talker{central: r.connect(2, mtu), id: o.id, key: o.key}
		late.challengeInPieces()
		late.mute = true
		if err := late.Write(keyturner.USDIO, late.request(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0)); err != nil {
			t.Fatal(err)
		}
		r.run(5 * time.Second)
		var in keyturner.Assembler
		var heard []string
		var accepted, complete time.Duration
		for n := 0; n < 100 && complete == 0; n++ {
			late.pump()
			for _, i := range late.got {
				m, err := in.Add(i.from, i.value)
				if err != nil {
					t.Fatal(err)
				}
				if m == nil {
					continue
				}
				word := late.told(indicated{i.from, m})
				heard = append(heard, word)
				switch word {
				case "accepted":
					accepted = r.hal.now
				case "complete":
					complete = r.hal.now
				}
			}
			late.got = nil
			late.client.Confirm()
			r.run(10 * time.Millisecond)
		}
		if got := strings.Join(heard, ", "); got != "accepted, states locking, states locked, complete" || complete-accepted < 100*time.Millisecond {
			t.Errorf("MTU %d: %s, complete %v after accepted", mtu, got, complete-accepted)
		}
	}
}

func TestTheEndOfAnActionIsToldBeforeTheNextBegins(t *testing.T) {
	_, o := talking(t, profile(t, "ab-slots"))
	o.challenge()
	got := o.raw(o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0))
	got += ", " + o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionFullLock), 0, time.Second)
	if want := "accepted, states locking, states locked, complete, accepted, states locking, states locked, complete"; got != want {
		t.Error(got)
	}
}

func TestWhoWaitsForALongActionIsToldTheStateNowAndThen(t *testing.T) {
	for every, want := range map[time.Duration]string{
		0: "accepted, states unlatching, states unlatched, states unlocked, complete",
		// The latch is held for 12 s.
		5 * time.Second: "accepted, states unlatching, states unlatched, states unlatched, states unlatched, states unlocked, complete",
	} {
		p := profile(t, "ab-slots")
		p.Protocol.ProgressEvery = every
		r, o := talking(t, p)
		r.must(Command{Op: OpSetField, Auth: o.id, PIN: 4321, Field: FieldUnlatchSeconds, Value: 12})
		o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0, 5*time.Second)
		other := r.connect(2, 247)
		if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlatch), 0, 30*time.Second); got != want {
			t.Errorf("every %v: %s", every, got)
		}
		if other.pump(); len(other.got) != 0 {
			t.Errorf("every %v: somebody else is told", every)
		}
		// Who confirms nothing is told no more than there is room for.
		o.challenge()
		o.mute = true
		if err := o.Write(keyturner.USDIO, o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlatch), 0)); err != nil {
			t.Fatal(err)
		}
		r.run(25 * time.Second)
		if r.app.State.Bolt != keyturner.Unlocked {
			t.Errorf("every %v: the action does not end", every)
		}
	}
}

func TestErrorsOfTheMotorComeAfterAccepted(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.hal.stall = true
	if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0, 10*time.Second); got != "accepted, states unlocking, states motor-blocked, error 42 of 000D" {
		t.Error(got)
	}
	if s := r.app.states(); s.LastCompletion != keyturner.CompletionBlocked || s.LockState != keyturner.MotorBlocked {
		t.Errorf("%+v", s)
	}
	r.hal.stall = false
	o.challenge()
	o.raw(o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0))
	if got := o.order(keyturner.CmdSimpleLockAction, []byte{2}, 0, 0); got != "error 45 of 0100" {
		t.Errorf("while one runs: %s", got)
	}
	r.handle(Event{Kind: Button, Press: 100 * time.Millisecond})
	if got := o.listen(time.Second); got != "states undefined, error 46 of 000D" && got != "states locked, error 46 of 000D" {
		t.Errorf("cancelled: %s", got)
	}
}

func TestAnAutomaticUnlockNeedsSomePeace(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	auto := (&keyturner.LockActionRequest{Action: keyturner.ActionUnlock, Flags: keyturner.FlagAutoUnlock}).Append(nil)
	o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0, time.Second)
	if got := o.order(keyturner.CmdLockAction, auto, 0, 0); got != "error 40 of 000D" {
		t.Errorf("at once: %s", got)
	}
	r.run(10 * time.Second)
	if got := o.order(keyturner.CmdLockAction, auto, 0, 5*time.Second); got != "accepted, states unlocking, states unlocked, complete" {
		t.Errorf("later: %s", got)
	}
}

func TestALockThatWantsCalibrationRefusesToMove(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Protocol.RequireCalibration = true
	r, o := talking(t, p)
	if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0, time.Second); got != "error 47 of 000D" {
		t.Error(got)
	}
	if got := o.raw(o.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); got != "states uncalibrated" {
		t.Error(got)
	}
	if got := o.order(keyturner.CmdRequestCalibration, nil, 4321, time.Minute); got != "accepted, states calibrating, states unlocked, complete" {
		t.Error(got)
	}
	if e := r.must(Command{Op: OpRequestLog, Auth: o.id, PIN: 4321, Count: 1, Descending: true}).Log[0]; e.Type != keyturner.LogCalibration {
		t.Errorf("log entry %+v", e)
	}
	if got := o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0, 10*time.Second); got != "accepted, states locking, states locked, complete" {
		t.Error(got)
	}
	r.hal.battery = 3900
	if got := o.order(keyturner.CmdRequestCalibration, nil, 4321, 0); got != "error 4C of 001A" {
		t.Errorf("with weak cells: %s", got)
	}
}

func TestAFactoryResetForgetsTheCalibration(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Protocol.RequireCalibration = true
	r, o := talking(t, p)
	o.order(keyturner.CmdRequestCalibration, nil, 4321, time.Minute)
	if got := r.app.State.Bolt; got != keyturner.Unlocked {
		t.Fatalf("after a calibration the lock is %v", got)
	}
	r.must(Command{Op: OpFactoryReset, Auth: o.id, PIN: 4321})
	if got := r.app.State.Bolt; got != keyturner.Uncalibrated {
		t.Errorf("after a factory reset the lock is %v", got)
	}
}

func TestACalibrationThatMeetsNoStopHasNoRoomForItsPositions(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	o.challenge()
	o.raw(o.request(keyturner.CmdRequestCalibration, nil, 4321))
	r.hal.motor.on = false
	r.handle(Event{Kind: MotorDone, Angle: farAway})
	if got := o.listen(time.Second); got != "states motor-blocked, error 48 of 001A" {
		t.Error(got)
	}
}

func TestAnActionGoesOnWhenItsConnectionEnds(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	o.challenge()
	o.raw(o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0))
	other := r.connect(2, 247)
	r.handle(Event{Kind: LinkDown, Phone: 1, Reason: gatt.ReasonTimeout})
	sent := len(r.hal.sent)
	r.run(10 * time.Second)
	other.pump()
	if r.app.State.Bolt != keyturner.Unlocked || len(r.hal.sent) != sent || len(other.got) != 0 {
		t.Errorf("the lock is %v, %d PDUs were sent", r.app.State.Bolt, len(r.hal.sent)-sent)
	}
}
