package forecast

import (
	"errors"
	"fmt"

	"locktwin/model/power"
)

// ErrLife is wrapped by errors about a life of cells that cannot be.
var ErrLife = errors.New("forecast: impossible life of cells")

// Life is a set of cells in an average lock, without telemetry.
type Life struct {
	CapacityMAh  float64 // of the set when it is full
	StartShare   float64 // of it, when it was put in
	LeftShare    float64 // of it, when the cells are called empty
	ActionMAh    float64 // of one action, with its share of radio and light
	IdleMicroamp float64
	HiddenMAh    float64 // a day
	FirstMonth   float64 // self-discharge in the first 30 days, share of the capacity
	LaterMonth   float64 // in each 30 days after these
}

// What is assumed of an average lock: a normal door costs 0.39..0.84 mAh an action
// in the motor and some radio and light; the whole lock idles at 100..400 µA; the
// warning comes at 20 % (help pages of the maker).
const (
	usualActionMAh    = 0.6
	usualIdleMicroamp = 250
	usualLeft         = 0.20
)

// LifeOf is an average lock with a full set of a kind of cells of model/power. The
// error wraps power.ErrUnknownCell.
func LifeOf(cells string) (Life, error) {
	c, err := power.LookupCell(power.CellKind(cells))
	if err != nil {
		return Life{}, err
	}
	l := Life{CapacityMAh: c.CapacityMilliampHours.V, StartShare: 1, LeftShare: usualLeft,
		ActionMAh: usualActionMAh, IdleMicroamp: usualIdleMicroamp}
	switch c.Kind {
	case power.Eneloop:
		// The maker's minimum of 1900 mAh; 10 % in the first month and 2 % in each
		// later one, which is more than the record of the cell has after the third.
		l.CapacityMAh, l.FirstMonth, l.LaterMonth = 1900, 0.10, 0.02
	case power.EneloopPro:
		l.CapacityMAh, l.FirstMonth, l.LaterMonth = 2500, 0.10, 0.02
	default:
		first, later := leaks(c)
		l.FirstMonth, l.LaterMonth = first, later
	}
	return l, nil
}

// leaks reads the first month and a later one from a record.
func leaks(c *power.Chemistry) (first, later float64) {
	at := func(age float64) float64 {
		for _, s := range c.Leak {
			if age < s.UntilDays {
				return s.PercentPerMonth / 100
			}
		}
		return 0
	}
	return at(15), at(60)
}

// month in days.
const month = 30

// Days is how long the set lasts at so many actions a day; HorizonDays at most.
func (l *Life) Days(perDay float64) float64 {
	usable := float64(l.CapacityMAh * (l.StartShare - l.LeftShare))
	if usable <= 0 {
		return 0
	}
	drain := l.HiddenMAh + float64(perDay*l.ActionMAh) + float64(l.IdleMicroamp*24/1000)
	first := drain + float64(l.CapacityMAh*l.FirstMonth)/month
	if float64(first*month) >= usable {
		return usable / first
	}
	later := drain + float64(l.CapacityMAh*l.LaterMonth)/month
	if later <= 0 {
		return HorizonDays
	}
	return min(HorizonDays, month+(usable-float64(first*month))/later)
}

// Leaked is the self-discharge in mAh a day, on average over so many days.
func (l *Life) Leaked(days float64) float64 {
	if days <= month {
		return float64(l.CapacityMAh*l.FirstMonth) / month
	}
	return float64(l.CapacityMAh*(l.FirstMonth+float64(l.LaterMonth*(days-month)/month))) / days
}

// Drained is what a set gave a day that lasted so many days.
func (l *Life) Drained(days float64) float64 {
	return float64(l.CapacityMAh*(l.StartShare-l.LeftShare)) / days
}

// Missing is what neither actions nor idling nor self-discharge took of it, in mAh
// a day; negative when the set lasted longer than these allow.
func (l *Life) Missing(days, perDay float64) float64 {
	return l.Drained(days) - float64(perDay*l.ActionMAh) - float64(l.IdleMicroamp*24/1000) - l.Leaked(days)
}

// checkLife refuses what nobody can have seen.
func checkLife(days, perDay float64) error {
	if !(days >= 0.1 && days <= HorizonDays) {
		return fmt.Errorf("%w: %g days, must be 0.1..%d", ErrLife, days, HorizonDays)
	}
	if !(perDay >= 0 && perDay <= 1000) {
		return fmt.Errorf("%w: %g actions a day, must be 0..1000", ErrLife, perDay)
	}
	return nil
}
