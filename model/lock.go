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
	"bytes"
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
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
	// NukiID is the number by which the lock is known on the air; 0 takes one
	// that follows from the seed.
	NukiID uint32
	// Memory is what the flash holds at the beginning; nil is an erased one.
	Memory *Memory
	// Start is the instant at which the lock's time begins, at least 0. One that
	// goes on from the memory of another begins when that memory was taken.
	Start sim.Time
}

// Memory is the content of a flash as flashsim writes it.
type Memory struct {
	Image   []byte // raw, exactly of the part's size
	Sidecar []byte // wear and charges, of a lock with the same part and seed; nil: factory-new
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
	seed    uint64
	outside

	// scout looks ahead for Due; it is no part of the lock's state.
	scout     *Lock
	scoutFrom *Snapshot
}

// keys separate the lock's sources of randomness. They do not depend on the
// profile or the part, so that another firmware meets the same hand and cells.
type keys struct{ hand, cells, phone, air repro.Key }

// New builds a lock with its cells in and its supply good; the core starts to
// boot at time 0.
func New(cfg Config) (*Lock, error) {
	if cfg.Profile == nil || cfg.Part == nil {
		return nil, fmt.Errorf("%w: a profile and a part are needed", ErrConfig)
	}
	root := repro.Root(cfg.Seed)
	l := &Lock{board: cfg.MCU, seed: cfg.Seed}
	l.keys = keys{hand: root.Child("hand"), cells: root.Child("cells"), phone: root.Child("phone"), air: root.Child("air")}
	cfg.Power.Start = cfg.Start
	supply, err := power.New(cfg.Power, l.keys.cells.Index(0))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	supply.SetKeyAngle(power.Radians(mechanics.Radians(cfg.KeyMillidegrees)))
	core, err := gocore.New(cfg.Profile, mcu.MemoryOf(cfg.Part))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	flash, err := newFlash(cfg.Part, cfg.Seed, cfg.Memory)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	l.machine, err = mcu.New(mcu.Options{
		Config: applyProfile(cfg.MCU, cfg.Profile), Supply: supply, Flash: flash,
		Core: core, Key: root.Child("mcu"), Mechanism: cfg.Mechanism, DeviceID: cfg.nukiID(),
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	l.air = gatt.NewAir(l.keys.air)
	l.bay = bay{in: true, next: 1, contact: cfg.Power.Contact}
	return l, nil
}

// newFlash makes the memory of a lock.
func newFlash(p *flashsim.Part, seed uint64, m *Memory) (*flashsim.Device, error) {
	d := flashsim.New(p, flashKey(seed))
	if m == nil {
		return d, nil
	}
	if err := d.ReadRaw(bytes.NewReader(m.Image)); err != nil {
		return nil, err
	}
	if m.Sidecar == nil {
		return d, nil
	}
	return d, d.ReadSidecar(bytes.NewReader(m.Sidecar))
}

func flashKey(seed uint64) repro.Key { return repro.Root(seed).Child("flash") }

// nukiID is never 0, nor all ones.
func (c *Config) nukiID() uint32 {
	if c.NukiID != 0 {
		return c.NukiID
	}
	return uint32(repro.Root(c.Seed).Child("nuki-id").Hash(0, 0, 0, 0))&0x3FFF_FFFF | 0x1000_0000
}

// NukiID is the number by which the lock is known on the air.
func (l *Lock) NukiID() uint32 { return l.machine.DeviceID() }

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
func (l *Lock) Advance(to sim.Time) error { return l.AdvanceWhile(to, nil) }

// Wait plays simulated time for d; errors as Advance.
func (l *Lock) Wait(d time.Duration) error { return l.Advance(l.Now().Add(d)) }

// Step plays until the next thing has happened, at the latest until limit.
func (l *Lock) Step(limit sim.Time) error {
	return l.AdvanceWhile(limit, func() bool { return false })
}

// AdvanceWhile plays simulated time up to and including the instant limit, or
// until goOn says no; nil never does. It is asked whenever something has
// happened, in the lock or on the air.
func (l *Lock) AdvanceWhile(limit sim.Time, goOn func() bool) error {
	if !l.air.Active() {
		err := l.machine.AdvanceWhile(limit, goOn)
		l.hear()
		return err
	}
	for {
		stop, enough := min(limit, max(l.air.Due(), l.Now())), false
		err := l.machine.AdvanceWhile(stop, func() bool {
			l.hear()
			enough = goOn != nil && !goOn()
			return !enough && l.air.Due() >= stop
		})
		l.hear()
		if err != nil || enough {
			return err
		}
		if l.air.Due() > l.Now() {
			if l.Now() >= limit {
				return nil
			}
			continue
		}
		for l.air.Due() <= l.Now() {
			l.air.Step(antenna{l})
		}
		if goOn != nil && !goOn() {
			return nil
		}
	}
}

// Replies is how many messages of the lock wait to be looked at; it takes in
// what the radio has sent.
func (l *Lock) Replies() int {
	l.hear()
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
