package firmware

import "locktwin/model/keyturner"

// checkPIN guards an operation: NoError when the PIN is right, else what the
// phone is told. The lock-out is the lock's, not the phone's.
func (a *App) checkPIN(pin uint16) keyturner.ErrorCode {
	p := &a.State.PIN
	if p.LockedOut {
		if a.hal.Uptime() < p.Until {
			return keyturner.ErrTooManyPINAttempts
		}
		p.LockedOut, p.Wrong = false, 0
	}
	if p.Accepts(pin) {
		p.Wrong = 0
		return keyturner.NoError
	}
	p.Wrong++
	if int(p.Wrong) >= a.Profile.PIN.Attempts {
		p.LockedOut, p.Wrong = true, 0
		p.Until = a.hal.Uptime() + a.Profile.PIN.LockOut
		a.notef("pin-lock-out", "%d wrong PINs in a row: every PIN is refused for %v.", a.Profile.PIN.Attempts, a.Profile.PIN.LockOut)
	}
	return keyturner.ErrBadPIN
}

// setPIN changes the PIN. The order of the two writes is chosen so that a cut
// between them leaves a PIN that still works, as long as each write is whole.
func (a *App) setPIN(pin uint16) keyturner.ErrorCode {
	s := &a.State
	if pin > 9999 {
		return keyturner.ErrBadParameter
	}
	set := pin != 0
	if a.Profile.Save.Moment != SaveOnChange {
		a.takePIN(pin)
		s.Dirty |= dirtyPIN | dirtyEvidence
		a.scheduleSave()
		return keyturner.NoError
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		return code
	}
	if !set && s.PIN.Evidence {
		if err := a.writeEvidence(false); err != nil {
			return saveError(err)
		}
		s.PIN.Evidence = false
	}
	if err := a.writePIN(pin); err != nil {
		return saveError(err)
	}
	if set && !s.PIN.Evidence {
		if err := a.writeEvidence(true); err != nil {
			return saveError(err)
		}
	}
	a.takePIN(pin)
	return keyturner.NoError
}

func (a *App) takePIN(pin uint16) {
	p := &a.State.PIN
	p.Value, p.Evidence, p.Knowledge = pin, pin != 0, PINNone
	if pin != 0 {
		p.Knowledge = PINCustom
	}
}

// scheduleSave arms what will write the values that are only in RAM.
func (a *App) scheduleSave() {
	if a.Profile.Save.Moment == SaveOnTimer {
		a.hal.SetTimer(TimerSave, a.Profile.Save.Delay)
	}
}

// saveTimer writes them, or tries again later.
func (a *App) saveTimer() {
	if a.State.Dirty == 0 {
		return
	}
	if a.mayWrite() != keyturner.NoError || a.saveDirty() != nil {
		a.hal.SetTimer(TimerSave, a.Profile.Save.Delay)
	}
}
