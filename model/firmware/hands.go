package firmware

import "locktwin/model/keyturner"

// keyTurned takes note of a hand at the key.
func (a *App) keyTurned(at Millidegrees) {
	s := &a.State
	if s.Motion.moving() {
		return
	}
	to := a.boltAt(at)
	if to == s.Bolt {
		return
	}
	a.stopWaiting()
	a.setBolt(to)
	s.Trigger = keyturner.TriggerManual
	action := keyturner.ActionNone
	switch to {
	case keyturner.Locked:
		action = keyturner.ActionLock
	case keyturner.Unlocked:
		action = keyturner.ActionUnlock
	case keyturner.Unlatched:
		action = keyturner.ActionUnlatch
	}
	if action != keyturner.ActionNone {
		a.logAppend(keyturner.LogLockAction, 0, keyturner.Name{}, [5]byte{byte(action), byte(keyturner.TriggerManual), 0, byte(keyturner.CompletionSuccess)})
	}
	a.setRadio()
	a.restLight()
	a.armAutoLock()
}

// doorMoved may lock a door that was just closed.
func (a *App) doorMoved(closed bool) {
	s := &a.State
	var data [5]byte
	if closed {
		data[0] = 1
	}
	a.logAppend(keyturner.LogDoor, 0, keyturner.Name{}, data)
	if closed && s.Advanced.ImmediateAutoLock && s.Advanced.AutoLockEnabled && s.Bolt == keyturner.Unlocked && !s.Motion.moving() {
		a.automatic(keyturner.ActionLock, keyturner.TriggerAutoLock)
	}
}
