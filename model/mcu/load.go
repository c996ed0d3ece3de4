package mcu

import "locktwin/model/power"

// load is what the devices draw, and what the supply was last told.
type load struct {
	radio    power.Amps // on VDD
	light    power.Amps // on VBAT
	permille int
	idle     IdleMode
	onAir    bool
	mcu, aux power.Amps
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
	if mcu == m.load.mcu && aux == m.load.aux {
		return
	}
	m.load.mcu, m.load.aux = mcu, aux
	m.supply.SetLoad(mcu, aux)
}

// drop switches every device off, as a reset does. What the supply was told
// stays until updateLoad.
func (l *load) drop() {
	l.radio, l.light, l.permille, l.idle, l.onAir = 0, 0, 0, IdleSleep, false
}
