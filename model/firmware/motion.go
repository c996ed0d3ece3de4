package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// Where the key stands, and how far off still counts (assumptions: a cylinder
// of two turns, a latch that frees the door after 60 degrees and is fully drawn
// at 75).
const (
	LockedMillidegrees       Millidegrees = 720_000
	SingleLockedMillidegrees Millidegrees = 360_000
	UnlockedMillidegrees     Millidegrees = 0
	UnlatchedMillidegrees    Millidegrees = -70_000

	nearTarget   Millidegrees = 5_000  // no run is needed
	endStopNear  Millidegrees = 15_000 // a stall this close to the bolt's end is the end stop
	latchNear    Millidegrees = 8_000  // a stall this close has drawn the latch far enough
	lockedFrom   Millidegrees = 330_000
	unlockedUpTo Millidegrees = 60_000
	latchedFrom  Millidegrees = -45_000
)

// phase is how far an action has come.
type phase uint8

const (
	phaseNone      phase = iota
	phaseTurn            // to locked or unlocked
	phaseLatch           // pulling the latch
	phaseHold            // holding it, the motor is off
	phaseRelease         // letting it go
	phaseRetry           // waiting for the next attempt, or for the rotor to rest
	phaseBootOut         // position run, away
	phaseBootBack        // position run, back
	phaseLimitLock       // calibration, to the stop on the locked side
	phaseLimitOpen       // calibration, to the stop on the open side
	phaseHome            // calibration, back to unlocked
)

// motion is the action under way.
type motion struct {
	Phase   phase
	Resume  phase // what phaseRetry goes back to
	Action  keyturner.LockAction
	Trigger keyturner.Trigger
	Flags   uint8
	Attempt uint8
	OnlyEnd bool // the phone is told of the end and nothing before it
	Merged  bool // State.Report already holds a run of this action
	Op      Op   // what the phone asked for
	Auth    keyturner.AuthID
	Phone   PhoneID // 0: nobody waits for an answer
	Tag     uint32
	Suffix  [20]byte
	// OpKeypadAction only.
	Source   keyturner.KeypadSource
	CodeSlot uint8
	Code     uint16 // id of the code, 0 none was needed
	From     Millidegrees
	Target   Millidegrees
	LockStop Millidegrees // calibration: the stop on the locked side
	OpenStop Millidegrees // and that on the open side
}

// moving says whether an action is under way, pauses within it included.
func (m *motion) moving() bool { return m.Phase != phaseNone }

// running says whether the motor may be on.
func (m *motion) running() bool {
	return m.Phase != phaseNone && m.Phase != phaseHold && m.Phase != phaseRetry
}

// positionState reads a lock state off the key's angle.
func positionState(at Millidegrees) keyturner.LockState {
	switch {
	case at >= lockedFrom:
		return keyturner.Locked
	case at <= latchedFrom:
		return keyturner.Unlatched
	case at <= unlockedUpTo:
		return keyturner.Unlocked
	}
	return keyturner.Undefined
}

// boltAt is what the lock says of its bolt when the key is at an angle.
func (a *App) boltAt(at Millidegrees) keyturner.LockState {
	if a.mustCalibrate() {
		return keyturner.Uncalibrated
	}
	return positionState(at)
}

// mustCalibrate says whether the lock does not know its turn yet, and needs to.
func (a *App) mustCalibrate() bool {
	return a.Profile.Protocol.RequireCalibration && a.State.Advanced.TotalDegrees == 0
}

// near says whether two angles are within d.
func near(x, y, d Millidegrees) bool { return x-y <= d && y-x <= d }

// drive starts the motor towards the target of the action.
func (a *App) drive(p phase, target Millidegrees) {
	m := &a.State.Motion
	m.Phase, m.Target = p, target
	policy := &a.Profile.Motor
	a.hal.DriveMotor(MotorCommand{
		Target: target, Duty: policy.Duty, SoftStart: policy.SoftStart, Timeout: policy.Timeout,
		StallCurrent: policy.StallCurrent, StallTime: policy.StallTime, StallBlank: policy.StallBlank, Brake: true,
	})
}

// motorEvent is the end of a run.
func (a *App) motorEvent(kind EventKind, at Millidegrees) {
	m := &a.State.Motion
	if !m.running() {
		return
	}
	a.mergeReport()
	if m.Phase == phaseLimitLock || m.Phase == phaseLimitOpen || m.Phase == phaseHome {
		a.calibrationEvent(kind, at)
		return
	}
	tolerance := endStopNear
	if m.Phase == phaseLatch {
		tolerance = latchNear
	}
	arrived := kind == MotorDone || (kind == MotorStalled && near(at, m.Target, tolerance))
	switch {
	case m.Phase == phaseBootOut:
		a.reverse(phaseBootBack, m.From)
	case m.Phase == phaseBootBack:
		a.finishBootRun(at)
	case arrived:
		a.arrived()
	case kind == MotorStalled && int(m.Attempt) < a.Profile.Motor.Retries:
		m.Attempt++
		m.Resume, m.Phase = m.Phase, phaseRetry
		a.notef("motor-retry", "The motor stalled at %d degrees; attempt %d follows.", at/1000, m.Attempt+1)
		a.hal.SetTimer(TimerMotorRetry, a.Profile.Motor.RetryDelay)
	default:
		a.giveUp(kind)
	}
}

// reversePause lets the rotor come to rest before it is driven the other way:
// the back-EMF of a rotor that still turns adds to the supply and doubles the
// inrush (assumption: six mechanical time constants of 50 ms).
const reversePause = 300 * time.Millisecond

// reverse goes on to a phase that turns the other way.
func (a *App) reverse(p phase, target Millidegrees) {
	m := &a.State.Motion
	m.Resume, m.Phase, m.Target = p, phaseRetry, target
	a.hal.SetTimer(TimerMotorRetry, reversePause)
}

func (a *App) retryMotor() {
	m := &a.State.Motion
	switch {
	case m.Phase != phaseRetry:
	case int(m.Attempt) > a.Profile.Motor.Retries:
		// The supply gave way once too often.
		a.stuck(keyturner.ErrMotorLowVoltage, keyturner.CompletionLowVoltage)
	default:
		a.drive(m.Resume, m.Target)
	}
}

// arrived goes on to the next phase of the action.
func (a *App) arrived() {
	s := &a.State
	m := &s.Motion
	switch m.Phase {
	case phaseLatch:
		a.setBolt(keyturner.Unlatched)
		m.Phase = phaseHold
		a.hal.SetTimer(TimerLatchHold, time.Duration(s.Advanced.UnlatchSeconds)*time.Second)
	case phaseRelease:
		a.reachedOpen()
	default:
		if m.Action == keyturner.ActionLock || m.Action == keyturner.ActionFullLock {
			a.setBolt(keyturner.Locked)
			a.finish(keyturner.CompletionSuccess, keyturner.NoError)
			return
		}
		a.reachedOpen()
	}
}

// reachedOpen ends an unlock, or leaves the lock'n'go timer behind.
func (a *App) reachedOpen() {
	s := &a.State
	if s.Motion.Action == keyturner.ActionLockNGo || s.Motion.Action == keyturner.ActionLockNGoUnlatch {
		wait := time.Duration(s.Advanced.LockNGoSeconds) * time.Second
		s.LockNGoAt = a.hal.Uptime() + wait
		a.setBolt(keyturner.UnlockedLockNGo)
		a.hal.SetTimer(TimerLockNGo, wait)
	} else {
		a.setBolt(keyturner.Unlocked)
	}
	a.finish(keyturner.CompletionSuccess, keyturner.NoError)
}

func (a *App) releaseLatch() {
	s := &a.State
	if s.Motion.Phase == phaseHold {
		s.Motion.Attempt = 0
		a.drive(phaseRelease, a.target(keyturner.ActionUnlock))
	}
}

// noCurrent is what a motor draws at most that is not connected: well below the
// idle current of a small gear motor (assumption).
const noCurrent Milliamps = 20

// giveUp ends an action whose run did not get there, for a reason that voltage
// and current tell.
func (a *App) giveUp(kind EventKind) {
	report := &a.State.Report
	switch {
	case report.MaxCurrent < noCurrent:
		a.stuck(keyturner.ErrMotorPowerFailure, keyturner.CompletionPowerFailure)
	case kind == MotorTimeout:
		a.stuck(keyturner.ErrMotorTimeout, keyturner.CompletionOtherError)
	case report.Lowest < a.Profile.Motor.LowVoltage:
		a.stuck(keyturner.ErrMotorLowVoltage, keyturner.CompletionLowVoltage)
	default:
		a.stuck(keyturner.ErrMotorBlocked, keyturner.CompletionBlocked)
	}
}

func (a *App) stuck(code keyturner.ErrorCode, how keyturner.Completion) {
	a.hal.StopMotor(false)
	a.notef("motor-stuck", "The action is given up: %s.", code.Meaning())
	a.setBolt(keyturner.MotorBlocked)
	a.finish(how, code)
}

// setBolt changes the lock state and tells the phone that waits.
func (a *App) setBolt(to keyturner.LockState) {
	s := &a.State
	if s.Bolt == to {
		return
	}
	s.Bolt = to
	if s.Motion.moving() {
		s.Trigger = s.Motion.Trigger
	}
	if m := &s.Motion; m.Phone != 0 && !m.OnlyEnd {
		a.tellState()
	}
	a.news()
}

// tellState tells the phone that waits for the end of the action how far it is.
func (a *App) tellState() {
	m := &a.State.Motion
	a.reply(&Reply{Phone: m.Phone, Tag: m.Tag, Op: m.Op, Kind: ReplyStateChanged, States: a.states()})
}

// finish ends the action: report, log, answer, light, what follows by itself.
func (a *App) finish(how keyturner.Completion, code keyturner.ErrorCode) {
	s := &a.State
	m := s.Motion
	s.Motion = motion{}
	s.Last = lastAction{m.Action, m.Trigger, how}
	s.Trigger = m.Trigger
	if m.Action != actionBootRun && m.Action != actionCalibration {
		s.Acted, s.ActedAt = true, a.hal.Uptime()
	}
	if how == keyturner.CompletionSuccess {
		a.touch(m.Auth)
		if m.Code != 0 {
			a.touchCode(m.CodeSlot)
		}
	}
	if m.Phone != 0 {
		r := Reply{Phone: m.Phone, Tag: m.Tag, Op: m.Op, Kind: ReplyComplete, Error: code, States: a.states()}
		if code != keyturner.NoError {
			r.Kind = ReplyFailed
		}
		a.replyEnd(&r)
	}
	kind, action := keyturner.LogLockAction, m.Action
	switch m.Action {
	case actionCalibration:
		kind, action = keyturner.LogCalibration, keyturner.ActionNone
	case actionBootRun:
		kind, action = keyturner.LogBootRun, keyturner.ActionNone
	}
	data := keyturner.ActionData(action, m.Trigger, m.Flags, how)
	if m.Op == OpKeypadAction {
		kind, data = keyturner.LogKeypadAction, keyturner.KeypadActionData(action, m.Source, how, m.Code)
	}
	name := a.authName(m.Auth)
	if m.Suffix[0] != 0 {
		name = keyturner.NewName(name.String() + keyturner.ShortName(m.Suffix).Readable().String())
	}
	a.logAppend(kind, m.Auth, name, data)
	a.hal.SetTimer(TimerLight, a.Profile.Light.ActionFor)
	a.setRadio()
	a.armAutoLock()
}

// mergeReport adds the run that just ended to the report of the action.
func (a *App) mergeReport() {
	s := &a.State
	r := a.hal.MotorReport()
	if s.Motion.Merged {
		old := s.Report
		r.Start, r.Temperature = old.Start, old.Temperature
		r.Lowest = min(r.Lowest, old.Lowest)
		r.MaxCurrent = max(r.MaxCurrent, old.MaxCurrent)
		r.Drain += old.Drain
		r.Distance += old.Distance
		r.Duration += old.Duration
	}
	s.Report, s.Reported, s.Motion.Merged = r, true, true
}
