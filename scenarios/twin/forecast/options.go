package forecast

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

// Options ask for another future than the one that goes on as before. The zero
// value does not.
type Options struct {
	FromMS  int64    // Unix milliseconds of day 0, not before the end of the telemetry; 0: that end
	PerDay  float64  // actions a day, up to 1000; 0: as seen
	Celsius *float64 // °C on average, -40..60; nil: as seen
	// Chemistry is a kind of cell of model/power: a full new set of these is put in
	// on day 0, and the lock takes them for what they are. "": the cells in the bay.
	Chemistry string
	// BatteryType is what the lock takes its cells for: alkaline, accumulators,
	// lithium. "": as seen, or as it should be for other cells.
	BatteryType string
	// IdleMicroamp replaces the fitted average load beside the motor, 0..100000;
	// nil: as fitted.
	IdleMicroamp *float64
	Rail         *Rail // nil: DefaultRail
	Known        Known // of the other consumers; see Seen
	Seed         uint64
}

func (o *Options) check(f *twin.Fit) error {
	if o.FromMS != 0 && o.FromMS < f.ToMS {
		return fmt.Errorf("%w: day 0 is %d ms, before the end of the telemetry at %d ms", ErrOptions, o.FromMS, f.ToMS)
	}
	if !(o.PerDay >= 0 && o.PerDay <= 1000) {
		return fmt.Errorf("%w: %g actions a day, must be 0..1000", ErrOptions, o.PerDay)
	}
	if o.Celsius != nil && !(*o.Celsius >= -40 && *o.Celsius <= 60) {
		return fmt.Errorf("%w: %g °C, must be -40..60", ErrOptions, *o.Celsius)
	}
	if o.IdleMicroamp != nil && !(*o.IdleMicroamp >= 0 && *o.IdleMicroamp <= 100000) {
		return fmt.Errorf("%w: %g µA of idle load, must be 0..100000", ErrOptions, *o.IdleMicroamp)
	}
	if o.BatteryType != "" {
		if _, ok := batteryType(o.BatteryType); !ok {
			return fmt.Errorf("%w: battery type %q; there are alkaline, accumulators, lithium", ErrOptions, o.BatteryType)
		}
	}
	if r := o.Rail; r != nil && !(r.BrownOutVolts > 0 && r.BrownOutVolts <= 5 && r.HeldVolts >= 0 && r.HeldVolts <= 5) {
		return fmt.Errorf("%w: brown-out at %g V, held %g V, must be 0..5 V", ErrOptions, r.BrownOutVolts, r.HeldVolts)
	}
	return nil
}

// scatter is the standard deviation of the capacity between sets of one kind,
// relative (assumption, from 2058..2133 mAh measured on new eneloop).
const scatter = 0.04

// swap puts a full new set of another kind into locks: what belongs to the lock
// stays, what belongs to cells is of the record.
type swap struct {
	old, new *power.Chemistry
	was, is  *twin.Reduced // of the last draw; their tables serve all
}

func newSwap(was, kind string) (*swap, error) {
	before, err := power.LookupCell(power.CellKind(was))
	if err != nil {
		return nil, err
	}
	after, err := power.LookupCell(power.CellKind(kind))
	if err != nil {
		return nil, err
	}
	return &swap{old: before, new: after}, nil
}

// put gives the values of a lock with the new set.
func (p *swap) put(v twin.Values, s *repro.Stream) (twin.Values, error) {
	var err error
	if p.was, err = reduced(p.was, string(p.old.Kind), v); err != nil {
		return v, err
	}
	r0, r2 := halfCharged(p.old)
	bare := max(0, v[twin.Resistance]-float64(v[twin.SlowResistance]/r2*r0))
	n := v
	r0, r2 = halfCharged(p.new)
	n[twin.Charge] = 1
	n[twin.Capacity] = float64(p.new.CapacityMilliampHours.V * max(0.5, 1+float64(scatter*s.Normal())))
	n[twin.Resistance], n[twin.SlowResistance] = r0+bare, r2
	n[twin.ResistancePerKelvin] = p.new.ResistancePerKelvin.V
	if p.is, err = reduced(p.is, string(p.new.Kind), n); err != nil {
		return v, err
	}
	// The same work from a higher voltage takes less charge.
	n[twin.ActionCharge] = max(0, v[twin.ActionCharge]+workMAh(p.is)-workMAh(p.was))
	return n, nil
}

// reduced is a lock with values; one of the same cells lends it its tables.
func reduced(like *twin.Reduced, kind string, v twin.Values) (*twin.Reduced, error) {
	if like == nil {
		return twin.NewReduced(kind, v)
	}
	return like.With(v)
}

// workMAh is the charge that the energy of an action takes from a half-charged set.
func workMAh(r *twin.Reduced) float64 {
	return r.ActionJoules(0.5, 21, fullTurn, false) / (3.6 * r.OpenVolts(0.5, 21))
}

// fullTurn is the travel of one action in degrees of the key, two turns of it.
const fullTurn = 720

// halfCharged gives R0 and R2 of four cells of a record at half charge.
func halfCharged(c *power.Chemistry) (r0, r2 float64) {
	p := c.Impedance
	for i := 1; i < len(p); i++ {
		if p[i].Percent <= 50 {
			u := (50 - p[i].Percent) / (p[i-1].Percent - p[i].Percent)
			return 4 * (float64(p[i].R0) + float64(float64(p[i-1].R0-p[i].R0)*u)),
				4 * (float64(p[i].R2) + float64(float64(p[i-1].R2-p[i].R2)*u))
		}
	}
	return 4 * float64(p[0].R0), 4 * float64(p[0].R2)
}
