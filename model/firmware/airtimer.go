package firmware

import (
	"time"

	"locktwin/model/gatt"
)

// How long a restart waits for its Complete to be confirmed, and then for the
// radio to end the connections, which takes a few connection events
// (assumptions).
const (
	rebootPatience = time.Second
	rebootFarewell = 300 * time.Millisecond
)

// armAir sets the timer for the next thing that connections and pairings wait
// for: the end of a pairing, of an idle connection, of an unconfirmed
// indication, an answer that is kept back, another word about an action under
// way, a restart.
func (a *App) armAir() {
	s := &a.State
	next, any := s.Server.Deadline()
	soonest := func(at time.Duration) {
		if !any || at < next {
			next, any = at, true
		}
	}
	if s.Flow.Conn != 0 {
		soonest(s.Flow.Until)
	}
	if s.RebootAt != 0 {
		soonest(s.RebootAt)
	}
	for i := range s.Links {
		l := &s.Links[i]
		if l.Conn == 0 {
			continue
		}
		if s.owes(l) {
			soonest(a.owedAt(l))
		}
		if at, waits := a.progressDue(l); waits {
			soonest(at)
		}
		if idle := a.Profile.Protocol.IdleTimeout; idle != 0 {
			soonest(l.Heard + idle)
		}
	}
	switch {
	case !any:
		next = 0
		if s.AirAt != 0 {
			a.hal.StopTimer(TimerAir)
		}
	case next != s.AirAt:
		a.hal.SetTimer(TimerAir, max(next-a.hal.Uptime(), 0))
	}
	s.AirAt = next
}

// airTimer does what is due.
func (a *App) airTimer() {
	s := &a.State
	s.AirAt = 0
	now := a.hal.Uptime()
	for {
		c, dead := s.Server.Expired(now)
		if !dead {
			break
		}
		a.notef("unconfirmed", "Connection %d has not confirmed an indication for %v and is ended.", c, gatt.IndicationTimeout)
		a.hangUp(c, gatt.ReasonRemoteUser)
	}
	if s.Flow.Conn != 0 && now >= s.Flow.Until {
		a.notef("pairing-idle", "The pairing of connection %d is given up: nothing has happened for %v.", s.Flow.Conn, a.Profile.Protocol.FlowTimeout)
		a.endFlow()
	}
	idle := a.Profile.Protocol.IdleTimeout
	for i := range s.Links {
		l := &s.Links[i]
		if l.Conn == 0 {
			continue
		}
		if idle != 0 && now-l.Heard >= idle {
			a.hangUp(l.Conn, gatt.ReasonRemoteUser)
			continue
		}
		if at, waits := a.progressDue(l); waits && now >= at {
			a.tellState()
		}
		a.goOn(l.Conn)
	}
	if s.RebootAt != 0 && now >= s.RebootAt {
		a.rebootOnAir()
	}
}

// rebootOnAir ends every connection, and a little later the run.
func (a *App) rebootOnAir() {
	s := &a.State
	if s.Server.Count() == 0 {
		a.reboot()
		return
	}
	a.hangUpAll()
	s.RebootAt = a.hal.Uptime() + rebootFarewell
}
