package diagnose

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"locktwin/internal/repro"
	"locktwin/scenarios"
)

// freshSeed is none of the table's.
const freshSeed = tableSeed + 7919

// customer is a lock with a hidden cause and what its owner tells.
type customer struct {
	cause int
	tells Symptoms
}

// customers draws locks from the priors, lets the events of their fault happen until
// one loses something, and has their owners tell of it, now and then wrongly. Owners of
// locks that lose nothing do not ask.
func customers(t *testing.T, n int) (*scale, []customer) {
	t.Helper()
	w := whole(t)
	players := map[[2]int]*player{}
	var out []customer
	for i := 0; len(out) < n; i++ {
		k := repro.Root(freshSeed).Child("customers").Index(uint64(i))
		st := k.Stream()
		cause := pick(&st, w.priors)
		h := &w.hs[cause]
		stratum := pick(&st, shares())
		of, wrongly := well, misreportedWell
		for st.Float64() < h.fault.events/(1+h.fault.events) {
			if h.stated != nil {
				if st.Float64() < h.stated.rate {
					of, wrongly = h.stated.of, misreported
					break
				}
				continue
			}
			p := players[[2]int{cause, stratum / len(hands)}]
			if p == nil {
				var err error
				if p, err = newPlayer(h, stratum/len(hands)); err != nil {
					t.Fatal(err)
				}
				players[[2]int{cause, stratum / len(hands)}] = p
			}
			r, err := p.play(stratum%len(hands), st.IntN(len(kinds)), repro.Root(freshSeed).Index(st.Uint64()))
			if err != nil {
				t.Fatal(err)
			}
			if r.PIN != scenarios.Intact {
				of, wrongly = r.of, r.wrongly()
				break
			}
		}
		var s Symptoms
		for _, key := range seenKeys() {
			if key != keyPage { // nobody has opened the lock
				*s.word(key) = w.tell(&st, key, of(key), wrongly)
			}
		}
		s.After = w.tell(&st, keyAfter, h.fault.after, misreported)
		if s.PIN != "accepted" {
			out = append(out, customer{cause, s})
		}
	}
	return w, out
}

func shares() []float64 {
	out := make([]float64, strata)
	for i := range out {
		out[i] = shareOf(i)
	}
	return out
}

// pick draws an index with these probabilities.
func pick(st *repro.Stream, p []float64) int {
	u := st.Float64()
	for i, v := range p {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p) - 1
}

// tell draws an answer.
func (w *scale) tell(st *repro.Stream, key string, cs []chance, wrongly float64) string {
	word, _ := lookWord(key)
	p := make([]float64, len(word.Answers))
	for i, a := range word.Answers {
		p[i] = w.chanceIn(cs, key, a.Value, wrongly)
	}
	return word.Answers[pick(st, p)].Value
}

func TestStatedProbabilitiesAreThoseWithWhichCausesAreTrue(t *testing.T) {
	n := 240
	if testing.Short() {
		n = 8
	}
	w, all := customers(t, n)
	// Reliability: of all that is stated with about this probability, so much is true.
	edges := []float64{0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001}
	stated, held, count, variance := make([]float64, len(edges)), make([]float64, len(edges)), make([]float64, len(edges)), make([]float64, len(edges))
	top1, top3, doubted, settled, right := 0, 0, 0, 0, 0
	lead, luck := 0.0, 0.0
	var figures []string // as docs/diagnose.md has them
	for _, c := range all {
		likely, _ := w.likelihoods(&c.tells, nil)
		now := w.posterior(likely)
		sums := map[string]float64{}
		for i, p := range now {
			sums[w.hs[i].mechanism] += p
			b := 0
			for p >= edges[b+1] {
				b++
			}
			stated[b] += p
			variance[b] += p * (1 - p)
			count[b]++
			if i == c.cause {
				held[b]++
			}
		}
		above, first := 0, 0.0
		own := sums[w.hs[c.cause].mechanism]
		for _, p := range sums {
			first = max(first, p)
		}
		lead += first
		luck += first * (1 - first)
		for _, p := range sums {
			if p > own {
				above++
			}
		}
		if above == 0 {
			top1++
		}
		if first >= settledAt {
			settled++
			if above == 0 {
				right++
			}
		}
		if len(w.doubts(&c.tells)) > 0 {
			doubted++
		}
		if above < 3 {
			top3++
		}
	}
	for b := range len(edges) - 1 {
		// Three standard deviations of luck, and five percentage points of the bin for
		// what smoothing and repetition leave.
		if d := math.Abs(stated[b] - held[b]); d > 3*math.Sqrt(variance[b])+0.05*count[b] {
			t.Errorf("%g..%g: %g of %g were true, %.1f were stated", edges[b], edges[b+1], held[b], count[b], stated[b])
		}
		t.Logf("%g..%g: stated %.1f, true %g of %g", edges[b], edges[b+1], stated[b], held[b], count[b])
		figures = append(figures, fmt.Sprintf("%% | %g | %.1f | %g |", count[b], stated[b], held[b]))
	}
	if math.Abs(lead-float64(top1)) > 3*math.Sqrt(luck)+0.05*float64(len(all)) {
		t.Errorf("the mechanism on top is true %d times, %.1f were stated", top1, lead)
	}
	if share := float64(top3) / float64(len(all)); share < 0.8 {
		t.Errorf("the true mechanism is among the first three in %.0f %%, not 80 %%", 100*share)
	}
	// Of eleven answers three in a hundred are wrong, so that one story in four holds one;
	// doubts that come much more often are noise.
	if share := float64(doubted) / float64(len(all)); share > 0.35 {
		t.Errorf("%.0f %% of the stories are doubted", 100*share)
	}
	figures = append(figures, fmt.Sprintf("%d of %d, where\n%.1f were stated", top1, len(all), lead), fmt.Sprintf("In %d one kind", settled),
		fmt.Sprintf("given: %d of these", right), fmt.Sprintf("first three in %d.", top3), fmt.Sprintf("In %d stories", doubted))
	page, err := os.ReadFile("../../../docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range figures {
		if !testing.Short() && !strings.Contains(strings.ReplaceAll(string(page), "% and more |", "% |"), want) {
			t.Errorf("docs/diagnose.md does not say %q", want)
		}
	}
	t.Logf("mechanism on top: stated %.1f, true %d; of %d on which advice is given %d are true", lead, top1, settled, right)
	t.Logf("of %d: true mechanism first %d, among the first three %d; %d stories doubted", len(all), top1, top3, doubted)
}
