package firmware

import "locktwin/model/keyturner"

// farAway is a target that only an end stop can prevent the key from reaching:
// more turns than any lock has (assumption).
const farAway Millidegrees = 1_800_000

// leastTurn is the shortest way from stop to stop that is taken for a lock's,
// and not for a key that cannot move (assumption).
const leastTurn Millidegrees = 90_000

// calibrate drives to both stops and back.
func (a *App) calibrate(phone PhoneID, c *Command) {
	s := &a.State
	if s.Motion.moving() {
		a.fail(phone, c, keyturner.ErrBusy)
		return
	}
	if battery := a.hal.BatteryVolts(); battery < a.Profile.Motor.CalibrateAt {
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

// calibrationEvent goes on after a run. The first two have to meet a stop; one
// that meets none has found more positions than the lock has room for.
func (a *App) calibrationEvent(kind EventKind, at Millidegrees) {
	s := &a.State
	m := &s.Motion
	switch {
	case m.Phase == phaseHome:
		if kind != MotorDone && !near(at, m.Target, endStopNear) {
			a.giveUp(kind)
			return
		}
		a.calibrated(at)
	case kind == MotorDone:
		a.stuck(keyturner.ErrMotorPositionLimit, keyturner.CompletionOtherError)
	case kind != MotorStalled:
		a.giveUp(kind)
	case m.Phase == phaseLimitLock:
		m.LockStop = at
		a.drive(phaseLimitOpen, at-farAway)
	default:
		m.OpenStop = at
		if m.LockStop-m.OpenStop < leastTurn {
			a.giveUp(kind)
			return
		}
		a.drive(phaseHome, a.target(keyturner.ActionUnlock))
	}
}

// calibrated takes over what a calibration has found.
func (a *App) calibrated(at Millidegrees) {
	s := &a.State
	m := &s.Motion
	s.Advanced.TotalDegrees = uint16(min((m.LockStop-m.OpenStop)/1000, 3600))
	s.Updates++
	a.setBolt(a.boltAt(at))
	m.Phase = phaseNone // the motor is off, so that nothing speaks against a save
	if a.mayWrite() == keyturner.NoError {
		_ = a.writeAdvanced(&s.Advanced)
	}
	a.finish(keyturner.CompletionSuccess, keyturner.NoError)
}
