package firmware

import (
	"strings"
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// lived is a lock with an owner, guests, and, if pin is not 0, a custom PIN and
// a changed LED brightness; its first insertion of cells is over.
func lived(t *testing.T, p *Profile, pin uint16, guests int) (*rig, keyturner.AuthID) {
	t.Helper()
	return livedOn(t, p, nordic, pin, guests)
}

func livedOn(t *testing.T, p *Profile, g Geometry, pin uint16, guests int) (*rig, keyturner.AuthID) {
	t.Helper()
	r := newRig(t, p, g)
	r.run(30 * time.Second)
	owner := r.pairOwner()
	if pin != 0 {
		r.must(Command{Op: OpSetPIN, Auth: owner, NewPIN: pin})
		r.must(Command{Op: OpSetField, Auth: owner, PIN: pin, Field: FieldLEDBrightness, Value: 5})
	}
	r.invite(owner, pin, guests)
	return r, owner
}

// tearSettings boots and cuts the power in the first erase of the boot.
func (r *rig) tearSettings(how tear) {
	r.t.Helper()
	h := r.hal
	for cut := 1; ; cut++ {
		mem := append([]byte(nil), h.mem...)
		erases := h.erases
		h.calls, h.cutAt, h.how = 0, cut, how
		if !r.boot(PowerOn) {
			r.t.Fatal("the boot erases nothing")
		}
		h.cutAt = 0
		if e := r.app.geometry.extent(AreaSettings); how != tearNothing &&
			string(mem[e.Addr:e.Addr+4096]) != string(h.mem[e.Addr:e.Addr+4096]) && h.erases == erases {
			return
		}
		copy(h.mem, mem)
	}
}

func TestTornSettingsPageDeniesEveryPINAndKeepsThePhones(t *testing.T) {
	for _, name := range []string{"rewrite-at-boot", "rewrite-at-boot-crc"} {
		r, owner := lived(t, profile(t, name), 4321, 20)
		r.tearSettings(tearAll)
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if code := r.verify(owner, 4321); code != keyturner.ErrBadPIN {
			t.Errorf("%s: the custom PIN is answered with %v", name, code)
		}
		if code := r.verify(owner, 0); code != keyturner.ErrBadPIN {
			t.Errorf("%s: 0000 is answered with %v", name, code)
		}
		if r.app.State.PIN.Knowledge != PINUnknown {
			t.Errorf("%s: PIN knowledge is %v", name, r.app.State.PIN.Knowledge)
		}
		c := r.must(Command{Op: OpRequestConfig, Auth: owner}).Config
		if c.LEDBrightness != DefaultConfig().LEDBrightness {
			t.Errorf("%s: LED brightness is %d", name, c.LEDBrightness)
		}
		was := DefaultConfig()
		was.LEDBrightness = 5
		lost := Lost(was, DefaultAdvancedConfig(), c, r.app.State.Advanced)
		if len(lost) != 1 || lost[0] != FieldLEDBrightness {
			t.Errorf("%s: lost are %v", name, lost)
		}
		if n := r.app.Authorizations(); n != 21 {
			t.Errorf("%s: %d authorizations", name, n)
		}
		r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
		// The loss is for good.
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if r.verify(owner, 4321) != keyturner.ErrBadPIN || r.verify(owner, 0) != keyturner.ErrBadPIN {
			t.Errorf("%s: a later boot brings a PIN back", name)
		}
	}
}

func TestTornSettingsPageGoesUnnoticedWithTheDefaultPIN(t *testing.T) {
	for _, how := range []tear{tearHalf, tearMixed, tearAll} {
		r, owner := lived(t, profile(t, "rewrite-at-boot"), 0, 3)
		r.tearSettings(how)
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if code := r.verify(owner, 0); code != keyturner.NoError {
			t.Errorf("tear %d: 0000 is answered with %v", how, code)
		}
		if how == tearAll && (r.app.State.Config != DefaultConfig() || r.app.State.Advanced != DefaultAdvancedConfig()) {
			t.Errorf("tear %d: settings are not at their defaults", how)
		}
		if n := r.app.Authorizations(); n != 4 {
			t.Errorf("%d authorizations", n)
		}
	}
}

func TestDefaultsOnErrorOpensToTheDefaultPIN(t *testing.T) {
	r, owner := lived(t, profile(t, "defaults-on-error"), 4321, 3)
	// The mark would contradict the default; this version keeps none in use.
	r.tearSettings(tearAll)
	r.boot(PowerOn)
	r.run(30 * time.Second)
	if r.verify(owner, 0) != keyturner.NoError || r.verify(owner, 4321) != keyturner.ErrBadPIN {
		t.Errorf("PIN knowledge is %v", r.app.State.PIN.Knowledge)
	}
	if n := r.app.Authorizations(); n != 4 {
		t.Errorf("%d authorizations", n)
	}
}

func TestWipeOnErrorLosesTheUsers(t *testing.T) {
	for _, how := range []tear{tearHalf, tearMixed, tearAll} {
		r, owner := lived(t, profile(t, "wipe-on-error"), 4321, 20)
		r.tearSettings(how)
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if n := r.app.Authorizations(); n != 0 {
			t.Errorf("tear %d: %d authorizations are left", how, n)
		}
		if code := r.verify(owner, 4321); code != keyturner.ErrNotAuthorized {
			t.Errorf("tear %d: the owner is answered with %v", how, code)
		}
		if id := r.pairOwner(); id == 0 || r.verify(id, 0) != keyturner.NoError {
			t.Errorf("tear %d: a wiped lock cannot be set up again", how)
		}
	}
}

func TestSaveOnWarningKeepsTheOldPINWhenTheFlashIsGated(t *testing.T) {
	r := newRig(t, profile(t, "save-on-warning"), nordic)
	r.run(30 * time.Second)
	owner := r.pairOwner()
	r.must(Command{Op: OpSetPIN, Auth: owner, NewPIN: 1111})
	r.must(Command{Op: OpReboot, Auth: owner, PIN: 1111}) // an orderly end saves
	r.must(Command{Op: OpSetPIN, Auth: owner, PIN: 1111, NewPIN: 2222})
	if r.verify(owner, 2222) != keyturner.NoError {
		t.Fatal("the new PIN is not in force")
	}
	r.hal.lowRail = true
	r.handle(Event{Kind: Warning})
	r.hal.lowRail = false
	r.boot(PowerOn)
	if r.verify(owner, 1111) != keyturner.NoError || r.verify(owner, 2222) != keyturner.ErrBadPIN {
		t.Errorf("PIN is %v %d", r.app.State.PIN.Knowledge, r.app.State.PIN.Value)
	}
	// With flash that is not gated, and time enough, the handler does save.
	r.must(Command{Op: OpSetPIN, Auth: owner, PIN: 1111, NewPIN: 3333})
	r.handle(Event{Kind: Warning})
	r.boot(PowerOn)
	if r.verify(owner, 3333) != keyturner.NoError {
		t.Error("the save in the warning handler is lost")
	}
}

// careful profiles are those that claim to survive every cut.
func claimsSafety(name string) bool {
	switch name {
	case "ab-slots", "ab-slots-settled", "journal", "three-block-ring":
		return true
	}
	return false
}

func TestEveryCutOfABatteryChangeEndsInABootThatWorks(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			r, owner := livedOn(t, p, small, 4321, 3)
			r.twice = false
			h := r.hal
			h.log = false
			harmed := 0
			cuts := r.sweep(func() { h.angle = LockedMillidegrees },
				func() bool { return r.boot(PowerOn) || r.run(20*time.Second) },
				func(place string) {
					r.boot(PowerOn)
					r.run(20 * time.Second)
					good := r.app.Authorizations() == 4 && r.verify(owner, 4321) == keyturner.NoError && r.verify(owner, 0) == keyturner.ErrBadPIN &&
						r.app.State.Config.LEDBrightness == 5
					if good {
						return
					}
					harmed++
					if claimsSafety(p.Name) {
						t.Fatalf("%s: PIN %v, %d authorizations", place, r.app.State.PIN.Knowledge, r.app.Authorizations())
					}
				})
			if cuts < 40 {
				t.Fatalf("only %d points were cut", cuts)
			}
			if harmful := strings.HasPrefix(p.Name, "rewrite-at-boot"); harmful && harmed == 0 {
				t.Fatal("no cut did any harm to a profile that is built to be harmed")
			}
			t.Logf("%d cuts, %d kinds of loss", cuts, harmed)
		})
	}
}

func TestEveryCutOfAPINChangeLeavesTheOldOrTheNewPIN(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			r, owner := livedOn(t, p, small, 4321, 3)
			r.twice = false
			h := r.hal
			h.log = false
			state, timers, now := r.app.State, h.timers, h.now
			r.sweep(func() { r.app.State, h.timers, h.now = state, timers, now },
				func() bool {
					cut, _ := r.handle(Event{Kind: CommandReceived, Phone: phone,
						Command: Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 77}})
					return cut
				},
				func(place string) {
					r.boot(PowerOn)
					r.run(20 * time.Second)
					pin := &r.app.State.PIN
					ok := pin.Knowledge == PINCustom && (pin.Value == 4321 || pin.Value == 77)
					if claimsSafety(p.Name) && (!ok || r.app.Authorizations() != 4) {
						t.Fatalf("%s: PIN %v %d, %d authorizations", place, pin.Knowledge, pin.Value, r.app.Authorizations())
					}
				})
		})
	}
}

func TestEveryCutOfTheFirstBootLeavesALockThatCanBeSetUp(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			app, err := New(p, small)
			if err != nil {
				t.Fatal(err)
			}
			r := &rig{t: t, hal: newFake(small), app: app}
			r.hal.log = false
			unusable := 0
			r.sweep(func() {}, func() bool { return r.boot(PowerOn) }, func(place string) {
				r.boot(PowerOn)
				r.run(20 * time.Second)
				if s := &r.app.State; !s.Settings.Usable || !s.Access.Usable {
					unusable++
					return
				}
				if owner := r.pairOwner(); r.verify(owner, 0) != keyturner.NoError {
					t.Fatalf("%s: 0000 is refused by a new lock, PIN %v", place, r.app.State.PIN.Knowledge)
				}
			})
			// A file system that lost its swap page says so and stays down:
			// that is what its profile is there to show.
			if unusable > 0 && p.Name != "fds-gc-at-boot" {
				t.Errorf("%d cuts leave a store that cannot be mounted", unusable)
			}
		})
	}
}
