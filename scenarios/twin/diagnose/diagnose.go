package diagnose

import (
	"cmp"
	"fmt"
	"slices"

	"locktwin/internal/repro"
	"locktwin/model/power"
	"locktwin/scenarios/twin/forecast"
)

// draws behind an interval.
const draws = 120

// Diagnose ranks the causes of s. Errors wrap ErrSymptom, ErrPrior or ErrTable. Equal
// arguments give equal bytes.
func Diagnose(s Symptoms, o Options) (*Diagnosis, error) {
	hs := hypotheses()
	t, err := readTable(tableJSON, hs)
	if err != nil {
		return nil, err
	}
	return diagnoseWith(hs, t, s, o)
}

func diagnoseWith(hs []hypothesis, t *table, s Symptoms, o Options) (*Diagnosis, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	d := &Diagnosis{Symptoms: s, Causes: []Cause{}, Mechanisms: []Mechanism{}, Questions: []Question{}, Doubts: []Doubt{}, Notes: notes(&s)}
	var err error
	if d.Drain, err = drain(&s); err != nil {
		return nil, err
	}
	w, err := newScale(hs, t, s.Cells, o.Priors)
	if err != nil {
		return nil, err
	}
	for _, p := range w.pools {
		d.Plays += p.plays
	}
	if d.Drain != nil && len(known(&s)) == 0 {
		// Nobody speaks of a loss, so there is no cause of one to look for.
		d.Summary = d.sum(&s)
		return d, nil
	}
	likely, rates := w.likelihoods(&s, nil)
	now := w.posterior(likely)
	spread := w.spread(&s, o.Seed)
	d.EntropyBit = entropy(now)
	evidence := w.evidence(&s, likely)
	played := 0
	for i := range hs {
		c := cause(&hs[i], w.priors[i], now[i], rates[i])
		c.Low, c.High = around(spread, now[i], func(p []float64) float64 { return p[i] })
		if hs[i].stated == nil {
			c.Plays = w.pools[played].plays
			played++
		}
		c.tell(&s, evidence[i])
		d.Causes = append(d.Causes, c)
	}
	slices.SortStableFunc(d.Causes, func(a, b Cause) int { return cmp.Compare(b.Probability, a.Probability) })
	d.Mechanisms = w.mechanisms(now, spread)
	d.Settled = d.Mechanisms[0].Probability >= settledAt && len(known(&s)) > 0 && s.TellsLoss()
	d.Questions = w.questions(&s, now)
	d.choose()
	if len(known(&s)) > 0 {
		d.Doubts = w.doubts(&s)
		d.Capacitor = w.capacitor(&s, now)
	}
	d.Summary = d.sum(&s)
	return d, nil
}

// spread draws what the plays leave open.
func (w *scale) spread(s *Symptoms, seed uint64) [][]float64 {
	k := repro.Root(seed).Child("diagnose")
	out := make([][]float64, draws)
	for n := range out {
		st := k.Index(uint64(n)).Stream()
		likely, _ := w.likelihoods(s, &st)
		out[n] = w.posterior(likely)
	}
	return out
}

// around is where 90 % of the draws lie, the value itself within it.
func around(spread [][]float64, value float64, of func(p []float64) float64) (low, high float64) {
	v := make([]float64, len(spread))
	for i, p := range spread {
		v[i] = of(p)
	}
	slices.Sort(v)
	return min(value, v[len(v)*5/100]), max(value, v[len(v)*95/100])
}

// mechanisms adds probabilities up.
func (w *scale) mechanisms(now []float64, spread [][]float64) []Mechanism {
	var out []Mechanism
	for _, m := range mechanisms() {
		sum := func(p []float64) float64 {
			v := 0.0
			for i := range w.hs {
				if w.hs[i].mechanism == m.id {
					v += p[i]
				}
			}
			return v
		}
		x := Mechanism{ID: m.id, Title: m.title, Probability: sum(now)}
		x.Low, x.High = around(spread, x.Probability, sum)
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Mechanism) int { return cmp.Compare(b.Probability, a.Probability) })
	return out
}

// choose picks what to ask next and what a bench could do. What destroys evidence is
// next only when nothing else at the door is worth anything.
func (d *Diagnosis) choose() {
	for i := range d.Questions {
		q := &d.Questions[i]
		if q.Bits < LeastBits {
			continue
		}
		if q.Kind == KindBench {
			if d.Lab == nil {
				d.Lab = q
			}
		} else if d.Next == nil {
			d.Next = q
		}
	}
}

// usualActions is taken where nobody said how often the lock is used (assumption).
const usualActions = 6

// drain explains a life of cells that was told.
func drain(s *Symptoms) (*forecast.Explanation, error) {
	if s.CellDays == 0 {
		return nil, nil
	}
	cells, actions := cmp.Or(s.Cells, string(power.Alkaline)), cmp.Or(s.ActionsPerDay, usualActions)
	e, err := forecast.ExplainLife(cells, s.CellDays, actions)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSymptom, err)
	}
	return e, nil
}

// notes say what was assumed.
func notes(s *Symptoms) []string {
	out := []string{
		"The firmware profiles are hypotheses: mechanisms that would explain what was seen, and no maker's firmware.",
		"The intervals come from the number of plays in the simulator alone; priors, and causes outside the firmware, are stated assumptions.",
	}
	if s.Firmware != "" {
		out = append(out, "A version number says nothing here; the word beta does, and the name of a profile.")
	}
	if s.Cells != "" && kindOf(s.Cells) < 0 {
		out = append(out, "The plays know no "+s.Cells+"; all cells that were played are taken together.")
	}
	if s.CellDays != 0 {
		if len(known(s)) == 0 {
			out = append(out, "Nothing was said of a loss, so no causes of one are ranked.")
		}
		if s.Cells == "" {
			out = append(out, "Nobody said which cells: the second finding is for alkaline ones.")
		}
		if s.ActionsPerDay == 0 {
			out = append(out, fmt.Sprintf("Nobody said how often the lock is used: %d actions a day are taken.", usualActions))
		}
	}
	return out
}
