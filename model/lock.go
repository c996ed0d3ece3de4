// Package model assembles the lock: supply, machine, memory, mechanism and
// firmware on one page, with what one can do to it and what one can see of it.
//
// Hands, phones, laboratories and workshops act on a [Lock] at the instant that
// it shows; [Lock.Advance] lets simulated time go on. Nothing here decides an
// outcome: a PIN is lost only because a page of the simulated memory was left
// in a state that the firmware's own boot code misread.
//
// The package must not know scenario files, wall clocks, transports or
// networks, and starts no goroutines. A Lock is not safe for concurrent use;
// forks are independent.
package model

import (
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model/firmware"
	"locktwin/model/gocore"
	"locktwin/model/mcu"
	"locktwin/model/mechanics"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Config says which lock to build.
type Config struct {
	Profile   *firmware.Profile
	Part      *flashsim.Part
	MCU       mcu.Config
	Power     power.Config
	Mechanism mcu.Mechanism
	// KeyMillidegrees is where the key is at the beginning; 0 is unlocked.
	KeyMillidegrees int32
	Seed            uint64
}

// DefaultConfig is a lock that has just been mounted on an ordinary door, with
// the bolt thrown: nRF52832, four fresh alkaline cells.
func DefaultConfig(p *firmware.Profile) (Config, error) {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		return Config{}, err
	}
	return Config{
		Profile: p, Part: part, MCU: mcu.NRF52(), Power: power.DefaultConfig(power.Alkaline),
		Mechanism: mcu.DefaultMechanism(), KeyMillidegrees: mcu.DefaultMechanism().Lock.LockedAngle(), Seed: 1,
	}, nil
}

// ErrConfig wraps every complaint about a Config.
var ErrConfig = errors.New("lock configuration")

// Lock is one virtual smart lock.
type Lock struct {
	machine *mcu.Machine
	board   mcu.Config // before a profile's option bytes
	keys    keys
	outside
}

// keys separate the lock's sources of randomness. They do not depend on the
// profile or the part, so that another firmware meets the same hand and cells.
type keys struct{ hand, cells, phone repro.Key }

// New builds a lock with its cells in and its supply good; the core starts to
// boot at time 0.
func New(cfg Config) (*Lock, error) {
	if cfg.Profile == nil || cfg.Part == nil {
		return nil, fmt.Errorf("%w: a profile and a part are needed", ErrConfig)
	}
	root := repro.Root(cfg.Seed)
	l := &Lock{board: cfg.MCU}
	l.keys = keys{hand: root.Child("hand"), cells: root.Child("cells"), phone: root.Child("phone")}
	supply, err := power.New(cfg.Power, l.keys.cells.Index(0))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	supply.SetKeyAngle(power.Radians(mechanics.Radians(cfg.KeyMillidegrees)))
	core, err := gocore.New(cfg.Profile, mcu.MemoryOf(cfg.Part))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	l.machine, err = mcu.New(mcu.Options{
		Config: applyProfile(cfg.MCU, cfg.Profile), Supply: supply,
		Flash: flashsim.New(cfg.Part, root.Child("flash")),
		Core:  core, Key: root.Child("mcu"), Mechanism: cfg.Mechanism,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	l.bay = bay{in: true, next: 1, contact: cfg.Power.Contact}
	return l, nil
}

// Now returns the instant that the lock shows.
func (l *Lock) Now() sim.Time { return l.machine.Now() }

// Machine gives the machine to look at.
func (l *Lock) Machine() *mcu.Machine { return l.machine }

// Profile is the firmware profile that is installed.
func (l *Lock) Profile() *firmware.Profile { return l.App().Profile }

// App gives the firmware to look at. Between activations its state is whole; at
// a stop inside one (see mcu.Machine.Executing) it is that of a handler halfway
// through.
func (l *Lock) App() *firmware.App { return l.machine.Core().(*gocore.Core).App() }

// Listen sets who hears the trace.
func (l *Lock) Listen(t trace.Listener) { l.machine.Listen(t) }

// Advance plays simulated time up to and including the instant to. An error
// wraps mcu.ErrBackwards, mcu.ErrForever or mcu.ErrLongActivation.
func (l *Lock) Advance(to sim.Time) error {
	err := l.machine.Advance(to)
	l.collect()
	return err
}

// Wait plays simulated time for d; errors as Advance.
func (l *Lock) Wait(d time.Duration) error { return l.Advance(l.Now().Add(d)) }

// Step plays until the next thing has happened, at the latest until limit.
func (l *Lock) Step(limit sim.Time) error {
	err := l.machine.AdvanceWhile(limit, func() bool { return false })
	l.collect()
	return err
}

// AdvanceWhile plays simulated time up to and including the instant limit, or
// until goOn says no. It is asked whenever something has happened.
func (l *Lock) AdvanceWhile(limit sim.Time, goOn func() bool) error {
	err := l.machine.AdvanceWhile(limit, goOn)
	l.collect()
	return err
}

// Replies is how many messages of the lock wait to be looked at; it takes in
// what the radio has sent.
func (l *Lock) Replies() int {
	l.collect()
	return len(l.inbox)
}

// Remark puts a line into the trace, in its place among what happens at this
// instant.
func (l *Lock) Remark(lane trace.Kind, name, text string) {
	l.machine.Inject(mcu.Input{Kind: mcu.InRemark, Lane: lane, Name: name, Text: text})
}

// UpdateFirmware installs another profile as an update over the air does: the
// memory stays, option bytes change, the machine restarts. The trace tells when
// it fails: the lock has to be up, and the profile has to suit its memory.
func (l *Lock) UpdateFirmware(p *firmware.Profile) {
	image := gocore.Image{Profile: p}
	supervisor := applyProfile(l.board, p).Supervisor
	l.machine.Inject(mcu.Input{
		Kind: mcu.InImage, Name: "update", Text: "firmware update to " + image.String(), Packet: image, Supervisor: &supervisor,
	})
}

// collect moves what the radio sent into the inbox.
func (l *Lock) collect() {
	for _, t := range l.machine.Outbox() {
		if r, ok := t.Packet.(firmware.Reply); ok {
			l.inbox = append(l.inbox, r)
		}
	}
}
