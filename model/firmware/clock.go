package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// now is the time of day, 0 when it is not known.
func (a *App) now() UnixSeconds {
	if a.State.Clock == 0 {
		return 0
	}
	return a.State.Clock + UnixSeconds(a.hal.Uptime()/time.Second)
}

// setClock takes over the time of day.
func (a *App) setClock(now UnixSeconds) {
	was := a.State.Night
	a.State.Clock = now - UnixSeconds(a.hal.Uptime()/time.Second)
	a.armNight()
	if a.State.Night != was {
		a.armAutoLock()
	}
	a.armTimeControl()
}

// clockStart is when the clock of a lock begins that nobody has set: some
// clients refuse a date that no calendar has (assumption: 2000-01-01).
const clockStart UnixSeconds = 946_684_800

// airTime is the time of day on the air: that of a clock which began at boot if
// nobody has set it.
func (a *App) airTime() UnixSeconds {
	if now := a.now(); now != 0 {
		return now
	}
	return clockStart + UnixSeconds(a.hal.Uptime()/time.Second)
}

// dateOf is a date on the air; what happened before the clock was set has the
// first date of such a clock.
func dateOf(t UnixSeconds) keyturner.Date {
	if t == 0 {
		t = clockStart
	}
	return keyturner.DateOf(int64(t))
}

// stored is a date as flash can keep it, in 32 bits: 0 is none, and what lies
// outside becomes the nearest one inside.
func stored(d keyturner.Date) UnixSeconds {
	if d == (keyturner.Date{}) {
		return 0
	}
	return UnixSeconds(max(1, min(d.Unix(), 0xFFFFFFFF)))
}
