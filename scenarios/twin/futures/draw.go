package futures

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/change"
)

// What a future takes for granted; assumptions.
const (
	warningPercent  = 20  // the lock warns (help pages of the maker)
	criticalPercent = 10  // half of that
	earlyCharge     = 0.4 // of AtForty
	leastCharge     = 0.02
	resetVolts      = 1.7  // at the logic, the brown-out reset
	lateDays        = 7    // within which somebody follows a warning
	idleOrdinary    = 250  // µA, of a lock that nobody polls
	leastContact    = 0.01 // ohm, of springs and leads
	setOf           = 4
)

// capacitors are those that a board may have, from dried out to new, in µF; each is
// as likely (assumption: nobody has opened the lock).
var capacitors = [...]float64{68, 100, 150, 220}

// future is one draw on its way to the change.
type future struct {
	change    change.Change
	capacitor int     // index in capacitors
	perYear   float64 // changes
}

// draw makes future i of a situation. Whatever is drawn has its own place, so that
// another situation meets the same luck.
func (p *Plan) draw(s *Vary, i int) future {
	f, k := p.q.Fit, p.key.Index(uint64(i))
	u := func(place uint64) float64 { return k.Uniform(place, 0, 0, 0) }
	n := min(int(float64(u(0)*float64(len(f.Draws)))), len(f.Draws)-1)
	v, lock := f.Draws[n], p.locks[0].by[n]
	idle := v[twin.Idle]
	if s.NoPolling {
		idle = min(idle, idleOrdinary)
	}
	celsius := f.Celsius + float64(f.Swing*k.Normal(1, 0, 0, 0))
	if s.Celsius != nil {
		celsius = *s.Celsius
	}
	celsius = min(max(celsius, change.MinCelsius), change.MaxCelsius)
	use := twin.Daily{Actions: f.PerDay, Unlatch: f.Unlatch, Celsius: f.Celsius, IdleMicroamp: idle}
	charge := changedAt(lock, s.When, f.BatteryType, use, celsius)
	if s.When == AtWarning {
		drain := lock.PerDay(charge, use) / v[twin.Capacity]
		charge = max(min(charge, leastCharge), charge-float64(drain*lateDays*u(2)))
	}
	out := future{
		capacitor: min(int(float64(u(3)*float64(len(capacitors)))), len(capacitors)-1),
		change: change.Change{
			New:     newSet(s.Cells),
			Celsius: celsius, Hand: s.Hand, GapSeconds: s.GapSeconds, Seed: k.Hash(4, 0, 0, 0),
		},
	}
	if s.When == AtEmpty {
		out.change.Fault = change.RunningEmpty
	}
	// Cells that are emptier than that already are changed as they are.
	out.change.Old, out.change.ContactOhms = oldSet(f.Chemistry, v, min(charge, max(v[twin.Charge], 0)))
	if own := p.locksOf(s.Cells); own != nil {
		lock = own.by[n]
		if s.Cells != f.Chemistry {
			charge = changedAt(lock, s.When, "", use, celsius)
		}
		out.perYear = daysPerYear / max(lock.Span(1, charge, use, 0), leastDays)
	}
	return out
}

// newSet is a full set of a kind: four cells, or one pack that stands for four.
func newSet(kind string) power.PackConfig {
	set := power.PackConfig{Kind: power.CellKind(kind), Cells: setOf, ChargePercent: 100}
	if c, err := power.LookupCell(set.Kind); err == nil && c.Boost != nil {
		set.Cells = 1
	}
	return set
}

// changedAt is the charge at which somebody changes the cells.
func changedAt(r *twin.Reduced, when When, batteryType string, use twin.Daily, celsius float64) float64 {
	switch when {
	case AtForty:
		return earlyCharge
	case AtCritical:
		return shown(r, batteryType, criticalPercent, use)
	case AtEmpty:
		return falls(func(x float64) bool {
			v, _ := r.SagVolts(x, celsius, false)
			return v <= resetVolts
		})
	}
	return shown(r, batteryType, warningPercent, use)
}

// shown is the charge at which the lock takes the voltage of its idle cells for so
// many percent.
func shown(r *twin.Reduced, batteryType string, percent int32, use twin.Daily) float64 {
	t := typeOf(batteryType, r.Chemistry())
	return falls(func(x float64) bool {
		ohms := r.FastOhms(x, use.Celsius) + r.SlowOhms(x, use.Celsius)
		v := r.OpenVolts(x, use.Celsius) - float64(ohms*use.IdleMicroamp*1e-6)
		return firmware.ChargePercent(t, firmware.Millivolts(float64(max(v, 0)*1000))) <= percent
	})
}

// falls is the highest charge at which something is so that is so for all lower ones,
// at least leastCharge.
func falls(so func(charge float64) bool) float64 {
	lo, hi := leastCharge, 1.0
	if !so(lo) {
		return lo
	}
	for range 20 {
		if mid := (lo + hi) / 2; so(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// typeOf is what a lock takes its cells for; "" is what they are.
func typeOf(name, cells string) keyturner.BatteryType {
	if name == "" {
		switch power.CellKind(cells) {
		case power.Eneloop, power.EneloopPro:
			name = "accumulators"
		case power.L91:
			name = "lithium"
		}
	}
	switch name {
	case "accumulators", "accumulator":
		return keyturner.Accumulators
	case "lithium":
		return keyturner.Lithium
	}
	return keyturner.Alkaline
}

// oldSet are the cells in the bay as a set that the full simulator can be given, and
// what lies between them and the board: what the resistance of the draw has above
// that of the cells. Worn cells are told by cycles, or by age where the record knows
// no cycles.
func oldSet(kind string, v twin.Values, charge float64) (power.PackConfig, float64) {
	set := power.PackConfig{Kind: power.CellKind(kind), Cells: setOf, ChargePercent: float64(min(max(charge, 0), 1) * 100)}
	c, err := power.LookupCell(set.Kind)
	if err != nil {
		return set, 0
	}
	r0, r2 := halfCharged(c)
	worn := v[twin.SlowResistance] / r2
	switch k, y := c.ResistancePerKilocycle.V, c.ResistancePerYear.V; {
	case worn <= 1:
	case k > 0:
		set.Cycles = min((worn-1)/k*1000, 5000)
	case y > 0:
		set.AgeYears = min((worn-1)/y, 30)
	}
	return set, min(max(v[twin.Resistance]-float64(worn*r0), leastContact), change.MaxContact)
}

// halfCharged gives the fast and the slow resistance of a set at half charge.
func halfCharged(c *power.Chemistry) (r0, r2 float64) {
	p := c.Impedance
	for i := 1; i < len(p); i++ {
		if p[i].Percent <= 50 {
			u := (50 - p[i].Percent) / (p[i-1].Percent - p[i].Percent)
			mix := func(lo, hi power.Ohms) float64 { return setOf * (float64(lo) + float64(float64(hi-lo)*u)) }
			return mix(p[i].R0, p[i-1].R0), mix(p[i].R2, p[i-1].R2)
		}
	}
	return setOf * float64(p[0].R0), setOf * float64(p[0].R2)
}

// Limits of how often cells are changed.
const (
	daysPerYear = 365.25
	leastDays   = 0.5
)

// locks is the lock of each draw with cells of a kind.
type locks struct {
	kind string
	by   []*twin.Reduced
}

// locksOf are the locks with cells of a kind; nil for packs that the reduced model
// does not know.
func (p *Plan) locksOf(kind string) *locks {
	for i := range p.locks {
		if p.locks[i].kind == kind {
			return &p.locks[i]
		}
	}
	return nil
}

// fill makes the locks of all draws with the cells in the bay, and with the other
// kinds that some situation asks for: what belongs to the lock stays, what belongs to
// cells is of their record. Errors wrap ErrQuestion.
func (p *Plan) fill() error {
	f := p.q.Fit
	if err := p.withCells(f.Chemistry, func(v twin.Values) twin.Values { return v }); err != nil {
		return err
	}
	for i := range p.arms {
		kind := p.arms[i].is.Cells
		c, err := power.LookupCell(power.CellKind(kind))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrQuestion, err)
		}
		if p.locksOf(kind) != nil || c.Boost != nil {
			continue
		}
		r0, r2 := halfCharged(c)
		// The same work from a higher voltage takes less charge.
		less := p.locks[0].by[0].OpenVolts(0.5, f.Celsius) / (setOf * float64(c.OpenVolts(50)))
		err = p.withCells(kind, func(v twin.Values) twin.Values {
			_, bare := oldSet(f.Chemistry, v, 0.5)
			v[twin.Capacity], v[twin.Resistance], v[twin.SlowResistance] = c.CapacityMilliampHours.V, r0+bare, r2
			v[twin.ResistancePerKelvin] = c.ResistancePerKelvin.V
			v[twin.ActionCharge] = float64(v[twin.ActionCharge] * less)
			return v
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// withCells makes the locks of all draws with one kind of cells.
func (p *Plan) withCells(kind string, with func(twin.Values) twin.Values) error {
	l := locks{kind: kind, by: make([]*twin.Reduced, len(p.q.Fit.Draws))}
	for i, v := range p.q.Fit.Draws {
		var err error
		if i == 0 {
			l.by[i], err = twin.NewReduced(kind, with(v))
		} else { // the tables of the first serve all
			l.by[i], err = l.by[0].With(with(v))
		}
		if err != nil {
			return fmt.Errorf("%w: draw %d of the fit with %s cells: %w", ErrQuestion, i, kind, err)
		}
	}
	p.locks = append(p.locks, l)
	return nil
}

// keyOf is the root of all draws.
func keyOf(seed uint64) repro.Key { return repro.Root(seed).Child("futures") }
