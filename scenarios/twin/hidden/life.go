package hidden

import (
	"time"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// Life is when the lock said that its cells run out, in days after the end of the
// telemetry; negative when it did not.
type Life struct {
	AtOnce  float64 // asked right after an action, for the first time
	AtRest  float64 // asked just before an action, for the first time
	Stalled float64 // it could not act, for the first time
	Days    float64 // that were played

	from int // day on which the telemetry ends
}

// LiveOn plays the lock as Telemetry does, and then on with the cells that are in it
// then until it says at rest that they run out, they are empty, or so many days are
// over. Habits and weather go on as they were; what the motor cannot do is left undone.
// Errors are those of Telemetry.
func (l *Lock) LiveOn(most int) (telemetry.Series, twin.Values, Life, error) {
	p, truth, err := l.listen()
	if err != nil {
		return telemetry.Series{}, truth, Life{}, err
	}
	s := p.heard()
	p.life = &Life{AtOnce: -1, AtRest: -1, Stalled: -1, from: p.day}
	for p.day < p.life.from+most && p.life.AtRest < 0 && p.charge > 0 {
		if _, err := p.spell(p.day, l.warmth(p.day, &p.weather)); err != nil {
			return telemetry.Series{}, truth, Life{}, err
		}
		p.day += spell
	}
	p.life.Days = float64(p.day - p.life.from)
	return s, truth, *p.life, nil
}

// hear asks the lock whether its cells run out; nobody does while the telemetry is
// recorded, where l is nil.
func (l *Life) hear(st *stage, from int, since time.Duration, acted bool) {
	if l == nil || acted && l.AtOnce >= 0 || !acted && l.AtRest >= 0 {
		return
	}
	b, err := st.report()
	if err != nil || b.Critical&1 == 0 {
		return
	}
	at := l.day(from, since)
	if acted {
		l.AtOnce = at
	} else {
		l.AtRest = at
	}
}

func (l *Life) day(from int, since time.Duration) float64 {
	return float64(from-l.from) + float64(since.Hours()/24)
}

// stall notes an action that the motor could not do, and tells whether life goes on.
func (l *Life) stall(from int, since time.Duration) bool {
	if l == nil {
		return false
	}
	if l.Stalled < 0 {
		l.Stalled = l.day(from, since)
	}
	return true
}
