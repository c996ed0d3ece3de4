package gatt

import (
	"time"

	"locktwin/model/sim"
)

// NextAdvertisement returns the first advertisement later than an instant that a
// scanner hears, as the beacon stands now; false when there is none. It follows
// from a formula and changes nothing, so that an idle lock costs nothing.
func (a *Air) NextAdvertisement(e Env, after sim.Time) (Advertisement, bool) {
	b, since, on := e.Beacon()
	if !on || b.Interval <= 0 || after >= sim.Never-sim.Time(time.Hour) {
		return Advertisement{}, false
	}
	s := newSchedule(a.key, &b, since)
	k, ok := a.nextHeard(&s, after)
	if !ok {
		return Advertisement{}, false
	}
	dBm, _ := a.rssi(0, uint64(s.start), uint64(k))
	return Advertisement{At: s.at(k), Data: s.frame(k), ScanResponse: b.ScanResponse, Connectable: b.Connectable,
		RSSI: dBm}, true
}

// mostMissed is how many advertisements in a row may be missed in a weak signal
// before the lock counts as unheard.
const mostMissed = 10000

// nextHeard returns the first event of a schedule later than t that no fault
// hides.
func (a *Air) nextHeard(s *schedule, t sim.Time) (int64, bool) {
	k := s.after(t)
	if len(a.State.Faults) == 0 {
		return k, true
	}
	if a.unheard() {
		return 0, false
	}
	for range mostMissed {
		if f, until := a.paused(s.at(k)); f != nil {
			if until == sim.Never {
				return 0, false
			}
			k = s.after(until - 1)
			continue
		}
		dBm, by := a.rssi(0, uint64(s.start), uint64(k))
		if by == nil || a.draw(by).Hash(drawHeard, uint64(s.start), uint64(k), 0)%1000 >= rssiLoss(int(dBm)) {
			return k, true
		}
		k++
	}
	return 0, false
}

// unheard says whether the signal is too weak for any advertisement.
func (a *Air) unheard() bool {
	_, by := a.rssi(0, 0, 0)
	return by != nil && by.total()
}
