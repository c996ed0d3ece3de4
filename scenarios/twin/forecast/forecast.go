package forecast

import (
	"fmt"
	"math"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
)

// New looks ahead from a fit. Errors wrap twin.ErrNotUsable when the fit is
// refused, twin.ErrValue or power.ErrUnknownCell for cells that the reduced model
// does not have, and ErrOptions for an impossible request.
func New(f *twin.Fit, o Options) (*Forecast, error) {
	w, err := look(f, &o)
	if err != nil {
		return nil, err
	}
	return w.forecast(), nil
}

// view is all futures of a fit under one request.
type view struct {
	fit     *twin.Fit
	o       Options
	rail    Rail
	cells   string
	record  *power.Chemistry
	judgeAs string
	assumed bool // nobody said what the lock takes its cells for
	levels  [2]float64
	futures []future
	stack   [][]float64 // for each consumer, mAh a day of each future
	basis   [consumers]string
}

// look makes the futures.
func look(f *twin.Fit, o *Options) (*view, error) {
	if f == nil || !f.Usable || len(f.Draws) == 0 {
		return nil, fmt.Errorf("forecast: %w%s", twin.ErrNotUsable, reasons(f))
	}
	if err := o.check(f); err != nil {
		return nil, err
	}
	w := &view{fit: f, o: *o, rail: DefaultRail(), cells: f.Chemistry}
	if o.Rail != nil {
		w.rail = *o.Rail
	}
	if o.Chemistry != "" {
		w.cells = o.Chemistry
	}
	record, err := power.LookupCell(power.CellKind(w.cells))
	if err != nil {
		return nil, fmt.Errorf("forecast: %w", err)
	}
	w.record = record
	w.takeType()
	t, _ := batteryType(w.judgeAs)
	w.levels = [2]float64{levelVolts(t, WarningPercent), levelVolts(t, CriticalPercent)}
	late, age := 0.0, float64(max(0, f.ToMS-f.CellsMS))/dayMS
	if o.FromMS != 0 {
		late = float64(o.FromMS-f.ToMS) / dayMS
	}
	w.futures = make([]future, len(f.Draws))
	var other *swap
	if o.Chemistry != "" {
		if other, err = newSwap(f.Chemistry, o.Chemistry); err != nil {
			return nil, fmt.Errorf("forecast: %w", err)
		}
	}
	root := repro.Root(o.Seed).Child("forecast")
	var lock *twin.Reduced
	for i := range w.futures {
		s := root.Index(uint64(i)).Stream()
		x := &w.futures[i]
		values := f.Draws[i]
		x.age, x.late = age, late
		if other != nil {
			x.age, x.late = 0, 0
			if values, err = other.put(values, &s); err != nil {
				return nil, fmt.Errorf("forecast: draw %d: %w", i, err)
			}
		}
		if lock, err = reduced(lock, w.cells, values); err != nil {
			return nil, fmt.Errorf("forecast: draw %d: %w", i, err)
		}
		x.lock, x.charge = lock, values[twin.Charge]
		x.spread(f, o, &s)
		x.fill()
		for k, level := range w.levels {
			x.marks[k] = chargeFor(level, x.judged)
		}
		x.marks[2] = chargeFor(w.levels[0], x.acted)
	}
	w.share()
	return w, nil
}

const dayMS = 24 * 3600 * 1000

// reasons lists why a fit is refused.
func reasons(f *twin.Fit) string {
	if f == nil {
		return ""
	}
	s := ""
	for i := range f.Refusals {
		s += "; " + f.Refusals[i].Text
	}
	return s
}

// takeType decides what the lock takes its cells for.
func (w *view) takeType() {
	for _, name := range [...]string{w.o.BatteryType, w.o.Known.BatteryType, w.fit.BatteryType} {
		if w.o.Chemistry != "" && name != w.o.BatteryType {
			break
		}
		if _, ok := batteryType(name); ok {
			w.judgeAs = name
			return
		}
	}
	w.judgeAs, w.assumed = properType(w.cells), true
}

// forecast sums the futures up.
func (w *view) forecast() *Forecast {
	f, n := w.fit, len(w.futures)
	out := &Forecast{
		Lock: f.Lock, FromMS: f.ToMS, Cells: w.cells, BatteryType: w.judgeAs, PerDay: f.PerDay, Unlatch: f.Unlatch,
		Celsius: f.Celsius, Swing: f.Swing, WarningVolts: w.levels[0], CriticalVolts: w.levels[1], Rail: w.rail,
	}
	if w.o.FromMS != 0 {
		out.FromMS = w.o.FromMS
	}
	if w.o.PerDay > 0 {
		out.PerDay = w.o.PerDay
	}
	if w.o.Celsius != nil {
		out.Celsius = *w.o.Celsius
	}
	var days [5][]float64
	for k := range days {
		days[k] = make([]float64, n)
	}
	charge := make([]float64, n)
	for i := range w.futures {
		x := &w.futures[i]
		for k, at := range x.marks {
			day := x.when(at)
			if math.IsInf(day, 1) { // empty cells read as no charge whatever the table
				day = x.when(0)
			}
			days[[...]int{0, 1, 4}[k]][i] = day
		}
		days[2][i] = math.Inf(1)
		if at := chargeFor(w.rail.BrownOutVolts, func(c float64) float64 { return x.lowest(c, &w.rail) }); at >= 0 {
			days[2][i] = x.when(at)
		}
		days[3][i] = x.when(0)
		charge[i] = x.at(0)
	}
	out.Charge = bandOf(charge)
	out.Warning, out.Critical, out.BrownOut, out.Empty = untilOf(days[0]), untilOf(days[1]), untilOf(days[2]), untilOf(days[3])
	out.FirstSign = untilOf(days[4])
	out.Stack, out.Total = w.sum()
	out.Curve = w.curve(min(HorizonDays, max(1, quantile(days[3], 0.95))))
	out.Notes = w.notes()
	return out
}

// points of the curve.
const points = 61

// curve follows the charge to a day.
func (w *view) curve(last float64) []Point {
	out := make([]Point, points)
	v := make([]float64, len(w.futures))
	for k := range out {
		day := float64(last * float64(k) / (points - 1))
		for i := range w.futures {
			v[i] = w.futures[i].at(day)
		}
		b := bandOf(v)
		out[k] = Point{Days: day, Charge: b.Value, Low: b.Low, High: b.High, Volts: w.futures[0].lock.OpenVolts(b.Value, w.fit.Celsius)}
	}
	return out
}

// notes are the assumptions that bear on the numbers.
func (w *view) notes() []string {
	out := []string{
		twin.Basis,
		fmt.Sprintf("The warning comes at %.3g V of the rested set, which this firmware takes for %d %% with its battery type %s; critical is %d %%, %.3g V.",
			w.levels[0], WarningPercent, w.judgeAs, CriticalPercent, w.levels[1]),
		fmt.Sprintf("A reset is due when a full start of the motor takes VDD below %.3g V; at the bottom of a sag VDD is %.2g V above the cells. A soft start puts it off.",
			w.rail.BrownOutVolts, w.rail.HeldVolts),
	}
	out = append(out, "Warning and critical are levels of rested cells. This firmware judges its cells whenever it is asked, also right after the motor has stopped: the first sign is its first such answer on a cold day.")
	out = append(out, w.stalls()...)
	if w.assumed {
		out = append(out, "Nobody said what the lock takes its cells for; it is assumed to be right.")
	}
	if w.fit.CellsMade && w.o.Chemistry == "" {
		out = append(out, "Nobody said which cells are in the bay; "+w.cells+" explain the telemetry best.")
	}
	return out
}

// stalls warns of a motor that gives up before the lock warns.
func (w *view) stalls() []string {
	days, colds := make([]float64, 0, len(w.futures)), 0.0
	for i := range w.futures {
		x := &w.futures[i]
		cold := x.use.Celsius - float64(2*w.fit.Swing)
		colds += cold
		at := chargeFor(1, func(c float64) float64 { return x.lock.Reserve(c, cold) })
		if at > x.marks[0] {
			days = append(days, x.when(at))
		}
	}
	if 2*len(days) <= len(w.futures) {
		return nil
	}
	return []string{fmt.Sprintf("Before the warning the motor may stall: on a day of %.0f °C it does from about day %.0f on.",
		colds/float64(len(w.futures)), max(0, bandOf(days).Value))}
}
