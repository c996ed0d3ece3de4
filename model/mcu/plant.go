package mcu

import (
	"locktwin/model/mechanics"
	"locktwin/model/power"
)

// Mechanism is the cylinder, the gear and the door that the motor works on.
type Mechanism struct {
	Lock mechanics.Config
	Gear mechanics.Gear
	Door mechanics.Door
}

// DefaultMechanism is an ordinary door that fits.
func DefaultMechanism() Mechanism {
	return Mechanism{Lock: mechanics.Default(), Gear: mechanics.DefaultGear()}
}

// plant is the state of the mechanism. The key's angle is a state of the
// supply, which solves motor and rail together.
type plant struct {
	Mechanism
	profile mechanics.TorqueProfile
}

func newPlant(m Mechanism) plant {
	return plant{Mechanism: m, profile: m.Lock.Profile(m.Door)}
}

// KeyAngle is the position sensor's reading in millidegrees.
func (m *Machine) KeyAngle() int32 {
	return mechanics.Millidegrees(float64(m.supply.At(m.supply.Now()).KeyAngle))
}

// DoorClosed is what the door sensor says.
func (m *Machine) DoorClosed() bool { return m.plant.Door.Position == mechanics.Closed }

// Bolt is where the bolt is.
func (m *Machine) Bolt() mechanics.BoltState { return m.plant.Lock.Bolt(m.KeyAngle()) }

// Mechanism returns the mechanism as it is now.
func (m *Machine) Mechanism() Mechanism { return m.plant.Mechanism }

// placeShaft gives the supply the torque law of the segment that the key is
// in, for the direction in which the motor goes. At a border that is the segment
// which the rotor turns into: it may still coast against its new command.
func (m *Machine) placeShaft() {
	d := mechanics.Unlocking
	if m.bridge.forward {
		d = mechanics.Locking
	}
	into := d
	switch now := m.supply.At(m.supply.Now()); {
	case now.Speed > 0:
		into = mechanics.Locking
	case now.Speed < 0:
		into = mechanics.Unlocking
	}
	path := m.plant.profile.Path(d)
	s := m.plant.Gear.Shaft(path.Segment(path.Find(m.KeyAngle(), into)))
	load := power.ShaftLoad{
		Min: radians(s.FromMillidegrees), Max: radians(s.ToMillidegrees), Ref: radians(s.FromMillidegrees),
	}
	end := s.TorqueNewtonMetres + float64(s.SlopeNewtonMetresPerRadian*float64(load.Max-load.Min))
	if s.TorqueNewtonMetres >= 0 && end >= 0 {
		load.Friction, load.FrictionSlope = power.NewtonMetres(s.TorqueNewtonMetres), s.SlopeNewtonMetresPerRadian
	} else {
		// The latch spring drives the key on, always towards larger angles:
		// what opposes this direction is negative.
		load.Friction = power.NewtonMetres(m.plant.Gear.FrictionNewtonMetres)
		load.Spring = power.NewtonMetres(s.TorqueNewtonMetres - m.plant.Gear.FrictionNewtonMetres)
		load.SpringSlope = s.SlopeNewtonMetresPerRadian
	}
	m.supply.SetShaft(load)
}

// turnKey moves the key by hand, as far as the hand can. The gear lets it go:
// a clutch separates the knob from the motor while somebody turns the key.
func (m *Machine) turnKey(target int32) {
	if m.bridge.on {
		return
	}
	k := mechanics.Key{Millidegrees: m.KeyAngle()}
	k.TurnByHand(&m.plant.profile, target-k.Millidegrees)
	k.Release(&m.plant.profile)
	m.supply.SetKeyAngle(radians(k.Millidegrees))
	if m.listening() {
		m.noteBolt()
	}
}

// moveDoor opens or closes the door and tells the core when it moved. A door
// that is barred stays.
func (m *Machine) moveDoor(closed bool) {
	door := &m.plant.Door
	if closed == (door.Position == mechanics.Closed) {
		return
	}
	value := int64(0)
	switch {
	case closed:
		door.Position, value = mechanics.Closed, 1
	case door.Swings(m.plant.Lock, m.KeyAngle()):
		door.Position = mechanics.Open
	default:
		if m.listening() {
			m.noteBarred()
		}
		return
	}
	m.plant.profile = m.plant.Lock.Profile(*door)
	if m.bridge.on {
		m.placeShaft()
	}
	m.interrupt(Interrupt{Kind: IRQDoor, Value: value})
}

func radians(millidegrees int32) power.Radians {
	return power.Radians(mechanics.Radians(millidegrees))
}
