package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// How long the CPU is busy with one command: decrypting, checking, answering
// (assumption for a curve-25519 box on a 64 MHz core).
const commandTime = 4 * time.Millisecond

// command handles what a phone asks for.
func (a *App) command(phone PhoneID, c *Command) {
	a.hal.Work(commandTime)
	if c.Op == OpPair {
		a.pair(phone, c)
		return
	}
	slot := a.authSlot(c.Auth)
	if slot < 0 {
		a.fail(phone, c, keyturner.ErrNotAuthorized)
		return
	}
	if code := a.mayAct(slot, c.Op == OpKeyturnerStates); code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	if c.Op.NeedsPIN() {
		if code := a.checkPIN(c.PIN); code != keyturner.NoError {
			a.fail(phone, c, code)
			return
		}
	}
	a.dispatch(phone, c)
}

func (a *App) dispatch(phone PhoneID, c *Command) {
	s := &a.State
	switch c.Op {
	case OpRequestAuthorizations, OpRequestLog, OpRequestTimeControls, OpRequestKeypadCodes:
		if phone.onAir() {
			a.beginList(phone.conn(), c)
			return
		}
		a.listPage(phone, c)
	case OpLockAction:
		a.lockCommand(phone, c)
	case OpSimpleLockAction:
		a.simpleCommand(phone, c)
	case OpKeypadAction:
		a.keypadAction(phone, c)
	case OpSetPIN:
		a.answer(phone, c, a.setPIN(c.NewPIN))
	case OpVerifyPIN:
		a.answer(phone, c, keyturner.NoError)
	case OpRequestConfig:
		a.complete(phone, c, &Reply{Config: s.Config})
	case OpSetConfig:
		a.answer(phone, c, a.setConfig(c.Config))
	case OpRequestAdvancedConfig:
		a.complete(phone, c, &Reply{Advanced: s.Advanced})
	case OpSetAdvancedConfig:
		next := c.Advanced
		next.TotalDegrees = s.Advanced.TotalDegrees
		a.answer(phone, c, a.setAdvanced(next))
	case OpSetField:
		a.answer(phone, c, a.setField(c))
	case OpBatteryReport:
		a.complete(phone, c, &Reply{Battery: a.batteryReport()})
	case OpKeyturnerStates:
		a.complete(phone, c, &Reply{States: a.states()})
	case OpInviteAuthorization:
		a.invite(phone, c)
	case OpUpdateAuthorization:
		a.updateAuthorization(phone, c)
	case OpRemoveAuthorization:
		a.removeAuthorization(phone, c)
	case OpEnableLogging:
		a.answer(phone, c, a.enableLogging(c.Auth, c.Enabled))
	case OpFactoryReset:
		a.factoryReset(phone, c)
	case OpCalibrate:
		a.calibrate(phone, c)
	case OpReboot:
		a.complete(phone, c, &Reply{})
		if phone.onAir() {
			s.RebootAt = a.hal.Uptime() + rebootPatience
			return
		}
		a.reboot()
	case OpUpdateTime:
		a.setClock(c.Time)
		a.complete(phone, c, &Reply{})
	case OpAddTimeControl:
		a.addTimeControl(phone, c)
	case OpUpdateTimeControl:
		a.answer(phone, c, a.updateTimeControl(c))
	case OpRemoveTimeControl:
		a.answer(phone, c, a.removeTimeControl(c))
	case OpAddKeypadCode:
		a.addCode(phone, c)
	case OpUpdateKeypadCode:
		a.updateCode(phone, c)
	case OpRemoveKeypadCode:
		a.removeCode(phone, c)
	default:
		a.fail(phone, c, keyturner.ErrUnknown)
	}
}

// reboot ends the run in order: what is only in RAM is saved first.
func (a *App) reboot() {
	if a.State.Dirty != 0 && a.mayWrite() == keyturner.NoError {
		_ = a.saveDirty()
	}
	a.hal.StopMotor(true)
	a.writeNoInit(true)
	a.hal.Reset()
}

func (a *App) factoryReset(phone PhoneID, c *Command) {
	if a.State.Motion.moving() {
		a.fail(phone, c, keyturner.ErrBusy)
		return
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	if err := a.wipe("a factory reset over the air"); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	a.complete(phone, c, &Reply{})
}

func (a *App) answer(phone PhoneID, c *Command, code keyturner.ErrorCode) {
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	a.complete(phone, c, &Reply{})
}

func (a *App) complete(phone PhoneID, c *Command, r *Reply) {
	r.Phone, r.Tag, r.Op, r.Kind = phone, c.Tag, c.Op, ReplyComplete
	a.reply(r)
}

func (a *App) fail(phone PhoneID, c *Command, code keyturner.ErrorCode) {
	a.reply(&Reply{Phone: phone, Tag: c.Tag, Op: c.Op, Kind: ReplyFailed, Error: code})
}

// timer dispatches a timer that fired.
func (a *App) timer(id TimerID) {
	switch id {
	case TimerSupplyStable:
		a.supplyTimer()
	case TimerBootRun:
		a.startBootRun()
	case TimerMotorRetry:
		a.retryMotor()
	case TimerLatchHold:
		a.releaseLatch()
	case TimerLockNGo:
		a.lockNGoTimer()
	case TimerAutoLock:
		a.autoLockTimer()
	case TimerPairing:
		a.pairingTimer()
	case TimerSave:
		a.saveTimer()
	case TimerLight:
		a.restLight()
	case TimerNight:
		a.nightEdge()
	case TimerButton:
		a.singlePress()
	case TimerTimeControl:
		a.timeControl()
	case TimerAir:
		a.airTimer()
	}
}
