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
	day := int64(24 * 60 * 60)
	second := int64(now) % day
	start, end := int64(c.NightStart)*60, int64(c.NightEnd)*60
	toStart, toEnd := (start-second+day)%day, (end-second+day)%day
	// At the very edge the night that begins counts, the one that ends does not.
	if toStart == 0 {
		toStart = day
	}
	if toEnd == 0 {
		toEnd = day
	}
	s.Night = toEnd < toStart
	a.hal.SetTimer(TimerNight, time.Duration(min(toStart, toEnd))*time.Second)
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
