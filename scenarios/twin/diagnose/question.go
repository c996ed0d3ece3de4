package diagnose

import (
	"cmp"
	"slices"

	"locktwin/internal/repro"
)

// asked is a question or test that fills in one symptom.
type asked struct {
	key, kind, text, cost string
	destroys              bool
}

// Kinds of question.
const (
	KindAsk   = "ask"   // the customer knows or sees
	KindTry   = "try"   // something at the door
	KindBench = "bench" // somebody opens the lock
)

// catalogue lists what can be asked and tried, the easiest first.
func catalogue() []asked {
	return []asked{
		{keyPIN, KindAsk, "What does the app say to the custom PIN?", "Nothing. Each wrong PIN counts towards the lock-out, so enter it once.", false},
		{keySettings, KindAsk, "Is the brightness of the light back at its default, and are the name and auto lock as they were?", "Nothing: the app shows it.", false},
		{keyAfter, KindAsk, "What happened before: new cells, charging, an update, a cold night, or nothing?", "Nothing.", false},
		{keyPhones, KindAsk, "Does the phone still open the door?", "Nothing.", false},
		{keyAuthorizations, KindAsk, "Are all users, fobs and codes still in the list?", "Nothing, if the app shows the list without the PIN.", false},
		{keyBatteryType, KindAsk, "Which battery type does the app show, and is it that of the cells in the bay?", "Nothing.", false},
		{keyDefault, KindTry, "Try 0000 as the PIN.", "One try towards the lock-out; nothing is changed.", false},
		{keyOtherPhone, KindTry, "Enter the custom PIN in another phone that is paired.", "One try towards the lock-out; nothing is changed.", false},
		{keyResets, KindTry, "Look at the log and the battery report: are there restarts that nobody caused?", "Some minutes; the log may ask for the PIN, and whoever reads it sees who came and went.", false},
		{keyWaited, KindTry, "Let nobody try a PIN for an hour, then enter the custom PIN once.", "An hour; nothing is changed.", false},
		{keyPage, KindBench, "Read out the flash, or a debug log, and look at the page with the settings.", "Somebody has to open the lock and needs a probe. Reading changes nothing, but put in no cells before: each boot may write.", false},
		{keyUndone, KindTry, "Take the cells out for a minute, put them in again in one go, and enter the custom PIN.", "The lock boots, and a boot may write over what is left of the PIN. Do it only if nobody is going to read out the flash.", true},
	}
}

// LeastBits is what a question has to be worth to be asked.
const LeastBits = 0.01

// questions values all that are open, the best first; what destroys evidence comes
// after all else.
func (w *scale) questions(s *Symptoms, now []float64) []Question {
	var out []Question
	before, kinds := entropy(now), entropy(w.byKind(now))
	for _, a := range catalogue() {
		if *s.word(a.key) != "" {
			continue
		}
		word, _ := lookWord(a.key)
		q := Question{Key: a.key, Text: a.text, Kind: a.kind, Cost: a.cost, Destroys: a.destroys}
		given := w.answers(s, a.key, &word)
		left, kindsLeft := 0.0, 0.0
		for j, x := range word.Answers {
			joint := make([]float64, len(now))
			sum := 0.0
			for i := range joint {
				joint[i] = float64(now[i] * given[j][i])
				sum += joint[i]
			}
			if sum < 1e-9 {
				continue
			}
			top := 0
			for i := range joint {
				joint[i] /= sum
				if joint[i] > joint[top] {
					top = i
				}
			}
			left += float64(sum * entropy(joint))
			each := w.byKind(joint)
			kindsLeft += float64(sum * entropy(each))
			kind := 0
			for k := range each {
				if each[k] > each[kind] {
					kind = k
				}
			}
			q.Answers = append(q.Answers, Answer{Answer: x.Value, About: x.About, Probability: sum, Kind: w.kinds[kind].id, KindTo: each[kind], Leads: w.hs[top].id, LeadsTo: joint[top]})
		}
		q.Bits, q.KindBits = max(0, before-left), max(0, kinds-kindsLeft)
		out = append(out, q)
	}
	slices.SortStableFunc(out, func(a, b Question) int {
		if a.Destroys != b.Destroys {
			if a.Destroys {
				return 1
			}
			return -1
		}
		// What tells the mechanisms apart decides what helps; the causes of one mechanism
		// are told apart only when its questions are used up.
		if a.KindBits >= LeastBits || b.KindBits >= LeastBits {
			return cmp.Compare(b.KindBits, a.KindBits)
		}
		return cmp.Compare(b.Bits, a.Bits)
	})
	return out
}

// byKind adds probabilities up by mechanism, in the order of mechanisms.
func (w *scale) byKind(p []float64) []float64 {
	out := make([]float64, len(w.kinds))
	for i := range w.hs {
		for k := range w.kinds {
			if w.kinds[k].id == w.hs[i].mechanism {
				out[k] += p[i]
			}
		}
	}
	return out
}

// answers gives, for each answer to a key, its probability with each hypothesis in
// view of what is known.
func (w *scale) answers(s *Symptoms, key string, word *Word) [][]float64 {
	out := make([][]float64, len(word.Answers))
	for j, x := range word.Answers {
		then := *s
		*then.word(key) = x.Value
		out[j], _ = w.likelihoods(&then, nil)
	}
	for i := range w.hs {
		sum := 0.0
		for j := range out {
			sum += out[j][i]
		}
		for j := range out {
			if sum > 0 {
				out[j][i] /= sum
			} else {
				out[j][i] = 1 / float64(len(out))
			}
		}
	}
	return out
}

// evidence is what each known symptom says about each hypothesis: the logarithm of
// how much likelier it is, given the others, than on average over the hypotheses.
func (w *scale) evidence(s *Symptoms, likely []float64) []map[string]float64 {
	out := make([]map[string]float64, len(w.hs))
	for i := range out {
		out[i] = map[string]float64{}
	}
	for _, key := range known(s) {
		without := *s
		without.clear(key)
		bare, _ := w.likelihoods(&without, nil)
		with, less := 0.0, 0.0
		for i := range likely {
			with += float64(w.priors[i] * likely[i])
			less += float64(w.priors[i] * bare[i])
		}
		for i := range likely {
			if likely[i] > 0 && bare[i] > 0 && with > 0 {
				out[i][key] = repro.Log(likely[i]/bare[i]) - repro.Log(with/less)
			}
		}
	}
	return out
}

// known lists the keys of s that bear on causes, in the order of the vocabulary.
func known(s *Symptoms) []string {
	var out []string
	for _, word := range Vocabulary() {
		switch word.Kind {
		case WordKind:
			if word.Key != keyCells && *s.word(word.Key) != "" {
				out = append(out, word.Key)
			}
		case CountKind:
			if word.Key == keyTimes && s.Times > 0 {
				out = append(out, word.Key)
			}
		case TextKind:
			if s.Firmware != "" {
				out = append(out, word.Key)
			}
		}
	}
	return out
}

// clear makes one symptom unknown.
func (s *Symptoms) clear(key string) {
	switch key {
	case keyTimes:
		s.Times = 0
	case keyFirmware:
		s.Firmware = ""
	default:
		*s.word(key) = ""
	}
}
