package diagnose

import (
	"locktwin/internal/repro"
	"locktwin/model/power"
)

// How counts become probabilities: Dirichlet smoothing in two steps. A stratum is drawn
// towards all plays of its hypothesis, and these towards all plays of the table, as if
// so many more plays had been seen; assumptions. What no hypothesis has ever shown stays
// at misreported.
const (
	towardsHypothesis = 1.5
	towardsTable      = 0.5
	// otherKind is what a play with other cells counts where the cells are known: the
	// new set is full, so that its kind matters less than hand and capacitor.
	otherKind = 0.25
	// misreported is the share of answers that are wrong, spread over all that there are:
	// people guess, mix up, and answer another question (assumption).
	misreported = 0.03
	// misreportedWell is the same where nothing is lost: who has lost nothing seldom asks,
	// and so seldom tells of a loss (assumption).
	misreportedWell = 0.001
)

// pool is the smoothed outcome of the strata of one hypothesis: pseudo-counts of rows.
type pool struct {
	rows  []int     // indexes of rows that have any weight
	alpha []float64 // strata × len(rows)
	plays int
}

// kindOf is the index of the cells in the bay, or of those that are nearest; -1 when
// they are unknown or like none that was played.
func kindOf(cells string) int {
	switch power.CellKind(cells) {
	case power.Alkaline, power.L91:
		return 0
	case power.Eneloop, power.EneloopPro:
		return 1
	case power.ZincCarbon:
		return 2
	case power.PowerPack, power.LiPo:
		return 3
	}
	return -1
}

// pools smooths the table for the cells in question.
func (t *table) pools(cells string) []pool {
	kind := kindOf(cells)
	weight := func(k int) float64 {
		if kind < 0 || k == kind {
			return 1
		}
		return otherKind
	}
	whole := make([]float64, len(t.Rows))
	sum := 0.0
	for i := range t.Hypotheses {
		for _, pairs := range t.Hypotheses[i].Counts {
			for j := 0; j < len(pairs); j += 2 {
				whole[pairs[j]] += float64(pairs[j+1])
				sum += float64(pairs[j+1])
			}
		}
	}
	out := make([]pool, len(t.Hypotheses))
	for i := range out {
		counts := make([]float64, strata*len(t.Rows))
		own := make([]float64, len(t.Rows))
		n := 0.0
		for c, pairs := range t.Hypotheses[i].Counts {
			for j := 0; j < len(pairs); j += 2 {
				w := float64(float64(pairs[j+1]) * weight(c%len(kinds)))
				counts[c/len(kinds)*len(t.Rows)+pairs[j]] += w
				own[pairs[j]] += w
				n += w
				out[i].plays += pairs[j+1]
			}
		}
		p := &out[i]
		for r := range t.Rows {
			if whole[r] > 0 {
				p.rows = append(p.rows, r)
			}
		}
		for s := range strata {
			for _, r := range p.rows {
				base := (own[r] + float64(towardsTable*whole[r])/sum) / (n + towardsTable)
				p.alpha = append(p.alpha, counts[s*len(t.Rows)+r]+float64(towardsHypothesis*base))
			}
		}
	}
	return out
}

// mean is the expected share of rows that match, by stratum.
func (p *pool) mean(stratum int, match []float64) float64 {
	a := p.alpha[stratum*len(p.rows) : (stratum+1)*len(p.rows)]
	sum, hit := 0.0, 0.0
	for j, r := range p.rows {
		sum += a[j]
		hit += float64(a[j] * match[r])
	}
	return hit / sum
}

// draw is the share of rows that match in one draw from what the plays leave open.
func (p *pool) draw(stratum int, match []float64, st *repro.Stream) float64 {
	a := p.alpha[stratum*len(p.rows) : (stratum+1)*len(p.rows)]
	sum, hit := 0.0, 0.0
	for j, r := range p.rows {
		g := gamma(a[j], st)
		sum += g
		hit += float64(g * match[r])
	}
	if sum <= 0 {
		return p.mean(stratum, match)
	}
	return hit / sum
}

// gamma draws from the gamma distribution of shape a and scale 1 (Marsaglia and Tsang
// 2000); shapes so small that a draw is nothing give 0.
func gamma(a float64, st *repro.Stream) float64 {
	if a < 1e-3 {
		return 0
	}
	boost := 1.0
	if a < 1 {
		boost = repro.Pow(st.Float64(), 1/a)
		a++
	}
	d := a - 1.0/3
	c := 1 / (3 * repro.Pow(d, 0.5))
	for {
		x := st.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v*v) * v
		if repro.Log(st.Float64()) < float64(0.5*float64(x*x))+d-float64(d*v)+float64(d*repro.Log(v)) {
			return float64(boost*d) * v
		}
	}
}
