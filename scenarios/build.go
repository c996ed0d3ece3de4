package scenarios

import (
	"errors"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/mechanics"
	"locktwin/model/power"
)

// ErrBuild is wrapped by the error of a lock that cannot be built: a part on
// which the firmware's layout does not fit, a board that no circuit can be.
var ErrBuild = errors.New("this lock cannot be built")

// FirstMinute is how long a lock has been on its cells when the first step
// begins: its first boot and position run are over.
const FirstMinute = time.Minute

// DefaultSeed is the seed of a file that names none.
const DefaultSeed = 1

// easyThrow is the friction of a bolt that slides by itself, at the key:
// three quarters of the normal one, 1.5 against 2 mN·m at the motor
// (assumption).
const easyThrow = 0.75

// holdUpDiode is the diode before a hold-up capacitor: a Schottky of 0.25 V and
// half an ohm (assumption).
var holdUpDiode = power.Isolation{Drop: 0.25, Resistance: 0.5}

// profileOf is the profile with what the file says about this lock's
// supervisor, motor and protocol in place of what the profile says.
func (l *LockSpec) profileOf(name Profile) (*firmware.Profile, error) {
	p, err := firmware.LookupProfile(string(name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBuild, err)
	}
	s := &l.Supervisor
	if s.Warning.Set {
		p.Supervisor.Warning = !s.Warning.Value.Off
		if p.Supervisor.Warning {
			p.Supervisor.WarningLevel = millivolts(s.Warning.Value.Volts)
		}
	}
	if s.BrownOut.Set {
		p.Supervisor.BrownOut = !s.BrownOut.Value.Off
		if p.Supervisor.BrownOut {
			p.Supervisor.BrownOutLevel = millivolts(s.BrownOut.Value.Volts)
		}
	}
	if l.Board.Motor.SoftStart.Set {
		p.Motor.SoftStart = l.Board.Motor.SoftStart.Value
	}
	l.Protocol.apply(&p.Protocol)
	l.Protocol.guard(&p.PIN)
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBuild, err)
	}
	return p, nil
}

func millivolts(v Microvolts) firmware.Millivolts { return firmware.Millivolts(v / 1000) }

// config is the lock that the file describes.
func (l *LockSpec) config(seed uint64) (model.Config, error) {
	p, err := l.profileOf(l.Profile)
	if err != nil {
		return model.Config{}, err
	}
	c, err := model.DefaultConfig(p)
	if err != nil {
		return model.Config{}, err
	}
	c.Seed = seed
	if l.Part != "" {
		if c.Part, err = flashsim.Lookup(string(l.Part)); err != nil {
			return model.Config{}, fmt.Errorf("%w: %w", ErrBuild, err)
		}
	}
	c.Power.Pack = l.Cells.normal(CellsSpec{}).pack()
	c.Power.Ambient = power.Celsius(l.Ambient.Or(21_000).Celsius())
	l.Board.apply(&c)
	s := &l.Supervisor
	if s.Hysteresis.Set {
		c.MCU.Supervisor.BrownOutHysteresis = power.Volts(s.Hysteresis.Value.Volts())
	}
	if s.ReleaseDelay.Set {
		c.MCU.Supervisor.ReleaseDelay = s.ReleaseDelay.Value
	}
	if s.WriteGate.Set {
		c.MCU.Supervisor.WarningGatesFlash = s.WriteGate.Value
	}
	m := &c.Mechanism
	switch l.Door {
	case DoorEasy:
		m.Lock.ThrowNewtonMetres = float64(m.Lock.ThrowNewtonMetres * easyThrow)
	case DoorStiff:
		m.Lock.ThrowNewtonMetres = mechanics.StiffThrowNewtonMetres
	case DoorVeryStiff:
		m.Lock.ThrowNewtonMetres = mechanics.VeryStiffThrowNewtonMetres
	case DoorMisaligned:
		m.Door.RubNewtonMetres = mechanics.MisalignedNewtonMetres
	case DoorJammed:
		m.Door.RubNewtonMetres = mechanics.JammedNewtonMetres
	}
	m.Lock.BumpNewtonMetres = max(m.Lock.BumpNewtonMetres, m.Lock.ThrowNewtonMetres)
	return c, nil
}

// apply changes what the file changes.
func (b *BoardSpec) apply(c *model.Config) {
	p := &c.Power
	if b.Contact.Set {
		p.Contact = power.Ohms(b.Contact.Value.Ohms())
	}
	if b.Bulk.Set {
		p.Bulk.F = power.Farads(b.Bulk.Value.Farads())
	}
	if b.BulkESR.Set {
		p.Bulk.ESR = power.Ohms(b.BulkESR.Value.Ohms())
	}
	if b.Decoupling.Set {
		p.Decoupling = power.Farads(b.Decoupling.Value.Farads())
	}
	switch b.Regulator {
	case "ldo":
		p.Regulator = power.DefaultLDO()
	case "buck":
		p.Regulator = power.DefaultBuck()
	case "direct":
		p.Regulator = power.DefaultDirect()
	}
	if b.Logic.Set {
		p.Regulator.Set = power.Volts(b.Logic.Value.Volts())
	}
	if b.HoldUp.Set && b.HoldUp.Value > 0 {
		i := holdUpDiode
		i.F = power.Farads(b.HoldUp.Value.Farads())
		p.Isolation = &i
	}
	c.MCU.Currents.Board += power.Amps(b.ExtraLoad.Value.Amps())
	if b.Motor.Resistance.Set {
		p.Motor.R = power.Ohms(b.Motor.Resistance.Value.Ohms())
	}
	if b.Motor.Inductance.Set {
		p.Motor.L = power.Henries(b.Motor.Inductance.Value.Henries())
	}
}

// normal fills in what a set of cells takes over from the one before.
func (c CellsSpec) normal(before CellsSpec) CellsSpec {
	if c.Kind == "" {
		c.Kind = before.Kind
		if c.Count == 0 {
			c.Count = before.Count
		}
	}
	if c.Kind == "" {
		c.Kind = CellKind(power.Alkaline)
	}
	c.Count = c.Cells()
	c.Charge = Some(c.Charge.Or(100_000))
	return c
}

// recharged is the same set after a charge: every cell of it full to the share,
// and one cycle older.
func (c CellsSpec) recharged(to Millipercent) CellsSpec {
	c.Charge = Some(to)
	c.Weak.Charge = Opt[Millipercent]{}
	c.Cycles++
	return c
}

const hoursPerYear = 365.25 * 24

// pack is the set as the supply takes it. The spread stands for percentage
// points of charge and for the relative spread of resistance.
func (c CellsSpec) pack() power.PackConfig {
	p := power.PackConfig{
		Kind: power.CellKind(c.Kind), Cells: c.Count, ChargePercent: c.Charge.Value.Percent(),
		Cycles: float64(c.Cycles), AgeYears: c.Age.Hours() / hoursPerYear,
	}
	if c.Spread > 0 {
		p.Spread = &power.Spread{ChargePercent: c.Spread.Percent(), Resistance: c.Spread.Percent() / 100}
	}
	if c.Weak.Cell > 0 {
		p.Weak = &power.WeakCell{
			Index: c.Weak.Cell - 1, ChargePercent: c.Weak.Charge.Or(c.Charge.Value).Percent(),
			ResistanceFactor: c.Weak.Resistance.Factor(),
		}
	}
	return p
}
