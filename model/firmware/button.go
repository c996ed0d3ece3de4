package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// Presses of the button (the maker: five seconds start pairing mode; the rest
// are assumptions).
const (
	pairingPress  = 5 * time.Second
	doublePressIn = 600 * time.Millisecond
)

// button handles a press when it ends.
func (a *App) button(press time.Duration) {
	s := &a.State
	switch {
	case a.Profile.Reset.Button && press >= a.Profile.Reset.Hold:
		a.buttonReset()
	case press >= pairingPress:
		if s.Config.PairingEnabled {
			s.Pairing = true
			a.hal.SetTimer(TimerPairing, a.Profile.Protocol.PairingFor)
			a.setRadio()
			a.restLight()
		}
	case s.Motion.moving():
		a.cancel()
	case !s.Config.ButtonEnabled:
	case s.Press:
		s.Press = false
		a.hal.StopTimer(TimerButton)
		a.press(s.Advanced.DoublePress)
	default:
		s.Press = true
		a.hal.SetTimer(TimerButton, doublePressIn)
	}
}

// singlePress acts once no second press has come.
func (a *App) singlePress() {
	s := &a.State
	if s.Press {
		s.Press = false
		a.press(s.Advanced.SinglePress)
	}
}

func (a *App) press(action keyturner.ButtonAction) {
	s := &a.State
	do := keyturner.ActionNone
	switch action {
	case keyturner.ButtonIntelligent:
		do = a.intelligent()
	case keyturner.ButtonUnlock:
		do = keyturner.ActionUnlock
	case keyturner.ButtonLock:
		do = keyturner.ActionLock
	case keyturner.ButtonUnlatch:
		do = keyturner.ActionUnlatch
	case keyturner.ButtonLockNGo:
		do = keyturner.ActionLockNGo
	case keyturner.ButtonShowStatus:
		a.actionLight()
		a.hal.SetTimer(TimerLight, a.Profile.Light.ActionFor)
	}
	if do != keyturner.ActionNone && !s.Motion.moving() {
		a.automatic(do, keyturner.TriggerButton)
	}
}

func (a *App) buttonReset() {
	if a.State.Motion.moving() || a.mayWrite() != keyturner.NoError {
		a.hal.Note("button-reset-refused", "The button was held for a reset, which is not possible now.")
		return
	}
	_ = a.wipe("a long press of the button")
}

// pairingTimer ends pairing mode, but not in the middle of a pairing.
func (a *App) pairingTimer() {
	if a.State.Flow.Conn != 0 {
		a.hal.SetTimer(TimerPairing, a.Profile.Protocol.FlowTimeout)
		return
	}
	a.stopPairing()
}

func (a *App) stopPairing() {
	a.State.Pairing = false
	a.hal.StopTimer(TimerPairing)
	a.setRadio()
	a.restLight()
}
