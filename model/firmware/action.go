package firmware

import "locktwin/model/keyturner"

// lockCommand is a lock action over the air.
func (a *App) lockCommand(phone PhoneID, c *Command) {
	action, code := a.resolve(c.Action)
	if code == keyturner.NoError && c.Flags&keyturner.FlagAutoUnlock != 0 && !a.mayAutoUnlock() {
		code = keyturner.ErrAutoUnlockTooRecent
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	m := motion{Action: action, Trigger: keyturner.TriggerSystem, Flags: c.Flags, Op: c.Op, Auth: c.Auth, Phone: phone, Tag: c.Tag, Suffix: c.Suffix}
	if code := a.start(m); code != keyturner.NoError {
		a.fail(phone, c, code)
	}
}

// mayAutoUnlock says whether a phone that comes home may unlock by itself. The
// protocol of this generation has one error for all that speaks against it.
func (a *App) mayAutoUnlock() bool {
	s := &a.State
	if s.Advanced.AutoUnlockDisabled || (s.Night && s.Advanced.NightNoAutoUnlock) {
		return false
	}
	return !s.Acted || a.hal.Uptime()-s.ActedAt >= a.Profile.Protocol.AutoUnlockAfter
}

// simpleCommand is the short form of a lock action: lock or unlock.
func (a *App) simpleCommand(phone PhoneID, c *Command) {
	if c.Action != keyturner.ActionLock && c.Action != keyturner.ActionUnlock {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	m := motion{Action: c.Action, Trigger: keyturner.TriggerSystem, Op: c.Op, Auth: c.Auth, Phone: phone, Tag: c.Tag}
	if code := a.start(m); code != keyturner.NoError {
		a.fail(phone, c, code)
	}
}

// resolve turns fob actions and the automatic unlatch into plain actions.
func (a *App) resolve(action keyturner.LockAction) (keyturner.LockAction, keyturner.ErrorCode) {
	s := &a.State
	if action >= keyturner.ActionFob1 && action <= keyturner.ActionFob3 {
		switch s.Config.FobActions[action-keyturner.ActionFob1] {
		case keyturner.FobUnlock:
			action = keyturner.ActionUnlock
		case keyturner.FobLock:
			action = keyturner.ActionLock
		case keyturner.FobLockNGo:
			action = keyturner.ActionLockNGo
		case keyturner.FobIntelligent:
			action = a.intelligent()
		default:
			return keyturner.ActionNone, keyturner.ErrBadParameter
		}
		if s.Config.AutoUnlatch {
			switch action {
			case keyturner.ActionUnlock:
				action = keyturner.ActionUnlatch
			case keyturner.ActionLockNGo:
				action = keyturner.ActionLockNGoUnlatch
			}
		}
	}
	if action < keyturner.ActionUnlock || action > keyturner.ActionFullLock {
		return keyturner.ActionNone, keyturner.ErrBadParameter
	}
	return action, keyturner.NoError
}

// intelligent unlocks what is locked and locks what is not.
func (a *App) intelligent() keyturner.LockAction {
	if a.State.Bolt == keyturner.Locked {
		return keyturner.ActionUnlock
	}
	return keyturner.ActionLock
}

// target is where an action turns the key to.
func (a *App) target(action keyturner.LockAction) Millidegrees {
	c := &a.State.Advanced
	switch action {
	case keyturner.ActionLock:
		if a.State.Config.SingleLock {
			return SingleLockedMillidegrees + Millidegrees(c.SingleLockedOffset)*1000
		}
		return LockedMillidegrees + Millidegrees(c.LockedOffset)*1000
	case keyturner.ActionFullLock:
		return LockedMillidegrees + Millidegrees(c.LockedOffset)*1000
	case keyturner.ActionUnlatch, keyturner.ActionLockNGoUnlatch:
		return UnlatchedMillidegrees + Millidegrees(c.UnlockedOffset)*1000
	}
	return UnlockedMillidegrees + Millidegrees(c.UnlockedOffset)*1000
}

// start begins an action, or says why not.
func (a *App) start(m motion) keyturner.ErrorCode {
	s := &a.State
	if s.Motion.moving() {
		return keyturner.ErrBusy
	}
	if a.mustCalibrate() {
		return keyturner.ErrNotCalibrated
	}
	battery := a.hal.BatteryVolts()
	if floor := a.Profile.Motor.RefuseBelow; floor != 0 && battery < floor {
		a.notef("motor-refused", "The motor is not started: the battery gives %d mV, %d mV are needed.", battery, floor)
		return keyturner.ErrMotorLowVoltage
	}
	a.stopWaiting()
	m.From = a.hal.KeyAngle()
	s.Motion, s.Rested = m, battery
	if m.Phone.onAir() && a.Profile.Protocol.CompleteAtOnce && a.nothingToDo(m.Action, m.From) {
		s.Motion.OnlyEnd = true
	} else if m.Phone != 0 {
		a.reply(&Reply{Phone: m.Phone, Tag: m.Tag, Op: m.Op, Kind: ReplyAccepted})
	}
	a.actionLight()
	a.beginAction()
	return keyturner.NoError
}

// nothingToDo says whether the bolt is where a plain lock or unlock would bring
// it.
func (a *App) nothingToDo(action keyturner.LockAction, at Millidegrees) bool {
	bolt := a.State.Bolt
	return near(at, a.target(action), nearTarget) &&
		(action == keyturner.ActionUnlock && bolt == keyturner.Unlocked ||
			(action == keyturner.ActionLock || action == keyturner.ActionFullLock) && bolt == keyturner.Locked)
}

// beginAction makes the first move.
func (a *App) beginAction() {
	s := &a.State
	m := &s.Motion
	target := a.target(m.Action)
	switch m.Action {
	case keyturner.ActionLock, keyturner.ActionFullLock:
		s.Motion.Phase = phaseTurn
		a.setBolt(keyturner.Locking)
	case keyturner.ActionUnlatch, keyturner.ActionLockNGoUnlatch:
		if s.Bolt == keyturner.Locked {
			a.setBolt(keyturner.Unlocking)
		}
		a.setBolt(keyturner.Unlatching)
		a.drive(phaseLatch, target)
		return
	default:
		s.Motion.Phase = phaseTurn
		a.setBolt(keyturner.Unlocking)
	}
	if near(m.From, target, nearTarget) {
		a.arrived()
		return
	}
	a.drive(phaseTurn, target)
}

// automatic starts an action of the lock's own accord; what cannot be done is
// left.
func (a *App) automatic(action keyturner.LockAction, t keyturner.Trigger) {
	if code := a.start(motion{Action: action, Trigger: t}); code != keyturner.NoError {
		a.notef("automatic-skipped", "An automatic action was left out: %s.", code.Meaning())
	}
}

// stopWaiting forgets what would have followed the action before.
func (a *App) stopWaiting() {
	a.hal.StopTimer(TimerLockNGo)
	a.hal.StopTimer(TimerAutoLock)
}

// cancel stops the action under way.
func (a *App) cancel() {
	s := &a.State
	a.hal.StopMotor(true)
	a.hal.StopTimer(TimerMotorRetry)
	a.hal.StopTimer(TimerLatchHold)
	if s.Motion.running() {
		a.mergeReport()
	}
	a.setBolt(a.boltAt(a.hal.KeyAngle()))
	a.finish(keyturner.CompletionCanceled, keyturner.ErrCanceled)
}

func (a *App) lockNGoTimer() {
	if a.State.Bolt == keyturner.UnlockedLockNGo {
		a.automatic(keyturner.ActionLock, keyturner.TriggerAutomatic)
	}
}
