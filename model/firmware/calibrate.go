package firmware

import "locktwin/model/keyturner"

// farAway is a target that only an end stop can prevent the key from reaching.
const farAway Millidegrees = 1_800_000

// calibrate drives to both stops and back.
func (a *App) calibrate(phone PhoneID, c *Command) {
	s := &a.State
	if s.Motion.moving() {
		a.fail(phone, c, keyturner.ErrBusy)
		return
	}
	if battery := a.hal.BatteryVolts(); battery < a.Profile.Motor.LowVoltage {
		a.fail(phone, c, keyturner.ErrVoltageTooLow)
		return
	}
	m := motion{Action: actionCalibration, Op: c.Op, Auth: c.Auth, Phone: phone, Tag: c.Tag}
	a.stopWaiting()
	m.From = a.hal.KeyAngle()
	s.Motion, s.Rested = m, a.hal.BatteryVolts()
	a.reply(&Reply{Phone: phone, Tag: c.Tag, Op: c.Op, Kind: ReplyAccepted})
	s.Motion.Phase = phaseLimitLock
	a.setBolt(keyturner.Calibrating)
	a.drive(phaseLimitLock, m.From+farAway)
}

// calibrationEvent goes on after a run that has met a stop.
func (a *App) calibrationEvent(kind EventKind, at Millidegrees) {
	s := &a.State
	m := &s.Motion
	switch m.Phase {
	case phaseLimitLock:
		m.Limit = at
		a.drive(phaseLimitOpen, at-farAway)
	case phaseLimitOpen:
		next := s.Advanced
		next.TotalDegrees = uint16(max(0, min((m.Limit-at)/1000, 3600)))
		s.Advanced = next
		a.drive(phaseHome, a.target(keyturner.ActionUnlock))
	default:
		if kind != MotorDone && !near(at, m.Target, endStopNear) {
			a.blocked()
			return
		}
		a.setBolt(positionState(at))
		m.Phase = phaseNone // the motor is off, so that nothing speaks against a save
		if a.mayWrite() == keyturner.NoError {
			_ = a.writeAdvanced(&s.Advanced)
		}
		a.finish(keyturner.CompletionSuccess, keyturner.NoError)
	}
}
