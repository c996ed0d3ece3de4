package diagnose

import (
	"cmp"
	"fmt"
	"slices"
)

// doubtful is how probable it has to be that an answer is wrong for it to be doubted: it
// is then likelier wrong than right.
const doubtful = 0.5

// doubts lists the answers that are probably wrong: in most of what would explain all
// that was told, this one is a mistake. Of two that exclude each other both may be
// listed, or the one that the others speak against.
func (w *scale) doubts(s *Symptoms) []Doubt {
	out := []Doubt{}
	told := 0
	for _, key := range seenKeys() {
		if *s.word(key) != "" {
			told++
		}
	}
	if told < 2 {
		return out // one answer contradicts nothing
	}
	// One event: that something happens at all in many says little about its answers.
	once := *s
	once.Times, once.Changes = 1, 1
	likely, _ := w.likelihoods(&once, nil)
	all := w.weight(likely)
	for _, key := range seenKeys() {
		answer := *s.word(key)
		if answer == "" || all <= 0 {
			continue
		}
		mistaken := *w
		mistaken.mistake = key
		likely, _ := mistaken.likelihoods(&once, nil)
		p := w.weight(likely) / all
		if p <= doubtful {
			continue
		}
		word, _ := lookWord(key)
		out = append(out, Doubt{Symptom: key, Answer: answer, Probability: p, Text: fmt.Sprintf(
			"%s goes badly with the rest; where all else is so, most would say: %s. Ask once more.", saying(&word, answer), w.rather(&once, &word))})
	}
	slices.SortStableFunc(out, func(a, b Doubt) int { return cmp.Compare(b.Probability, a.Probability) })
	return out
}

// weight adds up what priors leave of likelihoods.
func (w *scale) weight(likely []float64) float64 {
	sum := 0.0
	for i, l := range likely {
		sum += float64(w.priors[i] * l)
	}
	return sum
}

// rather is the answer to a word that goes best with the other symptoms.
func (w *scale) rather(s *Symptoms, word *Word) string {
	best, about := -1.0, ""
	for _, a := range word.Answers {
		then := *s
		*then.word(word.Key) = a.Value
		likely, _ := w.likelihoods(&then, nil)
		if p := w.weight(likely); p > best {
			best, about = p, a.About
		}
	}
	return about
}

// saying is one answer in words.
func saying(word *Word, answer string) string {
	for _, a := range word.Answers {
		if a.Value == answer {
			return "\"" + word.About + ": " + a.About + "\""
		}
	}
	return word.Key + " " + answer
}

// oldCapacitor is up to where a capacitor has lost half of its capacitance, in µF.
const oldCapacitor = 110

// capacitor tells how probable an old one is in view of s, over the causes that were
// played. It is nil when those are not what leads.
func (w *scale) capacitor(s *Symptoms, now []float64) *Capacitor {
	match := w.matches(s)
	mass, played, old, prior := 0.0, 0, 0.0, 0.0
	for stratum := range strata {
		if capacitors[stratum/len(hands)] < oldCapacitor {
			prior += shareOf(stratum)
		}
	}
	for i := range w.hs {
		h := &w.hs[i]
		if h.stated != nil {
			continue
		}
		p := &w.pools[played]
		played++
		all, aged := 0.0, 0.0
		for stratum := range strata {
			l := float64(shareOf(stratum) * again(p.mean(stratum, match), s.Times, s.Changes, h.fault.events))
			all += l
			if capacitors[stratum/len(hands)] < oldCapacitor {
				aged += l
			}
		}
		mass += now[i]
		if all > 0 {
			old += float64(now[i] * aged / all)
		}
	}
	if mass < 0.5 {
		return nil
	}
	c := &Capacitor{Probability: old / mass, Prior: prior}
	switch {
	case c.Probability > 0.8:
		c.Text = "The part that bridges short gaps in the power, a capacitor, has probably grown old. Another lock, or this one repaired, would help as well."
	case c.Probability < 0.4:
		c.Text = "The capacitor that bridges short gaps in the power is probably not to blame: this happens with a new one too."
	default:
		c.Text = "Whether the capacitor that bridges short gaps in the power has grown old, this does not tell."
	}
	return c
}
