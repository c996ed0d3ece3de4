package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// keypadState is the guard against tried codes. It is the lock's, not the
// keypad's, and is forgotten with RAM.
type keypadState struct {
	Wrong uint16 // codes in a row
	Stage uint8  // 1..3, 0 none has begun
	Until time.Duration
}

// keypadAction is somebody at a keypad.
func (a *App) keypadAction(phone PhoneID, c *Command) {
	if a.Profile.Protocol.KeypadTypeOnly && a.State.Auths[a.authSlot(c.Auth)].Type != keyturner.IDKeypad {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	action, ok := a.keypadResolve(c.Keypad)
	if !ok || c.Source > keyturner.KeypadCodeEntry {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	m := motion{
		Action: action, Trigger: keyturner.TriggerSystem, Op: c.Op, Auth: c.Auth, Phone: phone, Tag: c.Tag, Source: c.Source,
	}
	code := keyturner.NoError
	if c.Source == keyturner.KeypadCodeEntry {
		code = a.admitCode(c.Code, &m)
	} else if action != keyturner.ActionLock {
		// The arrow key comes without a code, so it locks and does nothing else.
		code = keyturner.ErrCodeInvalid
	}
	if code == keyturner.NoError {
		code = a.start(m)
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
	}
}

// keypadResolve is the action that a key of the keypad stands for.
func (a *App) keypadResolve(k keyturner.KeypadAction) (keyturner.LockAction, bool) {
	switch k {
	case keyturner.KeypadIntelligent:
		return a.intelligent(), true
	case keyturner.KeypadUnlock:
		return keyturner.ActionUnlock, true
	case keyturner.KeypadLock:
		return keyturner.ActionLock, true
	case keyturner.KeypadUnlatch:
		return keyturner.ActionUnlatch, true
	case keyturner.KeypadLockNGo:
		return keyturner.ActionLockNGo, true
	}
	return keyturner.ActionNone, false
}

// admitCode judges a code that was entered, and notes in the action whose it is.
// A code that is known but may not be used now does not count as a wrong one.
func (a *App) admitCode(code uint32, m *motion) keyturner.ErrorCode {
	k := &a.State.Keypad
	if k.Stage != 0 && a.hal.Uptime() < k.Until {
		return stageCode(k.Stage)
	}
	slot := -1
	var found KeypadCode
	if keyturner.ValidCode(code) {
		slot = a.walkCodes(0, code).byCode
	}
	if slot < 0 || !a.readCode(slot, &found) {
		return a.wrongCode(m)
	}
	*k = keypadState{}
	switch {
	case !found.Enabled:
		return keyturner.ErrDisabled
	case found.Limits.Limited && !a.allows(&found.Limits):
		return keyturner.ErrTimeNotAllowed
	}
	m.Code, m.CodeSlot = found.ID, uint8(slot)
	return keyturner.NoError
}

// wrongCode counts a wrong code. The one that begins a stage is answered as all
// are while the stage lasts.
func (a *App) wrongCode(m *motion) keyturner.ErrorCode {
	k, stages := &a.State.Keypad, &a.Profile.Protocol.KeypadStages
	if k.Wrong < 0xFFFF {
		k.Wrong++
	}
	a.logAppend(keyturner.LogKeypadAction, m.Auth, a.authName(m.Auth),
		keyturner.KeypadActionData(m.Action, m.Source, keyturner.CompletionInvalidCode, 0))
	stage := 0
	for i := range stages {
		// The last stage begins again with every further code.
		if int(k.Wrong) == stages[i].Wrong || i == len(stages)-1 && int(k.Wrong) > stages[i].Wrong {
			stage = i + 1
		}
	}
	if stage == 0 {
		return keyturner.ErrCodeInvalid
	}
	k.Stage, k.Until = uint8(stage), a.hal.Uptime()+stages[stage-1].For
	a.notef("keypad-stage", "%d wrong codes in a row: the keypad is not heard for %v.", k.Wrong, stages[stage-1].For)
	return stageCode(k.Stage)
}

func stageCode(stage uint8) keyturner.ErrorCode {
	return keyturner.ErrCodeTimeout1 + keyturner.ErrorCode(stage) - 1
}
