package firmware

// warning handles the power-fail warning. It may interrupt an activation that
// the hardware holds inside a call, a save among them; the stores refuse a
// second call then, and the values stay in RAM.
func (a *App) warning() {
	s := &a.State
	a.notef("warning", "The power-fail warning has come; this version's answer is %v.", a.Profile.Warning.Action)
	switch a.Profile.Warning.Action {
	case WarningStopMotor:
		a.shed()
	case WarningSave:
		if s.Dirty != 0 {
			if a.saveDirty() == nil {
				a.hal.Note("warning-saved", "What was only in RAM has been saved in the warning handler.")
			}
		}
	case WarningGoQuiet:
		s.Quiet = true
		a.shed()
		a.dropLinks()
		a.setRadio()
		a.restLight()
	}
}

// shed stops the motor at once. It counts as an attempt, and the action ends or
// goes on when the rail is back, since nothing may be written now.
func (a *App) shed() {
	if a.State.Motion.running() {
		a.State.Motion.Attempt++
		a.hal.StopMotor(false)
		a.mergeReport()
		a.State.Motion.Resume, a.State.Motion.Phase = a.State.Motion.Phase, phaseRetry
		a.hal.SetTimer(TimerMotorRetry, a.Profile.Motor.RetryDelay)
	}
}

// warningOver brings back what the warning switched off.
func (a *App) warningOver() {
	s := &a.State
	if s.Quiet {
		s.Quiet = false
		a.setRadio()
		a.restLight()
	}
	if s.Dirty != 0 && a.Profile.Save.Moment == SaveOnTimer {
		a.hal.SetTimer(TimerSave, a.Profile.Save.Delay)
	}
}
