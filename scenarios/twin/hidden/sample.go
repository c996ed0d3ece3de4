package hidden

import (
	"errors"
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// ErrWish is wrapped by every complaint about a Wish.
var ErrWish = errors.New("hidden: impossible lock")

// Limits of a Wish.
const (
	MinDays     = spell
	MaxDays     = 1100
	MaxPerDay   = 60.0   // actions
	MaxExtra    = 5000.0 // µA
	defaultDays = 90
)

// Wish says what a lock is like that somebody wants to try a fit on. What is left out
// is drawn as for New; no gateway is off for days and nobody is away.
type Wish struct {
	Days          int     // how long it is listened to, MinDays..MaxDays; 0: 90
	Cells         string  // kind of cells in model/power, of those that New draws; empty: drawn
	PerDay        float64 // actions a day, up to MaxPerDay; 0: drawn
	ExtraMicroamp float64 // load beside what is drawn, 0..MaxExtra: a consumer that nobody knows of
}

// Sample draws one lock as wished. The same seed and Wish give the same lock; with
// another Wish it is as much the same lock as that allows. Errors wrap ErrWish.
func Sample(seed uint64, w Wish) (Lock, error) {
	if w.Days == 0 {
		w.Days = defaultDays
	}
	switch {
	case w.Days < MinDays || w.Days > MaxDays:
		return Lock{}, fmt.Errorf("%w: %d days, must be %d..%d", ErrWish, w.Days, MinDays, MaxDays)
	case !(w.PerDay >= 0 && w.PerDay <= MaxPerDay):
		return Lock{}, fmt.Errorf("%w: %g actions a day, must be 0..%g", ErrWish, w.PerDay, MaxPerDay)
	case !(w.ExtraMicroamp >= 0 && w.ExtraMicroamp <= MaxExtra):
		return Lock{}, fmt.Errorf("%w: %g µA beside, must be 0..%g", ErrWish, w.ExtraMicroamp, MaxExtra)
	}
	key := repro.Root(seed).Child("hidden-sample")
	kind := kinds[key.Hash(0, 0, 0, 0)%uint64(len(kinds))]
	if w.Cells != "" {
		kind = power.CellKind(w.Cells)
		known := false
		for _, k := range kinds {
			known = known || k == kind
		}
		if !known {
			return Lock{}, fmt.Errorf("%w: cells %q, must be one of alkaline, eneloop, eneloop-pro, l91", ErrWish, w.Cells)
		}
	}
	l := draw(key, kind, seed)
	l.Days, l.away, l.gap = w.Days, 0, 0
	if w.PerDay > 0 {
		l.pairs = w.PerDay / 2
	}
	l.drawn[twin.Idle] += w.ExtraMicroamp
	return l, nil
}

// Record plays the lock as Telemetry does, and gives what was heard as it was heard,
// before any cleaning, with the last instant moved to until.
func (l *Lock) Record(until telemetry.UnixMilli) ([]telemetry.Record, twin.Values, error) {
	p, truth, err := l.listen()
	if err != nil {
		return nil, truth, err
	}
	rs := p.sorted()
	if len(rs) > 0 {
		by := until - rs[len(rs)-1].At
		for i := range rs {
			rs[i].At += by
		}
	}
	return rs, truth, nil
}
