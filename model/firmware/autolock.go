package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// armAutoLock sets the timer that locks a lock left open.
func (a *App) armAutoLock() {
	s := &a.State
	seconds, atNight := s.Advanced.AutoLockSeconds, s.Night && s.Advanced.NightAutoLock
	switch {
	case atNight && seconds == 0:
		seconds = nightAutoLockSeconds
	case !atNight && !s.Advanced.AutoLockEnabled:
		seconds = 0
	}
	if seconds == 0 || s.Bolt != keyturner.Unlocked || s.Motion.moving() {
		a.hal.StopTimer(TimerAutoLock)
		return
	}
	a.hal.SetTimer(TimerAutoLock, time.Duration(seconds)*time.Second)
}

// autoLockTimer locks, or waits on while the door is open.
func (a *App) autoLockTimer() {
	if a.State.Bolt != keyturner.Unlocked {
		return
	}
	if !a.hal.DoorClosed() {
		a.armAutoLock()
		return
	}
	a.automatic(keyturner.ActionLock, keyturner.TriggerAutoLock)
}
