package firmware

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func TestEveryProfileIsValidAndSaysItIsAHypothesis(t *testing.T) {
	seen := map[string]bool{}
	layouts := map[uint8]Layout{}
	for _, p := range Profiles() {
		if err := p.Validate(); err != nil {
			t.Error(err)
		}
		if seen[p.Name] {
			t.Errorf("two profiles are named %s", p.Name)
		}
		seen[p.Name] = true
		if !strings.HasPrefix(p.Hypothesis, "Hypothesis, nothing stronger:") {
			t.Errorf("%s does not say that it is a hypothesis: %q", p.Name, p.Hypothesis)
		}
		if l, ok := layouts[p.Layout.Version]; ok {
			if !l.Settings.equal(&p.Layout.Settings) || !l.Access.equal(&p.Layout.Access) || l.PINIn != p.Layout.PINIn {
				t.Errorf("%s: layout %d means two different things", p.Name, p.Layout.Version)
			}
		}
		layouts[p.Layout.Version] = p.Layout
	}
}

func TestUnknownProfileIsAnsweredWithNearNames(t *testing.T) {
	_, err := LookupProfile("rewrite-at-bot")
	if !errors.Is(err, ErrUnknownProfile) || !strings.Contains(err.Error(), `"rewrite-at-boot"`) {
		t.Fatal(err)
	}
	_, err = LookupProfile("zzzzzz")
	if !errors.Is(err, ErrUnknownProfile) || !strings.Contains(err.Error(), "there are rewrite-at-boot, ") {
		t.Fatal(err)
	}
}

func TestValidateShowsTheValueBesideTheLimit(t *testing.T) {
	for _, c := range []struct {
		change func(*Profile)
		want   string
	}{
		{func(p *Profile) { p.Motor.Duty = 1500 }, "motor.duty 1500 permille, 1..1000"},
		{func(p *Profile) { p.Supervisor.Warning, p.Supervisor.WarningLevel = true, 3300 }, "supervisor.warning-level 3300 mV, 1700..2800"},
		{func(p *Profile) { p.PIN.LockOut = 2 * time.Hour }, "pin.lock-out 2h0m0s, 0s..1h0m0s"},
		{func(p *Profile) { p.Layout.Settings.Pages = 9 }, "layout.settings uses 9 pages, 1..3"},
		{func(p *Profile) { p.Save.Moment = SaveOnWarning }, "save.moment on-warning needs"},
		{func(p *Profile) { p.Layout.EvidenceIn = AreaLayout }, "deny-if-set needs a place for the mark"},
		{func(p *Profile) { p.Loads.PollFor = time.Second }, "loads.poll-for 1s, 0s..0s"},
		{func(p *Profile) { p.Protocol.MaxUsers = 33 }, "protocol.max-users 33, 1..32"},
		{func(p *Profile) { p.Protocol.MTU = 22 }, "protocol.mtu 22, 23..517"},
		{func(p *Profile) { p.Protocol.IdleTimeout = time.Millisecond }, "protocol.idle-timeout 1ms, 1s..1h0m0s"},
		{func(p *Profile) { p.Protocol.ProgressEvery = time.Millisecond }, "protocol.progress-every 1ms, 1s..1m0s"},
		{func(p *Profile) { p.Protocol.KeypadStages[1].Wrong = 5 }, "after 5 wrong codes, 6..1000"},
		{func(p *Profile) { p.Protocol.Wire.StatesBytes = 28 }, "states of 28 bytes, 15..27"},
	} {
		p := profile(t, "rewrite-at-boot")
		c.change(p)
		err := p.Validate()
		if !errors.Is(err, ErrProfile) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
		if _, err := New(p, nordic); !errors.Is(err, ErrProfile) {
			t.Errorf("New takes a profile that Validate refuses: %v", err)
		}
	}
}

func TestProfilesKeepEverythingThroughACleanLife(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			r := newRig(t, p, nordic)
			r.run(30 * time.Second)
			owner := r.pairOwner()
			r.must(Command{Op: OpSetPIN, Auth: owner, NewPIN: 4321})
			r.must(Command{Op: OpSetField, Auth: owner, PIN: 4321, Field: FieldLEDBrightness, Value: 5})
			r.must(Command{Op: OpSetField, Auth: owner, PIN: 4321, Field: FieldAutoLockSeconds, Value: 300})
			r.must(Command{Op: OpSetField, Auth: owner, PIN: 4321, Field: FieldName, Name: keyturner.NewName("front door")})
			r.invite(owner, 4321, 20)
			r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionUnlock})
			r.must(Command{Op: OpLockAction, Auth: owner, Action: keyturner.ActionLock})
			for boot := 0; boot < 3; boot++ {
				r.must(Command{Op: OpReboot, Auth: owner, PIN: 4321})
				r.run(30 * time.Second)
				if p.Save.Moment != SaveOnWarning { // loses by design what no warning announced
					r.boot(PowerOn)
					r.run(30 * time.Second)
				}
				if code := r.verify(owner, 4321); code != keyturner.NoError {
					t.Fatalf("boot %d: the PIN is answered with %v", boot, code)
				}
				if code := r.verify(owner, 0); code != keyturner.ErrBadPIN {
					t.Fatalf("boot %d: 0000 is answered with %v", boot, code)
				}
				c := r.must(Command{Op: OpRequestConfig, Auth: owner}).Config
				if c.LEDBrightness != 5 || c.Name.String() != "front door" {
					t.Fatalf("boot %d: settings are %+v", boot, c)
				}
				if got := r.must(Command{Op: OpRequestAdvancedConfig, Auth: owner}).Advanced.AutoLockSeconds; got != 300 {
					t.Fatalf("boot %d: auto lock is %d s", boot, got)
				}
				if n := r.app.Authorizations(); n != 21 {
					t.Fatalf("boot %d: %d authorizations", boot, n)
				}
				if total := r.must(Command{Op: OpRequestLog, Auth: owner, PIN: 4321, Count: 4}).Total; total < 2 {
					t.Fatalf("boot %d: %d log entries", boot, total)
				}
			}
		})
	}
}

func TestProfilesWorkOnOtherMemories(t *testing.T) {
	for name, g := range map[string]Geometry{
		"512 KiB of 4 KiB pages":        {PageBytes: 4096, Pages: 128, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF},
		"2 KiB pages, 8-byte units":     {PageBytes: 2048, Pages: 128, UnitBytes: 8, UnitPrograms: 1, Erased: 0xFF},
		"64-byte pages, one-byte units": {PageBytes: 64, Pages: 1024, UnitBytes: 1, UnitPrograms: 8, Erased: 0xFF},
	} {
		for _, p := range Profiles() {
			t.Run(name+"/"+p.Name, func(t *testing.T) {
				app, err := New(p, g)
				if err != nil {
					// A design may refuse a memory, but only in so many words.
					if !strings.Contains(err.Error(), "design does not suit this part") {
						t.Fatal(err)
					}
					return
				}
				r := &rig{t: t, hal: newFake(g), app: app}
				r.boot(PowerOn)
				r.run(30 * time.Second)
				owner := r.pairOwner()
				r.must(Command{Op: OpSetPIN, Auth: owner, NewPIN: 99})
				r.must(Command{Op: OpReboot, Auth: owner, PIN: 99})
				r.run(30 * time.Second)
				if code := r.verify(owner, 99); code != keyturner.NoError {
					t.Fatalf("the PIN is answered with %v", code)
				}
			})
		}
	}
}

func TestMemoriesThatAreTooSmallAreRefused(t *testing.T) {
	for _, g := range []Geometry{
		{PageBytes: 4096, Pages: 4, UnitBytes: 4, UnitPrograms: 2, Erased: 0xFF},
		{PageBytes: 4, Pages: 512, UnitBytes: 4, UnitPrograms: 8},
		{PageBytes: 4096, Pages: 64, UnitBytes: 256, UnitPrograms: 1, Erased: 0xFF},
		{},
	} {
		if _, err := New(profile(t, "ab-slots"), g); !errors.Is(err, ErrGeometry) {
			t.Errorf("%+v: %v", g, err)
		}
	}
}
