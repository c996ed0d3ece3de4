package firmware

import "locktwin/model/keyturner"

// brightness is the ring at full, by the setting 0..5.
func (a *App) brightness() Permille { return Permille(a.State.Config.LEDBrightness) * 200 }

// actionLight shows that something happens.
func (a *App) actionLight() {
	a.hal.StopTimer(TimerLight)
	a.hal.SetLight(a.brightness())
}

// restLight is what the ring shows between actions: an average, since its
// blinking is too short to matter one by one.
func (a *App) restLight() {
	s, p := &a.State, &a.Profile.Light
	level := Permille(0)
	open := s.Bolt == keyturner.Unlocked || s.Bolt == keyturner.UnlockedLockNGo || s.Bolt == keyturner.Unlatched
	switch {
	case s.Quiet:
	case s.Motion.moving() || s.Pairing:
		level = a.brightness()
	case s.Config.LEDEnabled && (open || p.Always):
		level = Permille(int32(a.brightness()) * int32(p.RestShare) / 1000)
	}
	a.hal.SetLight(level)
}
