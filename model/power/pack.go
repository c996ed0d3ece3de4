package power

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// PackConfig is a set of cells in series.
type PackConfig struct {
	Kind          CellKind
	Cells         int     // 1..12; 1..6 when they differ (Weak, Spread)
	ChargePercent float64 // 0..100, of the charge that the aged cell can hold
	Cycles        float64 // full cycles behind it, 0..5000
	AgeYears      float64 // stored, 0..30
	RestedDays    float64 // since it was charged, 0..10000
	Weak          *WeakCell
	Spread        *Spread
	Thevenin      *Thevenin // an explicit source in place of a catalogue cell
}

// WeakCell is one cell of the set that is not like the others.
type WeakCell struct {
	Index            int     // from 0
	ChargePercent    float64 // 0..100
	ResistanceFactor float64 // on R0, R1 and R2; 0 means 1
}

// Spread scatters the cells of a set around its mean, drawn from the key that
// the set is inserted with.
type Spread struct {
	ChargePercent float64 // standard deviation, percentage points
	Resistance    float64 // relative standard deviation
}

// Thevenin is a source of constant voltage behind two polarisation pairs, for
// the whole set at once. It never empties.
type Thevenin struct {
	Volts  Volts
	R0, R1 Ohms
	C1     Farads
	R2     Ohms
	C2     Farads
	U1, U2 Volts // polarisation at insertion
}

// maxGroups is the number of cells that can differ from one another.
const maxGroups = 6

// Limits of a set.
const (
	maxCells = 12
	day      = 86400.0 // seconds
)

func (c *PackConfig) check() error {
	if t := c.Thevenin; t != nil {
		for _, v := range [...]float64{float64(t.Volts), float64(t.R0), float64(t.R1), float64(t.C1), float64(t.R2), float64(t.C2)} {
			if !(v >= 0 && v <= 1e6) {
				return fmt.Errorf("%w: Thevenin element %g", ErrConfig, v)
			}
		}
		if !(t.R0 >= 1e-4) || (t.R1 > 0) != (t.C1 > 0) || (t.R2 > 0) != (t.C2 > 0) || !finite(float64(t.U1)) || !finite(float64(t.U2)) {
			return fmt.Errorf("%w: Thevenin source needs R0 and each R with its C", ErrConfig)
		}
		return nil
	}
	if c.Cells < 1 || c.Cells > maxCells {
		return fmt.Errorf("%w: %d cells, must be 1..%d", ErrConfig, c.Cells, maxCells)
	}
	if (c.Weak != nil || c.Spread != nil) && c.Cells > maxGroups {
		return fmt.Errorf("%w: %d unlike cells, at most %d", ErrConfig, c.Cells, maxGroups)
	}
	for _, p := range []struct {
		name  string
		v, hi float64
	}{
		{"charge in percent", c.ChargePercent, 100}, {"cycles", c.Cycles, 5000},
		{"age in years", c.AgeYears, 30}, {"days of rest", c.RestedDays, 10000},
	} {
		if !(p.v >= 0 && p.v <= p.hi) {
			return fmt.Errorf("%w: %s is %g, must be 0..%g", ErrConfig, p.name, p.v, p.hi)
		}
	}
	if w := c.Weak; w != nil {
		if w.Index < 0 || w.Index >= c.Cells || !(w.ChargePercent >= 0 && w.ChargePercent <= 100) || !(w.ResistanceFactor >= 0 && w.ResistanceFactor <= 100) {
			return fmt.Errorf("%w: weak cell %d at %g %% with factor %g", ErrConfig, w.Index, w.ChargePercent, w.ResistanceFactor)
		}
	}
	if sp := c.Spread; sp != nil && !(sp.ChargePercent >= 0 && sp.ChargePercent <= 50 && sp.Resistance >= 0 && sp.Resistance <= 1) {
		return fmt.Errorf("%w: spread of %g points and %g of resistance", ErrConfig, sp.ChargePercent, sp.Resistance)
	}
	return nil
}

// group is a number of equal cells of the string, carried as one.
type group struct {
	chem   *Chemistry // nil: Thevenin source
	cells  float64
	factor float64 // on the record's resistances: age, cycles, weakness
	full   float64 // coulombs at 21 °C
	rested float64 // days since charge, at insertion

	// At the present temperature and band.
	band           band
	r0, r1, r2     float64
	c1, c2         float64 // 0: no such pair
	capacity       float64 // coulombs; 0: never empties
	available, eq  float64 // wells
	leak           float64 // fraction of the full charge per second
	warmth, leakup float64 // factors of temperature on resistance and self-discharge
}

// pack is the set in the tray.
type pack struct {
	present  bool
	n        int // groups
	g        [maxGroups]group
	cellOf   [maxCells]uint8 // group of each cell
	cells    int
	inserted sim.Time
	boost    *Boost
	cut      bool // the protection of a cell behind a converter has opened
}

// cutRelease is the fraction of charge, by recovery, at which the protection
// closes again (assumption).
const cutRelease = 0.02

// protect opens the protection of an empty cell and closes it with hysteresis.
func (p *pack) protect(fraction float64) {
	switch {
	case p.boost == nil:
	case fraction <= 0:
		p.cut = true
	case fraction >= cutRelease:
		p.cut = false
	}
}

// cellState are the four states of each group: u1, u2 and the two wells.
type cellState [4 * maxGroups]float64

// PackState is a set of cells outside the lock. It rests: polarisation decays,
// the wells level out, charge leaks.
type PackState struct {
	pack    pack
	state   cellState
	removed sim.Time
	celsius Celsius
}

// Present tells whether the state holds cells.
func (p *PackState) Present() bool { return p.pack.present }

// newPack builds a rested set; its states are in start.
func newPack(c PackConfig, t Celsius, key repro.Key) (PackState, error) {
	var out PackState
	p := &out.pack
	out.celsius = t
	if th := c.Thevenin; th != nil {
		p.present, p.n, p.cells = true, 1, 1
		p.g[0] = group{cells: 1, r0: float64(th.R0), r1: float64(th.R1), r2: float64(th.R2),
			c1: float64(th.C1), c2: float64(th.C2), band: band{low: -endless, high: endless, ocv: float64(th.Volts)}}
		out.state[0], out.state[1] = float64(th.U1), float64(th.U2)
		return out, nil
	}
	chem, err := LookupCell(c.Kind)
	if err != nil {
		return out, err
	}
	p.present, p.cells, p.boost = true, c.Cells, chem.Boost
	kilocycles := c.Cycles / 1000
	base := group{
		chem:   chem,
		factor: float64((1 + float64(chem.ResistancePerYear.V*c.AgeYears)) * (1 + float64(chem.ResistancePerKilocycle.V*kilocycles))),
		full:   float64(chem.CapacityMilliampHours.V*coulombsPerMilliampHour) * max(0.2, 1-float64(chem.CapacityPerKilocycle.V*kilocycles)),
		rested: c.RestedDays,
	}
	charge := func(g int, percent float64) {
		f := min(max(percent/100, 0), 1)
		out.state[4*g+2], out.state[4*g+3] = f, f
	}
	add := func(cells int, percent, factor float64) {
		g := base
		g.cells = float64(cells)
		g.factor = float64(g.factor * factor)
		p.g[p.n] = g
		charge(p.n, percent)
		p.n++
	}
	switch {
	case c.Spread != nil:
		for i := 0; i < c.Cells; i++ {
			percent := c.ChargePercent + float64(c.Spread.ChargePercent*key.Normal(uint64(i), 0, 0, 0))
			factor := repro.Exp(c.Spread.Resistance * key.Normal(uint64(i), 1, 0, 0))
			if w := c.Weak; w != nil && w.Index == i {
				percent, factor = w.ChargePercent, w.factor()
			}
			add(1, percent, factor)
			p.cellOf[i] = uint8(i)
		}
	case c.Weak != nil:
		if c.Cells > 1 {
			add(c.Cells-1, c.ChargePercent, 1)
		}
		add(1, c.Weak.ChargePercent, c.Weak.factor())
		p.cellOf[c.Weak.Index] = uint8(p.n - 1)
	default:
		add(c.Cells, c.ChargePercent, 1)
	}
	return out, nil
}

func (w *WeakCell) factor() float64 {
	if w.ResistanceFactor == 0 {
		return 1
	}
	return w.ResistanceFactor
}

// warm sets what follows from the temperature.
func (g *group) warm(t Celsius) {
	if g.chem == nil {
		return
	}
	g.warmth = repro.Exp(g.chem.ResistancePerKelvin.V * float64(refCelsius-t))
	g.leakup = repro.Exp(float64(t-refCelsius) / g.chem.LeakDoublesPerKelvin.V * ln2)
	g.capacity = float64(g.full * g.chem.derate(t))
	g.available, g.eq = g.chem.AvailableFraction.V, g.chem.EqualisationRate.V
}

const ln2 = 0.693147180559945309417232121458

// refresh sets what follows from the charge: the band and its elements.
func (g *group) refresh(fraction float64) {
	if g.chem == nil {
		return
	}
	g.band = g.chem.bandAt(fraction)
	f := float64(g.factor * g.warmth)
	z := &g.band.z
	g.r0, g.r1, g.r2 = float64(float64(z.R0)*f), float64(float64(z.R1)*f), float64(float64(z.R2)*f)
	g.c1, g.c2 = float64(z.Tau1)/g.r1, float64(z.Tau2)/g.r2
}

// leakAt sets the self-discharge for a number of days since charge, and tells
// at how many days it changes next (0: never).
func (g *group) leakAt(days, fraction float64) (next float64) {
	if g.chem == nil {
		return 0
	}
	steps := g.chem.Leak
	i := 0
	for i < len(steps)-1 && days >= steps[i].UntilDays {
		i++
	}
	g.leak = float64(steps[i].PercentPerMonth / 100 / (30 * day) * g.leakup)
	if fraction <= 0 {
		g.leak = 0
	}
	if i < len(steps)-1 {
		return steps[i].UntilDays
	}
	return 0
}

// rest carries a set through a time without current, at its temperature.
func (p *PackState) rest(seconds float64) {
	for i := 0; i < p.pack.n && seconds > 0; i++ {
		g := &p.pack.g[i]
		st := p.state[4*i : 4*i+4]
		g.warm(p.celsius)
		g.refresh(st[2])
		if g.c1 > 0 {
			st[0] = float64(st[0] * repro.Exp(-seconds/(g.r1*g.c1)))
		}
		if g.c2 > 0 {
			st[1] = float64(st[1] * repro.Exp(-seconds/(g.r2*g.c2)))
		}
		if g.chem == nil {
			continue
		}
		a := g.available
		mean := float64(a*st[2]) + float64((1-a)*st[3])
		diff := float64((st[3] - st[2]) * repro.Exp(-g.eq*seconds/(a*(1-a))))
		days, left := g.rested, seconds/day
		for left > 0 {
			next := g.leakAt(days, mean)
			span := left
			if next > 0 && next-days < span {
				span = next - days
			}
			mean = max(0, mean-float64(g.leak*span*day))
			days += span
			left -= span
		}
		g.rested = days
		st[2], st[3] = mean-float64((1-a)*diff), mean+float64(a*diff)
	}
}
