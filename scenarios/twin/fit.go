package twin

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin/telemetry"
)

// Options say how to fit. The zero value is what most callers want.
type Options struct {
	Seed      uint64
	Draws     int    // how many values the fit hands out, 1..4096; 0: 256
	Chemistry string // kind of cells in model/power; empty: as the telemetry says, else by fit
}

// Draws of a fit.
const (
	defaultDraws = 256
	mostDraws    = 4096
)

// New fits a lock to its telemetry. A fit that must not be used is no error: it is
// not Usable and says why. The error wraps ErrNoReports when nothing in the
// telemetry tells of the cells, ErrValue or power.ErrUnknownCell for options that
// cannot be.
func New(s telemetry.Series, o Options) (*Fit, error) {
	if o.Draws == 0 {
		o.Draws = defaultDraws
	}
	if o.Draws < 1 || o.Draws > mostDraws {
		return nil, fmt.Errorf("%w: %d draws, must be 1..%d", ErrValue, o.Draws, mostDraws)
	}
	c := chart(&s)
	if len(c.glances) == 0 {
		return nil, ErrNoReports
	}
	kinds, chosen, err := kindsOf(c, o.Chemistry)
	if err != nil {
		return nil, err
	}
	f := c.describe(s.Lock)
	f.CellsMade = chosen
	key := repro.Root(o.Seed).Child("twin-fit")
	if len(kinds) == 0 {
		f.refuse("no-chemistry", "the cells are a pack with a converter: its voltage does not tell its charge")
		return f, nil
	}
	c.judgeSize(f)
	best, modes := f.choose(c, kinds)
	if best == nil {
		f.refuse("no-chemistry", "no kind of cells explains the telemetry at all")
		return f, nil
	}
	f.Chemistry = best.f.r.cells.kind
	if f.BatteryType == "" {
		f.BatteryType = typeFor(f.Chemistry)
	}
	best, modes = best.widen(modes)
	post, modes := best.sampleAround(modes, key.Child("sample"))
	f.Residuals = best.f.compare(modes[0].z)
	c.judge(f, best, modes[0])
	f.estimate(best, post, o.Draws, key)
	f.Usable = len(f.Refusals) == 0
	f.round()
	return f, nil
}

// hopelessKind is how much less probable than the best kind of cells one is, in
// natural logarithms, that is not looked at from all starts.
const hopelessKind = 30.0

// choose looks for the lock with each kind of cells, and gives the most probable: its
// search and the optima. Kinds that are hopeless at the first look get no second.
func (f *Fit) choose(c *course, kinds []*cells) (best *search, modes []*optimum) {
	looks := make([]*search, len(kinds))
	found := make([][]*optimum, len(kinds))
	top := math.Inf(-1)
	for i, kind := range kinds {
		looks[i] = newSearch(newFitting(c, kind), 0, len(c.glances))
		if len(kinds) == 1 {
			break
		}
		if all, err := looks[i].best(starts[1:2]); err == nil {
			found[i] = all
			top = max(top, all[0].evidence())
		}
	}
	for i, kind := range kinds {
		if found[i] == nil || found[i][0].evidence() > top-hopelessKind {
			if all, err := looks[i].best(starts[:]); err == nil {
				found[i] = all
			}
		}
		if found[i] == nil {
			continue
		}
		o := found[i][0]
		f.Others = append(f.Others, Rival{Chemistry: kind.kind, Weight: o.evidence(), Ratio: ratio(o)})
		if best == nil || o.evidence() > modes[0].evidence() {
			best, modes = looks[i], found[i]
		}
	}
	f.Others = weigh(f.Others)
	return best, modes
}

// describe fills in what the telemetry tells without any fit.
func (c *course) describe(lock string) *Fit {
	f := &Fit{Lock: lock, BatteryType: c.battery, FromMS: int64(c.from), ToMS: int64(c.to), CellsMS: int64(c.cellsAt),
		Reports: c.reports, Actions: c.actions, PerDaySwing: c.weekly, Celsius: c.celsius, Swing: c.swing,
		// Nothing is an empty list to those who read it as JSON.
		Estimates: []Estimate{}, Draws: []Values{}, Residuals: []Residual{}, Refusals: []Refusal{}, Others: []Rival{}}
	if days := float64(c.to-c.from) / dayMS; days > 0 {
		f.PerDay = float64(c.actions) / days
	}
	if c.actions > 0 {
		f.Unlatch = float64(c.unlatch) / float64(c.actions)
	}
	return f
}

// judgeSize refuses what is too little to fit.
func (c *course) judgeSize(f *Fit) {
	if c.reports < leastReports {
		f.refuse("too-few-reports", "%d battery reports, at least %d are needed", c.reports, leastReports)
	}
	if days := float64(c.to-c.from) / dayMS; days < leastDays {
		f.refuse("short-span", "the telemetry spans %.1f days, at least %.0f are needed", days, leastDays)
	}
}

// judge holds the lock against what it did not see, and the two halves against
// each other.
func (c *course) judge(f *Fit, best *search, most *optimum) {
	if x := ratio(most); x > noKind {
		f.refuse("no-chemistry", "the best kind of cells, %s, leaves residuals of %.1f times what noise gives, %.1f at most", f.Chemistry, x, noKind)
	} else if x := sensors(most.z); x > noSensor {
		f.refuse("no-chemistry", "with %s cells the lock's own measurements would have to be off by %.1f times what is assumed of them, %.0f at most", f.Chemistry, x, noSensor)
	}
	n := len(c.glances)
	held := int(float64(n) * heldPart)
	if held < leastHeld {
		held = min(leastHeld, n/2)
	}
	if held > 0 && n-held > 0 {
		early := newSearch(best.f, 0, n-held)
		opt, err := early.find(most.z)
		if err == nil {
			f.Held = early.foretell(opt, n-held, n)
		}
		if !f.Held.Passes {
			f.refuse("held-back", "of the last %d reports, which the fit did not see, %.0f %% lie where it foretold, and they miss by %.1f times what it said",
				f.Held.Records, 100*f.Held.Within, f.Held.Ratio)
		}
	}
	if n < driftGlances {
		return
	}
	a, errA := newSearch(best.f, 0, n/2).find(most.z)
	b, errB := newSearch(best.f, n/2, n).find(most.z)
	if errA == nil && errB == nil {
		if name, by := drifts(a, b); name != "" {
			f.refuse("drift", "the lock changed: %s in the first half and in the second differ by %.1f standard deviations", name, by)
		}
	}
}

// kindsOf lists the kinds of cells to try, and tells whether the fit has to choose.
func kindsOf(c *course, asked string) ([]*cells, bool, error) {
	var tried []power.CellKind
	chosen := false
	switch {
	case asked != "":
		tried = []power.CellKind{power.CellKind(asked)}
	case c.said == "alkaline":
		tried = []power.CellKind{power.Alkaline}
	case c.said == "lithium":
		tried = []power.CellKind{power.L91}
	case c.said == "pack":
		return nil, false, nil
	case c.said == "nimh" && strings.Contains(strings.ToLower(c.brand), "pro"):
		tried = []power.CellKind{power.EneloopPro}
	case c.said == "nimh" && c.brand != "":
		tried = []power.CellKind{power.Eneloop}
	case c.said == "nimh":
		tried, chosen = []power.CellKind{power.Eneloop, power.EneloopPro}, true
	default:
		tried, chosen = []power.CellKind{power.Alkaline, power.Eneloop, power.EneloopPro, power.L91, power.ZincCarbon}, true
	}
	var out []*cells
	for _, k := range tried {
		kind, err := cellsOf(string(k))
		if err != nil {
			return nil, false, err
		}
		out = append(out, kind)
	}
	return out, chosen, nil
}

// typeFor is the battery type that suits a kind of cells.
func typeFor(kind string) string {
	switch power.CellKind(kind) {
	case power.Eneloop, power.EneloopPro:
		return "accumulators"
	case power.L91:
		return "lithium"
	}
	return "alkaline"
}

// weigh turns logarithms of evidence into weights that add up to one.
func weigh(rs []Rival) []Rival {
	best := math.Inf(-1)
	for _, r := range rs {
		best = max(best, r.Weight)
	}
	sum := 0.0
	for i := range rs {
		rs[i].Weight = repro.Exp(rs[i].Weight - best)
		sum += rs[i].Weight
	}
	for i := range rs {
		rs[i].Weight /= sum
	}
	return rs
}

// ratio is the RMS of the standardised residuals.
func ratio(o *optimum) float64 {
	if o.count == 0 {
		return 0
	}
	return math.Sqrt(o.sum / float64(o.count))
}

// digits is how many digits a result keeps: what the last ones are differs between
// processors, because the optimiser's sums do.
const digits = 6

// rounded keeps the significant digits.
func rounded(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return 0
	}
	return v
}
