package hidden

import (
	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

// Lock is one lock whose parameters a fit does not see.
type Lock struct {
	Chemistry string // kind of cells in model/power
	Days      int    // how long it is listened to, at most

	key    repro.Key
	seed   uint64
	record *power.Chemistry
	lock   *twin.Reduced // what was drawn
	drawn  twin.Values   // its values
	sensor twin.Sensor
	ref    power.ImpedancePoint // of one cell at half charge
	habits
}

// habits are how a lock is used, where it hangs and how it is listened to.
type habits struct {
	pairs    float64 // of unlocking and locking, a day
	unlatch  float64 // share of the unlocking that draws the latch
	mean     float64 // °C over the year
	season   float64 // °C, half the way between summer and winter
	phase    float64 // of the year, 0..1
	weather  float64 // °C, standard deviation between spells
	charge   float64 // of the first set
	old      float64 // days that the first set has been in; 0: the change was seen
	timer    bool    // reports come on a half-hour timer, not after each action
	coarse   bool    // voltages come in steps of 10 mV
	awayFrom int     // nobody is at home from this day
	away     int     // for so many
	gapFrom  int     // the gateway is off from this day
	gap      int     // for so many
}

// kinds are the cells that people put in, as often as they stand here (assumption).
var kinds = [...]power.CellKind{power.Alkaline, power.Eneloop, power.Alkaline, power.L91, power.Eneloop,
	power.Alkaline, power.EneloopPro, power.Alkaline, power.Eneloop, power.L91}

// New draws n locks. The same seed gives the same locks, and the i-th does not
// depend on n. Parameters come from what a fit assumes beforehand (twin.Assumed);
// habits are assumptions of this package: 1..5 pairs of actions a day, 0..30 % of
// them with the latch, 6..22 °C on average with 2..9 °C between the seasons and
// 1.5..3.5 °C from one spell to the next, 45..120 days of listening.
func New(seed uint64, n int) []Lock {
	out := make([]Lock, 0, max(0, n))
	root := repro.Root(seed).Child("hidden-lock")
	for i := range n {
		out = append(out, draw(root.Index(uint64(i)), kinds[i%len(kinds)], seed+uint64(i)))
	}
	return out
}

// Year draws one lock that is listened to for a year, with about 3000 actions.
func Year(seed uint64) Lock {
	l := draw(repro.Root(seed).Child("hidden-year"), power.Eneloop, seed)
	l.Days, l.pairs, l.away, l.gap, l.old, l.charge = 366, 4.1, 0, 0, 0, 0.95
	return l
}

func draw(key repro.Key, kind power.CellKind, seed uint64) Lock {
	record, _ := power.LookupCell(kind) // of the list above, so there is no error
	l := Lock{Chemistry: string(kind), key: key, seed: seed, record: record, ref: half(record)}
	s := key.Child("habits").Stream()
	even := func(low, high float64) float64 { return low + float64((high-low)*s.Float64()) }
	l.Days = 45 + s.IntN(76)
	l.pairs, l.unlatch = even(1, 5), even(0, 0.3)
	l.mean, l.season, l.phase, l.weather = even(6, 22), even(2, 9), s.Float64(), even(1.5, 3.5)
	l.charge = even(0.75, 1)
	if s.IntN(3) == 0 {
		l.charge, l.old = even(0.5, 0.9), twin.OldSet(s.Normal())
	}
	l.timer, l.coarse = s.IntN(3) == 0, s.IntN(2) == 0
	l.awayFrom, l.away = s.IntN(l.Days), s.IntN(15)
	l.gapFrom, l.gap = s.IntN(l.Days), s.IntN(6)
	unlatch := l.unlatch
	for k := range uint64(50) {
		l.unlatch = unlatch
		l.lock, l.sensor, _ = twin.Assumed(l.Chemistry, key.Child("lock").Index(k))
		l.drawn = l.lock.Values()
		if l.playable() {
			break
		}
	}
	return l
}

// playable leaves out locks whose motor stalls on half-empty cells on the coldest day:
// their owners have the door put right, or the contacts cleaned, before they look at
// what the lock says. Where the cells cannot draw the latch then, nobody asks for it.
func (l *Lock) playable() bool {
	cold := l.coldest()
	_, peak := l.lock.SagVolts(0.4, cold, false)
	if peak < latchAmps {
		l.unlatch = 0
	}
	return l.lock.Reserve(0.4, cold) > leastReserve && l.lock.LoadAt(cold) <= mostLoad
}

// coldest is the temperature of the coldest spell.
func (l *Lock) coldest() float64 {
	weather := l.key.Child("weather").Stream()
	cold := l.mean
	for d := 0; d < l.Days; d += spell {
		cold = min(cold, l.warmth(d, &weather))
	}
	return cold
}

const (
	mostLoad     = 5.5 // mN·m
	leastReserve = 1.4
	latchAmps    = 3.0 // at which the motor draws the latch
)

// half reads the elements of a cell at half charge.
func half(c *power.Chemistry) power.ImpedancePoint {
	p := c.Impedance
	for i := 1; i < len(p); i++ {
		if p[i].Percent <= 50 {
			u := power.Ohms((50 - p[i].Percent) / (p[i-1].Percent - p[i].Percent))
			mix := func(lo, hi power.Ohms) power.Ohms { return lo + power.Ohms(float64(hi-lo)*float64(u)) }
			return power.ImpedancePoint{R0: mix(p[i].R0, p[i-1].R0), R2: mix(p[i].R2, p[i-1].R2)}
		}
	}
	return p[len(p)-1]
}

// shapeAt is the physical lock at a charge and a temperature.
func (l *Lock) shapeAt(charge, celsius float64, ordinal int) shape {
	factor := l.drawn[twin.SlowResistance] / float64(4*l.ref.R2)
	return shape{
		cells: l.record, charge: charge, celsius: celsius,
		contact: max(0, l.drawn[twin.Resistance]-float64(float64(4*l.ref.R0)*factor)),
		factor:  float64(factor * repro.Exp(float64(l.drawn[twin.ResistancePerKelvin]*(21-celsius)))),
		load:    l.lock.LoadAt(celsius),
		board:   max(5e-6, float64(l.drawn[twin.Idle]*1e-6)-machineAmps),
		light:   l.lock.Beside(),
		seed:    l.seed + uint64(ordinal)<<20,
	}
}

// machineAmps is about what the machine takes that is not its board: core asleep,
// advertising. What a lock really takes is metered.
const machineAmps = 35e-6
