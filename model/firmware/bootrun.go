package firmware

import "locktwin/model/keyturner"

// startBootRun moves the key a little out and back, by which the lock finds
// its position after cells were inserted.
func (a *App) startBootRun() {
	s := &a.State
	run := &a.Profile.Boot.Run
	if s.Motion.moving() {
		return
	}
	at := a.hal.KeyAngle()
	out := at + run.Travel
	if at >= lockedFrom/2 {
		out = at - run.Travel
	}
	battery := a.hal.BatteryVolts()
	s.Motion = motion{Action: actionBootRun, Trigger: keyturner.TriggerAutomatic, From: at}
	s.Rested = battery
	a.hal.Note("boot-run", "The motor finds its position after the insertion of cells.")
	a.setBolt(keyturner.BootRun)
	a.drive(phaseBootOut, out)
}

func (a *App) finishBootRun(at Millidegrees) {
	a.setBolt(a.boltAt(at))
	a.finish(keyturner.CompletionSuccess, keyturner.NoError)
}
