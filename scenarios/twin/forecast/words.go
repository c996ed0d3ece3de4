package forecast

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"locktwin/internal/repro"
	"locktwin/model/power"
)

// How far an average lock lies from the one that somebody tells of, as standard
// deviations (assumptions): doors between easy and stiff, locks between 100 and
// 400 µA, and days as people count them.
const (
	sigmaAction = 0.25 // of the logarithm
	sigmaIdle   = 0.35 // of the logarithm
	sigmaDays   = 0.08 // of the logarithm
	samples     = 512
)

// ExplainLife explains from words alone: cells of a kind of model/power lasted so
// many days (0.1..3650) at so many actions a day (0..1000). Errors wrap ErrLife or
// power.ErrUnknownCell. Equal words give an equal answer.
//
// Each cause is weighed by how likely the days are with it, over locks that
// differ in door, idle load and cells; before, all causes and none were equally
// likely (assumption).
func ExplainLife(cells string, days, actionsPerDay float64) (*Explanation, error) {
	if err := checkLife(days, actionsPerDay); err != nil {
		return nil, err
	}
	base, err := LifeOf(cells)
	if err != nil {
		return nil, err
	}
	rec, _ := power.LookupCell(power.CellKind(cells))
	t := &told{days: days, perDay: actionsPerDay, base: base, kind: rec}
	return t.explain(), nil
}

// told is a life in words.
type told struct {
	days, perDay float64
	base         Life
	kind         *power.Chemistry
	early        float64 // charge left at the warning with another battery type, by the firmware's own limits
}

// sample is one lock that the words could be about.
func (t *told) sample(s *repro.Stream) Life {
	l := t.base
	l.ActionMAh *= repro.Exp(sigmaAction * s.Normal())
	l.IdleMicroamp *= repro.Exp(sigmaIdle * s.Normal())
	l.CapacityMAh *= max(0.5, 1+float64(scatter*s.Normal()))
	// Told to the warning, or to where the motor gave up.
	l.LeftShare -= float64(0.1 * s.Float64())
	return l
}

// with applies a cause to a lock.
func (t *told) with(id string, l Life, s *repro.Stream) Life {
	switch id {
	case CauseType, CauseTypePolling:
		// Between what the limits of the simulated firmware give and a warning at
		// 55 % left.
		l.LeftShare = max(l.LeftShare, t.early) + float64((0.55-max(l.LeftShare, t.early))*s.Float64())
		if id == CauseTypePolling {
			l.HiddenMAh += pick(CausePolling).mah.draw(s)
		}
	case CauseWeakCell:
		l.CapacityMAh *= pick(id).life.draw(s)
	case CauseNotFull:
		l.StartShare = 0.70 + float64(0.05*s.Float64())
	case CauseStalls:
		l.ActionMAh += pick(id).mah.draw(s)
	case "":
	default:
		l.HiddenMAh += pick(id).mah.draw(s)
	}
	return l
}

// weigh gives the logarithm of how likely the days are with a cause, and in which
// span they were to be expected.
func (t *told) weigh(id string) (logLike float64, span Band) {
	key := repro.Root(uint64(samples)).Child("words").Child(id)
	logs, lives := make([]float64, samples), make([]float64, samples)
	most := math.Inf(-1)
	for i := range logs {
		s := key.Index(uint64(i)).Stream()
		l := t.with(id, t.sample(&s), &s)
		d := max(0.01, l.Days(t.perDay))
		z := repro.Log(d/t.days) / sigmaDays
		logs[i] = -0.5 * z * z
		lives[i] = float64(d * repro.Exp(sigmaDays*s.Normal()))
		most = max(most, logs[i])
	}
	sum := 0.0
	for _, l := range logs {
		sum += repro.Exp(l - most)
	}
	return most + repro.Log(sum/samples), bandOf(lives)
}

func (t *told) explain() *Explanation {
	e := &Explanation{Basis: "words", Cells: string(t.kind.Kind), Life: Band{t.days, t.days, t.days}, Candidates: []Candidate{}, Notes: []string{}}
	wrong := "alkaline"
	if properType(e.Cells) == "alkaline" {
		wrong = "accumulators"
	}
	t.early, _ = WarnedAt(e.Cells, wrong)
	t.account(e)
	t.rank(e)
	t.say(e)
	if properType(e.Cells) == "accumulators" {
		e.Notes = append(e.Notes, fmt.Sprintf("A warning at 55 %% left by limits made for alkaline cells is an assumption. The limits of the simulated firmware "+
			"(4.72 V) are met by these cells at %.2g %%, so there the wrong type alone costs nothing.", t.early*100))
	}
	e.Notes = append(e.Notes, fmt.Sprintf("Assumed of an average lock: %g mAh of capacity, %g mAh an action, %g µA idle, %g %% left at the warning, 10 %% less where the motor gives up.",
		t.base.CapacityMAh, t.base.ActionMAh, t.base.IdleMicroamp, t.base.LeftShare*100))
	return e
}

// account is what was drained and what is known of it.
func (t *told) account(e *Explanation) {
	const n = samples
	var drained, motor, idle, leak, hidden, share, amps, healthy [n]float64
	key := repro.Root(uint64(samples)).Child("account")
	needed := 0
	for i := range n {
		s := key.Index(uint64(i)).Stream()
		l := t.sample(&s)
		days := float64(t.days * repro.Exp(sigmaDays*s.Normal()))
		drained[i] = l.Drained(days)
		motor[i] = float64(t.perDay * l.ActionMAh)
		idle[i] = float64(l.IdleMicroamp * 24 / 1000)
		leak[i] = l.Leaked(days)
		missing := l.Missing(days, t.perDay)
		if missing > 0 {
			needed++
		}
		hidden[i] = max(0, missing)
		share[i] = hidden[i] / drained[i]
		amps[i] = hidden[i] / 24
		healthy[i] = l.Days(t.perDay)
	}
	e.Drained, e.Hidden, e.Share, e.Amps, e.Healthy = bandOf(drained[:]), bandOf(hidden[:]), bandOf(share[:]), bandOf(amps[:]), bandOf(healthy[:])
	e.Known = []Share{shareOf(Motor, "assumed", motor[:]), shareOf(IdleFloor, "assumed", idle[:]), shareOf(SelfDischarge, "assumed", leak[:])}
	e.Needed = float64(needed) >= 0.95*n
}

// rank weighs all candidates against each other and against none.
func (t *told) rank(e *Explanation) {
	none, _ := t.weigh("")
	logs := []float64{none}
	for i := range causes {
		c := &causes[i]
		logLike, span := t.weigh(c.id)
		logs = append(logs, logLike)
		e.Candidates = append(e.Candidates, c.candidate(t.perDay, span.Low <= t.days && t.days <= span.High))
	}
	both, span := t.weigh(CauseTypePolling)
	mix := cause{id: CauseTypePolling, title: "Both: the lock warns early for its battery type, and a system asks it every 30 s",
		mah: pick(CausePolling).mah, life: pick(CauseType).life,
		test: "Set the battery type first; then switch the asking off for two days.", source: "the two causes together"}
	logs = append(logs, both)
	e.Candidates = append(e.Candidates, mix.candidate(t.perDay, span.Low <= t.days && t.days <= span.High))
	most := slices.Max(logs)
	sum := 0.0
	for _, l := range logs {
		sum += repro.Exp(l - most)
	}
	for i := range e.Candidates {
		e.Candidates[i].Weight = repro.Exp(logs[i+1]-most) / sum
	}
	sortCandidates(e.Candidates)
}

// candidate turns a cause into a line of the answer.
func (c *cause) candidate(perDay float64, explains bool) Candidate {
	m := c.mah
	if c.id == CauseStalls {
		m = m.times(perDay)
	}
	return Candidate{ID: c.id, Title: c.title, MAhPerDay: root(m.low * m.high), LowMAh: m.low, HighMAh: m.high,
		LifeFactor: root(c.life.low * c.life.high), Explains: explains, Test: c.test, Source: c.source}
}

// sortCandidates puts the heaviest first; equal ones stay in their order.
func sortCandidates(c []Candidate) {
	slices.SortStableFunc(c, func(a, b Candidate) int { return cmp.Compare(b.Weight, a.Weight) })
}

// say puts the finding into words.
func (t *told) say(e *Explanation) {
	e.Summary = fmt.Sprintf("%s that last %s at %s actions a day give %.2g mAh a day; motor, idling and self-discharge take %.2g of it. ",
		t.kind.Title, dayWords(t.days), number(t.perDay), e.Drained.Value, e.Known[0].MAhPerDay+e.Known[1].MAhPerDay+e.Known[2].MAhPerDay)
	if !e.Needed {
		e.Summary += fmt.Sprintf("Nothing has to be missing: a healthy set lasts %.0f..%.0f days.", e.Healthy.Low, e.Healthy.High)
		return
	}
	e.Summary += fmt.Sprintf("Missing are %.0f..%.0f mAh a day, which is a hidden load of %.2g..%.2g mA on average; without it the set would last %.0f..%.0f days. ",
		e.Hidden.Low, e.Hidden.High, e.Amps.Low, e.Amps.High, e.Healthy.Low, e.Healthy.High)
	first := true
	for i := range e.Candidates {
		if c := &e.Candidates[i]; c.Explains && i < 3 {
			if first {
				e.Summary += "Likeliest: "
			} else {
				e.Summary += "; or "
			}
			e.Summary += lower(c.Title)
			first = false
		}
	}
	if first {
		e.Summary += "No single cause of the list suffices"
	}
	e.Summary += "."
}

func dayWords(d float64) string {
	if d >= 14 && d == math.Trunc(d/7)*7 {
		return fmt.Sprintf("%.0f weeks", d/7)
	}
	return fmt.Sprintf("%.3g days", d)
}

func number(x float64) string { return fmt.Sprintf("%.3g", x) }

// lower makes the first letter of a title that of a phrase, names aside.
func lower(s string) string {
	switch {
	case len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] == ' ' || s[1] >= 'a' && s[1] <= 'z'):
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
