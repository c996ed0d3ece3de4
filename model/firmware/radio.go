package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// setRadio lets the radio follow the state of the lock.
func (a *App) setRadio() {
	s, p := &a.State, &a.Profile.Radio
	if s.Quiet {
		a.hal.SetRadio(RadioState{Mode: RadioOff})
		return
	}
	r := RadioState{
		Mode: RadioAdvertising, Interval: a.advertisingInterval(), Pairing: s.Pairing, News: s.News,
		PollEvery: a.Profile.Loads.PollEvery, PollFor: a.Profile.Loads.PollFor,
		Beacon: a.beacon(),
	}
	if s.Phones > 0 || s.Server.Count() > 0 {
		r.Mode, r.Interval = RadioConnected, p.Connection
	}
	a.hal.SetRadio(r)
}

func (a *App) advertisingInterval() time.Duration {
	p := &a.Profile.Radio
	switch a.State.Config.Advertising {
	case keyturner.AdvertiseSlow:
		return p.Slow
	case keyturner.AdvertiseSlowest:
		return p.Slowest
	}
	return p.Normal
}

func (a *App) phoneConnected() {
	a.State.Phones++
	a.setRadio()
}

func (a *App) phoneDisconnected(phone PhoneID) {
	s := &a.State
	if s.Phones > 0 {
		s.Phones--
	}
	// Nobody is left to hear how the action ends; the action itself goes on.
	if s.Motion.Phone == phone {
		s.Motion.Phone = 0
	}
	a.setRadio()
}
