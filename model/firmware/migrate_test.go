package firmware

import (
	"strings"
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// update installs another profile as a service technician does, and reboots.
func (r *rig) update(p *Profile) {
	r.t.Helper()
	if err := r.app.Update(p); err != nil {
		r.t.Fatal(err)
	}
	r.boot(SoftReset)
	r.run(30 * time.Second)
}

func (r *rig) wantAllKept(owner keyturner.AuthID, when string) {
	r.t.Helper()
	if code := r.verify(owner, 4321); code != keyturner.NoError {
		r.t.Errorf("%s: the PIN is answered with %v", when, code)
	}
	if code := r.verify(owner, 0); code != keyturner.ErrBadPIN {
		r.t.Errorf("%s: 0000 is answered with %v", when, code)
	}
	if c := r.must(Command{Op: OpRequestConfig, Auth: owner}).Config; c.LEDBrightness != 5 {
		r.t.Errorf("%s: LED brightness is %d", when, c.LEDBrightness)
	}
	if n := r.app.Authorizations(); n != 6 {
		r.t.Errorf("%s: %d authorizations", when, n)
	}
}

func (r *rig) noted(name string) bool {
	for _, n := range r.hal.notes {
		if strings.HasPrefix(n, name+": ") {
			return true
		}
	}
	return false
}

func TestAnUpdateBetweenAnyTwoProfilesKeepsTheData(t *testing.T) {
	for _, from := range Profiles() {
		r, owner := livedOn(t, from, small, 4321, 5)
		r.twice, r.hal.log = false, false
		r.must(Command{Op: OpReboot, Auth: owner, PIN: 4321})
		r.run(30 * time.Second)
		mem, app := append([]byte(nil), r.hal.mem...), *r.app
		for _, to := range Profiles() {
			t.Run(from.Name+" to "+to.Name, func(t *testing.T) {
				r.t = t
				copy(r.hal.mem, mem)
				*r.app = app
				r.update(to)
				r.wantAllKept(owner, "after the update")
				r.boot(PowerOn)
				r.run(30 * time.Second)
				r.wantAllKept(owner, "after a battery change")
				if v, _ := r.app.layoutWord(); v != to.Layout.Version {
					t.Errorf("the layout word says %d, the layout is %d", v, to.Layout.Version)
				}
			})
		}
	}
}

func TestLazyMigrationWaitsForTheLossOfPower(t *testing.T) {
	r, owner := lived(t, profile(t, "ab-slots"), 4321, 5)
	erases := r.hal.erases
	r.update(profile(t, "lazy-migration"))
	if !r.noted("layout-postponed") || r.hal.erases != erases {
		t.Fatal("the update itself rewrites")
	}
	r.boot(SoftReset)
	r.run(time.Minute)
	r.wantAllKept(owner, "before the change")
	// The week between: what is changed lands in the old layout.
	r.must(Command{Op: OpSetField, Auth: owner, PIN: 4321, Field: FieldUnlatchSeconds, Value: 9})
	if r.hal.notes = nil; r.boot(PowerOn) || !r.noted("migrate") {
		t.Fatal("the battery change does not migrate")
	}
	r.run(time.Minute)
	r.wantAllKept(owner, "after the change")
	if r.app.State.Advanced.UnlatchSeconds != 9 {
		t.Error("a change made in between is lost")
	}
	if r.hal.notes = nil; r.boot(PowerOn) || r.noted("migrate") {
		t.Error("it migrates twice")
	}
}

func TestACutInTheLazyMigrationLosesThePINAndKeepsThePhones(t *testing.T) {
	lost := 0
	start, owner := lived(t, profile(t, "rewrite-at-boot"), 4321, 5)
	start.update(profile(t, "lazy-migration"))
	start.twice, start.hal.log = false, false
	mem := append([]byte(nil), start.hal.mem...)
	r := start
	for cut := 1; ; cut++ {
		copy(r.hal.mem, mem)
		r.hal.replies, r.hal.angle = r.hal.replies[:0], LockedMillidegrees
		r.hal.calls, r.hal.cutAt, r.hal.how = 0, cut, tearMixed
		met := r.boot(PowerOn)
		r.hal.cutAt = 0
		if !met {
			break
		}
		r.boot(PowerOn)
		r.run(20 * time.Second)
		if n := r.app.Authorizations(); n != 6 {
			t.Fatalf("cut %d: %d authorizations", cut, n)
		}
		if r.verify(owner, 4321) == keyturner.ErrBadPIN && r.verify(owner, 0) == keyturner.ErrBadPIN {
			lost++
		}
	}
	if lost == 0 {
		t.Error("no cut in the migration loses the PIN")
	}
}

func TestAnUpdateThatDoesNotSuitTheMemoryIsRefused(t *testing.T) {
	g := Geometry{PageBytes: 2048, Pages: 64, UnitBytes: 8, UnitPrograms: 1, Erased: 0xFF}
	r := newRig(t, profile(t, "ab-slots"), g)
	if err := r.app.Update(profile(t, "fds-gc-at-boot")); err == nil {
		t.Fatal("a design that clears bits is taken for a part with error correction")
	}
	if r.app.Profile.Name != "ab-slots" {
		t.Errorf("the profile is %s after a refused update", r.app.Profile.Name)
	}
}
