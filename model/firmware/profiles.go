package firmware

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/store"
)

// ErrUnknownProfile is returned for a name that no profile has.
var ErrUnknownProfile = errors.New("firmware: unknown profile")

// Profiles lists the profiles that come with the lock, in a fixed order. Each
// call makes new ones, so that nobody's changes reach anybody else.
func Profiles() []*Profile {
	all := []*Profile{
		rewriteAtBoot(),
		rewriteAtBootCRC(),
		defaultsOnError(),
		wipeOnError(),
		saveOnWarning(),
		lazyMigration(),
		hiddenLoad(),
		twoPageSwap(),
		fdsGCAtBoot(),
		nvs(),
		journal(),
		abSlots(),
		abSlotsSettled(),
		threeBlockRing(),
		nvsEarly(),
		journalReplayOnce(),
		journalCommitInEntry(),
	}
	for i, p := range all {
		// The numbers are the profiles' own: which mechanism was in which
		// version of a real lock nobody outside its maker knows.
		p.Version = [3]uint8{1, uint8(i), 0}
	}
	return all
}

// ProfileNames lists the names of Profiles in their order.
func ProfileNames() []string {
	all := Profiles()
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names
}

// LookupProfile finds a profile by its name; an unknown one is answered with
// ErrUnknownProfile and the nearest names.
func LookupProfile(name string) (*Profile, error) {
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%w %q%s", ErrUnknownProfile, name, suggest(name, ProfileNames()))
}

// knownLayouts lists every layout that some profile may have left, each
// version once.
func knownLayouts() []Layout {
	var all []Layout
	var seen [256]bool
	for _, p := range Profiles() {
		if !seen[p.Layout.Version] {
			seen[p.Layout.Version] = true
			all = append(all, p.Layout)
		}
	}
	return all
}

// Layout versions. A number is never used for another layout again.
const (
	layoutStruct     = 1 // one unchecked struct in place
	layoutChecked    = 2 // one checked record in place
	layoutSlots      = 3 // two slots
	layoutTwoPage    = 4
	layoutFDS        = 5
	layoutNVS        = 6
	layoutJournal    = 7
	layoutRing       = 8
	layoutBeta       = 9 // as layoutChecked, over two pages
	layoutSettled    = 10
	layoutNVSEarly   = 11
	layoutReplayOnce = 12 // as layoutJournal, without a settled word
	layoutInEntry    = 13 // as layoutJournal, with the commit word in its entry
)

// careless is what all profiles start from: the application without any rule
// about the supply. The motor's figures are those of the power model's motor:
// inrush over before 150 ms (a published lock driver blanks its current sense
// for as long), stall near 3 A, which pulls four fresh cells down to 3.8 V; a
// stall that leaves them 3.3 V has less than three quarters of that torque.
// Advertising intervals and the rest are assumptions.
func careless(name string) *Profile {
	return &Profile{
		Name:       name,
		Supervisor: Supervisor{BrownOut: true, BrownOutLevel: 1600},
		Boot: BootPolicy{
			Writes: WriteAtOnce,
			Run:    BootRunPolicy{Enabled: true, Delay: 2 * time.Second, Travel: 40_000},
		},
		PIN: PINPolicy{
			Missing: DenyIfSet, Corrupt: DenyIfSet, OutOfRange: DenyIfSet,
			Attempts: 5, LockOut: time.Minute,
		},
		Save: SavePolicy{Moment: SaveOnChange},
		Motor: MotorPolicy{
			Duty: 1000, Timeout: 12 * time.Second,
			StallCurrent: 2200, StallTime: 200 * time.Millisecond, StallBlank: 150 * time.Millisecond,
			Retries: 1, RetryDelay: 500 * time.Millisecond, LowVoltage: 3300, CalibrateAt: 4000,
		},
		Radio: RadioPolicy{
			Normal: 500 * time.Millisecond, Slow: time.Second, Slowest: 2 * time.Second,
			Connection: 40 * time.Millisecond,
		},
		Light:    LightPolicy{ActionFor: 3 * time.Second, RestShare: 20},
		Protocol: DefaultProtocol(),
	}
}

// careful is careless with every rule about the supply switched on. The energy
// check counts on a bulk capacitor of 470 µF; an erase and a few words take
// 100 ms at 8 mA.
func careful(name string) *Profile {
	p := careless(name)
	p.Supervisor.Warning, p.Supervisor.WarningLevel = true, 2500
	p.Boot.Writes = WriteWhenStable
	p.Boot.StableFor, p.Boot.StableBattery = 5*time.Second, 4300
	p.Boot.DoubleRead = true
	p.Boot.Suspect = true
	p.Boot.Run.Delay = 3 * time.Second
	p.Save.Verify = true
	p.Save.Interlock = true
	p.Save.Energy = EnergyCheck{Enabled: true, Microfarads: 470, DropOut: 2600, Load: 8, Need: 100 * time.Millisecond}
	p.Warning.Action = WarningStopMotor
	p.NoInit = NoInitPolicy{KeepLockOut: true, KeepClock: true}
	p.Motor.SoftStart = 150 * time.Millisecond
	p.Motor.StallBlank = 300 * time.Millisecond
	return p
}

// accessStore is what most profiles keep the authorizations in: written when a
// user is added or removed and at no other time. Two pages of records and two of
// journal hold 32 users even on pages of 2 KiB (assumption).
func accessStore() StoreSpec { return StoreSpec{Design: "journal", Pages: 4} }

// settingsFields is the struct of the unchecked in-place page.
func settingsFields() []store.Field {
	return []store.Field{
		{Key: KeyCounter, Size: counterBytes},
		{Key: KeyPIN, Size: pinBytes},
		{Key: KeyConfig, Size: configBytes},
		{Key: KeyAdvanced, Size: advancedBytes},
	}
}

func layoutWith(version uint8, design string, pages int) Layout {
	return Layout{
		Version:  version,
		Settings: StoreSpec{Design: design, Pages: pages},
		Access:   accessStore(),
		PINIn:    AreaSettings, EvidenceIn: AreaAccess,
	}
}
