package firmware

import "time"

// lockCommand is a lock action over the air.
func (a *App) lockCommand(phone PhoneID, c *Command) {
	s := &a.State
	action, code := a.resolve(c.Action)
	if code == NoError && c.Flags&FlagAutoUnlock != 0 &&
		(s.Advanced.AutoUnlockDisabled || (s.Night && s.Advanced.NightNoAutoUnlock)) {
		code = ErrAutoUnlockTooRecent
	}
	if code != NoError {
		a.fail(phone, c, code)
		return
	}
	m := motion{Action: action, Trigger: TriggerSystem, Flags: c.Flags, Op: c.Op, Auth: c.Auth, Phone: phone, Tag: c.Tag, Suffix: c.Suffix}
	if code := a.start(m); code != NoError {
		a.fail(phone, c, code)
	}
}

// resolve turns fob actions and the automatic unlatch into plain actions.
func (a *App) resolve(action LockAction) (LockAction, ErrorCode) {
	s := &a.State
	if action >= ActionFob1 && action <= ActionFob3 {
		switch s.Config.FobActions[action-ActionFob1] {
		case FobUnlock:
			action = ActionUnlock
		case FobLock:
			action = ActionLock
		case FobLockNGo:
			action = ActionLockNGo
		case FobIntelligent:
			action = a.intelligent()
		default:
			return ActionNone, ErrBadParameter
		}
		if s.Config.AutoUnlatch {
			switch action {
			case ActionUnlock:
				action = ActionUnlatch
			case ActionLockNGo:
				action = ActionLockNGoUnlatch
			}
		}
	}
	if action < ActionUnlock || action > ActionFullLock {
		return ActionNone, ErrBadParameter
	}
	return action, NoError
}

// intelligent unlocks what is locked and locks what is not.
func (a *App) intelligent() LockAction {
	if a.State.Bolt == Locked {
		return ActionUnlock
	}
	return ActionLock
}

// target is where an action turns the key to.
func (a *App) target(action LockAction) Millidegrees {
	c := &a.State.Advanced
	switch action {
	case ActionLock:
		if a.State.Config.SingleLock {
			return SingleLockedMillidegrees + Millidegrees(c.SingleLockedOffset)*1000
		}
		return LockedMillidegrees + Millidegrees(c.LockedOffset)*1000
	case ActionFullLock:
		return LockedMillidegrees + Millidegrees(c.LockedOffset)*1000
	case ActionUnlatch, ActionLockNGoUnlatch:
		return UnlatchedMillidegrees + Millidegrees(c.UnlockedOffset)*1000
	}
	return UnlockedMillidegrees + Millidegrees(c.UnlockedOffset)*1000
}

// start begins an action, or says why not.
func (a *App) start(m motion) ErrorCode {
	s := &a.State
	if s.Motion.moving() {
		return ErrBusy
	}
	battery := a.hal.BatteryVolts()
	if floor := a.Profile.Motor.RefuseBelow; floor != 0 && battery < floor {
		a.notef("motor-refused", "The motor is not started: the battery gives %d mV, %d mV are needed.", battery, floor)
		return ErrMotorLowVoltage
	}
	a.stopWaiting()
	m.From = a.hal.KeyAngle()
	s.Motion, s.Rested = m, battery
	if m.Phone != 0 {
		a.hal.Reply(Reply{Phone: m.Phone, Tag: m.Tag, Op: m.Op, Kind: ReplyAccepted})
	}
	a.actionLight()
	a.beginAction()
	return NoError
}

// beginAction makes the first move.
func (a *App) beginAction() {
	s := &a.State
	m := &s.Motion
	target := a.target(m.Action)
	switch m.Action {
	case ActionLock, ActionFullLock:
		s.Motion.Phase = phaseTurn
		a.setBolt(Locking)
	case ActionUnlatch, ActionLockNGoUnlatch:
		if s.Bolt == Locked {
			a.setBolt(Unlocking)
		}
		a.setBolt(Unlatching)
		a.drive(phaseLatch, target)
		return
	default:
		s.Motion.Phase = phaseTurn
		a.setBolt(Unlocking)
	}
	if near(m.From, target, nearTarget) {
		a.arrived()
		return
	}
	a.drive(phaseTurn, target)
}

// automatic starts an action of the lock's own accord; what cannot be done is
// left.
func (a *App) automatic(action LockAction, t Trigger) {
	if code := a.start(motion{Action: action, Trigger: t}); code != NoError {
		a.notef("automatic-skipped", "An automatic action was left out: %s.", code.meaning())
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
	a.setBolt(positionState(a.hal.KeyAngle()))
	a.finish(CompletionCanceled, ErrCanceled)
}

func (a *App) lockNGoTimer() {
	if a.State.Bolt == UnlockedLockNGo {
		a.automatic(ActionLock, TriggerAutomatic)
	}
}

// armAutoLock sets the timer that locks a lock left open.
func (a *App) armAutoLock() {
	s := &a.State
	seconds := s.Advanced.AutoLockSeconds
	if seconds == 0 && s.Night && s.Advanced.NightAutoLock {
		seconds = nightAutoLockSeconds
	}
	if seconds == 0 || s.Bolt != Unlocked || s.Motion.moving() {
		a.hal.StopTimer(TimerAutoLock)
		return
	}
	a.hal.SetTimer(TimerAutoLock, time.Duration(seconds)*time.Second)
}

// autoLockTimer locks, or waits on while the door is open.
func (a *App) autoLockTimer() {
	if a.State.Bolt != Unlocked {
		return
	}
	if !a.hal.DoorClosed() {
		a.armAutoLock()
		return
	}
	a.automatic(ActionLock, TriggerAutoLock)
}

// keyTurned takes note of a hand at the key.
func (a *App) keyTurned(at Millidegrees) {
	s := &a.State
	if s.Motion.moving() {
		return
	}
	to := positionState(at)
	if to == s.Bolt {
		return
	}
	a.stopWaiting()
	a.setBolt(to)
	s.Trigger = TriggerManual
	action := ActionNone
	switch to {
	case Locked:
		action = ActionLock
	case Unlocked:
		action = ActionUnlock
	case Unlatched:
		action = ActionUnlatch
	}
	if action != ActionNone {
		a.logAppend(LogLockAction, 0, Name{}, [5]byte{byte(action), byte(TriggerManual), 0, byte(CompletionSuccess)})
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
	a.logAppend(LogDoor, 0, Name{}, data)
	if closed && s.Advanced.ImmediateAutoLock && s.Advanced.AutoLockEnabled && s.Bolt == Unlocked && !s.Motion.moving() {
		a.automatic(ActionLock, TriggerAutoLock)
	}
}
