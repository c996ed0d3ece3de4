package mcu

import (
	"locktwin/model/power"
	"locktwin/model/sim"
)

// load is what the devices draw, and what the supply was last told.
type load struct {
	radio    power.Amps // on VDD
	light    power.Amps // on VBAT
	permille int
	idle     IdleMode
	onAir    bool
	set      RadioState // as the core said last
	setAt    sim.Time
	mcu, aux power.Amps

	account account
}

// account integrates what single devices were told to draw. Their currents are
// constant between two calls of updateLoad, so the sums are exact.
type account struct {
	since        sim.Time
	radio, light power.Amps // as the supply was last told
	charge       Charges
}

// Charges is what single devices drew since the machine was made; the supply's
// own meter has them within its sums for VDD and VBAT.
type Charges struct {
	Radio power.Coulombs // on VDD
	Light power.Coulombs // on VBAT
}

// settle adds what was drawn until the instant.
func (a *account) settle(at sim.Time) {
	seconds := at.Sub(a.since).Seconds()
	a.charge.Radio += power.Coulombs(float64(a.radio) * seconds)
	a.charge.Light += power.Coulombs(float64(a.light) * seconds)
	a.since = at
}

// Charges returns what single devices drew until the instant that the machine
// shows.
func (m *Machine) Charges() Charges {
	a := m.load.account
	a.settle(m.now)
	return a.charge
}

// updateLoad tells the supply what is drawn now, if it has changed. A change is
// a switching event of the rail, so work of no duration causes none.
func (m *Machine) updateLoad() {
	c := &m.cfg.Currents
	mcu := c.Reset
	switch m.cpu {
	case Booting:
		mcu = c.Boot
	case Running, Hung:
		mcu = c.Run
	case Asleep:
		switch m.load.idle {
		case IdleSleep:
			mcu = c.Sleep
		case IdleClockOn:
			mcu = c.ClockOn
		case IdleCoreOn:
			mcu = c.Run
		}
	}
	if m.mem.busy || m.mem.more {
		mcu += c.FlashOp
	}
	mcu += m.load.radio
	aux := c.Board + m.load.light
	if a := &m.load.account; a.radio != m.load.radio || a.light != m.load.light {
		a.settle(m.supply.Now())
		a.radio, a.light = m.load.radio, m.load.light
	}
	if mcu == m.load.mcu && aux == m.load.aux {
		return
	}
	m.load.mcu, m.load.aux = mcu, aux
	m.supply.SetLoad(mcu, aux)
	m.railAt = sim.Never
}

// drop switches every device off, as a reset does. What the supply was told
// stays until updateLoad.
func (l *load) drop() {
	l.radio, l.light, l.permille, l.idle, l.onAir, l.set = 0, 0, 0, IdleSleep, false, RadioState{}
}
