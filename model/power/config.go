package power

import (
	"errors"
	"fmt"
	"math"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// ErrConfig is wrapped by every error about a value that a board or a set of
// cells cannot have.
var ErrConfig = errors.New("power: impossible configuration")

// Config is a board with its cells.
type Config struct {
	Pack       PackConfig
	Contact    Ohms // contact, springs and wire of the closed set, 0..10
	Bulk       Capacitor
	Regulator  RegulatorConfig
	Decoupling Farads     // on VDD
	Isolation  *Isolation // nil: the regulator hangs on VBAT
	Motor      MotorConfig
	Ambient    Celsius  // -60..100
	Start      sim.Time // the instant at which its time begins, at least 0
}

// Capacitor is a capacitor with its equivalent series resistance.
type Capacitor struct {
	F   Farads // > 0
	ESR Ohms   // >= 0
}

// Isolation holds the logic up when VBAT sags: a diode and a capacitor before
// the regulator.
type Isolation struct {
	Drop       Volts // forward voltage at small current
	Resistance Ohms  // slope resistance, > 0
	F          Farads
}

// RegulatorKind says how VDD is made from VBAT.
type RegulatorKind uint8

// The kinds of regulator.
const (
	LDO    RegulatorKind = iota
	Buck                 // draws constant power while it regulates
	Direct               // VDD is VBAT behind a small resistance
)

// String gives the kind as scenario files write it.
func (k RegulatorKind) String() string {
	switch k {
	case LDO:
		return "ldo"
	case Buck:
		return "buck"
	case Direct:
		return "direct"
	}
	return "unknown"
}

// RegulatorConfig describes the supply of the logic.
type RegulatorConfig struct {
	Kind      RegulatorKind
	Set       Volts // nominal VDD
	Output    Ohms  // output resistance while regulating, > 0
	DropOut   Ohms  // pass resistance out of regulation; the whole resistance of Direct, > 0
	Limit     Amps  // current limit, > 0
	Quiescent Amps  // own draw, falls to nothing under 0.2 V

	Efficiency float64 // Buck: 0..1

	LockOutFalling Volts         // stops below; 0: no lock-out
	LockOutRising  Volts         // starts again above
	RestartDelay   time.Duration // off for at least so long; 0: 5 ms (assumption)

	BodyDiode           bool // conducts backwards from VDD into VBAT
	BodyDiodeDrop       Volts
	BodyDiodeResistance Ohms
}

// DefaultLDO is a 3.3 V low-drop regulator: 1.5 ohm drop-out, 0.3 A limit and
// 2 µA of its own (assumption, typical of small PMOS parts). It has no reverse
// conduction.
func DefaultLDO() RegulatorConfig {
	return RegulatorConfig{Kind: LDO, Set: 3.3, Output: 0.05, DropOut: 1.5, Limit: 0.3, Quiescent: 2e-6}
}

// DefaultBuck is a small switching regulator with a lock-out at 2.3 V and
// 0.15 V of hysteresis (assumption, typical range 2.0..2.7 V).
func DefaultBuck() RegulatorConfig {
	return RegulatorConfig{Kind: Buck, Set: 3.0, Output: 0.05, DropOut: 0.5, Limit: 0.5, Quiescent: 5e-6,
		Efficiency: 0.88, LockOutFalling: 2.3, LockOutRising: 2.45}
}

// DefaultDirect feeds the logic from the cells behind 0.1 ohm (assumption).
func DefaultDirect() RegulatorConfig {
	return RegulatorConfig{Kind: Direct, DropOut: 0.1}
}

// DefaultConfig is the board of the golden cases with four cells of a kind,
// fully charged at 21 °C (capacitances and contact: assumption).
func DefaultConfig(kind CellKind) Config {
	return Config{
		Pack:       PackConfig{Kind: kind, Cells: 4, ChargePercent: 100},
		Contact:    0.02,
		Bulk:       Capacitor{F: 220e-6, ESR: 0.1},
		Regulator:  DefaultLDO(),
		Decoupling: 10e-6,
		Motor:      DefaultMotor(),
		Ambient:    refCelsius,
	}
}

// latestStart leaves as much time ahead as has passed: 146 years.
const latestStart = sim.Never / 2

// check tells what is impossible about c.
func (c *Config) check() error {
	r := c.Regulator
	for _, p := range []struct {
		name    string
		v       float64
		lo, hi  float64
		applies bool
	}{
		{"contact resistance in ohm", float64(c.Contact), 0, 1e6, true},
		{"bulk capacitance in farad", float64(c.Bulk.F), 1e-9, 10, true},
		{"bulk ESR in ohm", float64(c.Bulk.ESR), 0, 1e3, true},
		{"decoupling in farad", float64(c.Decoupling), 1e-9, 10, true},
		{"regulator output in volt", float64(r.Set), 0.3, 30, r.Kind != Direct},
		{"regulator output resistance in ohm", float64(r.Output), 1e-4, 100, r.Kind != Direct},
		{"regulator drop-out resistance in ohm", float64(r.DropOut), 1e-4, 1e3, true},
		{"regulator limit in ampere", float64(r.Limit), 1e-6, 100, r.Kind != Direct},
		{"regulator quiescent current in ampere", float64(r.Quiescent), 0, 1, true},
		{"regulator efficiency", r.Efficiency, 0.05, 1, r.Kind == Buck},
		{"lock-out in volt", float64(r.LockOutFalling), 0.25, 30, r.LockOutFalling != 0},
		{"lock-out release in volt", float64(r.LockOutRising - r.LockOutFalling), 1e-3, 30, r.LockOutFalling != 0},
		{"restart delay in second", float64(r.RestartDelay) / 1e9, 0, 3600, true},
		{"body diode drop in volt", float64(r.BodyDiodeDrop), 0, 5, r.BodyDiode},
		{"body diode resistance in ohm", float64(r.BodyDiodeResistance), 1e-4, 1e3, r.BodyDiode},
		{"ambient in °C", float64(c.Ambient), -60, 100, true},
	} {
		if p.applies && !(p.v >= p.lo && p.v <= p.hi) {
			return fmt.Errorf("%w: %s is %g, must be %g..%g", ErrConfig, p.name, p.v, p.lo, p.hi)
		}
	}
	if r.Kind > Direct {
		return fmt.Errorf("%w: regulator kind %d", ErrConfig, r.Kind)
	}
	if r.Kind == Buck && r.LockOutFalling == 0 {
		return fmt.Errorf("%w: a buck regulator needs a lock-out voltage", ErrConfig)
	}
	if i := c.Isolation; i != nil {
		if !(i.Drop >= 0 && i.Drop <= 5 && i.Resistance >= 1e-4 && i.Resistance <= 1e3 && i.F >= 1e-9 && i.F <= 10) {
			return fmt.Errorf("%w: isolation %g V, %g ohm, %g F", ErrConfig, i.Drop, i.Resistance, i.F)
		}
	}
	if c.Start < 0 || c.Start > latestStart {
		return fmt.Errorf("%w: time begins at %v, must be 0..%v", ErrConfig, c.Start, latestStart)
	}
	if err := c.Motor.check(); err != nil {
		return err
	}
	return c.Pack.check()
}

// finite tells whether v is a number that can be computed with.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// New builds a supply with its cells inserted and the rail settled without a
// load, at time 0. key seeds the spread between cells, if any is asked for.
// Errors wrap ErrConfig or ErrUnknownCell.
func New(cfg Config, key repro.Key) (*Supply, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Regulator.RestartDelay == 0 {
		cfg.Regulator.RestartDelay = 5 * time.Millisecond
	}
	s := &Supply{cfg: cfg, cache: newCache(), contact: float64(cfg.Contact), ambient: cfg.Ambient,
		now: cfg.Start, grid: cfg.Start, zero: cfg.Start}
	if cfg.Isolation != nil {
		s.iso, s.isolated = *cfg.Isolation, true
	}
	p, err := newPack(cfg.Pack, cfg.Ambient, key)
	if err != nil {
		return nil, err
	}
	s.pack = p
	s.settleAtRest()
	return s, nil
}
