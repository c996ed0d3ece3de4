package firmware

import (
	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// startBootWork does the writes of this boot, or waits for a good supply.
func (a *App) startBootWork() {
	s := &a.State
	if s.Work == 0 {
		return
	}
	if a.Profile.Boot.Writes == WriteAtOnce && a.doBootWork() {
		return
	}
	a.hal.SetTimer(TimerSupplyStable, supplyCheckEvery)
}

// supplyTimer looks whether the supply has been good for long enough.
func (a *App) supplyTimer() {
	s := &a.State
	if s.Work == 0 {
		return
	}
	every := supplyCheckEvery
	if s.Waited >= supplyPatience {
		every = supplyCheckSlow
	}
	s.Waited += every
	switch {
	case s.Motion.moving() || a.hal.BatteryVolts() < a.Profile.Boot.StableBattery:
		s.StableFor = 0
	default:
		s.StableFor += every
	}
	if s.StableFor >= a.Profile.Boot.StableFor || a.Profile.Boot.Writes == WriteAtOnce {
		if a.doBootWork() {
			return
		}
		s.StableFor = 0
	}
	a.hal.SetTimer(TimerSupplyStable, every)
}

// doBootWork does the planned writes in their order; false when the profile
// does not allow them now.
func (a *App) doBootWork() bool {
	s := &a.State
	if code := a.mayWrite(); code != keyturner.NoError {
		return false
	}
	for bit := workSettle; bit <= workWipe; bit <<= 1 {
		if s.Work&bit == 0 {
			continue
		}
		a.doWork(bit)
		s.Work &^= bit
	}
	return true
}

func (a *App) doWork(bit bootWork) {
	s := &a.State
	switch bit {
	case workSettle:
		a.settle(AreaSettings)
		a.settle(AreaAccess)
	case workMigrate:
		a.migrate()
	case workSuspect:
		a.recommit()
	case workDefaults:
		a.hal.Note("defaults-written", "The defaults are written over what could not be read.")
		if s.PIN.Knowledge == PINNone {
			_ = a.writePIN(0)
		}
		_ = a.writeConfig(&s.Config)
		_ = a.writeAdvanced(&s.Advanced)
	case workCounter:
		a.hal.Note("counter-written", "The boot counter shares the settings area, which is rewritten for it.")
		_ = a.writeCounter()
	case workCollect:
		a.hal.Note("collect", "The stores collect garbage.")
		a.collect(AreaSettings)
		a.collect(AreaAccess)
	case workLayoutWord:
		if err := a.writeLayoutWord(); err != nil {
			a.notef("layout-word-failed", "The layout word could not be written: %v.", err)
		}
	case workWipe:
		a.wipe("settings that fail their check")
	}
}

func (a *App) settle(area Area) {
	st, state, m := a.area(area)
	settler, ok := st.(store.Settler)
	if !ok || !state.Usable || !state.RAM.Unsettled {
		return
	}
	if err := settler.Settle(m, &state.RAM); err != nil {
		a.notef("settle-failed", "The %v area could not be put in order: %v.", area, err)
		return
	}
	a.notef("settled", "The %v area was put in order.", area)
}

func (a *App) collect(area Area) {
	st, state, m := a.area(area)
	if c, ok := st.(store.Collector); ok && state.Usable {
		if err := c.Collect(m, &state.RAM); err != nil {
			a.notef("collect-failed", "Collecting garbage in the %v area failed: %v.", area, err)
		}
	}
}

// recommit writes the newest settings once more, which the designs that keep
// the record before put in another place.
func (a *App) recommit() {
	s := &a.State
	if s.PIN.Knowledge == PINCustom && a.current().PINIn == AreaSettings {
		_ = a.writePIN(s.PIN.Value)
		return
	}
	_ = a.writeConfig(&s.Config)
}
