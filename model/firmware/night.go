package firmware

import (
	"time"

	"locktwin/model/keyturner"
)

// nightAutoLockSeconds is the automatic lock's time in night mode when none is
// set (assumption).
const nightAutoLockSeconds = 120

// armNight finds out whether it is night and when that changes. Without a time
// of day there is no night.
func (a *App) armNight() {
	s := &a.State
	now := a.now()
	c := &s.Advanced
	if !c.NightMode || now == 0 || c.NightStart == c.NightEnd {
		s.Night = false
		a.hal.StopTimer(TimerNight)
		return
	}
	// At the very edge the night that begins counts, the one that ends does not.
	start, end := s.Config.nextShowing(c.NightStart, now), s.Config.nextShowing(c.NightEnd, now)
	s.Night = end < start
	a.hal.SetTimer(TimerNight, time.Duration(min(start, end)-now)*time.Second)
}

// nextShowing is the first instant after now at which the wall clock shows a time
// of day, in minutes since midnight.
func (c *Config) nextShowing(minute uint16, now UnixSeconds) UnixSeconds {
	const day = 24 * 3600
	local := c.local(now)
	at := local/day*day + UnixSeconds(minute)*60
	if at <= local {
		at += day
	}
	due := c.utc(at)
	if due <= now {
		due += 3600 // an hour that the clock shows twice
	}
	return due
}

func (a *App) nightEdge() {
	s := &a.State
	was := s.Night
	a.armNight()
	if s.Night && !was && s.Advanced.NightLockAtStart && s.Bolt == keyturner.Unlocked && a.hal.DoorClosed() {
		a.automatic(keyturner.ActionLock, keyturner.TriggerAutomatic)
		return
	}
	a.armAutoLock()
}
