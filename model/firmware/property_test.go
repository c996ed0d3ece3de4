package firmware

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
	"locktwin/model/keyturner"
)

// TestALockAgreesWithATableOfItsSettings drives a lock with random commands and
// boots, and compares it with what was acknowledged.
func TestALockAgreesWithATableOfItsSettings(t *testing.T) {
	profiles := Profiles()
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(profiles).Draw(rt, "profile")
		app, err := New(p, small)
		if err != nil {
			rt.Fatal(err)
		}
		r := &rig{t: t, hal: newFake(small), app: app}
		r.hal.log = false
		r.boot(PowerOn)
		r.run(30 * time.Second)
		owner := r.pairOwner()
		pin, led, guests := uint16(0), DefaultConfig().LEDBrightness, []keyturner.AuthID{}
		settle := func(cause ResetCause) {
			if p.Save.Moment != SaveOnChange || cause == SoftReset {
				r.must(Command{Op: OpReboot, Auth: owner, PIN: pin})
			}
			if cause != SoftReset {
				r.boot(cause)
			}
			r.run(30 * time.Second)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"set-pin": func(rt *rapid.T) {
				next := rapid.Uint16Range(0, 10_100).Draw(rt, "pin")
				reply := r.call(Command{Op: OpSetPIN, Auth: owner, PIN: pin, NewPIN: next})
				if (reply.Error == keyturner.NoError) != (next <= 9999) {
					rt.Fatalf("PIN %d is answered with %v", next, reply.Error)
				}
				if next <= 9999 {
					pin = next
				}
			},
			"set-led": func(rt *rapid.T) {
				next := rapid.Uint8Range(0, 7).Draw(rt, "led")
				reply := r.call(Command{Op: OpSetField, Auth: owner, PIN: pin, Field: FieldLEDBrightness, Value: int32(next)})
				if (reply.Error == keyturner.NoError) != (next <= 5) {
					rt.Fatalf("brightness %d is answered with %v", next, reply.Error)
				}
				if next <= 5 {
					led = next
				}
			},
			"invite": func(rt *rapid.T) {
				reply := r.call(Command{Op: OpInviteAuthorization, Auth: owner, PIN: pin, Name: keyturner.NewName("guest")})
				if reply.Error == keyturner.NoError {
					guests = append(guests, reply.Auth)
				} else if len(guests) < MaxAuthorizations-1 {
					rt.Fatalf("guest %d is answered with %v", len(guests), reply.Error)
				}
			},
			"remove": func(rt *rapid.T) {
				if len(guests) == 0 {
					return
				}
				i := rapid.IntRange(0, len(guests)-1).Draw(rt, "guest")
				r.must(Command{Op: OpRemoveAuthorization, Auth: owner, PIN: pin, Target: guests[i]})
				guests = append(guests[:i], guests[i+1:]...)
			},
			"move":       func(rt *rapid.T) { r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock}) },
			"reboot":     func(rt *rapid.T) { settle(SoftReset) },
			"brown-out":  func(rt *rapid.T) { settle(BrownOut) },
			"power-loss": func(rt *rapid.T) { settle(PowerOn) },
			"": func(rt *rapid.T) {
				s := &r.app.State
				if !s.PIN.Accepts(pin) || s.PIN.Accepts(pin+1) || s.Config.LEDBrightness != led ||
					r.app.Authorizations() != len(guests)+1 {
					rt.Fatalf("%s: PIN %v %d, want %d; LED %d, want %d; %d authorizations, want %d", p.Name,
						s.PIN.Knowledge, s.PIN.Value, pin, s.Config.LEDBrightness, led, r.app.Authorizations(), len(guests)+1)
				}
				for _, g := range guests {
					if r.app.authSlot(g) < 0 {
						rt.Fatalf("guest %d is gone", g)
					}
				}
			},
		})
	})
}
