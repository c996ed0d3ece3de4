package hidden

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/power"
)

// ErrStage is wrapped by every error of a lock that could not be played.
var ErrStage = errors.New("hidden: the lock could not be played")

// shape is the physical lock of one stretch of time: what the cells are like at
// this charge and temperature, and how hard the key is to turn.
type shape struct {
	cells   *power.Chemistry
	charge  float64 // 0..1
	celsius float64
	factor  float64 // on the record's resistances, at this temperature
	contact float64 // ohm
	load    float64 // mN·m at the shaft
	board   float64 // A of board and all that is not the machine itself
	light   float64 // A of the light ring while it is on
	seed    uint64
}

// The part of the key's torque that has nothing to do with the bolt, in the gear
// of the full simulator (model/mechanics).
const (
	newtonsPerLoad = 0.095 // N·m at the key for 1 mN·m at the shaft: ratio 190, efficiency 0.5
	ownFriction    = 0.3   // mN·m at the shaft that the gear itself takes
	bumpOverThrow  = 0.29  // N·m at the key, as on the ordinary door
	hardestThrow   = 1.2   // N·m; a harder bolt stalls the motor
	profileOfLocks = "nvs"
	lightLevel     = 0.6 // of full brightness, the setting from the factory
)

// stage is the full simulator with a lock of that shape, booted, paired and
// locked, at rest.
type stage struct {
	lock  *model.Lock
	whose string
}

// build sets the stage.
func build(s shape) (*stage, error) {
	p, err := firmware.LookupProfile(profileOfLocks)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStage, err)
	}
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStage, err)
	}
	cfg.Seed = s.seed
	cfg.Power.Contact = power.Ohms(s.contact)
	cfg.Power.Ambient = power.Celsius(s.celsius)
	cfg.Power.Pack = power.PackConfig{Kind: s.cells.Kind, Cells: 4, ChargePercent: 100 * min(max(s.charge, 0), 1), RestedDays: 400}
	cfg.Power.Ambient = power.Celsius(resist(&cfg.Power.Pack, s))
	cfg.MCU.Currents.Board = power.Amps(s.board)
	cfg.MCU.Currents.LightFull = power.Amps(s.light / lightLevel)
	throw := min(float64((s.load-ownFriction)*newtonsPerLoad), hardestThrow)
	cfg.Mechanism.Lock.ThrowNewtonMetres = throw
	cfg.Mechanism.Lock.BumpNewtonMetres = throw + bumpOverThrow
	l, err := model.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStage, err)
	}
	st := &stage{lock: l, whose: "owner"}
	l.Settle()
	if err := st.call(firmware.Command{Op: firmware.OpPair}); err != nil {
		return nil, err
	}
	// As its owner has set it: a lock that guesses takes used cells for others.
	kind := keyturner.Alkaline
	switch s.cells.Kind {
	case power.Eneloop, power.EneloopPro:
		kind = keyturner.Accumulators
	case power.L91:
		kind = keyturner.Lithium
	}
	if err := st.call(firmware.Command{Op: firmware.OpSetField, Field: firmware.FieldBattery, Value: int32(kind)}); err != nil {
		return nil, err
	}
	// The ring is dark at rest, so that idling does not depend on where the bolt is.
	if err := st.call(firmware.Command{Op: firmware.OpSetField, Field: firmware.FieldLEDEnabled}); err != nil {
		return nil, err
	}
	return st, l.Wait(20 * time.Minute)
}

// resist gives the cells the resistance of the shape. Age and cycles raise it;
// where it has to be lower than the record's, the simulated cells are warmer than
// the lock says. It returns the temperature of the simulated cells.
func resist(c *power.PackConfig, s shape) float64 {
	k := s.cells.ResistancePerKelvin.V
	over := s.factor / repro.Exp(float64(k*(21-s.celsius)))
	most := 1.0
	switch {
	case over > 1 && s.cells.ResistancePerYear.V > 0:
		c.AgeYears = min(30, (over-1)/s.cells.ResistancePerYear.V)
		most = 1 + float64(s.cells.ResistancePerYear.V*c.AgeYears)
	case over > 1 && s.cells.ResistancePerKilocycle.V > 0:
		c.Cycles = min(5000, (over-1)/s.cells.ResistancePerKilocycle.V*1000)
		most = 1 + float64(s.cells.ResistancePerKilocycle.V*c.Cycles/1000)
	}
	return s.celsius - repro.Log(over/most)/k
}

// capacity is that of the simulated cells in mAh at 21 °C.
func (s shape) capacity() float64 {
	var c power.PackConfig
	resist(&c, s)
	return float64(s.cells.CapacityMilliampHours.V * max(0.2, 1-float64(s.cells.CapacityPerKilocycle.V*c.Cycles/1000)))
}

// call sends a command that has to succeed.
func (s *stage) call(c firmware.Command) error {
	a, err := s.lock.Call(s.whose, c)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStage, err)
	}
	if !a.OK() {
		return fmt.Errorf("%w: %w", ErrStage, a.Err())
	}
	return nil
}

// act makes the lock act and returns its own battery report.
func (s *stage) act(a keyturner.LockAction) error {
	return s.call(firmware.Command{Op: firmware.OpLockAction, Action: a})
}

// report asks the lock for its battery report.
func (s *stage) report() (firmware.BatteryReport, error) {
	a, err := s.lock.Call(s.whose, firmware.Command{Op: firmware.OpBatteryReport})
	if err != nil {
		return firmware.BatteryReport{}, fmt.Errorf("%w: %w", ErrStage, err)
	}
	return a.Final.Battery, nil
}

// drawn is the charge in mAh that the cells have given so far.
func (s *stage) drawn() float64 { return s.lock.Machine().Supply().Meter().Battery.MilliampHours() }
