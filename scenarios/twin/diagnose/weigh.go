package diagnose

import (
	"strings"

	"locktwin/internal/repro"
)

// seenKeys are the symptoms that tell how an event ended, in the order in which they
// are asked for.
func seenKeys() []string {
	return []string{keyPIN, keyDefault, keySettings, keyAuthorizations, keyPhones, keyUndone, keyResets, keyOtherPhone, keyWaited, keyPage, keyBatteryType}
}

// scale weighs hypotheses by symptoms.
type scale struct {
	hs     []hypothesis
	kinds  []mechanism
	priors []float64
	table  *table
	pools  []pool // of the hypotheses that were played, in their order
	sizes  map[string]int
	// mistake is the key whose answer is taken for a wrong one; "" when none is.
	mistake string
}

func newScale(hs []hypothesis, t *table, cells string, given map[string]float64) (*scale, error) {
	priors, err := priorsOf(hs, given)
	if err != nil {
		return nil, err
	}
	w := &scale{hs: hs, kinds: mechanisms(), priors: priors, table: t, pools: t.pools(cells), sizes: map[string]int{}}
	for _, v := range Vocabulary() {
		w.sizes[v.Key] = len(v.Answers)
	}
	return w, nil
}

// chanceIn is the probability that somebody gives an answer where these are so, and
// this share of answers is wrong.
func (w *scale) chanceIn(cs []chance, key, answer string, wrongly float64) float64 {
	wrong := wrongly / float64(w.sizes[key])
	if key == w.mistake {
		return wrong
	}
	p := 0.0
	for _, c := range cs {
		if c.answer == answer {
			p += c.p
		}
	}
	return float64((1-wrongly)*p) + wrong
}

// match is the probability of the answers of s with each way in which an event may end.
// What s does not say is left open.
func (w *scale) match(s *Symptoms, of func(key string) []chance, wrongly float64) float64 {
	p := 1.0
	for _, key := range seenKeys() {
		if a := *s.word(key); a != "" {
			p *= w.chanceIn(of(key), key, a, wrongly)
		}
	}
	return p
}

// matches does so for every row of the table.
func (w *scale) matches(s *Symptoms) []float64 {
	out := make([]float64, len(w.table.Rows))
	for i := range out {
		out[i] = w.match(s, w.table.Rows[i].of, w.table.Rows[i].wrongly())
	}
	return out
}

// likelihoods gives the likelihood of s with each hypothesis, and how often an event
// ends so. With st it draws what the plays leave open.
func (w *scale) likelihoods(s *Symptoms, st *repro.Stream) (likely, rates []float64) {
	match := w.matches(s)
	tells := s.Times > 0
	for _, key := range seenKeys() {
		tells = tells || *s.word(key) != ""
	}
	played := 0
	for i := range w.hs {
		h := &w.hs[i]
		l, rate := 0.0, 0.0
		if h.stated != nil {
			rate = float64(h.stated.rate*w.match(s, h.stated.of, misreported)) + float64((1-h.stated.rate)*w.match(s, well, misreportedWell))
			l = again(rate, s.Times, s.Changes, h.fault.events)
		} else {
			p := &w.pools[played]
			played++
			for stratum := range strata {
				theta := 0.0
				if st == nil {
					theta = p.mean(stratum, match)
				} else {
					theta = p.draw(stratum, match, st)
				}
				rate += float64(shareOf(stratum) * theta)
				l += float64(shareOf(stratum) * again(theta, s.Times, s.Changes, h.fault.events))
			}
		}
		if !tells {
			l = 1
		}
		if s.After != "" {
			l *= w.chanceIn(h.fault.after, keyAfter, s.After, misreported)
		}
		likely, rates = append(likely, float64(l*firmwareFactor(h, s.Firmware))), append(rates, rate)
	}
	return likely, rates
}

// again is the probability that something which an event ends in with probability
// theta has happened so often. Of a known number of events that is the binomial
// distribution. Of an unknown one with a mean, geometrically distributed (assumption:
// locks of any age are asked about), it is geometric again. times 0: at least once.
func again(theta float64, times, events int, mean float64) float64 {
	theta = min(max(theta, 0), 1)
	if events > 0 {
		p := 1.0
		if times == 0 {
			for range events {
				p *= 1 - theta
			}
			return 1 - p
		}
		for i := range times {
			p *= float64(theta*float64(events-i)) / float64(i+1)
		}
		for range events - times {
			p *= 1 - theta
		}
		return p
	}
	q := mean / (1 + mean)
	r := float64(q*theta) / (1 - float64(q*(1-theta)))
	if times == 0 {
		return r
	}
	p := 1 - r
	for range times {
		p *= r
	}
	return p
}

// What a version as the app shows it says; assumptions. Numbers say nothing: which
// mechanism is in which version of a real lock nobody outside its maker knows.
const (
	betaUpdated = 0.60 // of those whose lock lost something after an update have a trial version
	betaOthers  = 0.10
	otherNamed  = 1e-3 // of another profile than the one that is named
)

func firmwareFactor(h *hypothesis, text string) float64 {
	if text == "" {
		return 1
	}
	text = strings.ToLower(text)
	for _, m := range members() {
		if text == m.profile && h.profile != "" && h.profile != m.profile {
			return otherNamed
		}
	}
	if strings.Contains(text, "beta") {
		if h.fault.id == faultUpdate {
			return betaUpdated
		}
		return betaOthers
	}
	return 1
}

// posterior puts likelihoods and priors together.
func (w *scale) posterior(likely []float64) []float64 {
	out := make([]float64, len(likely))
	sum := 0.0
	for i, l := range likely {
		out[i] = float64(l * w.priors[i])
		sum += out[i]
	}
	for i := range out {
		if sum > 0 {
			out[i] /= sum
		} else {
			out[i] = w.priors[i]
		}
	}
	return out
}

// entropy in bit.
func entropy(p []float64) float64 {
	const ln2 = 0.6931471805599453
	h := 0.0
	for _, v := range p {
		if v > 0 {
			h -= float64(v*repro.Log(v)) / ln2
		}
	}
	return h
}
