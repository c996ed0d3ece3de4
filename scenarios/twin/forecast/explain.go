package forecast

import (
	"fmt"

	"locktwin/internal/repro"
	"locktwin/scenarios/twin"
)

// Explain tells what the drain of a fitted lock is made of, and weighs what might
// be behind the part that nothing known explains. Errors are those of New.
//
// A candidate is weighed by the draws: how much likelier they are with it than
// without, each in the number in which it shows (idle load, charge of an action,
// capacity, charge at the start, battery type). Among those that show in the same
// number, the weights and that of none add up to 1.
func Explain(f *twin.Fit, o Options) (*Explanation, error) {
	o.Chemistry = "" // what is explained is what was seen
	o.IdleMicroamp = nil
	w, err := look(f, &o)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Lock: f.Lock, Basis: "telemetry", Cells: w.cells, Candidates: []Candidate{}, Notes: w.notes()}
	w.account(e)
	w.rank(e)
	w.say(e)
	return e, nil
}

// account is what is drained and what is known of it.
func (w *view) account(e *Explanation) {
	n := len(w.futures)
	hidden := w.stack[consumers-1]
	drained, share, amps := make([]float64, n), make([]float64, n), make([]float64, n)
	life, healthy := make([]float64, n), make([]float64, n)
	proper, _ := batteryType(properType(w.cells))
	level := levelVolts(proper, WarningPercent)
	needed := 0
	for i := range w.futures {
		x := &w.futures[i]
		for k := range w.stack {
			drained[i] += w.stack[k][i]
		}
		share[i] = hidden[i] / max(1e-9, drained[i])
		amps[i] = hidden[i] / 24
		if share[i] > nothing {
			needed++
		}
		left := max(0, x.marks[0])
		life[i] = min(HorizonDays, x.lock.Span(1, left, x.use, 0))
		use := x.use
		use.IdleMicroamp = max(0, use.IdleMicroamp-float64(hidden[i]*1000/24))
		left = max(0, chargeFor(level, func(c float64) float64 { return x.lock.OpenVolts(c, use.Celsius) }))
		healthy[i] = min(HorizonDays, x.lock.Span(1, left, use, 0))
	}
	stack, _ := w.sum()
	e.Known = stack[:consumers-1]
	e.Hidden = bandOf(append([]float64(nil), hidden...))
	e.Drained, e.Share, e.Amps, e.Life, e.Healthy = bandOf(drained), bandOf(share), bandOf(amps), bandOf(life), bandOf(healthy)
	e.Needed = float64(needed) >= 0.95*float64(n)
}

// nothing is the share of the drain below which nobody looks for a cause
// (assumption).
const nothing = 0.05

// rank weighs every candidate in the number in which it shows.
func (w *view) rank(e *Explanation) {
	load := w.byIdle()
	k := 0
	for i := range causes {
		c := &causes[i]
		var weight float64
		switch c.id {
		case CausePolling, CauseConnection, CauseClock, CauseLight:
			weight = load[k]
			k++
		case CauseType:
			weight = w.byType()
		case CauseWeakCell:
			weight = w.byCapacity()
		case CauseStalls:
			weight = w.byAction()
		case CauseNotFull:
			weight = w.byStart()
		}
		line := c.candidate(w.fit.PerDay, false)
		line.Explains = e.Needed && c.life.high == 1 && c.mah.high > 0 && c.id != CauseStalls &&
			line.HighMAh >= e.Hidden.Low && line.LowMAh <= e.Hidden.High
		line.Weight = weight
		e.Candidates = append(e.Candidates, line)
	}
	sortCandidates(e.Candidates)
}

// width of the kernel that smooths samples of a load, of the logarithm.
const width = 0.2

// prior is what the fit assumed of the logarithm of a parameter before it saw
// anything, as mean and standard deviation: the weights are taken relative to it.
func (w *view) prior(p twin.Parameter) [2]float64 {
	mean, sigma := w.futures[0].lock.Prior(p)
	return [2]float64{mean, sigma}
}

// bell is the normal density.
func bell(x, middle, sigma float64) float64 {
	z := (x - middle) / sigma
	return repro.Exp(-0.5*z*z) / sigma
}

// posterior is the probability of each rival of none, from how much likelier the
// draws are with it than with the prior of the fit, and that of none.
func posterior(none float64, with ...float64) []float64 {
	p := 1 - float64(defect*float64(len(with)))
	sum := float64(p*none) + 1e-300
	for _, l := range with {
		sum += float64(defect * l)
	}
	out := make([]float64, len(with))
	for i, l := range with {
		out[i] = float64(defect*l) / sum
	}
	return out
}

// byIdle weighs the four that load the idle lock.
func (w *view) byIdle() []float64 {
	const n = 128
	var sums [5]float64
	var logs [5][n]float64
	key := repro.Root(w.o.Seed).Child("explain-idle")
	for j := range n {
		s := key.Index(uint64(j)).Stream()
		l := knownLoads(&w.o.Known, &s)
		logs[0][j] = repro.Log(l.sum())
		for k, id := range [...]string{CausePolling, CauseConnection, CauseClock, CauseLight} {
			logs[k+1][j] = repro.Log(l.sum() + float64(pick(id).mah.draw(&s)*1000/24))
		}
	}
	before := w.prior(twin.Idle)
	for i := range w.futures {
		x := repro.Log(max(1, w.futures[i].lock.Values()[twin.Idle]))
		p := max(1e-12, bell(x, before[0], before[1]))
		for k := range sums {
			d := 0.0
			for j := range n {
				d += bell(x, logs[k][j], width)
			}
			sums[k] += d / n / p
		}
	}
	return posterior(sums[0], sums[1], sums[2], sums[3], sums[4])
}

// ratio weighs one candidate by one number of the draws: densities without and
// with it, as normal densities, over that of the prior of the fit.
func (w *view) ratio(of func(*future) float64, none, with, prior [2]float64) float64 {
	var a, b float64
	for i := range w.futures {
		x := of(&w.futures[i])
		p := max(1e-12, bell(x, prior[0], prior[1]))
		a += bell(x, none[0], none[1]) / p
		b += bell(x, with[0], with[1]) / p
	}
	return posterior(a, b)[0]
}

// byCapacity weighs a weak cell: the capacity against that of the record.
func (w *view) byCapacity() float64 {
	full := repro.Log(w.record.CapacityMilliampHours.V)
	of := func(x *future) float64 { return repro.Log(x.lock.Values()[twin.Capacity]) }
	return w.ratio(of, [2]float64{full - 0.05, 0.08}, [2]float64{full - 0.5, 0.2}, w.prior(twin.Capacity))
}

// byAction weighs stalls: the charge of an action against that of a normal door.
func (w *view) byAction() float64 {
	of := func(x *future) float64 { return repro.Log(max(0.01, x.lock.Values()[twin.ActionCharge])) }
	return w.ratio(of, [2]float64{repro.Log(0.55), 0.3}, [2]float64{repro.Log(1.2), 0.35}, w.prior(twin.ActionCharge))
}

// byStart weighs cells that were not full: the charge when they were put in. Where
// nobody saw them put in, nothing is learned.
func (w *view) byStart() float64 {
	days := float64(w.fit.ToMS-w.fit.CellsMS) / dayMS
	if w.fit.CellsMS <= w.fit.FromMS || days <= 0 {
		return defect
	}
	of := func(x *future) float64 {
		use := x.use
		use.Actions, use.Celsius = w.fit.PerDay, w.fit.Celsius
		v := x.lock.Values()
		taken := float64(days * (x.lock.PerDay(0.5, use)/(v[twin.Capacity]*x.lock.Derate(use.Celsius)) + x.lock.LeakPerDay(min(days, 30)/2, use.Celsius)))
		return v[twin.Charge] + taken
	}
	return w.ratio(of, [2]float64{0.97, 0.05}, [2]float64{0.725, 0.05}, [2]float64{0.8, 0.3})
}

// byType weighs a wrong battery type: certain when the setting is known.
func (w *view) byType() float64 {
	switch {
	case w.assumed:
		return defect
	case w.judgeAs == properType(w.cells):
		return 0
	}
	if t, ok := batteryType(w.judgeAs); ok {
		if p, _ := batteryType(properType(w.cells)); t == p {
			return 0
		}
	}
	return 1
}

// say puts the finding into words.
func (w *view) say(e *Explanation) {
	known := 0.0
	for i := range e.Known {
		known += e.Known[i].MAhPerDay
	}
	e.Summary = fmt.Sprintf("The lock takes %.2g mAh a day (%.2g..%.2g); known consumers explain %.2g of it. ", e.Drained.Value, e.Drained.Low, e.Drained.High, known)
	if !e.Needed {
		e.Summary += fmt.Sprintf("Nothing has to be hidden. A full set lasts %.0f..%.0f days to the warning.", e.Life.Low, e.Life.High)
		return
	}
	e.Summary += fmt.Sprintf("Hidden are %.2g..%.2g mAh a day, %.2g..%.2g mA on average: %.0f %% of the drain. A full set lasts %.0f..%.0f days to the warning, and %.0f..%.0f without it.",
		e.Hidden.Low, e.Hidden.High, e.Amps.Low, e.Amps.High, e.Share.Value*100, e.Life.Low, e.Life.High, e.Healthy.Low, e.Healthy.High)
	between := " By itself suffices: "
	for i := range e.Candidates {
		if c := &e.Candidates[i]; c.Explains && c.Weight >= worthNaming {
			e.Summary += fmt.Sprintf("%s%s (%.0f %%)", between, lower(c.Title), 100*c.Weight)
			between = "; or: "
		}
	}
	if between == "; or: " {
		e.Summary += "."
	} else {
		e.Summary += " No single cause of the list suffices."
	}
}

// worthNaming is the weight from which a candidate is named in the summary.
const worthNaming = 0.1
