package firmware

import (
	"encoding/binary"
	"time"

	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// Times of a boot (assumptions: start-up code, clocks and stack of a small
// radio controller).
const (
	bootInitTime     = 8 * time.Millisecond
	supplyCheckEvery = 100 * time.Millisecond
	supplyCheckSlow  = time.Minute // once it has waited for supplyPatience (assumption)
	supplyPatience   = time.Minute
)

// boot is the activation after every reset.
func (a *App) boot() {
	s := &a.State
	s.Booted = true
	s.Cause = a.hal.ResetCause()
	s.Bolt, s.Trigger = keyturner.Undefined, keyturner.TriggerSystem
	s.Config, s.Advanced = DefaultConfig(), DefaultAdvancedConfig()
	s.Last.Completion = keyturner.CompletionUnknown
	a.notef("boot", "Firmware %s boots after a %v reset.", a.Profile.Name, s.Cause)
	a.hal.SetWarning(a.Profile.Supervisor.Warning, a.Profile.Supervisor.WarningLevel)
	a.hal.Work(bootInitTime)
	a.bootNoInit()
	a.bootIdle()
	a.bootLayout()
	a.bootStores()
	a.provisionNew()
	a.readPIN()
	a.readSettings()
	a.readAuthorizations()
	a.mountLog()
	s.Cells = s.Advanced.Battery
	if s.Cause == PowerOn {
		s.Cells = guessCells(a.hal.BatteryVolts())
	}
	a.bootSuspect()
	a.planBootWork()
	s.Bolt = a.boltAt(a.hal.KeyAngle())
	a.setRadio()
	a.restLight()
	if s.Cause == PowerOn && a.Profile.Boot.Run.Enabled {
		s.Bolt = keyturner.Undefined
		a.hal.SetTimer(TimerBootRun, a.Profile.Boot.Run.Delay)
	}
	a.armNight()
	if s.Clock != 0 {
		a.armTimeControl()
	}
	a.startBootWork()
}

// bootNoInit takes over what RAM has kept.
func (a *App) bootNoInit() {
	s := &a.State
	r, kept := a.loadNoInit()
	if !kept {
		s.Unclean = true
		a.hal.Note("noinit-lost", "RAM has not kept its record, so the last run counts as cut short.")
		return
	}
	s.Reboots = r.Reboots
	s.Unclean = !r.Clean || s.Cause != SoftReset
	if s.Unclean && s.Reboots < 0xFFFF {
		s.Reboots++
	}
	a.notef("noinit-kept", "RAM has kept its record through the reset: the last run took %v, unexpected reboots so far %d.",
		r.Uptime, s.Reboots)
	if a.Profile.NoInit.KeepLockOut {
		s.PIN.Wrong = r.Wrong
		if r.Locked {
			s.PIN.LockedOut, s.PIN.Until = true, a.hal.Uptime()+r.LockOut
		}
	}
	if a.Profile.NoInit.KeepClock && r.HasClock {
		s.Clock = r.Clock
	}
}

// bootIdle sets what stays on while the lock sleeps.
func (a *App) bootIdle() {
	mode := IdleSleep
	if a.State.Cause == BrownOut {
		mode = a.Profile.Loads.AfterBrownOut
	}
	if mode != IdleSleep {
		a.hal.Note("idle-not-low", "After the brown-out the clock was not switched back, so the lock does not sleep deeply.")
	}
	a.hal.SetIdle(mode)
}

// bootLayout finds out in which layout the flash is.
func (a *App) bootLayout() {
	s := &a.State
	own := a.own().Version
	found, _ := a.layoutWord()
	s.Layout = own
	switch {
	case found == own:
	case found == 0:
		a.hal.Note("layout-unmarked", "No layout word is in flash, so the data is taken for this version's own.")
		s.Work |= workLayoutWord
	case a.Profile.Migration.Moment == MigrateNever || a.layoutOf(found) == nil:
		a.notef("layout-ignored", "The flash holds layout %d and is read as layout %d all the same.", found, own)
		s.Work |= workLayoutWord
	case a.Profile.Migration.Moment == MigrateAtFirstBoot:
		a.notef("layout-foreign", "The flash holds layout %d, which is to be rewritten as layout %d at this boot.", found, own)
		s.Layout = found
		s.Work |= workMigrate
	default:
		s.Layout = found
		if s.Cause == PowerOn || s.Cause == BrownOut {
			a.notef("layout-foreign", "The flash still holds layout %d; power was lost, so it is rewritten as layout %d now.", found, own)
			s.Work |= workMigrate
			break
		}
		a.notef("layout-postponed", "The flash holds layout %d; it is used in place and rewritten after the next loss of power.", found)
	}
	a.bind(a.hal)
}

// bootStores mounts both stores.
func (a *App) bootStores() {
	for _, area := range [...]Area{AreaSettings, AreaAccess} {
		a.mount(area)
	}
}

func (a *App) mount(area Area) {
	st, state, m := a.area(area)
	report, err := st.Mount(m, &state.RAM)
	state.Found, state.Usable = report.Found, err == nil
	if err != nil {
		if state.Found == store.Valid || state.Found == store.Recovered || state.Found == store.Empty {
			state.Found = store.Corrupt
		}
		a.notef("store-unusable", "The %v area cannot be mounted: %v.", area, err)
		return
	}
	if state.RAM.Unsettled {
		a.State.Work |= workSettle
	}
	if a.hal.Tracing() {
		a.notef("store-"+report.Found.String(), "The %v area: %s.", area, lowerFirst(report.Why))
	}
}

// readPIN decides what the lock takes its PIN for. A mark that can be read
// rules: where it says that none is set, the stored value does not matter.
func (a *App) readPIN() {
	s := &a.State
	l := a.current()
	mark := readMissing
	if l.EvidenceIn != AreaLayout {
		b := a.buf()[:evidenceBytes]
		mark = a.read(l.EvidenceIn, KeyEvidence, b)
		s.PIN.Evidence = mark == readOK && b[0] == 1
	}
	b := a.buf()[:pinBytes]
	r := a.read(l.PINIn, KeyPIN, b)
	v := binary.LittleEndian.Uint16(b)
	switch {
	case mark == readOK && !s.PIN.Evidence:
		a.hal.Note("pin-none", "The mark says that no security PIN is set, so 0000 is right.")
	case r == readMissing:
		a.decidePIN(a.Profile.PIN.Missing, r.why())
	case r != readOK:
		a.decidePIN(a.Profile.PIN.Corrupt, r.why())
	case v == 0xFFFF:
		a.decidePIN(a.Profile.PIN.Missing, "its place in flash is blank")
	case v > 9999:
		a.decidePIN(a.Profile.PIN.OutOfRange, "its value is out of range")
	case v != 0:
		s.PIN.Knowledge, s.PIN.Value = PINCustom, v
		a.hal.Note("pin-custom", "A custom security PIN is in force.")
	case s.PIN.Evidence:
		a.decidePIN(a.Profile.PIN.Missing, "its value is 0, yet the mark says that one is set")
	default:
		a.hal.Note("pin-none", "No security PIN is set, so 0000 is right.")
	}
}

// decidePIN applies the profile's reading of a PIN that cannot be used.
func (a *App) decidePIN(r PINReading, why string) {
	p := &a.State.PIN
	switch {
	case r == WipeLock:
		a.State.Work |= workWipe
		p.Knowledge = PINUnknown
		a.notef("pin-wipe", "The security PIN cannot be used because %s; this version answers by erasing everything.", why)
	case r == DenyAll, r == DenyIfSet && p.Evidence:
		p.Knowledge = PINUnknown
		a.notef("pin-unknown", "The security PIN cannot be used because %s; one is known to be set, so every PIN is refused.", why)
	default:
		p.Knowledge, p.Value = PINNone, 0
		a.notef("pin-default", "The security PIN is taken for not set because %s, so 0000 is right.", why)
	}
}

// readSettings loads both records or their defaults.
func (a *App) readSettings() {
	s := &a.State
	b := a.buf()
	if r := a.readRecord(KeyConfig, b[:configBytes]); r == readOK {
		if n := decodeConfig(b, &s.Config); n > 0 {
			a.notef("config-repaired", "%d fields of the configuration were out of range and got their defaults.", n)
			s.Work |= workDefaults
		}
	} else {
		a.notef("config-default", "The configuration is at its defaults because %s.", r.why())
		s.Work |= workDefaults
	}
	if r := a.readRecord(KeyAdvanced, b[:advancedBytes]); r == readOK {
		if n := decodeAdvanced(b, &s.Advanced); n > 0 {
			a.notef("advanced-repaired", "%d fields of the advanced configuration were out of range and got their defaults.", n)
			s.Work |= workDefaults
		}
	} else {
		a.notef("advanced-default", "The advanced configuration is at its defaults because %s.", r.why())
		s.Work |= workDefaults
	}
	if a.readRecord(KeyCounter, b[:counterBytes]) == readOK {
		s.Boots = binary.LittleEndian.Uint32(b)
	}
	s.Boots++
}

// readRecord reads a record of the settings area; one that is all ones was never
// written, whatever the store makes of it.
func (a *App) readRecord(k store.Key, dst []byte) reading {
	r := a.read(AreaSettings, k, dst)
	if r != readOK {
		return r
	}
	for _, c := range dst {
		if c != 0xFF {
			return readOK
		}
	}
	return readMissing
}

// bootSuspect plans to commit the newest record again when nobody knows how
// the last run ended.
func (a *App) bootSuspect() {
	s := &a.State
	if a.Profile.Boot.Suspect && s.Unclean && s.Settings.Found != store.Empty && s.Work&workDefaults == 0 {
		a.hal.Note("suspect", "The last run was cut short, so its newest record is committed again.")
		s.Work |= workSuspect
	}
}

// planBootWork completes the list of what this boot has to write.
func (a *App) planBootWork() {
	s, b := &a.State, &a.Profile.Boot
	// A blank settings area is a loss as well: a new lock has been provisioned.
	lost := s.Settings.Found == store.Corrupt || s.Settings.Found == store.Empty
	if b.WipeOnError && lost {
		a.hal.Note("wipe-planned", "The settings fail their check; this version answers by erasing everything.")
		s.Work |= workWipe
	}
	if !b.DefaultsBack {
		s.Work &^= workDefaults
	}
	if b.CountBoots {
		s.Work |= workCounter
	}
	if b.Collect {
		s.Work |= workCollect
	}
}

func lowerFirst(s string) string {
	if s == "" {
		return "no more is known"
	}
	if s[0] >= 'A' && s[0] <= 'Z' {
		s = string(s[0]+'a'-'A') + s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}
