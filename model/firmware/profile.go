package firmware

import (
	"errors"
	"fmt"
	"time"
)

// Profile is one firmware version as data: which store keeps what, what is
// written at boot and on the warning, how a missing record is read. Profiles
// never change once they are in use; to vary one, copy it.
type Profile struct {
	Name       string   // the mechanism, such as "rewrite-at-boot"
	Version    [3]uint8 // the profile's own; see Reported for what the lock tells
	Hypothesis string   // what of the users' reports it would explain; it is a guess and says so
	Layout     Layout
	Supervisor Supervisor
	Boot       BootPolicy
	PIN        PINPolicy
	Save       SavePolicy
	Warning    WarningPolicy
	Migration  MigrationPolicy
	Motor      MotorPolicy
	Reset      ResetPolicy
	NoInit     NoInitPolicy
	Radio      RadioPolicy
	Light      LightPolicy
	Loads      HiddenLoads
	Protocol   ProtocolPolicy
}

// Reported is the version that the lock tells: one that sends the forms of its
// wire profile. The profile's own minor number is its patch level, so that what
// runs can be told from outside.
func (p *Profile) Reported() [3]uint8 {
	w := p.Protocol.Wire.Firmware
	return [3]uint8{w[0], w[1], p.Version[1]}
}

// Supervisor is how the supply detectors are set.
type Supervisor struct {
	Warning       bool       // POF on; the firmware switches it on at boot
	WarningLevel  Millivolts // falling threshold on the logic rail, 1700..2800 in steps of 100
	BrownOut      bool       // brown-out reset on; set by option bytes, before any code runs
	BrownOutLevel Millivolts // falling threshold on the logic rail, 0..3000
}

// BootWrites says when the writes of a boot are done.
type BootWrites uint8

// When boot writes happen.
const (
	WriteAtOnce     BootWrites = iota // in the boot activation
	WriteWhenStable                   // after the supply has been good for BootPolicy.StableFor
)

// BootPolicy is what a boot does to the flash and to the motor.
type BootPolicy struct {
	Writes        BootWrites
	StableFor     time.Duration // how long the supply has to be good, 0..10 min
	StableBattery Millivolts    // what counts as good at the battery terminal, 0..7000
	CountBoots    bool          // the boot counter shares the settings area and is written at every boot
	DefaultsBack  bool          // settings that could not be read are replaced in flash by their defaults
	WipeOnError   bool          // a failed check of the settings erases settings and authorizations
	Collect       bool          // the stores collect garbage at every boot
	DoubleRead    bool          // every value is read twice and has to agree
	Suspect       bool          // after an unclean reset the newest values are committed again before use is made of them
	Run           BootRunPolicy
}

// BootRunPolicy is the position run of the motor after cells were inserted.
type BootRunPolicy struct {
	Enabled bool
	Delay   time.Duration // after boot, 0..1 min
	Travel  Millidegrees  // out and back, 5000..180000
}

// PINReading says what a stored PIN that cannot be used means.
type PINReading uint8

// How an unusable PIN is read.
const (
	DenyAll   PINReading = iota // no PIN is right
	DenyIfSet                   // no PIN is right if the mark says a custom PIN is set, else none is set
	AsNone                      // no PIN is set, 0 is right
	WipeLock                    // everything is erased, as by a factory reset
)

var pinReadingNames = [...]string{"deny-all", "deny-if-set", "as-none", "wipe"}

// String names the reading: "deny-all", "deny-if-set", "as-none" or "wipe".
func (r PINReading) String() string {
	if int(r) < len(pinReadingNames) {
		return pinReadingNames[r]
	}
	return "unknown"
}

// PINPolicy is how the security PIN is read and guarded.
type PINPolicy struct {
	Missing    PINReading    // no record, or a blank one
	Corrupt    PINReading    // a record whose check fails, or two readings that differ
	OutOfRange PINReading    // a value above 9999 that is not blank
	Attempts   int           // wrong PINs in a row before the lock-out, 1..255
	LockOut    time.Duration // 0..1 h
}

// SaveMoment says when a changed setting goes to flash.
type SaveMoment uint8

// When settings are saved.
const (
	SaveOnChange  SaveMoment = iota // before the phone is answered
	SaveOnTimer                     // SavePolicy.Delay after the last change; the phone is answered at once
	SaveOnWarning                   // when the power-fail warning comes; the phone is answered at once
)

// SavePolicy is how a value gets into flash.
type SavePolicy struct {
	Moment    SaveMoment
	Delay     time.Duration // SaveOnTimer only, 1 s..1 h
	Verify    bool          // read back and compare after every save, once more if it differs
	Interlock bool          // no save while the motor runs: the phone is told that the lock is busy
	Energy    EnergyCheck
}

// EnergyCheck refuses a save that the bulk capacitor could not carry to its
// end if the cells went away now: capacitance times the voltage above the
// drop-out, divided by the current, against the time an erase and the programs
// take.
type EnergyCheck struct {
	Enabled     bool
	Microfarads int32         // bulk capacitor, 1..100000
	DropOut     Millivolts    // battery voltage at which the logic rail is lost
	Load        Milliamps     // current during an erase, 1..100
	Need        time.Duration // erase and programs
}

// WarningAction is what the power-fail warning does.
type WarningAction uint8

// What a warning does.
const (
	WarningIgnored   WarningAction = iota
	WarningStopMotor               // the largest load goes
	WarningSave                    // values that are only in RAM are saved, with what energy there is
	WarningGoQuiet                 // motor, radio and LED ring off until the rail is back
)

var warningNames = [...]string{"ignored", "stop-motor", "save", "go-quiet"}

// String names the action: "ignored", "stop-motor", "save" or "go-quiet".
func (w WarningAction) String() string {
	if int(w) < len(warningNames) {
		return warningNames[w]
	}
	return "unknown"
}

// WarningPolicy is the power-fail warning's handler.
type WarningPolicy struct{ Action WarningAction }

// MigrationMoment says when data of another layout is rewritten.
type MigrationMoment uint8

// When a foreign layout is rewritten.
const (
	MigrateAtFirstBoot  MigrationMoment = iota // at the first boot that finds it
	MigrateAtNextInsert                        // at the next boot that follows a loss of power; until then it is used in place
	MigrateNever                               // what is found is taken for the own layout
)

// MigrationPolicy is what a version does with what another one left.
type MigrationPolicy struct{ Moment MigrationMoment }

// MotorPolicy is how the motor is driven.
type MotorPolicy struct {
	Duty         Permille      // 1..1000
	SoftStart    time.Duration // 0..2 s; 0 is the full kick
	Timeout      time.Duration // 1 s..1 min
	StallCurrent Milliamps     // 100..10000
	StallTime    time.Duration // 1 ms..2 s
	StallBlank   time.Duration // 0..1 s
	Retries      int           // attempts after a stall, 0..5
	RetryDelay   time.Duration // 0..10 s
	RefuseBelow  Millivolts    // no action is started below this battery voltage, 0 never refuses
	LowVoltage   Millivolts    // a stall that pulls the battery below this is put down to the battery
	CalibrateAt  Millivolts    // no calibration is begun below this battery voltage
}

// ResetPolicy is who may reset the lock to factory state.
type ResetPolicy struct {
	Button bool          // a long press of the button does it without a PIN
	Hold   time.Duration // how long the press has to be, 10 s..2 min
}

// NoInitPolicy is what is kept in the RAM that start-up code leaves alone.
type NoInitPolicy struct {
	KeepLockOut bool // the PIN lock-out goes on after a reset that left RAM alone
	KeepClock   bool // the time of day goes on from where it was
}

// RadioPolicy is how often the lock shows itself.
type RadioPolicy struct {
	Normal, Slow, Slowest time.Duration // advertising intervals, 20 ms..10.24 s
	Connection            time.Duration // connection interval, 7.5 ms..4 s
}

// LightPolicy is the LED ring.
type LightPolicy struct {
	ActionFor time.Duration // full brightness after an action
	RestShare Permille      // average share of the time the ring is lit while it signals an unlocked door
	Always    bool          // the ring signals whatever the bolt does
}

// HiddenLoads is what may shorten the life of a set of cells without anybody
// noticing.
type HiddenLoads struct {
	PollEvery, PollFor time.Duration // a home-automation partner that asks all the time
	AfterBrownOut      IdleMode      // what a boot after a brown-out forgets to switch off
}

// ErrProfile says that a profile asks for the impossible.
var ErrProfile = errors.New("firmware: bad profile")

// Validate checks every field against its range; the error shows the value
// beside the limit.
func (p *Profile) Validate() error {
	check := profileCheck{name: p.Name}
	check.that(p.Name != "", "name is empty")
	check.that(p.Hypothesis != "", "hypothesis is empty")
	check.that(p.Layout.Version >= 1 && p.Layout.Version <= 254, "layout.version %d, 1..254", p.Layout.Version)
	check.area("layout.settings", p.Layout.Settings, AreaSettings)
	check.area("layout.access", p.Layout.Access, AreaAccess)
	check.that(p.Layout.PINIn == AreaSettings || p.Layout.PINIn == AreaAccess,
		"layout.pin-in %v, settings or access", p.Layout.PINIn)
	check.that(p.Layout.EvidenceIn <= AreaAccess, "layout.evidence-in %v, settings, access or layout for none", p.Layout.EvidenceIn)
	if p.Supervisor.Warning {
		check.millivolts("supervisor.warning-level", p.Supervisor.WarningLevel, 1700, 2800)
	}
	if p.Supervisor.BrownOut {
		check.millivolts("supervisor.brown-out-level", p.Supervisor.BrownOutLevel, 0, 3000)
	}
	check.that(p.Boot.Writes <= WriteWhenStable, "boot.writes %d, 0..%d", p.Boot.Writes, WriteWhenStable)
	check.duration("boot.stable-for", p.Boot.StableFor, 0, 10*time.Minute)
	check.millivolts("boot.stable-battery", p.Boot.StableBattery, 0, 7000)
	if p.Boot.Run.Enabled {
		check.duration("boot.run.delay", p.Boot.Run.Delay, 0, time.Minute)
		check.that(p.Boot.Run.Travel >= 5000 && p.Boot.Run.Travel <= 180000,
			"boot.run.travel %d millidegrees, 5000..180000", p.Boot.Run.Travel)
	}
	for _, r := range []struct {
		name string
		r    PINReading
	}{{"pin.missing", p.PIN.Missing}, {"pin.corrupt", p.PIN.Corrupt}, {"pin.out-of-range", p.PIN.OutOfRange}} {
		check.that(r.r <= WipeLock, "%s %d, 0..%d", r.name, r.r, WipeLock)
		check.that(r.r != DenyIfSet || p.Layout.EvidenceIn != AreaLayout,
			"%s deny-if-set needs a place for the mark, layout.evidence-in names none", r.name)
	}
	check.that(p.PIN.Attempts >= 1 && p.PIN.Attempts <= 255, "pin.attempts %d, 1..255", p.PIN.Attempts)
	check.duration("pin.lock-out", p.PIN.LockOut, 0, time.Hour)
	check.that(p.Save.Moment <= SaveOnWarning, "save.moment %d, 0..%d", p.Save.Moment, SaveOnWarning)
	if p.Save.Moment == SaveOnTimer {
		check.duration("save.delay", p.Save.Delay, time.Second, time.Hour)
	}
	check.that(p.Save.Moment != SaveOnWarning || (p.Supervisor.Warning && p.Warning.Action == WarningSave),
		"save.moment on-warning needs supervisor.warning on and warning.action save, they are %t and %v",
		p.Supervisor.Warning, p.Warning.Action)
	if e := p.Save.Energy; e.Enabled {
		check.that(e.Microfarads >= 1 && e.Microfarads <= 100000, "save.energy.microfarads %d, 1..100000", e.Microfarads)
		check.that(e.Load >= 1 && e.Load <= 100, "save.energy.load %d mA, 1..100", e.Load)
		check.millivolts("save.energy.drop-out", e.DropOut, 0, 7000)
		check.duration("save.energy.need", e.Need, time.Microsecond, 10*time.Second)
	}
	check.that(p.Warning.Action <= WarningGoQuiet, "warning.action %d, 0..%d", p.Warning.Action, WarningGoQuiet)
	check.that(p.Migration.Moment <= MigrateNever, "migration.moment %d, 0..%d", p.Migration.Moment, MigrateNever)
	m := p.Motor
	check.that(m.Duty >= 1 && m.Duty <= 1000, "motor.duty %d permille, 1..1000", m.Duty)
	check.duration("motor.soft-start", m.SoftStart, 0, 2*time.Second)
	check.duration("motor.timeout", m.Timeout, time.Second, time.Minute)
	check.that(m.StallCurrent >= 100 && m.StallCurrent <= 10000, "motor.stall-current %d mA, 100..10000", m.StallCurrent)
	check.duration("motor.stall-time", m.StallTime, time.Millisecond, 2*time.Second)
	check.duration("motor.stall-blank", m.StallBlank, 0, time.Second)
	check.that(m.Retries >= 0 && m.Retries <= 5, "motor.retries %d, 0..5", m.Retries)
	check.duration("motor.retry-delay", m.RetryDelay, 0, 10*time.Second)
	check.millivolts("motor.refuse-below", m.RefuseBelow, 0, 7000)
	check.millivolts("motor.low-voltage", m.LowVoltage, 0, 7000)
	check.millivolts("motor.calibrate-at", m.CalibrateAt, 0, 7000)
	if p.Reset.Button {
		check.duration("reset.hold", p.Reset.Hold, 10*time.Second, 2*time.Minute)
	}
	for _, d := range []struct {
		name string
		d    time.Duration
	}{{"radio.normal", p.Radio.Normal}, {"radio.slow", p.Radio.Slow}, {"radio.slowest", p.Radio.Slowest}} {
		check.duration(d.name, d.d, 20*time.Millisecond, 10240*time.Millisecond)
	}
	check.duration("radio.connection", p.Radio.Connection, 7500*time.Microsecond, 4*time.Second)
	check.duration("light.action-for", p.Light.ActionFor, 0, time.Minute)
	check.that(p.Light.RestShare >= 0 && p.Light.RestShare <= 1000, "light.rest-share %d permille, 0..1000", p.Light.RestShare)
	check.duration("loads.poll-every", p.Loads.PollEvery, 0, 24*time.Hour)
	check.duration("loads.poll-for", p.Loads.PollFor, 0, p.Loads.PollEvery)
	check.that(p.Loads.AfterBrownOut <= IdleCPUOn, "loads.after-brown-out %d, 0..%d", p.Loads.AfterBrownOut, IdleCPUOn)
	p.Protocol.validate(&check)
	return check.err
}

// profileCheck keeps the first complaint.
type profileCheck struct {
	name string
	err  error
}

func (c *profileCheck) that(ok bool, format string, args ...any) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf("%w %q: "+format, append([]any{ErrProfile, c.name}, args...)...)
	}
}

func (c *profileCheck) duration(name string, d, lo, hi time.Duration) {
	c.that(d >= lo && d <= hi, "%s %v, %v..%v", name, d, lo, hi)
}

func (c *profileCheck) millivolts(name string, v, lo, hi Millivolts) {
	c.that(v >= lo && v <= hi, "%s %d mV, %d..%d", name, v, lo, hi)
}

func (c *profileCheck) area(name string, s StoreSpec, a Area) {
	c.that(s.Design != "", "%s has no store design", name)
	c.that(s.Pages >= 1 && s.Pages <= areaPages[a], "%s uses %d pages, 1..%d", name, s.Pages, areaPages[a])
}
